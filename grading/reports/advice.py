"""What to practise next, by rules that give their reasons.

Where: from before the earliest grave mistake, because what comes after it often follows from it; without one, before the
dearest. Help: one level less after a success without hints, one more after two failures in a row, else the same
(help that fades is what carries over into unaided work: Tullis, Goldstone & Hanson 2015; Salden et al. 2009). Watch: the
dearest mistake. Nothing here depends on anything but the attempt, its mark and whether earlier attempts succeeded.

    for one in advise(result, cards, header, story, again, names): print(one.what, one.because)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grading.calculus.result import Result
from grading.calculus.words import clock, percent
from grading.reports.again import BEFORE_MS, Again, never_done
from grading.reports.names import Names
from grading.reports.sheet import Advice, Card
from grading.reports.story import Story
from grading.reports.words import said, say

__all__ = ["LADDER", "advise", "succeeded"]

LADDER = ("learn", "practise", "exam")
"""Modes from most help to none."""
DEAR = 1.0
"""Losing less than this many points needs no advice."""
WEAK = 0.6
"""An outcome below this is worth a word."""


def succeeded(result: Result) -> bool:
    """Passed to the end, no gate shut and no hint used."""
    return result.passed and not result.gates and not result.hints.used and result.how not in ("", "unfinished")


def advise(
    result: Result, cards: Sequence[Card], header: Any, story: Story, again: Again, names: Names,
    earlier: Sequence[bool] = (),
) -> list[Advice]:  # fmt: skip
    """Where to begin, with how much help, what to watch, which outcome is weak.

    ``earlier`` says of each earlier attempt of the learner at the scenario, the oldest first, whether it succeeded.
    """
    advice = [_help(result, header, names.lang, earlier)]
    dear = [card for card in cards if card.item and (card.points >= DEAR or card.severity in ("critical", "major"))]
    if dear:
        advice.insert(0, _where(result, dear, story, again, names.lang))
        never = next(item.kind for item in result.items if item.id == dear[0].item) == "never"
        advice.append(_watch(dear[0], never, names.lang))
    weak = min((o for o in result.outcomes if o.attained is not None), key=lambda o: o.attained or 0.0, default=None)
    if weak is not None and weak.attained is not None and weak.attained < WEAK:
        what = say("advice_outcome", names.lang, id=weak.id, title=weak.title.of(names.lang))
        because = say("because_outcome", names.lang, ratio=percent(weak.attained), need=percent(WEAK))
        advice.append(Advice(what, because))
    return advice


def _where(result: Result, dear: Sequence[Card], story: Story, again: Again, lang: str) -> Advice:
    """From before the earliest grave mistake."""
    items = {item.id: item for item in result.items}
    known = [(again.tick_of(items[card.item]), card) for card in dear if not never_done(items[card.item])]
    grave = [(tick, card) for tick, card in known if tick is not None and card.severity in ("critical", "major")]
    timed = [(tick, card) for tick, card in known if tick is not None]
    if not timed:
        return Advice(say("advice_whole", lang), say("because_whole", lang), again.at(0)[1])
    tick, card = min(grave, key=lambda one: one[0]) if grave else timed[0]
    at, command = again.before(items[card.item])
    begin = max(tick - BEFORE_MS // story.tick_ms, 0)
    phase = next((p.words for p in reversed(story.phases) if p.start <= begin), "")
    at = at or clock(begin, story.tick_ms)
    what = say("advice_where", lang, time=at, phase=phase) if phase else say("advice_when", lang, time=at)
    key = "because_earliest" if len(grave) > 1 else "because_dearest"
    return Advice(what, say(key, lang, n=card.number, title=card.title), command)


def _help(result: Result, header: Any, lang: str, earlier: Sequence[bool]) -> Advice:
    """The level of help next time: fading, and back up after two failures."""
    mode = str(header.mode)
    level = LADDER.index(mode) if mode in LADDER else 1
    name = said("modes", LADDER[level], lang)
    if succeeded(result):
        if level == len(LADDER) - 1:
            return Advice(say("advice_vary", lang), say("because_vary", lang))
        return Advice(say("advice_mode", lang, mode=said("modes", LADDER[level + 1], lang)), say("because_less", lang))
    if result.passed and result.hints.used and result.how not in ("", "unfinished"):
        n = sum(result.hints.used.values())
        return Advice(say("advice_no_hints", lang, mode=name), say("because_hints", lang, n=n))
    if earlier and not earlier[-1]:
        if level == 0:
            return Advice(say("advice_together", lang), say("because_twice", lang))
        return Advice(say("advice_mode", lang, mode=said("modes", LADDER[level - 1], lang)), say("because_twice", lang))
    if mode == "exam":
        practise = said("modes", "practise", lang)
        return Advice(say("advice_mode", lang, mode=practise), say("because_exam", lang))
    return Advice(say("advice_mode", lang, mode=name), say("because_once", lang))


def _watch(card: Card, never: bool, lang: str) -> Advice:
    """The dearest mistake, with what to do instead as far as the rubric says it or the expert shows it."""
    shown = say("as_expert", lang, what=card.model) if card.model and not never else ""
    instead = card.how or shown or card.why or card.what
    return Advice(say("advice_watch", lang, n=card.number, title=card.title), instead)
