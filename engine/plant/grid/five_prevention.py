"""五防: what may be operated, decided from the graph alone; no table per bay, so any station has its interlock.

R1 防误分合断路器   nothing topological: the ticket and the plate decide.
R2 防带负荷拉合隔离开关   a disconnector or truck moves only when no breaker or load switch of its bay is closed, and when
   it neither makes nor breaks a current. Exception: both its ends are joined by another closed way on which no breaker
   can trip (bus transfer: the tie's control power is off).
R3 防带电挂地线   an earth goes on only where every source is cut off by a break that can be seen (strict graph), and
   where no voltage display shows that something unknown feeds it all the same.
R4 防带地线合闸   a breaker is not closed when an earth then meets a source; an isolating switch not onto an earth at
   all, nor when an earth then meets a source with every breaker taken as closed.
R5 防误入带电间隔   a door opens only when everything inside is dead (strict graph) and earthed, with no breaker between.
RN the neutral earthing switch of a transformer: closing is free; opening only when the winding is dead or another
   earthed neutral stays with it.

The judge takes positions and nothing else, the *indicated* ones of the interlock's computer as well as the true ones.
Whether an old station has these rules at all, and who may unlock them, is the plant's affair.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.plant.grid.station import EARTH, ISOLATING, Station
from engine.plant.grid.topology import BREAKER, INTERRUPTING, NODE, SOURCE, Path, Topology, known
from engine.plant.grid.verdict import Rule, Verdict, Wording
from engine.scenario.problems import Text2

__all__ = ["Interlock", "Rule", "Verdict"]

TRANSFORMER = Text2("变压器", "transformer")


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question, with what it may use."""

    closed: tuple[bool, ...]
    place: int
    to: bool
    control_off: frozenset[int]
    without: frozenset[str]
    shown: tuple[int, ...]


class Interlock:
    """The rules on one station. ``labels``: plates by id, used in the texts; paths and operations keep ids.

    ``neutrals``: id of a neutral earthing switch → id of its transformer (an earthing switch on a node of its own).
    """

    def __init__(
        self,
        station: Station,
        labels: Mapping[str, str | Text2] | None = None,
        neutrals: Mapping[str, str] | None = None,
    ) -> None:
        self.station = station
        self.say = Wording(station, labels)
        self.neutrals = {
            known(switch, station.switch): known(name, station.transformer, TRANSFORMER)
            for switch, name in (neutrals or {}).items()
        }

    def judge(
        self,
        closed: Sequence[bool],
        switch_id: str,
        to: bool,
        *,
        control_off: Collection[str] = (),
        without: Collection[str] = (),
        shown: Collection[str] = (),
    ) -> Verdict:
        """Whether ``switch_id`` may be closed (``to``) or opened now.

        ``control_off``: breakers whose control power is off, so that they cannot trip. ``without``: sources that are
        off, as the control centre says. ``shown``: nodes at which a voltage display shows voltage. Raises
        ``UnknownDeviceError`` and ``ValueError`` as ``Topology`` does.
        """
        place = known(switch_id, self.station.switch)
        locked = frozenset(known(name, self.station.switch, BREAKER) for name in control_off)
        lit = tuple(known(name, self.station.node, NODE) for name in shown)
        asked = _Asked(tuple(closed), place, to, locked, frozenset(without), lit)
        if len(asked.closed) != len(self.station.switches):
            raise ValueError(f"{len(asked.closed)} positions for {len(self.station.switches)} switches")
        for name in without:
            known(name, self._sources, SOURCE)
        if asked.closed[place] == to:
            return self.say.already(switch_id, to)
        return self._refusal(asked) or Verdict(True, None, Text2("允许操作", "may be operated"))

    def enclosure(self, closed: Sequence[bool], nodes: Collection[str], *, without: Collection[str] = ()) -> Verdict:
        """R5: whether the door or fence around the conductors ``nodes`` (ids) may be opened."""
        strict = Topology(self.station, closed, breakers_closed=True, without=without)
        sure = Topology(self.station, closed, breakers_open=True, without=without)
        for name in nodes:
            node = known(name, self.station.node, NODE)
            path = strict.to_source(node)
            if path is not None:
                return self.say.door_live(name, path)
            if not sure.earthed(node):
                zone = set(sure.zones[sure.zone[node]])
                could = (
                    i for i, s in enumerate(self.station.switches) if s.earths and zone.intersection(self._ends(i))
                )
                earth = next(could, None)
                return self.say.door_bare(name, None if earth is None else self.station.switches[earth].id)
        text = Text2("内部均已停电接地，可以打开", "everything inside is dead and earthed: may be opened")
        return Verdict(True, None, text)

    # ── the rules ────────────────────────────────────────────────────────────────────────────────────────────────

    def _refusal(self, asked: _Asked) -> Verdict | None:
        switch = self.station.switches[asked.place]
        if asked.place in self.neutrals:
            return None if asked.to else self._neutral(asked)
        if switch.earths:
            return self._earth_on(asked) if asked.to else self._earth_off(asked)
        if switch.kind in ISOLATING:
            return self._load(asked) or (self._onto_earth(asked) if asked.to else None)
        return self._meets_earth(asked, self._look(asked, self._after(asked))) if asked.to else None

    def _load(self, asked: _Asked) -> Verdict | None:
        """R2. Each contact is looked at in the moment when it alone is apart: a truck has one on each side."""
        switch = self.station.switches[asked.place]
        gaps = [
            (a, b, Topology(self.station, asked.closed, gap=(asked.place, k), without=asked.without))
            for k, (a, b) in enumerate(switch.contacts)
        ]
        if all(look.joined(a, b) for a, b, look in gaps):
            return self._transfer(asked, gaps)
        shut = next((i for i in self._in_series(asked.place) if asked.closed[i]), None)
        if shut is not None:
            now = self._now(asked)
            path = self._nearest(now.to_source(node) for node in self._ends(asked.place))
            return self.say.under_load(switch.id, asked.to, self.station.switches[shut].id, path)
        for a, b, look in gaps:
            if not look.joined(a, b) and (look.live(a) or look.live(b)) and look.feeds(a) and look.feeds(b):
                near, far = (a, b) if look.live(a) else (b, a)
                path = look.to_source(near)
                assert path is not None
                return self.say.makes_current(switch.id, asked.to, path, self._breaking(switch.bay, look, far, path))
        return None

    def _transfer(self, asked: _Asked, gaps: list[tuple[int, int, Topology]]) -> Verdict | None:
        """R2's exception: the ends stay joined, on a way that cannot trip in the middle of it."""
        held = [
            was and (self.station.switches[i].kind not in INTERRUPTING or i in asked.control_off)
            for i, was in enumerate(asked.closed)
        ]
        for k, (a, b, look) in enumerate(gaps):
            if not look.live(a) or Topology(self.station, held, gap=(asked.place, k)).joined(a, b):
                continue
            path = look.way(a, b)
            assert path is not None
            free = next(device for device in path.devices if not held[self.station.switch[device]])
            return self.say.may_trip(self.station.switches[asked.place].id, asked.to, path, free)
        return None

    def _earth_on(self, asked: _Asked) -> Verdict | None:
        """R3: strict graph, every breaker taken as closed."""
        strict = self._look(asked, asked.closed, breakers_closed=True)
        path = self._nearest(strict.to_source(node) for node in self._ends(asked.place))
        name = self.station.switches[asked.place].id
        if path is not None:
            return self.say.no_break(name, path)
        lit = (there for there in asked.shown if any(strict.joined(node, there) for node in self._ends(asked.place)))
        node = next(lit, None)
        return None if node is None else self.say.shown_live(name, self.station.nodes[node].id)

    def _earth_off(self, asked: _Asked) -> Verdict | None:
        """R3 the other way: an earth that carries a short circuit is not taken away."""
        now = self._now(asked)
        path = self._nearest(now.to_source(node) for node in self._ends(asked.place))
        return self.say.carries_short(self.station.switches[asked.place].id, path) if path else None

    def _onto_earth(self, asked: _Asked) -> Verdict | None:
        """R4 for what isolates: with every breaker taken as closed, and onto no earth even where there is no source."""
        strict = self._look(asked, self._after(asked), breakers_closed=True)
        earth = self._nearest(strict.to_earth(node) for node in self._ends(asked.place))
        if earth is not None:
            return self.say.onto_earth(self.station.switches[asked.place].id, earth, None)
        return self._meets_earth(asked, strict)

    def _meets_earth(self, asked: _Asked, look: Topology) -> Verdict | None:
        """R4. Once closed, the ends are one piece (a truck's: one bay), so what one of them meets, the other meets."""
        earth = self._nearest(look.to_earth(node, coupled=True) for node in self._ends(asked.place))
        if earth is None:
            return None
        source = self._nearest(look.to_source(node) for node in self._ends(asked.place))
        return self.say.onto_earth(self.station.switches[asked.place].id, earth, source) if source else None

    def _neutral(self, asked: _Asked) -> Verdict | None:
        """RN: the winding does not lose its last earthed neutral while it is live."""
        transformer = self.station.transformers[self.neutrals[asked.place]]
        now = self._now(asked)
        path = now.to_source(transformer.hv)
        others = (
            self.station.transformers[t].hv for i, t in self.neutrals.items() if i != asked.place and asked.closed[i]
        )
        if path is None or any(now.joined(transformer.hv, other) for other in others):
            return None
        return self.say.last_neutral(self.station.switches[asked.place].id, transformer.id, path)

    # ── what the rules use ───────────────────────────────────────────────────────────────────────────────────────

    def _look(self, asked: _Asked, closed: Sequence[bool], *, breakers_closed: bool = False) -> Topology:
        return Topology(self.station, closed, breakers_closed=breakers_closed, without=asked.without)

    def _now(self, asked: _Asked) -> Topology:
        """As the switches stand; most operations are judged without it."""
        return self._look(asked, asked.closed)

    @cached_property
    def _sources(self) -> dict[str, int]:
        return {source.id: n for n, source in enumerate(self.station.sources)}

    @staticmethod
    def _after(asked: _Asked) -> list[bool]:
        after = list(asked.closed)
        after[asked.place] = asked.to
        return after

    @staticmethod
    def _nearest(paths: Iterable[Path | None]) -> Path | None:
        return min((path for path in paths if path is not None), key=lambda path: len(path.devices), default=None)

    def _ends(self, place: int) -> Iterator[int]:
        for pair in self.station.switches[place].contacts:
            yield from (node for node in pair if node != EARTH)

    @cached_property
    def _interrupting(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for i, switch in enumerate(self.station.switches):
            if switch.kind in INTERRUPTING:
                found.setdefault(switch.bay, []).append(i)
        return found

    def _in_series(self, place: int) -> list[int]:
        """Breakers and load switches of the bay."""
        return self._interrupting.get(self.station.switches[place].bay, [])

    def _breaking(self, bay: str, look: Topology, far: int, toward: Path) -> str | None:
        """What to open so that nothing flows: the other isolating switch of the bay, or a breaker, between ``far`` and
        what it feeds; else a breaker on the way to the source.
        """
        ways = [w for m in look.zones[look.zone[far]] if look.feeds_at(m) and (w := look.way(far, m)) is not None]
        devices = [device for way in ways for device in way.devices]
        for device in devices:
            if self.say.kind(device, ISOLATING) and self.station.switches[self.station.switch[device]].bay == bay:
                return device
        return next((d for d in [*devices, *toward.devices] if self.say.kind(d, INTERRUPTING)), None)
