"""Each of the five rules on its own, what it says, and what it lets pass."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.plant.grid.five_prevention import Interlock, Verdict
from engine.plant.grid.interlock_table import Row, table
from engine.plant.grid.station import EARTH, ISOLATING, Node, Station, Switch
from engine.plant.grid.topology import INTERRUPTING, UnknownDeviceError
from tests.plant.grid.double_bus import double_bus
from tests.plant.grid.stations import linjiang
from tests.plant.grid.test_topology import anywhere
from tests.plant.grid.tickets import BACK, OUT, switched

STATION, DOUBLE = linjiang(), double_bus()
LABELS = {s.id: s.id[2:] for s in STATION.switches if s.kind != "portable"}
NEUTRALS = {"QS1010": "T1", "QS1020": "T2"}
LOCKS = Interlock(STATION, LABELS)
ISOLATED = switched(STATION, STATION.normal, *OUT[:7])
WORKING = switched(STATION, STATION.normal, *OUT)


def judge(name: str, to: bool, *before: str, start: list[bool] | None = None) -> Verdict:
    return LOCKS.judge(switched(STATION, STATION.normal if start is None else start, *before), name, to)


# ── R2 ──


def test_no_disconnector_under_load() -> None:
    """R2: a disconnector stays while the breaker of its bay is closed; the text names it, the way and the remedy."""
    verdict = judge("QS1013", False)
    assert (verdict.allowed, verdict.rule) == (False, "R2")
    assert verdict.text.zh == "禁止带负荷拉 1013：101 在合位（经 101–1011 接 B110_1）"
    assert verdict.text.en.startswith("1013 must not be opened under load: 101 is closed")
    assert verdict.path[0] == "QF101"
    assert (verdict.remedy.zh, verdict.remedy.en) == ("先拉开 101", "first open 101")
    assert verdict.operations == (("QF101", False),)
    assert judge("QS1013", False, "-QF501", "-QF101").allowed


@pytest.mark.parametrize(
    ("truck", "guard"), [("TR501", "QF501"), ("TR516", "QL516"), ("TR500", "QF500"), ("TR5001", "QF500")]
)
def test_no_truck_under_load(truck: str, guard: str) -> None:
    """R2: a truck stays while the breaker or load switch of its bay is closed, also when it has a bay with another."""
    shut = switched(STATION, STATION.normal, f"+{guard}")
    assert LOCKS.judge(shut, truck, False).operations == ((guard, False),)
    assert LOCKS.judge(switched(STATION, shut, f"-{guard}"), truck, False).allowed


@pytest.mark.parametrize("name", ["QS1119", "TR519", "TR529", "QS1129"])
def test_voltage_transformers_may_be_switched(name: str) -> None:
    """R2: what carries no load current (a bus voltage transformer) is switched on a live bus, off and on again."""
    assert judge(name, False).allowed
    assert judge(name, True, f"-{name}").allowed


def test_charging_an_empty_bus_section() -> None:
    """R2: with its breaker open a disconnector charges the stub up to that breaker."""
    assert judge("QS1101", False).allowed
    assert judge("QS1101", True, "-QS1101").allowed


def test_no_bus_tied_by_disconnectors() -> None:
    """R2: with the bay's breaker open its second bus disconnector would tie two live buses; the remedy is the first."""
    locks = Interlock(DOUBLE)
    closed = switched(DOUBLE, DOUBLE.normal, "-QF101")
    verdict = locks.judge(closed, "QS1012", True)
    assert (verdict.allowed, verdict.rule) == (False, "R2")
    assert "环流" in verdict.text.zh
    assert verdict.operations == (("QS1011", False),)
    assert locks.judge(switched(DOUBLE, closed, "-QS1011"), "QS1012", True).allowed


# ── R3 ──


def test_no_earth_where_it_is_live_or_only_a_breaker_is_open() -> None:
    """R3: an earth needs a visible break to every source; open breakers and the far side of a transformer do not help."""
    for before in ((), ("-QF501", "-QF101"), ("-QF501", "-QF101", "-QS1013"), ("-QF501", "-QF101", "-TR501")):
        for name in ("QE10140", "GND1"):
            assert judge(name, True, *before).rule == "R3"
    for name in ("QE10140", "GND1"):
        assert judge(name, True, start=ISOLATED).allowed


def test_earth_on_back_feed_names_the_way() -> None:
    """R3: with 1013 open the transformer is still fed from below, and that way is what is told."""
    verdict = judge("QE10140", True, "-QF501", "-QF101", "-QS1013")
    assert verdict.path[:4] == ("T1", "TR501", "QF501", "TR501")
    assert verdict.remedy.zh == "先将 501手车 摇至试验位置"
    assert verdict.remedy.en == "first rack truck 501 out to its test position"
    assert verdict.operations == (("TR501", False),)


def test_a_line_from_a_source_is_cut_by_the_control_centre() -> None:
    """R3: the line end is live from the other station; the remedy is a call, and then it may be earthed."""
    closed = switched(STATION, STATION.normal, "-QF111", "-QS1113")
    verdict = LOCKS.judge(closed, "QE11140", True)
    assert (verdict.rule, verdict.operations) == ("R3", ())
    assert "调度" in verdict.remedy.zh
    assert LOCKS.judge(closed, "QE11140", True, without=["S1"]).allowed


def test_a_voltage_display_is_believed() -> None:
    """R3: a feeder that its customer feeds from behind shows voltage; though isolated here, it is not earthed."""
    closed = switched(STATION, STATION.normal, "-QF512", "-TR512")
    assert LOCKS.judge(closed, "QE51240", True).allowed
    verdict = LOCKS.judge(closed, "QE51240", True, shown=["F512"])
    assert (verdict.allowed, verdict.rule, verdict.path, verdict.operations) == (False, "R3", ("F512",), ())
    assert "带电显示" in verdict.text.zh
    assert LOCKS.judge(closed, "QE51240", True, shown=["F511"]).allowed
    with pytest.raises(UnknownDeviceError, match="F512"):
        LOCKS.judge(closed, "QE51240", True, shown=["F-512"])


def test_an_earth_that_carries_a_short_is_not_lifted() -> None:
    """R3: an earth on a live conductor is not opened; the remedy is the nearest breaker."""
    verdict = judge("QE10140", False, "+QE10140")
    assert (verdict.allowed, verdict.rule, verdict.operations) == (False, "R3", (("QF101", False),))
    assert judge("QE10140", False, start=WORKING).allowed


# ── R4 ──


def test_nothing_is_closed_onto_an_earth() -> None:
    """R4: with earths on, the isolating switches around them stay open, whichever side the source is."""
    for name, earth in (("QS1013", "QE10140"), ("TR501", "GND1")):
        verdict = judge(name, True, start=WORKING)
        assert (verdict.allowed, verdict.rule, verdict.operations) == (False, "R4", ((earth, False),))
    freed = switched(STATION, WORKING, "-GND1", "-QE10140")
    assert judge("QS1011", True, start=freed).allowed


def test_a_breaker_is_not_closed_onto_an_earth() -> None:
    """R4: a breaker closes only when no earth then meets a source; between two open disconnectors it may be tried."""
    assert judge("QF101", True, start=switched(STATION, ISOLATED, "+QE10110")).allowed
    verdict = judge("QF101", True, start=switched(STATION, ISOLATED, "+QS1011", "+QE10130"))
    assert (verdict.allowed, verdict.rule, verdict.path) == (False, "R4", ("QE10130",))
    assert "GND1" in judge("QF501", True, "-QF501", "+GND1").text.zh


def test_breakers_and_load_switches_open_freely() -> None:
    """No rule of the graph holds a breaker or load switch closed: R1 is the ticket's."""
    for i, switch in enumerate(STATION.switches):
        if switch.kind in INTERRUPTING and STATION.normal[i]:
            assert judge(switch.id, False).allowed


def test_nothing_to_move_is_no_refusal() -> None:
    """Asking for the position that a device has is not refused, and is told as that."""
    verdict = judge("QF101", True)
    assert verdict.allowed
    assert verdict.text.en == "101 is closed already"


# ── R5 ──


def test_doors_open_on_dead_and_earthed_only() -> None:
    """R5: a fence around a transformer opens only after both sides are isolated and earthed."""
    inside = ["T1H", "T1L"]
    assert LOCKS.enclosure(STATION.normal, inside).operations == (("QS1013", False),)
    bare = LOCKS.enclosure(switched(STATION, ISOLATED, "+QE10140"), inside)
    assert (bare.allowed, bare.rule, bare.operations) == (False, "R5", (("GND1", True),))
    assert LOCKS.enclosure(WORKING, inside).allowed


def test_a_door_does_not_trust_a_breaker() -> None:
    """R5: a conductor that is earthed only through a closed breaker is not earthed for those inside."""
    closed = switched(STATION, ISOLATED, "+QE10110", "+QF101")
    assert LOCKS.enclosure(closed, ["N101a"]).allowed
    verdict = LOCKS.enclosure(closed, ["N101b"])
    assert (verdict.allowed, verdict.operations) == (False, (("QE10130", True),))


def test_a_door_without_an_earth_asks_for_a_portable_one() -> None:
    """R5: where nothing could earth the conductor, the remedy is to fit an earth."""
    verdict = LOCKS.enclosure(switched(STATION, STATION.normal, "-TR519"), ["VT51"])
    assert (verdict.allowed, verdict.operations) == (False, ())
    assert "装设接地线" in verdict.remedy.zh


# ── neutrals, order, indications, errors ──


def test_neutral_earths_have_their_own_rule() -> None:
    """RN: closing is free on a live transformer; the last earthed neutral stays until it is dead or another is there."""
    locks = Interlock(DOUBLE, neutrals=NEUTRALS)
    start = list(DOUBLE.normal)
    assert locks.judge(start, "QS1020", True).allowed
    verdict = locks.judge(start, "QS1010", False)
    assert (verdict.allowed, verdict.rule, verdict.operations) == (False, "RN", (("QF101", False),))
    split = switched(DOUBLE, start, "+QS1020")
    assert not locks.judge(split, "QS1010", False).allowed  # T2 hangs on the other bus
    assert locks.judge(switched(DOUBLE, split, "+QF110"), "QS1010", False).allowed
    assert locks.judge(switched(DOUBLE, start, "-QF101"), "QS1010", False).allowed
    with pytest.raises(UnknownDeviceError, match="T1"):
        Interlock(DOUBLE, neutrals={"QS1010": "T-1"})


def with_neutrals(station: Station) -> Station:
    """The station of the tickets with the neutral earthing switches of its transformers, No. 1 earthed."""
    nodes, switches = list(station.nodes), list(station.switches)
    for k in (1, 2):
        switches.append(Switch(f"QS10{k}0", "earthing", f"BAY10{k}", ((len(nodes), EARTH),)))
        nodes.append(Node(f"STAR{k}", 110e3))
    return replace(station, nodes=tuple(nodes), switches=tuple(switches), normal=(*station.normal, True, False))


def test_the_whole_tickets_with_their_neutrals() -> None:
    """Both tickets with 1020 and 1010 where they stand in them (power.md A5.2, A5.3) pass; 1010 and 1020 too early, or
    110 opened before 1020, do not.
    """
    station = with_neutrals(STATION)
    locks = Interlock(station, neutrals=NEUTRALS)
    out = ["+QS1020", *OUT[:7], "-QS1010", *OUT[7:]]
    back = [*BACK[:3], "+QS1010", *BACK[3:9], "-QS1020", *BACK[9:]]
    closed = list(station.normal)
    for item in [*out, *back]:
        verdict = locks.judge(closed, item[1:], item[0] == "+")
        assert verdict.allowed, (item, verdict.text.en)
        closed = switched(station, closed, item)
    assert closed == list(station.normal)
    assert locks.judge(station.normal, "QS1010", False).rule == "RN"
    early = switched(station, station.normal, *out, *back[:-2], "-QF110")
    assert locks.judge(early, "QS1020", False).rule == "RN"


def test_the_order_of_disconnectors_is_the_tickets() -> None:
    """Opening the source side first, or closing the load side first, is a mistake on a ticket and endangers nobody: allowed."""
    off = ("-QF501", "-QF101", "-TR501")
    assert judge("QS1011", False, *off).allowed
    assert judge("QS1013", False, *off).allowed
    assert judge("QS1013", True, start=ISOLATED).allowed
    assert judge("QS1011", True, start=ISOLATED).allowed


def test_it_can_be_run_on_indications() -> None:
    """A false indication of a truck refuses what the true positions allow: the judge believes what it is given."""
    true = ISOLATED
    shown = switched(STATION, true, "+TR501")
    assert LOCKS.judge(true, "QE10140", True).allowed
    assert LOCKS.judge(shown, "QE10140", True).operations == (("TR501", False),)


def test_unknown_names_bring_the_nearest() -> None:
    """An unknown switch, breaker, source or node is a typed error with the nearest name in both languages."""
    with pytest.raises(UnknownDeviceError, match="QS1013") as caught:
        LOCKS.judge(STATION.normal, "QS-1013", True)
    assert "QS1013" in caught.value.text.zh
    with pytest.raises(UnknownDeviceError, match="QF110"):
        LOCKS.judge(STATION.normal, "QS1013", False, control_off=["QF_110"])
    with pytest.raises(UnknownDeviceError, match="source"):
        LOCKS.judge(STATION.normal, "QS1013", False, without=["S9"])
    with pytest.raises(UnknownDeviceError, match="T1H"):
        LOCKS.enclosure(STATION.normal, ["T1-H"])
    with pytest.raises(ValueError, match="positions"):
        LOCKS.judge([True], "QS1013", True)


# ── the table ──


def row(rows: tuple[Row, ...], name: str, to: bool) -> Row:
    return next(r for r in rows if (r.switch, r.to) == (name, to))


def needs(rows: tuple[Row, ...], name: str, to: bool) -> set[str]:
    return {c.switch for c in row(rows, name, to).conditions}


def test_the_table_is_that_of_the_station() -> None:
    """The generated table says what power.md A5.4 says, and the bus earth besides, which that leaves out."""
    rows = table(STATION, LABELS)
    assert needs(rows, "QS1011", False) == needs(rows, "QS1013", False) == {"QF101"}
    around = {"QF101", "QE10110", "QE10130", "QE10140", "GND1", "QE1118"}
    assert needs(rows, "QS1011", True) == needs(rows, "QS1013", True) == around
    assert needs(rows, "TR501", False) == {"QF501"}
    assert needs(rows, "TR501", True) == {"QF501", "GND1", "QE10140"}
    assert needs(rows, "QE10110", True) == needs(rows, "QE10130", True) == {"QS1011", "QS1013"}
    assert needs(rows, "QE10140", True) == needs(rows, "GND1", True) == {"QS1013", "TR501"}
    assert needs(rows, "QF101", True) == around - {"QF101"}
    assert needs(rows, "QE1118", True) == {"QS1111", "QS1011", "QS1101"}
    assert needs(rows, "QE51240", True) == {"TR512"}
    assert row(rows, "QE11140", True).off == ("S1",)
    assert row(rows, "QS1011", True).text.zh == (
        "合 1011：101、10110、10130、1118 分；10140、GND1 分（1013 合时）；且经合上的刀闸相连处无其他接地"
    )
    assert row(rows, "QS1119", False).text.en == "open 1119: no condition"


def test_the_table_of_two_buses() -> None:
    """On two buses a bus disconnector needs the other one and the breaker open, or a transfer; a neutral its own rule."""
    rows = table(DOUBLE, neutrals=NEUTRALS)
    assert needs(rows, "QS1012", False) == {"QF101", "QS1011"}
    transfer = row(rows, "QS1012", True).otherwise
    assert transfer is not None
    assert "倒母线" in transfer.zh
    assert row(rows, "QS1013", True).otherwise is None
    assert row(rows, "QS1101", False).otherwise is None
    assert needs(rows, "QS1010", False) == {"QF101"}


@pytest.mark.parametrize(("station", "neutrals"), [(STATION, {}), (DOUBLE, NEUTRALS)])
def test_every_row_holds_and_none_of_its_conditions_is_idle(station: Station, neutrals: dict[str, str]) -> None:
    """A row fulfilled, with no other earth on, is allowed however the rest stands; a condition broken alone, with
    everything else closed, is refused.
    """
    locks = Interlock(station, neutrals=neutrals)
    earths = [s.id for s in station.switches if s.earths]
    for r in table(station, neutrals=neutrals):
        met = [("+" if c.closed else "-") + c.switch for c in r.conditions]
        asked = ("-" if r.to else "+") + r.switch
        off = [f"-{name}" for name in earths]
        closed_all = [True] * len(station.switches)
        for start in (closed_all, [False] * len(closed_all), list(station.normal)):
            ready = switched(station, start, *off, *met, asked)
            assert locks.judge(ready, r.switch, r.to, without=r.off).allowed, r.text.en
        for c in r.conditions:
            current = c.switch not in earths and not station.switches[station.switch[r.switch]].earths
            start = (
                list(station.normal) if current else closed_all
            )  # with every bus disconnector closed nothing is parted
            broken = switched(station, start, *off, *met, asked, ("-" if c.closed else "+") + c.switch)
            assert not locks.judge(broken, r.switch, r.to, without=r.off).allowed, (r.text.en, c)


# ── laws ──


@given(anywhere(), st.data())
@settings(max_examples=120, deadline=None)
def test_refusals_explain_themselves(case: tuple[Station, list[bool]], data: st.DataObject) -> None:
    """From any state, sound or not: a refusal speaks both languages and has a remedy; carried out, a switch operation
    removes that reason, and where it is itself refused, that too is explained. Judging changes nothing.
    """
    station, closed = case
    locks = Interlock(station)
    place = data.draw(st.integers(0, len(closed) - 1))
    name, to = station.switches[place].id, not closed[place]
    before = list(closed)
    verdict = locks.judge(closed, name, to)
    assert closed == before
    assert locks.judge(closed, name, to) == verdict
    assume(not verdict.allowed)
    said = (verdict.text, verdict.remedy)
    assert all(text.zh and text.en and text.zh != text.en for text in said)
    assert verdict.path
    assert verdict.rule in {"R2", "R3", "R4"}
    for device, position in verdict.operations:
        step = locks.judge(closed, device, position)
        assert step.allowed or step.remedy.zh
        then = locks.judge(switched(station, closed, ("+" if position else "-") + device), name, to)
        assert then.allowed or (then.text, then.path) != (verdict.text, verdict.path)


@given(anywhere(), st.data())
@settings(max_examples=80, deadline=None)
def test_remedies_lead_to_the_end(case: tuple[Station, list[bool]], data: st.DataObject) -> None:
    """Whoever carries out one remedy after the other gets to where it is allowed, or to one that is no switch."""
    station, closed = case
    locks = Interlock(station)
    place = data.draw(st.integers(0, len(closed) - 1))
    name, to = station.switches[place].id, not closed[place]
    for _ in station.switches:
        verdict = locks.judge(closed, name, to)
        if verdict.allowed or not verdict.operations:
            break
        for device, position in verdict.operations:
            closed = switched(station, closed, ("+" if position else "-") + device)
    else:
        pytest.fail(f"{name}: no end of remedies")


@given(anywhere(), st.data())
@settings(max_examples=60, deadline=None)
def test_doors_explain_themselves(case: tuple[Station, list[bool]], data: st.DataObject) -> None:
    """R5 from any state: whoever carries out one remedy after the other gets in, or is told what no switch can do."""
    station, closed = case
    nodes = data.draw(st.lists(st.sampled_from([n.id for n in station.nodes]), min_size=1, max_size=4, unique=True))
    locks = Interlock(station)
    for _ in station.switches:
        verdict = locks.enclosure(closed, nodes)
        if verdict.allowed or not verdict.operations:
            assert verdict.allowed or verdict.remedy.zh
            break
        for device, position in verdict.operations:
            closed = switched(station, closed, ("+" if position else "-") + device)
    else:
        pytest.fail(f"{nodes}: no end of remedies")


def test_the_way_back_is_free_of_interlock_hits() -> None:
    """Both tickets in every interleaving of the items that may swap are allowed without one refusal."""
    for swap_truck, swap_earth in product((False, True), repeat=2):
        out = list(OUT)
        if swap_truck:
            out[4:7] = [*out[5:7], out[4]]
        if swap_earth:
            out[7], out[8] = out[8], out[7]
        closed = list(STATION.normal)
        for item in [*out, *BACK]:
            verdict = LOCKS.judge(closed, item[1:], item[0] == "+")
            assert verdict.allowed, (item, verdict.text.en)
            closed = switched(STATION, closed, item)
        assert closed == list(STATION.normal)


def test_every_isolating_switch_has_a_row_both_ways() -> None:
    """The table leaves no isolating switch out."""
    rows = {(r.switch, r.to) for r in table(STATION)}
    assert {(s.id, to) for s in STATION.switches if s.kind in ISOLATING for to in (True, False)} <= rows
