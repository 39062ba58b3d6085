"""Where a station begins: its normal state, and what a starting point says otherwise.

A starting point gives values by tag id: commands (``LD511.factor: 1.4``), and where things stand (``QF101.closed: 0``,
``TR501.place: 1``, ``T1.tap: 3``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from engine.errors import ScenarioError
from engine.plant.grid import devices as d
from engine.plant.grid.machinery import TRUCK_STEPS
from engine.plant.grid.section import GridSection

if TYPE_CHECKING:
    from engine.plant.grid.works import Works

__all__ = ["begin", "startable"]

_CLOSED = (d.Breaker, d.Disconnector, d.LoadSwitch, d.EarthingSwitch, d.NeutralSwitch)


def _standing(section: GridSection) -> Iterator[str]:
    for name, device in section.devices.items():
        match device:
            case d.Truck():
                yield f"{name}.place"
            case d.TransformerDevice():
                yield f"{name}.tap"
            case _ if isinstance(device, _CLOSED):
                yield f"{name}.closed"


def startable(section: GridSection) -> frozenset[str]:
    """The ids of the tags a starting point may give: where things stand, and everything that keeps a command."""
    from engine.plant.grid.declaration import declare

    kept = {tag.id for one in declare(section).values() for tag in one.tags if tag.writable and not _order(tag.id)}
    return frozenset(kept | set(_standing(section)))


def _order(tag: str) -> bool:
    return tag.endswith((".operate", ".tap_order", ".reset_order"))


def begin(works: Works, start: Mapping[str, float]) -> None:
    """Put the station into its normal state with the values of ``start``, and settle it.

    Raises ``ScenarioError`` for a tag that is not ``startable``.
    """
    known, machinery = startable(works.section), works.machinery
    for tag, value in start.items():
        if tag not in known:
            raise ScenarioError(f"{tag} 不能作起点 / cannot be given at the start")
        name, _, what = tag.partition(".")
        if tag in works.inputs:
            works.inputs[tag] = value
        elif what == "tap":
            machinery.taps[name] = round(value)
        elif what == "place":
            machinery.drives[name].position = machinery.drives[name].target = TRUCK_STEPS[round(value)]
        elif name in machinery.breakers:
            machinery.breakers[name].closed = value >= 0.5
        elif name in machinery.drives:
            drive = machinery.drives[name]
            drive.position = drive.target = 100.0 if value >= 0.5 else 0.0
            if name in machinery.seat:
                machinery.seat[name] = drive.position
        else:
            machinery.load_switches[name].closed = value >= 0.5
    machinery.indicated = machinery.positions()
    works.open_eyes()
