"""Probes at work: the record of what was tested with what, and the operables that take ``test``.

session.request("learner", "test", "DET")                       # the probe on itself
session.request("learner", "test", "W1", {"part": "A"})         # the one probe in hand, held to part A
session.request("learner", "test", "W1", {"part": "A", "tool": "DET"})
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.control.bus import Bus
from engine.control.operate import ControlRefusal
from engine.scenario.text import Text
from engine.scenario.units import unit
from engine.session.actions import Refused
from engine.session.applied.choices import Choice
from engine.session.applied.points import Point, object_at, spot_title
from engine.session.applied.probes import Probe, decimals, probes_at, scale_of
from engine.session.applied.space import reaches
from engine.session.operables import Operable, refused, with_verbs
from engine.session.people import People
from engine.session.shapes import mm
from engine.state import fields_of

__all__ = ["ProbeTool", "Probed", "Probing"]

NEVER = 1 << 62
"""A tick that does not come."""


@dataclass(slots=True)
class _Row:
    """The last test of one part of a point; ticks are those of the first tick that no longer counts."""

    shown: float | None = None
    high: bool = True
    """Whether the higher value is the worse one."""
    misfit: bool = False
    until: int = 0
    tick: int = -1


class Probing:
    """What was proved and tested, and for how long it counts; a block of the consequences phase."""

    def __init__(
        self, section: Mapping[str, Probe], points: Mapping[str, Point], bus: Bus, people: People, period: int,
        titles: Mapping[str, Text],
    ) -> None:  # fmt: skip
        self.period = period
        self.section, self.points, self.people = section, points, people
        self._bus, self._titles = bus, titles
        self._works = {name: bus.compile(p.works) for name, p in section.items() if p.works is not None}
        self._shows: dict[tuple[str, str, str], Callable[[Any], Any]] = {}
        for name, probe in section.items():
            for point, held in probe.at.items():
                for part in points[point].parts or ("",):
                    formula = held.shows if isinstance(held.shows, str) else held.shows[part]
                    self._shows[name, point, part] = bus.compile(formula)
        self._proved = dict.fromkeys(section, 0)
        self._rows = {
            name: {part: _Row() for part in (point.parts or ("",))}
            for name, point in points.items()
            if probes_at(section, name)
        }
        self._next = 0
        """The first tick at which something shown no longer counts."""

    # -- what is asked --------------------------------------------------------------------------------------
    def title(self, tool: str) -> Text:
        """What people call a probe."""
        return self._titles.get(tool, Text(zh=tool, en=tool))

    def proved(self, tool: str) -> bool:
        """Whether its last self-test passed and is still good."""
        return self._proved[tool] > self._bus.tick

    def works(self, tool: str) -> bool:
        """Whether the probe is sound now."""
        sound = self._works.get(tool)
        if sound is not None and not sound(self._bus.values):
            return False
        return not any(upset.mode == "open" for upset in self._bus.malfunctions.of(tool))

    # -- what is done ---------------------------------------------------------------------------------------
    def prove(self, tool: str, actor: str) -> None:
        """The probe on itself."""
        probe, sound = self.section[tool], self.works(tool)
        self._proved[tool] = self._bus.tick + self._bus.ticks(probe.valid_for) if sound else 0
        words = probe.passes if sound else probe.fails
        self._bus.emit("proof", tool, passed=sound, by=actor, text=words.model_dump())
        self._publish()

    def hold(self, tool: str, point: str, part: str, actor: str) -> None:
        """The probe ``tool`` held to ``part`` of ``point``."""
        probe, held = self.section[tool], self.section[tool].at[point]
        name, low, high = scale_of(probe)
        shown: float | None
        if probe.range is None:
            shown = float(self.works(tool) and bool(self._shows[tool, point, part](self._bus.values)))
            words = probe.responds if shown else probe.silent
        elif self.works(tool):
            true = unit(name or "1").from_si(float(self._shows[tool, point, part](self._bus.values)))
            digits = decimals(low, high)
            shown = round(min(max(true, low), high), digits)
            figure = f"{shown:.{digits}f} {name}".strip()
            words = Text(zh=figure, en=figure)
        else:
            shown, words = None, probe.nothing
        tick, proved = self._bus.tick, self.proved(tool)
        row = self._rows[point][part]
        row.shown, row.high, row.misfit, row.tick = shown, probe.worst == "high", not held.fits, tick
        if proved and held.fits:
            row.until = tick + self._bus.ticks(probe.counts_for)
        self._bus.emit(
            "probe", point, tool=tool, part=part, value=shown, unit=name, proved=proved, fits=held.fits, by=actor,
            text=self._said(tool, point, part, words),
        )  # fmt: skip
        self._publish()

    def _said(self, tool: str, point: str, part: str, words: Text) -> dict[str, str]:
        at, t = spot_title(self.points, point, part), self.title(tool)
        return {
            "zh": f"{at.of('zh')}，{t.of('zh')}：{words.of('zh')}",
            "en": f"{at.of('en')}, {t.of('en')}: {words.of('en')}",
        }

    # -- the block ------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Nothing to prepare."""

    def scan(self) -> None:
        """What no longer counts is taken down."""
        if self._bus.tick >= self._next:
            self._publish()

    def _publish(self) -> None:
        values, at, tick = self._bus.values, self._bus.tags.at, self._bus.tick
        counting = [*self._proved.values(), *(row.until for rows in self._rows.values() for row in rows.values())]
        self._next = min([until for until in counting if until > tick], default=NEVER)
        for tool, until in self._proved.items():
            values[at(f"{tool}.proved")] = float(until > tick)
        for point, rows in self._rows.items():
            values[at(f"{point}.tested")] = float(all(row.until > tick for row in rows.values()))
            seen = [row for row in rows.values() if row.shown is not None]
            if seen:
                shown = [row.shown for row in seen if row.shown is not None]
                values[at(f"{point}.found")] = max(shown) if seen[0].high else min(shown)
            last = max(rows.values(), key=lambda row: row.tick)
            values[at(f"{point}.misfit")] = float(any(row.misfit for row in rows.values() if row.tick == last.tick))

    def state(self) -> dict[str, Any]:
        """All tests."""
        rows = {p: {part or "-": fields_of(row) for part, row in parts.items()} for p, parts in self._rows.items()}
        return {"proved": dict(self._proved), "rows": rows}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``."""
        self._proved = dict(state["proved"])
        for point, parts in self._rows.items():
            self._rows[point] = {part: _Row(**state["rows"][point][part or "-"]) for part in parts}
        self._publish()
        self._next = 0  # the clock may still be that of before


class ProbeTool:
    """A probe as a thing: taken and put down like others, and tested on itself."""

    chosen = ()

    def __init__(self, inner: Operable, probing: Probing) -> None:
        self.id, self.title = inner.id, inner.title
        self._inner, self._probing = inner, probing

    @property
    def verbs(self) -> tuple[str, ...]:
        """Those of the thing, and ``test``."""
        return with_verbs(self._inner, "test")

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | ControlRefusal | None:
        """A probe proves itself in the hand."""
        if verb != "test":
            return self._inner.refuse(actor, verb, value)
        person = self._probing.people.everyone[actor]
        if person.has_body and self.id not in person.holds:
            zh, en = self.title.of("zh"), self.title.of("en")
            return refused("not_held", f"先把{zh}拿在手里", f"take {en} into your hand first")
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Do it."""
        if verb == "test":
            self._probing.prove(self.id, actor)
        else:
            self._inner.act(actor, verb, value)


class Probed:
    """A point that probes are held to; what else its id takes goes on to ``inner``."""

    chosen = ("test",)

    def __init__(self, name: str, inner: Operable, probing: Probing) -> None:
        self.id = name
        self._inner, self._probing = inner, probing
        self.title = inner.title

    @property
    def verbs(self) -> tuple[str, ...]:
        """Those of what is there, and ``test``."""
        return with_verbs(self._inner, "test")

    # -- which probe, which part ----------------------------------------------------------------------------
    def _held(self, actor: str) -> list[str]:
        """The probes the actor could hold here: those in hand, all for who has no hands."""
        person, able = self._probing.people.everyone[actor], probes_at(self._probing.section, self.id)
        return [tool for tool in able if tool in person.holds] if person.has_body else able

    def _meant(self, actor: str, value: Any) -> tuple[str, str] | Refused:
        """Tool and part, or why that is not clear."""
        said = {"part": value} if isinstance(value, str) else {} if value is None else value
        if not isinstance(said, dict) or not set(said) <= {"part", "tool"}:
            return refused("bad_value", "写明 {part: 部分, tool: 仪器}", "give {part: …, tool: …}")
        parts = self._probing.points[self.id].parts
        part = said.get("part", "" if not parts else next(iter(parts)) if len(parts) == 1 else None)
        if not isinstance(part, str) or (part not in parts if parts else part != ""):
            names = "、".join(parts)
            return refused("which_part", f"要逐个测试：{names}" if parts else "这个点位不分部分",
                           f"one by one: {', '.join(parts)}" if parts else "this point has no parts")  # fmt: skip
        held, tool = self._held(actor), said.get("tool")
        if tool is None and len(held) == 1:
            tool = held[0]
        if not isinstance(tool, str) or tool not in held:
            return self._no_tool(actor, tool)
        return tool, part

    def _no_tool(self, actor: str, tool: Any) -> Refused:
        probing, held = self._probing, self._held(actor)
        if tool is None and held:
            zh = "、".join(probing.title(t).of("zh") for t in held)
            en = ", ".join(probing.title(t).of("en") for t in held)
            return refused("which_tool", f"用哪一个：{zh}", f"with which: {en}")
        useless = [t for t in probing.people.everyone[actor].holds if t in probing.section]
        if useless and tool is None:
            zh, en = probing.title(useless[0]).of("zh"), probing.title(useless[0]).of("en")
            return refused("no_use", f"{zh}不能用在这里", f"{en} is of no use here")
        return refused("no_tool", "手里没有能在这里测试的仪器", "nothing in your hands can be held to this")

    # -- the operable ---------------------------------------------------------------------------------------
    def choices(self, actor: str, verb: str) -> Sequence[Choice]:  # noqa: ARG002  (only ``test`` has choices)
        """Every probe in hand on every part."""
        parts, held = self._probing.points[self.id].parts, self._held(actor)
        out = []
        for tool in held:
            t = self._probing.title(tool)
            for part, entry in parts.items():
                words = Text(zh=f"{entry.title.of('zh')}　{t.of('zh')}", en=f"{entry.title.of('en')} · {t.of('en')}")
                out.append(Choice({"part": part, "tool": tool}, words))
            if not parts:
                out.append(Choice({"tool": tool}, t))
        return out

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | ControlRefusal | None:
        """Without a probe, out of its reach, or where part or tool are not clear. One of the wrong class is not
        refused: what it shows, and that it was used, is on record."""
        if verb != "test":
            return self._inner.refuse(actor, verb, value)
        meant = self._meant(actor, value)
        if isinstance(meant, Refused):
            return meant
        tool, part = meant
        person = self._probing.people.everyone[actor]
        if not person.has_body:
            return None
        target = object_at(self._probing.points, self.id, part)
        if reaches(self._probing.people.geometry, person.pose, target, mm(self._probing.section[tool].reach)):
            return None
        at, t = spot_title(self._probing.points, self.id, part), self._probing.title(tool)
        return refused(
            "out_of_reach",
            f"{t.of('zh')}够不着{at.of('zh')}，请走近",
            f"{t.of('en')} does not reach {at.of('en')}: go nearer",
        )

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Hold the probe to it."""
        if verb != "test":
            self._inner.act(actor, verb, value)
            return
        meant = self._meant(actor, value)
        assert not isinstance(meant, Refused)
        self._probing.hold(*_at(meant, self.id), actor)


def _at(meant: tuple[str, str], point: str) -> tuple[str, str, str]:
    tool, part = meant
    return tool, point, part
