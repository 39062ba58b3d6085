"""From the section to the graph: points become nodes with voltages, devices become switches, lines and windings."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engine.plant.grid import devices as d
from engine.plant.grid.section import GridSection
from engine.plant.grid.station import EARTH, Capacitor, Line, Load, Node, Source, Station, Switch, Transformer

__all__ = ["Conflict", "points_of", "star_of", "station_of", "voltages"]

Conflict = tuple[str, str, float, float]
"""A device, one of its points, the voltage that point has, and the one the device would need there."""


def points_of(device: d.Device) -> tuple[str, ...]:
    """The points a device touches, in the order they are written."""
    match device:
        case d.Breaker() | d.Disconnector() | d.LoadSwitch() | d.LineDevice():
            return device.start, device.to
        case d.Truck():
            return tuple(point for contact in device.contacts for point in contact)
        case d.TransformerDevice():
            return device.high, device.low
        case (
            d.EarthingSwitch() | d.EarthPoint() | d.LoadDevice() | d.CapacitorBank() | d.SourceDevice() | d.VoltageTransformer()
            | d.LiveDisplay()
        ):  # fmt: skip
            return (device.at,)
        case _:
            return ()


def star_of(transformer: str) -> str:
    """The node of a transformer's star point; it joins nothing but the neutral earthing switch."""
    return f"{transformer}_N"


def voltages(section: GridSection) -> tuple[dict[str, float], list[Conflict]]:
    """The nominal voltage of every point that can be told, in the order points are first written, and what contradicts.

    Bays give theirs to the points of their devices; a line has the same voltage at both ends.
    """
    known: dict[str, float] = {}
    conflicts: list[Conflict] = []

    def give(device: str, point: str, volts: float) -> None:
        if known.setdefault(point, volts) != volts:
            conflicts.append((device, point, known[point], volts))

    for name, device in section.devices.items():
        if isinstance(device, d.Switching) and device.bay in section.bays:
            for point in points_of(device):
                give(name, point, section.bays[device.bay].voltage)
    lines = {name: device for name, device in section.devices.items() if isinstance(device, d.LineDevice)}
    while pending := {n: line for n, line in lines.items() if line.start in known or line.to in known}:
        for name, line in pending.items():
            volts = known.get(line.start, known.get(line.to, 0.0))
            give(name, line.start, volts)
            give(name, line.to, volts)
            del lines[name]
    return known, conflicts


def station_of(section: GridSection) -> Station:
    """The station as a graph. The section must be sound (``check.faults`` finds nothing)."""
    known, _ = voltages(section)
    devices = section.devices
    stars = {star_of(v.of): v for v in devices.values() if isinstance(v, d.NeutralSwitch)}
    nodes = tuple(Node(name, volts) for name, volts in known.items())
    nodes += tuple(Node(name, section.bays[v.bay].voltage) for name, v in stars.items())
    at = {node.id: i for i, node in enumerate(nodes)}
    switches, normal = [], []
    for switch, closed in _switches(section, at):
        switches.append(switch)
        normal.append(closed)
    return Station(
        nodes,
        tuple(switches),
        lines=tuple(_line(n, v, at) for n, v in devices.items() if isinstance(v, d.LineDevice)),
        transformers=tuple(_transformer(n, v, at) for n, v in devices.items() if isinstance(v, d.TransformerDevice)),
        loads=tuple(Load(n, at[v.at], v.p, v.q) for n, v in devices.items() if isinstance(v, d.LoadDevice)),
        capacitors=tuple(
            Capacitor(n, at[v.at], v.q, v.voltage) for n, v in devices.items() if isinstance(v, d.CapacitorBank)
        ),
        sources=tuple(
            Source(n, at[v.at], v.voltage, v.angle, v.short_circuit, v.rx, v.zero)
            for n, v in devices.items()
            if isinstance(v, d.SourceDevice)
        ),
        normal=tuple(normal),
    )


def _switches(section: GridSection, at: dict[str, int]) -> Iterator[tuple[Switch, bool]]:
    for name, device in section.devices.items():
        match device:
            case d.Breaker():
                yield Switch(name, "breaker", device.bay, ((at[device.start], at[device.to]),)), device.closed
            case d.Disconnector():
                yield Switch(name, "disconnector", device.bay, ((at[device.start], at[device.to]),)), device.closed
            case d.LoadSwitch():
                yield Switch(name, "load_switch", device.bay, ((at[device.start], at[device.to]),)), device.closed
            case d.Truck():
                contacts = tuple((at[a], at[b]) for a, b in device.contacts)
                yield Switch(name, "truck", device.bay, contacts), device.position == "working"
            case d.EarthingSwitch():
                yield Switch(name, "earthing", device.bay, ((at[device.at], EARTH),)), device.closed
            case d.NeutralSwitch():
                yield Switch(name, "earthing", device.bay, ((at[star_of(device.of)], EARTH),)), device.closed
            case d.EarthPoint():
                yield Switch(name, "portable", device.bay, ((at[device.at], EARTH),)), False


def _line(name: str, line: d.LineDevice, at: dict[str, int]) -> Line:
    r, x, c = line.r * line.length, line.x * line.length, line.c * line.length
    r0, x0, c0 = line.zero
    return Line(name, at[line.start], at[line.to], r, x, c, r0 * r, x0 * x, c0 * c, line.rated, line.length)


def _transformer(name: str, device: d.TransformerDevice, at: dict[str, int]) -> Transformer:
    taps, (u1, u2) = device.taps, device.voltages
    return Transformer(
        name, at[device.high], at[device.low], u1, u2, device.rated, device.uk, device.load_loss, device.no_load_current,
        device.no_load_loss, 11, taps.low, taps.high, 0, math.ldexp(round(taps.step * u1 * 1024), -10),
    )  # fmt: skip
