"""``ask``: a question put during the run, answered right or wrong.

- {id: k1, kind: ask, on: q1, correct: b, weight: 2, goal: CO1}
- {id: k2, kind: ask, on: q2, between: [58, 62], within: {30 s: 4, 60 s: 3}, weight: 2, goal: CO1}
"""

# ruff: noqa: ARG002 - every kind answers the same calls, whatever it needs of them

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from engine.events import Event
from engine.scenario.model import author_error
from engine.scenario.text import Text
from engine.session.actions import Action
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.fields import CountBands, OneOrMore, TimeBands
from grading.calculus.item import Item, Monitor
from grading.calculus.occurrence import matches
from grading.calculus.verdict import Bands, Evidence
from grading.calculus.words import both, percent

__all__ = ["Ask", "AskMonitor"]


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value,)


class Ask(Item, title="提问 / Ask"):
    """Credit for the right answer, by the number of tries and the time taken."""

    kind: Literal["ask"] = Field(description="类型 / kind")
    on: str = Field(description="问题的编号 / id of the question")
    correct: Annotated[tuple[bool | int | float | str, ...], BeforeValidator(_listed), OneOrMore()] = Field(
        (), description="正确答案，可多个 / right answers"
    )
    between: Annotated[tuple[float, ...], Field(min_length=2, max_length=2)] | None = Field(
        None, description="或：数值答案的范围 / or: the range of a number"
    )
    since: str = Field(
        "",
        alias="from",
        description="从哪个时刻起算，缺省为提问时 / timed from which moment, by default when it is asked",
    )
    tries: CountBands | None = Field(
        None, description="按作答次数分档，缺省只算第一次 / credit by tries, by default the first only"
    )
    within: TimeBands | None = Field(None, description="用时分档 / credit by time taken")

    @model_validator(mode="after")
    def _answer(self) -> Self:
        if bool(self.correct) == (self.between is not None):
            author_error("answer", "写 `correct` 或 `between`", "give either `correct` or `between`")
        if self.between is not None and self.between[0] > self.between[1]:
            author_error(
                "answer",
                "范围的下限大于上限",
                "the range is upside down",
                "写成 `[小, 大]`",
                "write `[low, high]`",
            )
        return self


class AskMonitor(Monitor):
    """Waits for the answer."""

    kind = "ask"
    item: Ask

    def __init__(self, item: Ask, make: Compiler, loc: Loc) -> None:
        super().__init__(item, make, loc)
        self.since = make.moment(item.since, (*loc, "from")) if item.since else ""
        self.tries = make.number_bands(item.tries) if item.tries else Bands([(1.0, 1.0)])
        self.bands = make.time_bands(item.within) if item.within else None
        self.asked: int | None = None
        self.answers: list[tuple[str, Any]] = []

    def event(self, event: Event, ref: str) -> None:
        """The question is put."""
        if not self.since and self.asked is None and event.kind == "message" and event.source == self.item.on:
            self.asked = event.tick

    def action(self, action: Action, ref: str) -> None:
        """An answer."""
        if action.verb != "answer" or action.on != self.item.on or not self.undecided:
            return
        self._look()
        self.answers.append((ref, action.value))
        start = self.asked if self.asked is not None else action.tick
        delay, n = action.tick - start, len(self.answers)
        evidence = [Evidence(start, action.tick, refs=tuple(r for r, _ in self.answers))]
        credit = min(self.tries.credit(n), self.bands.credit(delay) if self.bands else 1.0)
        if self._is_right(action.value):
            self.active = False
            self.grade(credit, evidence, tries=n, delay=delay, right=True)
        elif n >= self.tries.last:
            self.active = False
            self.judge("broken", 0.0, evidence, tries=n, delay=delay, right=False)

    def row(self, tick: int, values: Sequence[float]) -> None:
        """The deadline."""
        self._look()
        if self.bands is not None and self.asked is not None and tick >= self.asked + self.bands.last:
            self.active = False
            last = self.run.seconds(self.bands.last)
            self.judge(
                "broken",
                0.0,
                [Evidence(self.asked, tick, last, last, "s", 0.0)],
                tries=len(self.answers),
                too_late=True,
            )

    def end(self, tick: int, how: str) -> None:
        """Not answered, or never asked."""
        self._look()
        if not self.undecided:
            return
        if self.asked is None and not self.answers:
            self.judge("n/a")
        else:
            start = self.asked if self.asked is not None else tick
            self.judge(
                "missing",
                0.0,
                [Evidence(start, tick, refs=tuple(r for r, _ in self.answers))],
                tries=len(self.answers),
            )

    @property
    def phase(self) -> str:
        """``due`` once the question is put."""
        return "due" if self.asked is not None else ""

    def _look(self) -> None:
        if self.asked is None and self.since:
            hit = self.run.moments.get(self.since)
            self.asked = hit.tick if hit is not None else None

    def _is_right(self, value: Any) -> bool:
        if self.item.between is not None:
            return matches(list(self.item.between), value)
        return any(matches(right, value) for right in self.item.correct)

    def what(self) -> Text:
        """Right, wrong, late or not answered."""
        t, facts = self.title, self.verdict.facts
        zh, en = f"{t.of('zh')}：", f"{t.of('en')}: "
        match self.verdict.judgement:
            case "met":
                n = facts["tries"]
                zh += "回答正确" if n == 1 else f"第 {n} 次回答正确"
                en += "right" if n == 1 else f"right at try {n}"
                if self.verdict.credit < 1.0:
                    return both(
                        f"{zh}，得 {percent(self.verdict.credit)}",
                        f"{en}: {percent(self.verdict.credit)} of the credit",
                    )
                return both(zh, en)
            case "broken" if facts.get("right"):
                return both(f"{zh}回答正确，但超过了时限或次数", f"{en}right, but too late or after too many tries")
            case "broken" if facts.get("too_late"):
                return both(f"{zh}没有在时限内答对", f"{en}no right answer in time")
            case "broken":
                return both(f"{zh}回答错误", f"{en}wrong")
            case "missing":
                return both(
                    f"{zh}没有{'答对' if facts['tries'] else '回答'}",
                    f"{en}{'not answered right' if facts['tries'] else 'not answered'}",
                )
            case "n/a":
                return both(f"{zh}没有提问，不计", f"{en}never asked, not counted")
            case _:
                return both(
                    f"{zh}{'等待回答' if self.asked is not None else '尚未提问'}",
                    f"{en}{'an answer is due' if self.asked is not None else 'not asked yet'}",
                )
