"""What happens in a station: one clock, on which contacts part, arcs burn, relays act and time runs down.

One clock in whole microseconds. Inside a tick everything has its place: a contact parts, the graph is looked at, a fault
begins, a relay's timer ends, a breaker opens 50 ms later. After each of them the station is *settled*: topology, load
flow and fault currents are worked out anew, and the relays look.

The parts: what moves (``machinery``), what it is told (``orders``), what follows electrically (``electrics``), what burns
(``accidents``), what stands to earth where no neutral does (``earthed``, ``star_points``), what acts by itself
(``protection``), what adds up (``elapsed``, ``interrupted``), what stands open (``doors``). Here they meet.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from engine.errors import TagError
from engine.plant.grid import devices as d
from engine.plant.grid.accidents import Accidents
from engine.plant.grid.compile import station_of
from engine.plant.grid.demand import Demand
from engine.plant.grid.doors import Doors
from engine.plant.grid.earth_fault import PHASES, Phase
from engine.plant.grid.earthed import Earthed
from engine.plant.grid.elapsed import Elapsed
from engine.plant.grid.electrics import Electrics
from engine.plant.grid.five_prevention import Interlock
from engine.plant.grid.gear import NEVER, BreakerGear
from engine.plant.grid.interrupted import Interrupted
from engine.plant.grid.machinery import Machinery
from engine.plant.grid.orders import Orders
from engine.plant.grid.protection import Protection, Seen
from engine.plant.grid.section import GridSection
from engine.plant.grid.star_points import StarPoints
from engine.plant.grid.station import ISOLATING
from engine.scenario.problems import Text2

__all__ = ["Works"]

MAX_HAPPENINGS = 1000
"""In one tick: more is a relay that never ends, and a tick must."""


class Works:
    """Everything of a station that moves, flows or counts. ``inputs``: commands by tag id, owned by the plant."""

    def __init__(self, section: GridSection, inputs: dict[str, float], labels: Mapping[str, str | Text2]) -> None:
        self.section, self.inputs = section, inputs
        self.station = station = station_of(section)
        self.machinery = Machinery(section, station, inputs)
        self.demand = Demand(section, station, inputs)
        self.electrics = Electrics(station, self.machinery, self.demand, inputs)
        self.elapsed = Elapsed(self.electrics)
        self.interrupted = Interrupted(section, self.electrics, self.demand)
        self.protection = Protection(section.protection)
        self.accidents = Accidents(self)
        self.earthed = Earthed(self)
        self.star_points = StarPoints(self)
        self.orders = Orders(section, inputs, self.machinery, self.protection, self.tell, self.accidents.switched)
        neutrals = {name: v.of for name, v in section.devices.items() if isinstance(v, d.NeutralSwitch)}
        self.interlock = Interlock(station, labels, neutrals)
        self.doors = Doors(self)
        self.now = 0
        """µs of model time."""
        self.version = 0
        """Grows whenever the station has been settled."""
        self.currents: list[float] = []
        """A through each switch, in the station's order: the load current, or its share of a short circuit if that is more."""
        self._seen = self._eyes()
        self._told: list[tuple[int, str, dict[str, Any]]] = []

    def current(self, name: str, phases: Collection[Phase] = PHASES) -> float:
        """A through a switch: the load current, or its share of a short circuit (in ``phases``) if that is more."""
        place = self.station.switch[name]
        if not self.accidents.circuits:
            return self.currents[place]
        return max(self.electrics.flow.switches[place].current, self.accidents.current(place, phases))

    def power(self, place: int) -> tuple[float, float]:
        """W, var through a switch: of what gives its current."""
        load = self.electrics.flow.switches[place]
        return self.accidents.power(place) if self.currents[place] > load.current else (load.p, load.q)

    # -- time ------------------------------------------------------------------------------------------------------
    def tick(self, span: int, given: Collection[str] = ()) -> None:
        """Simulate ``span`` µs; ``given``: ids of the inputs that were commanded since the last tick."""
        end = self.now + span
        if given:
            self.demand.commanded()
        again = bool(given) and self.orders.take(given, self.now)
        if self.demand.follow(self.now) or again:
            self.settle()
        for _ in range(MAX_HAPPENINGS):
            at = self._next()
            if at > end:
                break
            crossed = self._pass(max(at, self.now) - self.now)
            self._happen(crossed)
            self.settle()
        crossed = self._pass(end - self.now)
        if crossed:
            self._happen(crossed)
            self.settle()

    def _next(self) -> int:
        """When something happens next, µs."""
        return min(self.machinery.due(self.now), self.protection.due(), self.accidents.due(), self.star_points.due())

    def _pass(self, us: int) -> list[str]:
        """Let ``us`` pass; drives whose contacts have met or parted meanwhile."""
        if us <= 0:
            return []
        crossed = self.machinery.travel(us)
        self.elapsed.run(us)
        self.interrupted.run(us)
        self.machinery.leak(us / 1e6)
        self.accidents.burn(us / 1e6)
        self.now += us
        self.elapsed.see(self.now)
        return crossed

    def _happen(self, crossed: list[str]) -> None:
        """Carry out everything that is due now."""
        for name, gear in self.machinery.arrived(self.now):
            self._break(name, gear)
        for name in crossed:
            self._meet(name)
        for name in self.machinery.finish_taps(self.now):
            self.tell(name, what="tap", position=self.machinery.taps[name])
        for act in self.protection.act(self.now):
            self.tell(act.relay, what="operated", opens=list(act.opens), closes=list(act.closes))
            for breaker in act.opens:
                self.protection.told.setdefault(breaker, self.now)
                self.orders.give(breaker, "open", act.relay, self.now)
            for breaker in act.closes:
                self.orders.give(breaker, "close", act.relay, self.now)
        self.accidents.act()
        self.star_points.act()

    def _break(self, name: str, gear: BreakerGear) -> None:
        """The contacts of a breaker part or meet."""
        device = self.section.devices[name]
        assert isinstance(device, d.Breaker)
        if gear.order == "open" and self.current(name) > device.breaking:
            gear.order, gear.due, gear.failed = "", NEVER, True
            self.tell(name, what="failed", current=self.current(name) / 1e3)
            self.accidents.arc_on(name)
            return
        tripped = gear.tripped
        gear.arrive()
        self.tell(name, what="closed" if gear.closed else "tripped" if tripped else "opened")

    def _meet(self, name: str) -> None:
        """The contacts of a drive part or meet."""
        closed = self.machinery.closed(name)
        self.tell(name, what="closed" if closed else "opened")
        place = self.station.switch[name]
        if self.station.switches[place].kind in ISOLATING:
            self.accidents.parted(place, closed)

    # -- what follows ------------------------------------------------------------------------------------------------
    def settle(self) -> None:
        """Work out anew what is live and what flows; then arcs die or begin, and the relays look."""
        positions = self.machinery.positions()
        self.machinery.indicate(positions)
        self._work_out(positions)
        if self.accidents.react():
            self._work_out(positions)
        self.star_points.look()
        self.doors.look()
        self.protection.look(self.now, self._seen)

    def open_eyes(self) -> None:
        """Settle for the first time; transfers have been ready for long."""
        self.demand.look(self.now)
        self.orders.look()
        self.settle()
        self.protection.be_ready(self.now)
        self.elapsed.warm_up()

    def _work_out(self, positions: list[bool]) -> None:
        """What follows from the state alone; changes nothing of it."""
        self.version += 1
        self.electrics.work_out(positions)
        self.interrupted.look()
        self.accidents.look(positions)
        self.star_points.work_out()
        loads = self.electrics.flow.switches
        self.currents = [through.current for through in loads]
        for place in range(len(loads)) if self.accidents.circuits else ():
            self.currents[place] = max(self.currents[place], self.accidents.current(place))

    def _eyes(self) -> Seen:
        plates = [(name, f"{name}.enabled") for name in self.section.protection]
        return Seen(
            current=self.current, in_zone=self.accidents.in_zone, arc_at=self.accidents.arc_at,
            gas=lambda name: self.inputs[f"{name}.internal"], live=self.electrics.live, closed=self.machinery.closed,
            fault=lambda: self.accidents.any, calm=lambda: not (self.accidents.circuits or self.accidents.arcs),
            off=lambda: {name for name, tag in plates if not self.inputs[tag]},
            open_delta=lambda name: self.earthed.open_delta(self.station.node[name]), feeder=self.earthed.feeder,
            neutral=self.star_points.seen,
        )  # fmt: skip

    def tell(self, source: str, **data: Any) -> None:
        """Note something that happened now."""
        self._told.append((self.now, source, data))

    def told(self) -> list[tuple[int, str, dict[str, Any]]]:
        """What has happened since the last call: µs, source, data."""
        told, self._told = self._told, []
        return told

    # -- keeping -----------------------------------------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """Everything that is not worked out anew."""
        return {
            "now": self.now, **self.machinery.state(), **self.elapsed.state(), **self.interrupted.state(),
            "off": sorted(self.electrics.off),
            "protection": self.protection.state(), "accidents": self.accidents.state(),
            "earthed": self.earthed.state(), "star_points": self.star_points.state(),
        }  # fmt: skip

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()`` and work out the rest. Raises ``TagError`` for what this station cannot have."""
        if not all(0 <= node < len(self.station.nodes) for node in state["accidents"]["arcs"].values()):
            raise TagError("the snapshot is of another plant: an arc burns at a point the station does not have")
        self.machinery.set_state(state)
        self.now = state["now"]
        self.elapsed.set_state(state)
        self.interrupted.set_state(state)
        self.electrics.off = set(state["off"])
        self.protection.set_state(state["protection"])
        self.accidents.set_state(state["accidents"])
        self.earthed.set_state(state["earthed"])
        self.star_points.set_state(state["star_points"])
        self.demand.look(self.now)
        self.orders.look()
        self._told = []
        self._work_out(self.machinery.positions())
        self.doors.look(tell=False)
