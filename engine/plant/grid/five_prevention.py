"""五防: what may be operated, decided from the graph alone; no table per bay, so any station has its interlock.

R1 防误分合断路器   nothing topological: the ticket and the plate decide. ``judge`` only advises when nothing would move.
R2 防带负荷拉合隔离开关   a disconnector or truck moves only when no breaker or load switch of its bay is closed, and when
   it neither makes nor breaks a current. Exception: both its ends are joined by another closed way on which no breaker
   can trip (bus transfer: the tie's control power is off).
R3 防带电挂地线   an earth goes on only where every source is cut off by a break that can be seen (strict graph).
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
from typing import Literal

from engine.plant.grid.station import EARTH, ISOLATING, Station
from engine.plant.grid.topology import BREAKER, INTERRUPTING, NODE, Path, Topology, known, via
from engine.scenario.problems import Text2

__all__ = ["Interlock", "Rule", "Verdict"]

Rule = Literal["R1", "R2", "R3", "R4", "R5", "RN"]

NOTHING = Text2("", "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the interlock says to one operation or one door."""

    allowed: bool
    rule: Rule | None
    """The rule that refused; None when allowed."""
    text: Text2
    """What is refused and why, with the way it is live or earthed."""
    path: tuple[str, ...] = ()
    """Ids of the devices of that way, from the device or node asked about; the last is the source or the earth."""
    remedy: Text2 = NOTHING
    """What would make it legal."""
    operations: tuple[tuple[str, bool], ...] = ()
    """The next switch operation of the remedy: (id, to be closed). Empty when it is not a switch operation."""
    advice: Text2 | None = None
    """Good practice that the interlock does not enforce (line side, source side; nothing to move)."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question, with what it may use."""

    closed: tuple[bool, ...]
    place: int
    to: bool
    control_off: frozenset[int]
    without: frozenset[str]


class Interlock:
    """The rules on one station. ``labels``: plates by id, used in the texts; paths and operations keep ids.

    ``neutrals``: id of a neutral earthing switch → id of its transformer (an earthing switch on a node of its own).
    """

    def __init__(
        self,
        station: Station,
        labels: Mapping[str, str] | None = None,
        neutrals: Mapping[str, str] | None = None,
    ) -> None:
        self.station = station
        self.labels = dict(labels or {})
        self.neutrals = {
            known(switch, station.switch): known(name, station.transformer, Text2("变压器", "transformer"))
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
    ) -> Verdict:
        """Whether ``switch_id`` may be closed (``to``) or opened now.

        ``control_off``: breakers whose control power is off, so that they cannot trip. ``without``: sources that are
        off, as the control centre says. Raises ``UnknownDeviceError`` and ``ValueError`` as ``Topology`` does.
        """
        place = known(switch_id, self.station.switch)
        locked = frozenset(known(name, self.station.switch, BREAKER) for name in control_off)
        asked = _Asked(tuple(closed), place, to, locked, frozenset(without))
        now = self._look(asked, asked.closed)
        if asked.closed[place] == to:
            return self._already(asked)
        refusal = self._refusal(asked, now)
        if refusal is not None:
            return refusal
        return Verdict(True, None, Text2("允许操作", "may be operated"), advice=self._order(asked))

    def enclosure(self, closed: Sequence[bool], nodes: Collection[str], *, without: Collection[str] = ()) -> Verdict:
        """R5: whether the door or fence around the conductors ``nodes`` (ids) may be opened."""
        off = frozenset(without)
        strict = Topology(self.station, closed, breakers_closed=True, without=off)
        sure = Topology(self.station, closed, breakers_open=True, without=off)
        for name in nodes:
            node = known(name, self.station.node, NODE)
            path = strict.to_source(node)
            if path is not None:
                fix, operations = self._cut(path)
                text = Text2(
                    f"禁止打开：{self._name(name)} 未与电源明显断开（{self._via(path).zh}）",
                    f"not to be opened: {self._name(name)} has no visible break to a source ({self._via(path).en})",
                )
                return Verdict(False, "R5", text, (*path.devices, path.end), fix, operations)
            if not sure.earthed(node):
                return self._not_earthed(name, node, sure)
        return Verdict(
            True, None, Text2("内部均已停电接地，可以打开", "everything inside is dead and earthed: may be opened")
        )

    # ── the rules ────────────────────────────────────────────────────────────────────────────────────────────────

    def _refusal(self, asked: _Asked, now: Topology) -> Verdict | None:
        switch = self.station.switches[asked.place]
        if asked.place in self.neutrals:
            return None if asked.to else self._neutral(asked, now)
        if switch.earths:
            return self._earth_on(asked) if asked.to else self._earth_off(asked, now)
        if switch.kind in ISOLATING:
            return self._load(asked, now) or (self._onto_earth(asked) if asked.to else None)
        return self._close_breaker(asked) if asked.to else None

    def _load(self, asked: _Asked, now: Topology) -> Verdict | None:
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
            name = self.station.switches[shut].id
            path = self._nearest(now.to_source(node) for node in self._ends(asked.place))
            way = Text2(f"（{self._via(path).zh}）", f" ({self._via(path).en})") if path else NOTHING
            text = Text2(
                f"禁止带负荷{'合' if asked.to else '拉'} {self._name(switch.id)}：{self._name(name)} 在合位{way.zh}",
                f"{self._name(switch.id)} must not be {self._done(asked.to)} under load: "
                f"{self._name(name)} is closed{way.en}",
            )
            ids = (name, *path.devices, path.end) if path else (name,)
            return Verdict(False, "R2", text, ids, *self._first(name, False))
        for a, b, look in gaps:
            if not look.joined(a, b) and (look.live(a) or look.live(b)) and look.feeds(a) and look.feeds(b):
                side = a if look.live(a) else b
                path = look.to_source(side)
                assert path is not None
                breaking = self._breaking(asked, look, b if side == a else a, side)
                text = Text2(
                    f"禁止{'合' if asked.to else '拉'} {self._name(switch.id)}：会{'接通' if asked.to else '断开'}负荷或环流"
                    f"（一侧带电：{self._via(path).zh}）",
                    f"{self._name(switch.id)} must not be {self._done(asked.to)}: it would {'make' if asked.to else 'break'} "
                    f"a load or loop current (one side is live: {self._via(path).en})",
                )
                ids = (*path.devices, path.end)
                if breaking is None:
                    fix = Text2(
                        "该回路没有可断开负荷的开关：先使两侧停电", "nothing here can break load: make it dead first"
                    )
                    return Verdict(False, "R2", text, ids, fix)
                return Verdict(False, "R2", text, ids, *self._first(breaking, False))
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
            free = next(d for d in path.devices if not held[self.station.switch[d]])
            name, tie = self._name(self.station.switches[asked.place].id), self._name(free)
            text = Text2(
                f"禁止{'合' if asked.to else '拉'}{name}：两侧经 {'–'.join(map(self._name, path.devices))} 等电位，"
                f"但 {tie} 控制电源未断开，操作中可能跳闸",
                f"{name} must not be {self._done(asked.to)}: both sides are joined by "
                f"{'–'.join(map(self._name, path.devices))}, but {tie} has control power and may trip meanwhile",
            )
            fix = Text2(f"先断开 {tie} 的控制电源", f"first switch off the control power of {tie}")
            return Verdict(False, "R2", text, path.devices, fix)
        return None

    def _earth_on(self, asked: _Asked) -> Verdict | None:
        """R3: strict graph, every breaker taken as closed."""
        switch = self.station.switches[asked.place]
        strict = self._look(asked, asked.closed, breakers_closed=True)
        for node in self._ends(asked.place):
            path = strict.to_source(node)
            if path is not None:
                fix, operations = self._cut(path)
                what = Text2("装设接地线", "fitted") if switch.kind == "portable" else Text2("合接地刀闸", "closed")
                text = Text2(
                    f"禁止{what.zh} {self._name(switch.id)}：该处未与电源明显断开（{self._via(path).zh}）",
                    f"{self._name(switch.id)} must not be {what.en}: no visible break to a source ({self._via(path).en})",
                )
                return Verdict(False, "R3", text, (*path.devices, path.end), fix, operations)
        return None

    def _earth_off(self, asked: _Asked, now: Topology) -> Verdict | None:
        """R3 the other way: an earth that carries a short circuit is not taken away."""
        switch = self.station.switches[asked.place]
        for node in self._ends(asked.place):
            path = now.to_source(node)
            if path is not None:
                text = Text2(
                    f"禁止拆除 {self._name(switch.id)}：正通过短路电流（{self._via(path).zh}）",
                    f"{self._name(switch.id)} must not be taken off: it carries a short circuit ({self._via(path).en})",
                )
                breaker = next((d for d in path.devices if self._is(d, INTERRUPTING)), None)
                fix, operations = self._first(breaker, False) if breaker else self._cut(path)
                return Verdict(False, "R3", text, (*path.devices, path.end), fix, operations)
        return None

    def _close_breaker(self, asked: _Asked) -> Verdict | None:
        """R4 for what can interrupt: as the switches stand."""
        return self._meets_earth(asked, self._look(asked, self._after(asked)))

    def _onto_earth(self, asked: _Asked) -> Verdict | None:
        """R4 for what isolates: with every breaker taken as closed, and onto no earth even where there is no source."""
        strict = self._look(asked, self._after(asked), breakers_closed=True)
        earth = self._nearest(strict.to_earth(node) for node in self._ends(asked.place))
        return self._earth_in_the_way(asked, earth, None) if earth else self._meets_earth(asked, strict)

    def _meets_earth(self, asked: _Asked, look: Topology) -> Verdict | None:
        # closed now, its ends are one piece: what one of them meets, the other meets too
        source = self._nearest(look.to_source(node) for node in self._ends(asked.place))
        if source is None:
            return None
        earth = self._nearest(look.to_earth(node, coupled=True) for node in self._ends(asked.place))
        return self._earth_in_the_way(asked, earth, source) if earth else None

    @staticmethod
    def _nearest(paths: Iterable[Path | None]) -> Path | None:
        return min((path for path in paths if path is not None), key=lambda path: len(path.devices), default=None)

    def _earth_in_the_way(self, asked: _Asked, earth: Path, source: Path | None) -> Verdict:
        name = self._name(self.station.switches[asked.place].id)
        chain = Text2("", "")
        if earth.devices:
            joined = "–".join(map(self._name, earth.devices))
            chain = Text2(f"经 {joined} ", f" by {joined}")
        text = Text2(
            f"禁止带地线合闸：{name} {chain.zh}接有接地 {self._name(earth.end)}"
            + (f"，另一侧{self._via(source).zh}" if source else ""),
            f"{name} must not be closed onto an earth: {self._name(earth.end)} is on{chain.en}"
            + (f", and it is fed {self._via(source).en}" if source else ""),
        )
        return Verdict(False, "R4", text, (*earth.devices, earth.end), *self._first(earth.end, False))

    def _neutral(self, asked: _Asked, now: Topology) -> Verdict | None:
        """RN: the winding does not lose its last earthed neutral while it is live."""
        transformer = self.station.transformers[self.neutrals[asked.place]]
        path = now.to_source(transformer.hv)
        others = [i for i, t in self.neutrals.items() if i != asked.place and asked.closed[i]]
        held = any(now.joined(transformer.hv, self.station.transformers[self.neutrals[i]].hv) for i in others)
        if path is None or held:
            return None
        name = self._name(self.station.switches[asked.place].id)
        text = Text2(
            f"禁止拉开中性点接地刀闸 {name}：{self._name(transformer.id)} 带电（{self._via(path).zh}），"
            "该侧再无其他接地的中性点",
            f"{name} must not be opened: {self._name(transformer.id)} is live ({self._via(path).en}) "
            "and no other earthed neutral is left on this side",
        )
        breaker = next((d for d in path.devices if self._is(d, INTERRUPTING)), None)
        fix, operations = self._first(breaker, False) if breaker else self._cut(path)
        return Verdict(False, "RN", text, (*path.devices, path.end), fix, operations)

    # ── what the rules use ───────────────────────────────────────────────────────────────────────────────────────

    def _look(self, asked: _Asked, closed: Sequence[bool], *, breakers_closed: bool = False) -> Topology:
        return Topology(self.station, closed, breakers_closed=breakers_closed, without=asked.without)

    @staticmethod
    def _after(asked: _Asked) -> list[bool]:
        after = list(asked.closed)
        after[asked.place] = asked.to
        return after

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

    def _is(self, name: str, kinds: Collection[str]) -> bool:
        place = self.station.switch.get(name)
        return place is not None and self.station.switches[place].kind in kinds

    def _breaking(self, asked: _Asked, look: Topology, far: int, near: int) -> str | None:
        """What to open so that nothing flows between ``near`` (live) and ``far``: the other isolating switch of the bay
        or a breaker between ``far`` and what it feeds, else a breaker between ``near`` and its source.
        """
        bay = self.station.switches[asked.place].bay
        ways = [w for m in look.zones[look.zone[far]] if look.feeds_at(m) and (w := look.way(far, m)) is not None]
        devices = [device for way in ways for device in way.devices]
        for device in devices:
            if self._is(device, ISOLATING) and self.station.switches[self.station.switch[device]].bay == bay:
                return device
        toward = look.to_source(near)
        devices += toward.devices if toward else ()
        return next((device for device in devices if self._is(device, INTERRUPTING)), None)

    def _cut(self, path: Path) -> tuple[Text2, tuple[tuple[str, bool], ...]]:
        """The remedy that puts a visible break into a way to a source: its first isolating switch."""
        first = next((d for d in path.devices if self._is(d, ISOLATING)), None)
        if first is not None:
            return self._first(first, False)
        end = self._name(path.end)
        return (
            Text2(f"本站无法断开：请调度令电源 {end} 一侧停电", f"cannot be cut here: ask for {end} to be switched off at its end"),
            (),
        )  # fmt: skip

    def _first(self, name: str, to: bool) -> tuple[Text2, tuple[tuple[str, bool], ...]]:
        kind = self.station.switches[self.station.switch[name]].kind
        zh, en = {
            "truck": ("将 {} 手车摇至试验位置", "rack the truck {} out to its test position"),
            "portable": ("拆除接地线 {}", "take off the portable earth {}"),
        }.get(kind, ("拉开 {}", "open {}"))
        if to:
            zh, en = "合上 {}", "close {}"
        label = self._name(name)
        return Text2("先" + zh.format(label), "first " + en.format(label)), ((name, to),)

    def _not_earthed(self, name: str, node: int, sure: Topology) -> Verdict:
        zone = set(sure.zones[sure.zone[node]])
        earth = next(
            (s.id for i, s in enumerate(self.station.switches) if s.earths and zone.intersection(self._ends(i))), None
        )
        text = Text2(
            f"禁止打开：{self._name(name)} 停电但未接地",
            f"not to be opened: {self._name(name)} is dead but not earthed",
        )
        if earth is None:
            fix = Text2(
                f"在 {self._name(name)} 验明无电压后装设接地线", f"prove {self._name(name)} dead, then fit an earth"
            )
            return Verdict(False, "R5", text, (), fix)
        label = self._name(earth)
        fix = Text2(f"验明确无电压后合上（装设） {label}", f"prove it dead, then close (fit) {label}")
        return Verdict(False, "R5", text, (), fix, ((earth, True),))

    def _already(self, asked: _Asked) -> Verdict:
        name = self._name(self.station.switches[asked.place].id)
        text = Text2(f"{name} 已在{'合' if asked.to else '分'}位", f"{name} is {self._done(asked.to)} already")
        return Verdict(
            True, None, text, advice=Text2("请核对设备双重名称", "check the name and the number of the device")
        )

    def _order(self, asked: _Asked) -> Text2 | None:
        """Load side first when opening, source side first when closing: advice, no refusal."""
        switch = self.station.switches[asked.place]
        if switch.kind != "disconnector":
            return None
        own = self._side(asked, asked.place)
        for i, other in enumerate(self.station.switches):
            if i == asked.place or other.bay != switch.bay or other.kind != "disconnector":
                continue
            before = (not asked.to, self._side(asked, i))
            if asked.to and own == "load" and before == (False, "source") and not asked.closed[i]:
                return Text2(
                    f"宜先合电源侧 {self._name(other.id)}", f"better close the source side {self._name(other.id)} first"
                )
            if not asked.to and own == "source" and before == (True, "load") and asked.closed[i]:
                return Text2(
                    f"宜先拉负荷侧 {self._name(other.id)}", f"better open the load side {self._name(other.id)} first"
                )
        return None

    def _side(self, asked: _Asked, place: int) -> str:
        """``source`` when the far node is where other bays meet (a bus), else ``load``."""
        bay = self.station.switches[place].bay
        for node in self._ends(place):
            if any(
                s.bay != bay and not s.earths and node in (n for pair in s.contacts for n in pair)
                for s in self.station.switches
            ):
                return "source"
        return "load"

    @staticmethod
    def _done(to: bool) -> str:
        return "closed" if to else "opened"

    def _name(self, device: str) -> str:
        return self.labels.get(device, device)

    def _via(self, path: Path) -> Text2:
        return via(path, self.labels)
