"""Compiled conditions and measures over a recorded row, with what is needed to show them as evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.scenario.text import Text

__all__ = ["Check", "Signal"]


@dataclass(frozen=True, slots=True)
class Check:
    """A compiled condition. ``uses`` are the tags it looks at with their places in the row."""

    text: str
    title: Text
    holds: Callable[[Sequence[float]], Any]
    uses: tuple[tuple[str, int], ...] = ()

    def seen(self, values: Sequence[float] | None) -> list[list[Any]]:
        """``[[tag, value], …]`` as recorded; empty before the first row."""
        return [] if values is None else [[name, values[i]] for name, i in self.uses]


@dataclass(frozen=True, slots=True)
class Signal:
    """A compiled measure: ``read(row)`` in ``unit``; ``tag`` is its id when it is a plain tag."""

    title: Text
    unit: str
    read: Callable[[Sequence[float]], float]
    tag: str = ""
