"""A tiny world for control blocks: a tag table without a plant, the sections as YAML, the phases in order.

    rig = Rig([analog("X.T", "degC", 0, 200)], "alarms: {X.H: {on: X.T, high: 65 degC, priority: low, title: 高}}")
    rig["X.T"] = 70.0
    rig.run(10)

Commands reach their tags at once; nothing moves but what a test moves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.control import alarms, consequences, controllers, faults, instruments, interlocks, switches
from engine.control.bus import Bus, Layer, Outputs
from engine.events import Event
from engine.scenario.document import Scenario
from engine.scenario.expression import compile_expression, loads_of_tags, scope_of_tags, to_python
from engine.scenario.language import Language, Section
from engine.scenario.problems import Problem
from engine.scenario.reporter import Reporter
from engine.tags import Kind, Tag, TagTable

ROOMS: dict[str, Any] = {
    room.NAME: room for room in (instruments, controllers, alarms, switches, interlocks, faults, consequences)
}
SCANNED = ("faults", "controllers", "switches", "interlocks", "instruments", "alarms", "consequences")


def analog(name: str, unit: str = "", low: float = 0.0, high: float = 100.0, **more: Any) -> Tag:
    return Tag(name, unit, Kind.ANALOG, low, high, zh=name, en=name, **more)


def discrete(name: str, **more: Any) -> Tag:
    return Tag(name, kind=Kind.DISCRETE, zh=name, en=name, **more)


def mode(name: str, *options: str) -> Tag:
    return Tag(name, kind=Kind.MODE, high=len(options) - 1.0, zh=name, en=name, options=options)


class Rig:
    """The blocks of a scenario over plant tags that the test moves by hand."""

    def __init__(self, plant: Sequence[Tag], text: str, *, tick_ms: int = 100, seed: int = 1, **start: float) -> None:
        self.scenario: Scenario = language(plant, tick_ms).loads(f"schema: 1\n{text}")
        self.table = TagTable()
        self.table.extend(plant)
        for name, value in start.items():
            self[name.replace("__", ".")] = value
        for name, room in ROOMS.items():
            if name in self.scenario:
                self.table.extend(room.tags(self.scenario[name], self.table))
        self.bus = Bus(self.table, Outputs(plant), tick_ms, seed, compiler(self.table))
        self.blocks = {
            name: room.Block(self.scenario.get(name, room.Section()), self.bus) for name, room in ROOMS.items()
        }
        self.operables = {o.id: o for block in self.blocks.values() for o in block.operables}
        self.events: list[Event] = []
        self.start()

    def start(self) -> None:
        for name in (
            "instruments",
            "alarms",
            "consequences",
            "faults",
            "controllers",
            "switches",
            "interlocks",
        ):
            self.blocks[name].start()
        assert self.bus.events == [], "start emits nothing"

    def __getitem__(self, tag: str) -> float:
        return self.table.value(tag)

    def __setitem__(self, tag: str, value: float) -> None:
        self.table.values[self.table.at(tag)] = value

    def tick(self) -> None:
        """One tick in the order of the phases; commands reach their tags as in a plant without delay."""
        for name in SCANNED:
            if self.bus.tick % self.blocks[name].period == 0:
                self.blocks[name].scan()
            if name == "interlocks":
                for tag, value in self.bus.outputs.changed():
                    self[tag] = value
        self.events += self.bus.events
        self.bus.events = []
        self.bus.tick += 1

    def run(self, ticks: int, each: Callable[[int], None] | None = None) -> Rig:
        for _ in range(ticks):
            if each is not None:
                each(self.bus.tick)
            self.tick()
        return self

    def do(self, verb: str, on: str, value: Any = None, actor: str = "learner") -> str:
        """Try an action; the code of the refusal, or an empty string once it is done."""
        refusal = self.operables[on].refuse(actor, verb, value)
        if refusal is not None:
            assert refusal.zh
            assert refusal.en
            return str(refusal.code)
        self.operables[on].act(actor, verb, value)
        return ""

    def kinds(self, kind: str) -> list[dict[str, Any]]:
        """The data of all events of a kind, with tick and source."""
        return [{"tick": e.tick, "source": e.source, **e.data} for e in self.events if e.kind == kind]

    def state(self) -> dict[str, Any]:
        """Everything a checkpoint holds."""
        return {
            "blocks": {name: block.state() for name, block in self.blocks.items()},
            "outputs": self.bus.outputs.state(), "tick": self.bus.tick, "values": list(self.table.values),
        }  # fmt: skip

    def set_state(self, state: dict[str, Any]) -> None:
        self.table.values[:] = state["values"]
        self.bus.tick = state["tick"]
        self.bus.outputs.set_state(state["outputs"])
        for name, block in self.blocks.items():
            block.set_state(state["blocks"][name])

    def claim(self, layer: Layer, tag: str, value: float) -> None:
        self.bus.outputs.put(layer, tag, value, "hand")


def compiler(table: TagTable) -> Callable[[str], Callable[[Sequence[float]], Any]]:
    """What the session gives the bus: formula text → function of the values."""
    scope = scope_of_tags(table)

    def compile_(text: str) -> Callable[[Sequence[float]], Any]:
        tape = compile_expression(text, scope)
        return to_python(tape, loads_of_tags(tape, table))

    return compile_


def language(plant: Sequence[Tag], tick_ms: int) -> Language:
    """The control sections over the given plant tags."""

    def known(scenario: Scenario) -> dict[str, Tag]:
        out = {tag.id: tag for tag in plant}
        for name, room in ROOMS.items():
            section = scenario.get(name)
            for key, entry in (section.root if section is not None else {}).items():
                try:
                    part = section if name == "controllers" else room.Section({key: entry})
                    out.update((tag.id, tag) for tag in room.tags(part, out))
                except Exception:  # what is wrong with this entry is for lint to say
                    continue
        return out

    def lint_of(name: str) -> Callable[[Scenario, Reporter], None]:
        return lambda s, r: ROOMS[name].lint(s[name], s, r, known(s), tick_ms)

    return Language([Section(name, room.Section, lint=lint_of(name)) for name, room in ROOMS.items()])


def check(plant: Sequence[Tag], text: str, tick_ms: int = 100) -> list[Problem]:
    """All problems of a text, warnings about missing translations left out."""
    problems = language(plant, tick_ms).checks(f"schema: 1\n{text}")
    return [p for p in problems if p.code != "missing_translation"]
