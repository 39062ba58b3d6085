"""What a tick of the simulated plant costs, over the expert's batch and through a runaway.

The commands the plant got during a whole session are written to a plant of its own, so that nothing else is timed.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from benchmarks.common import Figure, figure, reference_run, scenario, yardstick
from engine.plant.plant import Plant
from engine.session.kinds import PLANT_KINDS
from engine.session.script import play
from engine.session.session import Session

__all__ = ["run"]


class _Tape:
    """A plant that notes what is written to it."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self.ticks = 0
        self.writes: list[tuple[int, str, float]] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._plant, name)

    def write(self, tag: str, value: float) -> None:
        self.writes.append((self.ticks, tag, value))
        self._plant.write(tag, value)

    def advance(self, ticks: int = 1) -> object:
        self.ticks += ticks
        return self._plant.advance(ticks)


def _costs(name: str) -> tuple[float, list[float]]:
    """Mean CPU microseconds a tick (advance and read) of a reference run's plant, and the wall time of every tick.

    The mean is CPU time, so that another program's share of the computer is not counted as ours.
    """
    session = Session(scenario(), seed=1, mode="exam")
    start = session.parts.plant.snapshot()
    tape = _Tape(session.parts.plant)
    session.parts.plant = tape  # type: ignore[assignment]
    play(session, reference_run(name))
    section = scenario()["plant"]
    plant = PLANT_KINDS[section.kind].build(section, {})
    plant.restore(start)
    costs, at = [], 0
    spent = time.process_time()
    for n in range(tape.ticks):
        while at < len(tape.writes) and tape.writes[at][0] == n:
            plant.write(*tape.writes[at][1:])
            at += 1
        begin = time.perf_counter_ns()
        plant.advance(1)
        plant.read()
        costs.append((time.perf_counter_ns() - begin) / 1000)
    return (time.process_time() - spent) * 1e6 / tape.ticks, costs


def run() -> Sequence[Figure]:
    """Mean over the expert's batch, 99th percentile and maximum through the runaway; against the Python yardstick."""
    base = yardstick()
    mean, _ = _costs("expert")
    runaway = sorted(_costs("sis_bypassed")[1])
    values = {
        "plant tick, expert run, mean": mean,
        "plant tick, runaway run, p99": runaway[int(0.99 * len(runaway))],
        "plant tick, runaway run, slowest": runaway[-1],
    }
    return [figure(n, v, "µs", base) for n, v in values.items()]
