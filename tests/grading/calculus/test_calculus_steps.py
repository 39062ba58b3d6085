"""Steps: done, late, wrong, missing, not applicable."""

from __future__ import annotations

from typing import Any

import pytest

from tests.grading.calculus.lab import act, live, only, play, rows_of

FAULT = "marks: {bad: {event: fault, source: F9, title: {zh: 故障, en: the fault}}}\n"
BANDS = "{3 s: 4, 7 s: 3, 20 s: 2}"


def step(rest: str, done: str = "{act: stop, on: P}", head: str = "") -> str:
    return f"{head}steps:\n  - {{id: x, done: {done}, weight: 1, goal: CO1, {rest}}}\n"


@pytest.mark.parametrize(
    ("second", "judgement", "credit"),
    [(11, "met", 1.0), (13, "met", 1.0), (13.1, "met", 0.8), (17, "met", 0.8), (30, "met", 0.6), (30.1, "broken", 0.0)],
)
def test_credit_falls_with_the_time_taken(second: float, judgement: str, credit: float) -> None:
    """A step's credit is that of the first band its delay fits into; a limit belongs to its own band."""
    item = only(step(f"from: bad, within: {BANDS}", head=FAULT), acts=[act(second, "stop", "P")],
                events=[(10, "fault", "F9")])  # fmt: skip
    assert (item.judgement, item.credit) == (judgement, credit)


def test_evidence_of_a_step_is_its_delay() -> None:
    """Evidence names the interval, the seconds measured, the limit, the signed margin and the action."""
    item = only(step(f"from: bad, within: {BANDS}", head=FAULT), acts=[act(15, "stop", "P")],
                events=[(10, "fault", "F9")])  # fmt: skip
    (evidence,) = item.evidence
    assert (evidence.start, evidence.end, evidence.measured, evidence.limit) == (100, 150, 5.0, 3.0)
    assert (evidence.margin, evidence.unit, evidence.refs) == (-2.0, "s", ("a0",))
    assert item.what.zh == "停止 P：故障后 00:05 完成，超过 3 秒，得 80 %"
    assert item.what.en == "stop P: done 00:05 after the fault, later than 3 s: 80 % of the credit"


@pytest.mark.parametrize(
    ("how", "seconds", "judgement"),
    [("finished", 25, "missing"), ("quit", 25, "missing"), ("timed_out", 25, "n/a"), ("timed_out", 35, "broken")],
)
def test_never_done(how: str, seconds: float, judgement: str) -> None:
    """What was due and not done is missing; only the clock, not the learner, can stop a running deadline."""
    body = step(f"from: bad, within: {BANDS}", head=FAULT)
    item = only(body, events=[(10, "fault", "F9")], how=how, seconds=seconds)
    assert (item.judgement, item.credit) == (judgement, 0.0)
    assert bool(item.evidence) == (judgement != "n/a")


def test_without_its_moment_a_step_is_not_applicable() -> None:
    """A step whose moment never came is n/a and weighs nothing."""
    item = only(step(f"from: bad, within: {BANDS}", head=FAULT), acts=[act(5, "stop", "P")])
    assert (item.judgement, item.possible) == ("n/a", 0.0)


def test_what_was_done_before_the_moment_is_no_response() -> None:
    """An action before the moment does not count, a state that already holds counts at once."""
    events = [(10, "fault", "F9")]
    by_act = only(step("from: bad", head=FAULT), acts=[act(5, "stop", "P")], events=events)
    by_state = only(step(f"from: bad, within: {BANDS}", '"F1 < 1 kg/s"', FAULT), events=events, F1=0.0)
    assert by_act.judgement == "missing"
    assert (by_state.judgement, by_state.data["delay"]) == ("met", 0)


def test_a_state_must_last() -> None:
    """A step over a condition is done when the condition has held for its time, without a break."""
    body = step("", '{when: "F1 > 1 kg/s", for: 10 s}')
    assert only(body, F1=lambda s: 2.0 if s >= 5 else 0.0).data["at"] == 150
    assert only(body, F1=lambda s: 2.0 if s >= 5 and s != 9 else 0.0).data["at"] == 200
    assert only(body, F1=lambda s: 2.0 if s % 10 else 0.0).judgement == "missing"


@pytest.mark.parametrize(
    ("done", "acts", "judgement"),
    [
        ("{act: set, on: C1, value: {sp: [58, 62]}}", [act(1, "set", "C1", {"sp": 60})], "met"),
        ("{act: set, on: C1, value: {sp: [58, 62]}}", [act(1, "set", "C1", {"sp": 63})], "missing"),
        ("{act: set, on: C1, value: {sp: 60}}", [act(1, "set", "C1", {"mode": "auto"})], "missing"),
        ("{act: set, on: C1, value: {mode: auto}}", [act(1, "set", "C1", {"mode": "auto"})], "met"),
        ("{act: set, on: V1, value: 0.3}", [act(1, "set", "V1", 0.1 + 0.2)], "met"),
        ("{act: [open, turn], on: [V1, V2]}", [act(1, "turn", "V2")], "met"),
        ("{act: check}", [act(1, "check", "anything")], "met"),
        ("{act: open, on: V1}", [act(1, "open", "V1", None, "instructor")], "missing"),
        ("{act: open, on: V1, by: partner}", [act(1, "open", "V1", None, "partner")], "met"),
        ("{act: open, on: V1, by: anyone}", [act(1, "open", "V1", None, "partner")], "met"),
        ("{all: [{act: close, on: V1}, {act: close, on: V2}]}", [act(1, "close", "V2"), act(2, "close", "V1")], "met"),
        ("{all: [{act: close, on: V1}, {act: close, on: V2}]}", [act(1, "close", "V2")], "missing"),
        ("{any: [{act: close, on: V1}, {when: K1}]}", [act(1, "close", "V1")], "met"),
        ("{all: [{act: close, on: V1}, {when: K1}]}", [act(1, "close", "V1")], "missing"),
    ],
)  # fmt: skip
def test_what_counts_as_doing(done: str, acts: list[tuple[Any, ...]], judgement: str) -> None:
    """Actions match by verb, object, actor and value; any and all combine."""
    assert only(step("", done), acts=acts).judgement == judgement


def test_needs_hold_at_the_moment_of_doing() -> None:
    """A step done while its condition did not hold is broken, and the sentence gives the values then."""
    body = step('needs: ["T1 >= 55 degC", {when: K1, title: {zh: 搅拌运行, en: stirring}}]', "{act: open, on: V1}")
    good = only(body, acts=[act(9.5, "open", "V1")], T1=60.0, K1=1.0)
    bad = only(body, acts=[act(9.5, "open", "V1")], T1=lambda s: 40.0 + s, K1=0.0)
    assert good.judgement == "met"
    assert bad.judgement == "broken"
    (evidence,) = bad.evidence
    assert (evidence.measured, evidence.limit, evidence.margin, evidence.unit) == (49.0, 55.0, -6.0, "degC")
    assert bad.what.zh == "打开 V1：00:09 操作时条件不满足：“T1 >= 55 degC”、搅拌运行（当时温度 49 °C，运行 0）"


def test_needs_look_at_the_row_before_the_action() -> None:
    """What the action itself brings about does not make it right."""
    body = step('needs: "T1 >= 55 degC"', "{act: open, on: V1}")
    assert only(body, acts=[act(10, "open", "V1")], T1=lambda s: 60.0 if s >= 10 else 20.0).judgement == "broken"


def test_needs_before_the_first_row_wait_for_it() -> None:
    """A step done before anything was recorded is judged by the first row."""
    body = step('needs: "T1 >= 55 degC"', "{act: open, on: V1}")
    assert only(body, acts=[act(0, "open", "V1")], T1=60.0).judgement == "met"
    assert only(body, acts=[act(0, "open", "V1")], T1=20.0).judgement == "broken"


def test_until_closes_the_step() -> None:
    """A step not done before its closing moment is missing, and doing it later does not help."""
    body = "marks: {late: {event: phase, source: p2}}\n" + step("until: late")
    events = [(20, "phase", "p2")]
    assert only(body, acts=[act(19, "stop", "P")], events=events).judgement == "met"
    late = only(body, acts=[act(25, "stop", "P")], events=events)
    assert (late.judgement, late.credit) == ("missing", 0.0)


def test_what_an_emergency_interrupts_is_not_charged() -> None:
    """A step or rule whose ``unless`` moment comes first is n/a; what was decided before stays."""
    steps = """  - {id: y, done: {act: open, on: V1}, unless: bad, weight: 1, goal: CO1}
rules:
  - {id: n, kind: count, done: {act: fill}, at_least: 2, unless: bad, weight: 1, goal: CO1}
"""
    body = step("unless: bad", head=FAULT) + steps
    acts = [act(5, "open", "V1"), act(20, "stop", "P"), act(21, "fill", "LOG")]
    result = play(body, acts=acts, events=[(10, "fault", "F9")])
    assert [i.judgement for i in result.items] == ["n/a", "met", "n/a"]
    assert result.item("x").what.zh == "停止 P：出现“故障”后不再考核"
    assert [i.judgement for i in play(body, acts=acts).items] == ["met", "met", "missing"]


def test_done_late_is_still_said() -> None:
    """A step done after its last band stays broken; the sentence says how late it came."""
    item = only(step(f"from: bad, within: {BANDS}", head=FAULT), acts=[act(45, "stop", "P")],
                events=[(10, "fault", "F9")])  # fmt: skip
    assert item.what.zh == "停止 P：故障后 00:35 才完成，最迟应在 20 秒内"


def test_ready_follows_the_partial_order() -> None:
    """Only steps whose predecessors are done are offered as the next ones."""
    marker = live(
        """steps:
  - {id: a, done: {act: open, on: A}}
  - {id: b, done: {act: open, on: B}, after: a}
  - {id: c, done: {act: open, on: C}}
"""
    )
    for tick, values in rows_of(1, {}):
        marker.on_row(tick, values)
    assert marker.ready() == ["a", "c"]
    assert [f.data["phase"] for f in marker.findings()] == ["due", "", "due"]


def test_levels_can_be_percentages() -> None:
    """Bands may give percentages instead of levels."""
    body = step("from: bad, within: {3 s: 100 %, 20 s: 20 %}", head=FAULT)
    item = only(body, acts=[act(15, "stop", "P")], events=[(10, "fault", "F9")])
    assert (item.judgement, item.credit, item.level) == ("met", 0.2, 0)


def test_the_table_of_levels_can_be_changed() -> None:
    """``levels`` turns levels into ratios."""
    body = "levels: [0, 0.2, 0.5, 0.7, 1]\n" + step("from: start, within: {3 s: 4, 20 s: 2}")
    assert play(body, acts=[act(5, "stop", "P")]).item("x").credit == 0.5
