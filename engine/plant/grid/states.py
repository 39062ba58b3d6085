"""Equipment in the words of the trade: 运行, 热备用, 冷备用, 检修 - or none of them, and what is missing.

运行 running: breaker and isolating switches closed through. 热备用 hot standby: isolating switches closed, only the
breaker parts it. 冷备用 cold standby: breaker and every isolating switch of the bay open. 检修 maintenance: cold standby
and earthed on every side (and, which is no matter of the graph, control power off and signs hung: ``still`` says so).

Derived from the graph and the bay each switch belongs to, for any station: a bay may have one bus disconnector or two,
a truck, a load switch or no breaker at all. A line or capacitor has one side, a transformer two, a breaker the two ends
of its bay; a bus is what several bays meet at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from engine.plant.grid.plates import Plates
from engine.plant.grid.station import ISOLATING, Station, Switch
from engine.plant.grid.topology import INTERRUPTING, State, Topology, UnknownDeviceError
from engine.scenario.problems import Text2

__all__ = [
    "WORDS", "EquipmentState", "Service", "bay_ends", "bay_switches", "equipment", "service", "service_of", "services",
    "sides_of",
]  # fmt: skip


class Service(StrEnum):
    """The four states of the trade, from nearest to the load to nearest to the hand."""

    RUNNING = "running"
    HOT_STANDBY = "hot_standby"
    COLD_STANDBY = "cold_standby"
    MAINTENANCE = "maintenance"


WORDS: Mapping[Service, Text2] = {
    Service.RUNNING: Text2("运行", "running"),
    Service.HOT_STANDBY: Text2("热备用", "hot standby"),
    Service.COLD_STANDBY: Text2("冷备用", "cold standby"),
    Service.MAINTENANCE: Text2("检修", "maintenance"),
}
EQUIPMENT = Text2("设备", "equipment")


@dataclass(frozen=True, slots=True)
class EquipmentState:
    """One piece of equipment, now."""

    id: str
    service: Service | None
    """None: none of the four; ``text`` says why."""
    text: Text2
    sides: tuple[tuple[str, Service | None], ...]
    """Each side by the node it has (bay for a breaker), with the state of that side alone."""
    live: bool
    still: Text2 | None = None
    """What the state also needs and no graph can tell."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One end of the equipment: its node, what people call it, and the bays between it and the rest."""

    name: str
    node: int
    title: Text2
    bays: tuple[str, ...]


_Gear = tuple[list[tuple[int, Switch]], list[tuple[int, Switch]]]
"""Of a side, what breaks and what isolates, each with its place in the station."""


MOST_STOOD = 4096
"""States of sides that are remembered at a time."""


class _Layout:
    """Which bays meet at a node and what a bay holds; made once per station and kept on it."""

    def __init__(self, station: Station) -> None:
        self.bays: list[list[str]] = [[] for _ in station.nodes]
        self.gear: dict[str, list[tuple[int, Switch]]] = {}
        for i, switch in enumerate(station.switches):
            if switch.earths:
                continue
            self.gear.setdefault(switch.bay, []).append((i, switch))
            for node in (node for pair in switch.contacts for node in pair):
                if switch.bay not in self.bays[node]:
                    self.bays[node].append(switch.bay)
        terminals = {node for line in station.lines for node in (line.a, line.b)}
        terminals |= {node for t in station.transformers for node in (t.hv, t.lv)}
        terminals |= {x.node for x in station.capacitors} | {x.node for x in station.loads}
        # where a bay ends: equipment or other bays begin there
        self.ends = terminals | {node for node, bays in enumerate(self.bays) if len(bays) > 1}
        self.kinds = {line.id: "line" for line in station.lines if self.bays[line.a] or self.bays[line.b]}
        self.kinds |= {t.id: "transformer" for t in station.transformers}
        self.kinds |= {bank.id: "capacitor" for bank in station.capacitors}
        self.kinds |= {s.id: "breaker" for s in station.switches if s.kind == "breaker"}
        self.kinds |= {station.nodes[node].id: "bus" for node, bays in enumerate(self.bays) if len(bays) > 1}
        self.sides: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        """Node and bays of each side of the equipment asked for so far."""
        self.stood: dict[tuple[int, tuple[str, ...], bool, tuple[bool, ...]], Service | None] = {}
        """The state of a side (its node, bays, whether of a bus) for positions of its switches: most stand as they stood before."""


def _layout(station: Station) -> _Layout:
    kept = vars(station).get("_layout")  # as a cached_property keeps its value; hashing a station is not cheap
    if not isinstance(kept, _Layout):
        kept = vars(station)["_layout"] = _Layout(station)
    return kept


def equipment(station: Station) -> dict[str, str]:
    """Everything that has a state, by id: ``line``, ``transformer``, ``capacitor``, ``breaker`` or ``bus``."""
    return dict(_layout(station).kinds)


def bay_switches(station: Station) -> Mapping[str, Sequence[tuple[int, Switch]]]:
    """Switches that do not earth, with their places, by bay."""
    return _layout(station).gear


def bay_ends(station: Station) -> frozenset[int]:
    """Nodes at which a bay ends: equipment or other bays begin there."""
    return frozenset(_layout(station).ends)


def sides_of(station: Station, name: str) -> list[tuple[int, tuple[str, ...]]]:
    """Each side of the equipment ``name``: its node, and the bays between it and the rest."""
    kinds = _layout(station).kinds
    if name not in kinds:
        raise UnknownDeviceError(name, kinds, EQUIPMENT)
    sides = _Judge(station, station.normal, Plates(station))._sides(name, kinds[name])
    return [(side.node, side.bays) for side in sides]


def service(
    station: Station, closed: Sequence[bool], name: str, labels: Mapping[str, str | Text2] | None = None
) -> EquipmentState:
    """The state of the equipment ``name`` (see ``equipment``). Raises ``UnknownDeviceError`` with the nearest name."""
    kinds = _layout(station).kinds
    if name not in kinds:
        raise UnknownDeviceError(name, kinds, EQUIPMENT)
    return _Judge(station, closed, Plates(station, labels)).service(name, kinds[name])


def services(
    station: Station, closed: Sequence[bool], labels: Mapping[str, str | Text2] | None = None
) -> dict[str, EquipmentState]:
    """The state of everything, by id."""
    judge = _Judge(station, closed, Plates(station, labels))
    return {name: judge.service(name, kind) for name, kind in _layout(station).kinds.items()}


def service_of(
    station: Station, closed: Sequence[bool], names: Iterable[str], look: Topology | None = None
) -> dict[str, Service | None]:
    """The ``service`` of some equipment by id, without its text: many times cheaper. ``look``: the topology of these
    positions, where it is known already (whichever sources feed).
    """
    kinds = _layout(station).kinds
    judge = _Judge(station, closed, None)
    return {name: judge.word(name, kinds[name], look or judge.now) for name in names}


class _Judge:
    """One station at one set of positions. Without ``plates`` it has no words, but the states all the same."""

    def __init__(self, station: Station, closed: Sequence[bool], plates: Plates | None) -> None:
        self.station, self.closed = station, closed
        self._plates = plates
        self.layout = _layout(station)

    @cached_property
    def now(self) -> Topology:
        return Topology(self.station, self.closed)

    @cached_property
    def sure(self) -> Topology:
        return Topology(self.station, self.closed, breakers_open=True)

    @property
    def plates(self) -> Plates:
        assert self._plates is not None, "who asks for texts gives plates"
        return self._plates

    def word(self, name: str, kind: str, look: Topology) -> Service | None:
        """What ``service`` finds, alone; ``look`` says where no earth is at all."""
        nodes = self._nodes(name, kind)
        states = {self._state(node, bays, bus=kind == "bus") for node, bays in nodes}
        earthed = [look.earthed(node) and self.sure.earthed(node) for node, _ in nodes]
        state = states.pop() if len(states) == 1 else None
        if state is None or not any(earthed):
            return state
        short = any(self.now.state(node) is State.SHORT for node, _ in nodes)
        return Service.MAINTENANCE if state is Service.COLD_STANDBY and not short and all(earthed) else None

    def service(self, name: str, kind: str) -> EquipmentState:
        sides = self._sides(name, kind)
        found = [(side, *self._side(side.node, side.bays, bus=kind == "bus")) for side in sides]
        states = {state for _, state, _ in found}
        label = self.plates(name)
        earthed = [side for side in sides if self.sure.earthed(side.node)]
        live = any(self.now.live(side.node) for side in sides)
        each = tuple((side.name, state) for side, state, _ in found)
        state = states.pop() if len(states) == 1 else None
        short = any(self.now.state(side.node) is State.SHORT for side in sides)
        if state is not None and not earthed:
            dead = state is Service.RUNNING and not live
            word = WORDS[state]
            zh, en = f"{label.zh} {word.zh}", f"{label.en}: {word.en}"
            text = Text2(f"{zh}（失压）", f"{en} (no voltage)") if dead else Text2(zh, en)
            return EquipmentState(name, state, text, each, live)
        if state is Service.COLD_STANDBY and not short:
            if len(earthed) == len(sides):
                text = Text2(
                    f"{label.zh} 检修（各侧隔离并接地）",
                    f"{label.en}: maintenance (isolated and earthed on every side)",
                )
                still = Text2("另须断开控制及操作电源、悬挂标示牌", "also needs control power off and signs hung")
                return EquipmentState(name, Service.MAINTENANCE, text, each, live, still)
            bare = _listed(side.title for side in sides if side not in earthed)
            text = Text2(
                f"{label.zh} 已隔离，但{bare.zh}未接地：不再是冷备用，也还不是检修",
                f"{label.en} is isolated, but {bare.en} is not earthed: no longer cold standby, not yet maintenance",
            )
            return EquipmentState(name, None, text, each, live)
        whys = list(dict.fromkeys(self._why(side, state, gear) for side, state, gear in found))
        if earthed:
            at = _listed(side.title for side in earthed)
            zh, en = ("却仍带电（短路）", " and still live (short circuit)") if short else ("", "")
            whys.append(Text2(f"{at.zh.strip()}已接地{zh}", f"{at.en} is earthed{en}"))
        text = Text2(
            f"{label.zh} 不属任何一种状态：" + "；".join(w.zh for w in whys),
            f"{label.en} is in none of the states: " + "; ".join(w.en for w in whys),
        )
        return EquipmentState(name, None, text, each, live)

    def _nodes(self, name: str, kind: str) -> list[tuple[int, tuple[str, ...]]]:
        """The node of each side, and the bays between it and the rest."""
        known = self.layout.sides
        if name not in known:
            known[name] = self._find_nodes(name, kind)
        return known[name]

    def _find_nodes(self, name: str, kind: str) -> list[tuple[int, tuple[str, ...]]]:
        station = self.station
        if kind == "line":
            line = next(x for x in station.lines if x.id == name)
            nodes = [node for node in (line.a, line.b) if self.layout.bays[node]]
        elif kind == "transformer":
            transformer = station.transformers[station.transformer[name]]
            nodes = [transformer.hv, transformer.lv]
        elif kind == "capacitor":
            nodes = [next(x.node for x in station.capacitors if x.id == name)]
        elif kind == "bus":
            nodes = [station.node[name]]
        else:
            switch = station.switches[station.switch[name]]
            return [(node, (switch.bay,)) for pair in switch.contacts for node in pair]
        sides = [(node, tuple(self.layout.bays[node])) for node in nodes]
        return [side for side in sides if side[1]] or sides  # a winding without any switch follows the other one

    def _sides(self, name: str, kind: str) -> list[_Side]:
        nodes = self.station.nodes
        return [
            _Side(nodes[node].id, node, self._title(name, kind, node), bays) for node, bays in self._nodes(name, kind)
        ]

    def _title(self, name: str, kind: str, node: int) -> Text2:
        """What a side is called."""
        station = self.station
        if kind == "breaker":
            return self._beside(station.switches[station.switch[name]], node)
        if kind == "transformer":
            kv = f"{station.nodes[node].voltage / 1e3:g}"
            return Text2(f" {kv}kV 侧", f"the {kv} kV side")
        return Text2(f" {self.plates(name).zh} ", self.plates(name).en)

    def _beside(self, switch: Switch, node: int) -> Text2:
        """The end of a breaker, named after the isolating switch there."""
        near = [s for s in self.station.switches if s.kind in ISOLATING and any(node in pair for pair in s.contacts)]
        name = self.plates.listed([s.id for s in near if s.bay == switch.bay] or [self.station.nodes[node].id])
        return Text2(f" {name.zh} 侧", f"the {name.en} side")

    def _state(self, node: int, bays: tuple[str, ...], *, bus: bool) -> Service | None:
        """The state of one side alone, worked out once for these positions of the switches of its bays."""
        asked = node, bays, bus, tuple([self.closed[i] for bay in bays for i, _ in self.layout.gear[bay]])
        stood = self.layout.stood
        if asked not in stood:
            if len(stood) >= MOST_STOOD:
                stood.clear()
            stood[asked] = self._side(node, bays, bus=bus)[0]
        return stood[asked]

    def _side(self, node: int, bays: Iterable[str], *, bus: bool) -> tuple[Service | None, _Gear]:
        """The state of one side alone, and its switches."""
        bays = [bay for bay in bays if not (bus and self._measures(bay))]
        gear = [item for bay in bays for item in self.layout.gear[bay]]
        apart = [(i, s) for i, s in gear if s.kind in ISOLATING]
        breaking = [(i, s) for i, s in gear if s.kind in INTERRUPTING]
        found = breaking, apart
        through = self._through(node, gear, all_breakers=False)
        reached = through or self._through(node, gear, all_breakers=True)
        if through and (bus or all(self.closed[i] for i, _ in breaking)):
            return Service.RUNNING, found
        if bus:
            touching = [(i, s) for i, s in apart if any(node in pair for pair in s.contacts)]
            if not any(self.closed[i] for i, _ in touching):
                return Service.COLD_STANDBY, found
            return (Service.HOT_STANDBY if reached else None), found
        parted = not any(self.closed[i] for i, _ in breaking)
        if reached and parted:
            return Service.HOT_STANDBY, found
        if parted and not any(self.closed[i] for i, _ in apart):
            return Service.COLD_STANDBY, found
        return None, found

    def _through(self, start: int, gear: list[tuple[int, Switch]], *, all_breakers: bool) -> bool:
        """Whether a way leads through the bay (its breakers taken as closed when so asked) from one end to the other."""
        steps = [
            pair for i, s in gear if self.closed[i] or (all_breakers and s.kind in INTERRUPTING) for pair in s.contacts
        ]
        reached, queue = {start}, [start]
        for node in queue:
            for a, b in steps:
                for other in (b,) if a == node else (a,) if b == node else ():
                    if other not in reached:
                        reached.add(other)
                        queue.append(other)
        own = {node for _, s in gear for pair in s.contacts for node in pair}
        ends = own & self.layout.ends
        if start in ends:
            return bool((ends & reached) - {start})
        return len(ends & reached) >= min(2, len(ends))  # a breaker: both ends of its bay

    def _measures(self, bay: str) -> bool:
        """A bay that leads nowhere else (a bus voltage transformer) does not count for the bus."""
        mine = {node for _, s in self.layout.gear[bay] for pair in s.contacts for node in pair}
        return len(mine & self.layout.ends) < 2

    def _positions(self, breaking: list[tuple[int, Switch]], apart: list[tuple[int, Switch]]) -> Text2:
        """The switches of a side in words."""
        gear = [(self.plates(s.id), self.closed[i]) for i, s in breaking + apart]
        zh = "、".join(f"{name.zh} {'合' if on else '分'}" for name, on in gear)
        en = ", ".join(f"{name.en} {'closed' if on else 'open'}" for name, on in gear)
        left = [s.id for i, s in apart if self.closed[i]]
        if left and len(left) < len(apart) and not any(self.closed[i] for i, _ in breaking):
            zh += f"（冷备用还须断开 {self.plates.listed(left).zh}）"
            en += f" (for cold standby {self.plates.listed(left).en} must be opened too)"
        return Text2(zh, en)

    def _why(self, side: _Side, state: Service | None, gear: _Gear) -> Text2:
        if state is None:
            return self._positions(*gear)
        return Text2(f"{side.title.zh.strip()}{WORDS[state].zh}", f"{side.title.en}: {WORDS[state].en}")


def _listed(titles: Iterable[Text2]) -> Text2:
    given = list(titles)
    return Text2("、".join(t.zh for t in given), " and ".join(t.en for t in given))
