"""The alarm metrics of an attempt as lines of a table, with what is aimed at, in both languages.

[Row(title='平均每 10 分钟报警', value='1.4 条', target='≤ 2 条', within=True), …]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grading.alarm_metrics import AlarmMetrics
from grading.reports.words import say

__all__ = ["Row", "alarm_rows"]

MANAGEABLE = 2.0
"""Alarms in ten minutes on average that one operator can just manage (ISA-18.2-2016, table 7; 1 is very acceptable)."""
PEAK = 10
FLOOD_SHARE = 0.01
STALE = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; ``within`` is whether the target is met, ``None`` where there is none."""

    id: str
    title: str
    value: str
    target: str = ""
    within: bool | None = None


def alarm_rows(metrics: AlarmMetrics, lang: str, named: Callable[[str], str] = str) -> list[Row]:
    """Every figure in its order, in ``lang`` (zh or en); ``named`` is how people call an alarm, by default its id."""

    def words(key: str, **values: object) -> str:
        return say(f"alarm_load.{key}", lang, **values)

    def row(key: str, value: str, target: str = "", within: bool | None = None) -> Row:
        return Row(key, words(f"row.{key}"), value, target, within if target else None)

    def some(ids: tuple[str, ...], limit: int = 6) -> str:
        shown = words("comma").join(named(one) for one in ids[:limit]) + ("…" if len(ids) > limit else "")
        return words("listed", n=len(ids), ids=shown) if ids else words("none")

    out = [
        row("count", words("alarms", n=metrics.count)),
        row("average", words("alarms", n=f"{metrics.average:.1f}"), f"≤ {MANAGEABLE:g}", metrics.average <= MANAGEABLE),
        row("peak", words("alarms", n=metrics.peak), f"≤ {PEAK}", metrics.peak <= PEAK),
        row(
            "floods",
            words("floods", n=len(metrics.floods), minutes=f"{metrics.flood_s / 60:.1f}", share=_percent(metrics.flood_share)),
            f"≤ {_percent(FLOOD_SHARE)}", metrics.flood_share <= FLOOD_SHARE,
        ),
        row("chattering", some(metrics.chattering), "0", not metrics.chattering),
        row("stale", some(metrics.stale), f"< {STALE}", len(metrics.stale) < STALE),
        row("top", words("semicolon").join(f"{named(c.alarm)} {c.count} ({_percent(c.share)})" for c in metrics.top(5)) or words("none")),
        row("split", words("semicolon").join(
            f"{words(f'priority.{p}')} {_percent(metrics.share(p))}" for p in metrics.answers) if metrics.count else words("none"),
            words("split_target")),
    ]  # fmt: skip
    for priority, answer in metrics.answers.items():
        if answer.count:
            value = words(
                "answered", n=answer.acknowledged, of=answer.count, mean=f"{answer.mean_s:.0f}",
                longest=f"{answer.longest_s:.0f}",
            )  # fmt: skip
            out.append(Row(f"answer.{priority}", words("row.answer", priority=words(f"priority.{priority}")), value))
    out += [
        row("unacknowledged", some(metrics.unacknowledged), "0", not metrics.unacknowledged),
        row("shelved", words("shelved", n=metrics.shelvings, ids=some(metrics.shelved)) if metrics.shelvings else words("none")),
    ]  # fmt: skip
    return out


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
