"""You and the expert, side by side: when each phase and step came, how soon each call was answered, how far the signals
went, and the sums.

    for pair in compare(result, story, signals, chosen, expert, names): print(pair.title, pair.own, pair.expert)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grading.calculus.result import ItemResult, Result
from grading.calculus.words import clock, number
from grading.expert import Expert
from grading.reports.curves import Signals
from grading.reports.names import Names
from grading.reports.sheet import Pair
from grading.reports.shown import extreme, marks
from grading.reports.story import Story, read_events
from grading.reports.words import say

__all__ = ["compare"]

_DONE = ("met", "recovered", "broken")
_NEAR_MS = 30_000
"""Times that differ by less are the same."""


def compare(
    result: Result, story: Story, signals: Signals, chosen: Sequence[str], expert: Expert, names: Names
) -> list[Pair]:
    """The lines of the table with a heading before each group that has any."""
    other = read_events(expert.events, names, expert.last, expert.tick_ms)
    acts = sum(action.actor == "learner" and action.on != "SESSION" for action in expert.actions)
    made = _Table(result, expert, names.lang)
    groups = (
        ("pairs_times", [*made.phases(story, other), *made.steps()]),
        ("pairs_responses", list(made.responses())),
        ("pairs_peaks", list(made.peaks(signals, chosen))),
        ("pairs_sums", list(made.sums(story, other, acts))),
    )
    return [
        pair for head, pairs in groups if pairs for pair in (Pair(say(head, names.lang), heading=True), *pairs)
    ]  # fmt: skip


class _Table:
    def __init__(self, result: Result, expert: Expert, lang: str) -> None:
        self.own, self.other, self.lang = result, expert.result, lang
        self.theirs = {item.id: item for item in expert.result.items}

    def phases(self, story: Story, other: Story) -> Iterator[Pair]:
        """When each phase after the first began."""
        mine, theirs = ({p.key: p for p in reversed(one.phases)} for one in (story, other))
        for key in dict.fromkeys([*(p.key for p in story.phases[1:]), *(p.key for p in other.phases[1:])]):
            a, b = mine.get(key), theirs.get(key)
            words = (a or b).words if (a or b) is not None else key  # type: ignore[union-attr]
            yield self._times(
                say("phase_begins", self.lang, phase=words), a.start if a else None, b.start if b else None
            )

    def steps(self) -> Iterator[Pair]:
        """When each step was done; what neither did is left out."""
        for item in self.own.items:
            if item.kind == "step":
                a, b = _at(item), _at(self.theirs.get(item.id))
                if a is not None or (b is not None and item.judgement == "missing"):
                    yield self._times(item.title.of(self.lang), a, b)

    def responses(self) -> Iterator[Pair]:
        """How soon each call was answered."""
        for item in self.own.items:
            other = self.theirs.get(item.id)
            if item.kind != "respond" or item.judgement == "n/a":
                continue
            a = item.data.get("delay")
            b = other.data.get("delay") if other is not None else None
            yield self._times(item.title.of(self.lang), a, b, never=say("not_answered", self.lang))

    def peaks(self, signals: Signals, chosen: Sequence[str]) -> Iterator[Pair]:
        """The highest value of each drawn signal; the lowest too where it has a lower limit."""
        for ident in chosen:
            mine = signals.read(ident)
            theirs = signals.expert.signal(ident) if signals.expert is not None else None
            tag = signals.names.tags[ident]
            if mine is None or theirs is None:
                continue
            lowest = any(words.startswith("L") for _, words in signals.limits_of(ident))
            for key, pick in (("pair_high", max), ("pair_low", min)) if lowest else (("pair_high", max),):
                a, b = float(pick(mine[1])), float(pick(theirs[1]))
                title = say(key, self.lang, what=f"{signals.names.label(ident)} {signals.names.title(ident)}")
                differs = abs(a - b) > 0.005 * (tag.high - tag.low)
                words = number(abs(a - b), "K" if tag.unit == "degC" else tag.unit)
                difference = say("more" if a > b else "less", self.lang, by=words) if differs else "="
                own, other = (extreme(value, tag.unit, (tag.low, tag.high), self.lang) for value in (a, b))
                yield Pair(title, own, other, difference)

    def sums(self, story: Story, other: Story, acts: int) -> Iterator[Pair]:
        """Length, deeds, alarms, trips, and the mark."""
        lasted = self.own.end - self.own.start, self.other.end - self.other.start
        yield self._times(say("lasted", self.lang), *lasted, tone=False)
        times = say("times", self.lang)
        counts = (
            ("pair_acts", len(story.actions), acts),
            ("pair_alarms", len(story.alarms), len(other.alarms)),
            ("pair_trips", _count(story, "trip"), _count(other, "trip")),
        )
        for key, a, b in counts:
            yield Pair(
                say(key, self.lang), f"{a} {times}", f"{b} {times}", "=" if a == b else f"{a - b:+d}".replace("-", "−")
            )
        full = say("points_unit", self.lang)
        gap = self.own.total - self.other.total
        shown = "=" if abs(gap) < 0.05 else ("+" if gap > 0 else "") + marks(gap)
        yield Pair(
            say("mark", self.lang), f"{marks(self.own.total)} {full}", f"{marks(self.other.total)} {full}", shown
        )

    def _times(self, title: str, a: int | None, b: int | None, never: str = "", tone: bool = True) -> Pair:
        """Two times and which came later."""
        ms = self.own.tick_ms
        none = never or say("not_done", self.lang)
        own, expert = (none if one is None else clock(one, ms) for one in (a, b))
        if a is None or b is None:
            return Pair(title, own, expert, "", "bad" if a is None and tone else "")
        gap = a - b
        if abs(gap) * ms < _NEAR_MS:
            return Pair(title, own, expert, "=")
        words = say("later" if gap > 0 else "earlier", self.lang, by=clock(abs(gap), ms))
        return Pair(title, own, expert, words)


def _at(item: ItemResult | None) -> int | None:
    """When a step was done, whether well or not."""
    if item is None or item.judgement not in _DONE or "at" not in item.data:
        return None
    return int(item.data["at"])


def _count(story: Story, kind: str) -> int:
    return sum(mark.kind == kind for mark in story.marks)
