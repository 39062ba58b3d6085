"""The ten rule kinds: every verdict each can reach, its credit and its words."""

from __future__ import annotations

from typing import Any

import pytest

from grading.calculus.rules import RULE_KINDS
from tests.grading.calculus.lab import GATES, act, only, play


def rule(text: str, head: str = "") -> str:
    return f"{head}rules:\n  - {{id: x, {text}}}\n"


def test_the_list_is_closed() -> None:
    """There are ten kinds of rules."""
    assert RULE_KINDS == (
        "respond", "hold", "reach", "track", "band", "never", "count", "recover", "ask", "judge",
    )  # fmt: skip


# -- respond ---


RESPOND = rule(
    'kind: respond, when: "T1 > 65 degC", want: "F1 > 1 kg/s", within: {10 s: 4, 30 s: 2}, weight: 1, goal: CO1'
)


@pytest.mark.parametrize(
    ("answer", "judgement", "credit"),
    [
        (0, "met", 1.0),
        (20, "met", 1.0),
        (30, "met", 1.0),
        (31, "met", 0.6),
        (50, "met", 0.6),
        (51, "broken", 0.0),
        (99, "broken", 0.0),
    ],
)  # fmt: skip
def test_respond_by_delay(answer: int, judgement: str, credit: float) -> None:
    """From the trigger on the clock runs; what already holds is an answer at once."""
    item = only(RESPOND, T1=lambda s: 70.0 if s >= 20 else 20.0, F1=lambda s: 2.0 if s >= answer else 0.0)
    assert (item.judgement, item.credit) == (judgement, credit)


@pytest.mark.parametrize(("how", "judgement"), [("finished", "missing"), ("failed", "missing"), ("timed_out", "n/a")])
def test_respond_still_open_at_the_end(how: str, judgement: str) -> None:
    """Leaving before the deadline is no answer; the clock running out is no fault."""
    assert only(RESPOND, T1=lambda s: 70.0 if s >= 50 else 20.0, how=how).judgement == judgement


def test_respond_without_occasion() -> None:
    """A rule never triggered is n/a."""
    assert only(RESPOND).judgement == "n/a"


def test_the_slowest_of_several_answers_counts() -> None:
    """Each occasion is timed; the slowest decides, unless only the first is asked for."""
    hot = [5, 30]
    signals: dict[str, Any] = {
        "T1": lambda s: 70.0 if any(h <= s < h + 15 for h in hot) else 20.0,
        "F1": lambda s: 2.0 if 8 <= s < 20 or s >= 42 else 0.0,
    }
    assert only(RESPOND, **signals).data["delay"] == 120
    first = RESPOND.replace("weight", "occasions: first, weight")
    assert only(first, **signals).data["delay"] == 30


def test_respond_to_events_by_actions() -> None:
    """Trigger and answer may be events and actions, with their references as evidence."""
    body = rule(
        "kind: respond, when: {event: alarm, data: {state: unack}}, want: {act: acknowledge}, "
        "within: {1 min: 4}, weight: 1, goal: CO1"
    )
    events = [(10, "alarm", "T1.H", {"state": "normal"}), (30, "alarm", "T1.H", {"state": "unack"})]
    item = only(body, acts=[act(31.5, "acknowledge", "ALARMS")], events=events)
    assert (item.judgement, item.evidence[0].measured, item.evidence[0].refs) == ("met", 1.5, ("e1", "a0"))


# -- hold ---


HOLD = rule("kind: hold, what: T1, low: 40 degC, high: 60 degC, allow: 10 s, weight: 1, goal: CO1")


@pytest.mark.parametrize(("out", "judgement", "credit"), [(0, "met", 1.0), (10, "met", 1.0), (11, "broken", 0.0)])
def test_hold_tolerates_its_allowance(out: int, judgement: str, credit: float) -> None:
    """Time outside is added up and held against the allowance."""
    item = only(HOLD, T1=lambda s: 70.0 if 20 < s <= 20 + out else 50.0)
    assert (item.judgement, item.credit) == (judgement, credit)


def test_hold_reports_each_violation_once() -> None:
    """A sustained violation is one piece of evidence with its interval and peak; two are two."""
    item = only(HOLD, T1=lambda s: 60.0 + 5 - abs(s - 25) if 20 < s < 30 else 38.0 if 40 < s <= 42 else 50.0)
    assert [(e.start, e.end, e.measured, e.limit, e.margin) for e in item.evidence] == [
        (200, 290, 65.0, 60.0, -5.0),
        (400, 420, 38.0, 40.0, -2.0),
    ]
    assert item.what.zh == "温度：超出 40–60 °C 共 11 秒（2 次），极值 65 °C"


def test_hold_by_bands_and_ignoring_spikes() -> None:
    """Bands give credit by total time outside; excursions no longer than ``ignore`` do not count."""
    bands = rule("kind: hold, what: T1, high: 60 degC, bands: {0 s: 4, 30 s: 2}, ignore: 3 s, weight: 1, goal: CO1")
    assert only(bands, T1=lambda s: 70.0 if 20 < s <= 23 else 50.0).credit == 1.0
    assert only(bands, T1=lambda s: 70.0 if 20 < s <= 40 else 50.0).credit == 0.6
    assert only(bands, T1=lambda s: 70.0 if 20 < s <= 55 else 50.0).judgement == "broken"


def test_hold_without_allowance_breaks_at_once() -> None:
    """Without allowance one sample outside is enough, even the first."""
    body = rule("kind: hold, what: T1, high: 60 degC, weight: 1, goal: CO1")
    assert only(body, T1=lambda s: 61.0 if s == 0 else 50.0).judgement == "broken"


def test_hold_only_in_its_window() -> None:
    """Outside its window and while its condition is false nothing is held against the learner."""
    body = rule("kind: hold, what: T1, high: 60 degC, during: [a, b], while: K1, weight: 1, goal: CO1",
                "marks: {a: {act: open, on: A}, b: {act: close, on: A}}\n")  # fmt: skip
    acts = [act(10, "open", "A"), act(30, "close", "A")]
    hot_before: Any = lambda s: 70.0 if s < 10 or s > 30 else 50.0  # noqa: E731
    assert only(body, acts=acts, T1=hot_before, K1=1.0).judgement == "met"
    assert only(body, acts=acts, T1=70.0, K1=0.0).judgement == "n/a"
    assert only(body, acts=acts, T1=70.0, K1=1.0).judgement == "broken"
    assert only(body, T1=70.0, K1=1.0).judgement == "n/a"


def test_hold_over_an_expression() -> None:
    """A measure may be a formula, with its limits in any fitting unit."""
    body = rule('kind: hold, what: "F1 * 60 s", high: 90 kg, weight: 1, goal: CO1')
    assert only(body, F1=1.4).judgement == "met"
    assert only(body, F1=1.6).evidence[0].measured == pytest.approx(96.0)


# -- reach ---


REACH = rule(
    "kind: reach, what: T1, target: 60 degC, band: 2 K, for: 5 s, "
    "from: start, by: {20 s: 4, 40 s: 2}, weight: 1, goal: CO1"
)


@pytest.mark.parametrize(
    ("at", "judgement", "credit"), [(10, "met", 1.0), (20, "met", 1.0), (21, "met", 0.6), (41, "broken", 0.0)]
)
def test_reach_counts_the_time_it_came_in(at: int, judgement: str, credit: float) -> None:
    """What counts is when the target was reached, provided it stayed there."""
    item = only(REACH, T1=lambda s: 59.0 if s >= at else 20.0)
    assert (item.judgement, item.credit) == (judgement, credit)


def test_reach_must_stay() -> None:
    """Passing through the band is not reaching it; the nearest value is named."""
    item = only(REACH, T1=lambda s: 2.0 * s if s < 35 else 70.0)
    assert item.judgement == "broken"
    assert item.what.zh == "温度：40 秒内没有达到 60 ± 2 °C（最接近 58 °C）"


@pytest.mark.parametrize(("how", "judgement"), [("quit", "missing"), ("timed_out", "n/a")])
def test_reach_not_before_the_end(how: str, judgement: str) -> None:
    """An attempt left early has missed the target."""
    assert only(REACH, seconds=15, how=how).judgement == judgement


def test_reach_one_sided() -> None:
    """``at_most`` and ``at_least`` are targets too."""
    body = rule("kind: reach, what: T1, at_most: 40 degC, by: {30 s: 4}, weight: 1, goal: CO1")
    assert only(body, T1=lambda s: 60.0 - s).data["delay"] == 200
    assert only(body.replace("at_most", "at_least"), T1=lambda s: 10.0 + 2 * s).data["delay"] == 150


# -- track ---


@pytest.mark.parametrize(
    ("measure", "bands", "value"),
    [("mean", "{2 K: 4}", 1.5), ("rms", "{2 K: 4}", 2.5**0.5), ("max", "{2 K: 4}", 2.0), ("iae", "{200 K*s: 4}", 90.0)],
)
def test_track_measures(measure: str, bands: str, value: float) -> None:
    """mean, rms, max and iae of a deviation of 1 K half of the time and 2 K the other half."""
    body = rule(f"kind: track, what: T1, target: 60 degC, measure: {measure}, bands: {bands}, weight: 1, goal: CO1")
    item = only(body, T1=lambda s: 61.0 if s <= 30 else 58.0)
    assert item.judgement == "met"
    assert item.evidence[0].measured == pytest.approx(value)


def test_track_follows_a_moving_target() -> None:
    """The target may be another tag; credit falls with the deviation."""
    body = rule("kind: track, what: L1, follows: L1, bands: {1 %: 4}, weight: 1, goal: CO1")
    assert only(body, L1=lambda s: float(s)).credit == 1.0
    body = rule("kind: track, what: T1, target: 60 degC, bands: {1 K: 4, 3 K: 2}, weight: 1, goal: CO1")
    assert only(body, T1=62.0).credit == 0.6
    assert only(body, T1=64.0).judgement == "broken"
    late = body.replace("weight", "during: [a, end], weight").replace("rules:", "marks: {a: {act: open}}\nrules:")
    assert only(late, T1=62.0).judgement == "n/a"


# -- band ---


@pytest.mark.parametrize(
    ("value", "credit"), [(60, 1.0), (62, 1.0), (58, 1.0), (63.5, 0.5), (56, 1 / 3), (65, 0.0), (40, 0.0)]
)
def test_band_is_linear_between_its_limits(value: float, credit: float) -> None:
    """Full inside the inner deviation, nothing beyond the outer one, linear between, on both sides."""
    body = rule("kind: band, what: T1, target: 60 degC, full: 2 K, zero: 5 K, weight: 1, goal: CO1")
    item = only(body, T1=value)
    assert item.credit == pytest.approx(credit)
    assert item.judgement == ("met" if credit >= 0.4 else "broken")


@pytest.mark.parametrize(("take", "credit"), [("mean", 0.75), ("worst", 0.5), ("last", 0.5)])
def test_band_takes_mean_worst_or_last(take: str, credit: float) -> None:
    """Samples are averaged over time unless the worst or the last is asked for."""
    body = rule(f"kind: band, what: L1, at_most: {{full: 10 %, zero: 20 %}}, take: {take}, weight: 1, goal: CO1")
    assert only(body, L1=lambda s: 15.0 if s > 30 else 5.0).credit == pytest.approx(credit)


def test_band_samples_at_its_interval() -> None:
    """With an interval only every so many seconds are looked at."""
    body = rule("kind: band, what: L1, at_least: {full: 10 %, zero: 0 %}, sample: 20 s, weight: 1, goal: CO1")
    assert only(body, L1=lambda s: 10.0 if s % 20 == 0 else 0.0).credit == 1.0


@pytest.mark.parametrize(
    ("took", "judgement", "credit"), [(10, "met", 1.0), (15, "met", 0.5), (18, "broken", 0.2), (25, "broken", 0.0)]
)
def test_band_over_elapsed_time(took: float, judgement: str, credit: float) -> None:
    """The time between two moments can be the measure."""
    body = rule("kind: band, elapsed: [a, b], at_most: {full: 10 s, zero: 20 s}, weight: 1, goal: CO1",
                "marks: {a: {act: open, on: A}, b: {act: close, on: A}}\n")  # fmt: skip
    item = only(body, acts=[act(5, "open", "A"), act(5 + took, "close", "A")])
    assert (item.judgement, item.credit) == (judgement, pytest.approx(credit))
    assert only(body).judgement == "n/a"
    assert only(body, acts=[act(50, "open", "A")]).judgement == "missing"


def test_band_without_its_window() -> None:
    """A band whose window never opened is n/a."""
    body = rule("kind: band, what: L1, at_most: {full: 10 %, zero: 20 %}, during: [a, end], weight: 1, goal: CO1",
                "marks: {a: {act: open, on: A}}\n")  # fmt: skip
    assert only(body).judgement == "n/a"


# -- never ---


def test_never_by_state_action_and_event() -> None:
    """What must not happen breaks the rule whatever kind of thing it is; otherwise the rule is met."""
    state = rule('kind: never, done: {when: "T1 > 75 degC", for: 5 s}, points: 10')
    assert only(state, T1=lambda s: 80.0 if 20 <= s < 25 else 50.0).judgement == "met"
    broken = only(state, T1=lambda s: 80.0 if 20 <= s < 40 else 50.0)
    assert (broken.judgement, broken.deducted) == ("broken", 10.0)
    assert broken.what.zh == "x：00:25 发生，持续 19 秒（当时温度 80 °C）"
    (evidence,) = broken.evidence
    assert (evidence.start, evidence.end, evidence.measured, evidence.limit) == (200, 390, 80.0, 75.0)
    assert (evidence.margin, evidence.unit) == (-5.0, "degC")
    assert only(rule("kind: never, done: {act: bypass}, points: 5"), acts=[act(3, "bypass", "I1")]).deducted == 5.0
    refused = rule("kind: never, done: {event: refused, data: {verb: bypass}}, points: 5")
    assert only(refused, events=[(3, "refused", "I1", {"verb": "bypass"})]).judgement == "broken"


def test_never_each_time_up_to_a_limit() -> None:
    """With ``each`` every occurrence takes points off, up to ``most``."""
    body = rule("kind: never, done: {act: press}, points: 4, each: true, most: 10")
    assert only(body, acts=[act(i, "press", "B") for i in range(2)]).deducted == 8.0
    assert only(body, acts=[act(i, "press", "B") for i in range(5)]).deducted == 10.0


def test_never_only_in_its_window() -> None:
    """A rule whose window never opened is n/a; what happened before it does not count."""
    body = rule("kind: never, done: {act: press}, points: 4, during: [a, end]", "marks: {a: {act: open, on: A}}\n")
    assert only(body, acts=[act(1, "press", "B")]).judgement == "n/a"
    assert only(body, acts=[act(1, "press", "B"), act(2, "open", "A")]).judgement == "met"
    assert only(body, acts=[act(2, "open", "A"), act(3, "press", "B")]).judgement == "broken"


# -- count ---


@pytest.mark.parametrize(
    ("limits", "times", "judgement", "credit"),
    [
        ("at_most: 2", 2, "met", 1.0),
        ("at_most: 2", 3, "broken", 0.0),
        ("at_least: 2", 2, "met", 1.0),
        ("at_least: 2", 1, "missing", 0.0),
        ("at_least: 1, at_most: 2", 2, "met", 1.0),
        ("at_least: 1, at_most: 2", 0, "missing", 0.0),
        ("bands: {0: 4, 2: 2}", 1, "met", 0.6),
        ("bands: {0: 4, 2: 2}", 3, "broken", 0.0),
        ("at_most: 2, per: 5 s", 6, "met", 1.0),
        ("at_most: 1, per: 5 s", 6, "broken", 0.0),
    ],
)
def test_count(limits: str, times: int, judgement: str, credit: float) -> None:
    """Numbers are held against limits or bands, in all or within any stretch of time (here every 3 s)."""
    item = only(rule(f"kind: count, done: {{act: start, on: P}}, {limits}, weight: 1, goal: CO1"),
                acts=[act(3 * i, "start", "P") for i in range(times)])  # fmt: skip
    assert (item.judgement, item.credit) == (judgement, credit)
    assert item.evidence


def test_count_states_by_their_beginnings() -> None:
    """A condition counts once each time it becomes true."""
    body = rule('kind: count, done: "T1 > 65 degC", at_most: 2, weight: 1, goal: CO1')
    assert only(body, T1=lambda s: 70.0 if s % 20 >= 10 else 50.0).data["times"] == 3


# -- recover ---


def recover(rest: str = "", of: str = HOLD) -> str:
    return (
        of.replace("id: x", "id: level")
        + f"  - {{id: x, kind: recover, of: level, within: 20 s, gives_back: 50 %{rest}}}\n"
    )


@pytest.mark.parametrize(
    ("back", "verdict", "credit"), [(25, "recovered", 0.5), (50, "broken", 0.0), (99, "broken", 0.0)]
)
def test_recover_gives_back_part(back: int, verdict: str, credit: float) -> None:
    """Back within the limits in time, half of the lost credit returns and the item counts as recovered."""
    result = play(recover(), T1=lambda s: 70.0 if 5 < s < back else 50.0)
    assert (result.item("level").judgement, result.item("level").credit) == (verdict, credit)
    assert result.item("level").recovered_by == ("x" if verdict == "recovered" else "")


def test_the_end_of_the_attempt_puts_nothing_right() -> None:
    """Still outside, or still forbidden, when the attempt ends is not recovered."""
    assert play(recover(), seconds=20, T1=lambda s: 70.0 if s > 5 else 50.0).item("x").judgement == "missing"
    state = rule('kind: never, done: "T1 > 65 degC", points: 4')
    assert play(recover(of=state), seconds=20, T1=lambda s: 70.0 if s > 5 else 50.0).item("x").judgement == "missing"
    assert play(recover(of=state), seconds=20, T1=lambda s: 70.0 if s == 5 else 50.0).item("x").judgement == "met"


def test_recover_has_nothing_to_do() -> None:
    """When its item was not broken a recovery is n/a."""
    assert only(recover(), T1=50.0).judgement == "n/a"


def test_recover_by_an_act() -> None:
    """What puts it right may be named."""
    body = rule("kind: never, done: {act: bypass}, gate: major").replace("id: x", "id: level") + (
        "  - {id: x, kind: recover, of: level, when: {act: restore}, within: 20 s}\n" + GATES
    )
    assert play(body, acts=[act(5, "bypass", "I"), act(20, "restore", "I")]).item("level").judgement == "recovered"
    late = play(body, acts=[act(5, "bypass", "I"), act(30, "restore", "I")])
    assert (late.item("level").judgement, late.item("x").judgement) == ("broken", "broken")


# -- ask ---


ASK = rule("kind: ask, on: q1, correct: b, tries: {1: 4, 2: 2}, weight: 1, goal: CO1")
ASKED = [(5, "message", "q1")]


@pytest.mark.parametrize(
    ("answers", "judgement", "credit"),
    [
        (["b"], "met", 1.0),
        (["a", "b"], "met", 0.6),
        (["a", "c"], "broken", 0.0),
        (["a"], "missing", 0.0),
        ([], "missing", 0.0),
    ],
)  # fmt: skip
def test_ask_by_tries(answers: list[str], judgement: str, credit: float) -> None:
    """Credit by the number of tries; asked and not answered is missing."""
    item = only(ASK, events=ASKED, acts=[act(10 + i, "answer", "q1", a) for i, a in enumerate(answers)])
    assert (item.judgement, item.credit) == (judgement, credit)


def test_ask_never_asked_and_numbers_and_time() -> None:
    """A question never put is n/a; numbers are right within a range; time can count."""
    assert only(ASK).judgement == "n/a"
    body = rule("kind: ask, on: q1, between: [58, 62], within: {10 s: 4, 20 s: 2}, weight: 1, goal: CO1")
    assert only(body, events=ASKED, acts=[act(10, "answer", "q1", 60)]).credit == 1.0
    assert only(body, events=ASKED, acts=[act(20, "answer", "q1", 60)]).credit == 0.6
    assert only(body, events=ASKED, acts=[act(10, "answer", "q1", 63)]).judgement == "broken"
    assert only(body, events=ASKED).judgement == "broken"


# -- judge ---


JUDGE = rule("kind: judge, by: teacher, scale: talk, weight: 1, goal: CO1") + (
    "scales: {talk: {title: {zh: 沟通, en: Communication}, levels: {4: {zh: 好, en: good}}}}\n"
)


def test_judge_waits_for_a_person() -> None:
    """What only a person can mark is unscored, and its mark is taken when it is given."""
    waiting = play(JUDGE)
    assert waiting.item("x").judgement == "unscored"
    assert (waiting.complete, waiting.pending) == (False, ("x",))
    given = play(JUDGE, judged={"x": 0.8})
    assert (given.item("x").judgement, given.total, given.complete) == ("met", 80.0, True)
    assert play(JUDGE, judged={"x": 0.0}).item("x").judgement == "broken"
