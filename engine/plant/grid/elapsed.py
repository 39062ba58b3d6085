"""What adds up as time passes and nothing is switched: warmth of transformers, energy not supplied, time in parallel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import exp
from typing import Any

from engine.plant.grid.electrics import Electrics
from engine.plant.grid.gear import NEVER
from engine.plant.grid.network import Flow
from engine.plant.grid.overload import PROFILE, OverloadState, final_rise, onward, permitted_time, settled

__all__ = ["Elapsed"]


class Elapsed:
    """The counters of a station whose ``electrics`` say what flows meanwhile."""

    def __init__(self, electrics: Electrics) -> None:
        self._electrics = electrics
        station = electrics.station
        self.oil = {t.id: settled(0.4) for t in station.transformers}
        """Of each transformer: top oil, and the share of its permitted overload that is used up."""
        self.since_live = {bank.id: -NEVER for bank in station.capacitors}
        """When each capacitor was last live, µs."""
        self.energy_lost = 0.0
        """J the loads have not been supplied with."""
        self.parallel_us = 0
        """How long transformers have been in parallel, µs."""
        self._flow: Flow | None = None
        self._steady: list[tuple[str, float, float]] = []
        """Each transformer with its final oil rise and permitted time, worked out for ``_flow``."""
        self._span, self._fade = -1, 0.0

    def run(self, us: int) -> None:
        """Let ``us`` pass with what flows now."""
        flow, seconds = self._electrics.flow, us / 1e6
        self.energy_lost += flow.lost * seconds
        if self._electrics.parallel:
            self.parallel_us += us
        if flow is not self._flow:
            self._flow, self._steady = flow, list(self._settle(flow))
        if us != self._span:
            self._span, self._fade = us, exp(-seconds / PROFILE.lag)
        for name, final, permitted in self._steady:
            self.oil[name] = onward(self.oil[name], final, permitted, seconds, self._fade)

    def _settle(self, flow: Flow) -> Iterator[tuple[str, float, float]]:
        for winding, loading in zip(self._electrics.station.transformers, flow.loading, strict=True):
            on = flow.live[winding.hv] or flow.live[winding.lv]
            yield winding.id, final_rise(loading, energised=on), permitted_time(loading)

    def see(self, now: int) -> None:
        """Note which capacitors are live at ``now``, µs."""
        for bank in self._electrics.station.capacitors:
            if self._electrics.flow.live[bank.node]:
                self.since_live[bank.id] = now

    def warm_up(self) -> None:
        """As if the present flow had gone on for days."""
        for winding, loading in zip(self._electrics.station.transformers, self._electrics.flow.loading, strict=True):
            self.oil[winding.id] = settled(min(1.0, loading))

    def state(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "oil": {name: list(state) for name, state in self.oil.items()}, "since_live": dict(self.since_live),
            "energy_lost": self.energy_lost, "parallel_us": self.parallel_us,
        }  # fmt: skip

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``."""
        self.oil = {name: OverloadState(*parts) for name, parts in state["oil"].items()}
        self.since_live = dict(state["since_live"])
        self.energy_lost, self.parallel_us = state["energy_lost"], state["parallel_us"]
