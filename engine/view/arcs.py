"""An arc between two points and a single flash-over: a bright thread that jumps about, glare, light on all around, smoke.

Like every effect it is a function of model time alone: which of a few prepared threads is seen, how bright the glare is
and where the smoke has got to depend on the time and on when the tag came on. An *arc* burns as long as its tag is on,
bowing upward as hot gas does, and is seen for a third of a second at least: protection clears it within two pictures of
a slow computer. A *flash* is over after that third. Both leave their smoke behind.
"""

from __future__ import annotations

import math

import numpy as np
from panda3d import core

from engine.view.equipment.furnishing import EffectOptions
from engine.view.materials import Look, to_geom
from engine.view.mesh import Mesh
from engine.view.sweep import pipe

__all__ = ["FLASH_SECONDS", "Arc"]

FLASH_SECONDS = 0.35
"""How long a flash-over is bright, model seconds: a fault cleared by fast protection and the eye's memory of it
(``source: design``)."""
_SMOKE_SECONDS = 6.0
_LEAP = 5.0
"""Seconds between two frames from which somebody sought, and nothing smokes from before."""
_THREADS = 6
_FLICKER = 24.0
"""Changes of the thread in a second of model time."""
_CORE, _GLOW = (1.0, 1.0, 1.0, 1.0), (0.36, 0.42, 1.0, 0.75)
_PUFFS = 8


def _noise(k: int, salt: int) -> float:
    """A fixed pseudo-random number −1…1."""
    h = (k * 374761393 + salt * 668265263) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 1274126177) & 0xFFFFFFFF
    return ((h ^ (h >> 16)) & 0xFFFF) / 32767.5 - 1.0


def _thread(end: core.Vec3, number: int, bow: float, radius: float) -> Mesh:
    """One jagged way from the origin to ``end``, bowed upward by ``bow`` metres in its middle."""
    length = end.length()
    steps = max(12, min(20, round(length / 0.08)))
    points = []
    for k in range(steps + 1):
        share = k / steps
        loose = math.sin(math.pi * share)
        jitter = [_noise(k, 7 * number + axis) * 0.09 * max(length, 0.3) * loose for axis in range(3)]
        up = bow * loose
        points.append((end.x * share + jitter[0], end.y * share + jitter[1], end.z * share + jitter[2] + up))
    return pipe(points, radius, bend=radius * 0.5, sides=5)


class Arc:
    """Between the origin of ``parent`` and the point ``to`` of its options, switched by one tag; it lights ``root``."""

    def __init__(
        self,
        parent: core.NodePath,
        root: core.NodePath,
        options: EffectOptions,
        size: tuple[float, float, float],
        index: int,
        look: Look,
        lit: bool = True,
    ) -> None:
        self.index = index
        self._look, self._throws = look, lit
        self._once = options.style == "flash"
        self._end = core.Vec3(*options.to)
        self._wide = max(size[0], size[1])
        self._rise = max(options.rise, 0.2)
        self._began: float | None = None
        self._ended: float | None = None
        """When the tag of an arc went off."""
        self._seen = 0.0
        self._lit = False
        self.node = parent.attach_new_node("effect")
        self.node.set_light_off()
        self.node.set_material_off()
        self._threads: list[core.NodePath] = []
        self._glare: list[core.NodePath] = []
        self._smoke: list[core.NodePath] = []
        self._root = root
        lamp = core.PointLight("arc")
        lamp.set_attenuation((0.3, 0.0, 0.02))
        self._lamp = self.node.attach_new_node(lamp)
        self._lamp.set_pos(self._end / 2)
        self.node.hide()

    def _make(self) -> None:
        """What is seen, made when it burns for the first time: most arcs never do."""
        self._threads = [self._add_thread(k) for k in range(_THREADS)]
        self._glare = [self._card(self._look, "glare", 11 + k) for k in range(3)]
        self._smoke = [self._card(self._look, "smoke", 10) for _ in range(_PUFFS)]

    def _add_thread(self, number: int) -> core.NodePath:
        bow = 0.0 if self._once else (0.25 + 0.12 * number) * max(self._end.length(), 0.4)
        node = core.GeomNode(f"thread_{number}")
        for radius, colour in ((0.04, _GLOW), (0.016, _CORE)):
            solid = _thread(self._end, number, bow, radius)
            rgba = np.tile(np.array([round(c * 255) for c in colour], np.uint8), (len(solid.p), 1))
            state = core.RenderState.make(core.ColorAttrib.make_vertex())
            if colour[3] < 1:
                state = state.add_attrib(core.TransparencyAttrib.make(core.TransparencyAttrib.M_alpha))
                state = state.add_attrib(core.DepthWriteAttrib.make(core.DepthWriteAttrib.M_off))
            node.add_geom(to_geom(solid, rgba), state)
        thread = self.node.attach_new_node(node)
        thread.set_bin("fixed", 20)
        return thread

    def _card(self, look: Look, name: str, order: int) -> core.NodePath:
        maker = core.CardMaker(name)
        maker.set_frame(-0.5, 0.5, -0.5, 0.5)
        card = self.node.attach_new_node(maker.generate())
        card.set_texture(look.texture("puff"))
        card.set_billboard_point_eye()
        card.set_transparency(core.TransparencyAttrib.M_alpha)
        card.set_depth_write(False)
        card.set_bin("fixed", order)
        return card

    def follow(self, value: float, seconds: float) -> None:
        """Show it as it is at model time ``seconds``; an earlier time than before begins anew."""
        on = value >= 0.5
        if self._began is not None and (seconds < self._began or (self._once and not on)):
            self._began = None
        if on and (self._began is None or self._ended is not None):
            self._began, self._ended = seconds, None
        if self._began is not None and not on and self._ended is None:
            sought = seconds - self._seen > _LEAP
            self._ended = -math.inf if sought else max(seconds, self._began + FLASH_SECONDS)
        self._seen = seconds
        age = seconds - self._began if self._began is not None else math.inf
        over = self._over(age, seconds)
        if self._began is None or over > _SMOKE_SECONDS:
            self.node.hide()
            self._light(0.0)
            return
        bright = over < 0
        if not self._threads:
            self._make()
        self.node.show()
        beat = int(seconds * _FLICKER)
        strength = 0.75 + 0.25 * _noise(beat, 3) if bright else 0.0
        for k, thread in enumerate(self._threads):
            if bright and k in (beat % _THREADS, (beat * 5 + 2) % _THREADS):
                thread.show()
            else:
                thread.hide()
        self._shine(strength)
        self._light(strength)
        self._smoulder(age, over)

    def _over(self, age: float, seconds: float) -> float:
        """For how long it has not been bright any more, s; negative while it is."""
        if self._once:
            return age - FLASH_SECONDS
        return -1.0 if self._ended is None else seconds - self._ended

    def _shine(self, strength: float) -> None:
        """A white heart where it burns, in a wide violet glare."""
        span = max(self._end.length(), 0.5)
        for k, card in enumerate(self._glare):
            card.show() if strength else card.hide()
            card.set_pos(self._end * 0.5 + core.Vec3(0, 0, 0.0 if self._once else span * 0.3))
            card.set_scale(span * (7.0, 3.4, 1.5)[k] * strength)
            card.set_color_scale(*((0.62, 0.58, 1.0, 0.5), (0.85, 0.9, 1.0, 0.8), (1.0, 1.0, 1.0, 1.0))[k])

    def _light(self, strength: float) -> None:
        """Bluish light on everything around while it burns."""
        if strength:
            self._lamp.node().set_color((0.8 * strength, 0.9 * strength, 1.15 * strength, 1))
        if self._throws and bool(strength) != self._lit:
            self._lit = bool(strength)
            self._root.set_light(self._lamp) if self._lit else self._root.clear_light(self._lamp)

    def _smoulder(self, age: float, over: float) -> None:
        """Smoke that rises from the middle and thins out once nothing burns any more."""
        left = 1.0 - max(over, 0.0) / _SMOKE_SECONDS
        for k, card in enumerate(self._smoke):
            turn = (age / 2.5 + k / _PUFFS) % 1.0
            angle = k * 2.399963
            drift = self._wide * 0.5 * turn
            card.set_pos(
                self._end * 0.5 + core.Vec3(drift * math.cos(angle), drift * math.sin(angle), self._rise * 2.5 * turn)
            )
            card.set_scale(self._wide * (0.4 + 1.2 * turn))
            started = min(1.0, max(age, 0.0) / 2.5 + 0.15) if turn > 0 else 0.0
            card.set_color_scale(0.30, 0.30, 0.32, max(0.0, 0.5 * (1 - turn) * left * started))
