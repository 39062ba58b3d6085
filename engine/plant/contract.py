"""The rules of the contract every plant keeps (``engine.plant.plant``), each as a trial that shows what breaks it.

``engine.plant.checker`` holds plants against them. The tests have a plant for each rule that breaks it.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from typing import Any

from engine.errors import ShixunError, TagError
from engine.plant.plant import Plant, PlantEvent, Refusing
from engine.plant.trial import Trial, differ, run, value_in
from engine.state import digest, leaves, pack, unpack
from engine.tags import Kind

__all__ = ["CALLED", "RULES", "Rule"]

FORCED_TICKS = 50
"""How long a plant must live on with a command it would have refused."""

Rule = Callable[[Trial], Iterator[str]]


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
            run(plant, trial, 0 if tick == half else half, tick)
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
            value = value_in(tag, 0.75)
            plant.write(tag.id, value)
            if plant.read()[i] != value:
                yield f"{tag.id} was commanded to {value} and reads {plant.read()[i]}"


def _instances_agree(trial: Trial) -> Iterator[str]:
    a, b = trial.make(), trial.make()
    if a.snapshot() != b.snapshot():
        yield "two new instances differ"
    if run(a, trial) != run(b, trial):
        yield "two instances report different events"
    if how := differ(a, b):
        yield f"two instances with the same commands differ: {how}"


def _ticks_add_up(trial: Trial) -> Iterator[str]:
    whole, single = trial.make(), trial.make()
    events = run(whole, trial)
    others: list[PlantEvent] = []
    for tick in range(trial.ticks):
        us = tick * single.tick_ms * 1000
        others += (PlantEvent(e.us + us, e.source, e.data) for e in run(single, trial, tick, tick + 1))
    if events != others:
        yield "advance(n) reports other events than n times advance(1)"
    if how := differ(whole, single):
        yield f"advance(n) differs from n times advance(1): {how}"
    still = whole.snapshot()
    if whole.advance(0) or whole.snapshot() != still:
        yield "advance(0) does something"


def _events_are_in_order(trial: Trial) -> Iterator[str]:
    plant = trial.make()
    for tick in range(trial.ticks):
        events = run(plant, trial, tick, tick + 1)
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
        run(straight, trial, 0, cut)
        saved = straight.snapshot()
        other = trial.make()
        run(other, trial, 0, trial.ticks // 2)  # restoring must wipe out whatever was before
        other.restore(saved)
        if other.snapshot() != saved:
            yield f"restore and snapshot do not give back what was saved at tick {cut}"
        if how := differ(straight, other):
            yield f"a plant restored at tick {cut} differs: {how}"
        if run(straight, trial, cut) != run(other, trial, cut):
            yield f"a plant restored at tick {cut} reports other events"
        if how := differ(straight, other):
            yield f"a plant restored at tick {cut} goes another way: {how}"


def _asked(plant: Plant) -> Iterator[tuple[str, float]]:
    """The commands a plant is asked about: those of its operations, and every input at its ends and between."""
    yield from ((op.tag, op.value) for op in plant.operations() if op.value is not None)
    for tag in plant.tags():
        if tag.writable and tag.kind is not Kind.TEXT:
            yield from ((tag.id, value_in(tag, share)) for share in (0.0, 0.3, 0.75))


def _asking_changes_nothing(trial: Trial) -> Iterator[str]:
    plant, other = trial.make(), trial.make()
    if not (isinstance(plant, Refusing) and isinstance(other, Refusing)):
        return
    last = 0
    for tick in (0, trial.ticks // 3, trial.ticks * 2 // 3, trial.ticks):
        run(plant, trial, last, tick)
        run(other, trial, last, tick)
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
        run(plant, trial, last, tick)
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
    run(plant, trial)
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

CALLED: dict[str, str] = {
    "tags are sound": "位号完整",
    "reading is whole and changes nothing": "读数完整，读取不改变状态",
    "bad writes are refused": "错误的写入被拒绝",
    "commands are read back": "指令可读回",
    "two instances agree": "两个实例结果一致",
    "ticks add up": "逐拍与多拍结果一致",
    "events are in order": "事件按时间排列",
    "a restored plant goes on alike": "恢复快照后走法相同",
    "asking changes nothing": "询问闭锁不改变状态",
    "what is refused can be forced": "被拒绝的指令可以强制",
    "every leaf of the state counts": "状态的每一项都计入校验",
}
"""What the rules are called in Chinese."""
