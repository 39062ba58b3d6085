"""Where a reference run that was not played to its end is still waiting: the act, its line, and how far it came.

A run whose condition never comes fails in its last items, minutes after the cause; this names the cause.

    told = stuck(learner, trace, source)
    told.zh      # 第 7 个动作（expert.yaml:12）从 12:30 起一直在等 TI2 > 65 degC，直到 40:00；其间 TI2 为 20–60.2 degC；共有 5 个动作没有做
"""

from __future__ import annotations

from pathlib import Path

from engine.scenario.expression import compile_expression, scope_of_tags
from engine.scenario.problems import Text2
from engine.scenario.source import Source
from engine.session.script import Act, ScriptedLearner
from engine.tags import Kind
from grading.expect import Trace

__all__ = ["stuck"]


def stuck(learner: ScriptedLearner, trace: Trace, source: Source | None = None) -> Text2 | None:
    """What the run was waiting for when its time was over; ``None`` if all its acts were done."""
    if learner.finished:
        return None
    index, since = learner.waiting
    act, left = learner.run.acts[index], len(learner.run.acts) - index
    line = ""
    if source is not None:
        span = source.value_span(("run", "acts", index))
        line = f"{Path(source.home(span).path).name}:{span.line + 1}"
    until = _clock(learner.session.now * trace.tick_ms)
    start = _clock(since * trace.tick_ms)
    zh = f"第 {index + 1} 个动作{f'（{line}）' if line else ''}从 {start} 起一直在等{_awaited(act, 'zh')}，直到 {until} 结束"
    en = f"act {index + 1}{f' ({line})' if line else ''} waited from {start} for{_awaited(act, 'en')} until the end at {until}"
    ranges = _ranges(act, since, trace)
    if ranges:
        zh += f"；其间 {'，'.join(ranges)}"
        en += f"; meanwhile {', '.join(ranges)}"
    return Text2(f"{zh}；没有做的动作共 {left} 个", f"{en}; acts not done: {left}")


def _awaited(act: Act, lang: str) -> str:
    """The condition or the time as the author wrote it."""
    parts = []
    if act.at is not None:
        parts.append(f"时刻 {_clock(act.at)}" if lang == "zh" else f"{_clock(act.at)}")
    if act.after:
        parts.append(
            f"前一步之后 {act.after / 1000:g} s" if lang == "zh" else f"{act.after / 1000:g} s after the act before"
        )
    if act.when is not None:
        lasting = f" 保持 {act.hold / 1000:g} s" if lang == "zh" else f" for {act.hold / 1000:g} s"
        parts.append(f"{act.when}{lasting if act.hold else ''}")
    if not parts:
        parts.append(f"走到 {act.on}" if lang == "zh" else f"a way to {act.on}")
    return " " + (" 和 " if lang == "zh" else " and ").join(parts)


def _ranges(act: Act, since: int, trace: Trace) -> list[str]:
    """From where to where each value of the condition went while it was waited for."""
    if act.when is None:
        return []
    out = []
    for name in compile_expression(act.when, scope_of_tags(trace.tags.tags), "bool").names:
        if name not in trace.tags:
            continue
        column, tag = trace.tags.at(name), trace.tags[name]
        values = [row[column] for tick, row in trace.rows if tick >= since]
        if not values:
            continue
        low, high = min(values), max(values)
        if tag.kind is Kind.ANALOG:
            out.append(f"{name} = {low:.4g} … {high:.4g} {tag.unit}".rstrip())
        else:
            out.append(f"{name} = {low:g}" if low == high else f"{name} = {low:g} … {high:g}")
    return out


def _clock(ms: float) -> str:
    minutes, seconds = divmod(int(ms // 1000), 60)
    return f"{minutes}:{seconds:02d}"
