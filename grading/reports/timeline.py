"""One picture of an attempt: phases, alarms, marks and actions on one axis, a few signals below it.

Everything shares the time axis, so that an eye going straight down sees which action came before which alarm,
and what the signals did. The pale red bands are where marks were lost.

    svg = timeline(story, curves, losses=[(1200, 1900)], lang="zh")
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element

from grading.calculus.words import clock, number, shown_unit
from grading.reports.scale import TimeScale, decimate, steps
from grading.reports.story import Mark, Span, Story
from grading.reports.svg import canvas, draw, markup, text, width_of, wrapped
from grading.reports.words import say

__all__ = ["PRIORITIES", "Curve", "timeline"]

PRIORITIES = ("critical", "high", "medium", "low")
"""Of alarms, the most urgent first."""

WIDTH, LEFT, RIGHT = 1180.0, 150.0, 1166.0
_ROW, _CHART, _GAP = 20.0, 92.0, 18.0
_MOST_ALARMS = 8
_SMALL = 12.0


@dataclass(frozen=True, slots=True)
class Curve:
    """One signal: ``ticks`` and ``values`` in ``unit``; ``limits`` are drawn across with their names."""

    name: str
    title: str
    unit: str
    ticks: Sequence[int]
    values: Sequence[float]
    limits: tuple[tuple[float, str], ...] = ()
    stepped: bool = False


def timeline(story: Story, curves: Sequence[Curve], losses: Sequence[tuple[int, int]], lang: str) -> str:
    """The picture as SVG text; ``losses`` are spans of ticks in which marks were lost."""
    scale = TimeScale(story.last, story.tick_ms, LEFT, RIGHT)
    alarms, hidden = _alarm_rows(story.alarms)
    marks = _mark_rows(story.marks, scale)
    lanes: list[tuple[str, float]] = []
    if story.phases:
        lanes.append(("phases", 24.0))
    if alarms:
        lanes.append(("alarms", len(alarms) * _ROW + (_ROW if hidden else 0)))
    if marks:
        lanes.append(("events", (1 + max(row for _, row in marks)) * _ROW))
    if story.actions:
        lanes.append(("actions", 24.0))
    height = 30 + sum(size + 10 for _, size in lanes) + len(curves) * (_CHART + _GAP) + 26
    root = canvas(WIDTH, height, say("timeline", lang))
    top, bottom = 26.0, height - 24
    _grid(root, scale, top, bottom, losses)
    y = top + 8
    for lane, size in lanes:
        text(root, LEFT - 12, y + 15, say(lane, lang), "lane", "end")
        if lane == "phases":
            _phases(root, story.phases, scale, y)
        elif lane == "alarms":
            _alarms(root, alarms, hidden, scale, y, lang)
        elif lane == "events":
            _marks(root, marks, scale, y, bottom)
        else:
            _actions(root, story.actions, scale, y)
        y += size + 10
    for curve in curves:
        _curve(root, curve, scale, y, y + _CHART)
        y += _CHART + _GAP
    return markup(root)


def _grid(root: Element, scale: TimeScale, top: float, bottom: float, losses: Sequence[tuple[int, int]]) -> None:
    for start, stop in losses:
        x = scale.x(start)
        draw(
            "rect",
            {"x": x, "y": top, "width": max(scale.x(stop) - x, 2), "height": bottom - top, "class": "loss"},
            root,
        )
    for tick in scale.marks():
        x = scale.x(tick)
        draw("line", {"x1": x, "x2": x, "y1": top, "y2": bottom, "class": "grid"}, root)
        for y in (top - 8, bottom + 17):
            text(root, x, y, clock(tick, scale.tick_ms), "axis", "middle" if tick else "start")


def _phases(root: Element, phases: Sequence[Span], scale: TimeScale, y: float) -> None:
    for n, phase in enumerate(phases):
        x, end = scale.x(phase.start), scale.x(phase.stop)
        box: dict[str, float | str] = {
            "x": x,
            "y": y,
            "width": max(end - x - 1.5, 1),
            "height": 22.0,
            "rx": 4.0,
            "class": f"phase p{n % 2}",
        }
        draw("rect", box, root, tip=f"{clock(phase.start, scale.tick_ms)} {phase.words}")
        room = end - x - 12
        words = phase.words
        while words and width_of(words, _SMALL) > room:
            words = words[:-1]
        if len(words) >= min(2, len(phase.words)):
            text(root, x + 7, y + 15.5, words, "phase-name")


def _alarm_rows(alarms: Sequence[Span]) -> tuple[list[list[Span]], int]:
    """One row an alarm in order of its first time, the most urgent if there are too many; the rest is counted."""
    rows: dict[str, list[Span]] = {}
    for span in alarms:
        rows.setdefault(span.words, []).append(span)
    urgent = sorted(rows.values(), key=lambda row: (min(_urgency(span) for span in row), row[0].start))
    drawn = sorted(urgent[:_MOST_ALARMS], key=lambda row: row[0].start)
    return drawn, len(rows) - len(drawn)


def _urgency(span: Span) -> int:
    return PRIORITIES.index(span.kind) if span.kind in PRIORITIES else len(PRIORITIES)


def _alarms(root: Element, rows: Sequence[Sequence[Span]], hidden: int, scale: TimeScale, y: float, lang: str) -> None:
    for row in rows:
        for span in row:
            x = scale.x(span.start)
            style = "alarm high" if span.kind in ("critical", "high") else "alarm low"
            width = max(scale.x(span.stop) - x, 3)
            tip = f"{clock(span.start, scale.tick_ms)} – {clock(span.stop, scale.tick_ms)} {span.words}"
            draw("rect", {"x": x, "y": y + 4, "width": width, "height": 12, "rx": 2, "class": style}, root, tip)
        end, start = scale.x(row[-1].stop), scale.x(row[0].start)
        if end + 8 + width_of(row[0].words, _SMALL) < RIGHT:
            text(root, end + 6, y + 14.5, row[0].words, "small")
        elif start - 8 - width_of(row[0].words, _SMALL) > LEFT:
            text(root, start - 6, y + 14.5, row[0].words, "small", "end")
        else:
            text(root, start + 6, y + 14.5, row[0].words, "small on")
        y += _ROW
    if hidden:
        text(root, LEFT, y + 14.5, say("more_alarms", lang, n=hidden), "small")


def _mark_rows(marks: Sequence[Mark], scale: TimeScale) -> list[tuple[Mark, int]]:
    """Each mark with the first row where its words do not run into others."""
    ends: list[float] = []
    placed = []
    for mark in marks[:40]:
        x = scale.x(mark.tick)
        length = 18 + width_of(mark.words, _SMALL)
        begin = x - 8 if x + length < RIGHT else x - length
        row = next((i for i, end in enumerate(ends) if end < begin), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = begin + length + 14
        placed.append((mark, row))
    return placed


def _marks(root: Element, marks: Sequence[tuple[Mark, int]], scale: TimeScale, y: float, bottom: float) -> None:
    for mark, row in marks:
        x, middle = scale.x(mark.tick), y + row * _ROW + 10
        draw("line", {"x1": x, "x2": x, "y1": middle, "y2": bottom, "class": f"drop {mark.kind}"}, root)
        _symbol(root, x, middle, mark.kind, f"{clock(mark.tick, scale.tick_ms)} {mark.words}")
        if x + 18 + width_of(mark.words, _SMALL) < RIGHT:
            text(root, x + 10, middle + 4.5, mark.words, f"small {mark.kind}")
        else:
            text(root, x - 10, middle + 4.5, mark.words, f"small {mark.kind}", "end")


def _symbol(root: Element, x: float, y: float, kind: str, tip: str) -> None:
    """Kinds differ in shape as well as in colour."""
    corners = {
        "trip": ((-6, 5), (6, 5), (0, -6)),
        "fault": ((-5, -5), (5, -5), (5, 5), (-5, 5)),
        "harm": ((-7, 0), (0, -7), (7, 0), (0, 7)),
    }[kind]
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    draw("polygon", {"points": points, "class": f"mark {kind}"}, root, tip)


def _actions(root: Element, actions: Sequence[Mark], scale: TimeScale, y: float) -> None:
    for action in actions[:2000]:
        x = scale.x(action.tick)
        tip = f"{clock(action.tick, scale.tick_ms)} {action.words}"
        draw("line", {"x1": x, "x2": x, "y1": y + 2, "y2": y + 20, "class": "act"}, root, tip)


def _curve(root: Element, curve: Curve, scale: TimeScale, top: float, bottom: float) -> None:
    points = decimate(curve.ticks, curve.values, 400)
    shown = [value for _, value in points]
    low, high = (min(shown), max(shown)) if shown else (0.0, 1.0)
    near = [limit for limit, _ in curve.limits if low - (high - low) <= limit <= high + (high - low)]
    low, high = min([low, *near]), max([high, *near])
    pad = (high - low) * 0.08 or max(abs(high) * 0.05, 0.5)
    low, high = low - pad, high + pad

    def place(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - top)

    draw("rect", {"x": LEFT, "y": top, "width": RIGHT - LEFT, "height": bottom - top, "class": "frame"}, root)
    text(root, 4, top + 14, curve.name, "lane start")
    lines = [*wrapped(curve.title, _SMALL, 112, 3), shown_unit(curve.unit)]
    for n, words in enumerate(lines):
        text(root, 4, top + 31 + 16 * n, words, "small")
    for value in steps(low, high, 3):
        y = place(value)
        draw("line", {"x1": LEFT, "x2": RIGHT, "y1": y, "y2": y, "class": "grid"}, root)
        text(root, LEFT - 6, y + 4, number(value), "axis", "end")
    above = -math.inf
    for limit, words in sorted(curve.limits, reverse=True):
        if low <= limit <= high:
            y = place(limit)
            draw("line", {"x1": LEFT, "x2": RIGHT, "y1": y, "y2": y, "class": "bound"}, root)
            crowded = y - above < 13 or y - top < 13  # then the words go under their line
            text(root, RIGHT - 4, y + (12 if crowded else -3), words, "axis bound-name", "end")
            above = y
    if points:
        path = _path(points, scale, place, curve.stepped)
        draw("path", {"d": path, "class": "curve"}, root, tip=curve.title)


def _path(points: list[tuple[int, float]], scale: TimeScale, place: Callable[[float], float], stepped: bool) -> str:
    drawn = [f"M{scale.x(points[0][0]):.1f} {place(points[0][1]):.1f}"]
    for before, after in pairwise(points):
        x, y = scale.x(after[0]), place(after[1])
        drawn.append(f"H{x:.1f}V{y:.1f}" if stepped and after[1] != before[1] else f"L{x:.1f} {y:.1f}")
    return "".join(drawn)
