"""What every section's lint asks, put once: is there such a tag, does the amount fit it, is this a condition?

    check = Check(scenario, reporter, known, tick_ms=100)
    tag = check.tag(("alarms", "TI101.H", "on"), "TI1O1A")    # None, and "did you mean TI101A?" is reported

Every question reports what is wrong at its place and answers ``None``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.control.amounts import gain, size, slope
from engine.scenario.document import Scenario
from engine.scenario.errors import UnitError
from engine.scenario.expression import Symbol, Tape, scope_of_tags
from engine.scenario.lint import names_exist, within_span
from engine.scenario.nearest import meant
from engine.scenario.problems import Text2
from engine.scenario.quantity import Amount
from engine.scenario.reporter import Reporter
from engine.scenario.source import Loc
from engine.tags import Kind, Tag

__all__ = ["Check", "Loc"]

_TAG = Text2("位号", "tag")


@dataclass
class Check:
    """One lint run over a section of ``scenario``, whose tags are ``known``."""

    scenario: Scenario
    reporter: Reporter
    known: Mapping[str, Tag]
    tick_ms: int
    scope: dict[str, Symbol] = field(init=False)

    def __post_init__(self) -> None:
        self.scope = scope_of_tags(self.known.values())

    def tag(self, loc: Loc, tag_id: str) -> Tag | None:
        """The tag, or ``None`` after the unknown name was reported."""
        return self.known[tag_id] if names_exist([(loc, tag_id)], self.known, self.reporter, _TAG) else None

    def command(self, loc: Loc, tag_id: str) -> Tag | None:
        """A tag that takes commands, or ``None``."""
        tag = self.tag(loc, tag_id)
        if tag is None or tag.writable:
            return tag
        fix = meant(tag_id, [t.id for t in self.known.values() if t.writable])
        self.error(loc, "read_only", f"`{tag_id}` 不接受命令", f"`{tag_id}` takes no commands", fix)
        return None

    def reading(self, loc: Loc, amount: Amount, tag: Tag) -> float | None:
        """``amount`` as a value of ``tag``, within its span, or ``None`` after it was reported."""
        value = self.converted(loc, lambda: amount.to(tag.unit))
        if value is not None and tag.kind is not Kind.TEXT:
            within_span(value, tag.low, tag.high, loc, self.reporter, tag.unit)
        return value

    def quietly(self, amount: Amount, tag: Tag) -> float | None:
        """``amount`` as a value of ``tag``, or ``None``; what is wrong with it is said elsewhere."""
        try:
            return amount.to(tag.unit)
        except UnitError:
            return None

    def size(self, loc: Loc, amount: Amount, unit: str) -> float | None:
        """``amount`` as a difference in ``unit``, or ``None``."""
        return self.converted(loc, lambda: size(amount, unit))

    def slope(self, loc: Loc, amount: Amount, unit: str) -> float | None:
        """``amount`` as a change in ``unit`` per second, or ``None``."""
        return self.converted(loc, lambda: slope(amount, unit))

    def gain(self, loc: Loc, amount: Amount, out: str, pv: str) -> float | None:
        """``amount`` as a gain in ``out`` per ``pv``, or ``None``."""
        return self.converted(loc, lambda: gain(amount, out, pv))

    def converted(self, loc: Loc, convert: Callable[[], float]) -> float | None:
        """What ``convert`` gives, or ``None`` after its ``UnitError`` was reported at ``loc``."""
        try:
            return convert()
        except UnitError as error:
            self.error(loc, "unit", error.text.zh, error.text.en, error.fix)
            return None

    def condition(self, loc: Loc, text: str) -> Tape | None:
        """The tape of a condition on known tags, or ``None`` after what is wrong was reported."""
        return self.scenario.compile(text, loc, self.scope, self.reporter, "bool")

    def formula(self, loc: Loc, text: str, unit: str) -> Tape | None:
        """The tape of a formula whose value can be shown in ``unit``, or ``None``."""
        return self.scenario.compile(text, loc, self.scope, self.reporter, unit or "1")

    def whole_ticks(self, loc: Loc, ms: int) -> None:
        """Scan times are multiples of the tick."""
        if ms % self.tick_ms:
            good = max(1, round(ms / self.tick_ms)) * self.tick_ms
            zh, en = (
                f"{ms} ms 不是步长 {self.tick_ms} ms 的整数倍",
                f"{ms} ms is no multiple of the tick, {self.tick_ms} ms",
            )
            self.error(loc, "not_whole_ticks", zh, en, Text2(f"写成 `{good} ms`", f"write `{good} ms`"))

    def shown(self, loc: Loc, tag: Tag) -> None:
        """Control lives on shown values: an analog true value of the plant is suspicious."""
        instruments = self.scenario.get("instruments")
        if tag.kind is not Kind.ANALOG or instruments is None:
            return
        if tag.id in instruments.root or tag.id.rpartition(".")[2] in ("pv", "sp", "out"):
            return
        reader = next((key for key, one in instruments.root.items() if one.reads == tag.id), None)
        self.warning(
            loc,
            "true_value",
            f"`{tag.id}` 是真值，控制系统只看得到仪表的示值",
            f"`{tag.id}` is a true value; control sees instruments only",
            Text2(f"用仪表 `{reader}`", f"use the instrument `{reader}`") if reader else None,
        )

    def error(self, loc: Loc, code: str, zh: str, en: str, fix: Text2 | None = None) -> None:
        """Report an error."""
        self.reporter.error(loc, zh, en, *(fix or (None, None)), code=code)

    def warning(self, loc: Loc, code: str, zh: str, en: str, fix: Text2 | None = None) -> None:
        """Report something doubtful."""
        self.reporter.warning(loc, zh, en, *(fix or (None, None)), code=code)
