"""From a result and an attempt to the words of the page; nothing here decides, it only says.

sheet = compose(result, attempt, "zh", Shown(learner="王小明"), expert)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from engine.errors import ShixunError
from grading.calculus.result import ItemResult, Result
from grading.calculus.words import clock, percent, period
from grading.expert import Expert, NoExpert
from grading.gradebook.times import local_time
from grading.reports.advice import advise
from grading.reports.again import Again
from grading.reports.align import Alignment
from grading.reports.cards import Beside, listed, make_cards
from grading.reports.compare import compare
from grading.reports.curves import Signals, choose
from grading.reports.names import Names, plain_words
from grading.reports.sheet import Bar, Block, Card, Fact, Line, Note, Row, Sheet
from grading.reports.shown import marks, moment, nearly_all, without
from grading.reports.story import Attempt, Story, generations_of, read_story
from grading.reports.tale import tell
from grading.reports.timeline import timeline
from grading.reports.words import said, say

__all__ = ["LOG_LINES", "Shown", "compose"]

LOG_LINES = 1500
"""More lines than this are counted, not listed: the file stays one that a mail program takes."""
CITED_LINES = 80
"""Two printed pages of what the findings rest on."""

_STRETCHES = ("step", "hold", "respond", "reach", "recover", "never")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page may show beside the result: a name (only where one may be shown), what people decided.

    ``adjustments`` are points with reason and author, ``passed`` is what follows from them (None: the result's
    own); ``confirmed_by`` is empty while the mark is a proposal. ``earlier`` says of the learner's earlier attempts at
    the scenario, the oldest first, whether each succeeded. ``file`` is what commands call the attempt, by default the
    name of its file.
    """

    learner: str = ""
    student_no: str = ""
    adjustments: tuple[tuple[float, str, str], ...] = ()
    passed: bool | None = None
    confirmed_by: str = ""
    earlier: tuple[bool, ...] = ()
    file: str = ""


def compose(
    result: Result, attempt: Attempt, lang: str, shown: Shown = Shown(), expert: Expert | NoExpert | None = None,
    blocks: Sequence[Block] = (),
) -> Sheet:  # fmt: skip
    """The whole sheet in ``lang``."""
    header = attempt.header
    names = Names(header, lang)
    story = read_story(attempt, names)
    sheet = Sheet(lang, plain_words(names.section("meta").get("title"), lang) or header.scenario_id)
    sheet.subtitle = f"{header.scenario_id} {header.scenario_version}"
    sheet.facts = _facts(result, attempt, lang, shown)
    sheet.running = _running(sheet, attempt, shown)
    total = min(max(result.total + sum(points for points, _, _ in shown.adjustments), 0.0), 100.0)
    sheet.mark = marks(total)
    sheet.passed = result.passed if shown.passed is None else shown.passed
    if result.how in ("", "unfinished"):
        sheet.passed = None
    sheet.ladder = _ladder(result, shown, total, lang)
    sheet.bars = _bars(result, lang)
    sheet.rows = [_row(n, item, result, lang) for n, item in enumerate(result.items, 1)]
    shown_run = expert if isinstance(expert, Expert) else None
    signals = Signals(attempt, names, shown_run)
    beside = Beside(shown_run, Alignment(attempt.events(), shown_run.events)) if shown_run is not None else None
    again = Again.of(attempt, result, names.scenario, {p.key: p.start for p in reversed(story.phases)}, shown.file)
    sheet.cards = make_cards(result, story, signals, beside, again, names)
    sheet.sum_of_cards = _sum(sheet.cards, result, lang)
    sheet.advice = advise(result, sheet.cards, header, story, again, names, shown.earlier)
    chosen = choose(signals, story, result)
    anchor = beside.alignment.main() if beside is not None else None
    curves = signals.curves(chosen, anchor.shift if anchor is not None else 0)
    if anchor is not None and anchor.kind == "fault":
        met = next(
            (mark.words for mark in story.marks if mark.key == anchor.key), names.title(anchor.key) or anchor.key
        )
        sheet.aligned = say("aligned_at", lang, what=met)
    if curves or story.log:
        sheet.picture = Markup(timeline(story, curves, _losses(listed(result), result), lang))
        sheet.tale = tell(story, result, sheet.cards, curves, lang)
    if shown_run is not None:
        title = shown_run.title.of(lang)
        sheet.expert = say("expert_is", lang, title=title, name=shown_run.name, total=marks(shown_run.result.total))
        sheet.pairs = compare(result, story, signals, chosen, shown_run, names)
    elif isinstance(expert, NoExpert):
        sheet.no_expert = say("no_expert", lang, why=expert.why.of(lang))
    sheet.blocks = list(blocks)
    sheet.log, sheet.log_left_out = _log(story)
    rest_on = {ref for card in sheet.cards for ref in card.refs}
    sheet.cited = [line for line in sheet.log if line.ref in rest_on][:CITED_LINES]
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
        Fact(say("attempt_id", lang), header.attempt_id[:8]),
    ]


def _running(sheet: Sheet, attempt: Attempt, shown: Shown) -> str:
    """Scenario, learner, date and attempt: enough to put a loose page back where it belongs."""
    header = attempt.header
    who = " ".join(filter(None, (shown.learner, shown.student_no))) or header.learner[:18]
    return " · ".join((sheet.title, who, local_time(header.created)[:10], header.attempt_id[:8]))


def _ladder(result: Result, shown: Shown, total: float, lang: str) -> list[Fact]:
    """From the sum of the items to the mark, one line for each thing that changed it."""
    lines = [Fact(say("raw", lang), marks(result.raw))]
    for item in result.items:
        if item.deducted:
            lines.append(Fact(item.title.of(lang), f"−{marks(item.deducted)}"))
    if result.hints.used or result.hints.cost:
        uses = say("list_mark", lang).join(
            f"{say('hint_level', lang, n=level)} × {n}" for level, n in sorted(result.hints.used.items())
        )
        lines.append(Fact(say("hints", lang), f"−{marks(result.hints.cost)}", uses))
    for gate in result.gates:
        causes = say("semicolon", lang).join(_title(result, ident, lang) for ident in gate.items)
        lines.append(Fact(gate.title.of(lang), f"≤ {marks(gate.cap)}", causes))
    if not result.gates:
        lines.append(Fact(say("no_gates", lang), ""))
    for points, reason, author in shown.adjustments:
        lines.append(Fact(say("adjusted", lang), f"{'+' * (points > 0)}{marks(points)}", f"{reason}（{author}）"))
    grade = result.grade.of(lang) if result.grade and not shown.adjustments else ""
    lines.append(Fact(say("mark", lang), marks(total), grade))
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


def _sum(cards: Sequence[Card], result: Result, lang: str) -> str:
    """That the findings add up to what is missing from 100, where they do."""
    lost = sum(card.points for card in cards)
    if not cards or not lost:
        return ""
    floor = result.hints.cost + result.deducted - result.raw
    if floor > 0.05:
        return say("sum_floor", lang, lost=marks(lost), over=marks(floor), total=marks(result.total))
    if abs(100.0 - lost - result.total) > 0.11:
        return say("sum_open", lang, lost=marks(lost))
    return say("sum_is", lang, lost=marks(lost), total=marks(result.total))


def _losses(lost: list[ItemResult], result: Result) -> list[tuple[int, int]]:
    """When marks were lost, as far as it is a stretch of time: not a whole window that is judged as one."""
    stretches = [
        (piece.start, piece.end)
        for item in lost
        if item.kind in _STRETCHES and item.judgement != "missing"
        for piece in item.evidence
        if (piece.margin is None or piece.margin < 0) and 0 < piece.end - piece.start < nearly_all(result)
    ]
    return stretches[:20]


def _row(place: int, item: ItemResult, result: Result, lang: str) -> Row:
    at = moment(item)
    title = item.title.of(lang)
    points = f"{marks(item.gained)} / {marks(item.possible)}" if item.possible else "—"
    if item.deducted:
        points = f"−{marks(item.deducted)}"
    partly = item.judgement in ("met", "broken") and 0.0 < item.credit < 1.0
    return Row(
        number=place,
        title=title,
        verdict="partly" if partly else item.judgement.replace("/", ""),
        word=say("partly", lang) if partly else _judged(item, lang),
        said=without(item.what.of(lang), title),
        when="—" if at is None else clock(at - result.start, result.tick_ms),
        outcome=item.goal or "—",
        points=points,
    )


def _judged(item: ItemResult, lang: str) -> str:
    """The verdict as a word; of what must not happen, a "met" would say the opposite of what it means."""
    if item.kind == "never" and item.judgement in ("met", "broken"):
        return say(f"never_{item.judgement}", lang)
    return said("judgement", item.judgement, lang)


def _log(story: Story) -> tuple[list[Line], int]:
    lines = [
        Line(one.ref, clock(one.tick, story.tick_ms), one.who, one.what, one.kind) for one in story.log[:LOG_LINES]
    ]
    return lines, len(story.log) - len(lines)


def _notes(result: Result, attempt: Attempt, shown: Shown, lang: str) -> list[Note]:
    confirmed = say("confirmed_text", lang, who=shown.confirmed_by)
    notes = [Note(say("proposal", lang), confirmed if shown.confirmed_by else say("proposal_text", lang))]
    notes.append(_integrity(attempt, lang))
    if not getattr(attempt.header, "ticket", b""):
        notes.append(Note(say("witness", lang), say("unwitnessed", lang), "warn"))
    generations = generations_of(attempt)
    if len(generations) > 1:
        ids = say("list_mark", lang).join(one.attempt_id[:8] for one in generations[:-1])
        notes.append(Note(say("lineage", lang), say("lineage_text", lang, n=len(generations) - 1, ids=ids)))
    missing = str(getattr(attempt, "missing", ""))
    if missing:
        notes.append(Note(say("lineage", lang), say("lineage_missing", lang, id=missing[:8]), "warn"))
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


def _title(result: Result, ident: str, lang: str) -> str:
    return next((item.title.of(lang) for item in result.items if item.id == ident), ident)
