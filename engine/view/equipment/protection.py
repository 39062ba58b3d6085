"""Personal protective equipment as it hangs in a locker room, and the lockers themselves.

>>> {k.id for k in KINDS} >= {"suit", "boots", "respirator"}
True
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.model import Kind, Model, Options, Part, Plate, Size
from engine.view.mesh import Mesh, box, cylinder, join, lathe, mesh, sphere, torus
from engine.view.sweep import pipe

__all__ = ["KINDS", "WearOptions", "loft", "with_shelf"]


class LockerOptions(Options):
    """What a row of lockers may look like."""

    doors: int = Field(4, ge=1, le=12, description="门数 / number of doors")
    paint: Literal["light_grey", "blue", "green"] = Field("light_grey", description="颜色 / colour")


def _locker(size: Size, options: LockerOptions) -> Model:
    x, y, z = size
    each = x / options.doors
    doors, slots = [], []
    for k in range(options.doors):
        at = (k - (options.doors - 1) / 2) * each
        doors.append(box(each - 0.02, 0.014, z - 0.14).moved(at, -y / 2 - 0.004, 0.11))
        slots += [box(each * 0.5, 0.004, 0.012).moved(at, -y / 2 - 0.012, z - 0.2 - 0.04 * n) for n in range(4)]
        slots.append(box(0.018, 0.02, 0.12, 0.004).moved(at + each * 0.35, -y / 2 - 0.016, z * 0.52))
    parts = (
        Part("case", box(x, y, z, 0.006), "cabinet_grey"),
        Part("doors", join(doors), options.paint),
        Part("slots", join(slots), "black"),
    )
    return Model(parts, (), Plate((0, -y / 2 - 0.02, z * 0.72), width=min(1.0, x * 0.8), height=0.14))


def loft(rings: list[tuple[float, float, float, float]], sides: int = 14) -> Mesh:
    """A soft body through ellipses (z, half width, half depth, middle y), going up; closed."""
    angle = np.linspace(0, 2 * math.pi, sides + 1)
    c, s = np.cos(angle), np.sin(angle)
    lo, hi = rings[0], rings[-1]
    rows = [(lo[0], 1e-4, 1e-4, lo[3]), *rings, (hi[0], 1e-4, 1e-4, hi[3])]
    points = np.array([np.stack([w * c, d * s + y, np.full_like(c, z)], -1) for z, w, d, y in rows])
    normals = np.array([np.stack([c * d, s * w, np.zeros_like(c)], -1) / max(w, d) for _, w, d, _ in rows])
    normals[0], normals[-1] = (0, 0, -1), (0, 0, 1)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    count, across = points.shape[:2]
    i = (np.arange(count - 1)[:, None] * across + np.arange(across - 1)).ravel()
    first, second = np.stack([i, i + 1, i + across + 1], 1), np.stack([i, i + across + 1, i + across], 1)
    return mesh(points, normals, points[..., :2], np.concatenate([first, second]))


class SuitOptions(Options):
    """What a hanging suit may look like."""

    colour: Literal["cloth_yellow", "cloth_green", "cloth_blue", "orange", "white"] = Field(
        "cloth_yellow", description="颜色 / colour"
    )
    hood: bool = Field(True, description="是否带头罩 / whether it has a hood")


def _suit(size: Size, options: SuitOptions) -> Model:
    scale = size[2] / 1.6
    legs = [
        loft([(0.0, 0.10, 0.09, 0), (0.35, 0.10, 0.085, 0), (0.75, 0.13, 0.10, 0)]).moved(s * 0.12) for s in (-1, 1)
    ]
    trunk = loft(
        [
            (0.70, 0.25, 0.12, 0),
            (0.95, 0.23, 0.11, 0),
            (1.2, 0.27, 0.12, 0),
            (1.36, 0.22, 0.08, 0),
            (1.40, 0.09, 0.07, 0),
        ]
    )
    sleeve = loft([(0, 0.06, 0.05, 0), (0.3, 0.07, 0.06, 0), (0.58, 0.085, 0.07, 0)])
    arms = [sleeve.turned("y", s * 12).moved(-s * 0.335, 0, 0.78) for s in (1, -1)]
    cloth = [*legs, trunk, *arms]
    if options.hood:
        cloth.append(loft([(1.36, 0.10, 0.08, 0), (1.46, 0.12, 0.10, 0), (1.56, 0.10, 0.09, 0), (1.6, 0.04, 0.04, 0)]))
    strip = box(0.02, 0.012, 0.62).moved(0, -0.12, 0.74)
    hook = pipe([(0, 0, 1.58), (0, 0, 1.72), (0, 0.10, 1.74)], 0.008, 0.03, 6)
    band = loft([(0, 0.262, 0.126, 0), (0.045, 0.262, 0.126, 0)])
    tape = [band.moved(z=z) for z in (0.92, 1.14)]
    parts = [
        Part("cloth", join(cloth).stretched(scale, scale, scale), options.colour),
        Part("zip", strip.stretched(scale, scale, scale), "black"),
        Part("hook", hook.stretched(scale, scale, scale), "chrome"),
        Part("tape", join(tape).stretched(scale, scale, scale), "light_grey"),
    ]
    return Model(tuple(parts), (), Plate((0, -0.05, size[2] + 0.12), width=0.4, height=0.12))


class WearOptions(Options):
    """What a small piece of protection may look like."""

    colour: Literal["black", "green", "orange", "yellow", "blue", "white"] = Field("black", description="颜色 / colour")
    shelf: bool = Field(True, description="是否带搁板 / whether it lies on a shelf")


def with_shelf(parts: list[Part], options: WearOptions, wide: float) -> Model:
    """The parts on a board ``wide`` metres, if they lie on one, and where their plate hangs."""
    if options.shelf:
        board = join([box(wide, 0.32, 0.025).moved(0, 0.05, -0.025), box(wide, 0.02, 0.12).moved(0, 0.2, -0.12)])
        parts = [*parts, Part("shelf", board, "wood")]
    return Model(tuple(parts), (), Plate((0, -0.115, -0.15), width=0.4, height=0.12))


def _gloves(_size: Size, options: WearOptions) -> Model:
    cuff = loft([(0, 0.065, 0.05, 0), (0.16, 0.055, 0.045, 0), (0.26, 0.055, 0.03, 0)], 10)
    fingers = [
        cylinder(0.013, 0.10, 0.006, sides=8).turned("y", x * 420).moved(x, 0, 0.24)
        for x in (-0.036, -0.012, 0.012, 0.036)
    ]
    thumb = cylinder(0.015, 0.08, 0.006, sides=8).turned("y", 50).moved(0.04, 0, 0.18)
    glove = join([cuff, *fingers, thumb])
    pair = join([glove.moved(0.09), glove.turned("z", 180).moved(-0.09)])
    return with_shelf([Part("gloves", pair, options.colour)], options, 0.42)


def _boots(_size: Size, options: WearOptions) -> Model:
    shaft = loft([(0.06, 0.055, 0.075, 0.02), (0.2, 0.06, 0.07, 0.03), (0.36, 0.075, 0.085, 0.03)], 12)
    foot = loft([(0.03, 0.055, 0.15, -0.05), (0.09, 0.055, 0.13, -0.04), (0.13, 0.05, 0.08, 0.0)], 12)
    sole = loft([(0.0, 0.06, 0.16, -0.05), (0.035, 0.06, 0.155, -0.05)], 12)
    uppers = join([join([shaft, foot]).moved(x) for x in (-0.1, 0.1)])
    soles = join([sole.moved(x) for x in (-0.1, 0.1)])
    return with_shelf([Part("boots", uppers, options.colour), Part("soles", soles, "rubber")], options, 0.5)


def _face_shield(_size: Size, options: WearOptions) -> Model:
    cap = lathe([(0.105, 0.0), (0.105, 0.03), (0.09, 0.10), (0.045, 0.135), (0, 0.14)], 18).stretched(1, 1.15, 1)
    brow = torus(0.108, 0.014, 18).stretched(1, 1.15, 1)
    angle = np.linspace(math.pi * 1.12, math.pi * 1.88, 11)
    arc = np.stack([0.14 * np.cos(angle), 0.165 * np.sin(angle)], -1)
    points = np.array([[(x, y, z) for x, y in arc] for z in (-0.24, 0.02)])
    normals = np.array([[(np.cos(a), np.sin(a), 0.0) for a in angle]] * 2)
    i = np.arange(10)
    faces = np.concatenate([np.stack([i, i + 1, i + 12], 1), np.stack([i, i + 12, i + 11], 1)])
    visor = mesh(points, normals, points[..., :2], faces).two_sided()
    parts = [Part("cap", join([cap, brow]), options.colour), Part("visor", visor, "glass")]
    raised = [Part(p.name, p.mesh.moved(z=0.25), p.finish) for p in parts]
    return with_shelf(raised, options, 0.42)


def _respirator(_size: Size, options: WearOptions) -> Model:
    mask = sphere(0.105, 16).stretched(1, 0.75, 1.2).moved(z=0.128)
    visor = sphere(0.088, 16).stretched(1.05, 0.5, 0.72).moved(0, -0.052, 0.173)
    can = cylinder(0.05, 0.08, 0.008).turned("x", 90).moved(0, -0.06, 0.062)
    valve = cylinder(0.02, 0.02).turned("x", 90).moved(0, -0.14, 0.062)
    straps = [box(0.2, 0.012, 0.02).moved(0, 0.085, z) for z in (0.07, 0.17)]
    parts = [
        Part("mask", join([mask, *straps]), options.colour),
        Part("visor", visor, "light_grey"),
        Part("canister", join([can, valve]), "yellow"),
    ]
    return with_shelf(parts, options, 0.42)


def _helmet(_size: Size, options: WearOptions) -> Model:
    shell = lathe([(0.115, 0), (0.115, 0.03), (0.10, 0.10), (0.055, 0.15), (0, 0.16)], 18, 60).stretched(1, 1.2, 1)
    brim = lathe([(0.118, 0), (0.15, -0.004), (0.15, 0.006), (0.118, 0.012)], 18).stretched(1, 1.15, 1)
    ridge = box(0.03, 0.2, 0.012, 0.004).moved(z=0.148)
    return with_shelf([Part("shell", join([shell, brim, ridge]), options.colour)], options, 0.42)


LOCKER = Kind("locker", Text2("更衣柜", "lockers"), (1.6, 0.5, 1.85), LockerOptions, _locker)
SUIT = Kind("suit", Text2("防护服", "protective suit"), (0.6, 0.3, 1.6), SuitOptions, _suit, wall=True)
GLOVES = Kind("gloves", Text2("防护手套", "gloves"), (0.4, 0.3, 0.35), WearOptions, _gloves, wall=True)
BOOTS = Kind("boots", Text2("防护靴", "boots"), (0.5, 0.35, 0.38), WearOptions, _boots, wall=True)
FACE_SHIELD = Kind(
    "face_shield", Text2("防护面罩", "face shield"), (0.35, 0.35, 0.4), WearOptions, _face_shield, wall=True
)
RESPIRATOR = Kind("respirator", Text2("防毒面具", "respirator"), (0.3, 0.3, 0.35), WearOptions, _respirator, wall=True)
HELMET = Kind("helmet", Text2("安全帽", "safety helmet"), (0.35, 0.35, 0.2), WearOptions, _helmet, wall=True)
KINDS = (LOCKER, SUIT, GLOVES, BOOTS, FACE_SHIELD, RESPIRATOR, HELMET)
