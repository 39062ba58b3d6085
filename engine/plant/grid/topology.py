"""What is live, what is earthed, what is isolated, and by which way: four questions, one walk over the station.

A ``Topology`` is one look at one set of positions. The same walk answers all four questions; what differs is which
switches it takes as closed:

1. *zones*: what is one piece of conductor (closed contacts only);
2. *live*: zones reached from a source over lines and transformers. A transformer counts from both sides: feeding back
   from the low-voltage side is the classic killer;
3. *earthed*: zones with a closed earthing contact in them;
4. *isolated*: not live although every breaker and load switch is taken as closed (``breakers_closed=True``, the strict
   graph): only an open disconnector or a withdrawn truck is a break that can be seen.

Nothing here knows about bays or numbers: any station that is a graph is answered. One look at the 110 kV station of the
tests costs well under 150 µs, so it is made anew for every question and nothing can go stale.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from engine.errors import TagError
from engine.plant.grid.plates import Plates
from engine.plant.grid.station import EARTH, Station
from engine.scenario.nearest import meant
from engine.scenario.problems import Text2

__all__ = ["INTERRUPTING", "Path", "State", "Topology", "UnknownDeviceError", "explain", "known", "via"]

INTERRUPTING = frozenset({"breaker", "load_switch"})
"""What may break load current, and is never taken for a break that can be seen."""


class State(StrEnum):
    """What a hand would meet at a node."""

    LIVE = "live"
    DEAD = "dead"
    """No source, no earth: floating. To be treated as live until tested and earthed."""
    CHARGED = "charged"
    """No source, no earth, and the plant says that charge is left on it."""
    EARTHED = "earthed"
    """Dead and earthed: the only state in which it may be touched."""
    SHORT = "short"
    """Live and earthed at once."""


class Path(NamedTuple):
    """A way through closed contacts, lines and transformers, from a node to what ends it."""

    devices: tuple[str, ...]
    """Ids in the order they are met; empty when the end is at the node itself."""
    nodes: tuple[int, ...]
    """One more than ``devices``: the first is where it starts."""
    end: str
    """Id of the source, earthing switch or portable earth (or node asked for) at the last node."""


class UnknownDeviceError(TagError):
    """The station has no device or node of that name."""

    def __init__(self, name: str, names: Iterable[str], what: Text2) -> None:
        near = meant(name, names)
        self.name = name
        self.text = Text2(
            f"本站没有{what.zh} `{name}`" + (f"，{near.zh}" if near else ""),
            f"the station has no {what.en} `{name}`" + (f"; {near.en}" if near else ""),
        )
        super().__init__(self.text.en)


SWITCH = Text2("开关设备", "switch")
NODE = Text2("节点", "node")
SOURCE = Text2("电源", "source")
BREAKER = Text2("断路器", "breaker")


def known(name: str, places: Mapping[str, int], what: Text2 = SWITCH) -> int:
    """The place of ``name``; ``UnknownDeviceError`` with the nearest name otherwise."""
    found = places.get(name)
    if found is None:
        raise UnknownDeviceError(name, places, what)
    return found


class _Wiring:
    """The station laid out for walking; made once per station and kept on it."""

    def __init__(self, station: Station) -> None:
        size = len(station.nodes)
        self.owner: list[int] = []  # switch of each contact
        self.named: list[str] = []  # and its id
        self.first: list[int] = []  # first contact of each switch
        self.links: list[list[tuple[int, int]]] = [[] for _ in range(size)]  # node -> (contact, other node)
        self.bonds: list[list[tuple[str, int]]] = [[] for _ in range(size)]  # node -> (line or transformer, other)
        self.ties: list[tuple[int, int]] = []
        self.earths: list[tuple[int, int]] = []  # (contact, node)
        for place, switch in enumerate(station.switches):
            self.first.append(len(self.owner))
            for a, b in switch.contacts:
                contact = len(self.owner)
                self.owner.append(place)
                self.named.append(switch.id)
                if EARTH in (a, b):
                    self.earths.append((contact, b if a == EARTH else a))
                else:
                    self.links[a].append((contact, b))
                    self.links[b].append((contact, a))
        pairs = [(line.id, line.a, line.b) for line in station.lines]
        pairs += [(t.id, t.hv, t.lv) for t in station.transformers]
        for name, a, b in pairs:
            self.ties.append((a, b))
            self.bonds[a].append((name, b))
            self.bonds[b].append((name, a))
        self.sources = [(source.id, source.node) for source in station.sources]
        self.interrupting = [i for i, s in enumerate(station.switches) if s.kind in INTERRUPTING]
        self.feeds = {node for pair in self.ties for node in pair} | {node for _, node in self.sources}
        self.feeds |= {load.node for load in station.loads} | {bank.node for bank in station.capacitors}


def _wiring(station: Station) -> _Wiring:
    # kept in the instance, as a cached_property keeps its value: a station is frozen, and hashing one is not cheap
    kept = vars(station).get("_wiring")
    if not isinstance(kept, _Wiring):
        kept = vars(station)["_wiring"] = _Wiring(station)
    return kept


class Topology:
    """One look at ``station`` with the switches at ``closed`` (in the order of ``station.switches``).

    ``breakers_closed`` takes every breaker and load switch as closed (the strict graph), ``breakers_open`` as open (an
    earth behind a breaker is no earth for those who work). ``without``: ids of sources that are off for now, because
    the other end of the line has been switched off. ``charged``: nodes that hold charge, as the plant knows from lengths
    and times (a long line beside a live one, a capacitor that was opened less than five minutes ago); the whole zone
    is then ``CHARGED`` instead of ``DEAD``. ``gap``: (switch, contact) by place, to look at the moment when this contact
    alone is apart and the others of the same switch are closed.

    Raises ``ValueError`` when ``closed`` has not one position for each switch, ``UnknownDeviceError`` for a source that
    does not exist.
    """

    def __init__(
        self,
        station: Station,
        closed: Sequence[bool],
        *,
        breakers_closed: bool = False,
        breakers_open: bool = False,
        without: Collection[str] = (),
        charged: Collection[int] = (),
        gap: tuple[int, int] | None = None,
    ) -> None:
        wiring = _wiring(station)
        if len(closed) != len(station.switches):
            raise ValueError(f"{len(closed)} positions for {len(station.switches)} switches")
        if breakers_closed or breakers_open:
            closed = list(closed)
            for i in wiring.interrupting:
                closed[i] = breakers_closed
        on = [closed[i] for i in wiring.owner]
        if gap is not None:
            switch, apart = gap
            start = wiring.first[switch]
            for k in range(len(station.switches[switch].contacts)):
                on[start + k] = k != apart
        for name in without:
            known(name, {source: i for i, (source, _) in enumerate(wiring.sources)}, SOURCE)
        self.station = station
        self._wiring, self._on = wiring, on
        self._sources = [(name, node) for name, node in wiring.sources if name not in without]
        links = wiring.links
        zone = [-1] * len(links)
        zones: list[list[int]] = []
        for start, seen in enumerate(zone):
            if seen < 0:
                number = len(zones)
                zone[start] = number
                members = [start]
                for node in members:  # grows while it is walked
                    for contact, other in links[node]:
                        if zone[other] < 0 and on[contact]:
                            zone[other] = number
                            members.append(other)
                zones.append(members)
        beside: list[list[int]] = [[] for _ in zones]
        for a, b in wiring.ties:
            beside[zone[a]].append(zone[b])
            beside[zone[b]].append(zone[a])
        self.zone: list[int] = zone
        """Number of the zone of each node."""
        self.zones: list[list[int]] = zones
        """The nodes of each zone."""
        self._beside = beside
        self._hot = self._reached([zone[node] for _, node in self._sources])
        self._down = {zone[node] for contact, node in wiring.earths if on[contact]}
        self._charged = {zone[node] for node in charged}

    def _reached(self, starts: Iterable[int]) -> set[int]:
        found = set(starts)
        queue = list(found)
        while queue:
            for other in self._beside[queue.pop()]:
                if other not in found:
                    found.add(other)
                    queue.append(other)
        return found

    def live(self, node: int) -> bool:
        """Whether a source reaches the node. With ``breakers_closed``: whether it is *not* isolated."""
        return self.zone[node] in self._hot

    def earthed(self, node: int) -> bool:
        """Whether the node's piece of conductor is connected to earth (not through a transformer or a line)."""
        return self.zone[node] in self._down

    def feeds(self, node: int) -> bool:
        """Whether anything that can bring or draw a current is on the node's piece of conductor."""
        return any(member in self._wiring.feeds for member in self.zones[self.zone[node]])

    def feeds_at(self, node: int) -> bool:
        """The same for this node alone."""
        return node in self._wiring.feeds

    def joined(self, a: int, b: int) -> bool:
        """Whether both nodes are one piece of conductor."""
        return self.zone[a] == self.zone[b]

    def state(self, node: int) -> State:
        """What a hand would meet there."""
        zone = self.zone[node]
        if zone in self._hot:
            return State.SHORT if zone in self._down else State.LIVE
        if zone in self._down:
            return State.EARTHED
        return State.CHARGED if zone in self._charged else State.DEAD

    def states(self) -> list[State]:
        """The state of every node, in the order of ``station.nodes``."""
        return [self.state(node) for node in range(len(self.zone))]

    def standing(self) -> list[int]:
        """Of every node: 1 where a source reaches it, and 2 more where it is earthed."""
        here = [(zone in self._hot) + 2 * (zone in self._down) for zone in range(len(self.zones))]
        return [here[zone] for zone in self.zone]

    def shorts(self) -> list[int]:
        """Nodes that are live and earthed, in order; empty in every sound state."""
        bad = self._hot & self._down
        return [node for node, zone in enumerate(self.zone) if zone in bad] if bad else []

    def to_source(self, node: int) -> Path | None:
        """The shortest way to a source (fewest devices), None when the node is not live."""
        if not self.live(node):
            return None
        return self._walk(node, {at: name for name, at in reversed(self._sources)}, bonds=True)

    def to_earth(self, node: int, *, coupled: bool = False) -> Path | None:
        """The shortest way to an earth; over lines and transformers only when ``coupled``. None: there is none."""
        zone = self.zone[node]
        if zone not in self._down and not (coupled and self._down and self._down.intersection(self._reached([zone]))):
            return None
        ends = {at: self._name(contact) for contact, at in reversed(self._wiring.earths) if self._on[contact]}
        return self._walk(node, ends, bonds=coupled)

    def way(self, a: int, b: int) -> Path | None:
        """The shortest way between two nodes of one piece of conductor; None when they are not joined."""
        return self._walk(a, {b: self.station.nodes[b].id}, bonds=False) if self.joined(a, b) else None

    def _name(self, contact: int) -> str:
        return self._wiring.named[contact]

    def _walk(self, start: int, ends: dict[int, str], *, bonds: bool) -> Path | None:
        came: dict[int, tuple[int, str]] = {start: (start, "")}
        queue = [start]
        on, links, named, beyond = self._on, self._wiring.links, self._wiring.named, self._wiring.bonds
        for node in queue:
            if node in ends:
                devices: list[str] = []
                nodes = [node]
                while node != start:
                    node, device = came[node]
                    devices.append(device)
                    nodes.append(node)
                return Path(tuple(reversed(devices)), tuple(reversed(nodes)), ends[nodes[0]])
            for contact, other in links[node]:
                if other not in came and on[contact]:
                    came[other] = (node, named[contact])
                    queue.append(other)
            for device, other in beyond[node] if bonds else ():
                if other not in came:
                    came[other] = (node, device)
                    queue.append(other)
        return None


def via(path: Path, plates: Plates) -> Text2:
    """The way in words: ``经 1013–101–1011 接 Ⅰ母``. A way to a source is told as far as the first bus."""
    devices, last = path.devices, path.end
    if path.end in plates.sources:
        met = next((k for k, node in enumerate(path.nodes[1:], 1) if node in plates.buses), None)
        if met is not None:
            devices, last = path.devices[:met], plates.buses[path.nodes[met]]
    chain, end = plates.chain(devices), plates(last)
    if not devices:
        return Text2(f"直接接 {end.zh}", f"directly at {end.en}")
    return Text2(f"经 {chain.zh} 接 {end.zh}", f"via {chain.en} to {end.en}")


def explain(look: Topology, node: int, labels: Mapping[str, str | Text2] | None = None) -> Text2:
    """The state of a node and why: by which way it is live, by which earthed; ``labels``: plates by id."""
    state = look.state(node)
    source, earth = look.to_source(node), look.to_earth(node)
    if state is State.DEAD:
        return Text2(
            "停电、未接地（悬浮，验电接地前视为带电）", "dead, not earthed (floating: as live until proven and earthed)"
        )
    if state is State.CHARGED:
        return Text2("停电、未接地，有残余或感应电压", "dead, not earthed, with residual or induced voltage")
    plates = Plates(look.station, labels)
    said = [via(path, plates) for path in (source, earth) if path is not None]
    ways = Text2("；".join(text.zh for text in said), "; ".join(text.en for text in said))
    word = {
        State.LIVE: Text2("带电", "live"),
        State.EARTHED: Text2("停电、已接地", "dead and earthed"),
        State.SHORT: Text2("带电又接地（短路）", "live and earthed (short circuit)"),
    }[state]
    return Text2(f"{word.zh}：{ways.zh}", f"{word.en}: {ways.en}")
