"""Alarms: the state machine of ISA-18.2, limits with dead-bands and delays, first-out, the list."""

from __future__ import annotations

import pytest

from engine.control.alarms.states import ASIDE, Input, State, step
from tests.control.rig import Rig, analog, check, discrete, mode

PLANT = [
    analog("X.T", "degC", -50, 300),
    analog("X.U", "degC", -50, 300),
    discrete("X.on"),
    mode("X.key", "auto", "t1"),
]
BASE = "instruments: {TI: {title: t, reads: X.T, range: [0 degC, 200 degC], scan: 100 ms}}\n"

N, U, A, D, E, F = (
    State.NORMAL,
    State.UNACK,
    State.ACK,
    State.RTN_UNACK,
    State.LATCHED_UNACK,
    State.LATCHED_ACK,
)
G, H, I = State.SHELVED, State.SUPPRESSED, State.OUT_OF_SERVICE  # noqa: E741  (the letters of the standard)


@pytest.mark.parametrize(
    ("state", "what", "plain", "latched"),
    [
        (N, Input.BEGINS, U, U), (N, Input.ENDS, N, N), (N, Input.ACKNOWLEDGE, N, N),
        (U, Input.ACKNOWLEDGE, A, A), (U, Input.ENDS, D, E), (U, Input.BEGINS, U, U), (U, Input.RESET, U, U),
        (A, Input.ENDS, N, F), (A, Input.BEGINS, A, A), (A, Input.ACKNOWLEDGE, A, A),
        (D, Input.ACKNOWLEDGE, N, N), (D, Input.BEGINS, U, U),
        (E, Input.ACKNOWLEDGE, F, F), (E, Input.BEGINS, U, U), (E, Input.RESET, E, E),
        (F, Input.RESET, N, N), (F, Input.BEGINS, U, U), (F, Input.ENDS, F, F),
        (U, Input.SHELVE, G, G), (A, Input.SUPPRESS, H, H), (N, Input.REMOVE, I, I),
        (G, Input.BEGINS, G, G), (H, Input.ENDS, H, H), (I, Input.ACKNOWLEDGE, I, I),
        (G, Input.RETURN_ACTIVE, U, U), (H, Input.RETURN_NORMAL, N, N), (I, Input.RETURN_ACTIVE, U, U),
        (N, Input.RETURN_NORMAL, N, N),
    ],
)  # fmt: skip
def test_every_transition_is_that_of_isa_18_2(state: State, what: Input, plain: State, latched: State) -> None:
    """Normal, unacknowledged, acknowledged, returned, latched, shelved, suppressed, out of service:
    as the standard has it."""
    assert step(state, what) is plain
    assert step(state, what, latched=True) is latched


def test_nothing_is_announced_from_aside() -> None:
    """A shelved, suppressed or removed alarm stays so whatever its condition does or an operator acknowledges."""
    for state in ASIDE:
        for what in (Input.BEGINS, Input.ENDS, Input.ACKNOWLEDGE, Input.RESET):
            assert step(state, what) is state


def alarm(text: str, **start: float) -> Rig:
    return Rig(PLANT, BASE + f"alarms: {{A: {{title: a, priority: high, {text}}}}}", **start)


def history(r: Rig) -> list[tuple[int, str]]:
    return [(e["tick"], e["state"]) for e in r.kinds("alarm")]


def test_limit_begins_above_and_ends_below_the_dead_band() -> None:
    """65 with a dead-band of 1 begins above 65 and ends below 64, so that a wavering value does not chatter."""
    r = alarm("on: TI, high: 65 degC, deadband: 1 K", X__T=60.0)
    for value, active in (
        (65.0, 0.0),
        (65.1, 1.0),
        (64.5, 1.0),
        (64.1, 1.0),
        (63.9, 0.0),
        (64.9, 0.0),
        (65.1, 1.0),
    ):
        r["X.T"] = value
        r.run(1)
        assert r["A.active"] == active, value


def test_low_limit_has_its_dead_band_above() -> None:
    """20 with a dead-band of 1 begins below 20 and ends above 21."""
    r = alarm("on: TI, low: 20 degC, deadband: 1 K", X__T=30.0)
    for value, active in ((20.0, 0.0), (19.9, 1.0), (20.5, 1.0), (21.1, 0.0), (20.1, 0.0)):
        r["X.T"] = value
        r.run(1)
        assert r["A.active"] == active, value


def test_delays_hold_back_both_ways() -> None:
    """The condition must hold for the on-delay and be gone for the off-delay without a break."""
    r = alarm("on: TI, high: 65 degC, on_delay: 2 s, off_delay: 3 s", X__T=60.0).run(10)
    r["X.T"] = 70.0
    r.run(15)
    r["X.T"] = 60.0
    r.run(1)
    r["X.T"] = 70.0  # the break starts the delay anew
    r.run(20)
    assert r["A.active"] == 0.0
    r.run(1)
    assert r["A.active"] == 1.0
    r["X.T"] = 60.0
    r.run(30)
    assert r["A.active"] == 1.0
    r.run(1)
    assert r["A.active"] == 0.0
    assert history(r) == [(46, "unack"), (77, "rtn_unack")]


@pytest.mark.parametrize(
    ("text", "calm", "alarming"),
    [
        ("on: TI, low: 20 degC", {"X.T": 25}, {"X.T": 15}),
        ("on: X.on, is: 0", {"X.on": 1}, {"X.on": 0}),
        ("on: X.on, is: true", {"X.on": 0}, {"X.on": 1}),
        ("on: X.key, is: t1", {"X.key": 0}, {"X.key": 1}),
        ("on: X.T, other: X.U, deviation: 3 K", {"X.T": 60, "X.U": 62.5}, {"X.T": 60, "X.U": 63.5}),
        ('when: "TI > 50 degC and X.on"', {"X.T": 60, "X.on": 0}, {"X.T": 60, "X.on": 1}),
    ],
)
def test_each_kind_of_condition(text: str, calm: dict[str, float], alarming: dict[str, float]) -> None:
    """Low, state, deviation and formula alarm exactly when their condition holds."""
    r = alarm(text, **{k.replace(".", "__"): v for k, v in calm.items()}).run(3)
    assert r["A.active"] == 0.0
    for tag, value in alarming.items():
        r[tag] = value
    r.run(1)
    assert r["A.active"] == 1.0
    for tag, value in calm.items():
        r[tag] = value
    r.run(1)
    assert r["A.active"] == 0.0


@pytest.mark.parametrize(("word", "sign"), [("rising", 1), ("falling", -1)])
def test_rate_of_change(word: str, sign: int) -> None:
    """A ramp faster than the limit alarms, a slower one or one the other way does not."""
    for rate, expected in ((0.6, 1.0), (0.4, 0.0), (-0.6, 0.0)):
        r = alarm(f"on: X.T, {word}: 0.5 K/min, over: 30 s", X__T=100.0)
        ramp = sign * rate / 600
        r.run(1800, lambda n, r=r, ramp=ramp: r.__setitem__("X.T", 100 + ramp * n))
        assert r["A.active"] == expected, rate


def test_states_are_tags_and_events() -> None:
    """An alarm's life stands in its three tags, and every change of state is one event with priority and value."""
    r = alarm("on: TI, high: 65 degC", X__T=60.0)
    r["X.T"] = 70.0
    r.run(2)
    assert (r["A.active"], r["A.unack"], r.table["A.state"].options[int(r["A.state"])]) == (1.0, 1.0, "unack")
    assert r.do("acknowledge", "A") == ""
    r.run(1)
    assert (r["A.unack"], r.blocks["alarms"].row("A").acknowledged_by) == (0.0, "learner")
    r["X.T"] = 60.0
    r.run(1)
    assert [(e["from"], e["state"], e["priority"]) for e in r.kinds("alarm")] == [
        ("normal", "unack", "high"), ("unack", "ack", "high"), ("ack", "normal", "high"),
    ]  # fmt: skip
    assert r.kinds("alarm")[0]["value"] == 70.0


def test_latched_alarm_waits_for_acknowledgement_and_reset() -> None:
    """A latched alarm stays in the list after its condition ended, and cannot be reset before it is acknowledged."""
    r = alarm("on: TI, high: 65 degC, latched: true", X__T=60.0)
    r["X.T"] = 70.0
    r.run(1)
    assert r.do("reset", "A") == "not_latched"
    r["X.T"] = 60.0
    r.run(1)
    assert r.do("reset", "A") == "not_latched"
    assert r.do("acknowledge", "A") == ""
    assert [row.state for row in r.blocks["alarms"].rows()] == [F]
    assert r.do("reset", "A") == ""
    assert r.blocks["alarms"].rows() == []


GROUP = (
    BASE
    + """
alarms:
  A: {title: a, on: TI, high: 65 degC, priority: medium, group: g}
  B: {title: b, on: TI, high: 75 degC, priority: critical, group: g}
  C: {title: c, on: X.on, is: 1, priority: low, group: g}
  Z: {title: z, on: X.on, is: 1, priority: low}
"""
)


def test_first_out_marks_the_first_of_its_group_until_all_are_normal() -> None:
    """Only the alarm that came first is marked; the mark is given anew once the whole group was normal."""
    r = Rig(PLANT, GROUP, X__T=60.0)
    block = r.blocks["alarms"]
    r["X.on"] = 1.0
    r.run(1)
    r["X.T"] = 80.0
    r.run(1)
    assert {row.id: row.first_out for row in block.rows()} == {"A": False, "B": False, "C": True, "Z": False}
    r["X.T"], r["X.on"] = 60.0, 0.0
    r.run(1)
    assert r.do("acknowledge", "ALARMS") == ""
    r["X.T"] = 70.0
    r.run(1)
    assert {row.id: row.first_out for row in block.rows()} == {"A": True}


def test_list_shows_unacknowledged_and_urgent_first() -> None:
    """Unacknowledged before acknowledged, then by priority, then the newest."""
    r = Rig(PLANT, GROUP, X__T=60.0)
    r["X.on"] = 1.0
    r.run(1)
    r["X.T"] = 80.0
    r.run(1)
    assert [row.id for row in r.blocks["alarms"].rows()] == ["B", "A", "C", "Z"]
    assert r.do("acknowledge", "B") == ""
    assert [row.id for row in r.blocks["alarms"].rows()] == ["A", "C", "Z", "B"]
    assert r.blocks["alarms"].limit_of("B") == 75.0


def test_acknowledging_all_takes_everything_that_waits() -> None:
    """`ALARMS` acknowledges every waiting alarm once, and is refused when none waits."""
    r = Rig(PLANT, GROUP, X__T=60.0)
    assert r.do("acknowledge", "ALARMS") == "not_unack"
    r["X.T"], r["X.on"] = 80.0, 1.0
    r.run(1)
    assert r.do("acknowledge", "ALARMS") == ""
    assert r.blocks["alarms"].unacknowledged() == []
    assert r.do("acknowledge", "A") == "not_unack"


def test_new_alarms_are_known_until_acknowledged() -> None:
    """`new_since` names alarms announced from that tick on that nobody has acknowledged: the speed drops for them."""
    r = alarm("on: TI, high: 65 degC", X__T=60.0).run(5)
    r["X.T"] = 70.0
    r.run(3)
    assert r.blocks["alarms"].new_since(5) == ["A"]
    assert r.blocks["alarms"].new_since(6) == []
    r.do("acknowledge", "A")
    assert r.blocks["alarms"].new_since(0) == []


def test_shelving_ends_by_itself_and_announces_what_still_holds() -> None:
    """A shelved alarm is silent for its time; if it still holds afterwards it is announced as new."""
    r = alarm("on: TI, high: 65 degC", X__T=70.0).run(2)
    r.blocks["alarms"].shelve("A", "learner", 50)
    r.run(50)
    assert (r["A.unack"], r["A.active"]) == (0.0, 1.0)
    assert r.blocks["alarms"].rows() == []
    r.run(1)
    assert r["A.unack"] == 1.0
    r.blocks["alarms"].suppress("A", "design")
    r["X.T"] = 60.0
    r.run(1)
    r.blocks["alarms"].announce("A", "design")
    assert r.blocks["alarms"].row("A").state is N
    r.blocks["alarms"].remove_from_service("A", "maintenance")
    assert r.table["A.state"].options[int(r["A.state"])] == "out_of_service"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("on: T1, high: 65 degC", "unknown_name"),
        ("on: TI, high: 265 degC", "outside_span"),
        ("on: TI, high: 65", "unit"),
        ("on: TI, high: 65 kPa", "unit"),
        ("on: TI, high: 65 degC, deadband: 1 degC", "unit"),
        ("on: TI, high: 65 degC, deadband: 300 K", "deadband"),
        ("on: TI, high: 65 degC, low: 50 degC", "alarm_condition"),
        ("on: TI", "alarm_condition"),
        ("high: 65 degC", "alarm_on"),
        ("on: TI, deviation: 3 K", "alarm_other"),
        ("on: X.on, high: 1", "not_analog"),
        ("on: X.key, is: t9", "state"),
        ("on: TI, is: 3", "state"),
        ("on: X.T, high: 65 degC", "true_value"),
        ("on: TI, rising: 3 K", "unit"),
        ('when: "TI > 65"', "bare_number"),
        ("on: TI, high: 65 degC, prioritty: low", "extra_forbidden"),
    ],
)
def test_lint_points_at_alarms_that_cannot_work(text: str, code: str) -> None:
    """Each mistake of an author is found with a code and a place in the file."""
    problems = check(PLANT, BASE + f"alarms: {{A: {{title: a, priority: low, {text}}}}}")
    assert code in [p.code for p in problems]
    assert all(p.span.line == 2 for p in problems)


def test_lint_finds_limits_that_cross() -> None:
    """A low limit above a high one on the same tag would be in alarm always."""
    crossed = (
        BASE
        + "alarms: {L: {title: l, on: TI, low: 70 degC, priority: low}, "
        + "H: {title: h, on: TI, high: 65 degC, priority: low}}"
    )
    assert [p.code for p in check(PLANT, crossed)] == ["impossible_window"]
    assert check(PLANT, GROUP)[0].code == "no_response"


def test_a_moved_limit_is_part_of_the_state() -> None:
    """An alarm restored inside its dead-band stays active like the original."""
    one, two = (alarm("on: TI, high: 65 degC, deadband: 1 K", X__T=60.0) for _ in range(2))
    one["X.T"] = 66.0
    one.run(2)
    two.set_state(one.state())
    for r in (one, two):
        r["X.T"] = 64.5
        r.run(5)
        assert r["A.active"] == 1.0


def test_a_running_delay_is_part_of_the_state() -> None:
    """A delay that runs at a checkpoint ends, or is called off, in the restored block as in the original."""
    for after in (60.0, 70.0):
        one = alarm("on: TI, high: 65 degC, on_delay: 2 s", X__T=60.0).run(3)
        one["X.T"] = 70.0
        one.run(5)
        two = alarm("on: TI, high: 65 degC, on_delay: 2 s", X__T=60.0)
        two.set_state(one.state())
        for r in (one, two):
            r["X.T"] = after
            r.run(17)
        assert one.state() == two.state()
        assert one["A.active"] == float(after > 65)
