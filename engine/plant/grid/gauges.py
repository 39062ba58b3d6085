"""How each shown tag of a station is read: what the relays, drives, windings and the load flow say of it now.

    for gauge in gauges(works):
        ...                                  # gauge.read() is the value of the tag f"{gauge.of}.{gauge.what}"

When each of them is read is another matter (``shown.py``). The needles of voltage transformers and the lamps of presence
indicators are read several at a time and are not among these.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.plant.grid import devices as d
from engine.plant.grid import relays as r
from engine.plant.grid.declaration import STATION, carries
from engine.plant.grid.overload import top_oil
from engine.plant.grid.protection import BUS
from engine.plant.grid.station import Capacitor, Line, Load
from engine.plant.grid.step_voltage import step_voltage, touch_voltage

if TYPE_CHECKING:
    from engine.plant.grid.works import Works

__all__ = ["Gauge", "Placed", "Read", "Row", "gauges", "rows"]

AMBIENT = 293.15
"""K. source: design"""
LONG = 1000.0
"""m: a dead line longer than this beside a live one keeps a residual voltage. source: design"""
NEAR, FOOT = 1.0, 0.25
"""m from the place for which the step voltage is shown, and the radius of what enters the ground there (a pole, a fallen
conductor); at r m the step voltage is that at 1 m times 1.8/(r·(r + 0.8)). source: design"""

Read = Callable[[], float]
Row = Literal[
    "closed", "indicated", "current", "volts", "standing", "active", "reactive", "charged", "tripped", "failed",
    "line current", "line power", "load power", "supplied",
]  # fmt: skip
"""What is known at once: of every switch, node, breaker, line or load."""


class Placed(NamedTuple):
    """A place in a row."""

    row: Row
    place: int


class Gauge(NamedTuple):
    """One tag: whose it is, what it shows, and how it is read: by itself, or at its place in a row."""

    of: str
    what: str
    read: Read | Placed


_Ways = Iterator[tuple[str, Read | Placed]]
"""What is shown of one thing, and how it is read."""


def rows(works: Works) -> dict[Row, Callable[[], Sequence[float]]]:
    """How each row is read: much quicker than tag by tag, and most of what a station shows."""
    station, electrics, machinery = works.station, works.electrics, works.machinery
    gears = list(machinery.breakers.values())
    ranges = [(station.switch[name], _range(works, name)) for name in machinery.breakers]
    feeds = [load.node for load in station.loads]
    return {
        "closed": machinery.positions,
        "indicated": lambda: machinery.indicated,
        "current": lambda: works.currents,
        "volts": lambda: [volts / 1e3 for volts in electrics.flow.u],
        "standing": lambda: electrics.topology.standing(),
        # a transducer follows within its first fault periods and cannot show more than its range
        "active": lambda: [min(max(works.power(place)[0] / 1e6, -most), most) for place, most in ranges],
        "reactive": lambda: [min(max(works.power(place)[1] / 1e6, -most), most) for place, most in ranges],
        "charged": lambda: [gear.charged(works.now) for gear in gears],
        "tripped": lambda: [gear.tripped for gear in gears],
        "failed": lambda: [gear.failed for gear in gears],
        "line current": lambda: [max(one.current, other.current) for one, other in electrics.flow.lines],
        "line power": lambda: [
            (other.p if other.current > one.current else one.p) / 1e6 for one, other in electrics.flow.lines
        ],
        "load power": lambda: [load.p / 1e6 for load in electrics.flow.loads],
        "supplied": lambda: [electrics.flow.live[node] for node in feeds],
    }


def gauges(works: Works) -> Iterator[Gauge]:
    """Those of a station, its buses, devices, relays and doors."""
    section = works.section
    yield from _of(STATION, _station(works))
    for name in section.buses:
        yield from _of(name, _bus(works, name))
    for name, device in section.devices.items():
        yield from _of(name, _device(works, name, device))
    for name, relay in section.protection.items():
        yield from _of(name, _relay(works, name, relay))
    for name in section.five_prevention.encloses:
        yield Gauge(name, "exposed", partial(works.doors.exposed, name))


def _of(name: str, ways: _Ways) -> Iterator[Gauge]:
    return (Gauge(name, what, read) for what, read in ways)


def _station(works: Works) -> _Ways:
    electrics, elapsed, accidents = works.electrics, works.elapsed, works.accidents
    windings = works.station.transformers
    earths = [
        works.machinery.contacts(name)
        for name, device in works.section.devices.items()
        if isinstance(device, d.EarthingSwitch | d.EarthPoint)
    ]
    yield "load", lambda: sum([load.p for load in electrics.flow.loads]) / 1e6
    yield "lost", lambda: electrics.flow.lost / 1e6
    yield "energy_lost", lambda: elapsed.energy_lost / 3.6e9
    yield "lost_important", lambda: works.interrupted.lost / 1e6
    yield "energy_lost_important", lambda: works.interrupted.energy / 3.6e9
    yield "losses", lambda: electrics.flow.losses / 1e6
    yield "fault_current", lambda: accidents.worst / 1e3
    yield "fault", lambda: accidents.any
    yield "collapsed", lambda: electrics.flow.collapsed
    yield "parallel", lambda: electrics.parallel
    yield "parallel_time", lambda: elapsed.parallel_us / 1e6
    yield "earth_time", lambda: works.earthed.seconds(works.now)
    yield (
        "neutrals",
        lambda: sum(
            [n and electrics.flow.live[t.hv] for n, t in zip(works.machinery.neutrals(), windings, strict=True)]
        ),
    )
    yield "earths", lambda: sum([contacts.closed for contacts in earths])


def _bus(works: Works, name: str) -> _Ways:
    node = works.station.node[name]
    yield "U", Placed("volts", node)
    yield "state", Placed("standing", node)
    yield from _arc(works, name)
    yield from _earthed(works, name, works.station.nodes[node].voltage)


def _arc(works: Works, name: str) -> _Ways:
    accidents = works.accidents
    yield "arc", lambda: name in accidents.arcs
    yield "arc_energy", lambda: accidents.energy.get(name, 0.0)


def _relay(works: Works, name: str, relay: r.Relay) -> _Ways:
    protection, inputs = works.protection, works.inputs
    yield "picked_up", lambda: protection.has_picked_up(name)
    yield "operated", lambda: name in protection.operated
    if isinstance(relay, r.Gas):
        internal = f"{relay.of}.internal"
        yield "light", lambda: inputs[internal] >= 1.0
    elif isinstance(relay, r.EarthSelector):
        named = {line: 1.0 + n for n, line in enumerate((*relay.lines, BUS))}
        yield "alarm", lambda: protection.alarm(name)
        yield "selected", lambda: named.get(protection.selected.get(name, ""), 0.0)


def _device(works: Works, name: str, device: d.Device) -> _Ways:
    electrics, machinery = works.electrics, works.machinery
    match device:
        case d.Breaker():
            yield from _breaker(works, name, device)
        case d.Disconnector():
            yield from _isolating(works, name)
            yield "position_c", lambda: machinery.seat[name]
        case d.Truck():
            yield from _isolating(works, name)
            drive = machinery.drives[name]
            yield "place", lambda: 2.0 if drive.position >= 100.0 else 1.0 if drive.position >= 40.0 else 0.0
        case d.LoadSwitch():
            yield from _switch(works, name)
        case d.EarthingSwitch() | d.NeutralSwitch():
            drive = machinery.drives[name]
            yield "closed", Placed("closed", works.station.switch[name])
            yield "position", lambda: drive.position
            if isinstance(device, d.EarthingSwitch):
                yield "indicated", Placed("indicated", works.station.switch[name])
        case d.EarthPoint():
            yield "closed", Placed("closed", works.station.switch[name])
        case d.TransformerDevice():
            yield from _transformer(works, name)
        case d.LineDevice():
            yield from _line(works, name)
        case d.LoadDevice():
            place = _place(works.station.loads, name)
            yield "P", Placed("load power", place)
            yield "supplied", Placed("supplied", place)
        case d.CapacitorBank():
            place = _place(works.station.capacitors, name)
            node = works.station.capacitors[place].node
            yield "Q", lambda: -electrics.flow.capacitors[place].q / 1e6
            yield "residual", lambda: _holds_charge(works, name, node, device.discharge * 1000)


def _switch(works: Works, name: str) -> _Ways:
    place = works.station.switch[name]
    yield "closed", Placed("closed", place)
    yield "indicated", Placed("indicated", place)
    yield "I", Placed("current", place)


def _isolating(works: Works, name: str) -> _Ways:
    drive = works.machinery.drives[name]
    yield from _switch(works, name)
    yield "moving", lambda: drive.moving
    yield from _arc(works, name)
    yield "position", lambda: drive.position


def _breaker(works: Works, name: str, device: d.Breaker) -> _Ways:
    machinery = works.machinery
    place = list(machinery.breakers).index(name)
    yield from _switch(works, name)
    yield "P", Placed("active", place)
    yield "Q", Placed("reactive", place)
    yield "charged", Placed("charged", place)
    yield "tripped", Placed("tripped", place)
    yield "failed", Placed("failed", place)
    if device.sf6:
        yield "sf6", lambda: machinery.sf6[name] / 1e6
        yield "sf6_locked", lambda: machinery.locked_out(name)


def _transformer(works: Works, name: str) -> _Ways:
    electrics, elapsed, machinery = works.electrics, works.elapsed, works.machinery
    place = works.station.transformer[name]
    winding = works.station.transformers[place]

    def apparent() -> float:
        high = electrics.flow.transformers[place][0]
        return math.hypot(high.p, high.q)

    yield "loading", lambda: electrics.flow.loading[place] * 100.0
    yield "I_high", lambda: electrics.flow.transformers[place][0].current
    yield "I_low", lambda: electrics.flow.transformers[place][1].current
    yield "S", lambda: apparent() / 1e6
    yield "energized", lambda: electrics.flow.live[winding.hv] or electrics.flow.live[winding.lv]
    yield "T_oil", lambda: top_oil(elapsed.oil[name], AMBIENT) - 273.15
    yield "overload", lambda: elapsed.oil[name].used * 100.0
    yield "tap", lambda: machinery.taps[name]
    yield "neutral_earthed", lambda: machinery.neutrals()[place]
    yield "U_neutral", lambda: works.star_points.volts[name] / 1e3
    yield "neutral_damaged", lambda: name in works.star_points.damaged
    yield "state", lambda: electrics.word(name)


def _line(works: Works, name: str) -> _Ways:
    electrics, station = works.electrics, works.station
    place = _place(station.lines, name)
    line = station.lines[place]
    volts = station.nodes[line.a].voltage
    beside = [
        other.a
        for other in station.lines
        if other.id != name and station.nodes[other.a].voltage == volts and other.length > LONG
    ]

    def residual() -> bool:
        live, earthed = electrics.flow.live, electrics.topology.earthed
        return not live[line.a] and not earthed(line.a) and not earthed(line.b) and any(live[a] for a in beside)

    yield "I", Placed("line current", place)
    yield "P", Placed("line power", place)
    yield "residual", lambda: line.length > LONG and residual()
    yield "I0", lambda: 0.0 if (seen := works.earthed.feeder(name)) is None else seen.capacitive
    yield from _earthed(works, name, volts)


def _earthed(works: Works, name: str, volts: float) -> _Ways:
    """What an earth at a line or bus of ``volts`` does to the ground; more than that drives nothing there."""
    current, soil = works.earthed.current, works.section.soil
    yield "earth_current", lambda: current(name)
    yield "step", lambda: min(volts, step_voltage(amperes, NEAR, soil)) if (amperes := current(name)) else 0.0
    yield "touch", lambda: min(volts, touch_voltage(amperes, FOOT, soil)) if (amperes := current(name)) else 0.0


def _holds_charge(works: Works, name: str, node: int, discharge: int) -> bool:
    """Whether a bank that is off still holds its charge; it is gone after ``discharge`` µs."""
    electrics = works.electrics
    dead = not electrics.flow.live[node] and not electrics.topology.earthed(node)
    return dead and works.now - works.elapsed.since_live[name] < discharge


def _range(works: Works, name: str) -> float:
    """MW or Mvar that the transducer of a breaker can show."""
    device, switch = works.section.devices[name], works.station.switches[works.station.switch[name]]
    assert isinstance(device, d.Breaker)
    return carries(works.station.nodes[switch.contacts[0][0]].voltage, device.rated)


def _place(things: Sequence[Line | Load | Capacitor], name: str) -> int:
    return next(n for n, thing in enumerate(things) if thing.id == name)
