"""Running, hot standby, cold standby, maintenance: derived for any bay, and explained when it is none of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from engine.plant.grid.states import WORDS, Service, equipment, service, service_of, services
from engine.plant.grid.station import Station
from engine.plant.grid.topology import State, Topology, UnknownDeviceError
from engine.scenario.problems import Text2
from tests.plant.grid.double_bus import double_bus
from tests.plant.grid.stations import linjiang
from tests.plant.grid.test_topology import anywhere
from tests.plant.grid.tickets import BACK, OUT, switched

STATION, DOUBLE = linjiang(), double_bus()
LABELS = {s.id: s.id[2:] for s in STATION.switches if s.kind != "portable"}
RUN, HOT, COLD, WORK = Service.RUNNING, Service.HOT_STANDBY, Service.COLD_STANDBY, Service.MAINTENANCE


def along(station: Station, ticket: list[str], name: str) -> list[Service | None]:
    closed = list(station.normal)
    found = [service(station, closed, name).service]
    for item in ticket:
        closed = switched(station, closed, item)
        found.append(service(station, closed, name).service)
    return found


def test_normal_state() -> None:
    """As declared everything runs but the two section breakers, which are in hot standby."""
    for station, standby in ((STATION, {"QF110", "QF500"}), (DOUBLE, {"QF110"})):
        assert {n for n in equipment(station) if service(station, station.normal, n).service is HOT} == standby
        assert all(service(station, station.normal, n).service is RUN for n in equipment(station) if n not in standby)


def test_kinds_are_found() -> None:
    """Lines, transformers, capacitors, breakers and buses are found from the graph; a bus is where bays meet."""
    kinds = equipment(STATION)
    assert [n for n, kind in kinds.items() if kind == "bus"] == ["B110_1", "B110_2", "B10_1", "B10_2"]
    assert [n for n, kind in equipment(DOUBLE).items() if kind == "bus"] == ["B1", "B2"]
    assert kinds["C1"] == "capacitor"
    assert kinds["T1"] == "transformer"
    assert kinds["LN511"] == "line"
    assert kinds["QF500"] == "breaker"


def test_the_transformer_along_its_ticket() -> None:
    """Running, mixed, hot standby, cold standby, half earthed, maintenance, and the same way back."""
    out = along(STATION, OUT, "T1")
    assert out == [RUN, RUN, RUN, None, HOT, None, None, COLD, None, WORK, WORK]
    closed = switched(STATION, STATION.normal, *OUT, *BACK)
    assert service(STATION, closed, "T1").service is RUN


def test_mixed_sides_are_explained() -> None:
    """A transformer whose sides differ is none of the four, and each side is named with its own state."""
    closed = switched(STATION, STATION.normal, *OUT[:3])
    found = service(STATION, closed, "T1", LABELS)
    assert found.service is None
    assert found.sides == (("T1H", RUN), ("T1L", HOT))
    assert found.text.zh == "T1 不属任何一种状态：110kV 侧运行；10kV 侧热备用"
    assert found.text.en == "T1 is in none of the states: the 110 kV side: running; the 10 kV side: hot standby"


def test_half_open_bay_is_explained() -> None:
    """A bay with one disconnector open says what cold standby still needs."""
    closed = switched(STATION, STATION.normal, "-QF101", "-QS1013")
    found = service(STATION, closed, "QF101", LABELS)
    assert found.service is None
    assert "冷备用还须断开 1011" in found.text.zh
    assert "1011 must be opened too" in found.text.en


def test_half_earthed_is_explained() -> None:
    """Isolated and earthed on one side only: not cold standby any more, not maintenance yet, and the bare side named."""
    closed = switched(STATION, STATION.normal, *OUT[:8])
    found = service(STATION, closed, "T1", LABELS)
    assert found.service is None
    assert "10kV 侧未接地" in found.text.zh
    assert "the 10 kV side is not earthed" in found.text.en


def test_maintenance_says_what_no_graph_can_tell() -> None:
    """Maintenance reminds of control power and signs."""
    found = service(STATION, switched(STATION, STATION.normal, *OUT), "T1")
    assert found.service is WORK
    assert found.still is not None
    assert "控制" in found.still.zh
    assert not found.live


@pytest.mark.parametrize(
    ("name", "items", "states"),
    [
        ("LN111", ["-QF111", "-QS1113", "-QS1111"], [RUN, HOT, None, COLD]),
        ("LN512", ["-QF512", "-TR512", "+QE51240"], [RUN, HOT, COLD, WORK]),
        ("C1", ["-QF515", "-TR515", "+QE51540"], [RUN, HOT, COLD, WORK]),
        ("QF512", ["-QF512", "-TR512"], [RUN, HOT, COLD]),
        ("QF101", ["-QF101", "-QS1013", "-QS1011", "+QE10110", "+QE10130"], [RUN, HOT, None, COLD, None, WORK]),
        ("QF110", ["-QS1101", "-QS1102"], [HOT, None, COLD]),
        ("QF500", ["-TR500", "-TR5001"], [HOT, None, COLD]),
    ],
)
def test_bays(name: str, items: list[str], states: list[Service | None]) -> None:
    """Lines, feeders, capacitors and breakers come through the four states in order, with disconnectors or trucks."""
    assert along(STATION, items, name) == states


def test_line_with_a_live_end_is_cold_and_live() -> None:
    """A line isolated here but fed from the other end is in cold standby and still live."""
    found = service(STATION, switched(STATION, STATION.normal, "-QF111", "-QS1113", "-QS1111"), "LN111")
    assert found.service is COLD
    assert found.live


def test_running_without_voltage_says_so() -> None:
    """Closed through but dead is running by position, and the text says that there is no voltage."""
    found = service(STATION, switched(STATION, STATION.normal, "-QF501"), "LN511")
    assert found.service is RUN
    assert not found.live
    assert "失压" in found.text.zh
    assert "no voltage" in found.text.en


def test_one_bus_disconnector_is_enough() -> None:
    """On two buses a bay runs over either disconnector, and over both while it is moved."""
    assert along(DOUBLE, ["+QF110", "+QS1012", "-QS1011"], "T1") == [RUN, RUN, RUN, RUN]
    assert along(DOUBLE, ["-QF101", "+QS1012", "-QS1011", "-QS1013", "-QS1012"], "QF101") == [
        RUN, HOT, HOT, HOT, None, COLD,
    ]  # fmt: skip


def test_bus_states() -> None:
    """A bus from which every bay was moved is in hot standby over the tie, then cold, then under maintenance."""
    items = ["+QF110", "+QS1012", "-QS1011", "+QS1112", "-QS1111", "-QF110", "-QS1101", "-QS1119", "+QE1118"]
    assert along(DOUBLE, items, "B1") == [RUN, RUN, RUN, RUN, RUN, RUN, HOT, COLD, COLD, WORK]


def test_words_and_unknown_equipment() -> None:
    """The four words stand in both languages; an unknown name brings the nearest."""
    assert [WORDS[s].zh for s in Service] == ["运行", "热备用", "冷备用", "检修"]
    assert all(WORDS[s].en for s in Service)
    with pytest.raises(UnknownDeviceError, match="LN511"):
        service(STATION, STATION.normal, "LN-511")


def test_earthed_but_live_is_no_maintenance() -> None:
    """A line end earthed against a live line is no state of the trade but a short circuit, and is called that."""
    found = service(STATION, switched(STATION, STATION.normal, "-QF111", "-QS1113", "-QS1111", "+QE11140"), "LN111")
    assert found.service is None
    assert "短路" in found.text.zh
    assert "short circuit" in found.text.en


def test_plates_stand_in_the_text() -> None:
    """A plate in both languages is used in each; a truck that shares its number is told apart."""
    found = service(STATION, STATION.normal, "T1", {"T1": Text2("1号主变", "No. 1 transformer")})
    assert found.text == Text2("1号主变 运行", "No. 1 transformer: running")
    half = service(STATION, switched(STATION, STATION.normal, "-QF500", "-TR500"), "QF500", LABELS).text
    assert half.zh == "500 不属任何一种状态：500 分、500手车 分、5001手车 合（冷备用还须断开 5001手车）"
    assert "truck 5001 closed" in half.en


@given(anywhere())
@settings(max_examples=60, deadline=None)
def test_any_positions_have_words(case: tuple[Station, list[bool]]) -> None:
    """In any positions everything has one state or an explanation, in both languages; what runs is joined through,
    what is under maintenance is dead and earthed on each side even with every breaker taken as closed, unless only the
    far end of its own line feeds it. The state alone is the same as the state with its text.
    """
    station, closed = case
    look, strict = Topology(station, closed), Topology(station, closed, breakers_closed=True)
    found = services(station, closed)
    assert list(found) == list(equipment(station))
    assert service_of(station, closed, found) == {name: state.service for name, state in found.items()}
    for name, state in found.items():
        assert state == service(station, closed, name)
        assert state.text.zh
        assert state.text.en
        assert state.text.zh != state.text.en
        nodes = [station.node[side] for side, _ in state.sides]
        if state.service is None:
            assert "不" in state.text.zh
        elif state.service is WORK:
            assert all(look.state(node) is State.EARTHED and not strict.live(node) for node in nodes)
        elif state.service is COLD:
            assert not any(look.earthed(node) for node in nodes)
        if equipment(station)[name] == "breaker" and state.service is RUN:
            assert closed[station.switch[name]]
