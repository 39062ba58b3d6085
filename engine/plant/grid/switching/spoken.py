"""What people call equipment and its states when they ask for a switching order: the id, the number on its plate, its name, its
bay; 检修 as well as ``maintenance``.

A bay stands for the one thing it feeds or is fed by. Where a word can mean several things they are named, and nothing is guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from engine.plant.grid.section import GridSection
from engine.plant.grid.states import WORDS, Service, bay_switches, equipment, sides_of
from engine.plant.grid.station import Station
from engine.plant.grid.switching.naming import Naming
from engine.plant.sequencing import Fault, NoSequenceError
from engine.scenario.nearest import did_you_mean
from engine.scenario.text import Text

__all__ = ["Called", "Meant", "called_of", "state_meant", "thing_meant"]



class Meant(NamedTuple):
    """The equipment a word may mean; one thing is taken only where it is ``sure``."""

    things: tuple[str, ...]
    sure: bool = True


Called = Mapping[str, Meant]
"""A word in its plain spelling → what it may mean."""
MOST_LIKE = 4
"""Things that are offered because their names hold what was said."""


def called_of(section: GridSection, station: Station, naming: Naming) -> Called:
    """What equipment is called besides its id: plates, names, bays. The plate of gear without states of its own means nothing
    for sure, but something of its bay.
    """
    kinds = equipment(station)
    around = {
        name: [set(bays) for _, bays in sides_of(station, name)] for name, kind in kinds.items() if kind not in ("breaker", "bus")
    }
    stands = {bay: _standing_in(station, kinds, around, bay) for bay in section.bays}
    words: dict[str, dict[str, None]] = {}
    gear: dict[str, dict[str, None]] = {}

    def call(word: str, things: Iterable[str], among: dict[str, dict[str, None]] = words) -> None:
        if _plain(word):
            among.setdefault(_plain(word), {}).update(dict.fromkeys(things))

    for name in kinds:
        for word in (name, *_both(naming.full(name)), *_both(naming.short(name))):
            call(word, [name])
    for name, device in section.devices.items():
        bay = getattr(device, "bay", "")
        for word in (device.label, name, *_both(naming.full(name)), *_both(naming.short(name))):
            if name in kinds:
                call(word, [name])
            elif bay:
                call(word, stands[bay], gear)
    for bay, spec in section.bays.items():
        for word in (bay, *_both(spec.title)):
            if _plain(word) not in words:  # a thing of that name is meant before its bay
                call(word, stands[bay])
    unsure = {word: Meant(tuple(things), sure=False) for word, things in gear.items() if things}
    return {**unsure, **{word: Meant(tuple(things)) for word, things in words.items() if things}}


def _standing_in(station: Station, kinds: Mapping[str, str], around: Mapping[str, list[set[str]]], bay: str) -> list[str]:
    """What a bay stands for: what hangs on it alone, else all that it has a part in."""
    breakers = [s.id for _, s in bay_switches(station).get(bay, ()) if s.id in kinds]
    beside = [name for name, sides in around.items() if any(bay in bays for bays in sides)]
    own = [name for name in beside if all(bays <= {bay} for bays in around[name])]
    return own if len(own) == 1 and len(beside) == 1 else [*beside, *breakers]


def thing_meant(station: Station, naming: Naming, said: str, section: GridSection | None = None) -> str:
    """The equipment that ``said`` means, by id alone without a ``section``. Raises ``NoSequenceError`` with what was probably
    meant.
    """
    names = list(equipment(station))
    if said in names:
        return said
    called = {} if section is None else called_of(section, station, naming)
    found = called.get(_plain(said), Meant(()))
    if found.sure and len(found.things) == 1:
        return found.things[0]
    near = did_you_mean(said, names)
    if found.things:
        what = (
            Text(zh=f"`{said}` 可以指 {len(found.things)} 个设备", en=f"`{said}` may mean {len(found.things)} things") if found.sure
            else Text(zh=f"`{said}` 自己没有运行、备用、检修状态", en=f"`{said}` has no states of its own")
        )  # fmt: skip
        raise NoSequenceError("of", what, _one_of(found.things, naming))
    like = () if near or _plain(said).isdigit() else _holding(called, said)
    fix = (
        Text(zh=f"是不是 `{near}`？", en=f"did you mean `{near}`?") if near
        else _one_of(like, naming) if like
        else Text(zh=f"可用：{'、'.join(names[:12])}", en=f"there are: {', '.join(names[:12])}")
    )  # fmt: skip
    raise NoSequenceError(
        "of", Text(zh=f"没有可转换状态的设备 `{said}`", en=f"there is no equipment `{said}` with states"), fix
    )


def _holding(called: Called, said: str) -> tuple[str, ...]:
    """Things whose names hold the word."""
    wanted = _plain(said)
    found = (thing for word, meant in called.items() if meant.sure and wanted in word for thing in meant.things)
    things = tuple(dict.fromkeys(found))
    return things if len(wanted) > 1 and len(things) <= MOST_LIKE else ()


def _one_of(things: Iterable[str], naming: Naming) -> Text:
    some = list(things)
    zh = "、".join(f"{name}（{naming.full(name).of('zh')}）" for name in some)
    en = ", ".join(f"{name} ({naming.full(name).of('en')})" for name in some)
    return Text(zh=f"写其中一个：{zh}" if len(some) > 1 else f"写 {zh}", en=f"give one of {en}" if len(some) > 1 else f"give {en}")


def state_meant(said: str, fault: Fault) -> Service:
    """The state that ``said`` means, in the words of either language. Raises ``NoSequenceError``."""
    words = {_plain(word): state for state in Service for word in (state.value, WORDS[state].zh, WORDS[state].en)}
    found = words.get(_plain(said).removesuffix("状态"))
    if found is not None:
        return found
    names = [s.value for s in Service]
    near = did_you_mean(said, names)
    listed = "、".join(f"{s.value}（{WORDS[s].zh}）" for s in Service)
    fix = (
        Text(zh=f"是不是 `{near}`？", en=f"did you mean `{near}`?") if near
        else Text(zh=f"可用：{listed}", en=f"there are: {', '.join(names)}")
    )  # fmt: skip
    raise NoSequenceError(fault, Text(zh=f"没有状态 `{said}`", en=f"there is no state `{said}`"), fix)


def _both(text: Text) -> tuple[str, str]:
    return text.of("zh"), text.of("en")


def _plain(word: str) -> str:
    """As it is compared: half-width, without case, blanks and joiners."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return folded.translate(str.maketrans("", "", " _-"))
