"""What a station shows: when each tag is read, so that only what can have changed is worked out anew."""

from __future__ import annotations

from collections.abc import Mapping, MutableSequence, Sequence
from typing import NamedTuple

from engine.plant.grid import devices as d
from engine.plant.grid.gauges import Placed, Read, Row, gauges, rows
from engine.plant.grid.section import GridSection
from engine.plant.grid.works import Works

__all__ = ["Shown"]

BY_TIME = frozenset({"energy_lost", "energy_lost_important", "parallel_time", "earth_time", "T_oil", "overload"})
BY_TRAVEL = frozenset({"position", "position_c", "place", "moving", "sf6", "sf6_locked"})
"""Names of the tags that change without anything being settled: with time, while a drive travels or gas is lost."""
BY_RELAY = frozenset({"picked_up", "operated", "light", "alarm", "selected"})
BY_ARC = frozenset({"arc", "arc_energy"})
BY_EARTH = frozenset({"I0", "earth_current", "step", "touch", "U_neutral", "neutral_damaged"})
"""Names of the tags that seldom change, and only with relays, arcs and short circuits or earthed phases."""


class _Alone(NamedTuple):
    """A tag that is read by itself: whose it is, what it shows, where it stands."""

    of: str
    what: str
    at: int
    read: Read


class Shown:
    """Writes the values of a station's tags.

    How each is read is looked up once (``gauges.py``). ``write`` is for a station that has been settled, ``run_down`` for what
    travels and runs down with time in between, ``obey`` for what a command shows at once.
    """

    def __init__(self, section: GridSection, works: Works, index: Mapping[str, int]) -> None:
        self._works = works
        devices = section.devices.items()
        self._meters = [
            (name, f"{name}.resonance", index[f"{name}.Ua"]) for name, v in devices if isinstance(v, d.VoltageTransformer)
        ]
        self._displays = [(name, index[f"{name}.live"]) for name, v in devices if isinstance(v, d.LiveDisplay)]
        known = [(one, index[f"{one.of}.{one.what}"]) for one in gauges(works)]
        self._rows = {
            name: (row, [(at, one.read.place) for one, at in known if isinstance(one.read, Placed) and one.read.row == name])
            for name, row in rows(works).items()
        }
        self._rows_shown: dict[Row, Sequence[float]] = {}
        """Each row as it was last written."""
        alone = [_Alone(one.of, one.what, at, one.read) for one, at in known if not isinstance(one.read, Placed)]
        banks = {bank.id for bank in works.station.capacitors}

        def among(what: frozenset[str]) -> list[tuple[int, Read]]:
            return [(one.at, one.read) for one in alone if one.what in what]

        seldom = BY_RELAY | BY_ARC | BY_EARTH
        self._relays, self._arcs, self._earths = among(BY_RELAY), among(BY_ARC), among(BY_EARTH)
        self._relays_shown: object = None
        self._arcs_shown: object = None
        self._earths_shown: object = None
        """What relays, arcs and earths were shown for, unless something else has written them since."""
        self._internal = [f"{t.id}.internal" for t in works.station.transformers]
        self._by_time = among(BY_TIME) + [(one.at, one.read) for one in alone if one.what == "residual" and one.of in banks]
        self._by_travel: dict[str, list[tuple[int, Read]]] = {
            name: [] for name in (*works.machinery.drives, *works.machinery.breakers)
        }
        self._settled: list[tuple[int, Read]] = []
        for one in alone:
            if one.what in BY_TRAVEL:
                self._by_travel[one.of].append((one.at, one.read))
            elif one.what not in seldom:
                self._settled.append((one.at, one.read))
        self._energy = {one.of: one.at for one in alone if one.what == "arc_energy"}

    def begin(self, values: MutableSequence[float]) -> None:
        """Put every shown value into its place of ``values``, whatever has been shown before."""
        self._works.machinery.moved.update(self._by_travel)
        self._relays_shown = self._arcs_shown = self._earths_shown = None
        self._rows_shown.clear()
        self.write(values)

    def write(self, values: MutableSequence[float]) -> None:
        """The same for everything that may have changed with what has been settled since."""
        works, accidents = self._works, self._works.accidents
        for name, _, at in self._meters:
            self._read_meter(name, at, values)
        for name, at in self._displays:
            lit = works.earthed.lamps(name)
            values[at : at + 4] = [float(any(lit)), *map(float, lit)]
        for row in self._rows:
            self._write_row(row, values)
        for at, read in self._settled:
            values[at] = float(read())
        self._show_relays(values)
        arcs = set(accidents.arcs), dict(accidents.energy)
        if arcs != self._arcs_shown:
            self._arcs_shown = arcs
            for at, read in self._arcs:
                values[at] = float(read())
        earths = bool(accidents.circuits), set(works.star_points.damaged)
        if accidents.circuits or earths != self._earths_shown:
            self._earths_shown = earths
            for at, read in self._earths:
                values[at] = float(read())
        self._travel(values)

    def obey(self, values: MutableSequence[float]) -> None:
        """The same for what a command changes before anything else follows from it."""
        self._write_row("tripped", values)
        self._show_relays(values)

    def run_down(self, values: MutableSequence[float]) -> None:
        """The same for what changes with travel or time alone."""
        for at, read in self._by_time:
            values[at] = float(read())
        for name, resonance, at in self._meters:
            if self._works.inputs[resonance]:  # the needles swing
                self._read_meter(name, at, values)
        if not all(self._rows_shown["charged"]):
            self._write_row("charged", values)
        for name, energy in self._works.accidents.energy.items():
            if name in self._energy:
                values[self._energy[name]] = energy
            self._arcs_shown = None
        self._travel(values)

    def _write_row(self, row: Row, values: MutableSequence[float]) -> None:
        read, places = self._rows[row]
        now = [*map(float, read())]
        if now != self._rows_shown.get(row):
            self._rows_shown[row] = now
            for at, place in places:
                values[at] = now[place]

    def _show_relays(self, values: MutableSequence[float]) -> None:
        works, protection = self._works, self._works.protection
        relays = (
            protection.picked_up, protection.lasting, set(protection.operated), dict(protection.selected),
            [works.inputs[tag] for tag in self._internal],
        )  # fmt: skip
        if relays != self._relays_shown:
            self._relays_shown = relays
            for at, read in self._relays:
                values[at] = float(read())

    def _travel(self, values: MutableSequence[float]) -> None:
        moved = self._works.machinery.moved
        for name in moved:
            for at, read in self._by_travel[name]:
                values[at] = float(read())
        moved.clear()

    def _read_meter(self, name: str, at: int, values: MutableSequence[float]) -> None:
        """The six voltages of a voltage transformer and its open delta stand side by side."""
        now = self._works.earthed.reading(name)
        values[at : at + 7] = [*(volts / 1e3 for volts in now[:6]), now.open_delta]
