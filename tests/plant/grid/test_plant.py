"""The station as a plant: what flows, what trips, what burns; the figures are those of the power reference A5 and A6."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest

from engine.errors import ScenarioError, TagError
from engine.plant.checker import check_plant
from engine.plant.grid.plant import GridPlant
from engine.plant.grid.section import GridSection
from engine.plant.grid.start import startable
from engine.plant.plant import PlantEvent
from engine.plant.rehearsal import RehearsedDeed
from engine.state import pack, unpack
from tests.plant.grid.written import written

OPEN, CLOSE = 1.0, 2.0


@cache
def section() -> GridSection:
    return GridSection.model_validate(written())


class Operator:
    """Works a station by tag id and remembers what the plant says, in ms after the start."""

    def __init__(self, start: dict[str, float] | None = None, of: GridSection | None = None) -> None:
        self.plant = GridPlant(of or section(), start)
        self._index = {tag.id: i for i, tag in enumerate(self.plant.tags())}
        self.ms = 0
        self.said: list[tuple[float, str, dict[str, Any]]] = []

    def __getitem__(self, tag: str) -> float:
        return self.plant.read()[self._index[tag]]

    def wait(self, seconds: float) -> None:
        for event in self.plant.advance(round(seconds * 10)):
            self.said.append((self.ms + event.us / 1000, event.source, event.data))
        self.ms += round(seconds * 10) * 100

    def write(self, tag: str, value: float, seconds: float = 0.5) -> None:
        self.plant.write(tag, value)
        self.wait(seconds)

    def order(self, *orders: str, seconds: float = 9.0) -> None:
        """``open QF101``; refused orders fail the test."""
        for order in orders:
            verb, _, device = order.partition(" ")
            value = {"open": OPEN, "close": CLOSE}[verb]
            refusal = self.plant.refuse(f"{device}.operate", value)
            assert refusal is None, refusal.of("en")
            self.write(f"{device}.operate", value, seconds)

    def force(self, order: str, seconds: float = 9.0) -> None:
        """The same whether or not the interlock refuses."""
        verb, _, device = order.partition(" ")
        self.write(f"{device}.operate", {"open": OPEN, "close": CLOSE}[verb], seconds)

    def when(self, source: str, what: str) -> float:
        """ms of the first such event."""
        return next(ms for ms, who, data in self.said if who == source and data["what"] == what)

    def happened(self, what: str) -> list[str]:
        return [who for _, who, data in self.said if data["what"] == what]


OUT = (
    "close QF110", "close QF500", "open QF501", "open QF101", "open TR501", "open QS1013", "open QS1011", "close QE10140",
)  # fmt: skip


def maintained() -> Operator:
    """No.1 transformer in maintenance, as at the end of ticket A."""
    o = Operator()
    for transfer in ("BZT10_1", "BZT10_2", "BZT110_1", "BZT110_2"):
        o.write(f"{transfer}.enabled", 0.0)
    o.order("close QN1020", *OUT)
    assert o.plant.refuse("GND1.clamped", 1.0) is None
    o.write("GND1.based", 1.0)
    o.write("GND1.clamped", 1.0)
    o.order("open QF110")
    return o


# -- what flows ------------------------------------------------------------------------------------------------
def test_the_station_keeps_the_contract() -> None:
    """The station keeps every rule of plants while all its inputs, orders and faults are worked."""
    assert check_plant(lambda: GridPlant(section()), ticks=150) == []


@pytest.mark.parametrize(
    ("orders", "shown"),
    [
        ((), {"QF501.I": 840, "QF502.I": 772, "QF500.I": 0, "T1.loading": 39, "T2.loading": 36, "B10_1.U": 10.72}),
        (("close QF110",), {"QF501.I": 840, "QF110.I": 5}),
        (("close QF110", "close QF500"), {"QF501.I": 806, "QF502.I": 806, "QF500.I": 36, "QF110.I": 7, "STATION.parallel": 1}),
        (OUT[:3], {"QF501.I": 0, "QF502.I": 1622, "QF500.I": 845, "QF110.I": 85, "T2.loading": 76, "QF101.I": 1.1}),
        ((*OUT, "open QF110"), {"QF502.I": 1634, "QF500.I": 851, "T2.loading": 76, "B10_2.U": 10.59}),
    ],
    ids=["split", "110 closed", "parallel", "501 open", "T1 out"],
)  # fmt: skip
def test_the_flows_of_the_reference(orders: tuple[str, ...], shown: dict[str, float]) -> None:
    """Currents, loadings and voltages of the states of the work are those of reference table A5.1."""
    o = Operator({"QN1020.closed": 1.0})
    o.order(*orders)
    for tag, value in shown.items():
        assert o[tag] == pytest.approx(value, abs=max(0.006 * value, 0.05 if value < 2 else 0.5)), tag


def test_a_heavier_load_overloads_the_other_transformer() -> None:
    """With all loads at 1.4 the remaining transformer stands at 109 %, and its permitted time begins to run."""
    o = Operator({f"LD{n}.factor": 1.4 for n in ("511", "512", "513", "521", "522", "523")} | {"QN1020.closed": 1.0})
    o.order(*OUT)
    assert o["T2.loading"] == pytest.approx(109, abs=0.6)
    before = o["T2.overload"]
    o.wait(60)
    assert o["T2.overload"] > before
    assert o["T2.T_oil"] > 40


# -- the work --------------------------------------------------------------------------------------------------
def test_no1_transformer_to_maintenance_and_back() -> None:
    """Both tickets run to the end past the interlock: earthed on both sides and every feeder live, then as before."""
    o = maintained()
    assert (o["T1H.state"], o["T1L.state"]) == (2, 2)
    assert o["T1.energized"] == 0
    assert o["T1.state"] == 4
    assert o["T2.state"] == 1
    assert o["STATION.earths"] == 2
    assert all(o[f"LD{n}.supplied"] == 1 for n in ("511", "512", "513", "521", "522", "523"))
    assert o["STATION.energy_lost"] == 0
    o.order("close QF110")
    o.write("GND1.clamped", 0.0)
    o.write("GND1.based", 0.0)
    o.order("open QE10140", "close QS1011", "close QS1013", "close TR501", "close QF101", "close QF501", "open QF500")
    o.order("open QN1020", "open QF110")
    assert o["STATION.earths"] == 0
    assert o["QF501.I"] == pytest.approx(840, abs=1)
    assert o["QF502.I"] == pytest.approx(772, abs=1)
    assert [what for what in ("tripped", "arc", "short") if o.happened(what)] == []


def test_an_order_can_be_given_again() -> None:
    """A breaker that protection has opened closes on a second order, although the first was never taken back."""
    o = Operator()
    o.write("LN512.fault", 3.0)
    assert o["QF512.tripped"] == 1
    o.write("LN512.fault", 0.0, 12.0)
    o.force("close QF512")
    assert o["QF512.closed"] == 1
    assert o["QF512.tripped"] == 0
    assert o["QF512.operate"] == 0


def test_nothing_moves_without_power() -> None:
    """Without control power a breaker takes no order, without drive power a disconnector; both say so."""
    o = Operator()
    o.write("QF511.control_power", 0.0)
    o.force("open QF511")
    o.write("QS1013.drive_power", 0.0)
    o.force("open QS1013")
    assert (o["QF511.closed"], o["QS1013.closed"]) == (1, 1)
    assert [d.get("why", d["what"]) for _, _, d in o.said] == ["no_power", "no_power"]


# -- wrong acts, reference A5.5 --------------------------------------------------------------------------------
def test_opening_a_disconnector_under_load() -> None:
    """The arc of 1013 under 80 A becomes a short circuit; the differential clears it within 80 ms, and I loses 15.5 MW."""
    o = Operator()
    refusal = o.plant.refuse("QS1013.operate", OPEN)
    assert refusal is not None
    assert "101" in refusal.of("zh")
    o.force("open QS1013", 2.0)
    arc = next(d for _, who, d in o.said if who == "QS1013" and d["what"] == "arc")
    assert arc["current"] == pytest.approx(80, abs=1)
    assert o.when("QF101", "tripped") - o.when("QS1013", "arc") <= 80
    assert o["STATION.lost"] == pytest.approx(15.5, abs=0.1)
    assert o["QS1013.arc_energy"] == pytest.approx(27.7, abs=0.1)


def test_an_arc_in_the_yard_burns_hotter_with_more_behind_it() -> None:
    """With both systems joined the same arc at 110 kV has 10.7 instead of 5.9 kA behind it, and gives off as much more."""
    o = Operator({"QF110.closed": 1.0})
    o.force("open QS1013", 2.0)
    assert o["QS1013.arc_energy"] == pytest.approx(27.7 * 10.7 / 5.87, rel=0.01)
    assert o["QS1013.arc"] == 0


def test_closing_a_disconnector_makes_the_current_the_loads_want() -> None:
    """The arc of 1013 closed onto a load is that of the load as it is now, not as it is declared."""
    half = {f"LD{n}.factor": 0.5 for n in ("511", "512", "513")}
    carried = Operator(half)["QS1013.I"]
    o = Operator(half | {"QS1013.closed": 0.0, "BZT10_1.enabled": 0.0})
    o.force("close QS1013", 6.0)
    arc = next(d for _, who, d in o.said if who == "QS1013" and d["what"] == "arc")
    assert arc["current"] == pytest.approx(carried, rel=1e-6)
    assert carried < 0.6 * Operator()["QS1013.I"]


def test_power_during_a_short_circuit_is_that_of_the_short_circuit() -> None:
    """A bolted fault at the bus leaves no voltage, so no power passes 501 however great the current; one at the end of a
    feeder drives its wattmeters to the end of their range; what is not short-circuited shows its load.
    """
    o = Operator({"ARC_1.enabled": 0.0, "DIFF_T1.enabled": 0.0})
    before = o["QF502.P"]
    o.write("B10_1.fault", 3.0, 0.3)
    assert o["QF501.I"] > 10_000
    assert (o["QF501.P"], o["QF501.Q"]) == (pytest.approx(0, abs=0.1), pytest.approx(0, abs=0.1))
    assert o["QF502.P"] == before
    o = Operator({"QF513.stuck": 1.0})
    most = next(tag.high for tag in o.plant.tags() if tag.id == "QF513.P")
    o.write("LN513.fault", 3.0, 0.3)
    assert (o["QF513.P"], o["QF513.Q"]) == (most, most)


def test_racking_a_truck_under_load() -> None:
    """Racking 501 out under 840 A burns for 70 ms: about 1.2 cal/cm² at the face; the section is dead."""
    o = Operator()
    assert o.plant.refuse("TR501.operate", OPEN) is not None
    o.force("open TR501", 2.0)
    assert o["TR501.arc_energy"] == pytest.approx(1.2, abs=0.15)
    assert o["B10_1.state"] == 0


def test_earthing_what_is_live() -> None:
    """Closing 10140 with 1013 closed is a bolted short circuit of 5.9 kA, cleared by the differential."""
    o = Operator()
    assert o.plant.refuse("QE10140.operate", CLOSE) is not None
    o.force("close QE10140", 3.0)
    short = next(d for _, who, d in o.said if who == "QE10140" and d["what"] == "short")
    assert short["current"] == pytest.approx(5.87, abs=0.05)
    assert o.when("QF101", "tripped") - o.when("QE10140", "short") == pytest.approx(70, abs=1)
    assert o["T1H.state"] == 2


def test_energising_onto_a_forgotten_earth() -> None:
    """501 closed onto the portable earth while bus I is fed through 500, the differential of T1 out: 500 trips after 0.6 s
    and section I is lost.
    """
    o = maintained()
    o.write("DIFF_T1.enabled", 0.0)
    o.force("close TR501", 10.0)
    assert o.plant.refuse("QF501.operate", CLOSE) is not None
    o.force("close QF501", 3.0)
    began = o.when("GND1", "short")
    assert o.when("QF500", "tripped") - began == pytest.approx(650, abs=60)
    current = next(d["current"] for _, who, d in o.said if who == "GND1" and d["what"] == "short")
    assert current == pytest.approx(15.3, rel=0.05)
    assert o["STATION.lost"] == pytest.approx(15.5, abs=0.1)


def test_the_differential_saves_the_section() -> None:
    """The same with the differential of T1 in: 501 is open again after 70 ms and section I keeps its supply."""
    o = maintained()
    o.force("close TR501", 10.0)
    o.force("close QF501", 3.0)
    assert o.when("QF501", "tripped") - o.when("GND1", "short") == pytest.approx(70, abs=1)
    assert o["STATION.lost"] == 0


def test_opening_the_wrong_breaker() -> None:
    """502 instead of 501 with section I fed through 500 and T1 out: the whole station is black, 29.7 MW."""
    o = maintained()
    o.force("open QF502")
    assert o["STATION.lost"] == pytest.approx(29.7, abs=0.1)
    o.wait(60)
    assert o["STATION.energy_lost"] == pytest.approx(29.7 * (60 + 8.95) / 3600, rel=0.02)


def test_closing_500_with_110_open_and_the_sources_apart() -> None:
    """With 2° between the two systems a loop of about 261 A flows through 500."""
    plant_data = written()
    plant_data["devices"]["S2"]["angle"] = "-2 deg"
    plant = GridPlant(GridSection.model_validate(plant_data), {"QF500.closed": 1.0})
    values = dict(zip((t.id for t in plant.tags()), plant.read(), strict=True))
    assert values["QF500.I"] == pytest.approx(261, abs=8)


# -- faults, reference A5.6 ------------------------------------------------------------------------------------
def test_a_breaker_refuses_to_open() -> None:
    """F1: 501 ordered open stays closed, its current stays, and the plant says why."""
    o = Operator({"QF110.closed": 1.0, "QF500.closed": 1.0})
    o.write("QF501.stuck", 1.0)
    o.force("open QF501")
    assert o["QF501.closed"] == 1
    assert o["QF501.I"] == pytest.approx(806, abs=1)
    assert o.said[-1][2] == {"what": "refused", "order": "open", "why": "stuck", "by": ""}


def test_a_blade_does_not_seat() -> None:
    """F2: phase C of 1013 stops at 20° of 90 although the position signal says open; opened again it seats."""
    o = Operator({"QF501.closed": 0.0, "QF101.closed": 0.0})
    o.write("QS1013.unseated", 1.0)
    o.order("open QS1013")
    assert (o["QS1013.position"], o["QS1013.indicated"]) == (0, 0)
    assert o["QS1013.position_c"] == pytest.approx(22)
    o.write("QS1013.unseated", 0.0)
    o.order("close QS1013", "open QS1013")
    assert o["QS1013.position_c"] == 0


def test_a_lost_position_contact_keeps_the_interlock_shut() -> None:
    """F4: 501 is out, but its signal says in: 10140 is refused until somebody with the right unlocks it."""
    o = Operator()
    o.write("TR501.contact_lost", 1.0)
    o.order("close QF110", "close QF500", "open QF501", "open QF101", "open TR501", "open QS1013", "open QS1011")
    refusal = o.plant.refuse("QE10140.operate", CLOSE)
    assert refusal is not None
    o.write("STATION.unlocked", 1.0)
    assert o.plant.refuse("QE10140.operate", CLOSE) is None


def test_gas_runs_out_and_locks_the_breaker() -> None:
    """F5: 110 loses SF6, is locked out at 0.50 MPa and then takes no order."""
    o = Operator()
    o.write("QF110.leak", 60.0)
    o.wait(60)
    assert 0.5 < o["QF110.sf6"] < 0.6
    o.wait(60)
    assert o["QF110.sf6_locked"] == 1
    o.force("close QF110")
    assert o["QF110.closed"] == 0
    assert o.said[-1][2]["why"] == "sf6"


def test_heavy_gas_while_the_other_is_out() -> None:
    """F6: heavy gas of T2 while T1 is in maintenance blacks out the station."""
    o = maintained()
    o.write("T2.internal", 2.0)
    assert o["STATION.lost"] == pytest.approx(29.7, abs=0.1)
    assert o["GAS_T2.operated"] == 1


def test_a_feeder_that_refuses_to_trip_is_backed_up() -> None:
    """F8: an arc in the box of 513, which refuses: 501 clears it after its backup time, and the arc burns all the while."""
    o = Operator()
    o.write("QF513.stuck", 1.0)
    began = o.ms
    o.write("LN513.fault", 3.0, 3.0)
    assert ("QF513", "stuck") in [(who, d.get("why")) for _, who, d in o.said]
    assert o.when("QF501", "tripped") - began == pytest.approx(950, abs=2)
    assert o["B10_1.state"] == 0


def test_light_trips_an_arc_at_the_bars() -> None:
    """An arc at the bars of section I is put out by arc light and breaker within 60 ms: about 1.1 cal/cm²."""
    o = Operator()
    o.write("B10_1.arcing", 1.0)
    assert o.when("B10_1", "arc_out") == pytest.approx(60, abs=1)
    assert o["B10_1.arc_energy"] == pytest.approx(1.1, abs=0.1)


# -- automatics ------------------------------------------------------------------------------------------------
def test_a_lost_line_is_replaced() -> None:
    """When line 1 dies the 110 kV transfer opens 111 and closes 110 after 3 s; nobody stays without supply."""
    o = Operator()
    o.write("S1.available", 0.0, 8.0)
    assert o["QF110.closed"] == 1
    assert o["QF111.closed"] == 0
    assert o.when("QF110", "closed") == pytest.approx(3280, abs=2)
    assert o["STATION.lost"] == 0


def test_what_was_switched_off_by_hand_is_not_put_back() -> None:
    """A transfer does nothing when its incoming breaker was opened by hand."""
    o = Operator()
    o.force("open QF501", 10.0)
    assert o["QF500.closed"] == 0
    assert o["B10_1.state"] == 0


def test_a_transfer_is_blocked_by_the_relay_that_cleared_its_bus() -> None:
    """A backup trip of 501 blocks the transfer: 500 is not closed onto what burns behind the feeder that refused."""
    station = copy.deepcopy(written())
    for blocked, closed in (([], 1), (["OCL_T1"], 0)):
        station["protection"]["BZT10_1"]["blocked_by"] = blocked
        plant = GridPlant(GridSection.model_validate(station))
        plant.write("QF513.stuck", 1.0)
        plant.write("LN513.fault", 3.0)
        plant.advance(100)
        seen = dict(zip((t.id for t in plant.tags()), plant.read(), strict=True))
        assert seen["QF501.tripped"] == 1
        assert (seen["BZT10_1.operated"], bool(seen["QF500.tripped"]) or seen["QF500.closed"]) == (closed, closed)


def test_a_transfer_that_is_out_does_nothing() -> None:
    """With their plates out, transfers leave a dead section dead."""
    o = Operator()
    for transfer in ("BZT10_1", "BZT110_1"):
        o.write(f"{transfer}.enabled", 0.0)
    o.write("S1.available", 0.0, 10.0)
    assert o["STATION.lost"] == pytest.approx(15.5, abs=0.1)


# -- the earthed phase, reference A6 ---------------------------------------------------------------------------
@pytest.mark.parametrize(("ohm", "u0"), [(0, 100), (200, 96), (500, 83), (1000, 61), (2000, 37), (5000, 16)])
def test_one_phase_to_earth_trips_nothing(ohm: float, u0: float) -> None:
    """A single-phase fault on 512 is no short circuit: the network goes on, phase A and the open delta tell of it."""
    o = Operator()
    o.plant.write("LN512.fault_resistance", ohm)
    o.write("LN512.fault", 1.0, 2.0)
    assert o["TV51.U0"] == pytest.approx(u0, abs=1.5)
    assert o["TV51.Uab"] == pytest.approx(o["B10_1.U"], rel=1e-6)
    assert o["STATION.fault"] == 0
    assert o["TV52.U0"] == pytest.approx(0, abs=1e-9)
    assert o.happened("earth_fault") == ["LN512"]
    o.order("open QF512")
    assert o["TV51.U0"] == pytest.approx(0, abs=1e-9)


def test_the_faulty_feeder_is_selected_by_its_direction() -> None:
    """The zero-sequence current of 512 is that of all others together and against theirs."""
    o = Operator()
    o.write("LN512.fault", 1.0, 2.0)
    assert abs(o["LN511.I0"]) == pytest.approx(2.4, rel=0.02)
    assert abs(o["LN513.I0"]) == pytest.approx(3.1, rel=0.02)
    assert abs(o["LN512.I0"]) == pytest.approx(2.4 + 3.1 + 0.4, rel=0.02)
    assert o["LN512.I0"] * o["LN511.I0"] < 0
    assert o["LN521.I0"] == 0


# -- keeping ---------------------------------------------------------------------------------------------------
def test_a_snapshot_in_the_middle_of_a_trip() -> None:
    """Taken while an arc burns, a breaker moves and timers run, a snapshot goes on in another plant as in its own."""
    one, two = GridPlant(section()), GridPlant(section())
    one.write("TR501.operate", OPEN)
    one.advance(12)
    two.restore(one.snapshot())
    assert two.read() == one.read()
    assert [two.advance(1) for _ in range(100)] == [one.advance(1) for _ in range(100)]
    assert two.snapshot() == one.snapshot()


def test_events_stand_where_they_happened() -> None:
    """A breaker ordered open at the start of a tick has opened 50 ms into it."""
    plant = GridPlant(section())
    plant.write("QF511.operate", OPEN)
    assert plant.advance(1) == [PlantEvent(50_000, "QF511", {"what": "opened"})]


def test_a_starting_point_says_where_things_stand() -> None:
    """Positions, taps and inputs can be given; anything else is refused by name."""
    o = Operator({"QF101.closed": 0.0, "TR501.place": 1.0, "QS1013.closed": 0.0, "T2.tap": 3.0, "LD511.factor": 0.5})
    assert (o["QF101.closed"], o["TR501.place"], o["QS1013.position_c"], o["T2.tap"]) == (0, 1, 0, 3)
    assert {"QF101.closed", "TR501.place", "T1.tap", "S1.available"} <= startable(section())
    with pytest.raises(ScenarioError, match=r"QF101\.I"):
        Operator({"QF101.I": 1.0})


@pytest.mark.parametrize(
    ("tag", "value", "said"),
    [
        ("QF101.I", 1.0, "QF101.I is calculated"),
        ("QF101.operat", 1.0, r"did you mean QF101\.operate"),
        ("QF101.operate", float("nan"), "cannot be nan"),
    ],
)
def test_impossible_commands_are_refused(tag: str, value: float, said: str) -> None:
    """What is calculated, unknown or no number takes no command; an unknown tag brings its nearest name."""
    with pytest.raises(TagError, match=said):
        GridPlant(section()).write(tag, value)


def test_a_snapshot_of_another_plant_is_refused() -> None:
    """A snapshot with other tags, or with values that cannot be, is refused instead of half taken."""
    state = unpack(GridPlant(section()).snapshot())
    for change in (
        lambda s: s["inputs"].pop("QF101.operate"),
        lambda s: s["inputs"].update({"LN512.fault": 9.0}),
        lambda s: s["works"]["taps"].update({"T1": 99}),
    ):
        other = copy.deepcopy(state)
        change(other)
        with pytest.raises(TagError, match="another plant"):
            GridPlant(section()).restore(pack(other))


def test_a_truck_goes_one_place_at_a_time() -> None:
    """From working to test to outside and back, never past the test position; what is asked out of turn is said."""
    o = Operator({"QF511.closed": 0.0})
    for order, place in ((3, 2), (1, 1), (3, 0), (2, 0), (4, 1), (2, 2)):
        o.write("TR511.operate", float(order), 10.0)
        assert o["TR511.place"] == place
    assert [who for _, who, data in o.said if data.get("why") == "place"] == ["TR511", "TR511"]


def deeds(*orders: str) -> list[RehearsedDeed]:
    return [RehearsedDeed(n, *order.split()) for n, order in enumerate(orders)]


def test_a_ticket_is_rehearsed_on_a_copy() -> None:
    """The right order passes, a wrong one is refused at its line with the reason, and nothing has moved afterwards."""
    o = Operator()
    right = deeds(*OUT, "attach GND1", "stop QF101", "open QF110")
    assert o.plant.rehearse(right) == []
    wrong = deeds("close QF110", "close QF500", "open QF501", "open QS1013", "open QF101", "close QE10140")
    refused = o.plant.rehearse(wrong)
    assert [refusal.line for refusal in refused] == [3, 5]
    assert "101" in refused[0].reason.of("zh")
    assert o["QF110.closed"] == 0
    o.write("STATION.unlocked", 1.0)
    assert o.plant.rehearse(wrong) == []


def test_instruments_show_what_their_place_can_carry() -> None:
    """The range of a voltmeter follows the voltage of its bay, that of a wattmeter the rated current there."""
    spans = {tag.id: (tag.low, tag.high) for tag in GridPlant(section()).tags()}
    assert spans["B10_1.U"] == pytest.approx((0, 13))
    assert spans["B110_1.U"] == pytest.approx((0, 143))
    assert spans["QF511.P"] == pytest.approx((-21.65, 21.65), abs=0.01)
