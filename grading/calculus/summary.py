"""From the monitors of a marker to the ``Result``: sums, gates, grade, notes.

summarise(rubric, program, Ending("9f…", 0, 36000, "finished"), {"1": 2}, 1.0, judged={}, parties={})
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from engine.scenario.text import Text, join
from grading.calculus.program import Program
from grading.calculus.result import HintUse, PartyResult, Result
from grading.calculus.scoring import Score, Share, explain, item_results, score, tidy
from grading.calculus.words import both
from grading.outcomes import party_mark

if TYPE_CHECKING:
    from grading.rubric import Rubric

__all__ = ["GRADER", "Ending", "summarise"]

GRADER = "1.0.0"
"""Version of the marking; raised whenever the same attempt and rubric would get another mark."""


class Ending(NamedTuple):
    """Which attempt, and how far it went."""

    attempt: str
    start: int
    end: int
    how: str


def summarise(
    rubric: Rubric, program: Program, ending: Ending, hints: Mapping[str, int], hint_cost: float,
    judged: Mapping[str, float], parties: Mapping[str, float | None],
) -> Result:  # fmt: skip
    """The result as things stand."""
    items = item_results(program.monitors, rubric.levels, judged)
    use = _hint_use(rubric, hints, hint_cost)
    shares = [Share(name, outcome.title, outcome.share) for name, outcome in rubric.outcomes.items()]
    sums = score(items, shares, rubric.gates, use)
    pending = tuple(item.id for item in sums.items if item.judgement == "unscored")
    passing = rubric.passing
    fails = any(effect.fails for effect in sums.gates)
    party_results, final = _parties(rubric, sums.total if not pending else None, parties)
    return Result(
        grader=GRADER,
        attempt=ending.attempt,
        rubric=rubric.hash,
        rubric_id=rubric.meta.id,
        rubric_version=rubric.meta.version,
        scenario=rubric.meta.scenario,
        tick_ms=program.run.tick_ms,
        start=ending.start,
        end=ending.end,
        how=ending.how,
        items=sums.items,
        outcomes=sums.outcomes,
        raw=sums.raw,
        deducted=sums.deducted,
        hints=use,
        before_gates=sums.before_gates,
        gates=sums.gates,
        total=sums.total,
        passed=sums.total >= passing.mark and not fails,
        grade=next((g.title for g in passing.grades if sums.total >= g.at), None),
        complete=not pending,
        pending=pending,
        parties=party_results,
        final=final,
        summary=explain(sums, use),
        notes=_notes(sums, pending, party_results, ending.how),
    )


def _hint_use(rubric: Rubric, hints: Mapping[str, int], hint_cost: float) -> HintUse:
    table = rubric.hints.cost
    cost = sum(times * (table.get(level, 0.0) if table else hint_cost) for level, times in sorted(hints.items()))
    return HintUse(used=dict(sorted(hints.items())), cost=tidy(min(cost, rubric.hints.most)))


def _parties(
    rubric: Rubric, school: float | None, given: Mapping[str, float | None]
) -> tuple[tuple[PartyResult, ...], float | None]:
    if rubric.parties is None:
        return (), None
    shares = rubric.parties.shares()
    scores = {**{party: given.get(party) for party in shares}, "school": school}
    results = tuple(PartyResult(party=p, share=share, score=scores[p]) for p, share in shares.items())
    return results, party_mark(shares, scores).total


_PARTIES = {
    "school": ("学校", "the school"),
    "enterprise": ("企业", "the enterprise"),
    "student": ("学生", "the students"),
}


def _notes(sums: Score, pending: tuple[str, ...], parties: tuple[PartyResult, ...], how: str) -> tuple[Text, ...]:
    """What must be said beside the mark so that nobody takes it for more than it is."""
    titles = {item.id: item.title for item in sums.items}
    cut_off = both(
        "记录在中途断开，没有结束标记；按已有的记录评分。",
        "The record was cut off without an end; what is there was marked.",
    )
    return (
        *((cut_off,) if how == "unfinished" else ()),
        *_outcome_notes(sums, titles, how),
        *_consequence_notes(sums, titles),
        *_waiting_notes(pending, parties, titles),
    )


def _outcome_notes(sums: Score, titles: Mapping[str, Text], how: str) -> Iterator[Text]:
    """Weights and shares that were renormalised."""
    for outcome in sums.outcomes:
        if outcome.left_out and outcome.attained is not None:
            names = join(titles[i] for i in outcome.left_out)
            yield both(
                f"{outcome.id} 按其余项目的权重折算，未计：{names.of('zh')}。",
                f"{outcome.id}: weights were renormalised over the rest; not counted: {names.of('en')}.",
            )
        elif outcome.attained is None and how and any(o.attained is not None for o in sums.outcomes):
            yield both(
                f"{outcome.id} 没有可评的项目，其占比由其余目标分担。",
                f"{outcome.id}: nothing could be judged; its share went to the other outcomes.",
            )


def _consequence_notes(sums: Score, titles: Mapping[str, Text]) -> Iterator[Text]:
    for item in sums.items:
        if item.excused_by:
            cause = titles[item.excused_by]
            yield both(
                f"“{item.title.of('zh')}”是“{cause.of('zh')}”的后果，不重复扣分。",
                f"{item.title.of('en')} followed from {cause.of('en')} and is not charged again.",
            )


def _waiting_notes(
    pending: tuple[str, ...], parties: tuple[PartyResult, ...], titles: Mapping[str, Text]
) -> Iterator[Text]:
    if pending:
        names = join(titles[i] for i in pending)
        yield both(
            f"待人工评分：{names.of('zh')}；目前的总分不含这些项目。",
            f"To be marked by hand: {names.of('en')}; the total so far is without them.",
        )
    waiting = [p.party for p in parties if p.score is None and p.share > 0.0]
    if waiting:
        names = join(both(*_PARTIES[p]) for p in waiting)
        yield both(
            f"待评：{names.of('zh')}；综合成绩未定。",
            f"Pending: {names.of('en')}; there is no final mark yet.",
        )
