"""The findings as cards: every lost point stands in exactly one of them, the weightiest first.

What an item did not gain, what it took off, what hints cost and what a gate cut off add up to what is missing from 100.
A gate's cut stands with the first of the items that shut it; the others say so.

    cards = make_cards(result, story, signals, alignment, again, "zh")
    sum(card.points for card in cards)          # 100 − total
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from grading.calculus.result import GateEffect, ItemResult, Result
from grading.calculus.words import clock, number, period
from grading.expert import Expert
from grading.reports.again import Again, never_done
from grading.reports.align import Alignment
from grading.reports.curves import Signals
from grading.reports.names import Names
from grading.reports.sheet import Card
from grading.reports.shown import amount, extent, marks, nearly_all, tenths, without
from grading.reports.spotlight import spotlight, telling
from grading.reports.story import Story
from grading.reports.words import said, say
from grading.severity import severity_of

__all__ = ["Beside", "listed", "make_cards"]

_LOST = ("broken", "missing", "recovered")
_STRICT = 1e-6
_EVIDENCE, _PICTURES = 4, 8


@dataclass(frozen=True, slots=True)
class Beside:
    """The run to learn from and how its time answers to the attempt's."""

    expert: Expert
    alignment: Alignment


def listed(result: Result) -> list[ItemResult]:
    """The items to talk about, the weightiest first: what shut a gate, the lowest cap first, then by points."""
    caps = {ident: gate.cap - 1000 * gate.fails for gate in reversed(_by_weight(result)) for ident in gate.items}
    told = [
        item
        for item in result.items
        if not item.excused_by and (item.lost > _STRICT or item.id in caps or (item.gate and item.judgement in _LOST))
    ]
    return sorted(told, key=lambda item: (caps.get(item.id, 10_000.0), -item.lost))


def make_cards(
    result: Result, story: Story, signals: Signals, beside: Beside | None, again: Again, names: Names
) -> list[Card]:
    """One card a finding, hints last."""
    items, lang = listed(result), names.lang
    cut = _cut(result, items)
    exact = [max(item.lost, 0.0) + cut.get(item.id, 0.0) for item in items]
    rounded = tenths([*exact, result.hints.cost])
    cards = []
    for n, (item, points) in enumerate(zip(items, rounded, strict=False), 1):
        picture = ""
        if n <= _PICTURES:
            picture = spotlight(item, result, story, signals, beside.alignment if beside else None, lang)
        cards.append(_card(n, item, result, story, points, cut, picture, beside, again, lang))
    if result.hints.cost > 0:
        cards.append(_hints(len(cards) + 1, result, rounded[-1], lang))
    return cards


def _by_weight(result: Result) -> list[GateEffect]:
    """Shut gates, the one that decides first."""
    return sorted(result.gates, key=lambda gate: (not gate.fails, gate.cap))


def _cut(result: Result, items: list[ItemResult]) -> dict[str, float]:
    """What the gates cut off, with the first item that shut the one that decided."""
    lost = result.before_gates - result.total
    if lost <= _STRICT or not result.gates:
        return {}
    decided = min(result.gates, key=lambda gate: gate.cap)
    first = next((item.id for item in items if item.id in decided.items), decided.items[0])
    return {first: lost}


def _card(
    n: int, item: ItemResult, result: Result, story: Story, points: float, cut: dict[str, float], picture: str,
    beside: Beside | None, again: Again, lang: str,
) -> Card:  # fmt: skip
    severity = severity_of(item, result)
    title = item.title.of(lang)
    when, measured, limit = _seen(item, result, lang)
    at, command = again.before(item)
    return Card(
        item=item.id,
        number=n,
        severity=severity,
        severity_word=said("severity", severity, lang),
        title=title,
        what=without(item.what.of(lang), title),
        points=points,
        when=when,
        measured=measured,
        limit=limit,
        why=item.why.of(lang) if item.why else _cause(item, story),
        how=item.how.of(lang) if item.how else "",
        lost=_lost(item, points, cut, lang),
        limited=_limited(item, result, cut, lang),
        evidence=_evidence(item, story, result, lang),
        model=_model(item, beside, lang),
        picture=Markup(picture),
        caption=_caption(item, result, beside, picture, story, lang),
        again=at,
        command=command,
        refs=tuple(dict.fromkeys(ref for piece in item.evidence for ref in piece.refs)),
    )


def _cause(item: ItemResult, story: Story) -> str:
    """What the events it rests on say about their cause, where the rubric says nothing."""
    lines = (story.refs.get(ref) for piece in item.evidence for ref in piece.refs)
    return next((line.why for line in lines if line is not None and line.why), "")


def _lost(item: ItemResult, points: float, cut: dict[str, float], lang: str) -> str:
    if points:
        return say("points_off", lang, points=marks(points))
    return say("little_off", lang) if item.lost + cut.get(item.id, 0.0) > _STRICT else ""


def _limited(item: ItemResult, result: Result, cut: dict[str, float], lang: str) -> str:
    """What its gate did, where it shut one."""
    gate = next((one for one in _by_weight(result) if item.id in one.items), None)
    if gate is None:
        return ""
    name = gate.title.of(lang)
    if item.id in cut:
        before, total = marks(result.before_gates), marks(result.total)
        return say("gate_cut", lang, gate=name, cap=marks(gate.cap), before=before, total=total)
    return say("gate_shared", lang, gate=name, cap=marks(gate.cap))


def _seen(item: ItemResult, result: Result, lang: str) -> tuple[str, str, str]:
    """When, what was measured and the limit it is held against, as far as there are any."""
    piece = telling(item.evidence)
    if piece is None or item.kind == "order":
        return "", "", ""  # its numbers are counts that the sentence says better
    if item.judgement == "missing" and piece.end - piece.start > nearly_all(result):
        if item.kind == "count":
            return "", amount(piece.measured, piece.unit, lang), amount(piece.limit, piece.unit, lang)
        return "", "", ""  # what was never done was not done at no time
    if "too_late" in item.data:
        limit = period(item.data["too_late"], result.tick_ms).of(lang)
        delay = period(item.data["delay"], result.tick_ms).of(lang) if "delay" in item.data else f"> {limit}"
        start = clock(piece.start - result.start, result.tick_ms)
        done = clock(piece.start + item.data["delay"] - result.start, result.tick_ms) if "delay" in item.data else ""
        return f"{start} – {done}" if done else say("from_time", lang, time=start), delay, limit
    return extent(piece, result), amount(piece.measured, piece.unit, lang), amount(piece.limit, piece.unit, lang)


def _evidence(item: ItemResult, story: Story, result: Result, lang: str) -> tuple[str, ...]:
    """The deeds and events it rests on by their numbers in the list, else how long it was watched."""
    refs = list(dict.fromkeys(ref for piece in item.evidence for ref in piece.refs))
    told = [(ref, story.refs[ref]) for ref in refs if ref in story.refs]
    lines = [f"{ref} {clock(one.tick - result.start, result.tick_ms)} {one.what}" for ref, one in told[:_EVIDENCE]]
    if len(told) > _EVIDENCE:
        lines.append(say("evidence_more", lang, n=len(told) - _EVIDENCE))
    if not lines and item.evidence:
        start, end = item.evidence[0].start, item.evidence[-1].end
        begin, stop = (clock(tick - result.start, result.tick_ms) for tick in (start, end))
        words = "evidence_rows" if end > start else "evidence_row"
        if never_done(item):
            words = "evidence_none"
        lines.append(say(words, lang, start=begin, end=stop))
    return tuple(lines)


def _model(item: ItemResult, beside: Beside | None, lang: str) -> str:
    """What the run to learn from did about the same item."""
    if beside is None:
        return ""
    theirs = next((one for one in beside.expert.result.items if one.id == item.id), None)
    if theirs is None or theirs.judgement != "met" or theirs.lost >= item.lost > _STRICT:
        return ""
    return without(theirs.what.of(lang), theirs.title.of(lang))


def _caption(item: ItemResult, result: Result, beside: Beside | None, picture: str, story: Story, lang: str) -> str:
    """How the other line is laid beside this one."""
    if not picture or beside is None or 'class="beside"' not in picture:
        return ""
    piece = telling(item.evidence)
    anchor = beside.alignment.at(piece.start if piece is not None else result.start)
    if anchor.kind == "begin":
        return say("aligned_begin", lang)
    named = {**{span.key: span.words for span in story.phases}, **{mark.key: mark.words for mark in story.marks}}
    return say("aligned_at", lang, what=named.get(anchor.key, anchor.key))


def _hints(n: int, result: Result, points: float, lang: str) -> Card:
    uses = say("list_mark", lang).join(
        f"{say('hint_level', lang, n=level)} × {count}" for level, count in sorted(result.hints.used.items())
    )
    return Card(
        item="", number=n, severity="info", severity_word=said("severity", "info", lang), title=say("hints", lang),
        what=uses, points=points, lost=say("points_off", lang, points=marks(points)),
        measured=f"{number(sum(result.hints.used.values()))} {say('times', lang)}",
    )  # fmt: skip
