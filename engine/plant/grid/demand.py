"""What the loads want: their declared power, times the factor commanded, times where they stand on their course."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from engine.plant.grid import devices as d
from engine.plant.grid.section import GridSection
from engine.plant.grid.station import Station

__all__ = ["Demand", "on_profile"]


class Demand:
    """The factors of a station's loads. ``inputs``: commands by tag id, owned by the plant."""

    def __init__(self, section: GridSection, station: Station, inputs: Mapping[str, float]) -> None:
        profiles = {n: v.profile for n, v in section.devices.items() if isinstance(v, d.LoadDevice)}
        self._inputs = inputs
        self._loads = [(f"{load.id}.factor", profiles[load.id]) for load in station.loads]
        self._moved_by_time = any(profiles.values())
        self._second = -1
        """For which the courses were last looked up; -1: commands may have changed since."""
        self.factors: list[float] = []
        """Of each load, in the station's order."""

    def look(self, now: int) -> bool:
        """Work the factors out for ``now`` (µs); whether one has changed."""
        second = now // 1_000_000
        before, self.factors = (
            self.factors,
            [self._inputs[tag] * on_profile(p, second * 1000) for tag, p in self._loads],
        )
        return self.factors != before

    def commanded(self) -> None:
        """A factor may have been commanded: look again at the next chance."""
        self._second = -1

    def follow(self, now: int) -> bool:
        """Let the loads follow their courses, once a second; whether one has changed."""
        second = now // 1_000_000
        if second == self._second or (self._second >= 0 and not self._moved_by_time):
            return False
        self._second = second
        return self.look(now)


def on_profile(profile: tuple[tuple[int, float], ...], ms: int) -> float:
    """The factor at ``ms``: straight between the points, level before the first and after the last; 1 without points."""
    if not profile:
        return 1.0
    if ms <= profile[0][0]:
        return profile[0][1]
    for (t0, f0), (t1, f1) in pairwise(profile):
        if ms <= t1:
            return f0 + (f1 - f0) * (ms - t0) / (t1 - t0)
    return profile[-1][1]
