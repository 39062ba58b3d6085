"""From the words of a rubric to functions of a recorded row; everything that does not fit is reported in
place.

The same compiler serves lint (all problems, with lines) and marking (a rubric with a problem cannot mark).
After a problem it returns harmless stand-ins, so that the rest of the file is looked at too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from engine.scenario.document import Scenario
from engine.scenario.errors import UnitError
from engine.scenario.expression import Tape, loads_of_tags, scope_of_tags, to_python
from engine.scenario.nearest import meant
from engine.scenario.quantity import Amount
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.scenario.units import unit
from engine.tags import Encoding, Kind, Tag, TagTable
from grading.calculus.fields import credit_ratio
from grading.calculus.occurrence import Condition, Occurrence
from grading.calculus.run import END, START, Run
from grading.calculus.signal import Check, Signal, bound_of
from grading.calculus.spans import outside_span
from grading.calculus.verdict import DEFAULT_LEVELS, Bands
from grading.calculus.watch import ActionWatch, AllWatch, AnyWatch, EventWatch, StateWatch, Watch
from grading.calculus.words import both

__all__ = ["Compiler", "Loc"]

Loc = tuple[str | int, ...]


@dataclass
class Compiler:
    """Compiles the parts of one rubric against the tags of one session.

    ``operables`` (id → verbs) and ``sources`` (ids that report events) are checked when they are known.
    """

    document: Scenario
    reporter: Reporter
    tags: Sequence[Tag]
    run: Run
    levels: Sequence[float] = DEFAULT_LEVELS
    operables: Mapping[str, Iterable[str]] | None = None
    sources: frozenset[str] | None = None
    moments: frozenset[str] = frozenset({START, END})
    items: dict[str, Any] = field(default_factory=dict)
    """Monitors built so far by item id, for items that refer to others."""

    def __post_init__(self) -> None:
        self.table = TagTable()
        self.tags = list(self.tags)
        self.table.extend(self.tags)
        self.scope = scope_of_tags(self.tags)

    # -- times and moments ---

    def ticks(self, ms: int) -> int:
        """Milliseconds as ticks, rounded up."""
        return -int(-ms // self.run.tick_ms)

    def moment(self, name: str, loc: Loc) -> str:
        """The name of a moment, checked."""
        if name not in self.moments:
            fix = meant(name, sorted(self.moments), 20)
            self.reporter.error(
                loc,
                f"没有名为 `{name}` 的时刻",
                f"there is no moment `{name}`",
                fix.zh if fix else "时刻是 start、end、marks 里的名称或步骤的 id",
                fix.en if fix else "moments are start, end, the marks and the ids of steps",
                code="unknown_moment",
            )
        return name

    def time_bands(self, bands: Mapping[int, int | Amount]) -> Bands:
        """Bands over delays in ticks."""
        return Bands([(self.ticks(ms), credit_ratio(credit, self.levels)) for ms, credit in bands.items()])

    def number_bands(self, bands: Mapping[Any, int | Amount]) -> Bands:
        """Bands over plain numbers."""
        return Bands([(float(limit), credit_ratio(credit, self.levels)) for limit, credit in bands.items()])

    def amount_bands(self, bands: Mapping[Amount, int | Amount], unit_name: str, loc: Loc) -> Bands:
        """Bands over differences in ``unit_name``."""
        return Bands(
            [(self.difference(a, unit_name, (*loc, str(a))), credit_ratio(c, self.levels)) for a, c in bands.items()]
        )

    # -- expressions ---

    def check(self, condition: str | Condition, loc: Loc) -> Check:
        """A condition over the recorded row."""
        if isinstance(condition, Condition):
            text, title = str(condition.when), condition.title
            loc = (*loc, "when") if self._is_mapping(loc) else loc
        else:
            text, title = condition, None
        shown = title or both(f"“{text}”", f"“{text}”")
        tape = self.document.compile(text, loc, self.scope, self.reporter, "bool")
        if tape is None or not self._recorded(tape, loc):
            return Check(text, shown, _never)
        uses = tuple((name, self.table.at(name)) for name in tape.names)
        bound = bound_of(tape, self.table)
        if bound is not None:
            outside_span(bound.limit, self.tags[bound.place], loc, self.reporter)
        return Check(text, shown, to_python(tape, loads_of_tags(tape, self.table)), uses, bound)

    def signal(self, text: str, loc: Loc, shown_unit: str) -> Signal:
        """A measure: a tag in its own unit, or an expression in ``shown_unit`` (the unit of its limits)."""
        tag = self.table.tags[self.table.index[text]] if text in self.table else None
        if tag is not None and tag.kind is not Kind.TEXT:
            if tag.recorded_as is Encoding.NONE:
                self._unrecorded(tag.id, loc)
            return Signal(_title(tag), tag.unit, itemgetter(self.table.index[text]), tag.id)
        tape = self.document.compile(text, loc, self.scope, self.reporter, shown_unit)
        title = both(f"“{text}”", f"“{text}”")
        if tape is None or not self._recorded(tape, loc):
            return Signal(title, shown_unit, _zero)
        raw, own = to_python(tape, loads_of_tags(tape, self.table)), unit(shown_unit or "1")
        if own.factor == 1.0 and own.offset == 0.0:
            return Signal(title, shown_unit, raw)
        factor, offset = own.factor, own.offset
        return Signal(title, shown_unit, lambda values: (raw(values) - offset) / factor)

    def point(self, amount: Amount, unit_name: str, loc: Loc) -> float:
        """A limit as a value in ``unit_name``."""
        try:
            return amount.to(unit_name)
        except UnitError as error:
            self._unit_problem(error, loc)
            return 0.0

    def limit(self, amount: Amount, signal: Signal, loc: Loc) -> float:
        """A limit of ``signal`` in its unit, which its tag must be able to reach."""
        value = self.point(amount, signal.unit, loc)
        if signal.tag:
            outside_span(value, self.table[signal.tag], loc, self.reporter)
        return value

    def difference(self, amount: Amount, unit_name: str, loc: Loc) -> float:
        """A deviation in ``unit_name``: ``2 K`` is 2 for a tag in degC."""
        own = unit(unit_name or "1")
        given = unit(amount.unit or "1")
        if given.is_point or given.dimension != own.dimension or (not amount.unit and own.factor != 1.0):
            size = {"degC": "K", "degF": "K"}.get(
                unit_name, unit_name.rstrip("ag") if own.kind == "gauge" else unit_name
            )
            self.reporter.error(
                loc,
                f"`{amount}` 不是{_title_zh(unit_name)}的差值",
                f"`{amount}` is not a difference in {unit_name or 'plain numbers'}",
                f"写成 `{amount.value:g} {size}`".rstrip(" `") + "`",
                f"write `{amount.value:g} {size}`".rstrip(" `") + "`",
                code="unit",
            )
            return 1.0
        return amount.value * given.factor / own.factor

    # -- occurrences ---

    def watch(self, what: Occurrence, loc: Loc) -> Watch:
        """A watch that says when ``what`` happens."""
        if what.any or what.all:
            name = "any" if what.any else "all"
            parts = [self.watch(part, (*loc, name, i)) for i, part in enumerate(what.any or what.all)]
            return AnyWatch(parts) if what.any else AllWatch(parts)
        if what.act:
            self._check_action(what, loc)
            return ActionWatch(what.act, what.on, what.by, what.value)
        if what.event:
            self._check_source(what, loc)
            return EventWatch(what.event, what.source, what.data)
        assert what.when is not None
        check = self.check(what.when, (*loc, "when") if self._is_mapping(loc) else loc)
        return StateWatch(check, self.ticks(what.lasting))

    def _check_action(self, what: Occurrence, loc: Loc) -> None:
        if isinstance(what.value, str) and what.value[:1].isdigit():
            self.reporter.warning(
                (*loc, "value"),
                f"`{what.value}` 是文字，操作值是不带单位的数",
                f"`{what.value}` is text; values of actions are numbers in the unit of what is set",
                "写成数，如 `60`",
                "write a number such as `60`",
                code="value_is_text",
            )
        if self.operables is None:
            return
        for i, name in enumerate(what.on):
            at = (*loc, "on", i) if len(what.on) > 1 else (*loc, "on")
            if name not in self.operables:
                fix = meant(name, self.operables, 8)
                self.reporter.error(
                    at,
                    f"没有可操作的对象 `{name}`",
                    f"there is nothing to act on called `{name}`",
                    fix.zh if fix else "在场景文件里查对象的 id",
                    fix.en if fix else "see the ids in the scenario",
                    code="unknown_operable",
                )
                continue
            known = tuple(self.operables[name])
            for verb in what.act:
                if verb not in known and known:
                    self.reporter.error(
                        (*loc, "act"),
                        f"`{name}` 不能 `{verb}`",
                        f"`{name}` does not take `{verb}`",
                        f"它可以：{'、'.join(known)}",
                        f"it takes: {', '.join(known)}",
                        code="unknown_verb",
                    )

    def _check_source(self, what: Occurrence, loc: Loc) -> None:
        if self.sources is None:
            return
        for i, name in enumerate(what.source):
            if name not in self.sources:
                at = (*loc, "source", i) if len(what.source) > 1 else (*loc, "source")
                fix = meant(name, sorted(self.sources), 8)
                self.reporter.error(
                    at,
                    f"没有会报告事件的 `{name}`",
                    f"nothing called `{name}` reports events",
                    fix.zh if fix else None,
                    fix.en if fix else None,
                    code="unknown_source",
                )

    # -- helpers ---

    def written(self, loc: Loc) -> Any:
        """What the author wrote at ``loc``: the short form or the long one."""
        node: Any = self.document.source.data
        for part in loc:
            try:
                node = node[part]
            except (KeyError, IndexError, TypeError):
                return None
        return node

    def is_list(self, loc: Loc) -> bool:
        """Whether the author wrote a list here rather than a single thing."""
        return isinstance(self.written(loc), list)

    def _is_mapping(self, loc: Loc) -> bool:
        return isinstance(self.written(loc), dict)

    def _recorded(self, tape: Tape, loc: Loc) -> bool:
        lost = [n for n in tape.names if self.table[n].recorded_as is Encoding.NONE]
        for name in lost:
            self._unrecorded(name, loc)
        return not lost

    def _unrecorded(self, name: str, loc: Loc) -> None:
        self.reporter.error(
            loc,
            f"`{name}` 没有记录，不能用来评分",
            f"`{name}` is not recorded and cannot be marked",
            "改用记录的位号（一般是仪表显示值）",
            "use a recorded tag, usually the shown value",
            code="unrecorded_tag",
        )

    def _unit_problem(self, error: UnitError, loc: Loc) -> None:
        self.reporter.error(
            loc,
            error.text.zh,
            error.text.en,
            error.fix.zh if error.fix else None,
            error.fix.en if error.fix else None,
            code="unit",
        )


def _never(_: Sequence[float]) -> bool:
    return False


def _zero(_: Sequence[float]) -> float:
    return 0.0


def _title(tag: Tag) -> Text:
    return both(tag.title("zh"), tag.title("en"))


def _title_zh(unit_name: str) -> str:
    return f" {unit_name} " if unit_name else "纯数"
