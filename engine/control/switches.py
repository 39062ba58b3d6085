"""``switches:``, what hands work directly: buttons, emergency stops, selectors. Their values are tags.

    HS100: {title: 紧急停车, label: HS-100, latching: true}                  # press … reset
    HS107: {title: 确认排料, pulse: 2 s, enabled: "I104.tripped or I106.tripped"}
    SA1:   {title: 方式选择, positions: [auto, t1, t2]}                       # turn

A button's tag is 1 while it is in (a latching one until it is reset), a selector's tag is its position. Interlocks
name them in their causes: ``cause: HS100``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import Field, RootModel, model_validator

from engine.control.amounts import DeviceId
from engine.control.bus import Bus, Known
from engine.control.linting import Check, Loc
from engine.control.operate import ControlRefusal, unknown_verb
from engine.scenario.document import Scenario
from engine.scenario.expression import Expression
from engine.scenario.lint import missing_translations
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Duration
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.tags import Kind, Tag

__all__ = ["NAME", "PHASE", "Block", "Section", "Switch", "SwitchBlock", "Switches", "lint", "tags"]

NAME = "switches"
PHASE = "interlocks"


class Switch(Model, title="开关 / Switch"):
    """One button or selector."""

    title: Text = Field(description="名称 / what it is for, in words")
    label: str = Field(default="", description="牌号 / the label people see")
    latching: bool = Field(default=False, description="自锁：按下后须复位 / stays in until it is reset")
    pulse: Duration = Field(default=1000, description="不自锁时按下持续的时间 / how long a push lasts", gt=0)
    positions: list[str] | None = Field(
        default=None, description="选择开关的各档 / positions of a selector", min_length=2
    )
    enabled: Expression | None = Field(default=None, description="可以操作的条件 / when it can be worked")
    otherwise: Text = Field(
        default=Text(), description="不能操作时告诉学员的话 / what is said when it cannot be worked"
    )

    @model_validator(mode="after")
    def _kind(self) -> Switch:
        if self.positions is not None and (self.latching or len(set(self.positions)) != len(self.positions)):
            author_error(
                "switch",
                "选择开关不写 latching，各档不能重名",
                "a selector has no `latching`, and distinct positions",
            )
        return self


class Switches(RootModel[dict[DeviceId, Switch]], title="按钮与开关 / Switches"):
    """All switches by id."""

    root: dict[DeviceId, Switch] = Field(default_factory=dict)


def tags(section: Switches, known: Known) -> list[Tag]:  # noqa: ARG001  (every section's ``tags`` has this shape)
    """One tag each: pressed or not, or the position."""
    out = []
    for key, entry in section.root.items():
        options = tuple(entry.positions or ())
        kind = Kind.MODE if options else Kind.DISCRETE
        high = len(options) - 1.0 if options else 1.0
        out.append(Tag(key, "", kind, 0.0, high, entry.title.zh, entry.title.en, entry.label, options))
    return out


class SwitchOperable:
    """One switch, worked by hand."""

    def __init__(self, key: str, entry: Switch, bus: Bus, press: Callable[[str], None]) -> None:
        self.id = key
        self.title = entry.title
        self._entry = entry
        self._bus = bus
        self._at = bus.tags.at(key)
        self._press = press
        self._enabled = None if entry.enabled is None else bus.compile(entry.enabled)

    @property
    def verbs(self) -> tuple[str, ...]:
        """A selector turns; a button is pressed; a latching one is reset, too."""
        if self._entry.positions:
            return ("turn", "read", "look", "check")
        return ("press", *(("reset",) if self._entry.latching else ()), "look", "check")

    def refuse(self, actor: str, verb: str, value: Any) -> ControlRefusal | None:  # noqa: ARG002
        """Not while its condition fails, not into the position it is in."""
        if verb not in self.verbs:
            return unknown_verb(self.id, verb)
        if verb in ("read", "look", "check"):
            return None
        if verb == "reset":
            pressed = self._bus.values[self._at] != 0.0
            return None if pressed else ControlRefusal("not_pressed", "按钮没有按下", "the button is not in")
        if self._enabled is not None and not self._enabled(self._bus.values):
            otherwise = self._entry.otherwise
            zh, en = otherwise.of("zh") or "现在不允许操作", otherwise.of("en") or "this is not permitted now"
            return ControlRefusal("not_enabled", zh, en)
        if verb == "press" and self._entry.latching and self._bus.values[self._at]:
            return ControlRefusal("pressed", "已经按下", "it is pressed already")
        positions = self._entry.positions
        if verb == "turn" and positions is not None and value not in positions:
            offered = "、".join(positions), ", ".join(positions)
            return ControlRefusal("value", f"可选：{offered[0]}", f"positions: {offered[1]}")
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:  # noqa: ARG002
        """Press, reset or turn."""
        if verb == "press":
            self._press(self.id)
        elif verb == "reset":
            self._bus.values[self._at] = 0.0
        elif verb == "turn" and self._entry.positions is not None:
            self._bus.values[self._at] = float(self._entry.positions.index(value))


class SwitchBlock:
    """All switches; a scan only ends pushes."""

    period = 1

    def __init__(self, section: Switches, bus: Bus) -> None:
        self._bus = bus
        self._entries = dict(section.root)
        self._at = {key: bus.tags.at(key) for key in section.root}
        self._until: dict[str, int] = {}
        self.operables = [SwitchOperable(key, e, bus, self.press) for key, e in section.root.items()]

    def press(self, key: str) -> None:
        """Push a button in; one that does not latch comes out by itself."""
        self._bus.values[self._at[key]] = 1.0
        if not self._entries[key].latching:
            self._until[key] = self._bus.tick + self._bus.ticks(self._entries[key].pulse)

    def start(self) -> None:
        """Buttons are out, selectors in their first position."""

    def scan(self) -> None:
        """Let go of pushes that are over."""
        if self._until:
            for key in [k for k, until in self._until.items() if self._bus.tick >= until]:
                del self._until[key]
                self._bus.values[self._at[key]] = 0.0

    def state(self) -> dict[str, Any]:
        """Values, and when pushes end."""
        values = {key: self._bus.values[at] for key, at in self._at.items()}
        return {"until": dict(self._until), "values": values}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``."""
        self._until = dict(state["until"])
        for key, value in state["values"].items():
            self._bus.values[self._at[key]] = value


def lint(section: Switches, scenario: Scenario, reporter: Reporter, known: Mapping[str, Tag], tick_ms: int) -> None:
    """Conditions are conditions on known tags, pushes last whole ticks."""
    check = Check(scenario, reporter, known, tick_ms)
    missing_translations(section, (NAME,), reporter)
    for key, entry in section.root.items():
        loc: Loc = (NAME, key)
        if entry.enabled is not None:
            check.condition((*loc, "enabled"), entry.enabled)
        if not entry.positions and not entry.latching:
            check.whole_ticks((*loc, "pulse"), entry.pulse)


Section = Switches
Block = SwitchBlock
