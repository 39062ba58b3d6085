"""Everything of a station that moves: breakers, drives, load switches, tap changers, their gas and position signals.

What hangs on the contacts is not known here. ``travel`` lets time pass and says which contacts have met or parted; what
follows from that is for ``works.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.errors import TagError
from engine.plant.grid import devices as d
from engine.plant.grid.declaration import TRUCK_POSITIONS
from engine.plant.grid.gear import NEVER, BreakerGear, Clamps, Contacts, Drive, LoadSwitchGear
from engine.plant.grid.section import GridSection
from engine.plant.grid.sf6 import leak
from engine.plant.grid.station import Station

__all__ = ["TRUCK_STEPS", "Machinery"]

LOCKED = 0.5 / 0.6
"""Lock-out pressure of SF6 as a share of the rated. source: typical nameplate 0.60/0.50 MPa"""
UNSEATED = 22.0
"""Travel (%) at which a blade stops that does not seat: 20° of 90°. source: design"""
TRUCK_STEPS = {0: 0.0, 1: 40.0, 2: 100.0}
"""Travel (%) of a truck that is withdrawn, in test, in working position. source: design"""


class Machinery:
    """The moving parts of a station. ``inputs``: commands by tag id, owned by the plant."""

    def __init__(self, section: GridSection, station: Station, inputs: Mapping[str, float]) -> None:
        self._section, self._inputs = section, inputs
        self.breakers: dict[str, BreakerGear] = {}
        self.drives: dict[str, Drive] = {}
        self.load_switches: dict[str, LoadSwitchGear] = {}
        for name, device in section.devices.items():
            self._equip(name, device)
        driven = {name: section.devices[name] for name in self.drives}
        self.seat = {n: self.drives[n].position for n, v in driven.items() if isinstance(v, d.Disconnector)}
        """Travel of phase C of each disconnector."""
        transformers = {n: v for n, v in section.devices.items() if isinstance(v, d.TransformerDevice)}
        self.taps = {n: v.taps.position for n, v in transformers.items()}
        self.tap_due: dict[str, int] = {}
        self._tap_way: dict[str, int] = {}
        self.sf6 = {n: v.sf6 for n, v in section.devices.items() if isinstance(v, d.Breaker) and v.sf6}
        """Pa of each breaker filled with it, as gauge pressure at 20 °C."""
        self._leaks = [(name, f"{name}.leak") for name in self.sf6]
        self._contacts: dict[str, Contacts] = {**self.breakers, **self.drives, **self.load_switches}
        for switch in station.switches:
            self._contacts.setdefault(switch.id, Clamps(inputs, switch.id))
        self._in_order = [self._contacts[switch.id] for switch in station.switches]
        self._stars = [
            [self.drives[n] for n, v in driven.items() if isinstance(v, d.NeutralSwitch) and v.of == t.id]
            for t in station.transformers
        ]
        self.indicated: list[bool] = list(station.normal)
        """What the position signals say, in the station's order of switches."""
        self._signals = [
            (place, lost)
            for place, switch in enumerate(station.switches)
            if (lost := f"{switch.id}.contact_lost") in inputs
        ]
        self._under_way: list[Drive] = []
        """Drives that have not arrived."""
        self.moved: set[str] = set()
        """Drives that have been sent or have travelled, and breakers that have lost gas, since this was last cleared."""

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
            case d.LoadSwitch():
                self.load_switches[name] = LoadSwitchGear(device.closed)

    # -- what is asked ---------------------------------------------------------------------------------------------
    def contacts(self, name: str) -> Contacts:
        """The contacts of a switch, earth or neutral switch."""
        return self._contacts[name]

    def closed(self, name: str) -> bool:
        """Whether the contacts of a switch touch."""
        return self._contacts[name].closed

    def positions(self) -> list[bool]:
        """Of all switches, in the station's order: what is, not what is indicated."""
        return [contacts.closed for contacts in self._in_order]

    def neutrals(self) -> list[bool]:
        """Whether the star point of each transformer is earthed."""
        return [any(drive.closed for drive in drives) for drives in self._stars]

    def locked_out(self, name: str) -> bool:
        """Whether the gas of a breaker is too thin for it to be moved."""
        device = self._section.devices[name]
        return isinstance(device, d.Breaker) and name in self.sf6 and self.sf6[name] <= LOCKED * device.sf6

    def due(self, now: int) -> int:
        """When the next breaker arrives, contact meets or parts, or tap changer has changed, µs."""
        return min(
            min([gear.due for gear in self.breakers.values()], default=NEVER),
            min([drive.meets(now) for drive in self._under_way], default=NEVER),
            min(self.tap_due.values(), default=NEVER),
        )

    # -- what happens ----------------------------------------------------------------------------------------------
    def travel(self, us: int) -> list[str]:
        """Let drives travel for ``us``; those whose contacts have met or parted meanwhile."""
        crossed: list[str] = []
        if not self._under_way:
            return crossed
        for drive in self._under_way:
            before = drive.closed
            drive.travel(us)
            if drive.closed != before:
                crossed.append(drive.name)
            self._seat(drive.name, drive)
            self.moved.add(drive.name)
        self._under_way = self._moving()
        return crossed

    def send(self, name: str, target: float) -> None:
        """Let a drive set out for ``target`` (%)."""
        self.drives[name].target = target
        self.moved.add(name)
        self._under_way = self._moving()

    def leak(self, seconds: float) -> None:
        """Let breakers lose gas for ``seconds``."""
        for name, tag in self._leaks:
            rate = self._inputs[tag]
            if rate:
                self.sf6[name] = leak(self.sf6[name], rate * 1000.0 / 60.0, seconds)
                self.moved.add(name)

    def arrived(self, now: int) -> Iterator[tuple[str, BreakerGear]]:
        """Breakers whose contacts part or meet now."""
        return ((name, gear) for name, gear in self.breakers.items() if gear.due <= now)

    def begin_tap(self, name: str, way: int, now: int) -> None:
        """Start a tap changer one step up (1) or down (-1); nothing beyond its ends or while it is on its way."""
        device = self._section.devices[name]
        assert isinstance(device, d.TransformerDevice)
        if name not in self.tap_due and device.taps.low <= self.taps[name] + way <= device.taps.high:
            self.tap_due[name], self._tap_way[name] = now + device.taps.time * 1000, way

    def finish_taps(self, now: int) -> list[str]:
        """Transformers whose tap changer has arrived at its next position."""
        done = [name for name, due in self.tap_due.items() if due <= now]
        for name in done:
            del self.tap_due[name]
            self.taps[name] += self._tap_way.pop(name)
        return done

    def indicate(self, positions: list[bool]) -> None:
        """Position signals follow, but for those whose contact is lost."""
        indicated = positions.copy()
        for place, lost in self._signals:
            if self._inputs[lost]:
                indicated[place] = self.indicated[place]
        self.indicated = indicated

    def _moving(self) -> list[Drive]:
        return [drive for drive in self.drives.values() if drive.position != drive.target]

    def _seat(self, name: str, drive: Drive) -> None:
        """Phase C follows the others, but for the last part where it does not seat."""
        if name not in self.seat:
            return
        low, high = (UNSEATED, 100.0 - UNSEATED) if self._inputs[f"{name}.unseated"] else (0.0, 100.0)
        self.seat[name] = min(max(drive.position, low), high)

    # -- keeping ---------------------------------------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "breakers": {name: gear.state() for name, gear in self.breakers.items()},
            "drives": {name: drive.state() for name, drive in self.drives.items()},
            "load_switches": {name: gear.closed for name, gear in self.load_switches.items()},
            "seat": dict(self.seat), "taps": dict(self.taps), "tap_due": dict(sorted(self.tap_due.items())),
            "tap_way": dict(sorted(self._tap_way.items())), "sf6": dict(self.sf6), "indicated": list(self.indicated),
        }  # fmt: skip

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``. Raises ``TagError`` for a tap position a transformer does not have."""
        for name, position in state["taps"].items():
            device = self._section.devices[name]
            if not isinstance(device, d.TransformerDevice) or not device.taps.low <= position <= device.taps.high:
                raise TagError(f"the snapshot is of another plant: {name} has no tap {position}")
        for name, gear in self.breakers.items():
            gear.set_state(state["breakers"][name])
        for name, drive in self.drives.items():
            drive.set_state(state["drives"][name])
        for name, switch in self.load_switches.items():
            switch.closed = state["load_switches"][name]
        for kept in ("seat", "taps", "tap_due", "sf6"):
            setattr(self, kept, dict(state[kept]))
        self._tap_way, self.indicated = dict(state["tap_way"]), list(state["indicated"])
        self._under_way = self._moving()
        self.moved.clear()
