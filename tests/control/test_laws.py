"""Laws every control block keeps: the state is complete, restoring equals never having stopped, chance is the seed."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.control import alarms, consequences, controllers, faults, instruments, interlocks, switches
from engine.control.bus import Layer
from engine.exact import exp
from engine.scenario.language import Language, Section
from engine.scenario.schema import fields_without_description
from engine.state import digest, leaves, pack, unpack
from tests.control.rig import Rig, analog, discrete

PLANT = [
    analog("X.T", "degC", -50, 300), analog("X.J", "degC", -50, 300), analog("X.F", "m3/h", 0, 50), discrete("X.on"),
    analog("VA.command", "%", writable=True), analog("VB.command", "%", writable=True),
    discrete("K1.command", writable=True), discrete("D1.command", writable=True),
]  # fmt: skip
WORLD = """
instruments:
  TA: {title: a, reads: X.T, range: [0 degC, 200 degC], lag: 12 s, noise: 0.1 K}
  TB: {title: b, reads: X.T, range: [0 degC, 200 degC], lag: 12 s, noise: 0.1 K}
  TJ: {title: j, reads: X.J, range: [-20 degC, 120 degC], scan: 1 s, noise: 0.2 K}
  FI: {title: f, reads: X.F, range: [0 m3/h, 50 m3/h], scan: 100 ms, noise: 0.1 m3/h}
  XI: {title: x, calculates: "100 % * X.F / 50 m3/h", unit: "%", range: [0 %, 100 %], lag: 3 s}
  YI: {title: y, reads: X.on}
controllers:
  TIC1: {title: inner, pv: TA, sp: 60 degC, drives: TIC2.sp, gain: 5 K/K, integral: 900 s, derivative: 20 s,
         action: reverse, output: [5 degC, 72 degC]}
  TIC2: {title: outer, pv: TJ, sp: 58 degC, gain: 8 %/K, integral: 120 s, action: direct, mode: cascade, rate: 20 %/s,
         output: [-100 %, 100 %], split: [{drives: VA.command, from: 0 %, to: 100 %},
                                          {drives: VB.command, from: 0 %, to: -100 %}]}
alarms:
  TA.H: {title: high, on: TA, high: 65 degC, deadband: 1 K, on_delay: 1 s, off_delay: 2 s, priority: high, group: g}
  TA.R: {title: rate, on: TA, rising: 0.5 K/min, over: 30 s, priority: medium, latched: true, group: g}
  FI.L: {title: low, on: FI, low: 15 m3/h, priority: low}
  TD: {title: deviation, on: TA, other: TB, deviation: 2 K, priority: low}
switches:
  HS1: {title: stop, latching: true}
  HS7: {title: confirm, pulse: 2 s}
interlocks:
  I1: {title: hot, cause: {vote: 2oo2, of: ["TA > 75 degC", "TB > 75 degC"]}, bypass: {limit: 30 s}, group: g,
       effects: [{permit: D1.command}, {set: K1.command, to: 0}, {set: D1.command, to: 1, confirm: HS7}]}
  I3: {title: flow, cause: "FI < 10 m3/h", for: 5 s, reset: auto, group: g, effects: [{set: VB.command, to: 0 %}]}
  I9: {title: stop, cause: HS1, effects: [{set: K1.command, to: 0}]}
faults:
  F1: {title: one, at: 4 s, for: 9 s, does: [{set: VA.command, to: 0 %}, {instrument: TB, mode: drift, by: 6 K/min}]}
  F2: {title: two, when: "X.T > 90 degC", does: [{instrument: TA, mode: freeze}, {interlock: I3, mode: fail}]}
  F3: {title: three, chance: {between: [0 s, 60 s]}, for: 3 s, does: [{instrument: FI, mode: open}]}
consequences:
  hot: {when: "X.T > 95 degC", for: 1 s, title: hot, what: hot, why: hot, severity: major}
  wet: {when: "X.F > 40 m3/h", title: wet, what: wet, why: wet, severity: minor, latched: false}
"""

ACTIONS = (
    ("press", "HS7", None), ("press", "HS1", None), ("reset", "HS1", None), ("reset", "I1", None),
    ("reset", "I9", None),
    ("bypass", "I1", None), ("restore", "I1", None), ("test", "I1", None), ("acknowledge", "ALARMS", None),
    ("reset", "TA.R", None), ("set", "TIC2", {"mode": "auto"}), ("set", "TIC2", {"mode": "cascade"}),
    ("set", "TIC1", {"mode": "manual", "out": 40}), ("set", "TIC1", {"mode": "auto"}), ("set", "TIC1", {"sp": 55}),
)  # fmt: skip


def world(seed: int = 1) -> Rig:
    return Rig(PLANT, WORLD, seed=seed, X__T=60.0, X__J=58.0, X__F=30.0)


def drive(r: Rig, script: list[tuple[int, int, float]]) -> None:
    """Play a script: for some ticks at a time move the plant, after an action (refusals are as good as any)."""
    for choice, ticks, level in script:
        r.do(*ACTIONS[choice % len(ACTIONS)])
        r["X.T"], r["X.J"], r["X.F"] = 40 + 60 * level, 30 + 40 * level, 50 * (1 - level)
        r.run(ticks)


scripts = st.lists(st.tuples(st.integers(0, 14), st.integers(1, 60), st.floats(0, 1)), min_size=1, max_size=8)
LONG = [
    (0, 40, 0.9),
    (9, 30, 0.2),
    (5, 60, 0.95),
    (7, 30, 0.5),
    (12, 20, 0.8),
    (1, 20, 0.3),
    (11, 60, 1.0),
    (2, 5, 0.1),
    (6, 5, 0.1),
    (3, 5, 0.1),
    (7, 150, 0.1),
]


@settings(max_examples=15, deadline=None)
@given(scripts, scripts)
def test_restoring_equals_never_having_stopped(before: list[Any], after: list[Any]) -> None:
    """A state packed to bytes and put into a fresh world goes on exactly like the original: values, events, state."""
    one = world()
    drive(one, before)
    two = world()
    two.set_state(unpack(pack(one.state())))
    assert two.state() == one.state()
    one.events.clear()
    drive(one, after)
    drive(two, after)
    assert digest(one.state()) == digest(two.state())
    assert one.events == two.events


def test_rewinding_to_any_tick_repeats_the_rest() -> None:
    """One world taken back to state after state of another goes on like it, whatever was pending, latched or broken."""
    schedule: dict[int, tuple[int, float]] = {}
    ticks = 0
    for choice, length, level in [*LONG, (8, 40, 0.7), (8, 9, 0.99), (8, 5, 0.45), (8, 40, 0.66), (8, 30, 0.0)]:
        schedule[ticks] = (choice, level)
        ticks += length

    def step(r: Rig) -> None:
        if r.bus.tick in schedule:
            choice, level = schedule[r.bus.tick]
            drive(r, [(choice, 0, level)])
        r["X.F"] = 25.0 + (r.bus.tick % 13 - 6) * 4.5  # now and then beyond a limit for less than a delay
        r["X.T"] += (r.bus.tick % 9 - 4) * 1.5
        r.tick()

    one, two, states = world(), world(), []
    for _ in range(ticks):
        states.append(unpack(pack(one.state())))
        step(one)
    for first in [*range(0, ticks - 20, 19)][::-1]:
        two.set_state(states[first])
        for n in range(first + 1, first + 20):
            step(two)
            assert two.state() == states[n], (first, n)


def test_a_restored_world_forgets_what_passes_just_like_the_original() -> None:
    """A delay that runs, and a value beyond its range, end in the restored world as in the original."""
    one, two = world(), world()
    one["X.T"], one["X.F"], one["X.J"] = 60.0, 14.9, 130.0
    one.run(35, lambda n: one.__setitem__("X.T", 88.0 if n > 8 else 60.0))
    two.set_state(unpack(pack(one.state())))
    rows = [row.pending for row in one.blocks["alarms"]._rows.values()]
    assert max(rows) > 0, "some alarm must be waiting"
    assert one.blocks["instruments"].quality("TJ") == "clipped"
    for r in (one, two):
        r["X.T"], r["X.J"] = 20.0, 50.0
        for group in r.blocks["instruments"]._groups:
            group.start()
        r.run(12)
    assert one.state() == two.state()


@pytest.mark.parametrize("script", [[], LONG[:2], LONG[:4], LONG])
def test_every_field_of_the_state_counts(script: list[Any]) -> None:
    """Changing any single leaf changes the hash, survives set_state, and comes back from state() as it was put in."""
    r = world()
    drive(r, script)
    state = unpack(pack(r.state()))
    reference = digest(state)
    for path, value in list(leaves(state)):
        other = changed(path, value)
        if other is None:
            continue
        mutated = copy.deepcopy(state)
        node = mutated
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = other
        assert digest(mutated) != reference, path
        if path[0] == "blocks":
            block = r.blocks[path[1]]
            block.set_state(mutated["blocks"][path[1]])
            assert block.state() == mutated["blocks"][path[1]], path
            block.set_state(state["blocks"][path[1]])
            assert block.state() == state["blocks"][path[1]], path


def changed(path: tuple[str | int, ...], value: Any) -> Any:
    """Another value of the same kind, valid where only some are."""
    if path[-1] == "mode":
        return "manual" if value != "manual" else "auto"
    if path[-1] == "state" and path[0] == "blocks":
        return "ack" if value != "ack" else "normal"
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return value + "x" if isinstance(value, str) else None


def test_two_worlds_with_the_same_seed_agree_and_another_seed_differs() -> None:
    """The same seed and actions give the same state hash and events; the seed reaches noise and chance."""
    one, two, three = world(), world(), world(seed=2)
    for r in (one, two, three):
        drive(r, LONG)
    assert digest(one.state()) == digest(two.state())
    assert one.events == two.events
    assert digest(one.state()) != digest(three.state())


def test_the_long_script_meets_every_block() -> None:
    """The script of these laws is worth something: it trips, alarms, faults, harms and tests."""
    r = world()
    drive(r, LONG)
    kinds = {e.kind for e in r.events}
    assert kinds >= {"alarm", "trip", "fault", "consequence", "bypass", "message"}


def test_lag_coefficient_is_portable() -> None:
    """The lag uses the portable exponential, not the C library's: the coefficient is the same everywhere."""
    r = world()
    (group,) = [g for g in r.blocks["instruments"]._groups if "TA" in g.ids]
    assert float(group._share[0]) == 1.0 - exp(-200.0 / 12000.0)


@pytest.mark.parametrize("room", [instruments, controllers, alarms, switches, interlocks, faults, consequences])
def test_rooms_look_alike_and_explain_their_fields(room: Any) -> None:
    """Each room exports the same names, builds from an empty section, and describes every field in both languages."""
    assert {"NAME", "PHASE", "Section", "Block", "tags", "lint"} <= set(room.__all__)
    assert sorted(room.__all__, key=lambda n: (not n.isupper(), n[0].islower(), n)) == list(room.__all__)
    assert room.tags(room.Section(), {}) == []
    assert fields_without_description(room.Section) == []


def test_sections_survive_their_canonical_form() -> None:
    """A scenario written as canonical JSON and read again is the same: aliases, amounts, formulas and all."""
    rooms = (instruments, controllers, alarms, switches, interlocks, faults, consequences)
    language = Language([Section(room.NAME, room.Section) for room in rooms])
    scenario = language.loads("schema: 1\n" + WORLD)
    again = language.from_canonical(scenario.canonical())
    assert again.sections == scenario.sections
    assert again.canonical() == scenario.canonical()


def test_claims_follow_their_order() -> None:
    """Trip beats fault beats manual beats controller; within a layer the first name counts, whoever came first."""
    r = world()
    out = r.bus.outputs
    for layer in (Layer.TRIP, Layer.CONTROLLER, Layer.FAULT, Layer.MANUAL):
        out.put(layer, "VA.command", 10.0 * (layer + 1), "b")
    assert out.resolve("VA.command") == (40.0, Layer.TRIP, "b")
    out.put(Layer.TRIP, "VA.command", 99.0, "a")
    assert out.resolve("VA.command") == (99.0, Layer.TRIP, "a")
    out.take_over(Layer.TRIP, "VA.command")
    assert out.resolve("VA.command")[1] is Layer.FAULT
