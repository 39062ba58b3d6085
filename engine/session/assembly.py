"""From a scenario to a session's working parts: one tag table, one plant, its blocks in their phases, everything
that takes verbs.

This is the one place that knows every room below the session. Its tags are declared in ``declaring``, which builds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.control import instruments
from engine.control.bus import Block, Bus, Layer, Outputs
from engine.errors import ScenarioError
from engine.plant.plant import Plant
from engine.plant.rehearsal import RehearsalRefusal, RehearsedDeed, Rehearses
from engine.scenario.document import Scenario
from engine.scenario.text import Text
from engine.session.access import Access
from engine.session.applied.joining import extend_access, join_applied
from engine.session.applied.placing import spots
from engine.session.applied.rehearsing import rehearsed
from engine.session.coded_locks import CodedLocks
from engine.session.conduct import Conduct
from engine.session.control import CONTROL
from engine.session.declaring import declared, wearables
from engine.session.deed_words import DeedWords
from engine.session.documents import Document
from engine.session.ending import Ending
from engine.session.formulas import compiler
from engine.session.frame import AlarmLine, FaultLine
from engine.session.handling import Handling
from engine.session.handwork import fit_out
from engine.session.intercom import Intercom
from engine.session.kinds import PLANT_KINDS
from engine.session.lockout import Lockout
from engine.session.messages import Messages, MessagesSection
from engine.session.modes import DEFAULT_MODES, Mode, StartPoint, StartSection
from engine.session.offered import add_operables
from engine.session.operables import Operable
from engine.session.people import People
from engine.session.phases import AFTER_PLANT, BEFORE_PLANT, PHASES
from engine.session.place import Geometry
from engine.session.procedure import Procedure
from engine.session.snapshots import Snapshots
from engine.session.stage import StageSection
from engine.session.things import PRIVILEGED
from engine.session.tickets import section as ticket_section
from engine.session.tickets.register import Tickets
from engine.session.tickets.ticket import Surroundings, Ticket
from engine.session.tickets.words import phrasing
from engine.session.upsets import Upsets
from engine.tags import TagTable

__all__ = ["Parts", "assemble"]

PACE_MS = 500
"""How often messages, phases and end conditions are looked at, model time."""
RECORD_MS = 1000
"""How often a row is recorded, model time."""


@dataclass(slots=True)
class Parts:
    """Everything a session works with."""

    tags: TagTable
    plant: Plant
    plant_slice: slice
    bus: Bus
    outputs: Outputs
    blocks: Mapping[str, Sequence[Block]]
    named_blocks: Mapping[str, Block]
    operables: dict[str, Operable]
    documents: dict[str, Document | Ticket]
    tickets: Tickets
    people: People
    access: Access
    procedure: Procedure
    messages: Messages
    mode: Mode
    conduct: Conduct
    snapshots: Snapshots
    upsets: Upsets
    ending: Ending
    record_ticks: int
    handling: Handling
    lockout: Lockout | None
    coded: CodedLocks | None

    def alarm_lines(self) -> Sequence[AlarmLine]:
        """The alarm list as people see it: what is announced, then what is put aside."""
        block: Any = self.named_blocks["alarms"]
        out = []
        for row in (*block.rows(), *block.aside()):
            alarm = block.alarms[row.id]
            watched = alarm.watched or row.id
            rate = alarm.rising is not None or alarm.falling is not None  # its limit is a slope, not a value
            unit = self.tags[watched].unit if watched in self.tags else ""
            out.append(
                AlarmLine(
                    row.id, watched, alarm.title, alarm.priority, row.state.value, row.began, row.value,
                    None if rate else block.limit_of(row.id), unit, alarm.respond, row.first_out, alarm.shelvable,
                    row.shelved_until, row.aside_by, row.reason,
                )
            )  # fmt: skip
        return out

    def fault_lines(self) -> Sequence[FaultLine]:
        """All faults of the scenario, and what an instructor has put out of order."""
        block: Any = self.named_blocks["faults"]
        active = block.active()
        prepared = [FaultLine(n, self.operables[n].title, n in active, block.began(n)) for n in block.ids()]
        return [*prepared, *self.upsets.lines()]

    def tripped(self) -> Sequence[str]:
        """Ids of interlocks that have tripped."""
        block: Any = self.named_blocks["interlocks"]
        return list(block.tripped())

    def bypassed(self) -> Sequence[str]:
        """Ids of interlocks that are bypassed."""
        block: Any = self.named_blocks["interlocks"]
        return list(block.bypassed())

    def happened(self) -> Sequence[str]:
        """Ids of consequences that have occurred."""
        block: Any = self.named_blocks["consequences"]
        return list(block.occurred())


def assemble(scenario: Scenario, seed: int, mode: str, start: str) -> Parts:
    """Build everything for one attempt, in the state of the starting point ``start`` (default: the scenario's)."""
    table, span = declared(scenario)
    starts: StartSection = scenario["start"]
    begun, point = starts.named(start)
    section = scenario["plant"]
    initial = {tag: amount.to(table[tag].unit) for tag, amount in point.values.items()}
    plant = PLANT_KINDS[section.kind].build(section, initial)
    outputs = Outputs(table.tags[span])
    bus = Bus(table, outputs, plant.tick_ms, seed, compiler(table))
    bus.values[span] = plant.read()
    if f"start.{begun}" in table:
        bus.values[table.at(f"start.{begun}")] = 1.0
    blocks: dict[str, list[Block]] = {phase: [] for phase in PHASES}
    named: dict[str, Block] = {}
    operables: dict[str, Operable] = {}

    def join(phase: str, name: str, block: Any) -> None:
        blocks[phase].append(block)
        named[name] = block
        for thing in getattr(block, "operables", ()):
            operables[thing.id] = thing

    for name, module in CONTROL.items():
        empty = module.Section()
        join(module.PHASE, name, module.Block(scenario.get(name, empty), bus))
    settings = _mode(scenario, mode)
    geometry = Geometry(scenario["stage"])
    people = People(geometry, bus, wearables(geometry.stage))
    join("consequences", "people", people)
    pace = bus.ticks(PACE_MS)
    messages = Messages(scenario.get("messages") or MessagesSection(), bus, pace)
    join("consequences", "messages", messages)
    procedure = Procedure(scenario["procedure"], bus, pace, taken_over=begun != scenario["start"].default)
    join("consequences", "procedure", procedure)
    harm: Any = named["consequences"]
    ending = Ending(scenario["start"], settings, bus, harm.fatal, pace)
    join("consequences", "ending", ending)
    conduct = Conduct(settings, bus, lambda: procedure.max_speed)
    papers = _documents(scenario, bus)
    control_ids = add_operables(scenario, operables, plant, bus, named, people, messages, papers, settings)
    join_applied(scenario, bus, people, operables, join, pace)
    tickets = _tickets(scenario, operables, plant, bus, messages, settings)
    operables.update(tickets)
    snapshots = Snapshots(settings, bus, conduct.settle, conduct.leave)
    upsets = Upsets(scenario.get("instruments", instruments.Section()).root, bus)
    phrases = (scenario.get("messages") or MessagesSection()).phrases
    for thing in (conduct, snapshots, upsets, Intercom(phrases, bus)):
        operables[thing.id] = thing
    _people_join(people, geometry, point)
    access = Access(geometry, control_ids)
    by_hand = fit_out(scenario, bus, people, access, operables, tickets, pace)
    if by_hand.lockout is not None:
        join("consequences", "lockout", by_hand.lockout)
    if by_hand.coded is not None:
        join("consequences", "coded_locks", by_hand.coded)
    if tickets:
        people.join("supervisor", "supervisor", None)
    parts = Parts(
        tags=table, plant=plant, plant_slice=span, bus=bus, outputs=outputs, blocks=blocks, named_blocks=named,
        operables=operables, documents={**papers, **tickets},
        tickets=_register(tickets, plant, geometry.stage), people=people, access=access,
        procedure=procedure, messages=messages, mode=settings, conduct=conduct, snapshots=snapshots, upsets=upsets,
        ending=ending,
        record_ticks=bus.ticks(RECORD_MS), handling=by_hand.handling, lockout=by_hand.lockout,
        coded=by_hand.coded,
    )  # fmt: skip
    extend_access(scenario, parts.access)
    _set_up(parts, point)
    return parts


def _mode(scenario: Scenario, mode: str) -> Mode:
    modes = {**DEFAULT_MODES, **(scenario.get("modes") or {})}
    if mode not in modes:
        raise ScenarioError(f"没有模式 {mode} / there is no mode {mode}: {', '.join(modes)}")
    chosen: Mode = modes[mode]
    return chosen


def _documents(scenario: Scenario, bus: Bus) -> dict[str, Document]:
    index = bus.tags.index

    def publish(name: str, version: int, signed: bool) -> None:
        bus.values[index[f"{name}.version"]] = float(version)
        bus.values[index[f"{name}.signed"]] = float(signed)
        bus.emit("document", name, version=version, signed=signed)

    return {name: Document(name, spec, publish) for name, spec in (scenario.get("documents") or {}).items()}


def _tickets(
    scenario: Scenario, operables: Mapping[str, Operable], plant: Plant, bus: Bus, messages: Messages, mode: Mode
) -> dict[str, Ticket]:
    """The tickets, which see the rest of the session by questions only."""
    section: ticket_section.TicketsSection = scenario.get("tickets") or {}
    stage: StageSection = scenario["stage"]
    plates = {thing.shows or name: thing.label for name, thing in stage.objects.items() if thing.label}

    def title(name: str) -> Text:
        """Name and number: the plate beside the name, where the name does not say it already."""
        words = operables[name].title if name in operables else Text(zh=name, en=name)
        plate = plates.get(name, "")
        return Text(**{lang: said if plate in (said := words.of(lang)) else f"{said} {plate}" for lang in ("zh", "en")})

    points = scenario.get("points") or {}
    equipment_verbs: dict[str, list[tuple[str, bool]]] = {}
    for op in plant.operations():
        equipment_verbs.setdefault(op.on, []).append((op.verb, op.value is None))
    around = Surroundings(
        bus=bus, titles=title, phrase=phrasing(title, DeedWords.of_operations(plant.operations()), lambda at: spots(at, points)),
        contacts=(scenario.get("messages") or MessagesSection()).contacts,
        help_level=mode.help_level, said=messages.said,
        takes=lambda verb, on: on in operables and on not in section and verb in operables[on].verbs,
        verbs=lambda on: operables[on].verbs if on in operables else (), equipment=equipment_verbs,
        rehearse=_rehearsal(scenario, plant), portable=scenario.get("attachments") or {},
    )  # fmt: skip
    return {name: Ticket(name, spec, around) for name, spec in section.items()}


def _rehearsal(
    scenario: Scenario, plant: Plant
) -> Callable[[Sequence[RehearsedDeed]], Sequence[RehearsalRefusal]] | None:
    """How deeds are rehearsed, those with portable things in the words of the plant."""
    if not isinstance(plant, Rehearses):
        return None
    portable, points = scenario.get("attachments") or {}, scenario.get("points") or {}
    return lambda deeds: rehearsed(deeds, portable, points, plant.rehearse)


def _register(tickets: Mapping[str, Ticket], plant: Plant, stage: StageSection) -> Tickets:
    deeds = [(op.on, op.verb) for op in plant.operations()]
    shown = {name: thing.shows for name, thing in stage.objects.items() if thing.shows}
    return Tickets(tickets, deeds, shown, lambda actor: actor in PRIVILEGED)


def _people_join(people: People, geometry: Geometry, point: StartPoint) -> None:
    pose = geometry.places.get(point.place) or next(iter(geometry.places.values()))
    learner = people.join("learner", "learner", pose)
    learner.wears, learner.holds = list(point.wears), list(point.holds)
    for name in PRIVILEGED:
        people.join(name, name, None)


def _set_up(parts: Parts, point: StartPoint) -> None:
    """Bring everything into the starting state: commands, then measurements, then the loops on top of them."""
    bus = parts.bus
    bus.values[parts.plant_slice] = parts.plant.read()
    parts.people.publish()
    loops: Any = parts.named_blocks["controllers"]
    for given in point.values:
        if bus.tags[given].writable and loops.driver_of(given) is None:  # what a loop drives follows the loop
            parts.outputs.put(Layer.MANUAL, given, bus.values[bus.tags.at(given)], "hand")
    for deed in point.setup:
        thing = parts.operables.get(deed.on)
        if thing is None or deed.do not in thing.verbs:
            raise ScenarioError(f"起点无法执行 / the starting point cannot do: {deed.do} {deed.on}")
        thing.act("script", deed.do, deed.value)
    for tag, value in parts.outputs.changed():
        parts.plant.write(tag, value)
    bus.values[parts.plant_slice] = parts.plant.read()
    for phase in (*AFTER_PLANT, *BEFORE_PLANT):
        for block in parts.blocks[phase]:
            block.start()
    parts.procedure.take_over()
    bus.events.clear()
