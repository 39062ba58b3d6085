"""From verdicts to the mark: recoveries, causes charged once, outcomes, deductions, hints, gates, in this
order.

Outcome k: C_k = Σ w·r / Σ w over the items that count in this attempt. Total = 100·Σ share_k·C_k, less
deductions and hints, held within 0…100, then capped by the gates (reference 7.5, 7 and 8). Items that never
had their occasion leave the sums, and the notes say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.scenario.text import Text, join
from grading.calculus.gates import Gate, capped, shut_gates
from grading.calculus.item import Monitor
from grading.calculus.result import GateEffect, HintUse, ItemResult, OutcomeResult
from grading.calculus.rules.hold import HoldMonitor
from grading.calculus.rules.judge import JudgeMonitor
from grading.calculus.rules.never import NeverMonitor
from grading.calculus.rules.recover import RecoverMonitor
from grading.calculus.verdict import level_of
from grading.calculus.words import both, number

__all__ = ["Score", "Share", "item_results", "score", "tidy"]


@dataclass(frozen=True, slots=True)
class Share:
    """An outcome as the sums need it."""

    id: str
    title: Text
    share: float


@dataclass(frozen=True, slots=True)
class Score:
    """The sums of one attempt."""

    items: tuple[ItemResult, ...]
    outcomes: tuple[OutcomeResult, ...]
    raw: float
    deducted: float
    before_gates: float
    gates: tuple[GateEffect, ...]
    total: float


def tidy(x: float) -> float:
    """A sum rounded to 1e-6, so that 0.1 + 0.2 reads 0.3; never −0."""
    return round(x, 6) + 0.0


# -- verdicts ---


def item_results(monitors: Sequence[Monitor], levels: Sequence[float], judged: Mapping[str, float]) -> list[ItemResult]:
    """One entry an item, in file order, with recoveries and consequences settled. ``judged`` is credit by
    hand.
    """
    recovered = {m.item.of: m for m in monitors if isinstance(m, RecoverMonitor) and m.verdict.judgement == "met"}
    excused = _consequences(monitors)
    out = []
    for monitor in monitors:
        verdict, item = monitor.verdict, monitor.item
        judgement, credit = verdict.judgement, verdict.credit
        if item.id in judged and judgement == "unscored":
            credit = min(max(judged[item.id], 0.0), 1.0)
            judgement = "met" if credit > 0.0 else "broken"
        by = recovered.get(item.id)
        if by is not None and judgement in ("broken", "missing"):
            judgement, credit = "recovered", credit + (1.0 - credit) * by.item.gives_back
        out.append(
            ItemResult(
                id=item.id,
                kind=monitor.kind,
                title=monitor.title,
                goal=item.goal,
                judgement=judgement,
                level=level_of(credit, levels) if judgement in ("met", "broken", "recovered", "missing") else 0,
                credit=tidy(credit),
                weight=item.weight,
                gate=item.gate,
                excused_by=excused.get(item.id, ""),
                deducted=_deduction(monitor, judgement, credit),
                recovered_by=by.item.id if judgement == "recovered" and by else "",
                judged_by=monitor.item.by if isinstance(monitor, JudgeMonitor) else "",
                what=monitor.sentence(),
                why=item.why,
                how=item.how,
                evidence=verdict.evidence,
                data=dict(verdict.facts),
            )
        )
    return out


def _deduction(monitor: Monitor, judgement: str, credit: float) -> float:
    """Points taken off; what a recovery gives back is not taken."""
    points = monitor.item.points
    if not points or judgement not in ("broken", "missing", "recovered"):
        return 0.0
    times, most = 1, 100.0
    if isinstance(monitor, NeverMonitor):
        times, most = (monitor.times if monitor.item.each else 1), monitor.item.most
    return tidy(min(points * times, most) * (1.0 - credit))


def _consequences(monitors: Sequence[Monitor]) -> dict[str, str]:
    """Holds that were broken by a forbidden act already charged: item → the act (reference 7.5, 6)."""
    acts = [
        m for m in monitors
        if isinstance(m, NeverMonitor) and m.verdict.judgement == "broken"
        and (m.item.weight or m.item.points or m.item.gate)
    ]  # fmt: skip
    out = {}
    for hold in monitors:
        if not isinstance(hold, HoldMonitor) or hold.item.charge == "always" or hold.first_out is None:
            continue
        if hold.verdict.judgement == "broken":
            for act in acts:
                if act.explains(hold.item.id, hold.signal.tag, hold.first_out):
                    out[hold.item.id] = act.item.id
                    break
    return out


# -- sums ---


def score(items: Sequence[ItemResult], shares: Sequence[Share], gates: Mapping[str, Gate], hints: HintUse) -> Score:
    """All sums over the items."""
    weight = {s.id: sum(i.weight for i in items if i.goal == s.id and i.counts) for s in shares}
    whole = sum(s.share for s in shares if weight[s.id] > 0.0)
    share_here = {s.id: s.share / whole if whole and weight[s.id] > 0.0 else 0.0 for s in shares}
    final = []
    for item in items:
        possible = 0.0
        if item.counts and weight.get(item.goal):
            possible = 100.0 * share_here[item.goal] * item.weight / weight[item.goal]
        final.append(item.model_copy(update={
            "possible": tidy(possible), "gained": tidy(possible * item.credit),
            "deducted": 0.0 if item.excused_by else item.deducted,
        }))  # fmt: skip
    effects = shut_gates([i for i in final if not i.excused_by], gates)
    outcomes = [_outcome(s, share_here[s.id], weight[s.id], final, gates, effects) for s in shares]
    raw = sum(100.0 * share_here[s.id] * _attained(s.id, weight[s.id], final) for s in shares)
    deducted = sum(i.deducted for i in final)
    before = min(max(raw - deducted - hints.cost, 0.0), 100.0)
    return Score(
        tuple(final),
        tuple(outcomes),
        tidy(raw),
        tidy(deducted),
        tidy(before),
        tuple(effects),
        tidy(capped(before, effects)),
    )


def _attained(goal: str, weight: float, items: Sequence[ItemResult]) -> float:
    if weight <= 0.0:
        return 0.0
    return sum(i.weight * i.credit for i in items if i.goal == goal and i.counts) / weight


def _outcome(
    s: Share,
    here: float,
    weight: float,
    items: Sequence[ItemResult],
    gates: Mapping[str, Gate],
    effects: Sequence[GateEffect],
) -> OutcomeResult:
    attained: float | None = None
    if weight > 0.0:
        attained = _attained(s.id, weight, items)
        for effect in effects:
            cap = gates[effect.gate].goal_cap
            if cap is not None and any(i.id in effect.items and i.goal == s.id for i in items):
                attained = min(attained, cap)
        attained = tidy(attained)
    left_out = tuple(i.id for i in items if i.goal == s.id and i.weight and not i.counts and i.judgement != "open")
    return OutcomeResult(
        id=s.id,
        title=s.title,
        share=s.share,
        share_here=tidy(here),
        attained=attained,
        weight=weight,
        left_out=left_out,
    )


def explain(result: Score, hints: HintUse) -> Text:
    """How the total came about, in one sentence."""
    zh, en = f"得分 {number(result.raw)}", f"earned {number(result.raw)}"
    if result.deducted:
        zh, en = f"{zh}，扣分 {number(result.deducted)}", f"{en}, less {number(result.deducted)} deducted"
    if hints.cost:
        zh, en = f"{zh}，提示扣 {number(hints.cost)}", f"{en}, less {number(hints.cost)} for hints"
    if result.total < result.before_gates or result.gates:
        names = {i.id: i.what for i in result.items}
        causes = join((names[i] for i in dict.fromkeys(i for e in result.gates for i in e.items)), "；", "; ")
        gates = join((e.title for e in result.gates), "、", ", ")
        zh += f"；{number(result.before_gates)} → {number(result.total)}（{gates.of('zh')}：{causes.of('zh')}）"
        en += f"; {number(result.before_gates)} → {number(result.total)} ({gates.of('en')}: {causes.of('en')})"
    elif result.total != result.raw:
        zh, en = f"{zh}；总分 {number(result.total)}", f"{en}; total {number(result.total)}"
    return both(zh, en)
