"""The nitration batch of reference 6.A on the kit's plant, with the control written out here by hand.

Cascade: master TIC-101 (Kc 5 K/K, Ti 900 s) on the reactor, slave TIC-102 (0.08 /K, Ti 120 s) on the jacket
with split range, 1 s scan; dosing 0.13, 0.25, 0.35 kg/s. ``Batch`` runs it; tests add faults and responses.
"""

from __future__ import annotations

from copy import copy
from functools import cache
from pathlib import Path

import yaml

from engine.plant.flowsheet.plant import FlowsheetPlant
from engine.plant.flowsheet.section import FlowsheetSection

ROOT = Path(__file__).parents[3]
ACID = 3213.0  # kg
HOT_START = {
    "R101.n.chlorobenzene": 20.0, "R101.T": 60.0, "R101.T_wall": 58.85, "J101.T": 57.85,
    "M101.command": 1.0, "P102A.command": 1.0, "P101.command": 1.0,
    "XV101A.command": 1.0, "XV101B.command": 1.0,
}  # fmt: skip


@cache
def nitration_section() -> FlowsheetSection:
    """The plant section of the shipped scenario."""
    text = (ROOT / "scenarios/chemical/nitration/scenario.yaml").read_text("utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)["plant"]
    return FlowsheetSection.model_validate(data)


class Pid:
    """Positional PI with back-calculation, reverse acting on request (temperatures in K)."""

    def __init__(self, gain: float, ti: float, low: float, high: float, out: float, reverse: bool = False) -> None:
        self.gain, self.ti, self.low, self.high, self.i = gain, ti, low, high, out
        self.sign = -1.0 if reverse else 1.0

    def __call__(self, pv: float, sp: float, dt: float = 1.0) -> float:
        e = self.sign * (pv - sp)
        u = self.gain * e + self.i
        out = min(max(u, self.low), self.high)
        self.i += self.gain / self.ti * e * dt if u == out else (out - u) * dt / self.ti
        return out


class Batch:
    """One batch from the charged, hot reactor on. ``minute`` is model time; ``history`` holds a row a
    minute."""

    def __init__(self, backend: str = "casadi") -> None:
        self.plant = FlowsheetPlant(nitration_section(), HOT_START, backend=backend)
        self.at = {tag.id: i for i, tag in enumerate(self.plant.tags())}
        self.master = Pid(5.0, 900.0, 278.0, 345.0, 331.0, reverse=True)
        self.slave = Pid(0.08, 120.0, -1.0, 1.0, 0.0)
        self.sensor = 60.0 + 273.15
        self.second = 0
        self.dosing = True
        self.events: list[tuple[float, str]] = []
        self.reached: dict[float, float] = {}
        self.history: list[tuple[float, ...]] = []
        self.peak = -1e9

    @property
    def minute(self) -> float:
        return self.second / 60.0

    def value(self, tag: str) -> float:
        return self.plant.read()[self.at[tag]]

    def write(self, **commands: float) -> None:
        for tag, value in commands.items():
            self.plant.write(tag.replace("__", "."), value)

    def _dose(self, total: float) -> None:
        if not self.dosing or total >= ACID:
            rate = 0.0
        else:
            rate = 0.13 if self.second < 900 or total < 130.0 else 0.25 if total < 700.0 else 0.35
        self.plant.write("FV101.command", rate / 0.45 * 100.0)

    def one_second(self) -> None:
        values = self.plant.read()
        T, Tj = values[self.at["R101.T"]], values[self.at["J101.T"]] + 273.15
        self.sensor += (T + 273.15 - self.sensor) / 12.0
        o = self.slave(Tj, self.master(self.sensor, 333.15))
        self.plant.write("TV102A.command", max(o, 0.0) * 100.0)
        self.plant.write("TV102B.command", max(-o, 0.0) * 100.0)
        self._dose(values[self.at["DOSING.total"]])
        for event in self.plant.advance(10):
            self.events.append((self.minute + event.us / 60e6, f"{event.source}.{event.data['what']}"))
        self.second += 1
        self.peak = max(self.peak, T)
        for limit in (65.0, 75.0, 95.0, 105.0, 120.0, 150.0):
            if self.sensor - 273.15 > limit and limit not in self.reached:
                self.reached[limit] = self.minute
        if self.second % 60 == 0:
            values = self.plant.read()
            row = (values[self.at[t]] for t in ("R101.T", "R101.n.nitric_acid", "R101.n.chlorobenzene"))
            self.history.append((self.minute, *row))

    def fork(self) -> Batch:
        """A batch that goes on from here by itself: plant restored from a snapshot, control copied."""
        other = Batch()
        other.plant.restore(self.plant.snapshot())
        other.master, other.slave = copy(self.master), copy(self.slave)
        other.sensor, other.second, other.dosing = self.sensor, self.second, self.dosing
        return other

    def lose_cooling(self) -> Batch:
        """Fault F1: loop pump A trips, B is not available, chilled water is lost."""
        self.write(P102A__trip=1.0, P102B__unavailable=1.0, CHW__available=0.0)
        return self

    def respond(self, how: str) -> None:
        """Stop dosing, and open the brine or the dump valve where ``how`` says so."""
        self.dosing = False
        if "brine" in how:
            self.write(XV105__command=1.0)
        if "dump" in how:
            self.write(XV107__command=1.0)

    def run(self, minutes: float) -> Batch:
        end = round(minutes * 60)
        while self.second < end and not self.value("R101.ruptured"):
            self.one_second()
        return self
