"""What all items of a rubric share, and the monitor that watches one item while the trace is read.

An *item* is what the author wrote (a step, a rule, the order); a *monitor* follows it through one attempt. A
monitor reads nothing but actions, events and rows, in order, once, and ends with a ``Verdict``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from engine.events import Event
from engine.scenario.model import Model
from engine.scenario.text import Text, join
from engine.session.actions import Action
from engine.tags import Kind
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.fields import Id
from grading.calculus.verdict import Evidence, Judgement, Verdict
from grading.calculus.words import both, clock, number

__all__ = ["Item", "Monitor"]


class Item(Model):
    """One thing that is judged. It counts by ``weight``, by ``points`` taken off, or by a ``gate``."""

    id: Id = Field(description="编号 / id")
    title: Text | None = Field(None, description="名称 / name")
    weight: Annotated[float, Field(ge=0, le=1000)] = Field(0.0, description="权重 / weight within its outcome")
    points: Annotated[float, Field(ge=0, le=100)] = Field(
        0.0, description="违反时扣分 / points taken off when it is broken"
    )
    goal: str = Field("", description="所属课程目标 / the outcome it counts for")
    gate: str = Field("", description="违反时触发的否决或封顶，见 gates / the gate it shuts when broken, see gates")
    unless: str = Field(
        "", description="此时刻先到则不再考核（如事故打断正常操作） / no longer judged once this moment comes first"
    )
    why: Text | None = Field(None, description="为什么重要 / why it matters")
    how: Text | None = Field(None, description="正确做法 / how to do it right")


class Monitor(ABC):
    """Follows one item through one attempt."""

    kind: ClassVar[str] = ""

    def __init__(self, item: Item, make: Compiler, loc: Loc) -> None:
        self.item = item
        self.run = make.run
        self.loc = loc
        self.verdict = Verdict()
        self.active = True
        """Whether rows still matter to it."""
        self.broken_at: int | None = None
        self.restored_at: int | None = None
        """Tick at which what was wrong had become right again; what ``recover`` looks at."""
        if item.unless:
            self.run.call(make.moment(item.unless, (*loc, "unless")), self._lift)

    def action(self, action: Action, ref: str) -> None:
        """An action was done."""

    def event(self, event: Event, ref: str) -> None:
        """Something was reported."""

    def row(self, tick: int, values: Sequence[float]) -> None:
        """A row was recorded."""

    def end(self, tick: int, how: str) -> None:
        """The attempt is over at ``tick``."""

    @abstractmethod
    def what(self) -> Text:
        """What happened, in words."""

    @property
    def phase(self) -> str:
        """Where an undecided item stands: ``due`` when something is expected of the learner now."""
        return ""

    # -- helpers for the kinds ---

    def judge(self, judgement: Judgement, credit: float = 0.0, evidence: Sequence[Evidence] = (), **facts: Any) -> None:
        """Set the verdict. Credit of nothing is broken: a level 0 is not "met"."""
        if "lifted" in self.verdict.facts:
            return
        before = self.verdict.judgement
        if before in ("met", "broken") and judgement != before:
            raise AssertionError(f"{self.item.id}: {before} may not become {judgement}")
        if judgement == "broken" and self.broken_at is None:
            self.broken_at = self.run.tick
        self.verdict = Verdict(judgement, credit, tuple(evidence), {**self.verdict.facts, **facts})

    def grade(self, credit: float, evidence: Sequence[Evidence], **facts: Any) -> None:
        """Met with ``credit`` if that is anything, else broken."""
        self.judge("met" if credit > 1e-9 else "broken", credit, evidence, **facts)

    def _lift(self) -> None:
        """Something came first that makes the item pointless: a normal step after the emergency has begun."""
        if self.undecided:
            self.judge("n/a", lifted=self.item.unless)
            self.active = False

    def sentence(self) -> Text:
        """What is said about the item."""
        if "lifted" not in self.verdict.facts:
            return self.what()
        title, name = self.title, self.name(self.verdict.facts["lifted"])
        return both(
            f"{title.of('zh')}：出现“{name.of('zh')}”后不再考核",
            f"{title.of('en')}: no longer judged after {name.of('en')}",
        )

    @property
    def undecided(self) -> bool:
        """Whether the verdict is still open."""
        return self.verdict.judgement == "open"

    @property
    def title(self) -> Text:
        """The item's name, or the words the marker found for it."""
        return self.item.title or self.run.names.get(self.item.id) or both(self.item.id, self.item.id)

    def name(self, moment: str) -> Text:
        """The name of a moment."""
        return self.run.names.get(moment, both(moment, moment))

    def at(self, tick: int) -> str:
        """A tick as time since the start."""
        return clock(tick - self.run.start, self.run.tick_ms)

    def values(self, seen: Sequence[Sequence[Any]]) -> Text:
        """Recorded values in words: ``反应温度 47.2 °C，转速 0 rpm``."""
        parts = []
        for name, value in seen[:4]:
            tag = self.run.tags[name]
            if tag.kind is Kind.MODE:
                shown = tag.options[int(value)] if 0 <= value < len(tag.options) else number(value)
            else:
                shown = number(value, tag.unit)
            parts.append(both(f"{tag.title('zh')} {shown}", f"{tag.title('en')} {shown}"))
        return join(parts, "，", ", ")
