"""PID loops: the equation, modes without bumps, cascades, split range, what a held output does."""

from __future__ import annotations

import pytest

from engine.control.bus import Layer
from engine.control.controllers import Pid, Tuning
from tests.control.rig import Rig, analog, check

PLANT = [
    analog("X.T", "degC", -50, 300), analog("X.J", "degC", -50, 300), analog("X.F", "kg/s", 0, 1),
    analog("VA.command", "%", writable=True), analog("VB.command", "%", writable=True),
    analog("VF.command", "%", writable=True),
]  # fmt: skip
INSTRUMENTS = """
instruments:
  TI1: {title: t, reads: X.T, range: [0 degC, 200 degC], scan: 100 ms}
  TI2: {title: j, reads: X.J, range: [-20 degC, 120 degC], scan: 100 ms}
  FI1: {title: f, reads: X.F, range: [0 kg/s, 0.5 kg/s], scan: 100 ms}
"""
CASCADE = (
    INSTRUMENTS
    + """
controllers:
  TIC1: {title: inner, pv: TI1, sp: 60 degC, sp_range: [5 degC, 90 degC], drives: TIC2.sp, gain: 5 K/K,
         integral: 900 s, action: reverse, output: [5 degC, 72 degC], start: 57.85 degC}
  TIC2: {title: outer, pv: TI2, sp: 57.85 degC, gain: 8 %/K, integral: 120 s, action: direct, mode: cascade,
         output: [-100 %, 100 %], split: [{drives: VA.command, from: 0 %, to: 100 %},
                                          {drives: VB.command, from: 0 %, to: -100 %}]}
"""
)
FLOW = (
    INSTRUMENTS
    + """
controllers:
  FIC1: {title: flow, pv: FI1, sp: 0.2 kg/s, drives: VF.command, gain: 100 %/(kg/s), integral: 10 s, action: reverse,
         start: 40 %, mode: manual}
"""
)


def reference(pvs: list[tuple[float, float]]) -> list[tuple[float, float, float]]:
    """The cascade of the nitration prototype, written from its equations: (master out, cooling,
    heating) in degC, 0…1."""

    def pid(e: float, gain: float, ti: float, low: float, high: float, integral: float) -> tuple[float, float]:
        u = gain * e + integral
        out = min(max(u, low), high)
        return out, integral + (gain / ti * e if out == u else (out - u) / ti)

    out, i1, i2 = [], 57.85, 0.0
    for inner, outer in pvs:
        sp, i1 = pid(60.0 - inner, 5.0, 900.0, 5.0, 72.0, i1)
        o, i2 = pid(outer - sp, 0.08, 120.0, -1.0, 1.0, i2)
        out.append((sp, max(o, 0.0), max(-o, 0.0)))
    return out


def test_cascade_with_split_range_gives_the_reference_outputs() -> None:
    """Master 5 K/K, 900 s and slave 8 %/K, 120 s give the reference outputs scan by scan, through
    saturation and back."""
    pvs = [(60.0, 57.85)] * 3
    for n in range(400):  # a hot excursion, then a cold one, both beyond what the outputs can do
        pvs.append((60.0 + 0.2 * min(n, 150) - 0.3 * max(n - 200, 0), 57.85 - 0.05 * n))
    r = Rig(PLANT, CASCADE, X__T=60.0, X__J=57.85)
    expected = reference(pvs)
    r.run(1)  # the loops scan at tick 0, on the values of the start
    seen = [(r["TIC1.out"], r["VA.command"], r["VB.command"])]
    for inner, outer in pvs[1:]:
        r["X.T"], r["X.J"] = inner, outer
        r.run(10)
        seen.append((r["TIC1.out"], r["VA.command"], r["VB.command"]))
    for mine, theirs in zip(seen, expected, strict=True):
        assert mine == pytest.approx((theirs[0], 100 * theirs[1], 100 * theirs[2]), abs=1e-6)
    assert {x[0] for x in expected} > {5.0, 72.0}, "the table must reach both limits to mean anything"


def test_integral_does_not_wind_up() -> None:
    """After an hour against a limit the output leaves it as soon as the error turns round."""
    pid = Pid(Tuning(gain=5.0, integral_s=100.0, low=0.0, high=100.0, reverse=True, scan_s=1.0), 50.0)
    for _ in range(3600):
        pid.step(40.0, 60.0)
    assert pid.out == 100.0
    assert pid.step(62.0, 60.0) < 100.0


def test_derivative_acts_on_the_measurement_only() -> None:
    """A step of the set-point gives no derivative kick; a rising measurement lowers a reverse acting output."""
    tuning = Tuning(2.0, None, 0.0, 100.0, True, 1.0, derivative_s=10.0)
    with_d, without = Pid(tuning, 50.0), Pid(Tuning(2.0, None, 0.0, 100.0, True, 1.0), 50.0)
    for p in (with_d, without):
        p.initialise(50.0, 60.0, 60.0)
    assert with_d.step(60.0, 65.0) == without.step(60.0, 65.0)
    assert with_d.step(61.0, 65.0) < without.step(61.0, 65.0)


def test_output_rate_is_limited() -> None:
    """With `rate: 5 %/s` the output moves at most five per second, whatever the error."""
    r = Rig(PLANT, FLOW.replace("start: 40 %, mode: manual", "start: 40 %, rate: 5 %/s"), X__F=0.2)
    r.run(1)
    r["X.F"] = 0.0
    r.run(10)
    assert r["FIC1.out"] == pytest.approx(45.0)
    r.run(20)
    assert r["FIC1.out"] == pytest.approx(55.0)


def test_manual_output_stands_at_once_and_auto_takes_over_without_a_bump() -> None:
    """The operator's output reaches the plant with the action; changing to auto starts from there,
    whatever the error."""
    r = Rig(PLANT, FLOW, X__F=0.05)
    assert r.do("set", "FIC1", {"out": 30}) == ""
    assert r.bus.outputs.resolve("VF.command")[0] == 30.0
    r.run(20)
    assert r["VF.command"] == 30.0
    assert r.do("set", "FIC1", {"sp": 0.3, "mode": "auto"}) == ""
    r.run(10)
    assert r["FIC1.out"] == pytest.approx(30.0), "no proportional bump"
    r.run(10)
    assert r["FIC1.out"] == pytest.approx(30.0 + 100 / 10 * 0.25), "one scan of integral"


def test_master_follows_while_its_slave_is_not_in_cascade() -> None:
    """With the slave in auto the master's output is the slave's set-point; back in cascade nothing jumps."""
    r = Rig(PLANT, CASCADE, X__T=55.0, X__J=50.0).run(50)
    assert r.do("set", "TIC2", {"mode": "auto"}) == ""
    assert r.do("set", "TIC2", {"sp": 30.0}) == ""
    r.run(300)
    assert r["TIC1.out"] == 30.0
    out = r["TIC2.out"]
    assert r.do("set", "TIC2", {"mode": "cascade"}) == ""
    r.run(10)
    assert r["TIC2.sp"] == pytest.approx(30.0, abs=0.1)
    assert r["TIC2.out"] == pytest.approx(out, abs=2.0)


def test_master_does_not_wind_up_while_its_slave_is_held() -> None:
    """With both outputs of the slave held by a trip the master waits at the slave's set-point."""
    r = Rig(PLANT, CASCADE, X__T=55.0, X__J=50.0).run(50)
    for tag in ("VA.command", "VB.command"):
        r.claim(Layer.TRIP, tag, 0.0)
    before = r["TIC2.sp"]
    r.run(6000)
    assert r["TIC1.out"] == r["TIC2.sp"] == before


@pytest.mark.parametrize("layer", [Layer.MANUAL, Layer.FAULT, Layer.TRIP])
def test_held_output_is_followed_and_left_without_a_bump(layer: Layer) -> None:
    """While somebody stronger holds its output a loop follows it, and goes on from there when it is let go."""
    r = Rig(PLANT, FLOW.replace("mode: manual", "mode: auto"), X__F=0.1).run(5)
    r.claim(layer, "VF.command", 12.0)
    r.run(600)
    assert r["FIC1.out"] == 12.0
    r.bus.outputs.release(layer, "VF.command", "hand")
    r["X.F"] = 0.05  # whatever the measurement does meanwhile
    r.run(10)
    assert r["VF.command"] == pytest.approx(12.0)
    r.run(10)
    assert r["VF.command"] == pytest.approx(12.0 + 100 / 10 * 0.15)


def test_taking_command_at_the_faceplate_ends_local_operation() -> None:
    """A command given by hand gives way when the operator changes the loop's mode or output; trips do not."""
    r = Rig(PLANT, FLOW, X__F=0.1)
    r.claim(Layer.MANUAL, "VF.command", 80.0)
    r.run(10)
    assert r["VF.command"] == 80.0
    r.claim(Layer.TRIP, "VF.command", 0.0)
    assert r.do("set", "FIC1", {"mode": "auto"}) == ""
    r.run(10)
    assert r["VF.command"] == 0.0
    r.bus.outputs.release(Layer.TRIP, "VF.command", "hand")
    r.run(20)
    assert 0.0 < r["VF.command"] < 80.0


def test_lost_measurement_puts_the_loop_into_manual_and_says_so() -> None:
    """When its instrument fails a loop keeps its output, goes to manual, tells the learner, and refuses auto."""
    text = (
        FLOW.replace("mode: manual", "mode: auto")
        + "faults: {F: {title: f, at: 2 s, does: [{instrument: FI1, mode: open}]}}"
    )
    r = Rig(PLANT, text, X__F=0.2).run(19)
    before = r["FIC1.out"]
    r.run(30)
    assert (r["FIC1.mode"], r["FIC1.out"]) == (0.0, before)
    assert [e["source"] for e in r.kinds("message")] == ["FIC1"]
    assert r.do("set", "FIC1", {"mode": "auto"}) == "bad_pv"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"sp": 0.6}, "range"), ({"sp": "high"}, "value"), ({"sp": True}, "value"), ({"out": 101}, "range"),
        ({"mode": "cascade"}, "no_master"), ({"mode": "x"}, "value"), ({"out": 10, "mode": "auto"}, "not_manual"),
        ({"gain": 3}, "value"), (60, "value"), ({}, "value"), ({"sp": float("nan")}, "value"),
    ],
)  # fmt: skip
def test_impossible_settings_are_refused_with_a_reason(value: object, code: str) -> None:
    """Nothing out of range, of the wrong kind or for the wrong mode gets through, and nothing changes."""
    r = Rig(PLANT, FLOW, X__F=0.2)
    before = r.state()
    assert r.do("set", "FIC1", value) == code
    assert r.state() == before


def test_slave_in_cascade_takes_no_set_point_from_the_operator() -> None:
    """In cascade the master gives the set-point; the refusal says which loop that is."""
    r = Rig(PLANT, CASCADE, X__T=60.0, X__J=57.85)
    refusal = r.operables["TIC2"].refuse("learner", "set", {"sp": 40})
    assert refusal.code == "cascade"
    assert "TIC1" in refusal.zh
    assert r.blocks["controllers"].driver_of("VA.command") == "TIC2"


def test_ten_millisecond_ticks_work_like_any_other() -> None:
    """A loop scanned every 10 ms follows the same equation with its own scan time."""
    r = Rig(
        PLANT,
        FLOW.replace("scan: 100 ms", "scan: 10 ms").replace("mode: manual", "scan: 10 ms"),
        tick_ms=10,
        X__F=0.1,
    )
    r.run(101)
    assert r["FIC1.out"] == pytest.approx(40.0 + 100 / 10 * 0.1, abs=1e-6)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("pv: FI1", "pv: FI2"), "unknown_name"),
        (("drives: VF.command", "drives: X.F"), "read_only"),
        (("gain: 100 %/(kg/s)", "gain: 100 %/K"), "unit"),
        (("sp: 0.2 kg/s", "sp: 0.7 kg/s"), "outside_span"),
        (("mode: manual", "mode: cascade"), "no_master"),
        (("start: 40 %", "scan: 150 ms"), "not_whole_ticks"),
        (("start: 40 %", "output: [60 %, 40 %]"), "impossible_window"),
        (("pv: FI1", "pv: X.F"), "true_value"),
    ],
)
def test_lint_points_at_loops_that_cannot_work(change: tuple[str, str], code: str) -> None:
    """Each mistake of an author is found before the loop is built, at its own place."""
    problems = check(PLANT, FLOW.replace(*change))
    assert code in [p.code for p in problems]


def test_lint_finds_rings_and_rivals() -> None:
    """Two masters of one slave, two drivers of one output and a ring of cascades are errors."""
    ring = (
        INSTRUMENTS
        + """
controllers:
  A: {title: a, pv: TI1, sp: 60 degC, drives: B.sp, gain: 1 K/K, action: reverse}
  B: {title: b, pv: TI2, sp: 60 degC, drives: A.sp, gain: 1 K/K, action: reverse}
"""
    )
    assert "cycle" in [p.code for p in check(PLANT, ring)]
    rivals = FLOW + "  FIC2: {title: g, pv: FI1, sp: 0.1 kg/s, drives: VF.command, gain: 1 %/(kg/s), action: direct}\n"
    assert "two_drivers" in [p.code for p in check(PLANT, rivals)]
    assert check(PLANT, FLOW) == []
    assert check(PLANT, CASCADE) == []
