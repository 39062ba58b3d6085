"""Alarms put aside: shelved for a time, suppressed by design, out of service; and the figures of all together."""

from __future__ import annotations

import pytest

from engine.control.alarms.states import State
from engine.state import pack, unpack
from tests.control.rig import Rig, analog, check, discrete

PLANT = [analog("X.T", "degC", -50, 300), analog("X.F", "m3/h", 0, 50), discrete("X.on")]
BASE = """
instruments:
  TI: {title: t, reads: X.T, range: [0 degC, 200 degC], scan: 100 ms}
  FI: {title: f, reads: X.F, range: [0 m3/h, 50 m3/h], scan: 100 ms}
alarms:
"""
FOUR = (
    BASE
    + """
  A: {title: a, on: TI, high: 65 degC, priority: high}
  B: {title: b, on: TI, high: 75 degC, priority: critical}
  C: {title: c, on: FI, low: 22 m3/h, priority: low, shelve: {longest: 2 min}}
  D: {title: d, on: TI, high: 85 degC, priority: low, shelve: false}
"""
)
PUMP = (
    BASE + '  L: {title: low, on: FI, low: 22 m3/h, priority: medium, suppress: {when: "not X.on", off_delay: 2 s}}\n'
)
WHY = "handling"


def rig(text: str = FOUR, **start: float) -> Rig:
    return Rig(PLANT, text, **{"X__T": 60.0, "X__F": 30.0, **start})


def hot(r: Rig, value: float = 70.0) -> Rig:
    r["X.T"] = value
    return r.run(1)


def states(r: Rig, key: str = "A") -> list[tuple[int, str, str]]:
    return [(e["tick"], e["state"], e["by"]) for e in r.kinds("alarm") if e["source"] == key]


# -- shelving -------------------------------------------------------------------------------------------------
def test_a_shelved_alarm_is_silent_for_its_time_and_then_announced_again() -> None:
    """Ten minutes are six thousand ticks: silent until then, announced as new when the condition still holds."""
    r = hot(rig())
    assert r.do("shelve", "A", {"minutes": 10, "reason": WHY}) == ""
    r.run(6000)
    (line,) = r.blocks["alarms"].aside()
    assert (line.state, line.aside_by, line.reason, line.shelved_until) == (State.SHELVED, "learner", WHY, 6001)
    assert (r["A.unack"], r["A.active"]) == (0.0, 1.0)
    r.run(1)
    assert r["A.unack"] == 1.0
    assert r.blocks["alarms"].aside() == []
    assert states(r) == [(0, "unack", ""), (1, "shelved", "learner"), (6001, "unack", "timer")]


def test_shelving_is_on_record_with_its_reason_and_its_end() -> None:
    """The event says who, why and until when; afterwards the reason is gone from the row."""
    r = hot(rig())
    r.do("shelve", "A", {"minutes": 1, "reason": "  仪表检修  "})
    r.run(700)
    (event,) = [e for e in r.kinds("alarm") if e["state"] == "shelved"]
    assert (event["by"], event["reason"], event["until"]) == ("learner", "仪表检修", 601)
    assert r.blocks["alarms"].row("A").reason == ""


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("B", {"minutes": 5, "reason": WHY}, "not_shelvable"),
        ("D", {"minutes": 5, "reason": WHY}, "not_shelvable"),
        ("C", {"minutes": 3, "reason": WHY}, "too_long"),
        ("A", {"minutes": 31, "reason": WHY}, "too_long"),
        ("A", {"minutes": 0, "reason": WHY}, "value"),
        ("A", {"minutes": True, "reason": WHY}, "value"),
        ("A", 10, "value"),
        ("A", None, "value"),
        ("A", {"minutes": 5}, "no_reason"),
        ("A", {"minutes": 5, "reason": "  "}, "no_reason"),
        ("A", {"minutes": 5, "reason": "x" * 201}, "no_reason"),
    ],
)
def test_shelving_is_refused_with_a_reason(key: str, value: object, code: str) -> None:
    """Critical alarms, too long a time, no time and no reason: each is refused in words, and nothing changes."""
    r = hot(rig())
    before = r.state()
    assert r.do("shelve", key, value) == code
    assert r.state() == before


def test_a_shelved_alarm_is_brought_back_by_hand_once() -> None:
    """`restore` ends shelving at once; what is in use cannot be restored, what is shelved not shelved again."""
    r = hot(rig())
    assert r.do("restore", "A") == "not_aside"
    r.do("shelve", "A", {"minutes": 5, "reason": WHY})
    assert r.do("shelve", "A", {"minutes": 5, "reason": WHY}) == "aside"
    assert r.do("acknowledge", "A") == "not_unack"
    hot(r, 60.0)
    assert r.do("restore", "A") == ""
    assert r.blocks["alarms"].row("A").state is State.NORMAL


# -- out of service -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["supervisor", "instructor"])
def test_only_who_answers_for_the_plant_takes_an_alarm_out_of_service(who: str) -> None:
    """A learner is refused both ways; the supervisor or instructor gives a reason, and it lasts until restored."""
    r = hot(rig())
    assert r.do("disable", "B", {"reason": WHY}) == "not_yours"
    assert r.do("disable", "B", actor=who) == "no_reason"
    assert r.do("disable", "B", {"reason": WHY}, actor=who) == ""
    assert r.do("disable", "B", {"reason": WHY}, actor=who) == "aside"
    hot(r, 80.0).run(9000)
    assert (r["B.unack"], r.table["B.state"].options[int(r["B.state"])]) == (0.0, "out_of_service")
    assert r.do("restore", "B") == "not_yours"
    assert r.do("restore", "B", actor=who) == ""
    assert r["B.unack"] == 1.0


# -- suppression by design ------------------------------------------------------------------------------------
def test_what_the_plant_makes_meaningless_is_not_announced() -> None:
    """Low flow while the pump is off is hidden from the first tick, before it could be announced."""
    r = rig(PUMP, X__F=0.0, X__on=0.0).run(50)
    assert states(r, "L") == [(0, "suppressed", "design")]
    assert (r["L.active"], r["L.unack"], r["ALARMS.rate"]) == (1.0, 0.0, 0.0)
    assert r.do("restore", "L") == "by_design"


def test_suppression_ends_after_its_delay_and_announces_what_still_holds() -> None:
    """Two seconds after the pump runs the low flow is announced, to the tick; a flow that came in time is not."""
    for flow, expected in ((0.0, (30, "unack", "design")), (30.0, (30, "normal", "design"))):
        r = rig(PUMP, X__F=0.0, X__on=0.0).run(10)
        r["X.on"], r["X.F"] = 1.0, flow
        r.run(60)
        assert states(r, "L")[1:] == [expected]


def test_a_condition_that_comes_back_within_the_delay_goes_on_suppressing() -> None:
    """The delay begins anew with every end of the condition."""
    r = rig(PUMP, X__F=0.0, X__on=0.0).run(5)
    for on, ticks in ((1.0, 15), (0.0, 5), (1.0, 19)):
        r["X.on"] = on
        r.run(ticks)
    assert states(r, "L") == [(0, "suppressed", "design")]
    r.run(2)
    assert states(r, "L")[1:] == [(45, "unack", "design")]


def test_a_person_does_not_undo_the_design_nor_the_design_a_person() -> None:
    """An alarm shelved before it is suppressed stays shelved; when its time is over it is suppressed, not announced."""
    r = rig(PUMP, X__F=0.0, X__on=1.0).run(1)
    assert r.do("shelve", "L", {"minutes": 1, "reason": WHY}) == ""
    r["X.on"] = 0.0
    r.run(650)
    assert [s for _, s, _ in states(r, "L")] == ["unack", "shelved", "suppressed"]
    r["X.on"] = 1.0
    r.run(21)
    assert r["L.unack"] == 1.0


def test_suppression_hides_an_announced_alarm() -> None:
    """An alarm that stands unacknowledged when the pump is stopped is taken off the list."""
    r = rig(PUMP, X__F=0.0, X__on=1.0).run(1)
    assert r["ALARMS.unacknowledged"] == 1.0
    r["X.on"] = 0.0
    r.run(1)
    assert (r["L.unack"], r["ALARMS.unacknowledged"], r["ALARMS.standing"]) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("ticks", [3, 12, 25, 28])
def test_suppression_and_shelving_are_part_of_the_state(ticks: int) -> None:
    """A world restored in the middle of a delay or of shelving goes on like the original."""

    def step(r: Rig, n: int) -> None:
        if n == 10:
            r["X.on"] = 1.0
        if n == 20:
            r["X.on"] = 0.0
        if n == 27:
            r["X.T"] = 70.0
        if n == 30:
            r.do("shelve", "A", {"minutes": 0.05, "reason": WHY})
        r.tick()

    text = PUMP + "  A: {title: a, on: TI, high: 65 degC, priority: low}\n"
    one, two = (rig(text, X__F=0.0, X__on=0.0) for _ in range(2))
    for n in range(ticks):
        step(one, n)
    two.set_state(unpack(pack(one.state())))
    for n in range(ticks, 90):
        step(one, n)
        step(two, n)
        assert one.state() == two.state(), n


# -- the figures ----------------------------------------------------------------------------------------------
def test_figures_follow_the_alarms() -> None:
    """Two alarms wait, one is acknowledged, one shelved: unacknowledged, standing and shelved count them."""

    def figures(r: Rig) -> list[float]:
        return [r[f"ALARMS.{name}"] for name in ("rate", "unacknowledged", "standing", "shelved")]

    r = rig()
    assert figures(r) == [0, 0, 0, 0]
    hot(r, 80.0)
    assert figures(r) == [2, 2, 2, 0]
    r.do("acknowledge", "B")
    assert figures(r) == [2, 1, 2, 0]
    r.do("shelve", "A", {"minutes": 5, "reason": WHY})
    assert figures(r) == [2, 0, 1, 1]
    r.do("restore", "A")
    assert figures(r) == [3, 1, 2, 0], "coming back it is announced anew"
    hot(r, 60.0)
    assert figures(r) == [3, 1, 0, 0]


def test_the_rate_counts_ten_minutes() -> None:
    """An alarm announced at tick 0 counts through tick 5999 and no longer at tick 6000."""
    r = hot(rig())
    r.do("acknowledge", "A")
    r.run(5999)
    assert r["ALARMS.rate"] == 1.0
    r.run(1)
    assert r["ALARMS.rate"] == 0.0


def test_waiting_is_the_age_of_the_oldest() -> None:
    """The oldest unacknowledged alarm counts its seconds; a return and a new begin do not make it younger."""
    r = hot(rig()).run(99)
    assert r["ALARMS.waiting"] == pytest.approx(9.9)
    hot(r, 80.0)
    hot(r, 60.0)
    hot(r, 80.0).run(97)
    assert r["ALARMS.waiting"] == pytest.approx(19.9)
    r.do("acknowledge", "A")
    r.run(1)
    assert r["ALARMS.waiting"] == pytest.approx(10.0)
    r.do("acknowledge", "ALARMS")
    assert r["ALARMS.waiting"] == 0.0


def test_a_formula_shows_the_value_it_names() -> None:
    """An alarm on a condition has no value of its own; `shows` names the tag whose value the list and event give."""
    text = BASE + '  A: {title: a, when: "TI > 65 degC and FI < 40 m3/h", shows: TI, priority: low}\n'
    r = hot(rig(text))
    assert r.kinds("alarm")[0]["value"] == 70.0
    assert r.blocks["alarms"].row("A").value == 70.0
    assert r.blocks["alarms"].limit_of("A") is None


def test_shows_belongs_to_a_formula() -> None:
    """An alarm with `on` shows that tag: `shows` beside it is a mistake."""
    found = check(PLANT, BASE + "  A: {title: a, on: TI, high: 65 degC, shows: FI, priority: low}\n")
    assert "alarm_shows" in [p.code for p in found]
