"""The minutes around one finding: what the signals it rests on did, with alarms, events and the learner's actions.

picture = spotlight(item, result, story, signals, alignment, "zh")      # SVG text, or "" where nothing can be seen
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.session.findings import Evidence
from grading.calculus.result import ItemResult, Result
from grading.calculus.words import number
from grading.reports.align import Alignment
from grading.reports.chart import GAP, LEFT, RIGHT, WIDTH, Curve, axis, draw_curve
from grading.reports.curves import Signals
from grading.reports.scale import TimeScale
from grading.reports.story import Mark, Story
from grading.reports.svg import canvas, draw, markup
from grading.reports.timeline import event_lane, labels_of, shade_phases
from grading.reports.words import say

__all__ = ["spotlight", "telling", "window"]

_TALL = 76.0
_CURVES = 2
_LEAST, _AROUND, _MOST = 240_000, 300_000, 3_600_000
"""Milliseconds: the least that is shown, what is shown around one moment of a long stretch, the most."""


def telling(evidence: tuple[Evidence, ...]) -> Evidence | None:
    """The piece that misses its limit by most, else the first."""
    return min(evidence, key=lambda piece: piece.margin if piece.margin is not None else 0.0, default=None)


def window(item: ItemResult, result: Result) -> tuple[int, int] | None:
    """From when to when to look: around the telling evidence, or where it is very long around its worst moment or its beginning."""
    piece = telling(item.evidence)
    if piece is None or item.kind == "order":
        return None
    ms = result.tick_ms
    start, end = piece.start, piece.end
    if "too_late" in item.data:
        end = max(end, min(item.data.get("at", end), start + item.data.get("delay", end - start)))
    if (end - start) * ms > _MOST:
        if item.judgement == "missing":
            return None
        start = end = item.data.get("at", start)  # the worst moment, or where it began
    pad = max((end - start) // 3, (_AROUND if end == start else _LEAST // 2) // ms)
    return max(result.start, start - pad), min(result.end, end + pad)


def spotlight(
    item: ItemResult, result: Result, story: Story, signals: Signals, alignment: Alignment | None, lang: str
) -> str:
    """The picture as SVG text; empty where no signal of the item moved."""
    span = window(item, result)
    piece = telling(item.evidence)
    if span is None or piece is None or span[1] <= span[0]:
        return ""
    curves = _curves(item, piece, signals, alignment, span)
    if not curves:
        return ""
    scale = TimeScale(span[1], story.tick_ms, LEFT, RIGHT, span[0])
    marks = sorted([*_alarms(story, lang), *story.marks, *story.rewinds], key=lambda mark: mark.tick)
    lanes = [(say(lane, lang), [mark for mark in of if scale.shows(mark.tick)], rows)
             for lane, of, rows in (("events", marks, 8), ("actions", story.actions, 6))]  # fmt: skip
    placed = [(name, of, labels_of(of, scale, rows)) for name, of, rows in lanes if of]
    tall = sum(24 + (1 + max((one.row for one in labels), default=-1)) * 18 for _, _, labels in placed)
    height = 8 + tall + len(curves) * (_TALL + GAP) + 14
    root = canvas(WIDTH, height, item.title.of(lang))
    top, bottom = 4.0, height - 20
    shade_phases(root, story.phases, scale, top, bottom)
    if piece.end > piece.start and not (piece.start <= span[0] and piece.end >= span[1]):
        box = {"x": scale.x(piece.start), "y": top, "width": scale.x(piece.end) - scale.x(piece.start)}
        draw("rect", {**box, "height": bottom - top, "class": "loss"}, root)
    axis(root, scale, top, bottom, above=False, most=7)
    y = top + 2
    for name, of, labels in placed:
        y += event_lane(root, name, of, labels, scale, y, top + 2 + tall, bottom) + 8
    for curve in curves:
        draw_curve(root, curve, scale, y, _TALL)
        y += _TALL + GAP
    return markup(root)


def _alarms(story: Story, lang: str) -> list[Mark]:
    """Alarms as marks at the moment they came."""
    return [
        Mark(alarm.start, say("alarm_came", lang, what=alarm.words), "alarm", alarm.words) for alarm in story.alarms
    ]


def _curves(
    item: ItemResult, piece: Evidence, signals: Signals, alignment: Alignment | None, span: tuple[int, int]
) -> list[Curve]:
    """Up to two signals the item speaks of, the first with the limit of the evidence across it."""
    shift = alignment.at(max(piece.start, span[0])).shift if alignment is not None else None
    curves: list[Curve] = []
    for ident in signals.named_in(item.id):
        tag = signals.names.tags[ident]
        limits: tuple[tuple[float, str], ...] = ()
        if piece.limit is not None and piece.unit == tag.unit and tag.unit and not curves:
            limits = ((piece.limit, number(piece.limit, piece.unit)),)
        curve = signals.curve(ident, shift, limits)
        if curve is not None and _moves(curve, span):
            curves.append(curve)
        if len(curves) == _CURVES:
            break
    return curves


def _moves(curve: Curve, span: tuple[int, int]) -> bool:
    """Whether there is a row within ``span``."""
    ticks: Sequence[int] = curve.ticks
    return bool(ticks[0] <= span[1] and ticks[-1] >= span[0])
