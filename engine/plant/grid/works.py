"""What happens in a station: orders, movements, arcs and short circuits, relays, and what runs down with time.

One clock in whole microseconds. Inside a tick everything has its place: a contact parts, the graph is looked at, a fault
begins, a relay's timer ends, a breaker opens 50 ms later. After each of them the station is *settled*: topology, load flow
and fault currents are worked out anew, and the relays look.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any

from engine.errors import TagError
from engine.plant.grid import devices as d
from engine.plant.grid.accidents import Accidents
from engine.plant.grid.compile import station_of
from engine.plant.grid.declaration import ORDERS, TRUCK_POSITIONS
from engine.plant.grid.earth_fault import PHASES, Phase
from engine.plant.grid.earthed import Earthed
from engine.plant.grid.five_prevention import Interlock
from engine.plant.grid.gear import NEVER, BreakerGear, Drive, Order
from engine.plant.grid.network import Flow, Network
from engine.plant.grid.overload import OverloadState, advance, settled
from engine.plant.grid.protection import Protection, Seen, zone_of
from engine.plant.grid.section import GridSection
from engine.plant.grid.sf6 import leak
from engine.plant.grid.states import Service, service
from engine.plant.grid.station import ISOLATING, SwitchKind
from engine.plant.grid.topology import Topology
from engine.scenario.problems import Text2

__all__ = ["Works"]

MAX_HAPPENINGS = 1000
"""In one tick: more is a relay that never ends, and a tick must."""
LOCKED = 0.5 / 0.6
"""Lock-out pressure of SF6 as a share of the rated. source: typical nameplate 0.60/0.50 MPa"""
UNSEATED = 22.0
"""Travel (%) at which a blade stops that does not seat: 20° of 90°. source: design"""
_SERVICES = tuple(Service)
_WATCHED = frozenset({
    "fault", "fault_resistance", "fault_phase", "fault_place", "fuse", "resonance", "arcing", "internal", "enabled",
    "available", "clamped", "based", "contact_lost",
})  # fmt: skip
TRUCK_STEPS = {0: 0.0, 1: 40.0, 2: 100.0}
"""Travel (%) of a truck that is withdrawn, in test, in working position. source: design"""


class Works:
    """Everything of a station that moves, flows or counts. ``inputs``: commands by tag id, owned by the plant."""

    def __init__(self, section: GridSection, inputs: dict[str, float], labels: Mapping[str, str | Text2]) -> None:
        self.section, self.inputs = section, inputs
        self.station = station = station_of(section)
        self.network = Network(station)
        neutrals = {name: v.of for name, v in section.devices.items() if isinstance(v, d.NeutralSwitch)}
        self.interlock = Interlock(station, labels, neutrals)
        self.protection = Protection(section.protection)
        self.accidents = Accidents(self)
        self.earthed = Earthed(self)
        self.breakers: dict[str, BreakerGear] = {}
        self.drives: dict[str, Drive] = {}
        for name, device in section.devices.items():
            self._equip(name, device)
        self.load_switches = {n: v.closed for n, v in section.devices.items() if isinstance(v, d.LoadSwitch)}
        self.seat = {n: self.drives[n].position for n, v in section.devices.items() if isinstance(v, d.Disconnector)}
        """Travel of phase C of each disconnector."""
        self.taps = {n: v.taps.position for n, v in section.devices.items() if isinstance(v, d.TransformerDevice)}
        self.tap_due: dict[str, int] = {}
        self.sf6 = {n: v.sf6 for n, v in section.devices.items() if isinstance(v, d.Breaker) and v.sf6}
        self.oil = {n: settled(0.4) for n in self.taps}
        self.indicated: list[bool] = list(station.normal)
        self.since_live = {bank.id: -NEVER for bank in station.capacitors}
        """When each capacitor was last live, µs."""
        self.off: set[str] = set()
        """Sources whose far end has tripped."""
        self.now = 0
        self.energy_lost = 0.0
        self.parallel_us = 0
        self._tap_way: dict[str, int] = {}
        self._profiles = {n: v.profile for n, v in section.devices.items() if isinstance(v, d.LoadDevice)}
        self._watched = [tag for tag in inputs if tag.partition(".")[2] in _WATCHED]
        """Inputs that change what flows or what relays see."""
        self._moved_by_time = any(self._profiles.values())
        self._profile_s = -1
        """The second for which the profiles were last looked up."""
        self.version = 0
        """Grows whenever something that is shown may have changed, but for what runs down with time."""
        self._standing: list[float] = []
        self._factors: list[float] = []
        self.parallel = False
        """Whether two transformers feed one piece of conductor."""
        self._worded: list[bool] = []
        self._words: dict[str, Service | None] = {}
        self._told: list[tuple[int, str, dict[str, Any]]] = []
        self.topology: Topology
        self.flow: Flow

    def _equip(self, name: str, device: d.Device) -> None:
        match device:
            case d.Breaker():
                self.breakers[name] = BreakerGear(
                    device.opens * 1000, device.closes * 1000, device.charging * 1000, device.closed
                )
            case d.Disconnector() | d.EarthingSwitch() | d.NeutralSwitch():
                at = 100.0 if device.closed else 0.0
                self.drives[name] = Drive(name, 100.0 / (device.time * 1000), at, at)
            case d.Truck():
                at = TRUCK_STEPS[TRUCK_POSITIONS.index(device.position)]
                self.drives[name] = Drive(name, 100.0 / (device.time * 1000), at, at)

    # -- what is asked ---------------------------------------------------------------------------------------------
    def closed(self, name: str) -> bool:
        """Whether the contacts of a switch touch."""
        if name in self.breakers:
            return self.breakers[name].closed
        if name in self.drives:
            return self.drives[name].closed
        if name in self.load_switches:
            return self.load_switches[name]
        return bool(self.inputs[f"{name}.clamped"] and self.inputs[f"{name}.based"])

    def positions(self) -> list[bool]:
        """Of all switches, in the station's order: what is, not what is indicated."""
        return [self.closed(switch.id) for switch in self.station.switches]

    def current(self, name: str, phases: Collection[Phase] = PHASES) -> float:
        """A through a switch: the load current, or its share of a short circuit (in ``phases``) if that is more."""
        place = self.station.switch[name]
        return max(self.flow.switches[place].current, self.accidents.current(place, phases))

    def live(self, point: str) -> bool:
        """Whether a point is live."""
        return self.topology.live(self.station.node[point])

    def sources_on(self) -> list[bool]:
        """Whether each source feeds."""
        return [bool(self.inputs[f"{s.id}.available"]) and s.id not in self.off for s in self.station.sources]

    def neutrals(self) -> list[bool]:
        """Whether the star point of each transformer is earthed."""
        return [
            any(self.drives[n].closed for n, v in self.section.devices.items() if isinstance(v, d.NeutralSwitch) and v.of == t.id)
            for t in self.station.transformers
        ]  # fmt: skip

    def locked_out(self, name: str) -> bool:
        """Whether the gas of a breaker is too thin for it to be moved."""
        device = self.section.devices[name]
        return isinstance(device, d.Breaker) and name in self.sf6 and self.sf6[name] <= LOCKED * device.sf6

    # -- time ------------------------------------------------------------------------------------------------------
    def tick(self, span: int, commanded: bool) -> None:
        """Simulate ``span`` µs; ``commanded``: an input may have changed."""
        end = self.now + span
        if commanded:
            self.version += 1
        if (commanded and self._take_inputs()) or self._take_load():
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
        return min(
            min((gear.due for gear in self.breakers.values()), default=NEVER),
            min((drive.meets(self.now) for drive in self._moving()), default=NEVER),
            min(self.tap_due.values(), default=NEVER),
            self.protection.due(),
            self.accidents.due(),
        )

    def _pass(self, us: int) -> list[str]:
        """Let ``us`` pass; drives whose contacts have met or parted meanwhile."""
        if us <= 0:
            return []
        crossed = []
        for drive in self._moving():
            before = drive.closed
            drive.travel(us)
            if drive.closed != before:
                crossed.append(drive.name)
            self._seat(drive.name, drive)
            self.version += 1
        seconds = us / 1e6
        self.energy_lost += self.flow.lost * seconds
        if self.parallel:
            self.parallel_us += us
        for n, (name, loading) in enumerate(zip(self.oil, self.flow.loading, strict=True)):
            on = self.flow.live[self.station.transformers[n].hv] or self.flow.live[self.station.transformers[n].lv]
            self.oil[name] = advance(self.oil[name], loading, seconds, energised=on)
        for name in self.sf6:
            rate = self.inputs[f"{name}.leak"]
            if rate:
                self.sf6[name] = leak(self.sf6[name], rate * 1000.0 / 60.0, seconds)
                self.version += 1
        self.accidents.burn(seconds)
        self.now += us
        for bank in self.station.capacitors:
            if self.flow.live[bank.node]:
                self.since_live[bank.id] = self.now
        return crossed

    def _moving(self) -> list[Drive]:
        return [drive for drive in self.drives.values() if drive.position != drive.target]

    def _seat(self, name: str, drive: Drive) -> None:
        """Phase C follows the others, but for the last part where it does not seat."""
        if name not in self.seat:
            return
        low, high = (UNSEATED, 100.0 - UNSEATED) if self.inputs[f"{name}.unseated"] else (0.0, 100.0)
        self.seat[name] = min(max(drive.position, low), high)

    def _happen(self, crossed: list[str]) -> None:
        """Carry out everything that is due now."""
        for name, gear in self.breakers.items():
            if gear.due <= self.now:
                self._break(name, gear)
        for name in crossed:
            self._meet(name)
        for name in [n for n, due in self.tap_due.items() if due <= self.now]:
            del self.tap_due[name]
            self.taps[name] += self._tap_way.pop(name)
            self.tell(name, what="tap", position=self.taps[name])
        for act in self.protection.act(self.now):
            self.tell(act.relay, what="operated", opens=list(act.opens), closes=list(act.closes))
            for breaker in act.opens:
                self.protection.told.setdefault(breaker, self.now)
                self._order(breaker, "open", by=act.relay)
            for breaker in act.closes:
                self._order(breaker, "close", by=act.relay)
        self.accidents.act()

    # -- orders ----------------------------------------------------------------------------------------------------
    def _take_inputs(self) -> bool:
        """Take the orders that were given; whether the station has to be settled anew."""
        inputs, again = self.inputs, False
        for name, device in self.section.devices.items():
            order = inputs.get(f"{name}.operate", 0.0)
            if order:
                inputs[f"{name}.operate"] = 0.0
                again |= self._carry_out(name, device, order)
            way = inputs.get(f"{name}.tap_order", 0.0)
            if way:
                inputs[f"{name}.tap_order"] = 0.0
                self._change_tap(name, device, 1 if way == 1.0 else -1)
        for name in self.section.protection:
            if inputs[f"{name}.reset_order"]:
                inputs[f"{name}.reset_order"] = 0.0
                self.protection.operated.discard(name)
        standing = [inputs[tag] for tag in self._watched]
        if standing != self._standing:
            self._standing = standing
            again = True
        self._profile_s = -1
        return self._take_load() or again

    def _take_load(self) -> bool:
        """Let the loads follow their profiles, once a second; whether one has changed."""
        second = self.now // 1_000_000
        if second == self._profile_s or (self._profile_s >= 0 and not self._moved_by_time):
            return False
        self._profile_s = second
        factors = self._load_factors()
        changed = factors != self._factors
        self._factors = factors
        return changed

    def _carry_out(self, name: str, device: d.Device, order: float) -> bool:
        to: Order = "close" if order == ORDERS["close"] else "open"
        match device:
            case d.Breaker():
                self.protection.by_hand.discard(name) if to == "close" else self.protection.by_hand.add(name)
                self._order(name, to, by="")
            case d.LoadSwitch():
                self.load_switches[name] = to == "close"
                self.tell(name, what="closed" if to == "close" else "opened")
                self.accidents.switched(name)
                return True
            case d.Truck():
                self._rack(name, order)
            case d.Disconnector() if not self.inputs[f"{name}.drive_power"]:
                self.tell(name, what="no_power")
            case _:
                self.drives[name].target = 100.0 if to == "close" else 0.0
        return False

    def _rack(self, name: str, order: float) -> None:
        """1 out to test, 2 in to working, 3 out of the cubicle, 4 back into test; each from the place next to it."""
        drive = self.drives[name]
        withdrawn, test, working = TRUCK_STEPS[0], TRUCK_STEPS[1], TRUCK_STEPS[2]
        between = {1.0: (test, working), 2.0: (test, working), 3.0: (withdrawn, test), 4.0: (withdrawn, test)}[order]
        if between[0] <= drive.position <= between[1]:
            drive.target = {1.0: test, 2.0: working, 3.0: withdrawn, 4.0: test}[order]
        else:
            self.tell(name, what="refused", order=order, why="place", by="")

    def _order(self, name: str, to: Order, by: str) -> None:
        """Tell a breaker to open or close; what keeps it from it is told."""
        gear, inputs = self.breakers[name], self.inputs
        if gear.closed == (to == "close") or gear.order == to:
            return
        why = (
            "no_power" if not inputs[f"{name}.control_power"]
            else "sf6" if self.locked_out(name)
            else "stuck" if to == "open" and (inputs[f"{name}.stuck"] or gear.failed)
            else "stuck" if to == "close" and inputs[f"{name}.stuck_open"]
            else "spring" if to == "close" and not gear.charged(self.now)
            else ""
        )  # fmt: skip
        if why:
            self.tell(name, what="refused", order=to, why=why, by=by)
            return
        gear.begin(to, self.now, trip=bool(by))
        if by:
            self.protection.by_hand.discard(name)

    def _change_tap(self, name: str, device: d.Device, way: int) -> None:
        assert isinstance(device, d.TransformerDevice)
        if name not in self.tap_due and device.taps.low <= self.taps[name] + way <= device.taps.high:
            self.tap_due[name], self._tap_way[name] = self.now + device.taps.time * 1000, way

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
        closed = self.drives[name].closed
        self.tell(name, what="closed" if closed else "opened")
        place = self.station.switch[name]
        if self.station.switches[place].kind in ISOLATING:
            self.accidents.parted(place, closed)

    # -- what follows ------------------------------------------------------------------------------------------------
    def settle(self) -> None:
        """Work out anew what is live and what flows; then arcs die or begin, and the relays look."""
        self._indicate()
        self._work_out()
        if self.accidents.react():
            self._work_out()
        self.protection.look(self.now, self._seen())

    def _work_out(self) -> None:
        """What follows from the state alone; changes nothing of it."""
        self.version += 1
        positions = self.positions()
        on = self.sources_on()
        without = [s.id for s, feeds in zip(self.station.sources, on, strict=True) if not feeds]
        self.topology = Topology(self.station, positions, without=without)
        taps = [self.taps[t.id] for t in self.station.transformers]
        self.flow = self.network.flow(positions, loads=self._factors or None, taps=taps, sources_on=on)
        self.parallel = self._in_parallel()
        self.accidents.look(positions, on)

    def _in_parallel(self) -> bool:
        windings = [t for t in self.station.transformers if self.flow.live[t.hv] and self.flow.live[t.lv]]
        zones = [self.topology.zone[t.lv] for t in windings]
        return len(set(zones)) < len(zones)

    def _seen(self) -> Seen:
        return Seen(
            current=self.current, in_zone=self.accidents.in_zone, arc_at=self.accidents.arc_at,
            gas=lambda name: self.inputs[f"{name}.internal"], live=self.live, closed=self.closed,
            fault=self.accidents.any, enabled={n: self.inputs[f"{n}.enabled"] for n in self.section.protection},
        )  # fmt: skip

    def walk(
        self, start: int, walls: tuple[str, ...], joined: Collection[SwitchKind] = (), bridged: Collection[str] = ()
    ) -> set[int]:
        """Nodes joined to ``start`` by closed contacts, without passing the switches in ``walls``. Switches of the kinds
        ``joined``, and those an arc has ``bridged``, count as closed.
        """
        return zone_of([start], self._joints(walls, joined, bridged))

    def coupled(self, start: int) -> set[int]:
        """Nodes joined to ``start`` by closed contacts, lines and windings."""
        joints = self._joints(())
        joints += [(line.a, line.b) for line in self.station.lines]
        joints += [(t.hv, t.lv) for t in self.station.transformers]
        return zone_of([start], joints)

    def coupled_at_level(self, start: int, walls: tuple[str, ...] = ()) -> set[int]:
        """Nodes joined to ``start`` by closed contacts and lines: what shares its voltage to earth. Switches in ``walls``
        are not passed.
        """
        return zone_of([start], self._joints(walls) + [(line.a, line.b) for line in self.station.lines])

    def word(self, name: str) -> float:
        """The state of a transformer in the trade's words: 1 running … 4 maintenance, 0 none of them."""
        positions = self.positions()
        if positions != self._worded:
            self._worded = positions
            self._words = {n: service(self.station, positions, n).service for n in self.taps}
        state = self._words[name]
        return 0.0 if state is None else 1.0 + _SERVICES.index(state)

    def open_eyes(self) -> None:
        """Settle for the first time; transfers have been ready for long."""
        self._factors = self._load_factors()
        self._standing = [self.inputs[tag] for tag in self._watched]
        self.settle()
        self.protection.be_ready(self.now)
        for name, place in self.station.transformer.items():
            self.oil[name] = settled(min(1.0, self.flow.loading[place]))

    def _joints(
        self, walls: Collection[str], joined: Collection[SwitchKind] = (), bridged: Collection[str] = ()
    ) -> list[tuple[int, int]]:
        return [
            contact
            for switch in self.station.switches
            if not switch.earths
            and switch.id not in walls
            and (switch.kind in joined or switch.id in bridged or self.closed(switch.id))
            for contact in switch.contacts
        ]

    def _load_factors(self) -> list[float]:
        seconds = self.now // 1_000_000
        return [
            self.inputs[f"{load.id}.factor"] * _on_profile(self._profiles[load.id], seconds * 1000)
            for load in self.station.loads
        ]

    def _indicate(self) -> None:
        """Position signals follow, but for those whose contact is lost."""
        for place, switch in enumerate(self.station.switches):
            if not self.inputs.get(f"{switch.id}.contact_lost"):
                self.indicated[place] = self.closed(switch.id)

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
            "now": self.now,
            "breakers": {name: gear.state() for name, gear in self.breakers.items()},
            "drives": {name: drive.state() for name, drive in self.drives.items()},
            "load_switches": dict(self.load_switches),
            "seat": dict(self.seat), "taps": dict(self.taps), "tap_due": dict(sorted(self.tap_due.items())),
            "tap_way": dict(sorted(self._tap_way.items())), "sf6": dict(self.sf6),
            "oil": {name: list(state) for name, state in self.oil.items()},
            "indicated": list(self.indicated), "since_live": dict(self.since_live), "off": sorted(self.off),
            "energy_lost": self.energy_lost, "parallel_us": self.parallel_us,
            "protection": self.protection.state(), "accidents": self.accidents.state(),
            "earthed": self.earthed.state(),
        }  # fmt: skip

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()`` and work out the rest."""
        if not all(0 <= node < len(self.station.nodes) for node in state["accidents"]["arcs"].values()):
            raise TagError("the snapshot is of another plant: an arc burns at a point the station does not have")
        for name, position in state["taps"].items():
            device = self.section.devices[name]
            if not isinstance(device, d.TransformerDevice) or not device.taps.low <= position <= device.taps.high:
                raise TagError(f"the snapshot is of another plant: {name} has no tap {position}")
        self.now = state["now"]
        for name, gear in self.breakers.items():
            gear.set_state(state["breakers"][name])
        for name, drive in self.drives.items():
            drive.set_state(state["drives"][name])
        for kept in ("load_switches", "seat", "taps", "tap_due", "sf6", "since_live"):
            setattr(self, kept, dict(state[kept]))
        self._tap_way = dict(state["tap_way"])
        self.oil = {name: OverloadState(*parts) for name, parts in state["oil"].items()}
        self.indicated, self.off = list(state["indicated"]), set(state["off"])
        self.energy_lost, self.parallel_us = state["energy_lost"], state["parallel_us"]
        self.protection.set_state(state["protection"])
        self.accidents.set_state(state["accidents"])
        self.earthed.set_state(state["earthed"])
        self._factors = self._load_factors()
        self._standing = [self.inputs[tag] for tag in self._watched]
        self._told = []
        self._work_out()


def _on_profile(profile: tuple[tuple[int, float], ...], ms: int) -> float:
    """The factor at ``ms``: straight between the points, level before the first and after the last."""
    if not profile:
        return 1.0
    if ms <= profile[0][0]:
        return profile[0][1]
    for (t0, f0), (t1, f1) in pairwise(profile):
        if ms <= t1:
            return f0 + (f1 - f0) * (ms - t0) / (t1 - t0)
    return profile[-1][1]
