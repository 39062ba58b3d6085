"""From verdicts to the mark: outcomes, deductions, gates, recoveries, causes charged once, hints, notes."""

from __future__ import annotations

from typing import Any

import pytest

from grading.calculus.result import Result
from tests.grading.calculus.lab import GATES, act, play, rubric

TWO = """schema: 1
meta: {id: lab, version: 1.0.0, title: {zh: 试验, en: Lab}, scenario: lab}
outcomes:
  CO1: {title: {zh: 操作, en: Operating}, share: 60 %}
  CO2: {title: {zh: 质量, en: Quality}, share: 40 %}
"""
STEPS = """
marks: {bad: {event: fault, source: F9}}
steps:
  - {id: a, done: {act: open, on: A}, weight: 3, goal: CO1}
  - {id: b, done: {act: open, on: B}, weight: 1, goal: CO1}
  - {id: c, done: {act: open, on: C}, weight: 2, goal: CO2}
  - {id: d, done: {act: open, on: D}, weight: 2, goal: CO2, from: bad}
"""


def two(body: str, **rest: Any) -> Result:
    return play(rubric(body, TWO), **rest)


def opened(*names: str) -> list[tuple[Any, ...]]:
    return [act(1 + i, "open", name) for i, name in enumerate(names)]


def test_outcomes_are_weighted_means_and_the_total_their_shared_sum() -> None:
    """C_k = Σ w·r / Σ w over what counts; total = 100·Σ share·C_k."""
    result = two(STEPS, acts=opened("A", "C"), events=[(1, "fault", "F9")])
    assert {o.id: o.attained for o in result.outcomes} == {"CO1": 0.75, "CO2": 0.5}
    assert result.total == pytest.approx(100 * (0.6 * 0.75 + 0.4 * 0.5))
    assert sum(i.possible for i in result.items) == pytest.approx(100.0)
    assert sum(i.gained for i in result.items) == pytest.approx(result.raw)


def test_what_had_no_occasion_leaves_the_sums_and_is_named() -> None:
    """Weights are renormalised over what counts, and the notes say so."""
    result = two(STEPS, acts=opened("A", "B", "C"))
    assert (result.total, result.item("d").judgement) == (100.0, "n/a")
    assert result.outcomes[1].left_out == ("d",)
    assert "CO2 按其余项目的权重折算，未计：打开 D。" in [note.zh for note in result.notes]


def test_an_outcome_without_anything_judged_gives_its_share_to_the_others() -> None:
    """Shares are renormalised as weights are, and the notes say so."""
    body = STEPS.replace("weight: 2, goal: CO2}", "weight: 2, goal: CO2, from: bad}")
    result = two(body, acts=opened("A"))
    assert (result.total, result.outcomes[1].attained, result.outcomes[0].share_here) == (75.0, None, 1.0)
    assert any("CO2" in note.zh and "分担" in note.zh for note in result.notes)


def test_nothing_done_is_nothing_earned() -> None:
    """An idle learner gets 0 and each due step is missing."""
    result = two(STEPS)
    assert (result.total, result.passed) == (0.0, False)
    assert [i.judgement for i in result.items] == ["missing", "missing", "missing", "n/a"]


RULES = """
rules:
  - {id: dont, kind: never, done: {act: press, on: X}, points: 15, title: {zh: 误按, en: Wrong button}}
  - {id: kill, kind: never, done: {act: press, on: Y}, gate: veto, title: {zh: 致命误操作, en: Fatal act}}
  - {id: slip, kind: never, done: {act: press, on: Z}, gate: major, title: {zh: 重大误操作, en: Grave act}}
"""


def test_points_are_taken_off_the_total() -> None:
    """A deduction subtracts; it does not touch the outcomes."""
    result = two(STEPS + RULES + GATES, acts=[*opened("A", "B", "C"), act(9, "press", "X")])
    assert (result.raw, result.deducted, result.total) == (100.0, 15.0, 85.0)
    assert [(d.item, d.points) for d in result.deductions] == [("dont", 15.0)]
    assert result.deductions[0].what.zh == "误按：00:09 发生"


def test_a_mark_is_never_below_zero() -> None:
    """Deductions stop at 0."""
    result = two(STEPS + RULES + GATES, acts=[act(9, "press", "X")])
    assert result.total == 0.0


def test_gates_cap_and_are_shown_beside_the_raw_mark() -> None:
    """A gate does not subtract: the raw mark stands beside what is left of it, with the cause."""
    result = two(STEPS + RULES + GATES, acts=[*opened("A", "B", "C"), act(9, "press", "Z")])
    assert (result.raw, result.before_gates, result.total, result.passed) == (100.0, 100.0, 59.0, False)
    assert result.summary.zh == "得分 100；100 → 59（重大失误：重大误操作：00:09 发生）"
    assert result.gates[0].items == ("slip",)


def test_the_veto_dominates() -> None:
    """A failing gate fails whatever else was earned."""
    result = two(STEPS + RULES + GATES, acts=[*opened("A", "B", "C"), act(9, "press", "Z"), act(9, "press", "Y")])
    assert (result.total, result.passed) == (0.0, False)
    assert [e.gate for e in result.gates] == ["veto", "major"]
    soft = GATES.replace("cap: 0", "cap: 100")
    soft_result = two(STEPS + RULES + soft, acts=[*opened("A", "B", "C"), act(9, "press", "Y")])
    assert (soft_result.total, soft_result.passed) == (100.0, False)


def test_a_gate_may_cap_an_outcome() -> None:
    """``goal_cap`` limits the attainment of the outcome the item counts for."""
    gates = GATES.replace("cap: 59}", "cap: 59, goal_cap: 50 %}")
    body = STEPS + RULES.replace("gate: major", "gate: major, goal: CO2") + gates
    result = two(body, acts=[*opened("A", "B", "C"), act(9, "press", "Z")])
    assert {o.id: o.attained for o in result.outcomes} == {"CO1": 1.0, "CO2": 0.5}


@pytest.mark.parametrize(("gate", "total"), [("major", 100.0), ("veto", 0.0)])
def test_recovery_lifts_a_cap_but_never_a_veto(gate: str, total: float) -> None:
    """Putting a major error right in time opens its gate; a veto stays shut."""
    body = STEPS + RULES.replace("gate: major", f"gate: {gate}") + (
        "  - {id: undo, kind: recover, of: slip, when: {act: press, on: U}, within: 30 s, gives_back: 100 %}\n"
    ) + GATES  # fmt: skip
    result = two(body, acts=[*opened("A", "B", "C"), act(9, "press", "Z"), act(20, "press", "U")])
    assert (result.item("slip").judgement, result.total) == ("recovered", total)


def test_recovery_gives_part_of_a_deduction_back() -> None:
    """Half put right is half taken off."""
    body = STEPS + RULES + (
        "  - {id: undo, kind: recover, of: dont, when: {act: press, on: U}, within: 30 s, gives_back: 50 %}\n"
    ) + GATES  # fmt: skip
    result = two(body, acts=[*opened("A", "B", "C"), act(9, "press", "X"), act(20, "press", "U")])
    assert result.deducted == 7.5


CAUSE = """
rules:
  - {id: act, kind: never, done: {act: press, on: X}, points: 10, causes: temp, effect: 30 s}
  - {id: temp, kind: hold, what: T1, high: 60 degC, weight: 1, goal: CO1}
"""


@pytest.mark.parametrize(
    ("hot_from", "excused", "total"), [(20, "act", 90.0), (45, "", 30.0), (2, "", 30.0)]
)  # fmt: skip
def test_a_cause_is_charged_once(hot_from: int, excused: str, total: float) -> None:
    """A violated hold that follows from a forbidden act already charged is named as its consequence, not charged."""
    body = (
        STEPS.replace("weight: 3", "weight: 1").replace("weight: 1, goal: CO1}\n  - {id: c", "goal: CO1}\n  - {id: c")
        + CAUSE
    )
    result = two(body, acts=[*opened("A", "B", "C"), act(10, "press", "X")],
                 T1=lambda s: 70.0 if hot_from < s < hot_from + 5 else 50.0)  # fmt: skip
    item = result.item("temp")
    assert (item.judgement, item.excused_by) == ("broken", excused)
    expected = total if excused else 100 * (0.6 * 0.5 + 0.4) - 10
    assert result.total == pytest.approx(expected)
    assert any("不重复扣分" in note.zh for note in result.notes) == bool(excused)


def test_what_merely_happens_at_the_same_time_is_no_cause() -> None:
    """A forbidden act excuses only holds it is said to cause, or that measure what it is about."""
    cooled = {"T1": lambda s: 70.0 if 20 < s < 25 else 50.0}
    unrelated = two(STEPS + CAUSE.replace("causes: temp, ", ""), acts=[act(10, "press", "X")], **cooled)
    assert unrelated.item("temp").excused_by == ""
    same_tag = CAUSE.replace("{act: press, on: X}", '"T1 > 65 degC"').replace("causes: temp, ", "")
    assert two(STEPS + same_tag, **cooled).item("temp").excused_by == "act"
    rising: Any = lambda s: 50.0 + max(0.0, s - 20)  # noqa: E731 - leaves the band 5 s before the forbidden state
    assert two(STEPS + same_tag, T1=rising).item("temp").excused_by == ""


def test_the_author_may_charge_consequences_too() -> None:
    """``charge: always`` charges a hold whatever its cause."""
    body = STEPS + CAUSE.replace("weight: 1, goal: CO1}", "charge: always, weight: 1, goal: CO1}")
    result = two(body, acts=[*opened("A"), act(10, "press", "X")], T1=lambda s: 70.0 if 20 < s < 25 else 50.0)
    assert result.item("temp").excused_by == ""


def test_hints_are_a_line_of_their_own_and_bounded() -> None:
    """Hints cost by level up to a limit, without touching what was earned."""
    body = STEPS + "hints: {cost: {1: 1, 2: 3}, most: 5}\n"
    used = [*opened("A", "B", "C"), act(4, "ask", "HELP"), act(5, "ask", "HELP", 2)]
    result = two(body, acts=used)
    assert (result.raw, result.hints.used, result.hints.cost, result.total) == (100.0, {"1": 1, "2": 1}, 4.0, 96.0)
    assert two(body, acts=[*used, act(6, "ask", "HELP", 2)]).total == 95.0
    assert two(STEPS, acts=used, hint_cost=1.5).total == 97.0
    assert two(STEPS, acts=used).total == 100.0


def test_pass_mark_and_grades() -> None:
    """The grade is the highest whose mark is reached."""
    body = STEPS + "pass: {mark: 70, grades: [{at: 90, title: {zh: 优, en: A}}, {at: 70, title: {zh: 中, en: C}}]}\n"
    assert two(body, acts=opened("A", "B", "C")).grade.zh == "优"  # type: ignore[union-attr]
    middle = two(body, acts=opened("A", "C"))
    assert (middle.total, middle.passed, middle.grade.en) == (85.0, True, "C")  # type: ignore[union-attr]
    low = two(body, acts=opened("A"))
    assert (low.passed, low.grade) == (False, None)


def test_three_parties_stay_pending_until_all_have_marked() -> None:
    """Nobody's share is silently given to the others."""
    body = STEPS + "parties: {school: 40 %, enterprise: 30 %, student: 30 %}\n"
    acts = opened("A", "B", "C")
    waiting = two(body, acts=acts, parties={"enterprise": 80.0})
    assert waiting.final is None
    assert [p.score for p in waiting.parties] == [100.0, 80.0, None]
    assert any(note.zh == "待评：学生；综合成绩未定。" for note in waiting.notes)
    assert two(body, acts=acts, parties={"enterprise": 80.0, "student": 90.0}).final == 91.0


def test_an_attempt_cut_off_is_marked_as_such() -> None:
    """Without an end record what is there is marked, and the result says so."""
    result = two(STEPS, acts=opened("A"), how=None)
    assert result.how == "unfinished"
    assert result.notes[0].zh.startswith("记录在中途断开")


def test_result_survives_its_canonical_bytes() -> None:
    """A result written and read back is the same, to the byte."""
    result = two(STEPS + RULES + GATES, acts=[*opened("A"), act(9, "press", "Z")], events=[(3, "fault", "F9")])
    again = Result.from_canonical(result.canonical())
    assert again == result
    assert again.canonical() == result.canonical()


def test_no_deduction_without_evidence() -> None:
    """Every item that lost points says on what that rests."""
    result = two(STEPS + RULES + GATES, acts=[act(9, "press", "Z"), act(9, "press", "X")], events=[(3, "fault", "F9")])
    assert result.deductions
    assert all(result.item(d.item).evidence for d in result.deductions)
