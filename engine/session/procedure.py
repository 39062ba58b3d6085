"""The ``procedure`` section: the task sheet, its phases and steps, as the learner is told them.

The procedure guides; the rubric marks. A step may name what to act on (``guide``), so that the guided mode can
highlight it, and when it counts as done (``done``), so that the sheet ticks it off.

    procedure:
      task: {zh: 按规程启动……, en: Start according to the procedure …}
      phases:
        hot: {title: {zh: 热态, en: Hot}, when: "TI1 > 60 degC", max_speed: 20}
      steps:
        S4: {title: {zh: 启动加热, en: Start heating}, phase: prepare,
             guide: {verb: start, on: H1}, done: H1.command}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from engine.control.bus import Bus
from engine.scenario.expression import Expression
from engine.scenario.model import Model
from engine.scenario.text import Text

__all__ = ["Guide", "Phase", "Procedure", "ProcedureSection", "Step"]


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
    guide: Guide | None = Field(None, description="引导提示的操作 / what the guided mode points at")
    done: Expression | None = Field(None, description="完成条件 / when it counts as done")


class ProcedureSection(Model, title="任务单 / Task sheet"):
    """What the learner is asked to do."""

    task: Text = Field(description="任务说明 / the task")
    limits: Text | None = Field(None, description="限制与要求 / limits")
    phases: dict[str, Phase] = Field(default_factory=dict, description="阶段 / phases")
    steps: dict[str, Step] = Field(default_factory=dict, description="步骤 / steps")


class Procedure:
    """Follows the phases and ticks off the steps; a block of the consequences phase."""

    def __init__(self, section: ProcedureSection, bus: Bus, period: int) -> None:
        self.period = period
        self._section, self._bus = section, bus
        self.phase = next(iter(section.phases), "")
        self.done: dict[str, int] = {}
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

    def state(self) -> dict[str, Any]:
        """The phase and the steps done."""
        return {"phase": self.phase, "told": self._told, "done": dict(self.done)}

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()``."""
        self.phase, self._told, self.done = state["phase"], state["told"], dict(state["done"])
