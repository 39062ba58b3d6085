"""Faults and consequences: when they begin, what they do, what they leave behind."""

from __future__ import annotations

import pytest

from engine.control.bus import Layer
from tests.control.rig import Rig, analog, check, discrete

PLANT = [analog("X.T", "degC", -50, 300), discrete("K1.trip", writable=True), analog("K1.leak", "%", writable=True),
         discrete("X.burst")]  # fmt: skip
BASE = "instruments: {TI: {title: t, reads: X.T, range: [0 degC, 200 degC]}}\n"


def rig(entry: str, seed: int = 1) -> Rig:
    return Rig(PLANT, BASE + f"faults: {{F: {{title: 跳闸, {entry}}}}}", seed=seed, X__T=60.0)


DOES = "does: [{set: K1.trip, to: 1}, {set: K1.leak, to: 20 %}]"


def test_fault_by_time_acts_on_its_layer_and_ends() -> None:
    """At its time a fault overrules hand and controller, and lets go after its duration."""
    r = rig(f"at: 2 s, for: 3 s, {DOES}")
    r.claim(Layer.MANUAL, "K1.leak", 5.0)
    r.run(20)
    assert (r["K1.trip"], r["F.active"]) == (0.0, 0.0)
    r.run(1)
    assert (r["K1.trip"], r["K1.leak"], r["F.active"]) == (1.0, 20.0, 1.0)
    r.run(29)
    assert r["F.active"] == 1.0
    r.run(1)
    assert (r["K1.trip"], r["K1.leak"], r["F.active"]) == (0.0, 5.0, 0.0)
    assert [(e["tick"], e["on"], e["by"]) for e in r.kinds("fault")] == [
        (20, True, "timer"),
        (50, False, "timer"),
    ]


def test_what_stays_has_to_be_operated_again() -> None:
    """After a fault that stays, neither what was commanded before nor what was tried meanwhile comes back by itself."""
    r = rig("at: 1 s, for: 2 s, does: [{set: K1.leak, to: 0 %, stays: true}]")
    r.claim(Layer.MANUAL, "K1.leak", 5.0)
    r.run(11)
    assert r["K1.leak"] == 0.0
    r.claim(Layer.MANUAL, "K1.leak", 7.0)
    r.run(30)
    assert (r["F.active"], r["K1.leak"]) == (0.0, 0.0)
    r.claim(Layer.MANUAL, "K1.leak", 9.0)
    r.run(1)
    assert r["K1.leak"] == 9.0


def test_fault_by_time_comes_once() -> None:
    """A fault that has had its time does not come back when another one begins or ends."""
    two = f"at: 1 s, for: 1 s, {DOES}}}, G: {{title: g, at: 5 s, for: 1 s, does: [{{set: K1.trip, to: 1}}]"
    r = rig(two).run(100)
    assert [(e["source"], e["tick"]) for e in r.kinds("fault")] == [("F", 10), ("F", 20), ("G", 50), ("G", 60)]


def test_fault_by_condition_comes_once() -> None:
    """A fault with a condition begins when it first holds and not again after it has ended."""
    r = rig(f'when: "X.T > 70 degC", for: 1 s, {DOES}').run(5)
    r["X.T"] = 80.0
    r.run(1)
    assert r["F.active"] == 1.0
    r.run(30)
    assert r["F.active"] == 0.0
    assert len(r.kinds("fault")) == 2


def test_fault_by_chance_depends_on_the_seed_alone() -> None:
    """The same seed gives the same tick, other seeds spread over the whole window, and the probability is kept."""

    def begins(seed: int, entry: str, ticks: int = 801) -> int:
        r = rig(entry, seed)
        r.run(ticks)
        return next((e["tick"] for e in r.kinds("fault")), -1)

    window = f"chance: {{between: [20 s, 80 s]}}, {DOES}"
    ticks = [begins(seed, window) for seed in range(14)]
    assert ticks[:4] == [begins(seed, window) for seed in range(4)]
    assert all(200 <= t <= 800 for t in ticks)
    assert max(ticks) - min(ticks) > 300
    rare = [begins(s, f"chance: {{between: [0 s, 10 s], probability: 50 %}}, {DOES}", 101) for s in range(40)]
    assert 8 <= rare.count(-1) <= 32


def test_chance_per_mean_time_is_exponential() -> None:
    """`per: 1 h` has the mean and the median of an exponential distribution over many seeds."""
    from engine.control.faults.block import _drawn
    from engine.control.faults.section import Chance

    r = rig(f"by: instructor, {DOES}")
    ticks = []
    for seed in range(2000):
        r.bus.seed = seed
        ticks.append(_drawn("F", Chance(per="1 h"), r.bus) / 36000)
    ticks.sort()
    assert sum(ticks) / len(ticks) == pytest.approx(1.0, rel=0.07)
    assert ticks[1000] == pytest.approx(0.693, rel=0.08)


def test_instructor_begins_and_ends_any_fault() -> None:
    """A fault for the instructor comes only by hand; ending what is not active does nothing."""
    r = rig(f"by: instructor, {DOES}").run(100)
    faults = r.blocks["faults"]
    assert (faults.active(), faults.ids()) == ([], ["F"])
    faults.begin("F")
    faults.begin("F")
    r.run(1)
    assert (r["K1.trip"], faults.active()) == (1.0, ["F"])
    faults.end("F")
    faults.end("F")
    r.run(1)
    assert r["K1.trip"] == 0.0
    assert [e["by"] for e in r.kinds("fault")] == ["instructor", "instructor"]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (f"at: 1 s, by: instructor, {DOES}", "fault_trigger"),
        (DOES, "fault_trigger"),
        ("at: 1 s, does: [{set: K9.trip, to: 1}]", "unknown_name"),
        ("at: 1 s, does: [{set: X.T, to: 1 degC}]", "read_only"),
        ("at: 1 s, does: [{instrument: TJ, mode: freeze}]", "unknown_name"),
        ("at: 1 s, does: [{interlock: I1, mode: fail}]", "unknown_name"),
        ("at: 1 s, does: [{instrument: TI, mode: fail}]", "fault_mode"),
        ("at: 1 s, does: [{instrument: TI, mode: bias}]", "fault_by"),
        ("at: 1 s, does: [{instrument: TI, mode: bias, by: 3 K, to: 58 degC}]", "fault_does"),
        ("at: 1 s, does: [{set: K1.trip}]", "fault_does"),
        ("at: 1 s, does: [{instrument: TI, mode: freeze, stays: true}]", "fault_does"),
        ("at: 1 s, does: [{instrument: TI, mode: freeze, to: 58 kPa}]", "unit"),
        ("at: 1 s, does: [{instrument: TI, mode: freeze, to: 258 degC}]", "outside_span"),
        ("at: 1 s, does: [{instrument: TI, mode: bias, by: 3 kPa}]", "unit"),
        ("at: 1 s, does: [{instrument: TI, mode: drift, by: 3 K}]", "unit"),
        (f"chance: {{between: [80 s, 20 s]}}, {DOES}", "impossible_window"),
        (f"chance: {{}}, {DOES}", "chance"),
        (f'when: "X.Q > 3", {DOES}', "unknown_name"),
    ],
)
def test_lint_points_at_faults_that_cannot_work(entry: str, code: str) -> None:
    """Each mistake of an author is found with a code before the session starts."""
    assert code in [p.code for p in check(PLANT, BASE + f"faults: {{F: {{title: f, {entry}}}}}")]


HARM = """
consequences:
  burst: {when: X.burst, title: 破裂, what: {zh: 超压破裂, en: it burst}, why: {zh: 热量积聚, en: heat built up},
          severity: critical, ends: true}
  hot: {when: "X.T > 100 degC", for: 2 s, title: 过热, what: 过热, why: 过热, severity: minor, latched: false}
"""


def test_harm_is_latched_and_explained_in_both_languages() -> None:
    """What has happened stays, is reported once with what and why, and can end the attempt."""
    r = Rig(PLANT, HARM)
    assert not r.blocks["consequences"].fatal()
    r["X.burst"] = 1.0
    r.run(1)
    r["X.burst"] = 0.0
    r.run(10)
    assert r["burst.occurred"] == 1.0
    (event,) = r.kinds("consequence")
    assert (event["what"]["en"], event["why"]["zh"], event["severity"]) == (
        "it burst",
        "热量积聚",
        "critical",
    )
    assert r.blocks["consequences"].occurred() == ["burst"]
    assert r.blocks["consequences"].fatal()


def test_passing_harm_follows_its_condition_and_counts_every_time() -> None:
    """Unlatched, a consequence needs its hold time, ends with its condition and is reported each time."""
    r = Rig(PLANT, HARM, X__T=20.0)
    for _ in range(2):
        r["X.T"] = 120.0
        r.run(20)
        assert r["hot.occurred"] == 0.0
        r.run(1)
        assert r["hot.occurred"] == 1.0
        r["X.T"] = 20.0
        r.run(1)
        assert r["hot.occurred"] == 0.0
    assert len(r.kinds("consequence")) == 2
    assert not r.blocks["consequences"].fatal()


def test_lint_reads_conditions_of_harm() -> None:
    """A consequence without explanation or with an unknown name is an error."""
    assert check(PLANT, HARM.replace("X.burst", "X.brust"))[0].code == "unknown_name"
    assert check(PLANT, HARM.replace("why: 过热, ", ""))[0].code == "missing"
    assert check(PLANT, HARM) == []


def test_the_seed_draws_one_fault_of_a_pot_once_its_condition_holds() -> None:
    """Of all faults in a pot exactly one comes, within its window after the condition; the seed decides which and when."""
    draw = 'draw: {pot: p, when: "X.T > 70 degC", between: [2 s, 5 s]}, does: [{set: K1.trip, to: 1}]'
    entries = ", ".join(f"{key}: {{title: {key}, {draw}}}" for key in ("FA", "FB", "FC"))

    def drawn(seed: int) -> tuple[str, int]:
        r = Rig(PLANT, BASE + f"faults: {{{entries}}}", seed=seed, X__T=60.0).run(100)
        assert r.kinds("fault") == []
        r["X.T"] = 80.0
        state_between = None
        r.run(10)
        state_between = r.state()
        r.run(200)
        (event,) = r.kinds("fault")
        again = Rig(PLANT, BASE + f"faults: {{{entries}}}", seed=seed, X__T=60.0)
        again.set_state(state_between)
        again.run(200)
        assert again.kinds("fault") == [event], "a drawn fault that waits survives a checkpoint"
        return event["source"], event["tick"] - 100

    results = [drawn(seed) for seed in range(30)]
    assert results == [drawn(seed) for seed in range(30)]
    assert {source for source, _ in results} == {"FA", "FB", "FC"}
    assert all(20 <= wait <= 51 for _, wait in results)
    assert len({wait for _, wait in results}) > 10


def test_the_instructor_may_begin_a_fault_that_was_not_drawn() -> None:
    """A pot only decides what comes by itself."""
    entry = "draw: {pot: p, between: [1 h, 2 h]}, does: [{set: K1.trip, to: 1}]"
    r = Rig(PLANT, BASE + f"faults: {{FA: {{title: a, {entry}}}, FB: {{title: b, {entry}}}}}", X__T=60.0)
    for key in ("FA", "FB"):
        r.blocks["faults"].begin(key)
        r.run(1)
        assert r[f"{key}.active"] == 1.0
