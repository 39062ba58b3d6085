"""What the interlock says: one verdict, in both languages, with the way it found and what would make it legal.

The rules (``five_prevention``) decide; here it is put into words, so that no rule carries a sentence. Texts use the
plates given as ``labels``; paths and operations keep the ids.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.plant.grid.plates import Plates
from engine.plant.grid.station import ISOLATING, Station
from engine.plant.grid.topology import INTERRUPTING, Path, via
from engine.scenario.problems import Text2

__all__ = ["Rule", "Verdict", "Wording"]

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
    """What would make it legal; empty when allowed."""
    operations: tuple[tuple[str, bool], ...] = ()
    """The next switch operation of the remedy: (id, to be closed). Empty when it is not a switch operation."""


class Wording:
    """The sentences of one station."""

    def __init__(self, station: Station, labels: Mapping[str, str | Text2] | None) -> None:
        self.station = station
        self.name = Plates(station, labels)

    def kind(self, device: str, kinds: Collection[str]) -> bool:
        """Whether the device is a switch of one of ``kinds``."""
        place = self.station.switch.get(device)
        return place is not None and self.station.switches[place].kind in kinds

    def under_load(self, switch: str, to: bool, breaker: str, path: Path | None) -> Verdict:
        """R2: the breaker of the bay is closed."""
        way = via(path, self.name) if path else None
        text = Text2(
            f"禁止带负荷{self._verb(switch, to)} {self.name(switch).zh}：{self.name(breaker).zh} 在合位"
            + (f"（{way.zh}）" if way else ""),
            f"{self.name(switch).en} must not be {self._done(switch, to)} under load: {self.name(breaker).en} is closed"
            + (f" ({way.en})" if way else ""),
        )
        ids = (breaker, *path.devices, path.end) if path else (breaker,)
        return Verdict(False, "R2", text, ids, *self.first(breaker, False))

    def makes_current(self, switch: str, to: bool, path: Path, breaking: str | None) -> Verdict:
        """R2: the switch itself would make or break a current."""
        way = via(path, self.name)
        text = Text2(
            f"禁止{self._verb(switch, to)} {self.name(switch).zh}：会{'接通' if to else '断开'}负荷或环流（一侧带电：{way.zh}）",
            f"{self.name(switch).en} must not be {self._done(switch, to)}: it would {'make' if to else 'break'} a load or loop "
            f"current (one side is live: {way.en})",
        )
        if breaking is None:
            fix = Text2("该回路没有可断开负荷的开关：先使两侧停电", "nothing here can break load: make it dead first")
            return Verdict(False, "R2", text, (*path.devices, path.end), fix)
        return Verdict(False, "R2", text, (*path.devices, path.end), *self.first(breaking, False))

    def may_trip(self, switch: str, to: bool, path: Path, breaker: str) -> Verdict:
        """R2: the way beside it hangs on a breaker that may trip."""
        tie, chain = self.name(breaker), self.name.chain(path.devices)
        text = Text2(
            f"禁止{self._verb(switch, to)} {self.name(switch).zh}：两侧经 {chain.zh} 等电位，但 {tie.zh} 控制电源未断开，操作中可能跳闸",
            f"{self.name(switch).en} must not be {self._done(switch, to)}: both sides are joined by {chain.en}, but {tie.en} has control "
            "power and may trip meanwhile",
        )
        fix = Text2(f"先断开 {tie.zh} 的控制电源", f"first switch off the control power of {tie.en}")
        return Verdict(False, "R2", text, path.devices, fix)

    def no_break(self, switch: str, path: Path) -> Verdict:
        """R3: an earth where a source is not visibly cut off."""
        fitted = self.kind(switch, {"portable"})
        way = via(path, self.name)
        text = Text2(
            f"禁止{'装设接地线' if fitted else '合接地刀闸'} {self.name(switch).zh}：该处未与电源明显断开（{way.zh}）",
            f"{self.name(switch).en} must not be {'fitted' if fitted else 'closed'}: no visible break to a source ({way.en})",
        )
        return Verdict(False, "R3", text, (*path.devices, path.end), *self.cut(path))

    def shown_live(self, switch: str, node: str) -> Verdict:
        """R3: the graph says isolated, a display says live."""
        name, at = self.name(switch), self.name(node)
        text = Text2(
            f"禁止接地 {name.zh}：{at.zh} 带电显示装置显示有电",
            f"{name.en} must not be closed: the voltage display at {at.en} shows voltage",
        )
        fix = Text2(
            "停止操作，报告调度，查明对侧来电或显示装置故障",
            "stop and report: find out whether the other end feeds it or the display is faulty",
        )
        return Verdict(False, "R3", text, (node,), fix)

    def carries_short(self, switch: str, path: Path) -> Verdict:
        """R3: an earth that carries a short circuit is not taken off."""
        way = via(path, self.name)
        text = Text2(
            f"禁止拆除 {self.name(switch).zh}：正通过短路电流（{way.zh}）",
            f"{self.name(switch).en} must not be taken off: it carries a short circuit ({way.en})",
        )
        return Verdict(False, "R3", text, (*path.devices, path.end), *self.stop(path))

    def onto_earth(self, switch: str, earth: Path, source: Path | None) -> Verdict:
        """R4: an earth is on what would be closed."""
        chain = self.name.chain(earth.devices)
        fed = via(source, self.name) if source else None
        text = Text2(
            f"禁止带地线合闸：{self.name(switch).zh} {f'经 {chain.zh} ' if earth.devices else ''}接有接地 {self.name(earth.end).zh}"
            + (f"，又{fed.zh}" if fed else ""),
            f"{self.name(switch).en} must not be {self._done(switch, True)} onto an earth: {self.name(earth.end).en} is on"
            + (f" via {chain.en}" if earth.devices else "")
            + (f", and it is fed {fed.en}" if fed else ""),
        )
        return Verdict(False, "R4", text, (*earth.devices, earth.end), *self.first(earth.end, False))

    def last_neutral(self, switch: str, transformer: str, path: Path) -> Verdict:
        """RN: the last earthed neutral of a live winding."""
        way = via(path, self.name)
        text = Text2(
            f"禁止拉开中性点接地刀闸 {self.name(switch).zh}：{self.name(transformer).zh} 带电（{way.zh}），该侧再无其他接地的中性点",
            f"{self.name(switch).en} must not be opened: {self.name(transformer).en} is live ({way.en}) and no other earthed "
            "neutral is left on this side",
        )
        return Verdict(False, "RN", text, (*path.devices, path.end), *self.stop(path))

    def door_live(self, node: str, path: Path) -> Verdict:
        """R5: something inside is not visibly cut off."""
        way = via(path, self.name)
        text = Text2(
            f"禁止打开：{self.name(node).zh} 未与电源明显断开（{way.zh}）",
            f"not to be opened: {self.name(node).en} has no visible break to a source ({way.en})",
        )
        return Verdict(False, "R5", text, (*path.devices, path.end), *self.cut(path))

    def door_bare(self, node: str, earth: str | None) -> Verdict:
        """R5: something inside is dead but not earthed; ``earth``: what could earth it."""
        name = self.name(node)
        text = Text2(f"禁止打开：{name.zh} 停电但未接地", f"not to be opened: {name.en} is dead but not earthed")
        if earth is None:
            fix = Text2(f"在 {name.zh} 验明无电压后装设接地线", f"prove {name.en} dead, then fit an earth")
            return Verdict(False, "R5", text, (), fix)
        label = self.name(earth)
        if self.kind(earth, {"portable"}):
            fix = Text2(f"验明确无电压后装设接地线 {label.zh}", f"prove it dead, then fit {label.en}")
        else:
            fix = Text2(f"验明确无电压后合上 {label.zh}", f"prove it dead, then close {label.en}")
        return Verdict(False, "R5", text, (), fix, ((earth, True),))

    def door_open(self, switch: str, to: bool, door: str) -> Verdict:
        """R5 the other way: what is behind an open door does not lose its break or its earth."""
        name, gate = self.name(switch), self.name(door)
        text = Text2(
            f"禁止{self._verb(switch, to)} {name.zh}：{gate.zh} 开着，其内将不再停电接地",
            f"{name.en} must not be {self._done(switch, to)}: {gate.en} is open, and what is inside would not stay dead and "
            "earthed",
        )
        return Verdict(False, "R5", text, (door,), Text2(f"先关上 {gate.zh}", f"first close {gate.en}"))

    def already(self, switch: str, to: bool) -> Verdict:
        """Nothing would move: no refusal."""
        name = self.name(switch)
        text = Text2(f"{name.zh} 已在{'合' if to else '分'}位", f"{name.en} is {'closed' if to else 'open'} already")
        return Verdict(True, None, text)

    def first(self, switch: str, to: bool) -> tuple[Text2, tuple[tuple[str, bool], ...]]:
        """A remedy of one operation."""
        label = self.name(switch)
        if to:
            return Text2(f"先合上 {label.zh}", f"first close {label.en}"), ((switch, to),)
        if self.kind(switch, {"truck"}):
            text = Text2(f"先将 {label.zh} 摇至试验位置", f"first rack {label.en} out to its test position")
        elif self.kind(switch, {"portable"}):
            text = Text2(f"先拆除接地线 {label.zh}", f"first take off the portable earth {label.en}")
        else:
            text = Text2(f"先拉开 {label.zh}", f"first open {label.en}")
        return text, ((switch, to),)

    def cut(self, path: Path) -> tuple[Text2, tuple[tuple[str, bool], ...]]:
        """The remedy that puts a visible break into a way to a source: its first isolating switch."""
        return self._open_on(path, ISOLATING)

    def stop(self, path: Path) -> tuple[Text2, tuple[tuple[str, bool], ...]]:
        """The remedy that interrupts a way to a source: its first breaker or load switch."""
        return self._open_on(path, INTERRUPTING)

    def _open_on(self, path: Path, kinds: Collection[str]) -> tuple[Text2, tuple[tuple[str, bool], ...]]:
        found = next((device for device in path.devices if self.kind(device, kinds)), None)
        if found is not None:
            return self.first(found, False)
        end = self.name(path.end)
        fix = (
            f"本站无法断开：请调度令电源 {end.zh} 一侧停电",
            f"cannot be cut here: ask for {end.en} to be switched off at its end",
        )
        return Text2(*fix), ()

    def _verb(self, switch: str, to: bool) -> str:
        if self.kind(switch, {"truck"}):
            return "推入" if to else "拉出"
        return "合" if to else "拉"

    def _done(self, switch: str, to: bool) -> str:
        if self.kind(switch, {"truck"}):
            return "racked in" if to else "racked out"
        return "closed" if to else "opened"
