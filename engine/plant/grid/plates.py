"""What devices are called in a text: the plate on them, not the id.

A truck often has the number of its breaker on it; said alone, nobody would know which of the two is meant. So a truck
whose label is a plain string is called ``501手车`` / ``truck 501``. A label in both languages is taken as it is. In English a
plate with Chinese on it is told by the id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.plant.grid.station import Station
from engine.scenario.problems import Text2

__all__ = ["Plates"]

BUS = 3
"""So many bays meet at a bus; two may just follow each other."""


class Plates:
    """The names of one station's devices and nodes; what has no label is called by its id."""

    def __init__(self, station: Station, labels: Mapping[str, str | Text2] | None = None) -> None:
        self._names: dict[str, Text2] = {}
        self.sources = {source.id for source in station.sources}
        bays: dict[int, set[str]] = {}
        for switch in station.switches:
            if not switch.earths:
                for node in (node for pair in switch.contacts for node in pair):
                    bays.setdefault(node, set()).add(switch.bay)
        self.buses = {node: station.nodes[node].id for node, meeting in bays.items() if len(meeting) >= BUS}
        """Nodes that are a bus, with their ids: a way to a source is told as far as the first of them."""
        trucks = {switch.id for switch in station.switches if switch.kind == "truck"}
        for name, label in (labels or {}).items():
            if not isinstance(label, str):
                self._names[name] = label
            elif name in trucks:
                number = label.removesuffix("手车").strip()
                self._names[name] = Text2(f"{number}手车", f"truck {number if number.isascii() else name}")
            else:
                self._names[name] = Text2(label, label if label.isascii() else name)

    def __call__(self, name: str) -> Text2:
        """The plate in both languages."""
        return self._names.get(name) or Text2(name, name)

    def chain(self, names: Iterable[str]) -> Text2:
        """Devices of a way, in a row."""
        given = [self(name) for name in names]
        return Text2("–".join(t.zh for t in given), "–".join(t.en for t in given))

    def listed(self, names: Iterable[str]) -> Text2:
        """Devices one beside the other."""
        given = [self(name) for name in names]
        return Text2("、".join(t.zh for t in given), ", ".join(t.en for t in given))
