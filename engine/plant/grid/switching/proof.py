"""The proof of a switching order: the interlock is asked about every deed, and nobody may lose supply on the way.

The planner's rules are those of practice; the interlock's are those of the graph. A sequence is handed out only if both agree,
so that a generated ticket is never one that its own station refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.plant.grid.five_prevention import Interlock
from engine.plant.grid.objection import held, judged, objection
from engine.plant.grid.switching.facts import Facts
from engine.plant.grid.switching.standing import Standing
from engine.plant.grid.verdict import Verdict
from engine.plant.rehearsal import RehearsedDeed
from engine.plant.sequencing import DeedSequence, NoSequenceError, SequenceItem
from engine.scenario.text import Text

__all__ = ["carry", "interlock_of", "moved_by", "played", "prove", "refused"]

_TO = {"close": True, "attach": True, "open": False, "detach": False}


def played(
    facts: Facts, start: Standing, items: tuple[SequenceItem, ...]
) -> Iterator[tuple[SequenceItem, Standing, int, bool]]:
    """Each switching deed with where everything stands before it, its switch by place, and whether it closes."""
    now = start.copy()
    for item in items:
        place = facts.station.switch.get(item.on)
        if item.do in ("start", "stop") and place is not None:
            off = now.control_off if place in facts.control else now.drive_off
            (off.add if item.do == "stop" else off.discard)(place)
        elif item.do in _TO and place is not None:
            yield item, now.copy(), place, _TO[item.do]
            now.closed[place] = _TO[item.do]


def carry(facts: Facts, now: Standing, deed: RehearsedDeed) -> bool:
    """Carry out one deed on ``now``; whether it was understood."""
    place, verb = facts.station.switch.get(deed.on), deed.verb
    if deed.on in facts.doors and verb in ("open", "close"):
        (now.doors.add if verb == "open" else now.doors.discard)(deed.on)
        return True
    if place is None:
        known = deed.on in now.plates and verb in ("open", "close")
        if known:
            now.plates[deed.on] = verb == "close"
        return known
    if verb in ("start", "stop"):
        off = now.control_off if place in facts.control else now.drive_off
        (off.add if verb == "stop" else off.discard)(place)
    else:
        to = moved_by(facts, deed)
        now.closed[place] = now.closed[place] if to is None else to
    return verb in _TO or verb in ("start", "stop")


def refused(
    facts: Facts, interlock: Interlock, now: Standing, deeds: Sequence[RehearsedDeed]
) -> Iterator[tuple[RehearsedDeed, Verdict]]:
    """The deeds five-prevention refuses, carried out on ``now`` one after the other; a refused one changes nothing."""
    for deed in deeds:
        to, verdict = moved_by(facts, deed), None
        if to is not None:
            verdict = objection(interlock, facts.doors, now, deed.on, to)
        elif deed.on in facts.doors and deed.verb == "open":
            verdict = held(interlock, facts.doors, now, deed.on)
        if verdict is None:
            carry(facts, now, deed)
        else:
            yield deed, verdict


def moved_by(facts: Facts, deed: RehearsedDeed) -> bool | None:
    """Where a deed brings its switch, ``None`` if it moves none: between the test position of a truck and outside no contact
    moves.
    """
    place = facts.station.switch.get(deed.on)
    if place is None or deed.verb not in _TO:
        return None
    slid = deed.verb in ("attach", "detach") and facts.station.switches[place].kind != "portable"
    return None if slid else _TO[deed.verb]


def interlock_of(facts: Facts) -> Interlock:
    """The interlock of a station, in the words of its plates."""
    station = facts.station
    named = [*(s.id for s in station.switches), *facts.doors, *(point for points in facts.doors.values() for point in points)]
    labels = {name: facts.naming.short(name) for name in named}
    neutrals = {station.switches[s].id: station.transformers[t].id for s, t in facts.neutrals.items()}
    return Interlock(station, {name: text.of("zh") for name, text in labels.items()}, neutrals)


def prove(facts: Facts, start: Standing, sequence: DeedSequence, off: frozenset[str]) -> None:
    """Raise ``NoSequenceError`` where the interlock refuses a deed or a load but those of ``off`` loses its supply."""
    station, interlock = facts.station, interlock_of(facts)
    keep = start.supplied() - off
    for item, now, place, to in played(facts, start, sequence.items):
        verdict = judged(interlock, facts.doors, now, station.switches[place].id, to)
        what = item.text
        if not verdict.allowed:
            raise NoSequenceError(
                "refused",
                Text(zh=f"“{what.of('zh')}”被五防闭锁：{verdict.text.zh}",
                     en=f"{what.of('en')!r} is refused by the interlock: {verdict.text.en}"),
                Text(zh=verdict.remedy.zh, en=verdict.remedy.en) if verdict.remedy.zh else None,
            )  # fmt: skip
        lost = keep - now.supplied(now.with_(on=(place,)) if to else now.with_(off=(place,)))
        if lost:
            who = facts.naming.listed(sorted(lost))
            raise NoSequenceError(
                "refused",
                Text(
                    zh=f"“{what.of('zh')}”会使{who.of('zh')}失电", en=f"{what.of('en')!r} would cut off {who.of('en')}"
                ),
            )
