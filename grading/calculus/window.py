"""When a rule is in force: between two moments, and only while a condition holds.

during: [S9, S17]          # from the moment step S9 was done until S17 was done
while: "FI101 > 0.05 kg/s"
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from engine.events import Event
from engine.scenario.expression import Expression
from engine.session.actions import Action
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.item import Item, Monitor
from grading.calculus.occurrence import Occurrence
from grading.calculus.run import END, START, Hit, Run

__all__ = ["AFTER", "BEFORE", "INSIDE", "PAUSED", "Window", "WindowedItem", "WindowedMonitor"]

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


class WindowedMonitor(Monitor):
    """Looks for something that is done or happens, inside its window only."""

    def __init__(self, item: WindowedItem, done: Occurrence, make: Compiler, loc: Loc) -> None:
        super().__init__(item, make, loc)
        self.window = Window(item, make, loc)
        self.watch = make.watch(done, (*loc, "done"))
        self.opened = False
        """Whether the window was ever open: a rule whose time never came is not counted."""

    def action(self, action: Action, ref: str) -> None:
        """It may be what is looked for."""
        if self._inside(action.tick):
            self._hit(self.watch.action(self.run, action, ref))

    def event(self, event: Event, ref: str) -> None:
        """It may be what is looked for."""
        if self._inside(event.tick):
            self._hit(self.watch.event(self.run, event, ref))

    def _inside(self, tick: int) -> bool:
        if self.window.place(tick, self.run.values) != INSIDE:
            return False
        self.opened = True
        return True

    @abstractmethod
    def _hit(self, hit: Hit | None) -> None:
        """It was found, or not."""
