"""What is seen when something has gone wrong: smoke, fire, steam, a cloud of gas, a burst, a glare.

Each effect is a handful of soft cards that rise and turn as a function of model time alone, so a picture of the same
moment is always the same. An effect costs nothing while its tag is off.
"""

from __future__ import annotations

import math

from panda3d import core

from engine.view.equipment.furnishing import EffectOptions
from engine.view.equipment.model import Emitter
from engine.view.materials import Look

__all__ = ["Effect"]

_COLOURS: dict[str, tuple[tuple[float, float, float, float], tuple[float, float, float, float]]] = {
    "smoke": ((0.16, 0.16, 0.17, 0.85), (0.35, 0.35, 0.36, 0.0)),
    "fire": ((1.0, 0.78, 0.25, 0.95), (0.75, 0.16, 0.05, 0.0)),
    "steam": ((1.0, 1.0, 1.0, 0.7), (0.9, 0.92, 0.95, 0.0)),
    "gas": ((0.72, 0.36, 0.10, 0.75), (0.80, 0.52, 0.18, 0.0)),
    "burst": ((0.95, 0.85, 0.6, 1.0), (0.4, 0.36, 0.33, 0.0)),
    "glare": ((1.0, 1.0, 1.0, 1.0), (1.0, 0.60, 0.16, 0.75)),
}
_COUNT = 14
_GLOWS = 5
"""Cards of a glare that are its light; the others are what flies out of it."""
_HALOS = 2
"""The wide warm ones of them."""
_FLICKER = 30
"""How often a glare changes in a second of model time."""
_LIFE = 4.0


class Effect:
    """Cards under one node at the place of a stage object, switched by one tag."""

    def __init__(
        self,
        parent: core.NodePath,
        options: EffectOptions | Emitter,
        size: tuple[float, float, float],
        index: int,
        look: Look,
    ) -> None:
        self.index = index
        self._options, self._size = options, size
        self._since: float | None = None
        self.node = parent.attach_new_node("effect")
        self.node.set_light_off()
        self.node.set_transparency(core.TransparencyAttrib.M_alpha)
        self.node.set_depth_write(False)
        self.node.set_bin("fixed", 10)
        maker = core.CardMaker("puff")
        maker.set_frame(-0.5, 0.5, -0.5, 0.5)
        self._cards = []
        for _ in range(_COUNT):
            card = self.node.attach_new_node(maker.generate())
            card.set_texture(look.texture("puff"))
            card.set_billboard_point_eye()
            self._cards.append(card)
        self.node.hide()

    def follow(self, value: float, seconds: float) -> None:
        """Show the effect as it is at model time ``seconds`` if its tag is on."""
        if value < 0.5:
            self._since = None
            self.node.hide()
            return
        if self._since is None or seconds < self._since:
            self._since = seconds
        if self._options.seconds and seconds - self._since > self._options.seconds:
            self.node.hide()
            return
        self.node.show()
        if self._options.style == "glare":
            self._glare(seconds)
        else:
            self._drift(seconds)

    def _glare(self, seconds: float) -> None:
        """A light that flickers, and bits that fly out of it and fall."""
        (first, last), (wide, _, high) = _COLOURS["glare"], self._size
        beat = int(seconds * _FLICKER)
        for k, card in enumerate(self._cards):
            if k < _GLOWS:
                strong = 0.4 + 0.6 * ((beat * 7919 + k * 104729) % 997) / 996
                halo = k < _HALOS
                red, green, blue, alpha = last if halo else first
                card.set_pos(wide * 0.12 * math.cos(k * 2.4), 0, high * (0.4 + 0.12 * k))
                card.set_scale(wide * (1.3 + 0.9 * strong if halo else 0.45 + 0.4 * strong))
                card.set_color_scale(red, green, blue, alpha * (strong if halo else 1.0))
                continue
            age = (seconds / 0.7 + k / _COUNT) % 1.0
            angle, fast = k * 2.399963, 0.6 + 0.4 * (k % 3)
            out = wide * 1.6 * fast * age
            card.set_pos(
                out * math.cos(angle), out * math.sin(angle), high * (0.5 + 1.5 * fast * age - 2.2 * age * age)
            )
            card.set_scale(wide * 0.14 * (1.2 - age))
            card.set_color_scale(*last[:3], 1.0 - age)

    def _drift(self, seconds: float) -> None:
        """Soft clouds that rise, turn and thin out."""
        style, (wide, _, high) = self._options.style, self._size
        first, last = _COLOURS[style]
        life = 1.3 if style == "fire" else _LIFE
        rise = max(self._options.rise, 0.2) * life if style != "gas" else high
        for k, card in enumerate(self._cards):
            age = (seconds / life + k / _COUNT) % 1.0
            angle = k * 2.399963 + age * 1.2
            drift = wide * (0.12 + 0.38 * age) * (1.6 if style == "gas" else 1.0)
            card.set_pos(drift * math.cos(angle), drift * math.sin(angle), high * 0.2 + rise * age)
            card.set_scale(wide * (0.5 + 1.1 * age))
            r, g, b, a = (p + (q - p) * age for p, q in zip(first, last, strict=True))
            card.set_color_scale(r, g, b, a * min(1.0, age * 8))
