"""The ``procedure`` section: the task sheet, its phases and steps, as the learner is told them.

The procedure guides; the rubric marks. Where its items are not those of the steps, a step names the ``items`` that judge
it, or it would be ticked off for something else that was done. A step may name what to act on (``guide``), so that the guided mode can
highlight it, and when it counts as done (``done``), so that the sheet ticks it off. Several guides are pointed at one
after the other. Where work is taken over half-way, what stands before a step that is done already was done by others.

    procedure:
      task: {zh: 按规程启动……, en: Start according to the procedure …}
      phases:
        hot: {title: {zh: 热态, en: Hot}, when: "TI1 > 60 degC", max_speed: 20}
      steps:
        S4: {title: {zh: 启动加热, en: Start heating}, phase: prepare,
             guide: {verb: start, on: H1}, done: H1.command, items: [S4]}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

from pydantic import Field

from engine.control.bus import Bus
from engine.scenario.expression import Expression
from engine.scenario.model import Model
from engine.scenario.text import Text

__all__ = ["GIVEN", "Guide", "Phase", "Procedure", "ProcedureSection", "Step"]


class Guide(Model, title="引导 / Guide"):
    """What to do and on what, for the guided mode."""

    verb: str = Field(description="动词 / verb")
    on: str = Field(description="对象 / what to act on")
    value: Any = Field(None, description="值 / value")


class Phase(Model, title="阶段 / Phase"):
    """A part of the work."""

    title: Text = Field(description="名称 / name")
    when: Expression | None = Field(None, description="进入条件 / when it begins")
    max_speed: Annotated[float, Field(gt=0, le=100)] = Field(
        100.0, description="允许的最高倍速 / fastest speed allowed"
    )


class Step(Model, title="任务单步骤 / Line of the task sheet"):
    """One line of the task sheet."""

    title: Text = Field(description="做什么 / what to do")
    detail: Text | None = Field(None, description="怎么做、注意什么 / how, and what to mind")
    phase: str = Field("", description="所属阶段 / phase")
    guide: Guide | tuple[Guide, ...] | None = Field(
        None, description="引导提示的操作，一个或依次几个 / what the guided mode points at, one or one after the other"
    )
    done: Expression | None = Field(None, description="完成条件 / when it counts as done")
    items: tuple[str, ...] | None = Field(
        None,
        description="评判本步的评分项，缺省为同编号的；[] 表示没有 / rubric items that judge it, by default that of its own id; [] for none",
    )

    def judged_by(self, name: str) -> tuple[str, ...]:
        """The rubric items that judge this step, whose id is ``name``."""
        return (name,) if self.items is None else self.items

    @property
    def guides(self) -> tuple[Guide, ...]:
        """What the guided mode points at, in order; empty where there is nothing to point at."""
        return self.guide if isinstance(self.guide, tuple) else (self.guide,) if self.guide is not None else ()


class ProcedureSection(Model, title="任务单 / Task sheet"):
    """What the learner is asked to do."""

    task: Text = Field(description="任务说明 / the task")
    limits: Text | None = Field(None, description="限制与要求 / limits")
    phases: dict[str, Phase] = Field(default_factory=dict, description="阶段 / phases")
    steps: dict[str, Step] = Field(default_factory=dict, description="步骤 / steps")


GIVEN: Final = -1
"""The tick of a step that was done before the attempt began."""

_SEEN: Final = frozenset({"look", "check"})
"""Verbs that count as one another for a guide: whoever checks a thing has looked at it."""


class Procedure:
    """Follows the phases and ticks off the steps; a block of the consequences phase."""

    def __init__(self, section: ProcedureSection, bus: Bus, period: int, *, taken_over: bool = False) -> None:
        """``taken_over``: the attempt begins where others have done part of the work."""
        self.period = period
        self._taken_over = taken_over
        self._section, self._bus = section, bus
        self.phase = next(iter(section.phases), "")
        self.done: dict[str, int] = {}
        """Steps ticked off, with their ticks; ``GIVEN`` for what was done before the attempt began."""
        self.followed: dict[str, list[int]] = {}
        """Of steps with several guides, the places of those that were followed."""
        self._told = ""
        """The phase last reported."""
        self._when: list[tuple[str, Callable[[Any], Any]]] = [
            (name, bus.compile(p.when)) for name, p in section.phases.items() if p.when is not None
        ]
        self._steps: list[tuple[str, Callable[[Any], Any]]] = [
            (name, bus.compile(s.done)) for name, s in section.steps.items() if s.done is not None
        ]

    @property
    def max_speed(self) -> float:
        """The fastest speed the present phase allows."""
        phase = self._section.phases.get(self.phase)
        return phase.max_speed if phase is not None else 100.0

    def start(self) -> None:
        """Nothing to prepare."""

    def take_over(self) -> None:
        """Find out what was done before the attempt began: once everything has said how it stands, and before anybody
        can act. What the learner does before the first tick is the learner's."""
        if not self._taken_over:
            return
        names, values = list(self._section.steps), self._bus.values
        ready = {name for name, holds in self._steps if holds(values)}
        last = max((names.index(name) for name in ready), default=-1)
        self.done = dict.fromkeys(names[: last + 1], GIVEN)  # what stands before it was done by others, too

    def scan(self) -> None:
        """Enter the last phase whose condition holds; tick off steps once their condition holds."""
        values = self._bus.values
        entered = [name for name, holds in self._when if holds(values)]
        if entered:
            self.phase = entered[-1]
        if self.phase != self._told:
            self._told = self.phase
            self._bus.emit("phase", self.phase, phase=self.phase)
        for name, holds in self._steps:
            if name not in self.done and holds(values):
                self.done[name] = self._bus.tick

    def acted(self, verb: str, on: str) -> None:
        """Somebody did something: the guides it follows need not be pointed at any more."""
        for name, step in self._section.steps.items():
            for i, guide in enumerate(step.guides) if len(step.guides) > 1 else ():
                same = guide.verb == verb or {guide.verb, verb} <= _SEEN
                if same and guide.on == on and i not in self.followed.setdefault(name, []):
                    self.followed[name].append(i)

    def state(self) -> dict[str, Any]:
        """The phase, the steps done and the guides followed."""
        followed = {name: list(places) for name, places in self.followed.items() if places}
        state: dict[str, Any] = {"phase": self.phase, "told": self._told, "done": dict(self.done)}
        return {**state, "followed": followed} if followed else state

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()``."""
        self.phase, self._told, self.done = state["phase"], state["told"], dict(state["done"])
        self.followed = {name: list(places) for name, places in state.get("followed", {}).items()}
