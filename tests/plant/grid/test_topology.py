"""Live, dead, earthed, isolated, and by which way."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.plant.grid.plates import Plates
from engine.plant.grid.station import EARTH, Station
from engine.plant.grid.topology import INTERRUPTING, Path, State, Topology, UnknownDeviceError, explain, via
from engine.scenario.problems import Text2
from tests.plant.grid.double_bus import double_bus
from tests.plant.grid.stations import linjiang
from tests.plant.grid.tickets import OUT, switched

STATION = linjiang()
STATIONS = [STATION, double_bus()]


@st.composite
def anywhere(draw: st.DrawFn) -> tuple[Station, list[bool]]:
    """Any station with any positions, sound or not."""
    station = draw(st.sampled_from(STATIONS))
    size = len(station.switches)
    return station, draw(st.lists(st.booleans(), min_size=size, max_size=size))


def at(look: Topology, node: str) -> State:
    return look.state(look.station.node[node])


def test_everything_is_live_as_declared() -> None:
    """As declared every node is live (each open breaker has a live bus on both sides) and none is earthed."""
    look = Topology(STATION, STATION.normal)
    assert {STATION.nodes[n].id for n, state in enumerate(look.states()) if state is not State.LIVE} == set()
    assert look.shorts() == []


def test_the_end_of_the_ticket() -> None:
    """After the ticket both sides of the transformer are dead and earthed and all feeders still live."""
    look = Topology(STATION, switched(STATION, STATION.normal, *OUT))
    assert at(look, "T1H") is State.EARTHED
    assert at(look, "T1L") is State.EARTHED
    assert at(look, "N101a") is State.DEAD
    assert all(at(look, f"E{feeder}") is State.LIVE for feeder in (511, 512, 513, 521, 522, 523))


def test_a_transformer_feeds_back() -> None:
    """With its high-voltage side open a transformer is live from the low-voltage side."""
    closed = switched(STATION, STATION.normal, "+QF500", "-QF101")
    look = Topology(STATION, closed)
    assert at(look, "T1H") is State.LIVE
    path = look.to_source(STATION.node["T1H"])
    assert path is not None
    assert path.devices[:3] == ("T1", "TR501", "QF501")


def test_an_open_breaker_is_no_visible_break() -> None:
    """Behind an open breaker a node is dead but not isolated; behind an open disconnector it is both."""
    closed = switched(STATION, STATION.normal, "-QF501", "-QF101")
    node = STATION.node["T1H"]
    assert not Topology(STATION, closed).live(node)
    assert Topology(STATION, closed, breakers_closed=True).live(node)
    closed = switched(STATION, closed, "-TR501", "-QS1013")
    assert not Topology(STATION, closed, breakers_closed=True).live(node)


def test_a_load_switch_is_no_visible_break() -> None:
    """The load switch of a station-service transformer isolates nothing; its truck does."""
    node = STATION.node["ST1"]
    assert Topology(STATION, switched(STATION, STATION.normal, "-QL516"), breakers_closed=True).live(node)
    assert not Topology(STATION, switched(STATION, STATION.normal, "-TR516"), breakers_closed=True).live(node)


def test_an_earth_behind_a_breaker_does_not_count_for_work() -> None:
    """With breakers taken as open, the far side of a closed breaker is no longer earthed."""
    closed = switched(STATION, STATION.normal, "-QS1011", "-QS1013", "+QE10110")
    node = STATION.node["N101b"]
    assert Topology(STATION, closed).earthed(node)
    assert not Topology(STATION, closed, breakers_open=True).earthed(node)


def test_a_live_earth_is_a_short() -> None:
    """A node that is live and earthed is a short, on every node of its piece of conductor."""
    look = Topology(STATION, switched(STATION, STATION.normal, "+QE10140"))
    assert at(look, "T1H") is State.SHORT
    assert STATION.node["B110_1"] in look.shorts()
    assert at(look, "B10_1") is State.LIVE  # over the transformer: not the same conductor


def test_a_source_can_be_off() -> None:
    """With the far end of its line off, the line is dead."""
    closed = switched(STATION, STATION.normal, "-QS1113")
    assert at(Topology(STATION, closed), "L111") is State.LIVE
    assert at(Topology(STATION, closed, without=("S1",)), "L111") is State.DEAD


def test_left_charge_is_told_by_the_plant() -> None:
    """A dead zone that the plant says is charged is CHARGED as a whole; a live or an earthed one never is."""
    closed = switched(STATION, STATION.normal, "-QF515")
    node = STATION.node["CAP1"]
    look = Topology(STATION, closed, charged=[node])
    assert look.state(node) is State.CHARGED
    assert at(look, "N515n") is State.CHARGED
    assert Topology(STATION, STATION.normal, charged=[node]).state(node) is State.LIVE
    assert (
        Topology(STATION, switched(STATION, closed, "-TR515", "+QE51540"), charged=[node]).state(node) is State.EARTHED
    )


def test_words_name_the_way() -> None:
    """The explanation gives the way to the source in plates, the same way in both languages."""
    labels: dict[str, str | Text2] = {s.id: s.id[2:] for s in STATION.switches if s.kind != "portable"}
    labels["B110_1"] = Text2("Ⅰ母", "bus I")
    text = explain(Topology(STATION, STATION.normal), STATION.node["T1H"], labels)
    assert text.zh == "带电：经 1013–101–1011 接 Ⅰ母"
    assert text.en == "live: via 1013–101–1011 to bus I"
    bus = explain(Topology(STATION, STATION.normal), STATION.node["B110_1"], labels)
    assert bus.zh == "带电：经 1111–111–1113–LN111 接 S1"
    closed = switched(STATION, STATION.normal, *OUT)
    assert explain(Topology(STATION, closed), STATION.node["T1L"], labels).zh == "停电、已接地：直接接 GND1"
    assert "悬浮" in explain(Topology(STATION, closed), STATION.node["N101a"], labels).zh
    shorted = Topology(STATION, switched(STATION, STATION.normal, "+QE10140"))
    assert "短路" in explain(shorted, STATION.node["T1H"], labels).zh


def test_the_number_of_positions_is_checked() -> None:
    """Positions that do not fit the station are refused with both numbers."""
    with pytest.raises(ValueError, match="3 positions for 74 switches"):
        Topology(STATION, [True, False, True])


def test_an_unknown_source_names_the_nearest() -> None:
    """A source that does not exist is a typed error with the nearest name."""
    named = replace(STATION, sources=(replace(STATION.sources[0], id="SYSTEM1"), STATION.sources[1]))
    with pytest.raises(UnknownDeviceError, match="SYSTEM1") as caught:
        Topology(named, named.normal, without=("SYSTM1",))
    assert "SYSTEM1" in caught.value.text.zh


def test_one_look_is_cheap() -> None:
    """A look at the 110 kV station takes less than 150 µs, strict or not."""
    for strict in (False, True):
        best = float("inf")
        for _ in range(20):
            start = time.perf_counter()
            for _ in range(20):
                Topology(STATION, STATION.normal, breakers_closed=strict)
            best = min(best, (time.perf_counter() - start) / 20)
        assert best < 150e-6


@given(anywhere())
@settings(max_examples=60, deadline=None)
def test_zones_are_a_partition(case: tuple[Station, list[bool]]) -> None:
    """Every node is in exactly one zone, and the two nodes of a closed contact are in the same."""
    station, closed = case
    look = Topology(station, closed)
    assert sorted(node for zone in look.zones for node in zone) == list(range(len(station.nodes)))
    assert all(look.zone[node] == number for number, zone in enumerate(look.zones) for node in zone)
    for switch, on in zip(station.switches, closed, strict=True):
        for a, b in switch.contacts:
            if on and EARTH not in (a, b):
                assert look.joined(a, b)


@given(anywhere(), st.data())
@settings(max_examples=60, deadline=None)
def test_closing_kills_nothing(case: tuple[Station, list[bool]], data: st.DataObject) -> None:
    """Closing a switch makes no live node dead and takes no earth away."""
    station, closed = case
    before = Topology(station, closed)
    after = list(closed)
    after[data.draw(st.integers(0, len(closed) - 1))] = True
    then = Topology(station, after)
    for node in range(len(station.nodes)):
        assert then.live(node) >= before.live(node)
        assert then.earthed(node) >= before.earthed(node)


@given(anywhere())
@settings(max_examples=60, deadline=None)
def test_isolated_is_dead(case: tuple[Station, list[bool]]) -> None:
    """What the strict graph calls dead is dead as the switches stand."""
    station, closed = case
    strict, now = Topology(station, closed, breakers_closed=True), Topology(station, closed)
    assert all(strict.live(node) or not now.live(node) for node in range(len(station.nodes)))


@given(anywhere(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_ways_are_ways(case: tuple[Station, list[bool]], strict: bool) -> None:
    """An explained way leads step by step through devices that join, to a source or an earth that is there."""
    station, closed = case
    look = Topology(station, closed, breakers_closed=strict)
    ends = {source.id: source.node for source in station.sources}
    plates = Plates(station)
    for node in range(len(station.nodes)):
        source, earth = look.to_source(node), look.to_earth(node)
        assert (source is not None) == look.live(node)
        assert (earth is not None) == look.earthed(node)
        far = look.to_earth(node, coupled=True)
        assert far is not None or earth is None
        for path in (source, earth, far):
            if path is not None:
                assert path.nodes[0] == node
                walk(station, closed, path, strict=strict)
                assert all("None" not in text for text in via(path, plates))
                assert path is source or all(path.end in text for text in via(path, plates))
        if source is not None:
            assert source.nodes[-1] == ends[source.end]
        if earth is not None:
            place = station.switch[earth.end]
            assert closed[place]
            assert (earth.nodes[-1], EARTH) in station.switches[place].contacts


def walk(station: Station, closed: list[bool], path: Path, *, strict: bool) -> None:
    """Fails unless each device of the way joins its two nodes."""
    ties = {line.id: {line.a, line.b} for line in station.lines}
    ties |= {t.id: {t.hv, t.lv} for t in station.transformers}
    assert len(path.nodes) == len(path.devices) + 1
    for device, a, b in zip(path.devices, path.nodes, path.nodes[1:], strict=False):
        if device in ties:
            assert ties[device] == {a, b}
        else:
            place = station.switch[device]
            switch = station.switches[place]
            assert (a, b) in switch.contacts or (b, a) in switch.contacts
            assert closed[place] or (strict and switch.kind in INTERRUPTING)
