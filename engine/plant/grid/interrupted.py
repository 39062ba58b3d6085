"""What important customers have had to do without.

A station's energy not supplied counts every customer alike. A hospital or a works whose vessels stop counts more, so what
those marked ``important`` lose is counted by itself: ``STATION.lost_important`` and ``STATION.energy_lost_important``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.plant.grid import devices as d
from engine.plant.grid.demand import Demand
from engine.plant.grid.electrics import Electrics
from engine.plant.grid.section import GridSection

__all__ = ["Interrupted"]


class Interrupted:
    """The important loads of a station, which ``electrics`` says are live and ``demand`` what they want."""

    def __init__(self, section: GridSection, electrics: Electrics, demand: Demand) -> None:
        self._electrics, self._demand = electrics, demand
        marked = {n for n, v in section.devices.items() if isinstance(v, d.LoadDevice) and v.important}
        loads = enumerate(electrics.station.loads)
        self._loads = [(place, load.node, load.p) for place, load in loads if load.id in marked]
        self.lost = 0.0
        """W they want and do not get."""
        self.energy = 0.0
        """J they have not been supplied with."""

    def look(self) -> None:
        """Note what they lose with what is live now."""
        live, factors = self._electrics.flow.live, self._demand.factors
        self.lost = sum((p * factors[place] for place, node, p in self._loads if not live[node]), 0.0)

    def run(self, us: int) -> None:
        """Let ``us`` pass."""
        if self.lost:
            self.energy += self.lost * (us / 1e6)

    def state(self) -> dict[str, Any]:
        """Plain data."""
        return {"energy_lost_important": self.energy}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``; what is lost now follows from what is live."""
        self.energy = state["energy_lost_important"]
