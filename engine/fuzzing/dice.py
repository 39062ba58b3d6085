"""Dice that fall the same on every machine: draws numbered one after another, each a hash of (seed, name, number).

dice = Dice(7, "learner")
dice.pick(["open", "close"]), dice.happens(0.1), dice.between(0.0, 100.0)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

from engine.chance import stream_id, uniform

__all__ = ["Dice", "seed_of"]

T = TypeVar("T")
_BATCH = 256


def seed_of(seed: int, name: str) -> int:
    """A seed of its own for a part of what ``seed`` decides, 0 … 2³¹−1."""
    return int(uniform(seed, stream_id(name), 0, 1)[0] * 2**31)


class Dice:
    """A row of draws. Two dice of the same seed and name fall alike."""

    def __init__(self, seed: int, name: str) -> None:
        self._seed, self._stream = seed, stream_id(name)
        self._drawn = 0
        self._batch: list[float] = []

    def draw(self) -> float:
        """A number in [0, 1)."""
        at = self._drawn % _BATCH
        if at == 0:
            self._batch = uniform(self._seed, self._stream, self._drawn, _BATCH).tolist()
        self._drawn += 1
        return self._batch[at]

    def happens(self, share: float) -> bool:
        """True in ``share`` of all cases."""
        return self.draw() < share

    def below(self, n: int) -> int:
        """A whole number 0 … n−1."""
        return int(self.draw() * n)

    def between(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return low + (high - low) * self.draw()

    def pick(self, things: Sequence[T]) -> T:
        """One of ``things``, all alike. Raises ``IndexError`` where there is none."""
        return things[self.below(len(things))]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """All of ``things`` in another order (Fisher–Yates)."""
        out = list(things)
        for i in range(len(out) - 1, 0, -1):
            j = self.below(i + 1)
            out[i], out[j] = out[j], out[i]
        return out

    def weighted(self, things: Sequence[T], weights: Sequence[float]) -> T:
        """One of ``things``, each as often as its weight says."""
        sums = list(accumulate(weights))
        at = self.draw() * sums[-1]
        return next((thing for thing, total in zip(things, sums, strict=True) if at < total), things[-1])
