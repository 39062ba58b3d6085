"""What an interlock remembers of its trip, and what goes on under a bypass."""

from __future__ import annotations

from typing import Any

import pytest

from engine.state import pack, unpack
from tests.control.rig import Rig, analog, discrete

PLANT = [
    analog("X.T", "degC", -50, 300), analog("X.U", "degC", -50, 300), analog("X.V", "degC", -50, 300),
    discrete("V1.command", writable=True), discrete("PTW.signed"),
]  # fmt: skip
TEXT = """
interlocks:
  I1:
    title: {zh: 超温, en: hot}
    label: I-1
    cause: {vote: 2oo3, of: ["X.T > 75 degC", "X.U > 75 degC", "X.V > 75 degC"]}
    for: 2 s
    effects: [{set: V1.command, to: 0}]
    bypass: {limit: 1 h, permit: PTW}
  I2: {title: b, cause: "X.T > 90 degC", effects: [{set: V1.command, to: 0}], bypass: {limit: 4 s, lamp: false}}
"""


def rig() -> Rig:
    return Rig(PLANT, TEXT, X__T=60.0, X__U=60.0, X__V=60.0)


def causes(r: Rig, key: str = "I1") -> list[tuple[int, bool, bool]]:
    row = next(row for row in r.blocks["interlocks"].rows() if row.id == key)
    return [(c.since, c.first, c.after) for c in row.causes]


def test_a_trip_remembers_what_held_what_came_first_and_what_came_after() -> None:
    """The second condition came first, the first completed the vote, the third came after the trip; conditions that
    go away are remembered all the same, until the reset reports them and forgets."""
    r = rig().run(5)
    r["X.U"] = 80.0
    r.run(5)
    r["X.T"] = 80.0
    r.run(30)
    assert causes(r) == [(10, False, False), (5, True, False), (-1, False, False)]
    assert r.kinds("trip")[0]["tick"] == 30
    r["X.V"] = 80.0
    r.run(5)
    r["X.T"] = r["X.U"] = r["X.V"] = 60.0
    r.run(50)
    assert causes(r) == [(10, False, False), (5, True, False), (40, False, True)]
    r["X.T"] = 80.0
    r.run(2)
    assert causes(r)[0] == (10, False, False), "what comes again does not change when it came first"
    r["X.T"] = 60.0
    r.run(1)
    assert r.do("reset", "I1") == ""
    r.run(1)
    assert causes(r) == [(-1, False, False)] * 3
    told = [(c["since"], c["first"], c["after"]) for c in r.kinds("trip_reset")[0]["causes"]]
    assert told == [(10, False, False), (5, True, False), (40, False, True)]


def test_a_bypassed_function_reports_what_it_would_have_tripped_for() -> None:
    """After the delay of the function, once for each demand, with who bypassed it; nothing trips."""
    r = rig()
    r.do("bypass", "I1")
    for _ in range(2):
        r["X.U"] = 80.0
        r.run(1)
        r["X.T"] = 80.0
        r.run(50)
        r["X.T"] = r["X.U"] = 60.0
        r.run(5)
    events = r.kinds("bypass_demand")
    assert [e["tick"] for e in events] == [21, 77]
    assert (events[0]["first_out"], events[0]["causes"]) == ("X.U > 75 degC", ["X.U > 75 degC", "X.T > 75 degC"])
    assert (events[0]["by"], events[0]["permitted"]) == ("learner", False)
    assert r.kinds("trip") == []


def test_a_demand_shorter_than_the_delay_is_not_reported() -> None:
    """What would not have tripped was not missed."""
    r = rig()
    r.do("bypass", "I1")
    r["X.T"] = r["X.U"] = 80.0
    r.run(19)
    r["X.T"] = 60.0
    r.run(50)
    assert r.kinds("bypass_demand") == []


def test_a_bypass_says_ten_minutes_before_that_it_ends() -> None:
    """One hour: the warning comes after fifty minutes, once; then the function is in service again by itself."""
    r = rig()
    r.do("bypass", "I1")
    r.run(36_010)
    assert [(e["tick"], e["left"]) for e in r.kinds("bypass_ending")] == [(30_000, 600.0)]
    assert [(e["tick"], e["on"], e["by"]) for e in r.kinds("bypass")] == [
        (0, True, "learner"),
        (36_000, False, "timer"),
    ]


def test_a_short_bypass_warns_at_half_its_time() -> None:
    """A limit of four seconds leaves no ten minutes: the warning comes at half of it."""
    r = rig()
    r.do("bypass", "I2")
    r.run(50)
    assert [e["tick"] for e in r.kinds("bypass_ending")] == [20]


def test_a_bypass_begun_again_warns_again() -> None:
    """Each bypass has its own limit and its own warning."""
    r = rig()
    for _ in range(2):
        r.do("bypass", "I2")
        r.run(30)
        assert r.do("restore", "I2") == ""
        r.run(1)
    assert [e["tick"] for e in r.kinds("bypass_ending")] == [20, 51]


def test_the_permit_does_not_refuse_but_shows() -> None:
    """Bypassing without a permit is possible and on record; a permit signed later makes it permitted from then on."""
    r = rig()
    assert r.do("bypass", "I1") == ""
    r.run(5)
    assert (r["I1.bypassed"], r["I1.permitted"]) == (1.0, 0.0)
    r["PTW.signed"] = 1.0
    r.run(1)
    assert r["I1.permitted"] == 1.0
    r["PTW.signed"] = 0.0
    r.run(1)
    assert r["I1.permitted"] == 0.0, "a permit that was changed after signing holds no more"
    r["PTW.signed"] = 1.0
    r.do("restore", "I1")
    assert r["I1.permitted"] == 0.0, "what is not bypassed is not permitted either"
    r.do("bypass", "I1")
    r.run(1)
    assert [(e["on"], e["permitted"]) for e in r.kinds("bypass")] == [(True, False), (False, False), (True, True)]


def test_without_a_permit_document_nothing_is_permitted() -> None:
    """An interlock whose section names no permit cannot be bypassed with one."""
    r = rig()
    r["PTW.signed"] = 1.0
    r.do("bypass", "I2")
    r.run(2)
    assert (r["I2.bypassed"], r["I2.permitted"]) == (1.0, 0.0)


def test_the_lamp_lights_while_anything_is_bypassed() -> None:
    """`BYPASS.any` follows interlocks with a lamp, `BYPASS.count` all; both go out when the last is restored."""
    r = rig()

    def lamp() -> tuple[float, float]:
        return r["BYPASS.any"], r["BYPASS.count"]

    assert lamp() == (0.0, 0.0)
    r.do("bypass", "I2")
    assert lamp() == (0.0, 1.0), "`lamp: false` keeps it dark"
    r.do("bypass", "I1")
    assert lamp() == (1.0, 2.0)
    r.run(60)
    assert lamp() == (1.0, 1.0), "the short bypass has ended by itself"
    r.do("restore", "I1")
    assert lamp() == (0.0, 0.0)


@pytest.mark.parametrize("cut", [3, 12, 22, 31, 55, 70])
def test_memory_and_bypass_are_part_of_the_state(cut: int) -> None:
    """A world restored at any moment of a trip or a bypass goes on like the original, event for event."""
    acts: dict[int, Any] = {
        2: {"X.U": 80.0}, 8: {"X.T": 80.0}, 35: {"X.V": 80.0}, 45: {"X.T": 60.0, "X.U": 60.0, "X.V": 60.0},
        50: ("reset", "I1"), 51: ("bypass", "I1"), 52: ("bypass", "I2"), 53: {"X.T": 95.0, "X.U": 95.0},
    }  # fmt: skip

    def step(r: Rig, n: int) -> None:
        act = acts.get(n)
        if isinstance(act, dict):
            for tag, value in act.items():
                r[tag] = value
        elif act is not None:
            assert r.do(*act) == ""
        r.tick()

    one, two = rig(), rig()
    for n in range(cut):
        step(one, n)
    two.set_state(unpack(pack(one.state())))
    one.events.clear()
    for n in range(cut, 110):
        step(one, n)
        step(two, n)
        assert one.state() == two.state(), n
    assert one.events == two.events
