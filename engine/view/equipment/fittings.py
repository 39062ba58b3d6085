"""Small things that sit on many machines: flanges, bolts, motors, hand-wheels, legs, nozzles.

>>> flange(0.05).triangles < 400
True
"""

from __future__ import annotations

import math

from engine.view.mesh import Mesh, Vector, box, cylinder, join, lathe, ring, torus, tube

__all__ = ["bolts", "channel", "flange", "gear_motor", "handwheel", "leg", "lifted", "motor", "nut", "stub"]


def nut(size: float) -> Mesh:
    """A hexagonal nut standing on z = 0."""
    return lathe([(size, 0), (size, size * 0.8), (0, size * 0.8)], 6)


def bolts(circle: float, count: int, size: float, z: float) -> Mesh:
    """Nuts evenly on a bolt circle."""
    return ring(nut(size).moved(circle, 0, z), count, 180 / count)


def flange(bore: float, count: int = 4, thick: float | None = None) -> Mesh:
    """A welding-neck flange pair about z = 0 on a pipe of radius ``bore``, with its nuts."""
    rim = bore * 1.75 + 0.022
    t = thick or max(0.016, bore * 0.28)
    neck = bore * 1.3
    outline = [
        (bore, -2.4 * t),
        (neck, -t),
        (rim, -t),
        (rim, -0.002),
        (rim - 0.006, 0),
        (rim, 0.002),
        (rim, t),
        (neck, t),
        (bore, 2.4 * t),
    ]
    size = max(0.008, bore * 0.14)
    nuts = bolts((rim + neck) / 2, count, size, t)
    return join([lathe(outline), nuts, nuts.turned("x", 180)])


def stub(at: Vector, out: Vector, bore: float, length: float, count: int = 4) -> tuple[Mesh, Vector]:
    """A nozzle: a short pipe from ``at`` along ``out`` ending in a flange; also where its face is."""
    norm = math.sqrt(sum(v * v for v in out))
    unit = (out[0] / norm, out[1] / norm, out[2] / norm)
    inset = 0.06
    bar = join([cylinder(bore, length + inset, z=-inset), flange(bore, count).moved(z=length)])
    face = (at[0] + unit[0] * length, at[1] + unit[1] * length, at[2] + unit[2] * length)
    return bar.aimed(unit).moved(*at), face


def handwheel(radius: float, spokes: int = 5) -> Mesh:
    """A hand-wheel lying in the plane z = 0."""
    bar = radius * 0.09
    spoke = cylinder(bar * 0.7, radius, sides=6).turned("y", 90)
    return join([torus(radius, bar, 20), ring(spoke, spokes), cylinder(bar * 2.2, bar * 3, z=-bar * 1.5, sides=10)])


def motor(radius: float, length: float) -> Mesh:
    """A fan-cooled electric motor standing on z = 0, shaft end down, terminal box towards +x."""
    fin = box(radius * 0.18, radius * 0.05, length * 0.66).moved(radius * 1.04, 0, length * 0.12)
    hood = [
        (radius * 1.05, length * 0.84),
        (radius * 1.05, length * 0.97),
        (radius * 0.85, length),
        (0, length),
    ]
    body = [(0, 0), (radius * 1.1, 0), (radius * 1.1, length * 0.07), (radius, length * 0.08)]
    body += [(radius, length * 0.84), *hood]
    terminal = box(radius * 0.7, radius * 0.8, length * 0.32, 0.01).moved(radius * 1.2, 0, length * 0.4)
    return join([lathe(body), ring(fin, 18), terminal])


def gear_motor(radius: float, height: float) -> Mesh:
    """Gearbox below, motor above: what drives an agitator; stands on z = 0."""
    gear = height * 0.4
    flank = [
        (0, 0),
        (radius * 1.25, 0),
        (radius * 1.25, gear * 0.1),
        (radius, gear * 0.14),
        (radius * 1.06, gear * 0.6),
    ]
    case = lathe([*flank, (radius * 0.8, gear * 0.86), (radius * 0.95, gear), (0, gear)])
    ribs = ring(box(radius * 0.3, 0.02, gear * 0.5).moved(radius, 0, gear * 0.1), 6, 30)
    return join([case, ribs, motor(radius * 0.8, height - gear).moved(z=gear)])


def leg(width: float, height: float, foot: float = 0.0) -> Mesh:
    """A square column with a foot plate."""
    foot = foot or width * 1.8
    post = [box(width, width, height)]
    if height > 0.05:
        post.append(box(foot, foot, 0.02))
        post.append(bolts(foot * 0.55, 4, 0.012, 0.02).turned("z", 0))
    return join(post)


def channel(length: float, depth: float, width: float) -> Mesh:
    """An I-beam along x, its underside at z = 0."""
    web, lip = depth * 0.07, depth * 0.09
    return join(
        [
            box(length, width, lip),
            box(length, web, depth - 2 * lip).moved(z=lip),
            box(length, width, lip).moved(z=depth - lip),
        ]
    )


def lifted(radius: float, thick: float = 0.03, z: float = 0.0, bolts_on: int = 16) -> Mesh:
    """A big body flange (a pair of rings with studs) about ``z`` on a shell of ``radius``."""
    rim = radius + 0.09
    rings = [tube(rim, radius - 0.01, thick, z - thick - 0.004), tube(rim, radius - 0.01, thick, z + 0.004)]
    stud = join(
        [
            nut(0.018).moved(radius + 0.05, 0, z + thick),
            cylinder(0.010, 3 * thick, z=z - 1.5 * thick, sides=6).moved(radius + 0.05),
        ]
    )
    return join([*rings, ring(stud, bolts_on)])
