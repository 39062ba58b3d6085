"""A second opinion on an operation, from a power flow: what would burn if it were carried out.

It shares nothing with the interlock but the station's data. Every switch becomes a link of power-grid-model, every earth
a shunt of 1 mΩ at its node, every load an impedance; a short is a current into such a shunt, a load switched by a
disconnector is a current through its link together with a voltage across it while it is apart.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from power_grid_model import (
    BranchSide,
    CalculationMethod,
    ComponentType,
    DatasetType,
    LoadGenType,
    PowerGridModel,
    WindingType,
    initialize_array,
)

from engine.plant.grid.station import EARTH, Station

__all__ = ["Oracle"]

EARTH_S = 1e3  # conductance of an earth, S: bolted
SHORT_A = 20.0  # into an earth
LIMIT_A = {"disconnector": 2.0, "truck": 0.5}  # source: design (power.md A3)
GAP = 0.002  # of the rated voltage: less than this across the open contact strikes no arc


class Oracle:
    """Power flows of one station; results are kept per set of positions."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self.flows = 0
        self._kept: dict[bytes, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}
        self._links: list[tuple[int, int, int]] = []  # (switch, node, node)
        self._earths: list[tuple[int, int]] = []  # (switch, node)
        for i, switch in enumerate(station.switches):
            for a, b in switch.contacts:
                if b == EARTH:
                    self._earths.append((i, a))
                else:
                    self._links.append((i, a, b))
        self._model = self._build()

    def _build(self) -> PowerGridModel:
        station, number = self.station, len(self.station.nodes)

        def table(kind: ComponentType, rows: list[dict]) -> np.ndarray:
            nonlocal number
            array = initialize_array(DatasetType.input, kind, len(rows))
            for k, row in enumerate(rows):
                if "id" not in row:
                    row["id"], number = number, number + 1
                for name, value in row.items():
                    array[name][k] = value
            return array

        data = {
            ComponentType.node: table(
                ComponentType.node, [{"id": i, "u_rated": n.voltage} for i, n in enumerate(station.nodes)]
            )
        }
        both = {"from_status": 1, "to_status": 1}
        data[ComponentType.link] = table(
            ComponentType.link,
            [{"from_node": a, "to_node": b, "from_status": 0, "to_status": 0} for _, a, b in self._links],
        )
        data[ComponentType.line] = table(
            ComponentType.line,
            [
                {"from_node": x.a, "to_node": x.b, "r1": x.r, "x1": x.x, "c1": x.c, "tan1": 0, "i_n": x.rated} | both
                for x in station.lines
            ],
        )
        data[ComponentType.transformer] = table(
            ComponentType.transformer,
            [
                {
                    "from_node": t.hv, "to_node": t.lv, "u1": t.u1, "u2": t.u2, "sn": t.sn, "uk": t.uk, "pk": t.pk,
                    "i0": t.i0, "p0": t.p0, "winding_from": WindingType.wye_n, "winding_to": WindingType.delta,
                    "clock": t.clock, "tap_side": BranchSide.from_side, "tap_pos": t.tap_nom, "tap_min": t.tap_min,
                    "tap_max": t.tap_max, "tap_nom": t.tap_nom, "tap_size": t.step,
                } | both
                for t in station.transformers
            ],
        )  # fmt: skip
        data[ComponentType.sym_load] = table(
            ComponentType.sym_load,
            [
                {
                    "node": x.node,
                    "status": 1,
                    "type": LoadGenType.const_impedance,
                    "p_specified": x.p,
                    "q_specified": x.q,
                }
                for x in station.loads
            ],
        )
        shunts = [{"node": node, "status": 0, "g1": EARTH_S, "b1": 0.0} for _, node in self._earths]
        shunts += [{"node": x.node, "status": 1, "g1": 0.0, "b1": x.q / x.u**2} for x in station.capacitors]
        data[ComponentType.shunt] = table(ComponentType.shunt, shunts)
        data[ComponentType.source] = table(
            ComponentType.source,
            [
                {"node": s.node, "status": 1, "u_ref": s.u, "u_ref_angle": s.angle, "sk": s.sk, "rx_ratio": s.rx}
                for s in station.sources
            ],
        )
        self._link_ids = data[ComponentType.link]["id"].copy()
        self._shunt_ids = data[ComponentType.shunt]["id"][: len(self._earths)].copy()
        return PowerGridModel({kind: rows for kind, rows in data.items() if len(rows)})

    def flow(self, closed: Sequence[bool]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Complex voltages of the nodes (per unit), currents through the links (A) and into the earths (A)."""
        key = bytes(closed)
        if key not in self._kept:
            links = initialize_array(DatasetType.update, ComponentType.link, len(self._links))
            links["id"] = self._link_ids
            links["from_status"] = links["to_status"] = [closed[i] for i, _, _ in self._links]
            change = {ComponentType.link: links}
            if self._earths:
                shunts = initialize_array(DatasetType.update, ComponentType.shunt, len(self._earths))
                shunts["id"] = self._shunt_ids
                shunts["status"] = [closed[i] for i, _ in self._earths]
                change[ComponentType.shunt] = shunts
            self._model.update(update_data=change)
            out = self._model.calculate_power_flow(calculation_method=CalculationMethod.linear)
            node = out[ComponentType.node]
            volts = node["u_pu"] * np.exp(1j * node["u_angle"])
            currents = out[ComponentType.link]["i_from"].copy()
            into = out[ComponentType.shunt]["i"][: len(self._earths)].copy()
            self._kept[key] = (volts, currents, into)
            self.flows += 1
        return self._kept[key]

    def hazard(self, closed: Sequence[bool], place: int, control_off: Collection[int] = ()) -> str | None:
        """What switch ``place`` would do if it changed over now: None, or a short or an arc with its current.

        Where a current passes beside the moving contact, it must pass there although any one breaker that has control
        power trips in the middle of it.
        """
        after = list(closed)
        after[place] = not after[place]
        switch = self.station.switches[place]
        _, _, into = self.flow(after)
        if len(into) and max(into) > SHORT_A:
            return f"short {max(into):.0f} A"
        if switch.earths:
            _, _, before = self.flow(closed)
            worst = max(before[k] for k, (i, _) in enumerate(self._earths) if i == place)
            return f"earth carries {worst:.0f} A" if worst > SHORT_A else None
        if switch.kind not in LIMIT_A:
            return None
        shut, apart = (after, list(closed)) if after[place] else (list(closed), after)
        amps = self._through(shut, place)
        if amps <= LIMIT_A[switch.kind]:
            return None
        if self._across(apart, place) > GAP:
            return f"arc {amps:.0f} A"
        for i, other in enumerate(self.station.switches):
            if other.kind == "breaker" and closed[i] and i not in control_off:
                tripped = list(shut)
                tripped[i] = False
                gone = list(apart)
                gone[i] = False
                if self._through(tripped, place) > LIMIT_A[switch.kind] and self._across(gone, place) > GAP:
                    return f"arc {self._through(tripped, place):.0f} A if {other.id} trips meanwhile"
        return None

    def _through(self, closed: Sequence[bool], place: int) -> float:
        _, currents, _ = self.flow(closed)
        return float(max(currents[k] for k, (i, _, _) in enumerate(self._links) if i == place))

    def _across(self, closed: Sequence[bool], place: int) -> float:
        volts, _, _ = self.flow(closed)
        return max(abs(complex(volts[a]) - complex(volts[b])) for i, a, b in self._links if i == place)
