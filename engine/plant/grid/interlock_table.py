"""The interlock as a table to be shown and learned: what must be so before a device moves.

Nobody writes it: every row is found by asking the judge. In the worst case (everything closed) it is tried which
positions of the own bay make the operation legal (R2), which next isolating switches must be open (R3), and which earths
within reach forbid it (R4). Reach ends at the next bay's isolating switches; beyond, the row says in words that no other
earth may be connected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from engine.plant.grid.five_prevention import Interlock
from engine.plant.grid.station import EARTH, ISOLATING, Station
from engine.plant.grid.topology import INTERRUPTING, Topology
from engine.scenario.problems import Text2

__all__ = ["Condition", "Row", "table"]

TRANSFER = Text2(
    "或倒母线：两侧经另一合上的通路等电位，且该通路断路器控制电源已断开",
    "or bus transfer: both sides joined by another closed way whose breakers have no control power",
)
NEUTRAL = Text2("或同侧另有接地的中性点", "or another earthed neutral stays on this side")
BEYOND = Text2("且经合上的刀闸相连处无其他接地", "and no other earth where closed disconnectors lead")
FREE = Text2("无附加条件", "no condition")


@dataclass(frozen=True, slots=True)
class Condition:
    """One switch that must stand so; only while every switch of ``when`` is closed, if there are any."""

    switch: str
    closed: bool
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What must be so before ``switch`` is closed (``to``) or opened."""

    switch: str
    to: bool
    conditions: tuple[Condition, ...]
    off: tuple[str, ...]
    """Sources that must be off at their other end: nothing in the station cuts them."""
    otherwise: Text2 | None
    """What may stand in place of the conditions."""
    text: Text2


def table(
    station: Station, labels: Mapping[str, str | Text2] | None = None, neutrals: Mapping[str, str] | None = None
) -> tuple[Row, ...]:
    """Rows for every operation that has a rule: isolating switches both ways, breakers, load switches and earths when
    they are closed, neutral earthing switches when they are opened. Breakers open and earths come off without one.
    """
    return tuple(_Finder(Interlock(station, labels, neutrals)).rows())


class _Finder:
    def __init__(self, interlock: Interlock) -> None:
        self.interlock, self.station = interlock, interlock.station
        self.switches = self.station.switches
        self.worst = [not s.earths for s in self.switches]
        # for currents the other bays stand as declared: with every bus disconnector closed nothing would be parted
        declared = [
            on and not s.earths for on, s in zip(self.station.normal, self.switches, strict=False)
        ] or self.worst
        self.coupled = [on or s.kind in INTERRUPTING for on, s in zip(declared, self.switches, strict=True)]
        self.usual = (declared, self.coupled)

    def rows(self) -> Iterator[Row]:
        for place, switch in enumerate(self.switches):
            if place in self.interlock.neutrals:
                yield self._row(place, False, self._windings(place), otherwise=NEUTRAL)
            elif switch.earths:
                yield self._earth_on(place)
            elif switch.kind in ISOLATING:
                for to in (False, True):
                    own, transfer = self._own_bay(place, to)
                    earths = self._earths(place, own) if to else []
                    yield self._row(place, to, [*own, *earths], otherwise=TRANSFER if transfer else None)
            else:
                yield self._row(place, True, self._earths(place, []))

    def _allowed(
        self,
        place: int,
        to: bool,
        closed: Sequence[bool],
        *,
        control_off: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> bool:
        trial = list(closed)
        trial[place] = not to
        name = self.switches[place].id
        return self.interlock.judge(trial, name, to, control_off=control_off, without=without).allowed

    def _fellows(self, place: int) -> list[int]:
        bay = self.switches[place].bay
        return [i for i, s in enumerate(self.switches) if s.bay == bay and i != place and not s.earths]

    def _own_bay(self, place: int, to: bool) -> tuple[list[Condition], bool]:
        """R2: the positions that every legal setting of the own bay has; and whether a transfer is another way."""
        fellows = self._fellows(place)
        legal = []
        for setting in product((True, False), repeat=len(fellows)):
            if all(self._allowed(place, to, self._set(usual, fellows, setting)) for usual in self.usual):
                legal.append(setting)
        fixed = [
            Condition(self.switches[i].id, settings[0])
            for i, settings in zip(fellows, zip(*legal, strict=True), strict=True)
            if len(set(settings)) == 1
        ]
        held = [s.id for s in self.switches if s.kind == "breaker"]
        shut = self._set(self.coupled, fellows, [True] * len(fellows))
        transfer = any(not c.closed for c in fixed) and self._allowed(place, to, shut, control_off=held)
        return fixed, transfer

    @staticmethod
    def _set(closed: Sequence[bool], places: Sequence[int], setting: Sequence[bool]) -> list[bool]:
        trial = list(closed)
        for i, on in zip(places, setting, strict=True):
            trial[i] = on
        return trial

    def _earths(self, place: int, own: Sequence[Condition]) -> list[Condition]:
        """R4: earths that the own bay reaches with its isolating switches closed, and by which of them."""
        must_open = {self.station.switch[c.switch] for c in own if not c.closed}
        gates = [i for i in self._fellows(place) if self.switches[i].kind in ISOLATING and i not in must_open]
        found = []
        for earth, switch in enumerate(self.switches):
            if not switch.earths or not self._reaches(place, earth, gates):
                continue
            trial = [on and i not in must_open for i, on in enumerate(self.worst)]
            trial[earth] = True
            if not self._allowed(place, True, trial):
                when = tuple(
                    self.switches[g].id for g in gates if not self._reaches(place, earth, [k for k in gates if k != g])
                )
                found.append(Condition(switch.id, False, when))
        return found

    def _reaches(self, place: int, earth: int, gates: Sequence[int]) -> bool:
        look = self._near([place, earth, *gates])
        return any(look.to_earth(node, coupled=True) is not None for node in self._nodes(place))

    def _near(self, closed: Iterable[int]) -> Topology:
        on = set(closed)
        return Topology(self.station, [i in on for i in range(len(self.switches))], breakers_closed=True)

    def _earth_on(self, place: int) -> Row:
        """R3: the next isolating switches toward any source."""
        look = self._near([place])
        cut_off = [s.id for s in self.station.sources if look.to_earth(s.node, coupled=True) is not None]
        border = [
            i
            for i, s in enumerate(self.switches)
            if s.kind in ISOLATING
            and any(
                (look.to_earth(a, coupled=True) is None) != (look.to_earth(b, coupled=True) is None)
                for a, b in s.contacts
            )
        ]
        closed = [on and i not in border for i, on in enumerate(self.worst)]
        needed = []
        for i in border:
            trial = list(closed)
            trial[i] = True
            if not self._allowed(place, True, trial, without=cut_off):
                needed.append(Condition(self.switches[i].id, False))
        return self._row(place, True, needed, off=cut_off)

    def _windings(self, place: int) -> list[Condition]:
        """RN: the breakers on every side of the transformer."""
        transformer = self.station.transformers[self.interlock.neutrals[place]]
        look = self._near([i for i, s in enumerate(self.switches) if s.kind in ISOLATING])
        first = []
        for node in (transformer.hv, transformer.lv):
            bays = {s.bay for s in self.switches if not s.earths and any(node in pair for pair in s.contacts)}
            first += [i for i, s in enumerate(self.switches) if s.kind in INTERRUPTING and s.bay in bays]
        return [Condition(self.switches[i].id, False) for i in first if look.live(self._nodes(i)[0])]

    def _nodes(self, place: int) -> list[int]:
        return [node for pair in self.switches[place].contacts for node in pair if node != EARTH]

    def _row(
        self,
        place: int,
        to: bool,
        conditions: Sequence[Condition],
        *,
        off: Sequence[str] = (),
        otherwise: Text2 | None = None,
    ) -> Row:
        name = self.interlock.say.name
        groups: dict[tuple[bool, tuple[str, ...]], list[str]] = {}
        for c in conditions:
            groups.setdefault((c.closed, c.when), []).append(c.switch)
        zh, en = [], []
        for (closed, when), members in groups.items():
            gate, given = name.listed(when), name.listed(members)
            zh.append(f"{given.zh} {'合' if closed else '分'}" + (f"（{gate.zh} 合时）" if when else ""))
            en.append(
                f"{given.en} {'closed' if closed else 'open'}"
                + (f" (while {gate.en} {'is' if len(when) == 1 else 'are'} closed)" if when else "")
            )
        for source in off:
            zh.append(f"{name(source).zh} 侧已停电")
            en.append(f"{name(source).en} off at its end")
        if (
            to
            and not self.switches[place].earths
            and any(self.switches[self.station.switch[c.switch]].earths for c in conditions)
        ):
            zh.append(BEYOND.zh)
            en.append(BEYOND.en)
        if otherwise is not None:
            zh.append(otherwise.zh)
            en.append(otherwise.en)
        label = name(self.switches[place].id)
        text = Text2(
            f"{'合' if to else '分'} {label.zh}：" + ("；".join(zh) or FREE.zh),
            f"{'close' if to else 'open'} {label.en}: " + ("; ".join(en) or FREE.en),
        )
        return Row(self.switches[place].id, to, tuple(conditions), tuple(off), otherwise, text)
