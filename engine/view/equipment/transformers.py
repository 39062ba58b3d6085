"""The power transformer: tank, radiators with fans, conservator, bushings, tap changer, oil pit.

Sizes follow a three-phase 40 MVA 110/10.5 kV transformer with on-load tap changer (source: SZ11-40000/110, outline about
7 × 5 × 5.5 m, typical). Its high side looks north (``hv_a`` …, neutral ``neutral``), its low side south (``lv_a`` …).

    >>> [n.name for n in POWER_TRANSFORMER.model().nozzles]
    ['hv_a', 'hv_b', 'hv_c', 'neutral', 'lv_a', 'lv_b', 'lv_c']
"""

from __future__ import annotations

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.breakers import dial
from engine.view.equipment.insulators import PHASES, SURFACE, Surface, column_with_caps
from engine.view.equipment.model import Extent, Face, Kind, Model, Move, Nozzle, Options, Part, Plate, Size
from engine.view.mesh import Mesh, box, cylinder, join, lathe, ring, torus
from engine.view.sweep import pipe

__all__ = ["KINDS", "POWER_TRANSFORMER"]


class TransformerOptions(Options):
    """A transformer with its instruments; tags default to the transformer's own."""

    tap: str = Field("", description="档位的位号，缺省为本设备的 tap / tag of the tap position, by default its own tap")
    oil_level: str = Field("", description="油位的位号，缺省为 oil_level / tag of the oil level, by default oil_level")
    temperature: str = Field("", description="油温的位号，缺省为 T_oil / tag of the oil temperature, by default T_oil")
    pit: bool = Field(True, description="带油池和卵石 / with oil pit and pebbles")
    surface: Surface = SURFACE


def _bushing(length: float, radius: float, tilt: float) -> tuple[Mesh, Mesh, tuple[float, float, float]]:
    """A bushing from its flange at the origin, leaning north by ``tilt`` degrees; its sheds, metal and terminal."""
    sheds, caps = column_with_caps(length * 0.86, radius * 0.6, radius)
    head = join(
        [
            cylinder(radius * 0.75, length * 0.08, z=length * 0.86, sides=10),
            cylinder(0.03, length * 0.08, z=length * 0.92, sides=6),
        ]
    )
    turret = cylinder(radius * 1.35, length * 0.16, z=-length * 0.16, sides=14)
    tip = (0.0, 0.0, length)
    metal = join([caps, head, turret]).turned("x", -tilt)
    end = cylinder(0.001, length, sides=3).turned("x", -tilt).p
    top = end[end[:, 2].argmax()]
    tip = (0.0, float(top[1]), float(top[2]))
    return sheds.turned("x", -tilt), metal, tip


def _radiator(depth: float, height: float, fins: int) -> Mesh:
    """A bank of plate radiators along y about the origin, hanging between two headers."""
    plates = [box(0.46, 0.035, height).moved(0, (k - (fins - 1) / 2) * depth / fins) for k in range(fins)]
    heads = [cylinder(0.06, depth, sides=8).turned("x", 90).moved(0, depth / 2, z) for z in (0.08, height - 0.08)]
    return join([*plates, *heads])


def _tank(x: float, y: float, base: float, top: float) -> Mesh:
    rib = box(0.08, y + 0.16, (top - base) * 0.9).moved(z=base + (top - base) * 0.04)
    ribs = [rib.moved((k - 2) * x * 0.22) for k in range(5)]
    flange = box(x + 0.2, y + 0.24, 0.05).moved(z=top - 0.12)
    feet = [box(0.3, y + 0.3, base * 0.5).moved(s * x * 0.32, 0, base * 0.5) for s in (-1, 1)]
    return join([box(x, y, top - base, 0.04).moved(z=base), *ribs, flange, *feet])


def _transformer(size: Size, options: TransformerOptions) -> Model:
    x, y, z = size
    tank_x, tank_y, base, top = x * 0.6, y * 0.38, z * 0.09, z * 0.55
    parts: list[Part] = [Part("tank", _tank(tank_x, tank_y, base, top), "tank_grey")]
    parts += _cooling(x, y, base, top, tank_x)
    parts += _conservator(z, top, tank_x, tank_y)
    glaze, metal, nozzles = [], [], []
    rows = [
        (f"hv_{p}", (k - 1) * tank_x * 0.25 - tank_x * 0.08, tank_y * 0.3, z * 0.3, 0.15, 15.0)
        for k, p in enumerate(PHASES)
    ]
    rows.append(("neutral", tank_x * 0.35, tank_y * 0.3, z * 0.2, 0.11, 15.0))
    rows += [(f"lv_{p}", (k - 1) * tank_x * 0.17, -tank_y * 0.3, z * 0.13, 0.085, -8.0) for k, p in enumerate(PHASES)]
    for name, bx, by, length, radius, tilt in rows:
        sheds, caps, tip = _bushing(length, min(radius, z * 0.027), tilt)
        at = (bx, by, top + length * 0.13)
        glaze.append(sheds.moved(*at))
        metal.append(caps.moved(*at))
        nozzles.append(Nozzle(name, (at[0] + tip[0], at[1] + tip[1], at[2] + tip[2]), (0, 0, 1)))
    parts += [Part("bushings", join(glaze), options.surface), Part("turrets", join(metal), "tank_grey")]
    if options.pit:
        curb = [box(x, 0.2, 0.18, 0.01).moved(0, s * (y / 2 - 0.1)) for s in (-1, 1)]
        curb += [box(0.2, y - 0.4, 0.18, 0.01).moved(s * (x / 2 - 0.1)) for s in (-1, 1)]
        plinth = [box(0.5, tank_y + 0.5, base * 0.5).moved(s * tank_x * 0.32) for s in (-1, 1)]
        parts.append(Part("curb", join([*curb, *plinth]), "concrete"))
        parts.append(Part("pebbles", box(x - 0.4, y - 0.4, 0.09), "pebbles"))
    instruments, faces = _instruments(options, tank_x, tank_y, base, top, z)
    solid: tuple[Extent, ...] = (
        ((-tank_x / 2, -tank_y / 2, base), (tank_x / 2, tank_y / 2, top)),
        ((-x * 0.46, -y * 0.36, base), (-tank_x / 2, y * 0.36, top)),
        ((tank_x / 2, -y * 0.36, base), (x * 0.46, y * 0.36, top)),
        ((-tank_x * 0.5, 0, top), (tank_x * 0.5, tank_y, z * 0.92)),
    )
    plate = Plate(
        (0, -tank_y / 2 - 0.11, base + (top - base) * 0.66), width=min(1.3, x * 0.18), height=min(0.44, z * 0.08)
    )
    return Model(
        (*parts, *instruments), tuple(nozzles), plate, face=faces[0], other_faces=tuple(faces[1:]), solid=solid
    )


def _cooling(x: float, y: float, base: float, top: float, tank_x: float) -> list[Part]:
    """Radiators at both ends of the tank with fans below; the fans turn while the cooler runs."""
    bank = _radiator(y * 0.3, (top - base) * 0.86, 6)
    far = (x * 0.92 - tank_x) / 2
    banks, frames, parts = [], [], []
    for s in (-1, 1):
        for row in (-1, 1):
            for column in range(2):
                at = s * (tank_x / 2 + far * (0.32 + 0.5 * column))
                banks.append(bank.moved(at, row * y * 0.18, base + (top - base) * 0.1))
        frames.append(box(far, 0.06, 0.08).moved(s * (tank_x + far) / 2, 0, base + (top - base) * 0.16))
        for row in (-1, 1):
            pivot = (s * (tank_x / 2 + far * 0.58), row * y * 0.18, base + (top - base) * 0.02)
            frames.append(torus(far * 0.3, 0.03, 12).moved(*pivot))
            wheel = join(
                [
                    ring(box(far * 0.24, far * 0.12, 0.012).turned("x", 25).moved(far * 0.15), 5),
                    cylinder(0.06, 0.08, z=-0.04),
                ]
            )
            move = Move("spin", ("fans", "cooler", "running"), (0, 0, 1), pivot, 540.0)
            parts.append(Part(f"fan_{s}_{row}", wheel.moved(*pivot), "black", move))
    return [Part("radiators", join(banks), "tank_grey"), Part("fan_frames", join(frames), "steel_grey"), *parts]


def _conservator(z: float, top: float, tank_x: float, tank_y: float) -> list[Part]:
    """The oil conservator above the east end, with gas relay in the pipe, breather and pressure relief."""
    r = min(0.42, z * 0.075)
    at = (tank_x * 0.5 + 0.15, 0.0, top + z * 0.29)
    drum = lathe(
        [
            (0, -tank_y * 0.75),
            (r * 0.95, -tank_y * 0.75),
            (r, -tank_y * 0.72),
            (r, tank_y * 0.72),
            (r * 0.95, tank_y * 0.75),
            (0, tank_y * 0.75),
        ],
        18,
    )
    legs = [box(0.1, 0.1, at[2] - top + 0.1).moved(at[0] - 0.1, s * tank_y * 0.4, top - 0.1) for s in (-1, 1)]
    legs.append(box(r * 2 + 0.4, 0.1, 0.1).moved(at[0] - 0.1, 0, top - 0.12))
    line = pipe(
        [(at[0], 0, at[2] - r), (at[0], 0, top + 0.35), (tank_x * 0.22, 0, top + 0.22), (tank_x * 0.22, 0, top)],
        0.04,
        0.1,
    )
    relay = box(0.2, 0.18, 0.22, 0.01).moved(tank_x * 0.36, 0, top + 0.16)
    relief = cylinder(0.13, 0.2, 0.02, top, 12).moved(-tank_x * 0.3, -tank_y * 0.25)
    breather = join([cylinder(0.02, 0.9, z=top - 1.1, sides=6), cylinder(0.07, 0.28, z=top - 1.35, sides=10)])
    return [
        Part("conservator", drum.turned("x", 90).moved(*at), "tank_grey"),
        Part("conservator_legs", join(legs), "tank_grey"),
        Part("oil_pipe", line, "tank_grey"),
        Part("gas_relay", relay, "red"),
        Part("relief", relief, "silicone_red"),
        Part("breather", breather.moved(tank_x * 0.5 + 0.1, -tank_y * 0.4), "orange"),
    ]


def _instruments(
    options: TransformerOptions, tank_x: float, tank_y: float, base: float, top: float, z: float
) -> tuple[list[Part], list[Face]]:
    """Control box, oil thermometer and oil level on the low side, tap-changer drive with its number."""
    front, level = -tank_y / 2 - 0.1, base + (top - base) * 0.42
    r = min(0.16, z * 0.03)
    parts: list[Part] = []
    heat, heat_face = dial((tank_x * 0.3, front, level), r, (options.temperature or "T_oil",))
    oil, oil_face = dial(
        (tank_x * 0.5 + 0.15, -tank_y * 0.76 - 0.03, top + z * 0.29),
        r,
        (options.oil_level or "oil_level",),
        0.1,
    )
    wide, high = tank_x * 0.13, (top - base) * 0.36
    low = base + (top - base) * 0.14
    spot = (-tank_x * 0.38, front - 0.02)
    drive = box(wide, 0.3, high, 0.012).moved(*spot, low)
    window = box(wide * 0.6, 0.012, high * 0.2).moved(spot[0], spot[1] - 0.155, low + high * 0.62)
    rod = cylinder(0.02, top - low - high + 0.2, z=low + high, sides=6).moved(spot[0], spot[1] + 0.02)
    head = cylinder(min(0.3, tank_y * 0.16), 0.28, 0.03, top, 14).moved(-tank_x * 0.42, 0)
    case = box(wide * 1.3, 0.26, high * 1.2, 0.012).moved(tank_x * 0.12, front, low - 0.06)
    parts += [
        Part("tap_drive", drive, "cabinet_grey"),
        Part("tap_window", window, "lcd"),
        Part("tap_rod", join([rod, head]), "tank_grey"),
        Part("control_box", case, "cabinet_grey"),
        *heat,
        *(Part(f"oil_{part.name}", part.mesh, part.finish, part.move) for part in oil),
    ]
    tap = Face("display", (spot[0], spot[1] - 0.163, low + high * 0.72), high * 0.13, (options.tap or "tap",), 0)
    return parts, [tap, heat_face, oil_face]


POWER_TRANSFORMER = Kind(
    "power_transformer", Text2("电力变压器", "power transformer"), (7.2, 5.4, 5.6), TransformerOptions, _transformer
)
KINDS = (POWER_TRANSFORMER,)
