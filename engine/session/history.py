"""The recent past of every tag, for trends: a ring of recorded rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.events import Event
from engine.session.actions import Action
from engine.tags import TagTable

__all__ = ["History"]


class History:
    """An observer that keeps the last ``rows`` rows (float32) and hands out one tag's part of them."""

    def __init__(self, tags: TagTable, tick_ms: int, rows: int = 14_400) -> None:
        self._tags, self._tick_ms = tags, tick_ms
        self._ring = np.zeros((rows, len(tags)), dtype=np.float32)
        self._ticks = np.zeros(rows, dtype=np.int64)
        self._count = 0

    def on_action(self, action: Action) -> None:
        """Not kept."""

    def on_event(self, event: Event) -> None:
        """Not kept."""

    def on_row(self, tick: int, values: Sequence[float]) -> None:
        """Keep a row."""
        at = self._count % len(self._ring)
        self._ring[at] = values
        self._ticks[at] = tick
        self._count += 1

    def on_end(self, tick: int, how: str) -> None:
        """Nothing to do."""

    def trend(self, tag: str, seconds: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Times (s, model time) and values of ``tag`` over the last ``seconds``; two arrays of equal length."""
        column = self._tags.at(tag)
        size = len(self._ring)
        kept = min(self._count, size)
        order = (np.arange(self._count - kept, self._count)) % size
        times = (self._ticks[order] * (self._tick_ms / 1000)).astype(np.float64)
        first = int(np.searchsorted(times, times[-1] - seconds)) if kept else 0
        return times[first:], self._ring[order[first:], column].astype(np.float64)
