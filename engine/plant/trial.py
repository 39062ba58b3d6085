"""Working a plant without anybody at it: commands at their ticks, and whether two plants have come to the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from engine.chance import stream_id, uniform
from engine.plant.plant import Plant, PlantEvent
from engine.tags import Kind, Tag

__all__ = ["Command", "Trial", "differ", "exercise", "run", "value_in"]


class Command(NamedTuple):
    """Write ``value`` to ``tag`` just before tick number ``tick`` (from 0) is advanced."""

    tick: int
    tag: str
    value: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule works with: a way to make the plant, and commands over a number of ticks."""

    make: Callable[[], Plant]
    script: tuple[Command, ...]
    ticks: int


def exercise(tags: Sequence[Tag], ticks: int, seed: int = 1) -> Iterator[Command]:
    """Commands that move every writable tag three times within its range, spread over ``ticks`` ticks."""
    writable = [tag for tag in tags if tag.writable]
    for i, tag in enumerate(writable):
        for n, draw in enumerate(uniform(seed, stream_id(tag.id), 0, 3).tolist()):
            tick = (ticks * n + ticks * i // len(writable)) // 3
            yield Command(tick, tag.id, value_in(tag, draw))


def value_in(tag: Tag, share: float) -> float:
    """The value that lies ``share`` (0…1) of the way through what a tag can be."""
    if tag.kind is Kind.DISCRETE:
        return float(share >= 0.5)
    if tag.kind is Kind.MODE:
        return float(int(share * len(tag.options)))
    return tag.low + share * (tag.high - tag.low)


def run(plant: Plant, trial: Trial, first: int = 0, last: int | None = None) -> list[PlantEvent]:
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


def differ(a: Plant, b: Plant) -> str:
    """How two plants differ, or an empty string."""
    for tag, x, y in zip(a.tags(), a.read(), b.read(), strict=True):
        if x != y:
            return f"{tag.id} is {x!r} and {y!r}"
    if a.snapshot() != b.snapshot():
        return "the snapshots differ although all tags are equal"
    return ""
