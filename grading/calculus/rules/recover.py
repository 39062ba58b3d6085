"""``recover``: putting a mistake right in time gives part of the credit back and may lift a gate.

- {id: back, kind: recover, of: level, within: 60 s, gives_back: 50 %}
- {id: undo, kind: recover, of: byp, when: {act: restore, on: I101}, within: 2 min, gives_back: 50 %}
"""

# ruff: noqa: ARG002 - every kind answers the same calls, whatever it needs of them

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from engine.events import Event
from engine.scenario.quantity import Duration
from engine.scenario.text import Text
from engine.session.actions import Action
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.fields import Id, Share
from grading.calculus.item import Item, Monitor
from grading.calculus.occurrence import Occurrence
from grading.calculus.run import Hit
from grading.calculus.verdict import Evidence
from grading.calculus.words import both, clock, period

__all__ = ["Recover", "RecoverMonitor"]


class Recover(Item, title="挽回 / Recover"):
    """Watches another item; without ``when`` that item itself says when it is right again."""

    kind: Literal["recover"] = Field(description="类型 / kind")
    of: Id = Field(description="要挽回的项目 / the item that is put right")
    when: Occurrence | None = Field(
        None,
        description="怎样算挽回，缺省为恢复或补做 / what puts it right; by default back to normal or done",
    )
    within: Duration = Field(description="挽回的时限 / time allowed")
    gives_back: Share = Field(0.5, description="挽回后补回的得分比例 / share of the lost credit given back")


class RecoverMonitor(Monitor):
    """Waits until its item is broken, then for that to be put right."""

    kind = "recover"
    item: Recover

    def __init__(self, item: Recover, make: Compiler, loc: Loc) -> None:
        super().__init__(item, make, loc)
        self.of: Monitor | None = make.items.get(item.of)
        self.watch = make.watch(item.when, (*loc, "when")) if item.when is not None else None
        self.within = make.ticks(item.within)
        self.since: int | None = None

    def action(self, action: Action, ref: str) -> None:
        """Perhaps what puts it right."""
        if self._armed() and self.watch is not None:
            self._right(self.watch.action(self.run, action, ref))

    def event(self, event: Event, ref: str) -> None:
        """Perhaps what shows it right."""
        if self._armed() and self.watch is not None:
            self._right(self.watch.event(self.run, event, ref))

    def row(self, tick: int, values: Sequence[float]) -> None:
        """A state, the item's own word, or the deadline."""
        if not self._armed():
            return
        if self.watch is not None:
            self._right(self.watch.row(self.run, tick, values))
        elif self.of is not None and self.of.restored_at is not None:
            self._right(Hit(self.of.restored_at, self.run.instant, self.run.instant))
        if self.undecided and self.since is not None and tick >= self.since + self.within:
            self.active = False
            self.judge("broken", 0.0, [self._evidence(self.since + self.within)])

    def end(self, tick: int, how: str) -> None:
        """Never broken: nothing to recover."""
        if not self.undecided:
            return
        if not self._armed():
            self.judge("n/a")
            return
        self.row(tick, self.run.values or ())
        if self.undecided:
            self.judge("missing", 0.0, [self._evidence(tick)])

    @property
    def phase(self) -> str:
        """``due`` once there is something to put right."""
        return "due" if self.since is not None else ""

    def _armed(self) -> bool:
        if self.since is None and self.of is not None and self.of.broken_at is not None:
            self.since = self.of.broken_at
            if self.watch is not None:
                self.watch.reset()
        return self.since is not None and self.undecided

    def _right(self, hit: Hit | None) -> None:
        if hit is None or self.since is None or not self.undecided:
            return
        if hit.tick <= self.since + self.within:
            self.active = False
            self.judge("met", 1.0, [self._evidence(hit.tick, hit.refs)], delay=max(hit.tick - self.since, 0))

    def _evidence(self, tick: int, refs: tuple[str, ...] = ()) -> Evidence:
        since = self.since if self.since is not None else tick
        measured, limit = self.run.seconds(max(tick - since, 0)), self.run.seconds(self.within)
        return Evidence(since, tick, measured, limit, "s", limit - measured, refs)

    def what(self) -> Text:
        """Whether and how fast it was put right."""
        t, name, limit = self.title, self.name(self.item.of), period(self.within, self.run.tick_ms)
        if self.item.title is None:
            t = both(f"挽回“{name.of('zh')}”", f"Putting right {name.of('en')}")
        zh, en = f"{t.of('zh')}：", f"{t.of('en')}: "
        match self.verdict.judgement:
            case "met":
                delay = clock(self.verdict.facts["delay"], self.run.tick_ms)
                return both(f"{zh}{delay} 后恢复", f"{en}right again after {delay}")
            case "broken":
                return both(f"{zh}{limit.of('zh')}内没有恢复", f"{en}not right again within {limit.of('en')}")
            case "missing":
                return both(f"{zh}到结束也没有恢复", f"{en}not right again before the end")
            case "n/a":
                return both(f"{zh}无需挽回", f"{en}nothing to put right")
            case _:
                due = self.since is not None
                return both(
                    f"{zh}{'应在 ' + limit.of('zh') + '内恢复' if due else '尚未需要'}",
                    f"{en}{'put it right within ' + limit.of('en') if due else 'not needed so far'}",
                )
