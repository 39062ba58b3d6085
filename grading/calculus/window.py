"""When a rule is in force: between two moments, and only while a condition holds.

during: [S9, S17]          # from the moment step S9 was done until S17 was done
while: "FI101 > 0.05 kg/s"
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from engine.scenario.expression import Expression
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.item import Item
from grading.calculus.run import END, START, Hit, Run

__all__ = ["AFTER", "BEFORE", "INSIDE", "PAUSED", "Window", "WindowedItem"]

BEFORE, INSIDE, PAUSED, AFTER = 0, 1, 2, 3


class WindowedItem(Item):
    """An item that is judged only during its window."""

    during: Annotated[tuple[str, ...], Field(min_length=2, max_length=2)] = Field(
        (START, END), description="从哪个时刻到哪个时刻 / from which moment to which"
    )
    only_while: Expression | None = Field(None, alias="while", description="仅在此条件成立时 / only while this holds")


class Window:
    """Follows one window. It opens once; a closing moment from before it opened does not count."""

    __slots__ = ("closes", "holds", "opened", "opens", "run", "shut")

    def __init__(self, item: WindowedItem, make: Compiler, loc: Loc) -> None:
        self.run: Run = make.run
        self.opens = make.moment(item.during[0], (*loc, "during", 0))
        self.closes = make.moment(item.during[1], (*loc, "during", 1))
        self.holds = make.check(item.only_while, (*loc, "while")).holds if item.only_while else None
        self.opened: Hit | None = None
        self.shut: Hit | None = None

    def place(self, tick: int, values: Sequence[float] | None) -> int:
        """Where ``tick`` lies: before, inside, inside but paused, or after. Both ends belong to the
        window.
        """
        if self.opened is None:
            self.opened = self.run.moments.get(self.opens)
            if self.opened is None:
                return BEFORE
        if self.shut is None:
            shut = self.run.moments.get(self.closes)
            if shut is not None and shut.instant >= self.opened.instant:
                self.shut = shut
        if self.shut is not None and tick > self.shut.tick:
            return AFTER
        if self.holds is not None and not (values is not None and self.holds(values)):
            return PAUSED
        return INSIDE
