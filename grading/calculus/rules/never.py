"""``never``: something that must not happen.

- {id: hot, kind: never, done: "R101.T > 105 degC", gate: no_a}
- {id: D2, kind: never, done: {when: "XV101A.position > 5 % and SI101 < 54 rpm", for: 60 s}, points: 15}
- {id: byp, kind: never, done: {act: bypass, on: [I101, I102]}, gate: veto}
"""

# ruff: noqa: ARG002 - every kind answers the same calls, whatever it needs of them

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from engine.scenario.quantity import Duration
from engine.scenario.text import Text
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.fields import Names
from grading.calculus.occurrence import Occurrence
from grading.calculus.run import Hit
from grading.calculus.verdict import Evidence
from grading.calculus.window import AFTER, INSIDE, WindowedItem, WindowedMonitor
from grading.calculus.words import both, period

__all__ = ["Never", "NeverMonitor"]

MAX_EVIDENCE = 20


class Never(WindowedItem, title="禁止 / Never"):
    """Broken the first time it happens; with ``each`` every time takes points off."""

    kind: Literal["never"] = Field(description="类型 / kind")
    done: Occurrence = Field(description="不许发生的事 / what must not happen")
    each: bool = Field(False, description="每发生一次都扣分 / points are taken off each time")
    most: Annotated[float, Field(gt=0, le=100)] = Field(
        100.0, description="累计扣分上限 / most points taken off in all"
    )
    causes: Names = Field(
        (), description="由它引起的超限（hold 的编号） / holds that are violated because of it, by their ids"
    )
    effect: Duration = Field(
        60_000,
        description="此后多久内的超限算作它的后果 / for how long a violated hold is its consequence",
    )


class NeverMonitor(WindowedMonitor):
    """Waits for what must not happen."""

    kind = "never"
    item: Never

    def __init__(self, item: Never, make: Compiler, loc: Loc) -> None:
        super().__init__(item, item.done, make, loc)
        self.effect = make.ticks(item.effect)
        self.times = 0
        self.found: list[Evidence] = []
        self.spans: list[tuple[int, int]] = []
        """From when to when each violation went on, in ticks."""
        self.bound = self.watch.checks[0].bound if len(self.watch.checks) == 1 else None
        self.worst: float | None = None
        self._going: bool = False

    def row(self, tick: int, values: Sequence[float]) -> None:
        """A state that must not be."""
        place = self.window.place(tick, values)
        if place == INSIDE:
            self.opened = True
            hit = self.watch.row(self.run, tick, values)
            if hit is not None:
                self._hit(hit)
            elif self._going:
                self._go_on(tick)
            return
        if self._going:
            self._stop(None)
        self.watch.reset()
        if place == AFTER:
            self._finish()

    def end(self, tick: int, how: str) -> None:
        """It did not happen."""
        self._finish()

    # -- inside ---

    def _hit(self, hit: Hit | None) -> None:
        if hit is None:
            return
        self.times += 1
        self._going = self.watch.holding
        seen = [pair for check in self.watch.checks for pair in check.seen(self.run.values)]
        start = hit.tick if hit.since is None else hit.since
        self.spans.append((start, hit.tick))
        self.worst = None
        if len(self.found) < MAX_EVIDENCE:
            self.found.append(self._evidence(start, hit.tick, hit.refs))
        first = {"at": hit.tick, "seen": seen} if self.times == 1 else {}
        self.judge("broken", 0.0, self.found, times=self.times, **first)

    def _evidence(self, start: int, end: int, refs: tuple[str, ...]) -> Evidence:
        """With the furthest value beyond the limit where the rule has one."""
        bound, values = self.bound, self.run.values
        if bound is None or values is None:
            return Evidence(start, end, refs=refs)
        value = values[bound.place]
        if self.worst is None or bound.inside(value) > bound.inside(self.worst):
            self.worst = value
        return Evidence(start, end, self.worst, bound.limit, bound.unit, -bound.inside(self.worst), refs)

    def _go_on(self, tick: int) -> None:
        """A violation that lasts: stretch its evidence, note when it is over."""
        if not self.watch.holding:
            self._stop(tick)
            return
        self.spans[-1] = (self.spans[-1][0], tick)
        if len(self.found) == len(self.spans):
            self.found[-1] = self._evidence(*self.spans[-1], self.found[-1].refs)

    def _stop(self, back: int | None) -> None:
        """A violation is over: gone at tick ``back``, or only no longer looked at."""
        self._going = False
        self.restored_at = back if back is not None else self.restored_at
        self.judge("broken", 0.0, self.found, lasted=sum(b - a for a, b in self.spans))

    def _finish(self) -> None:
        self.active = False
        if self._going:
            self._stop(None)
        if self.undecided:
            self.judge("met" if self.opened else "n/a", 1.0 if self.opened else 0.0)

    def explains(self, hold: str, tag: str, tick: int) -> bool:
        """Whether a hold that was first violated at ``tick`` followed from this.

        It must have begun during the violation or its ``effect``, and be named in ``causes`` or measure a tag
        that this rule is about: what merely happened at the same time explains nothing.
        """
        related = hold in self.item.causes or any(name == tag for check in self.watch.checks for name, _ in check.uses)
        return related and any(start <= tick <= last + self.effect for start, last in self.spans)

    def what(self) -> Text:
        """When it happened."""
        t, facts = self.title, self.verdict.facts
        zh, en = f"{t.of('zh')}：", f"{t.of('en')}: "
        match self.verdict.judgement:
            case "met":
                return both(f"{zh}没有发生", f"{en}did not happen")
            case "n/a":
                return both(f"{zh}没有进入考核时段，不计", f"{en}its time never came, not counted")
            case "open":
                return both(f"{zh}不得发生", f"{en}must not happen")
        zh += f"{self.at(facts['at'])} 发生" + (f"，共 {facts['times']} 次" if facts["times"] > 1 else "")
        en += f"happened at {self.at(facts['at'])}" + (f", {facts['times']} times in all" if facts["times"] > 1 else "")
        if facts.get("lasted"):
            length = period(facts["lasted"], self.run.tick_ms)
            zh, en = f"{zh}，持续 {length.of('zh')}", f"{en}, for {length.of('en')}"
        if facts["seen"]:
            seen = self.values(facts["seen"])
            zh, en = f"{zh}（当时{seen.of('zh')}）", f"{en} (then {seen.of('en')})"
        return both(zh, en)
