"""One picture of an attempt: phases, alarms, marks and actions on one axis, a few signals below it.

Everything shares the time axis, so that an eye going straight down sees which action came before which alarm, and what
the signals did. Phases shade it from top to bottom; the pale red bands are where marks were lost.

    svg = timeline(story, curves, losses=[(1200, 1900)], lang="zh")
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from grading.calculus.words import clock
from grading.reports.chart import GAP, HEIGHT, LEFT, RIGHT, WIDTH, Curve, axis, draw_curve
from grading.reports.labels import SIZE, Label, Placed, place
from grading.reports.scale import TimeScale
from grading.reports.story import PRIORITIES, Mark, Span, Story
from grading.reports.svg import canvas, draw, markup, text, width_of
from grading.reports.words import say

__all__ = ["event_lane", "labels_of", "shade_phases", "timeline"]

_ROW = 18.0
_MOST_ALARMS, _MOST_MARKS, _MOST_ACTIONS = 8, 40, 2000


def timeline(story: Story, curves: Sequence[Curve], losses: Sequence[tuple[int, int]], lang: str) -> str:
    """The picture as SVG text; ``losses`` are spans of ticks in which marks were lost."""
    scale = TimeScale(story.last, story.tick_ms, LEFT, RIGHT)
    alarms, hidden = _alarm_rows(sorted([*story.alarms, *story.aside], key=lambda span: span.start))
    marks = sorted([*story.marks[:_MOST_MARKS], *story.rewinds], key=lambda mark: mark.tick)
    lanes: list[tuple[str, float]] = []
    if story.phases:
        lanes.append(("phases", 22.0))
    if alarms:
        lanes.append(("alarms", (len(alarms) + bool(hidden)) * _ROW))
    placed = [(say(lane, lang), of, labels_of(of, scale, rows)) for lane, of, rows in
              (("events", marks, 8), ("actions", story.actions, 5)) if of]  # fmt: skip
    lanes += [(name, _tall(labels)) for name, _, labels in placed]
    height = 26 + sum(size + 8 for _, size in lanes) + 8 + len(curves) * (HEIGHT + GAP) + 16
    root = canvas(WIDTH, height, say("timeline", lang))
    top, bottom = 22.0, height - 22
    shade_phases(root, story.phases, scale, top, bottom)
    _shade(root, losses, scale, top, bottom)
    axis(root, scale, top, bottom)
    y = top + 8
    if story.phases:
        _lane_name(root, say("phases", lang), y)
        _phases(root, story.phases, scale, y)
        y += 30
    if alarms:
        _lane_name(root, say("alarms", lang), y)
        _alarms(root, alarms, hidden, scale, y, lang)
        y += (len(alarms) + bool(hidden)) * _ROW + 8
    charts = y + sum(_tall(labels) + 8 for _, _, labels in placed)
    for name, of, labels in placed:
        y += event_lane(root, name, of, labels, scale, y, charts, bottom) + 8
    for curve in curves:
        draw_curve(root, curve, scale, y)
        y += HEIGHT + GAP
    return markup(root)


def shade_phases(root: Element, phases: Sequence[Span], scale: TimeScale, top: float, bottom: float) -> None:
    """Every second phase a little darker, from top to bottom."""
    for n, phase in enumerate(phases):
        if n % 2 and phase.stop > scale.first and phase.start < scale.last:
            x, end = scale.x(phase.start), scale.x(phase.stop)
            box = {"x": x, "y": top, "width": max(end - x, 0.5), "height": bottom - top}
            draw("rect", {**box, "class": "shade"}, root)


def event_lane(
    root: Element, name: str, marks: Sequence[Mark], labels: Sequence[Placed], scale: TimeScale, y: float,
    charts: float, bottom: float,
) -> float:  # fmt: skip
    """Marks in a line with their words in rows below it; returns how tall it is. Other marks than actions have a
    line across the charts, from ``charts`` down to ``bottom``.
    """
    _lane_name(root, name, y)
    for mark in marks[:_MOST_ACTIONS]:
        if not scale.shows(mark.tick):
            continue
        x, tip = scale.x(mark.tick), f"{clock(mark.tick, scale.tick_ms)} {mark.words}"
        if mark.kind == "action":
            draw("line", {"x1": x, "x2": x, "y1": y + 1, "y2": y + 13, "class": "act"}, root, tip)
        else:
            draw("line", {"x1": x, "x2": x, "y1": charts, "y2": bottom, "class": f"drop {mark.kind}"}, root)
            _symbol(root, x, y + 8, mark.kind, tip)
    for one in labels:
        base = y + 26 + one.row * _ROW
        draw("line", {"x1": one.label.x, "x2": one.label.x, "y1": y + 13, "y2": base, "class": "lead"}, root)
        begin = one.begin if one.anchor == "start" else one.end
        text(root, begin, base, one.label.words, "small", one.anchor)
    return _tall(labels)


def labels_of(marks: Sequence[Mark], scale: TimeScale, rows: int) -> list[Placed]:
    """The words beside ``marks`` that find room in ``rows`` below them."""
    labels = [Label(scale.x(mark.tick), mark.label) for mark in marks if mark.label and scale.shows(mark.tick)]
    return place(labels, LEFT, RIGHT, rows)


def _tall(labels: Sequence[Placed]) -> float:
    return 16 + (1 + max((one.row for one in labels), default=-1)) * _ROW


def _lane_name(root: Element, words: str, y: float) -> None:
    text(root, 2, y + 13, words, "lane")


def _shade(root: Element, spans: Sequence[tuple[int, int]], scale: TimeScale, top: float, bottom: float) -> None:
    for start, stop in spans:
        x = scale.x(start)
        box = {"x": x, "y": top, "width": max(scale.x(stop) - x, 2), "height": bottom - top}
        draw("rect", {**box, "class": "loss"}, root)


def _phases(root: Element, phases: Sequence[Span], scale: TimeScale, y: float) -> None:
    for n, phase in enumerate(phases):
        x, end = scale.x(phase.start), scale.x(phase.stop)
        box: dict[str, float | str] = {"x": x, "y": y, "width": max(end - x - 1.5, 1), "height": 20.0, "rx": 4.0}
        draw("rect", {**box, "class": f"phase p{n % 2}"}, root, f"{clock(phase.start, scale.tick_ms)} {phase.words}")
        words, room = phase.words, end - x - 12
        while words and width_of(words, SIZE) > room:
            words = words[:-1]
        cut = len(words) < len(phase.words)
        if not cut or len(words) > 4:
            text(root, x + 7, y + 14.5, f"{words[:-1]}…" if cut else words, "phase-name")


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
            style = {"critical": "alarm high", "high": "alarm high", "aside": "alarm aside"}.get(span.kind, "alarm low")
            width = max(scale.x(span.stop) - x, 3)
            tip = f"{clock(span.start, scale.tick_ms)} – {clock(span.stop, scale.tick_ms)} {span.words}"
            draw("rect", {"x": x, "y": y + 1, "width": width, "height": 15, "rx": 2, "class": style}, root, tip)
        end, start = scale.x(row[-1].stop), scale.x(row[0].start)
        if end + 8 + width_of(row[0].words, SIZE) < RIGHT:
            text(root, end + 6, y + 12.5, row[0].words, "small")
        elif start - 8 - width_of(row[0].words, SIZE) > LEFT:
            text(root, start - 6, y + 12.5, row[0].words, "small", "end")
        else:
            text(root, start + 6, y + 12.5, row[0].words, "small on")
        y += _ROW
    if hidden:
        text(root, LEFT, y + 12.5, say("more_alarms", lang, n=hidden), "small")


def _symbol(root: Element, x: float, y: float, kind: str, tip: str) -> None:
    """Kinds differ in shape as well as in colour."""
    corners = {
        "trip": ((-6, 5), (6, 5), (0, -6)),
        "fault": ((-5, -5), (5, -5), (5, 5), (-5, 5)),
        "harm": ((-7, 0), (0, -7), (7, 0), (0, 7)),
        "alarm": ((-5, -5), (5, -5), (0, 6)),
        "rewind": ((5, -6), (5, 6), (-6, 0)),
    }[kind]
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    draw("polygon", {"points": points, "class": f"mark {kind}"}, root, tip)
