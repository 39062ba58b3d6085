"""A switching order while it is being written: items with their words, and where everything stands after the last one.

draft.move(place, False)            # an order and the check that follows it
with draft.any_order() as group:    # blocks that may be swapped
    group.block(); draft.move(a, False)
    group.block(); draft.move(b, False)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from engine.plant.grid.switching.facts import Facts
from engine.plant.grid.switching.standing import Standing
from engine.plant.sequencing import DeedSequence, SequenceItem
from engine.scenario.text import Text

__all__ = ["Draft", "Group"]


class Group:
    """Blocks that stand side by side."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._starts: list[int] = []

    def block(self) -> None:
        """What follows is the next block."""
        self._starts.append(len(self._draft.items))

    def blocks(self) -> list[tuple[str, ...]]:
        """The keys of each block that has any."""
        items = self._draft.items
        ends = [*self._starts, len(items)][1:]
        found = (tuple(i.key for i in items[a:b]) for a, b in zip(self._starts, ends, strict=True))
        return [keys for keys in found if keys]


class Draft:
    """Items so far; ``now`` is where everything stands after them."""

    def __init__(self, facts: Facts, now: Standing) -> None:
        self.facts, self.now = facts, now.copy()
        self.station, self.naming = facts.station, facts.naming
        self.items: list[SequenceItem] = []
        self.notes: list[Text] = []
        self.ties: list[int] = []
        """Ties closed on the way."""
        self.put_out: list[str] = []
        """Automatics taken out of service on the way."""
        self.normal_plates = frozenset(name for name, on in facts.normally.items() if on)
        """Automatics that are normally in."""
        self.parted = ""
        """The key of the check after which the thing is off."""
        self._groups: list[tuple[tuple[str, ...], ...]] = []

    def done(self) -> DeedSequence:
        """The whole of it."""
        return DeedSequence(tuple(self.items), tuple(self._groups), tuple(self.notes))

    @contextmanager
    def any_order(self) -> Iterator[Group]:
        """Blocks that may come in any order."""
        group = Group(self)
        yield group
        blocks = group.blocks()
        if len(blocks) > 1:
            self._groups.append(tuple(blocks))

    # -- deeds ---------------------------------------------------------------------------------------------------
    def move(
        self, place: int, to: bool, *, also: str = "", more: Text | None = None, after: tuple[str, ...] | None = None
    ) -> str:
        """Switch, rack or fit, and check the position; ``also`` and ``more``: what else must be so. The check's key."""
        switch = self.station.switches[place]
        name = switch.id
        verb = ("attach" if to else "detach") if switch.kind == "portable" else "close" if to else "open"
        self.now.closed[place] = to
        there = self._arrived(place, to)
        key = self._add(f"{verb}_{name}", self.naming.moved(name, to), do=verb, on=name, check=there, after=after)
        return self.stands(place, to, also=also, more=more, after=None if after is None else (key,))

    def stands(
        self, place: int, to: bool, *, also: str = "", more: Text | None = None, after: tuple[str, ...] | None = None
    ) -> str:
        """Check a position; its key."""
        name = self.station.switches[place].id
        text = self.naming.stands(name, to)
        if more is not None:
            text = Text(zh=f"{text.of('zh')}、{more.of('zh')}", en=f"{text.of('en')}, {more.of('en')}")
        check = f"{self.position(place, to)} and {also}" if also else self.position(place, to)
        key = f"check_{name}_{'closed' if to else 'open'}"
        return self._add(key, text, check=check, of=name, after=after)

    def make_sure(self, key: str, text: Text, check: str, of: str, after: tuple[str, ...] | None = None) -> str:
        """Any other check; its key."""
        return self._add(key, text, check=check, of=of, after=after)

    def prove_dead(self, node: int, earth: int, apart: Sequence[int]) -> None:
        """Test all phases at a node just before ``earth`` goes on. Where nothing can be held there, two things of different
        kind are looked at: that ``apart`` stand open, and what indicates voltage (source: power reference A4.4, indirect
        test).
        """
        name, device = self.station.nodes[node].id, self.station.switches[earth].id
        where = self.naming.full(name) if name in self.facts.points else self._beside(device)
        text = Text(zh=f"在{where.of('zh')}三相验明确无电压", en=f"Prove all three phases dead at {where.of('en')}")
        check = " and ".join(self.position(place, False) for place in apart)
        gear, display = self.naming.listed(self.station.switches[place].id for place in apart), self.facts.displays.get(node)
        if display is None:
            instead = Text(zh=f"检查{gear.of('zh')}确在断开位置（{where.of('zh')}处无验电点）",
                           en=f"Check the open position of {gear.of('en')} ({where.of('en')} has no point to test at)")  # fmt: skip
        else:
            check = f"not {display}.live and {check}"
            zh = f"在{where.of('zh')}间接验电：带电显示三相无电、{gear.of('zh')}确在断开位置"
            en = f"Prove {where.of('en')} dead indirectly: no lamp of the indicator lit, the open position of {gear.of('en')}"
            instead = Text(zh=zh, en=en)
        self._add(f"prove_{device}", text, do="test", on=name, check=check, of=display or device, at=(name, device), where=where,
                  instead=instead)  # fmt: skip

    def power(self, place: int, on: bool) -> None:
        """Control power of a breaker or drive power of a disconnector on or off."""
        name = self.station.switches[place].id
        off = self.now.control_off if place in self.facts.control else self.now.drive_off
        (off.discard if on else off.add)(place)
        tag = f"{name}.{'control_power' if place in self.facts.control else 'drive_power'}"
        what = (
            ("控制及储能电源", "control and spring-charging power")
            if place in self.facts.control
            else ("操作电源", "drive power")
        )
        full, verb = self.naming.full(name), "start" if on else "stop"
        zh, en = ("送上", "on") if on else ("断开", "off")
        text = Text(zh=f"{zh}{full.of('zh')}{what[0]}", en=f"Switch {en} the {what[1]} of {full.of('en')}")
        self._add(f"power_{name}_{'on' if on else 'off'}", text, do=verb, on=name, check=tag if on else f"not {tag}")

    def plate(self, relay: str, on: bool, after: tuple[str, ...] | None = None) -> None:
        """A protection or an automatic in or out."""
        self.now.plates[relay] = on
        name = self.naming.full(relay)
        text = Text(
            zh=f"{'投入' if on else '退出'}{name.of('zh')}",
            en=f"{'Put in' if on else 'Take out'} {name.of('en')}",
        )
        verb = "close" if on else "open"
        check = f"{relay}.enabled" if on else f"not {relay}.enabled"
        self._add(f"{verb}_{relay}", text, do=verb, on=relay, check=check, after=after)

    def sign(self, place: int, on: bool) -> None:
        """A sign on the handle of a switch."""
        name = self.station.switches[place].id
        full = self.naming.full(name)
        text = (
            Text(zh=f"在{full.of('zh')}操作把手上悬挂“禁止合闸，有人工作！”标示牌",
                 en=f"Hang the sign “Do not close - people at work” on the handle of {full.of('en')}")
            if on
            else Text(zh=f"拆除{full.of('zh')}操作把手上的标示牌", en=f"Take the sign off the handle of {full.of('en')}")
        )  # fmt: skip
        verb = "tag" if on else "untag"
        self._add(f"{verb}_{name}", text, do=verb, on=name)

    def note(self, zh: str, en: str) -> None:
        """Something whoever orders it should know; said once."""
        text = Text(zh=zh, en=en)
        if text not in self.notes:
            self.notes.append(text)

    # -- conditions ----------------------------------------------------------------------------------------------
    def position(self, place: int, to: bool) -> str:
        """The condition that a switch stands right: blades in or out on every phase, a truck in its place."""
        switch = self.station.switches[place]
        if switch.kind == "truck":
            return f"{switch.id}.place == '{'working' if to else 'test'}'"
        word = f"{switch.id}.closed" if to else f"not {switch.id}.closed"
        if switch.kind != "disconnector":
            return word
        return f"{word} and {switch.id}.position_c {'> 99 %' if to else '< 1 %'}"

    def _arrived(self, place: int, to: bool) -> str:
        """The condition that an order has been carried out, as far as the drive knows: a phase that lags is found by looking."""
        switch = self.station.switches[place]
        if switch.kind == "disconnector":
            return f"{switch.id}.position {'> 99 %' if to else '< 1 %'}"
        return self.position(place, to)

    def _beside(self, device: str) -> Text:
        name = self.naming.short(device)
        return Text(zh=f"{name.of('zh')}接地处", en=f"where {name.of('en')} earths")

    def _add(self, key: str, text: Text, **what: object) -> str:
        key, n = key[:37], 1
        taken = {item.key for item in self.items}
        given = key
        while given in taken:
            n += 1
            given = f"{key}_{n}"
        self.items.append(SequenceItem(given, text, **what))  # type: ignore[arg-type]
        return given
