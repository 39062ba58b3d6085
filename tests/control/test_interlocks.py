"""Interlocks: voting, delays, latches, resets, bypasses, tests, permits, confirmations."""

from __future__ import annotations

import pytest

from engine.control.bus import Layer
from tests.control.rig import Rig, analog, check, discrete

PLANT = [
    analog("X.T", "degC", -50, 300), analog("X.U", "degC", -50, 300), analog("X.V", "degC", -50, 300),
    analog("X.F", "m3/h", 0, 50),
    discrete("V1.command", writable=True), discrete("K1.command", writable=True), discrete("D1.command", writable=True),
    analog("B1.command", "%", writable=True),
]  # fmt: skip
BASE = """
instruments:
  TA: {title: a, reads: X.T, range: [0 degC, 200 degC], scan: 100 ms, fails: high}
  TB: {title: b, reads: X.U, range: [0 degC, 200 degC], scan: 100 ms, fails: high}
  TC: {title: c, reads: X.V, range: [0 degC, 200 degC], scan: 100 ms, fails: high}
  FI: {title: f, reads: X.F, range: [0 m3/h, 50 m3/h], scan: 100 ms}
switches:
  HS1: {title: stop, latching: true}
  HS7: {title: confirm, pulse: 1 s}
interlocks:
"""
ONE = (
    BASE
    + """
  I1:
    title: hot
    cause: {vote: 1oo2, of: ["TA > 75 degC", "TB > 75 degC"]}
    effects: [{set: V1.command, to: 0}, {set: K1.command, to: 0}, {set: B1.command, to: 100 %}]
    bypass: {limit: 60 s}
    test: {inject: {TA: 80 degC}}
"""
)


def rig(text: str) -> Rig:
    return Rig(PLANT, text, X__T=60.0, X__U=60.0, X__V=60.0, X__F=30.0)


def test_trip_wins_over_everything_and_stays() -> None:
    """A trip beats controller, manual and fault commands, and lasts after its cause has gone."""
    r = rig(ONE)
    for layer in (Layer.CONTROLLER, Layer.MANUAL, Layer.FAULT):
        r.claim(layer, "V1.command", 1.0)
    r.run(5)
    assert r["V1.command"] == 1.0
    r["X.U"] = 80.0
    r.run(2)
    assert (r["V1.command"], r["B1.command"], r["I1.tripped"], r["I1.demand"]) == (0.0, 100.0, 1.0, 1.0)
    r["X.U"] = 60.0
    r.run(20)
    assert (r["V1.command"], r["I1.tripped"], r["I1.demand"]) == (0.0, 1.0, 0.0)
    (event,) = r.kinds("trip")
    assert (event["first_out"], event["causes"]) == ("TB > 75 degC", ["TB > 75 degC"])


def test_reset_needs_the_cause_gone_and_starts_nothing() -> None:
    """Reset is refused while the cause holds; afterwards what was on by hand before the trip stays off."""
    r = rig(ONE)
    assert r.do("reset", "I1") == "not_tripped"
    r.claim(Layer.MANUAL, "K1.command", 1.0)
    r["X.T"] = 80.0
    r.run(3)
    assert r.do("reset", "I1") == "cause_present"
    r["X.T"] = 60.0
    r.run(2)
    assert r.do("reset", "I1") == ""
    r.run(1)
    assert (r["I1.tripped"], r["K1.command"]) == (0.0, 0.0)
    assert [e["by"] for e in r.kinds("trip_reset")] == ["learner"]
    r.claim(Layer.MANUAL, "K1.command", 1.0)
    r.run(1)
    assert r["K1.command"] == 1.0


@pytest.mark.parametrize(
    ("vote", "hot", "expected"),
    [
        ("1oo3", 0, 0.0),
        ("1oo3", 1, 1.0),
        ("2oo3", 1, 0.0),
        ("2oo3", 2, 1.0),
        ("3oo3", 2, 0.0),
        ("3oo3", 3, 1.0),
    ],
)
def test_voting(vote: str, hot: int, expected: float) -> None:
    """MooN trips when at least M of the N conditions hold."""
    r = rig(BASE + f'  I1: {{title: i, cause: {{vote: {vote}, of: ["TA > 75 degC", "TB > 75 degC", "TC > 75 degC"]}}, '
            "effects: [{set: V1.command, to: 0}]}")  # fmt: skip
    for tag in ("X.T", "X.U", "X.V")[:hot]:
        r[tag] = 80.0
    r.run(3)
    assert r["I1.tripped"] == expected


def test_the_condition_that_came_first_is_named() -> None:
    """With voting the trip says which condition came first, although it tripped on the last."""
    cause = 'cause: {vote: 2oo2, of: ["TA > 75 degC", "TB > 75 degC"]}'
    r = rig(BASE + f"  I1: {{title: i, {cause}, effects: [{{set: V1.command, to: 0}}]}}")
    r["X.U"] = 80.0
    r.run(20)
    r["X.T"] = 80.0
    r.run(2)
    (event,) = r.kinds("trip")
    assert (event["first_out"], len(event["causes"])) == ("TB > 75 degC", 2)
    assert r.blocks["interlocks"].rows()[0].first_cause == "TB > 75 degC"


def test_delay_counts_an_unbroken_demand() -> None:
    """`for: 60 s` trips after sixty seconds without a break, to the tick."""
    r = rig(BASE + '  I3: {title: flow, cause: "FI < 15 m3/h", for: 60 s, effects: [{set: V1.command, to: 0}]}')
    r["X.F"] = 5.0
    r.run(500)
    r["X.F"] = 30.0
    r.run(1)
    r["X.F"] = 5.0
    r.run(1)
    assert r["I3.demand"] == 0.0, "the interlocks see what the instruments showed a tick ago"
    r.run(600)
    assert (r["I3.tripped"], r["I3.demand"]) == (0.0, 1.0)
    r.run(1)
    assert r["I3.tripped"] == 1.0


def test_automatic_reset_follows_the_cause() -> None:
    """`reset: auto` lets go as soon as the cause has gone."""
    r = rig(BASE + '  I1: {title: i, cause: "TA > 75 degC", reset: auto, effects: [{set: K1.command, to: 0}]}')
    r["X.T"] = 80.0
    r.run(3)
    assert r["I1.tripped"] == 1.0
    r["X.T"] = 60.0
    r.run(3)
    assert r["I1.tripped"] == 0.0
    assert [e["by"] for e in r.kinds("trip_reset")] == ["auto"]


def test_bypass_keeps_from_tripping_and_ends_after_its_limit() -> None:
    """A bypassed interlock shows the demand but does not trip; when the bypass ends, the standing
    demand trips at once."""
    r = rig(ONE)
    assert r.do("bypass", "I1", actor="supervisor") == ""
    assert r.do("bypass", "I1") == "bypassed"
    r["X.T"] = 80.0
    r.run(300)
    assert (r["I1.demand"], r["I1.tripped"], r["I1.bypassed"]) == (1.0, 0.0, 1.0)
    r.run(302)
    assert (r["I1.tripped"], r["I1.bypassed"]) == (1.0, 0.0)
    assert [(e["on"], e["by"]) for e in r.kinds("bypass")] == [(True, "supervisor"), (False, "timer")]


def test_bypass_does_not_undo_a_trip_but_lets_it_be_reset() -> None:
    """What has tripped stays tripped under a bypass; it can be reset although the cause still holds."""
    r = rig(ONE)
    r["X.T"] = 80.0
    r.run(3)
    assert r.do("bypass", "I1") == ""
    r.run(5)
    assert r["I1.tripped"] == 1.0
    assert r.do("reset", "I1") == ""
    r.run(5)
    assert r["I1.tripped"] == 0.0
    assert r.do("restore", "I1") == ""
    r.run(2)
    assert r["I1.tripped"] == 1.0


def test_no_bypass_without_a_key() -> None:
    """An interlock whose section allows no bypass has no such verb."""
    r = rig(BASE + '  I1: {title: i, cause: "TA > 75 degC", effects: [{set: K1.command, to: 0}]}')
    assert r.do("bypass", "I1") == "verb"
    assert "bypass" not in r.operables["I1"].verbs


def test_function_test_proves_the_path_without_touching_the_plant() -> None:
    """A test injects its signals, passes when the interlock would trip, and no output moves."""
    r = rig(ONE)
    r.claim(Layer.MANUAL, "K1.command", 1.0)
    r.run(5)
    assert r.do("test", "I1") == ""
    assert r.do("test", "I1") == "testing"
    r.run(2)
    assert (r["I1.tested"], r["I1.testing"], r["I1.tripped"], r["K1.command"]) == (1.0, 0.0, 0.0, 1.0)
    assert [e["test"] for e in r.kinds("message")] == ["passed"]


@pytest.mark.parametrize(
    "fault",
    [
        "{interlock: I1, mode: fail}",
        "{instrument: TA, mode: freeze}",
        "{instrument: TA, mode: bias, by: -10 K}",
    ],
)
def test_function_test_finds_what_is_broken(fault: str) -> None:
    """A dead interlock, a frozen or a wrong instrument fails the test that injects at the instrument."""
    r = rig(ONE + f"faults: {{F: {{title: f, at: 0 s, does: [{fault}]}}}}").run(3)
    assert r.do("test", "I1") == ""
    r.run(102)
    assert (r["I1.tested"], r["I1.testing"]) == (0.0, 0.0)
    assert [e["test"] for e in r.kinds("message")] == ["failed"]


def test_a_real_demand_trips_during_a_test() -> None:
    """A test runs beside the real path, never instead of it."""
    r = rig(ONE.replace("test:", "for: 5 s\n    test:"))
    assert r.do("test", "I1") == ""
    r["X.U"] = 80.0
    r.run(53)
    assert r["I1.tripped"] == 1.0


def test_failed_interlock_never_trips() -> None:
    """A dangerous failure hides the demand; when it is repaired the standing demand trips."""
    r = rig(ONE + "faults: {F: {title: f, at: 0 s, for: 10 s, does: [{interlock: I1, mode: fail}]}}")
    r["X.T"] = 90.0
    r.run(100)
    assert (r["I1.demand"], r["I1.tripped"]) == (0.0, 0.0)
    r.run(2)
    assert r["I1.tripped"] == 1.0


def test_lost_signal_votes_for_the_trip() -> None:
    """De-energise to trip: with `fails: high` an open circuit reads high and trips the interlock."""
    r = rig(ONE + "faults: {F: {title: f, at: 1 s, does: [{instrument: TB, mode: open}]}}").run(13)
    assert r["I1.tripped"] == 1.0


PERMIT = (
    BASE
    + """
  I4: {title: p, label: I-4, cause: "TA > 75 degC", effects: [{permit: D1.command}]}
  I6: {title: t, label: I-6, cause: "TB > 75 degC",
       effects: [{permit: D1.command}, {set: K1.command, to: 0}, {set: D1.command, to: 1, confirm: HS7}]}
"""
)


def test_permit_holds_until_somebody_trips() -> None:
    """What needs a permit cannot be operated before, can be after, and is held again once all is reset."""
    r = rig(PERMIT)
    r.claim(Layer.MANUAL, "D1.command", 1.0)
    r.run(1)
    assert r["D1.command"] == 0.0
    held = r.blocks["interlocks"].explain("D1.command")
    assert "I-4、I-6" in held.zh
    r["X.T"] = 80.0
    r.run(3)
    r.claim(Layer.MANUAL, "D1.command", 1.0)
    r.run(1)
    assert r["D1.command"] == 1.0
    assert r.blocks["interlocks"].explain("D1.command") is None
    r["X.T"] = 60.0
    r.run(2)
    assert r.do("reset", "I4") == ""
    r.run(1)
    assert r["D1.command"] == 0.0
    r["X.T"] = 80.0
    r.run(5)
    assert r["D1.command"] == 0.0, "a new permit does not open it by itself"


def test_confirmed_effect_needs_trip_and_button() -> None:
    """An effect with `confirm` follows only when the button is pressed after the trip, and then it is latched."""
    r = rig(PERMIT)
    assert r.do("press", "HS7") == ""
    r.run(15)
    assert r["D1.command"] == 0.0
    r["X.U"] = 80.0
    r.run(5)
    assert (r["K1.command"], r["D1.command"]) == (0.0, 0.0)
    assert r.do("press", "HS7") == ""
    r.run(1)
    assert r["D1.command"] == 1.0
    r.run(50)
    assert (r["HS7"], r["D1.command"]) == (0.0, 1.0)
    assert "I-6" in r.blocks["interlocks"].explain("D1.command").en


def test_a_button_left_in_confirms_nothing() -> None:
    """A confirming button that is in when the interlock trips has to be let out and pressed again."""
    r = rig(PERMIT.replace("pulse: 1 s", "latching: true"))
    assert r.do("press", "HS7") == ""
    r["X.U"] = 80.0
    r.run(5)
    assert (r["I6.tripped"], r["D1.command"]) == (1.0, 0.0)
    assert r.do("reset", "HS7") == ""
    r.run(1)
    assert r.do("press", "HS7") == ""
    r.run(1)
    assert r["D1.command"] == 1.0


def test_hand_switch_is_a_cause() -> None:
    """A latching emergency stop trips; the trip cannot be reset before the button is."""
    r = rig(BASE + "  I9: {title: stop, cause: HS1, effects: [{set: K1.command, to: 0}]}")
    r.claim(Layer.MANUAL, "K1.command", 1.0)
    r.run(2)
    assert r.do("press", "HS1") == ""
    r.run(1)
    assert (r["I9.tripped"], r["K1.command"]) == (1.0, 0.0)
    assert r.do("reset", "I9") == "cause_present"
    assert r.do("reset", "HS1") == ""
    r.run(1)
    assert r.do("reset", "I9") == ""


def test_first_trip_of_a_group_is_marked() -> None:
    """Of several interlocks in a group the first to trip is marked as first-out."""
    text = (
        BASE
        + """
  I1: {title: i, group: g, cause: "TA > 75 degC", effects: [{set: V1.command, to: 0}]}
  I2: {title: j, group: g, cause: "TB > 75 degC", effects: [{set: V1.command, to: 0}]}
"""
    )
    r = rig(text)
    r["X.U"] = 80.0
    r.run(2)
    r["X.T"] = 80.0
    r.run(2)
    assert [(row.id, row.group_first) for row in r.blocks["interlocks"].rows()] == [
        ("I1", False),
        ("I2", True),
    ]
    assert [(e["source"], e["group_first"]) for e in r.kinds("trip")] == [("I2", True), ("I1", False)]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ('cause: "TZ > 75 degC", effects: [{set: V1.command, to: 0}]', "unknown_name"),
        ('cause: {vote: 2oo3, of: ["TA > 75 degC"]}, effects: [{set: V1.command, to: 0}]', "vote"),
        ('cause: {vote: most, of: ["TA > 75 degC"]}, effects: [{set: V1.command, to: 0}]', "vote"),
        ('cause: HS1, effects: [{set: X.T, to: 0 degC}]', "read_only"),
        ('cause: HS1, effects: [{set: V9.command, to: 0}]', "unknown_name"),
        ('cause: HS1, effects: [{set: B1.command, to: 120 %}]', "outside_span"),
        ('cause: HS1, effects: [{set: B1.command, to: 3 kg}]', "unit"),
        ('cause: HS1, effects: [{set: V1.command}]', "effect"),
        ('cause: HS1, effects: [{permit: V1.command, confirm: HS7}]', "effect"),
        ('cause: HS1, effects: [{set: V1.command, to: 0, confirm: TA}]', "not_discrete"),
        ('cause: HS1, effects: [{set: V1.command, to: 0}], test: {inject: {TA: 80 degC}}', "no_effect"),
        ('cause: HS1, effects: []', "too_short"),
        ('cause: "X.T > 75 degC", effects: [{set: V1.command, to: 0}]', "true_value"),
    ],
)  # fmt: skip
def test_lint_points_at_rows_that_cannot_work(entry: str, code: str) -> None:
    """Each mistake of an author is found with a code before the table is built."""
    assert code in [p.code for p in check(PLANT, BASE + f"  I1: {{title: i, {entry}}}")]


def test_lint_finds_contradicting_rows() -> None:
    """Two rows that set one tag to different values get a warning that names the other."""
    text = (
        BASE
        + """
  I1: {title: i, cause: HS1, effects: [{set: V1.command, to: 0}]}
  I2: {title: j, cause: HS7, effects: [{set: V1.command, to: 1}]}
"""
    )
    assert [(p.code, p.severity) for p in check(PLANT, text)] == [("contradiction", "warning")]
    assert [p.code for p in check(PLANT, ONE)] == ["bypass_unguarded"]
    assert check(PLANT, PERMIT) == []
