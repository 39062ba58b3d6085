"""``respond``: whenever something happens, the learner must bring about something else in time.

- {id: cool, kind: respond, when: "TI101 > 65 degC", want: "FI102 > 20 m3/h",
   within: {10 s: 4, 30 s: 2}, weight: 6, goal: CO5}
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from engine.events import Event
from engine.scenario.text import Text
from engine.session.actions import Action
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.fields import TimeBands
from grading.calculus.item import Item, Monitor
from grading.calculus.occurrence import Occurrence
from grading.calculus.run import Hit
from grading.calculus.verdict import Evidence
from grading.calculus.words import both, clock, percent, period

__all__ = ["Respond", "RespondMonitor"]

MAX_EVIDENCE = 20


class Respond(Item, title="反应 / Respond"):
    """Credit by the slowest answer to any occasion."""

    kind: Literal["respond"] = Field(description="类型 / kind")
    when: Occurrence = Field(description="触发的事 / what calls for an answer")
    want: Occurrence = Field(description="应当做到的事 / the answer wanted")
    within: TimeBands = Field(description="用时分档 {时间: 得分} / credit by time taken")
    occasions: Literal["each", "first"] = Field(
        "each", description="每次触发都算，还是只算第一次 / every occasion or the first"
    )


class RespondMonitor(Monitor):
    """Times the answers; one occasion at a time."""

    kind = "respond"
    item: Respond

    def __init__(self, item: Respond, make: Compiler, loc: Loc) -> None:
        super().__init__(item, make, loc)
        self.when = make.watch(item.when, (*loc, "when"))
        self.want = make.watch(item.want, (*loc, "want"))
        self.bands = make.time_bands(item.within)
        self.pending: Hit | None = None
        self.worst: tuple[float, int] | None = None  # credit and delay of the slowest answer
        self.found: list[Evidence] = []
        self.occasions = 0

    def action(self, action: Action, ref: str) -> None:
        """An answer, or a call for one."""
        self._expire(action.tick)
        self._step(self.when.action(self.run, action, ref), self.want.action(self.run, action, ref))

    def event(self, event: Event, ref: str) -> None:
        """An answer, or a call for one."""
        self._expire(event.tick)
        self._step(self.when.event(self.run, event, ref), self.want.event(self.run, event, ref))

    def row(self, tick: int, values: Sequence[float]) -> None:
        """Conditions and the deadline."""
        call = self.when.row(self.run, tick, values)
        if self.pending is None:
            if call is None:
                return
            self._call(call)
        answer = self.want.row(self.run, tick, values)
        if answer is not None:
            self._answer(answer)
        elif self.pending is not None and tick >= self.pending.tick + self.bands.last:
            self._late()

    def end(self, tick: int, how: str) -> None:
        """An occasion still open was not answered, unless its time was running when the clock ended the
        attempt.
        """
        if not self.undecided:
            return
        pending = self.pending
        if pending is not None and not (how == "timed_out" and tick - pending.tick < self.bands.last):
            self.judge(
                "missing",
                0.0,
                [*self.found, Evidence(pending.tick, tick, refs=pending.refs)],
                occasions=self.occasions,
            )
        elif self.worst is None:
            self.judge("n/a")
        else:
            self.grade(self.worst[0], self.found, delay=self.worst[1], occasions=self.occasions)

    @property
    def phase(self) -> str:
        """``due`` while an answer is awaited."""
        return "due" if self.pending is not None else ""

    # -- inside ---

    def _step(self, call: Hit | None, answer: Hit | None) -> None:
        if self.pending is not None:
            if answer is not None:
                self._answer(answer)
        elif call is not None:
            self._call(call)

    def _call(self, hit: Hit) -> None:
        if self.undecided:
            self.pending = hit
            self.occasions += 1
            self.want.reset()

    def _answer(self, hit: Hit) -> None:
        pending = self.pending
        assert pending is not None
        if not self.undecided:
            self.restored_at, self.active, self.pending = hit.tick, False, None
            self.judge(self.verdict.judgement, 0.0, self.verdict.evidence, delay=hit.tick - pending.tick)
            return
        delay = hit.tick - pending.tick
        credit = self.bands.credit(delay)
        self._note(pending, hit.tick, delay, hit.refs)
        if self.worst is None or delay > self.worst[1]:
            self.worst = (credit, delay)
        self.pending = None
        if self.item.occasions == "first":
            self.active = False
            self.grade(credit, self.found, delay=delay, occasions=1)

    def _expire(self, tick: int) -> None:
        if self.pending is not None and tick > self.pending.tick + self.bands.last:
            self._late()

    def _late(self) -> None:
        pending = self.pending
        if pending is None or not self.undecided:
            return
        last = int(self.bands.last)
        self._note(pending, pending.tick + last, last, ())
        self.judge("broken", 0.0, self.found, occasions=self.occasions, too_late=last)

    def _note(self, pending: Hit, tick: int, delay: int, refs: tuple[str, ...]) -> None:
        if len(self.found) < MAX_EVIDENCE:
            measured, limit = self.run.seconds(delay), self.run.seconds(self.bands.limit(delay))
            self.found.append(
                Evidence(pending.tick, tick, measured, limit, "s", limit - measured, (*pending.refs, *refs))
            )

    # -- words ---

    def what(self) -> Text:
        """How fast the answers were."""
        t, facts, ms = self.title, self.verdict.facts, self.run.tick_ms
        last = period(int(self.bands.last), ms)
        zh, en = f"{t.of('zh')}：", f"{t.of('en')}: "
        match self.verdict.judgement:
            case "met":
                n, delay = facts["occasions"], clock(facts["delay"], ms)
                zh += f"触发后 {delay} 作出响应" if n == 1 else f"共 {n} 次，最慢的在触发后 {delay} 响应"
                en += f"answered after {delay}" if n == 1 else f"{n} occasions, the slowest answered after {delay}"
                if self.verdict.credit < 1.0:
                    full = period(int(self.bands.limits[0]), ms)
                    zh += f"，超过 {full.of('zh')}，得 {percent(self.verdict.credit)}"
                    en += f", later than {full.of('en')}: {percent(self.verdict.credit)} of the credit"
                return both(zh, en)
            case "broken" if "delay" in facts:
                delay = clock(facts["delay"], ms)
                return both(
                    f"{zh}触发后 {delay} 才响应，最迟应在 {last.of('zh')}内",
                    f"{en}answered only after {delay}, {last.of('en')} at the latest",
                )
            case "broken":
                return both(f"{zh}{last.of('zh')}内没有响应", f"{en}no answer within {last.of('en')}")
            case "missing":
                return both(f"{zh}到结束也没有响应", f"{en}not answered before the end")
            case "n/a":
                return both(f"{zh}没有出现需要响应的情况，不计", f"{en}no occasion arose, not counted")
            case _:
                waiting = self.pending is not None
                return both(
                    f"{zh}{'等待响应' if waiting else '尚未触发'}",
                    f"{en}{'an answer is due' if waiting else 'no occasion yet'}",
                )
