"""From a result and an attempt to the words of the page; nothing here decides, it only says.

sheet = compose(result, attempt, "zh", learner="王小明")
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from engine.errors import ShixunError
from engine.session.findings import Evidence
from grading.calculus.result import ItemResult, Result
from grading.calculus.words import clock, number, percent, period
from grading.gradebook.times import local_time
from grading.reports.curves import choose_curves
from grading.reports.names import Names, plain_words
from grading.reports.sheet import Bar, Card, Fact, Note, Row, Sheet
from grading.reports.story import Attempt, Story, read_story
from grading.reports.timeline import timeline
from grading.reports.words import said, say
from grading.severity import severity_of

__all__ = ["LOG_LINES", "Shown", "compose"]

LOG_LINES = 1500
"""More lines than this are counted, not listed: the file stays one that a mail program takes."""

_STRETCHES = ("step", "hold", "respond", "reach", "recover")
_LOST = ("broken", "missing", "recovered")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page may show beside the result: a name (only where one may be shown), what people decided.

    ``adjustments`` are points with reason and author, ``passed`` is what follows from them (None: the result's
    own); ``confirmed_by`` is empty while the mark is a proposal.
    """

    learner: str = ""
    student_no: str = ""
    adjustments: tuple[tuple[float, str, str], ...] = ()
    passed: bool | None = None
    confirmed_by: str = ""


def compose(result: Result, attempt: Attempt, lang: str, shown: Shown = Shown()) -> Sheet:
    """The whole sheet in ``lang``."""
    names = Names(attempt.header, lang)
    story = read_story(attempt, names)
    meta = names.section("meta")
    sheet = Sheet(lang, plain_words(meta.get("title"), lang) or attempt.header.scenario_id)
    sheet.subtitle = f"{attempt.header.scenario_id} {attempt.header.scenario_version}"
    sheet.facts = _facts(result, attempt, lang, shown)
    total = min(max(result.total + sum(points for points, _, _ in shown.adjustments), 0.0), 100.0)
    sheet.mark = _marks(total)
    sheet.passed = result.passed if shown.passed is None else shown.passed
    if result.how in ("", "unfinished"):
        sheet.passed = None
    sheet.ladder = _ladder(result, shown, total, lang)
    sheet.bars = _bars(result, lang)
    lost = _lost(result)
    sheet.cards = [_card(item, result, lang) for item in lost]
    sheet.rows = [_row(n, item, result, lang) for n, item in enumerate(result.items, 1)]
    curves = choose_curves(attempt, names, story, result)
    if curves or story.log:
        sheet.picture = Markup(timeline(story, curves, _losses(lost, result), lang))
    sheet.log, sheet.log_left_out = _log(story)
    sheet.notes = _notes(result, attempt, shown, lang)
    return sheet


def _facts(result: Result, attempt: Attempt, lang: str, shown: Shown) -> list[Fact]:
    header = attempt.header
    pseudonym = header.learner[:18] + ("…" if len(header.learner) > 18 else "")
    named = Fact(say("learner", lang), shown.learner, shown.student_no)
    who = named if shown.learner else Fact(say("learner", lang), pseudonym, say("pseudonym", lang))
    span = period(max(result.end - result.start, 0), result.tick_ms).of(lang)
    began = local_time(header.created)[:16]
    return [
        who,
        Fact(say("began", lang), began, say("clock_note", lang)),
        Fact(say("lasted", lang), span),
        Fact(say("mode", lang), said("modes", header.mode, lang)),
        Fact(say("ending", lang), said("endings", result.how or "unfinished", lang)),
    ]


def _ladder(result: Result, shown: Shown, total: float, lang: str) -> list[Fact]:
    """From the sum of the items to the mark, one line for each thing that changed it."""
    lines = [Fact(say("raw", lang), _marks(result.raw))]
    for item in result.items:
        if item.deducted:
            lines.append(Fact(item.title.of(lang), f"−{_marks(item.deducted)}"))
    if result.hints.used or result.hints.cost:
        uses = "、".join(f"{level}×{n}" for level, n in sorted(result.hints.used.items()))
        lines.append(Fact(say("hints", lang), f"−{_marks(result.hints.cost)}", uses))
    for gate in result.gates:
        causes = "；".join(_title(result, ident, lang) for ident in gate.items)
        limit = f"≤ {_marks(gate.cap)}"
        lines.append(Fact(gate.title.of(lang), limit, causes))
    if not result.gates:
        lines.append(Fact(say("no_gates", lang), ""))
    for points, reason, author in shown.adjustments:
        lines.append(Fact(say("adjusted", lang), f"{'+' * (points > 0)}{_marks(points)}", f"{reason}（{author}）"))
    grade = result.grade.of(lang) if result.grade and not shown.adjustments else ""
    lines.append(Fact(say("mark", lang), _marks(total), grade))
    return lines


def _bars(result: Result, lang: str) -> list[Bar]:
    return [
        Bar(
            id=outcome.id,
            title=outcome.title.of(lang),
            ratio=outcome.attained,
            shown="—" if outcome.attained is None else percent(outcome.attained),
            share=percent(outcome.share),
            note="" if not outcome.left_out else say("left_out", lang, n=len(outcome.left_out)),
        )
        for outcome in result.outcomes
    ]


def _lost(result: Result) -> list[ItemResult]:
    """What to talk about, the weightiest first: what shut a gate, then by points."""
    caps = {ident: gate.cap - 100 * gate.fails for gate in result.gates for ident in gate.items}
    told = [
        item
        for item in result.items
        if not item.excused_by and (item.lost > 1e-6 or item.id in caps or (item.gate and item.judgement in _LOST))
    ]
    return sorted(told, key=lambda item: (caps.get(item.id, 1000.0), -item.lost))


def _losses(lost: list[ItemResult], result: Result) -> list[tuple[int, int]]:
    """When marks were lost, as far as it is a stretch of time: not a whole window that is judged as one."""
    stretches = [
        (piece.start, piece.end)
        for item in lost
        if item.kind in _STRETCHES and item.judgement != "missing"
        for piece in item.evidence
        if piece.margin is not None and piece.margin < 0 and 0 < piece.end - piece.start < _most(result)
    ]
    return stretches[:20]


def _most(result: Result) -> float:
    """Longer than this is no stretch of an attempt but nearly all of it."""
    return 0.6 * (result.end - result.start)


def _card(item: ItemResult, result: Result, lang: str) -> Card:
    severity = severity_of(item, result)
    piece = _telling(item.evidence)
    when, measured, limit = _seen(item, piece, result) if piece else ("", "", "")
    title = item.title.of(lang)
    return Card(
        severity=severity,
        severity_word=said("severity", severity, lang),
        title=title,
        what=_without(item.what.of(lang), title),
        when=when,
        measured=measured,
        limit=limit,
        why=item.why.of(lang) if item.why else "",
        how=item.how.of(lang) if item.how else "",
        lost=f"−{_marks(item.lost)}" if item.lost > 0.005 else "",
    )


def _seen(item: ItemResult, piece: Evidence, result: Result) -> tuple[str, str, str]:
    """When, what was measured and the limit it is held against, as far as there are any."""
    if item.kind == "order":
        return _when(piece, result), "", ""  # its numbers are counts that the sentence says better
    if item.judgement == "missing" and piece.end - piece.start > _most(result):
        return "", "", ""  # what was never done was not done at no time
    if "too_late" in item.data:
        limit = clock(item.data["too_late"], result.tick_ms)
        delay = clock(item.data["delay"], result.tick_ms) if "delay" in item.data else f"> {limit}"
        done = item.data.get("at", piece.end)
        return _when(Evidence(piece.start, done), result), delay, limit
    return _when(piece, result), _amount(piece.measured, piece.unit), _amount(piece.limit, piece.unit)


def _telling(evidence: tuple[Evidence, ...]) -> Evidence | None:
    """The piece that misses its limit by most, else the first."""
    return min(evidence, key=lambda piece: piece.margin if piece.margin is not None else 0.0, default=None)


def _row(place: int, item: ItemResult, result: Result, lang: str) -> Row:
    piece = item.evidence[-1] if item.evidence and item.judgement != "missing" else None
    title = item.title.of(lang)
    points = f"{_marks(item.gained)} / {_marks(item.possible)}" if item.possible else "—"
    if item.deducted:
        points = f"−{_marks(item.deducted)}"
    partly = item.judgement in ("met", "broken") and 0.0 < item.credit < 1.0
    return Row(
        number=place,
        title=title,
        verdict="partly" if partly else item.judgement.replace("/", ""),
        word=say("partly", lang) if partly else _judged(item, lang),
        said=_without(item.what.of(lang), title),
        when=clock(item.data.get("at", piece.end) - result.start, result.tick_ms) if piece else "—",
        outcome=item.goal or "—",
        points=points,
    )


def _judged(item: ItemResult, lang: str) -> str:
    """The verdict as a word; of what must not happen, a "met" would say the opposite of what it means."""
    if item.kind == "never" and item.judgement in ("met", "broken"):
        return say(f"never_{item.judgement}", lang)
    return said("judgement", item.judgement, lang)


def _log(story: Story) -> tuple[list[tuple[str, str, str, str]], int]:
    lines = [(clock(one.tick, story.tick_ms), one.who, one.what, one.kind) for one in story.log[:LOG_LINES]]
    return lines, len(story.log) - len(lines)


def _notes(result: Result, attempt: Attempt, shown: Shown, lang: str) -> list[Note]:
    confirmed = say("confirmed_text", lang, who=shown.confirmed_by)
    notes = [Note(say("proposal", lang), confirmed if shown.confirmed_by else say("proposal_text", lang))]
    notes.append(_integrity(attempt, lang))
    if not getattr(attempt.header, "ticket", b""):
        notes.append(Note(say("witness", lang), say("unwitnessed", lang), "warn"))
    notes += [Note(say("note", lang), note.of(lang)) for note in result.notes]
    notes.append(Note(say("record_hash", lang), result.attempt))
    rubric = f"{result.rubric_id} {result.rubric_version} · {result.rubric[:16]}"
    notes.append(Note(say("rubric", lang), rubric))
    notes.append(Note(say("grader", lang), result.grader))
    return notes


def _integrity(attempt: Attempt, lang: str) -> Note:
    """Checked now, for this page; a page must not repeat an old claim."""
    label = say("integrity", lang)
    try:
        verified = attempt.verify()
    except ShixunError as error:
        zh, _, en = str(error).partition(" / ")
        return Note(label, say("not_verified", lang, why=en if lang == "en" and en else zh), "warn")
    return Note(label, say("verified" if verified.ended else "cut_off", lang), "good" if verified.ended else "warn")


def _when(piece: Evidence, result: Result) -> str:
    if piece.end - piece.start >= result.end - result.start:
        return ""
    start, end = (clock(tick - result.start, result.tick_ms) for tick in (piece.start, piece.end))
    return start if start == end else f"{start} – {end}"


def _amount(value: float | None, unit: str) -> str:
    """A value with its unit; spans of a minute and more as a clock."""
    if value is None:
        return ""
    return clock(round(value), 1000) if unit == "s" and abs(value) >= 60 else number(value, unit)


def _marks(points: float) -> str:
    """Marks with at most one decimal."""
    return f"{points:.1f}".rstrip("0").rstrip(".").replace("-", "−")


def _without(said: str, title: str) -> str:
    """The sentence without the title it begins with: the title stands above it."""
    rest = said.removeprefix(title)
    return rest.lstrip(":： ") if rest != said else said


def _title(result: Result, ident: str, lang: str) -> str:
    return next((item.title.of(lang) for item in result.items if item.id == ident), ident)
