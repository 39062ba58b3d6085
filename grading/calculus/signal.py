"""Compiled conditions and measures over a recorded row, with what is needed to show them as evidence.

check = make.check("TI101 > 65 degC", loc)
check.holds(row), check.seen(row), check.bound       # True, [["TI101", 66.2]], Bound(3, "degC", 65.0, 1)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.scenario.expression import Tape
from engine.scenario.text import Text
from engine.scenario.units import unit
from engine.tags import TagTable

__all__ = ["Bound", "Check", "Signal", "bound_of"]


class Bound(NamedTuple):
    """The limit in a condition that compares one tag with a number, in the tag's unit.

    ``sign`` is +1 where the condition wants the value above the limit, −1 below.
    """

    place: int
    unit: str
    limit: float
    sign: int

    def inside(self, value: float) -> float:
        """How far ``value`` is on the side the condition wants; negative on the other."""
        return self.sign * (value - self.limit)


@dataclass(frozen=True, slots=True)
class Check:
    """A compiled condition. ``uses`` are the tags it looks at with their places in the row."""

    text: str
    title: Text
    holds: Callable[[Sequence[float]], Any]
    uses: tuple[tuple[str, int], ...] = ()
    bound: Bound | None = None

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


_SIGNS = {"gt": 1, "ge": 1, "lt": -1, "le": -1}


def bound_of(tape: Tape, table: TagTable) -> Bound | None:
    """The bound of a condition such as ``TI101 > 65 degC``; ``None`` for anything less plain."""
    code, args = tape.ops[tape.result]
    if code not in _SIGNS or len(tape.ops) != 3:
        return None
    first, second = tape.ops[args[0]], tape.ops[args[1]]
    sign = _SIGNS[code]
    if (first.code, second.code) == ("const", "load"):
        first, second, sign = second, first, -sign
    if (first.code, second.code) != ("load", "const"):
        return None
    index = table.at(first.args[0])
    own = unit(table.tags[index].unit or "1")
    return Bound(index, table.tags[index].unit, round(own.from_si(second.args[0]), 9), sign)
