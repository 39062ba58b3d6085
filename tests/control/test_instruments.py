"""Instruments: lag, noise, range, faults, and what a scan costs."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.control.rig import Rig, analog, discrete, mode

PLANT = [analog("X.T", "degC", -50, 500), analog("X.P", "kPag", 0, 600), analog("X.n", "kmol"), discrete("X.open"),
         mode("X.key", "auto", "t1", "t2")]  # fmt: skip


def rig(text: str, **start: float) -> Rig:
    return Rig(PLANT, "instruments:\n  " + text.replace("\n", "\n  "), **start)


def test_lag_follows_the_exact_first_order_response() -> None:
    """A step is followed as 1 − e^(−t/lag), whatever the scan time."""
    for scan in ("100 ms", "200 ms", "1 s"):
        r = rig(f"TI: {{title: t, reads: X.T, range: [0 degC, 200 degC], lag: 12 s, scan: {scan}}}", X__T=20.0)
        r.run(1)
        r["X.T"] = 120.0
        r.run(120)
        assert r["TI"] == pytest.approx(20 + 100 * (1 - math.exp(-1)), abs=1e-9)


def test_start_shows_the_true_value_settled() -> None:
    """At tick 0 an instrument shows the truth, without noise, so that nothing trips before the plant moves."""
    r = rig("TI: {title: t, reads: X.T, range: [0 degC, 200 degC], lag: 12 s, noise: 3 K}", X__T=60.0)
    assert r["TI"] == 60.0


def test_noise_has_the_stated_spread_and_needs_no_state() -> None:
    """Noise has the given standard deviation, depends on seed, id and scan alone, and differs between instruments."""
    text = "\n".join(
        f"{k}: {{title: t, reads: X.T, range: [0 degC, 200 degC], noise: 0.5 K, scan: 100 ms}}" for k in "AB"
    )
    r = rig(text, X__T=60.0)
    seen: list[tuple[float, float]] = []
    r.run(3000, lambda _: seen.append((r["A"], r["B"])))
    a, b = np.array(seen[1:]).T
    assert a.std() == pytest.approx(0.5, rel=0.05)
    assert a.mean() == pytest.approx(60, abs=0.05)
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.06
    assert all(x != y for x, y in zip(a[:100], a[1024:1124], strict=True)), "no batch repeats another"
    late = rig(text, X__T=60.0)
    late.bus.tick = 2500
    late.run(1)
    assert late["A"] == seen[2501][0]


def test_shown_values_stay_inside_the_range_and_leaving_it_is_reported_once() -> None:
    """Beyond its range an instrument shows the end of it; one event an excursion, none for noise at zero."""
    r = rig("TI: {title: t, reads: X.T, range: [0 degC, 200 degC], scan: 100 ms, noise: 0.2 K}", X__T=0.0)
    r.run(50)
    assert r.kinds("clip") == []
    r["X.T"] = 250.0
    r.run(20)
    assert r["TI"] == 200.0
    assert r.blocks["instruments"].quality("TI") == "clipped"
    assert [e["source"] for e in r.kinds("clip")] == ["TI"]
    r["X.T"] = 100.0
    r.run(20)
    assert r.blocks["instruments"].quality("TI") == "good"
    r["X.T"] = -20.0
    r.run(5)
    assert r["TI"] == 0.0
    assert len(r.kinds("clip")) == 2


def test_noise_at_the_end_of_the_range_does_not_chatter() -> None:
    """A value just beyond the end, now and then pushed inside by noise, is one excursion and one event."""
    r = rig("TI: {title: t, reads: X.T, range: [0 degC, 200 degC], scan: 100 ms, noise: 0.2 K}", X__T=200.05)
    inside = []
    r.run(200, lambda _: inside.append(r["TI"] < 200.0))
    assert any(inside)
    assert len(r.kinds("clip")) == 1


def test_units_are_converted_between_plant_and_display() -> None:
    """An instrument may show another unit than the plant's; a soft sensor shows its formula in its own unit."""
    r = rig(
        "PI: {title: p, reads: X.P, unit: MPag, range: [0 MPag, 0.6 MPag]}\n"
        'XI: {title: n, calculates: "X.n / 20 kmol", unit: "%", range: [0 %, 100 %]}\n'
        'TF: {title: t, reads: X.T, unit: K}\n'
        'YI: {title: hot, calculates: "X.T > 65 degC"}',
        X__P=300.0, X__n=5.0, X__T=100.0,
    )  # fmt: skip
    r.run(1)
    assert (r["PI"], r["XI"], r["YI"]) == (pytest.approx(0.3), pytest.approx(25.0), 1.0)
    assert r["TF"] == pytest.approx(373.15)
    assert (r.table["PI"].unit, r.table["XI"].high) == ("MPag", 100.0)


def test_whole_numbers_are_shown_as_such() -> None:
    """What is counted or stepped is so on its instrument too, unless that follows it slowly, with noise or in other units."""
    plant = [replace(analog("X.step", "", -8, 8), whole=True), replace(analog("X.n", "kmol"), whole=True)]
    lines = {
        "A": "reads: X.step", "B": "reads: X.step, lag: 2 s", "C": "reads: X.step, noise: 0.1", "D": "reads: X.n, unit: mol",
        "E": "calculates: A + 0.5, range: [-8, 9]",
    }  # fmt: skip
    r = Rig(plant, "instruments:\n" + "".join(f"  {key}: {{title: t, {line}}}\n" for key, line in lines.items()))
    assert {key: r.bus.tags[key].whole for key in lines} == {"A": True, "B": False, "C": False, "D": False, "E": False}


def test_calculated_instruments_see_what_the_others_show() -> None:
    """A calculation sees what the others show at the same scan if it stands after them, and is settled at tick 0."""
    r = rig(
        'B: {title: b, calculates: "max(A, 60 degC)", range: [0 degC, 200 degC], scan: 100 ms}\n'
        "A: {title: a, calculates: TI - 10 K, range: [0 degC, 200 degC], scan: 100 ms}\n"
        "TI: {title: t, reads: X.T, range: [0 degC, 200 degC], scan: 100 ms}",
        X__T=80.0,
    )
    assert (r["A"], r["B"]) == (pytest.approx(70.0), pytest.approx(70.0))
    r["X.T"] = 90.0
    r.run(1)
    assert (r["TI"], r["A"], r["B"]) == (90.0, pytest.approx(80.0), pytest.approx(70.0))
    r.run(1)
    assert (r["A"], r["B"]) == (pytest.approx(80.0), pytest.approx(80.0))


def test_discrete_and_mode_tags_are_shown_as_they_are() -> None:
    """Limit switches and mode readings have no noise and keep their kind."""
    r = rig("ZS: {title: z, reads: X.open, scan: 100 ms}\nKI: {title: k, reads: X.key, scan: 100 ms}")
    r["X.open"], r["X.key"] = 1.0, 2.0
    r.run(1)
    assert (r["ZS"], r["KI"]) == (1.0, 2.0)
    assert r.table["KI"].options == ("auto", "t1", "t2")


FAULT = "faults: {{F: {{title: f, at: 1 s, for: 2 s, does: [{{instrument: TI, mode: {mode}{by}}}]}}}}"


@pytest.mark.parametrize(
    ("what", "by", "after", "expected"),
    [
        ("bias", ", by: 3 K", 10, 63.0),
        ("bias", ", by: -3 K", 10, 57.0),
        ("drift", ", by: 60 K/min", 10, 61.0),
        ("freeze", "", 10, 60.0),
        ("freeze", ", to: 331.15 K", 10, 58.0),
        ("open", "", 10, 0.0),
    ],
)
def test_faults_change_what_is_shown_and_end(what: str, by: str, after: int, expected: float) -> None:
    """Bias, drift, freeze and open circuit act from their first tick and are gone when the fault ends."""
    text = "instruments: {TI: {title: t, reads: X.T, range: [0 degC, 200 degC], scan: 100 ms}}\n"
    r = Rig(PLANT, text + FAULT.format(mode=what, by=by), X__T=60.0)
    r.run(10)
    assert r["TI"] == 60.0
    if what == "freeze":
        r["X.T"] = 80.0
    r.run(after + 1)
    assert r["TI"] == pytest.approx(expected)
    assert r["TI.bad"] == float(what == "open")
    r["X.T"] = 60.0
    r.run(20)
    assert (r["TI"], r["TI.bad"]) == (60.0, 0.0)


def test_noise_fault_multiplies_the_noise() -> None:
    """A noise fault ×k gives k times the deviation of the healthy instrument at the same scan."""
    text = "instruments: {TI: {title: t, reads: X.T, range: [0 degC, 200 degC], scan: 100 ms, noise: 0.1 K}}\n"
    fault = "faults: {F: {title: f, at: 0 s, does: [{instrument: TI, mode: noise, by: 5}]}}"
    good, bad = Rig(PLANT, text, X__T=60.0).run(7), Rig(PLANT, text + fault, X__T=60.0).run(7)
    assert bad["TI"] - 60 == pytest.approx(5 * (good["TI"] - 60))


def test_open_circuit_reads_the_end_the_author_chose() -> None:
    """`fails: high` sends a lost signal to the upper end: the author decides which way a lost sensor votes."""
    text = "instruments: {TI: {title: t, reads: X.T, range: [0 degC, 200 degC], fails: high}}\n"
    r = Rig(PLANT, text + FAULT.format(mode="open", by=""), X__T=60.0).run(13)
    assert r["TI"] == 200.0


def test_reading_is_an_action_without_effect() -> None:
    """An instrument can be read and looked at, not operated."""
    r = rig("TI: {title: t, reads: X.T, range: [0 degC, 200 degC]}")
    assert r.do("read", "TI") == ""
    assert r.do("set", "TI", 3) == "verb"
