"""Steps: what must be done, after what, how soon, and on what condition.

    - {id: S8, done: {all: [{act: open, on: XV101A}, {act: open, on: XV101B}]}, after: [S7],
       weight: 4, goal: CO2,
       needs: ["TI101 >= 55 degC", "M101.running"]}
    - {id: E2, done: {act: stop, on: P101}, from: fault, within: {3 min: 4, 7 min: 3}, weight: 6, goal: CO5}

Doing a step late, early or at the wrong moment is judged here; doing it in the wrong place of the order is
the order item's business, so one mistake is charged once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from engine.events import Event
from engine.scenario.text import Text, join
from engine.session.actions import Action
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.fields import Names, OneOrMore, TimeBands
from grading.calculus.item import Item, Monitor
from grading.calculus.occurrence import Condition, Occurrence
from grading.calculus.run import START, Hit
from grading.calculus.signal import Check
from grading.calculus.verdict import Evidence
from grading.calculus.words import both, clock, percent, period

__all__ = ["Step", "StepMonitor"]


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str | dict) else value


class Step(Item, title="步骤 / Step"):
    """One step of the procedure, as it is marked."""

    done: Occurrence = Field(description="怎样算完成：操作、事件或状态 / what counts as doing it")
    after: Names = Field((), description="必须先完成的步骤 / steps that must come before")
    since: str = Field("", alias="from", description="从哪个时刻起算 / the moment from which it is due and timed")
    within: TimeBands | None = Field(None, description="用时分档 {时间: 得分} / credit by time taken")
    needs: Annotated[tuple[Condition, ...], BeforeValidator(_listed), OneOrMore()] = Field(
        (), description="操作当时必须满足的条件 / what must hold at the moment of doing it"
    )
    until: str = Field("", description="到哪个时刻截止 / the moment after which it is too late")


class StepMonitor(Monitor):
    """Follows one step: waiting → due → done, late, wrong or missing."""

    kind = "step"
    item: Step

    def __init__(self, item: Step, make: Compiler, loc: Loc) -> None:
        super().__init__(item, make, loc)
        self.since = make.moment(item.since, (*loc, "from")) if item.since else START
        self.until = make.moment(item.until, (*loc, "until")) if item.until else ""
        self.bands = make.time_bands(item.within) if item.within else None
        self.watch = make.watch(item.done, (*loc, "done"))
        self.needs: list[Check] = []
        for i, need in enumerate(item.needs):
            at = (*loc, "needs", i) if make.is_list((*loc, "needs")) else (*loc, "needs")
            self.needs.append(make.check(need, at))
        self.due: Hit | None = None
        self.hit: Hit | None = None
        self._early: Hit | None = None

    @property
    def ready(self) -> bool:
        """Whether it can be done now: its moment has come and it is neither done nor given up."""
        return self.due is not None and self.hit is None and self.undecided

    def action(self, action: Action, ref: str) -> None:
        """The action that does it."""
        if self._is_due(action.tick):
            self._done(self.watch.action(self.run, action, ref))

    def event(self, event: Event, ref: str) -> None:
        """The event that shows it done."""
        if self._is_due(event.tick):
            self._done(self.watch.event(self.run, event, ref))

    def row(self, tick: int, values: Sequence[float]) -> None:
        """The state that shows it done; deadlines."""
        if self._early is not None:
            self._settle(self._early, values)
            return
        if self.due is None and not self._is_due(tick):
            return
        hit = self.watch.row(self.run, tick, values)
        if hit is not None:
            self._done(hit)
        elif self.undecided:
            self._deadlines(tick)

    def end(self, tick: int, how: str) -> None:
        """What was not done is missing, unless its time was still running when the clock stopped the
        attempt.
        """
        if self._early is not None:
            self._settle(self._early, ())
        if not self.undecided:
            return
        if self.due is None:
            self.judge("n/a")
        elif self.bands is not None and how == "timed_out" and tick - self.due.tick < self.bands.last:
            self.judge("n/a", running=True)
        else:
            self._missing(tick)

    # -- inside ---

    def _is_due(self, tick: int) -> bool:
        """Whether its moment has come; the first time arms the watch and starts the clock."""
        if self.hit is not None or self.verdict.judgement == "n/a":
            return False
        if self.due is None:
            self.due = self.run.moments.get(self.since)
            if self.due is None:
                return False
            self.watch.reset()
        if self.undecided and self.bands is not None and tick > self.due.tick + self.bands.last:
            self._late()
        return True

    def _done(self, hit: Hit | None) -> None:
        if hit is None:
            return
        self.hit = hit
        self.run.note(self.item.id, hit)
        if self.needs and self.run.values is None:
            self._early = hit  # nothing was recorded before the first row; judged by that row
        else:
            self._settle(hit, self.run.values or ())

    def _settle(self, hit: Hit, values: Sequence[float]) -> None:
        """Judge the step by the moment it was done. ``values`` is the last row the learner could act on."""
        self._early, self.active = None, False
        assert self.due is not None
        delay = hit.tick - self.due.tick
        if not self.undecided:
            self.restored_at = hit.tick
            self.judge(self.verdict.judgement, self.verdict.credit, self.verdict.evidence, delay=delay, at=hit.tick)
            return
        unmet = [check for check in self.needs if not values or not check.holds(values)]
        if unmet:
            seen = [pair for check in unmet for pair in check.seen(values or None)]
            self.judge(
                "broken",
                0.0,
                [_unmet_evidence(unmet, hit, values)],
                delay=delay,
                at=hit.tick,
                unmet=[check.title.model_dump() for check in unmet],
                seen=seen,
            )
            return
        credit = self.bands.credit(delay) if self.bands is not None else 1.0
        self.grade(credit, [self._evidence(hit.tick, delay, hit.refs)], delay=delay, at=hit.tick)

    def _evidence(self, tick: int, delay: int, refs: tuple[str, ...] = ()) -> Evidence:
        start = self.due.tick if self.due is not None else tick
        if self.bands is None:
            return Evidence(tick, tick, refs=refs)
        measured, limit = self.run.seconds(delay), self.run.seconds(self.bands.limit(delay))
        return Evidence(start, tick, measured, limit, "s", limit - measured, refs)

    def _deadlines(self, tick: int) -> None:
        assert self.due is not None
        if self.bands is not None and tick >= self.due.tick + self.bands.last:
            self._late()
            return
        closed = self.run.moments.get(self.until) if self.until else None
        if closed is not None and closed.instant >= self.due.instant:
            self._missing(closed.tick)

    def _late(self) -> None:
        assert self.due is not None
        assert self.bands is not None
        last = int(self.bands.last)
        self.judge("broken", 0.0, [self._evidence(self.due.tick + last, last)], too_late=last)

    def _missing(self, tick: int) -> None:
        assert self.due is not None
        self.judge("missing", 0.0, [Evidence(self.due.tick, tick)], until=self.until)

    # -- words ---

    def what(self) -> Text:
        """What became of the step."""
        t, facts = self.title, self.verdict.facts
        match self.verdict.judgement:
            case "met":
                return self._what_met(t)
            case "broken" if "unmet" in facts:
                return self._what_unmet(t)
            case "broken":
                return self._what_late(t)
            case "missing":
                name = self.name(self.until) if facts.get("until") else None
                zh = f"（应在“{name.of('zh')}”之前）" if name else ""
                en = f" (due before {name.of('en')})" if name else ""
                return both(f"{t.of('zh')}：没有完成{zh}", f"{t.of('en')}: not done{en}")
            case "n/a":
                if facts.get("running"):
                    return both(
                        f"{t.of('zh')}：时限未到考试已结束，不计",
                        f"{t.of('en')}: time ran out before its deadline, not counted",
                    )
                name = self.name(self.since)
                return both(
                    f"{t.of('zh')}：“{name.of('zh')}”没有出现，不计",
                    f"{t.of('en')}: {name.of('en')} never came, not counted",
                )
            case _:
                return both(f"{t.of('zh')}：待完成", f"{t.of('en')}: to be done")

    def _what_met(self, t: Text) -> Text:
        at = self.at(self.verdict.facts["at"])
        if self.since == START:
            return both(f"{t.of('zh')}：已完成（{at}）", f"{t.of('en')}: done at {at}")
        name, delay = self.name(self.since), clock(self.verdict.facts["delay"], self.run.tick_ms)
        zh = f"{t.of('zh')}：{name.of('zh')}后 {delay} 完成"
        en = f"{t.of('en')}: done {delay} after {name.of('en')}"
        if self.bands is not None and self.verdict.credit < 1.0:
            limit = period(int(self.bands.limits[0]), self.run.tick_ms)
            share = percent(self.verdict.credit)
            return both(
                f"{zh}，超过 {limit.of('zh')}，得 {share}",
                f"{en}, later than {limit.of('en')}: {share} of the credit",
            )
        return both(zh, en)

    def _what_late(self, t: Text) -> Text:
        facts, name = self.verdict.facts, self.name(self.since)
        limit = period(facts.get("too_late", int(self.bands.last) if self.bands else 0), self.run.tick_ms)
        if "delay" in facts:
            delay = clock(facts["delay"], self.run.tick_ms)
            return both(
                f"{t.of('zh')}：{name.of('zh')}后 {delay} 才完成，最迟应在 {limit.of('zh')}内",
                f"{t.of('en')}: done only {delay} after {name.of('en')}, {limit.of('en')} at the latest",
            )
        return both(
            f"{t.of('zh')}：{name.of('zh')}后 {limit.of('zh')}内没有完成",
            f"{t.of('en')}: not done within {limit.of('en')} after {name.of('en')}",
        )

    def _what_unmet(self, t: Text) -> Text:
        facts = self.verdict.facts
        needs = join([Text(**need) for need in facts["unmet"]])
        seen = self.values(facts["seen"])
        zh, en = (f"（当时{seen.of('zh')}）", f" (then {seen.of('en')})") if facts["seen"] else ("", "")
        return both(
            f"{t.of('zh')}：{self.at(facts['at'])} 操作时条件不满足：{needs.of('zh')}{zh}",
            f"{t.of('en')}: done at {self.at(facts['at'])} while this did not hold: {needs.of('en')}{en}",
        )


def _unmet_evidence(unmet: Sequence[Check], hit: Hit, values: Sequence[float]) -> Evidence:
    """The moment, with value and limit of the first condition that has one."""
    bound = next((check.bound for check in unmet if check.bound is not None), None)
    if bound is None or not values:
        return Evidence(hit.tick, hit.tick, refs=hit.refs)
    value = values[bound.place]
    return Evidence(hit.tick, hit.tick, value, bound.limit, bound.unit, bound.inside(value), hit.refs)
