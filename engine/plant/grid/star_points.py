"""Star points of transformers while a phase is earthed on their high side: what they stand at, and what they bear.

A neutral that is not earthed takes part of the phase voltage as long as another neutral of the network is earthed, and all
of it when none is. The windings of 110 kV are graded: their neutral end is not built for that. The gap beside it flashes
over and its relay trips the transformer; with that plate out, the insulation of the neutral fails after a while.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.plant.grid import devices as d
from engine.plant.grid.gear import NEVER

if TYPE_CHECKING:
    from engine.plant.grid.works import Works

__all__ = ["StarPoints"]

BEARS = 0.6
"""Share of the phase voltage that the neutral end of a graded winding bears for long; a network with an earthed neutral
stays below. source: DL/T 584 (3U0 of 180 V out of 300 V), GB/T 50064 clause 4.1.4"""
FOR = 2_000_000
"""µs it bears more. source: design"""


class StarPoints:
    """The star points of a station's transformers."""

    def __init__(self, works: Works) -> None:
        self._works = works
        graded = {v.of for v in works.section.devices.values() if isinstance(v, d.NeutralSwitch)}
        self._graded = [t.id for t in works.station.transformers if t.id in graded]
        """Transformers whose neutral can be earthed and is not built for the full phase voltage."""
        self.volts = {t.id: 0.0 for t in works.station.transformers}
        """V of each star point against earth."""
        self._amperes = dict.fromkeys(self.volts, 0.0)
        self.damaged: set[str] = set()
        """Transformers whose neutral insulation has failed; it stays so."""
        self._since: dict[str, int] = {}
        """Since when a star point has borne too much, µs."""

    def seen(self, name: str) -> tuple[float, float]:
        """Voltage as a share of the phase voltage (0 when earthed or not led out), and A through the earthed neutral."""
        return self._share(name) if name in self._graded else 0.0, self._amperes[name]

    def _share(self, name: str) -> float:
        winding = self._works.station.transformers[self._works.station.transformer[name]]
        return self.volts[name] / (winding.u1 / math.sqrt(3.0))

    def work_out(self) -> None:
        """What the star points stand at and carry, from the short circuits and earthed phases there are."""
        works = self._works
        accidents = works.accidents
        if not accidents.circuits:
            self.volts = dict.fromkeys(self.volts, 0.0)
            self._amperes = dict.fromkeys(self.volts, 0.0)
            return
        one_phase = [
            c
            for f, c in zip(accidents.faults, accidents.circuits, strict=True)
            if f.kind == "single_phase" and not c.earth_fault
        ]
        for place, (winding, earthed) in enumerate(
            zip(works.station.transformers, works.machinery.neutrals(), strict=True)
        ):
            lifted = works.earthed.neutral(winding.hv)
            if earthed:
                volts = 0.0
            elif lifted is not None:
                volts = lifted
            else:
                volts = max((c.u0[winding.hv] for c in one_phase), default=0.0)
            self.volts[winding.id] = volts
            through = (c.transformers[place][0].residual for c in one_phase) if earthed else ()
            self._amperes[winding.id] = max(through, default=0.0)

    def look(self) -> None:
        """Begin or end the time for which a star point bears too much."""
        for name in self._graded:
            if name not in self.damaged and self._share(name) > BEARS:
                self._since.setdefault(name, self._works.now)
            else:
                self._since.pop(name, None)

    def due(self) -> int:
        """When the next one fails, µs."""
        return min(self._since.values(), default=NEVER - FOR) + FOR

    def act(self) -> None:
        """Those that have borne too much for too long fail."""
        for name in [n for n, since in self._since.items() if since + FOR <= self._works.now]:
            del self._since[name]
            self.damaged.add(name)
            self._works.tell(name, what="neutral_damaged", voltage=self.volts[name] / 1e3)

    # -- keeping ----------------------------------------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """Plain data."""
        return {"damaged": sorted(self.damaged), "since": dict(sorted(self._since.items()))}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``; voltages are worked out when the station is settled."""
        self.damaged, self._since = set(state["damaged"]), dict(state["since"])
