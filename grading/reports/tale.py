"""The story in sentences with times: phases with what was done in them, faults, alarms and how soon they were answered,
what was done then, how far the signals went, what it led to.

    for line in tell(story, result, cards, curves, "zh"): print(line.time, line.words)
"""

from __future__ import annotations

from collections.abc import Sequence

from grading.calculus.result import Result
from grading.calculus.words import clock, number, period
from grading.reports.chart import Curve
from grading.reports.sheet import Card, Told
from grading.reports.shown import extreme, marks, moment
from grading.reports.story import Mark, Span, Story
from grading.reports.words import said, say

__all__ = ["tell"]

_MOST = 40
_MOST_ALARMS = 12
_TOGETHER_MS, _LONG_MS, _WATCHED_MS = 60_000, 120_000, 1_800_000
"""Deeds within a minute are one sentence; two minutes without any while it is urgent are worth one; how long after
something happened deeds are told one by one."""
_URGENT = ("critical", "high")


def tell(story: Story, result: Result, cards: Sequence[Card], curves: Sequence[Curve], lang: str) -> list[Told]:
    """Up to forty sentences in the order of time."""
    teller = _Teller(story, result, lang)
    lines = [
        *teller.phases(),
        *teller.marks(),
        *teller.alarms(),
        *teller.deeds(),
        *teller.peaks(curves),
        *teller.findings(cards),
        *teller.end(),
    ]
    order = {
        "phase": 0,
        "fault": 1,
        "alarm": 2,
        "quiet": 3,
        "act": 4,
        "peak": 5,
        "trip": 1,
        "harm": 5,
        "lost": 6,
        "end": 9,
    }
    lines.sort(key=lambda line: (line.tick, order.get(line.kind, 8)))
    if len(lines) > _MOST:  # the least telling go first
        for kind in ("act", "peak", "alarm"):
            while len(lines) > _MOST and any(line.kind == kind for line in lines):
                last = max(i for i, line in enumerate(lines) if line.kind == kind)
                del lines[last]
    return lines[:_MOST]


class _Teller:
    def __init__(self, story: Story, result: Result, lang: str) -> None:
        self.story, self.result, self.lang = story, result, lang
        seen = [mark.tick for mark in story.marks if mark.kind != "fault"]  # a fault is known by what it does
        urgent = {*seen, *(alarm.start for alarm in story.alarms if alarm.kind in _URGENT)}
        self.stops = sorted(urgent or {alarm.start for alarm in story.alarms})  # where none was urgent, the lesser ones

    def line(self, tick: int, words: str, kind: str, finding: int = 0) -> Told:
        return Told(tick, clock(tick, self.story.tick_ms), words, kind, finding)

    def span(self, ticks: int) -> str:
        return period(max(ticks, 0) * self.story.tick_ms // 1000, 1000).of(self.lang)

    def ticks(self, ms: int) -> int:
        return ms // self.story.tick_ms

    def phases(self) -> list[Told]:
        """Each phase with the steps done in it."""
        done: list[tuple[int, str]] = []
        for item in self.result.items:
            at = moment(item)
            if item.kind == "step" and item.judgement in ("met", "recovered") and at is not None:
                done.append((at, item.title.of(self.lang)))
        done.sort()
        lines = []
        for n, phase in enumerate(self.story.phases):
            last = n == len(self.story.phases) - 1
            within = [one for one in done if (n == 0 or one[0] >= phase.start) and (last or one[0] < phase.stop)]
            steps = say("list_mark", self.lang).join(
                say("done_at", self.lang, what=what, time=clock(at, self.story.tick_ms)) for at, what in within
            )
            words = say("phase_done" if steps else "phase_only", self.lang, phase=phase.words, steps=steps)
            lines.append(self.line(phase.start, words, "phase"))
        return lines

    def marks(self) -> list[Told]:
        """Faults, trips, what it led to, rewinds."""
        told = [
            self.line(m.tick, say(f"told_{m.kind}", self.lang, what=m.words), m.kind) for m in self.story.marks[:_MOST]
        ]
        return told + [self.line(m.tick, m.words, m.kind) for m in self.story.rewinds]

    def alarms(self) -> list[Told]:
        """The alarms with how soon each was acknowledged and when it was over, the most urgent where there are many."""
        chosen = self.story.alarms
        if len(chosen) > _MOST_ALARMS:
            chosen = sorted(chosen, key=lambda alarm: (alarm.kind not in _URGENT, alarm.start))[:_MOST_ALARMS]
        return [self.line(alarm.start, self._alarm(alarm), "alarm") for alarm in chosen]

    def _alarm(self, alarm: Span) -> str:
        words = say("told_alarm", self.lang, what=alarm.words, urgency=said("priority", alarm.kind, self.lang))
        if alarm.answered is not None:
            words += say("told_answered", self.lang, span=self.span(alarm.answered - alarm.start))
        else:
            words += say("told_unanswered" if alarm.open else "told_ignored", self.lang)
        if alarm.aside:
            words += say("told_aside", self.lang, time=clock(alarm.stop, self.story.tick_ms), how=alarm.aside)
        elif not alarm.open:
            words += say("told_over", self.lang, time=clock(alarm.stop, self.story.tick_ms))
        return words + say("stop_mark", self.lang)

    def deeds(self) -> list[Told]:
        """What was done in the half hour after something urgent, and how long nothing was."""
        lines: list[Told] = []
        acts = [act for act in self.story.actions if act.label]
        silent = -1
        for n, begin in enumerate(self.stops):
            until = self.stops[n + 1] if n + 1 < len(self.stops) else self.story.last
            if begin > silent:
                silent = next((act.tick for act in acts if act.tick >= begin), self.story.last + 1)
                lines += self._quiet(begin, silent)
            end = min(until, begin + self.ticks(_WATCHED_MS))
            lines += self._groups([act for act in acts if begin <= act.tick < end])
        return lines

    def _quiet(self, begin: int, until: int) -> list[Told]:
        """How long nothing was done after a call; ``until`` is the next deed, or beyond the end."""
        gap = min(until, self.story.last) - begin
        if gap < self.ticks(_LONG_MS):
            return []
        key = "told_never" if until > self.story.last else "told_quiet"
        return [self.line(begin, say(key, self.lang, span=self.span(gap)), "quiet")]

    def _groups(self, acts: Sequence[Mark]) -> list[Told]:
        lines: list[Told] = []
        group: list[Mark] = []
        for act in [*acts, None]:
            if group and (act is None or act.tick - group[0].tick > self.ticks(_TOGETHER_MS)):
                words = say("list_mark", self.lang).join(dict.fromkeys(one.label for one in group))
                lines.append(self.line(group[0].tick, say("told_acts", self.lang, what=words), "act"))
                group = []
            if act is not None:
                group.append(act)
        return lines

    def peaks(self, curves: Sequence[Curve]) -> list[Told]:
        """How far beyond its limits each signal went."""
        lines = []
        for curve in curves:
            values = [float(value) for value in curve.values]
            for worst, side in ((max(values), "H"), (min(values), "L")):
                passed = [(limit, words) for limit, words in curve.limits if words.startswith(side)]
                beyond = [one for one in passed if (worst > one[0]) == (side == "H") and worst != one[0]]
                if not beyond or len(beyond) < 1 or (side == "L" and values[0] <= beyond[0][0]):
                    continue  # a value that began below its limit was not let down there
                limit = (max if side == "H" else min)(beyond)[0]
                tick = int(curve.ticks[values.index(worst)])
                key = "told_high" if side == "H" else "told_low"
                shown = extreme(worst, curve.unit, curve.reach, self.lang)
                words = say(
                    key, self.lang, what=f"{curve.name} {curve.title}", value=shown, limit=number(limit, curve.unit)
                )
                lines.append(self.line(tick, words, "peak"))
        return lines

    def findings(self, cards: Sequence[Card]) -> list[Told]:
        """Where marks were lost, each with the number of its finding."""
        lines = []
        for card in cards:
            item = next((one for one in self.result.items if one.id == card.item), None)
            at = moment(item) if item is not None else None
            if item is None or at is None:
                continue
            if "too_late" in item.data:
                at = min(item.evidence[-1].start + item.data["too_late"], self.result.end)
            words = say(
                "told_lost", self.lang, n=card.number, what=card.title, points=f"（{card.lost}）" if card.lost else ""
            )
            lines.append(
                self.line(
                    at,
                    words if self.lang != "en" else words.replace("（", " (").replace("）", ")"),
                    "lost",
                    card.number,
                )
            )
        return lines

    def end(self) -> list[Told]:
        """How it ended, with what mark."""
        how = said("endings", self.result.how or "unfinished", self.lang)
        return [self.line(self.result.end, say("told_end", self.lang, how=how, total=marks(self.result.total)), "end")]
