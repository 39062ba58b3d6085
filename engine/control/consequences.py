"""``consequences:``, harm and loss that cannot be undone, with what happened and why it matters.

    rupture: {when: E101.ruptured, title: 设备破裂, what: 超压破裂, why: 失去冷却后热量积聚, severity: critical}

One tag each: ``rupture.occurred``. Latched (as usual) it stays 1 for ever; otherwise it follows its condition and
every beginning is reported. ``ends: true`` ends the attempt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, RootModel

from engine.control.amounts import DeviceId
from engine.control.bus import Bus, Known
from engine.control.linting import Check
from engine.scenario.document import Scenario
from engine.scenario.expression import Expression
from engine.scenario.lint import missing_translations
from engine.scenario.model import Model
from engine.scenario.quantity import Duration
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.state import fields_of
from engine.tags import Kind, Tag

__all__ = [
    "NAME",
    "PHASE",
    "Block",
    "Consequence",
    "ConsequenceBlock",
    "Consequences",
    "Section",
    "lint",
    "tags",
]

NAME = "consequences"
PHASE = "consequences"


class Consequence(Model, title="后果 / Consequence"):
    """One thing that must not happen."""

    when: Expression = Field(description="发生的条件 / when it happens")
    hold: Duration = Field(default=0, alias="for", description="条件须持续的时间 / how long the condition must hold")
    title: Text = Field(description="名称 / its name")
    what: Text = Field(description="发生了什么 / what happened")
    why: Text = Field(description="为什么会这样、为什么要紧 / why it came to this and why it matters")
    severity: Literal["minor", "major", "critical"] = Field(description="严重程度 / severity")
    ends: bool = Field(default=False, description="是否结束本次练习 / whether the attempt ends")
    latched: bool = Field(default=True, description="发生后不再消失 / stays once it has happened")


class Consequences(RootModel[dict[DeviceId, Consequence]], title="后果 / Consequences"):
    """All consequences by id."""

    root: dict[DeviceId, Consequence] = Field(default_factory=dict)


def tags(section: Consequences, known: Known) -> list[Tag]:  # noqa: ARG001  (every section's ``tags`` has this shape)
    """``occurred`` of each."""
    return [
        Tag(f"{key}.occurred", kind=Kind.DISCRETE, zh=entry.title.zh, en=entry.title.en)
        for key, entry in section.root.items()
    ]


@dataclass(slots=True)
class _Row:
    occurred: bool = False
    since: int = -1
    pending: int = -1
    count: int = 0


class ConsequenceBlock:
    """All consequences, looked at every tick until they have happened."""

    period = 1

    def __init__(self, section: Consequences, bus: Bus) -> None:
        self._bus = bus
        self._entries = dict(section.root)
        self._rows = {key: _Row() for key in section.root}
        self._at = {key: bus.tags.at(f"{key}.occurred") for key in section.root}
        self._hold = {key: bus.ticks(e.hold) if e.hold else 0 for key, e in section.root.items()}
        self._watched = [(key, bus.compile(entry.when), entry.latched) for key, entry in section.root.items()]
        self._ending = [key for key, entry in section.root.items() if entry.ends]
        self.operables: list[Any] = []

    def start(self) -> None:
        """Nothing has happened yet."""

    def scan(self) -> None:
        """Latch what happens now."""
        values, rows = self._bus.values, self._rows
        for key, formula, latched in self._watched:
            row = rows[key]
            if row.occurred and latched:
                continue
            holds = bool(formula(values))
            if holds or row.occurred or row.pending >= 0:
                self._follow(key, row, holds)

    def _follow(self, key: str, row: _Row, holds: bool) -> None:
        tick = self._bus.tick
        if not holds:
            row.pending, row.occurred = -1, False
            self._show(key, row)
            return
        if row.pending < 0:
            row.pending = tick
        if row.occurred or tick - row.pending < self._hold[key]:
            return
        row.occurred, row.since, row.count = True, tick, row.count + 1
        self._show(key, row)
        entry = self._entries[key]
        self._bus.emit(
            "consequence", key, title=entry.title.model_dump(), what=entry.what.model_dump(),
            why=entry.why.model_dump(), severity=entry.severity, ends=entry.ends,
        )  # fmt: skip

    def _show(self, key: str, row: _Row) -> None:
        self._bus.values[self._at[key]] = float(row.occurred)

    def occurred(self) -> list[str]:
        """Ids of what has ever happened, in the order of the section."""
        return [key for key, row in self._rows.items() if row.count]

    def fatal(self) -> bool:
        """Whether something has happened that ends the attempt."""
        return any(self._rows[key].count for key in self._ending)

    def state(self) -> dict[str, Any]:
        """Every row."""
        return {key: fields_of(row) for key, row in self._rows.items()}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()`` and the tags."""
        for key, one in state.items():
            self._rows[key] = _Row(**one)
            self._show(key, self._rows[key])


def lint(section: Consequences, scenario: Scenario, reporter: Reporter, known: Mapping[str, Tag], tick_ms: int) -> None:
    """Conditions are conditions on known tags."""
    check = Check(scenario, reporter, known, tick_ms)
    missing_translations(section, (NAME,), reporter)
    for key, entry in section.root.items():
        check.condition((NAME, key, "when"), entry.when)


Section = Consequences
Block = ConsequenceBlock
