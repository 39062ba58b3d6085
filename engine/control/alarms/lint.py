"""What can be wrong with alarms that read well one by one (ISA-18.2 rationalisation, as far as a file shows it)."""

from __future__ import annotations

from collections.abc import Mapping

from engine.control.alarms.section import Alarm, Alarms
from engine.control.alarms.silence import lint_silence
from engine.control.linting import Check, Loc
from engine.scenario.document import Scenario
from engine.scenario.lint import missing_translations, names_unique
from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter
from engine.tags import Kind, Tag

__all__ = ["lint"]


def lint(section: Alarms, scenario: Scenario, reporter: Reporter, known: Mapping[str, Tag], tick_ms: int) -> None:
    """Tags exist, limits lie inside spans and apart from each other, urgent alarms say what to do and can be heard."""
    check = Check(scenario, reporter, known, tick_ms)
    missing_translations(section, ("alarms",), reporter)
    limits: dict[str, dict[str, list[tuple[float, str]]]] = {}
    for key, entry in section.root.items():
        loc: Loc = ("alarms", key)
        if key == "ALARMS":
            check.error(
                loc, "reserved", "`ALARMS` 是全部报警的编号，不能给一条报警用", "`ALARMS` stands for all alarms together",
                Text2("换一个编号", "choose another id"),
            )  # fmt: skip
        if entry.when is not None:
            tape = check.condition((*loc, "when"), entry.when)
            for name in tape.names if tape is not None else ():
                check.shown((*loc, "when"), check.known[name])
            if entry.shows is not None:
                check.tag((*loc, "shows"), entry.shows)
        elif entry.on is not None:
            tag = check.tag((*loc, "on"), entry.on)
            if tag is not None:
                _condition(check, loc, entry, tag, limits)
        lint_silence(check, loc, entry)
        if not entry.respond.of("zh") and entry.priority in ("critical", "high"):
            check.warning(
                loc,
                "no_response",
                f"{entry.priority} 级报警没有写 respond（该怎么做）",
                f"an alarm of {entry.priority} priority says nothing about what to do",
                Text2("加一行 `respond:`", "add a line `respond:`"),
            )
    _apart(check, limits)
    labels = [(("alarms", key, "label"), e.label) for key, e in section.root.items() if e.label]
    names_unique(labels, reporter, Text2("牌号", "label"))


def _condition(
    check: Check, loc: Loc, entry: Alarm, tag: Tag, limits: dict[str, dict[str, list[tuple[float, str]]]]
) -> None:
    check.shown((*loc, "on"), tag)
    if entry.state is not None:
        _state(check, (*loc, "is"), entry.state, tag)
        return
    if tag.kind is not Kind.ANALOG:
        check.error(
            (*loc, "on"),
            "not_analog",
            f"`{tag.id}` 不是模拟量，没有限值",
            f"`{tag.id}` is not analog: it has no limits",
            Text2("用 `is:`", "use `is:`"),
        )
        return
    for name in ("high", "low"):
        amount = getattr(entry, name)
        if amount is not None and (value := check.reading((*loc, name), amount, tag)) is not None:
            limits.setdefault(tag.id, {}).setdefault(name, []).append((value, str(loc[-1])))
    for name in ("rising", "falling"):
        amount = getattr(entry, name)
        if amount is not None:
            check.slope((*loc, name), amount, tag.unit)
            if entry.deadband.value:
                check.slope((*loc, "deadband"), entry.deadband, tag.unit)
            return
    if entry.deviation is not None:
        check.size((*loc, "deviation"), entry.deviation, tag.unit)
        _other(check, loc, entry, tag)
    band = check.size((*loc, "deadband"), entry.deadband, tag.unit) if entry.deadband.value else 0.0
    if band is not None and not 0.0 <= band < tag.high - tag.low:
        check.error(
            (*loc, "deadband"),
            "deadband",
            "死区不能为负，也不能大于量程",
            "a dead-band lies between 0 and the span",
        )


def _other(check: Check, loc: Loc, entry: Alarm, tag: Tag) -> None:
    other = check.tag((*loc, "other"), entry.other or "")
    if other is not None and other.unit != tag.unit:
        check.error(
            (*loc, "other"),
            "unit",
            f"`{other.id}` 的单位是 {other.unit}，`{tag.id}` 的是 {tag.unit}",
            f"`{other.id}` is in {other.unit}, `{tag.id}` in {tag.unit}",
            Text2("两个位号要用同一单位", "both must have the same unit"),
        )


def _state(check: Check, loc: Loc, wanted: bool | int | str, tag: Tag) -> None:
    if isinstance(wanted, str):
        if wanted not in tag.options:
            offered = ", ".join(tag.options) or "0, 1"
            check.error(
                loc,
                "state",
                f"`{tag.id}` 没有状态 `{wanted}`",
                f"`{tag.id}` has no state `{wanted}`",
                Text2(f"可用：{offered}", f"possible: {offered}"),
            )
    elif tag.kind is Kind.ANALOG or not tag.low <= wanted <= tag.high:
        check.error(
            loc,
            "state",
            f"`{tag.id}` 不会等于 {wanted}",
            f"`{tag.id}` is never {wanted}",
            Text2("模拟量用 high 或 low", "use high or low for an analog tag"),
        )


def _apart(check: Check, limits: Mapping[str, Mapping[str, list[tuple[float, str]]]]) -> None:
    """A low limit at or above a high one on the same tag would be in alarm always."""
    for tag_id, by_kind in limits.items():
        highs, lows = by_kind.get("high", []), by_kind.get("low", [])
        for low, key in lows:
            for high, other in highs:
                if low >= high:
                    check.error(
                        ("alarms", key, "low"),
                        "impossible_window",
                        f"低限不低于 `{other}` 的高限，{tag_id} 会一直报警",
                        f"not below the high limit of `{other}`: {tag_id} would always be in alarm",
                        Text2("检查两个限值是否写反", "check whether the two are swapped"),
                    )
