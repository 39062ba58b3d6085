"""Does a plant keep its contract? A list of rules that any plant can be held against, and what it breaks.

Whoever builds a kind of plant runs this before trusting it, and the command line offers it for scenarios:

    violations = check_plant(lambda: FlowsheetPlant(section), ticks=600)
    assert not violations, "\\n".join(map(str, violations))

Without a script of its own, every writable tag is worked in turn with values drawn by hash, so nothing
hides behind an input that is never touched.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from engine.chance import stream_id, uniform
from engine.errors import ShixunError, TagError
from engine.plant.plant import Plant, PlantEvent, Refusing
from engine.state import digest, leaves, pack, unpack
from engine.tags import Kind, Tag

__all__ = ["RULES", "Command", "Trial", "Violation", "check_plant", "exercise"]

FORCED_TICKS = 50
"""How long a plant must live on with a command it would have refused."""


class Command(NamedTuple):
    """Write ``value`` to ``tag`` just before tick number ``tick`` (from 0) is advanced."""

    tick: int
    tag: str
    value: float


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule a plant breaks, and how it showed."""

    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule works with: a way to make the plant, and commands over a number of ticks."""

    make: Callable[[], Plant]
    script: tuple[Command, ...]
    ticks: int


Rule = Callable[[Trial], Iterator[str]]


def check_plant(make: Callable[[], Plant], script: Sequence[Command] = (), ticks: int = 200) -> list[Violation]:
    """Hold the plants that ``make`` makes against every rule; empty if none is broken.

    ``script`` is obeyed over ``ticks`` ticks; without one, ``exercise`` writes one. A rule that meets an
    exception reports it instead of raising.
    """
    commands = tuple(script) or tuple(exercise(make().tags(), ticks))
    trial = Trial(make, commands, ticks)
    found: list[Violation] = []
    for name, rule in RULES.items():
        try:
            found += (Violation(name, detail) for detail in rule(trial))
        except Exception as error:  # a plant under test may raise anything
            found.append(Violation(name, f"raised {type(error).__name__}: {error}"))
    return found


def exercise(tags: Sequence[Tag], ticks: int, seed: int = 1) -> Iterator[Command]:
    """Commands that move every writable tag three times within its range, spread over ``ticks`` ticks."""
    writable = [tag for tag in tags if tag.writable]
    for i, tag in enumerate(writable):
        for n, draw in enumerate(uniform(seed, stream_id(tag.id), 0, 3).tolist()):
            tick = (ticks * n + ticks * i // len(writable)) // 3
            yield Command(tick, tag.id, _value_in(tag, draw))


def _value_in(tag: Tag, share: float) -> float:
    if tag.kind is Kind.DISCRETE:
        return float(share >= 0.5)
    if tag.kind is Kind.MODE:
        return float(int(share * len(tag.options)))
    return tag.low + share * (tag.high - tag.low)


def _run(plant: Plant, trial: Trial, first: int = 0, last: int | None = None) -> list[PlantEvent]:
    """Advance from tick ``first`` to ``last`` with the script's commands; events stamped from ``first``."""
    end = trial.ticks if last is None else last
    stops = sorted({c.tick for c in trial.script if first < c.tick < end} | {first, end})
    events: list[PlantEvent] = []
    for start, stop in pairwise(stops):
        for command in trial.script:
            if command.tick == start:
                plant.write(command.tag, command.value)
        offset = (start - first) * plant.tick_ms * 1000
        events += (PlantEvent(e.us + offset, e.source, e.data) for e in plant.advance(stop - start))
    return events


def _differ(a: Plant, b: Plant) -> str:
    """How two plants differ, or an empty string."""
    for tag, x, y in zip(a.tags(), a.read(), b.read(), strict=True):
        if x != y:
            return f"{tag.id} is {x!r} and {y!r}"
    if a.snapshot() != b.snapshot():
        return "the snapshots differ although all tags are equal"
    return ""


def _tags_are_sound(trial: Trial) -> Iterator[str]:
    plant, other = trial.make(), trial.make()
    tags = list(plant.tags())
    if [t.id for t in tags] != [t.id for t in other.tags()]:
        yield "two instances list their tags differently"
    ids = [t.id for t in tags]
    yield from (f"{i} is declared twice" for i in sorted({i for i in ids if ids.count(i) > 1}))
    for tag in tags:
        if tag.writable and tag.kind is Kind.ANALOG and not tag.low <= tag.healthy <= tag.high:
            yield f"the healthy value of {tag.id} lies outside its range"
        if not (tag.zh and tag.en):
            yield f"{tag.id} has no title in both languages"
    by_id = {t.id: t for t in tags}
    for op in plant.operations():
        target = by_id.get(op.tag)
        if target is None or not target.writable:
            yield f"{op.verb} {op.on} writes {op.tag}, which takes no commands"


def _reading_is_whole(trial: Trial) -> Iterator[str]:
    plant = trial.make()
    half = trial.ticks // 2
    for tick in (0, half, trial.ticks):
        if tick:
            _run(plant, trial, 0 if tick == half else half, tick)
        before = plant.snapshot()
        values = plant.read()
        if len(values) != len(plant.tags()):
            yield f"read() gives {len(values)} values for {len(plant.tags())} tags"
        for tag, value in zip(plant.tags(), values, strict=False):
            if tag.kind is not Kind.TEXT and not math.isfinite(value):
                yield f"{tag.id} reads {value} at tick {tick}"
        if list(plant.read()) != list(values) or plant.snapshot() != before:
            yield f"reading changes the plant at tick {tick}"


def _bad_writes_are_refused(trial: Trial) -> Iterator[str]:
    plant = trial.make()
    before = plant.snapshot()
    writable = next((t.id for t in plant.tags() if t.writable), None)
    fixed = next((t.id for t in plant.tags() if not t.writable), None)
    bad: list[tuple[str | None, float]] = [("no.such_tag", 0.0), (fixed, 0.0)]
    bad += [(writable, x) for x in (math.nan, math.inf, -math.inf)]
    for tag, value in bad:
        if tag is None:
            continue
        try:
            plant.write(tag, value)
        except TagError:
            pass
        else:
            yield f"write({tag!r}, {value}) is not refused by a TagError"
        if plant.snapshot() != before:
            yield f"the refused write({tag!r}, {value}) changed the plant"


def _commands_are_read_back(trial: Trial) -> Iterator[str]:
    plant = trial.make()
    for i, tag in enumerate(plant.tags()):
        if tag.writable and tag.kind is not Kind.TEXT:
            value = _value_in(tag, 0.75)
            plant.write(tag.id, value)
            if plant.read()[i] != value:
                yield f"{tag.id} was commanded to {value} and reads {plant.read()[i]}"


def _instances_agree(trial: Trial) -> Iterator[str]:
    a, b = trial.make(), trial.make()
    if a.snapshot() != b.snapshot():
        yield "two new instances differ"
    if _run(a, trial) != _run(b, trial):
        yield "two instances report different events"
    if how := _differ(a, b):
        yield f"two instances with the same commands differ: {how}"


def _ticks_add_up(trial: Trial) -> Iterator[str]:
    whole, single = trial.make(), trial.make()
    events = _run(whole, trial)
    others: list[PlantEvent] = []
    for tick in range(trial.ticks):
        us = tick * single.tick_ms * 1000
        others += (PlantEvent(e.us + us, e.source, e.data) for e in _run(single, trial, tick, tick + 1))
    if events != others:
        yield "advance(n) reports other events than n times advance(1)"
    if how := _differ(whole, single):
        yield f"advance(n) differs from n times advance(1): {how}"
    still = whole.snapshot()
    if whole.advance(0) or whole.snapshot() != still:
        yield "advance(0) does something"


def _events_are_in_order(trial: Trial) -> Iterator[str]:
    plant = trial.make()
    for tick in range(trial.ticks):
        events = _run(plant, trial, tick, tick + 1)
        stamps = [e.us for e in events]
        if stamps != sorted(stamps):
            yield f"events of tick {tick} are not in order of time: {stamps}"
        if any(not 0 <= us <= plant.tick_ms * 1000 for us in stamps):
            yield f"an event of tick {tick} is stamped outside it: {stamps}"
        for event in events:
            pack(event.data)  # raises for anything that is not plain data


def _restored_goes_on_alike(trial: Trial) -> Iterator[str]:
    for cut in sorted({0, trial.ticks // 3, trial.ticks - 1}):
        straight = trial.make()
        _run(straight, trial, 0, cut)
        saved = straight.snapshot()
        other = trial.make()
        _run(other, trial, 0, trial.ticks // 2)  # restoring must wipe out whatever was before
        other.restore(saved)
        if other.snapshot() != saved:
            yield f"restore and snapshot do not give back what was saved at tick {cut}"
        if how := _differ(straight, other):
            yield f"a plant restored at tick {cut} differs: {how}"
        if _run(straight, trial, cut) != _run(other, trial, cut):
            yield f"a plant restored at tick {cut} reports other events"
        if how := _differ(straight, other):
            yield f"a plant restored at tick {cut} goes another way: {how}"


def _asked(plant: Plant) -> Iterator[tuple[str, float]]:
    """The commands a plant is asked about: those of its operations, and every input at its ends and between."""
    yield from ((op.tag, op.value) for op in plant.operations() if op.value is not None)
    for tag in plant.tags():
        if tag.writable and tag.kind is not Kind.TEXT:
            yield from ((tag.id, _value_in(tag, share)) for share in (0.0, 0.3, 0.75))


def _asking_changes_nothing(trial: Trial) -> Iterator[str]:
    plant, other = trial.make(), trial.make()
    if not (isinstance(plant, Refusing) and isinstance(other, Refusing)):
        return
    last = 0
    for tick in (0, trial.ticks // 3, trial.ticks * 2 // 3, trial.ticks):
        _run(plant, trial, last, tick)
        _run(other, trial, last, tick)
        last = tick
        before = plant.snapshot()
        for tag, value in _asked(plant):
            answer = plant.refuse(tag, value)
            if answer is not None and not (answer.zh and answer.en):
                yield f"{tag} = {value} is refused at tick {tick} without words in both languages"
            if plant.snapshot() != before:
                yield f"asking for {tag} = {value} at tick {tick} changes the plant"
                return
            if other.refuse(tag, value) != answer:
                yield f"{tag} = {value} is answered differently by two instances at tick {tick}"


def _refused_can_be_forced(trial: Trial) -> Iterator[str]:
    plant = trial.make()
    if not isinstance(plant, Refusing):
        return
    last = 0
    for tick in (0, trial.ticks // 2, trial.ticks):
        _run(plant, trial, last, tick)
        last = tick
        saved = plant.snapshot()
        for tag, value in [(t, v) for t, v in _asked(plant) if plant.refuse(t, v) is not None]:
            forced = trial.make()
            forced.restore(saved)
            try:
                forced.write(tag, value)
                forced.advance(FORCED_TICKS)
            except Exception as error:  # a plant under test may raise anything
                yield f"{tag} = {value}, refused at tick {tick} and then forced, raises {type(error).__name__}: {error}"


def _every_leaf_counts(trial: Trial) -> Iterator[str]:
    plant = trial.make()
    _run(plant, trial)
    state = unpack(plant.snapshot())
    if pack(state) != plant.snapshot():
        yield "the snapshot is not packed by engine.state.pack"
    whole = digest(state)
    for path, leaf in leaves(state):
        for changed in _changed(leaf):
            other = _with(state, path, changed)
            where = ".".join(map(str, path))
            if digest(other) == whole:
                yield f"changing {where} does not change the hash"
            try:
                plant.restore(pack(other))
            except ShixunError:
                continue  # a state that cannot be is refused, which is as good
            if plant.snapshot() != pack(other):
                yield f"{where} = {changed!r} does not survive restore and snapshot"


def _changed(leaf: Any) -> Iterator[Any]:
    """Other values a leaf could have, next door and far away."""
    if isinstance(leaf, bool):
        yield not leaf
    elif isinstance(leaf, int):
        yield leaf + 1
    elif isinstance(leaf, float):
        yield math.nextafter(leaf, math.inf)
        yield leaf + 1.0
    elif isinstance(leaf, str):
        yield leaf + "x"
    else:
        yield 0


def _with(state: Any, path: tuple[str | int, ...], value: Any) -> Any:
    other = copy.deepcopy(state)
    place = other
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return other


RULES: dict[str, Rule] = {
    "tags are sound": _tags_are_sound,
    "reading is whole and changes nothing": _reading_is_whole,
    "bad writes are refused": _bad_writes_are_refused,
    "commands are read back": _commands_are_read_back,
    "two instances agree": _instances_agree,
    "ticks add up": _ticks_add_up,
    "events are in order": _events_are_in_order,
    "a restored plant goes on alike": _restored_goes_on_alike,
    "asking changes nothing": _asking_changes_nothing,
    "what is refused can be forced": _refused_can_be_forced,
    "every leaf of the state counts": _every_leaf_counts,
}
"""Every rule by its name; a rule yields what breaks it."""
