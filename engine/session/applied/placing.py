"""Which end of a portable thing goes where, when it is put up or taken down as a whole.

One deed in a list (``attach`` on ``LEAD1``) is several moves, an end at a time. The places may be written with it; where
they are not, they follow from the place that is meant.

    placings(thing)                                   # {"W1": {"base": "BAR", "clamp": "W1"}}: by what the plant is told of
    moves(thing, "attach", None, check="W1.on")       # [{"part": "base", "to": "BAR"}, {"part": "clamp", "to": "W1"}]
    misplaced(thing, "attach", as_moves({"clamp": "X9"}))       # the move that fits nowhere
    one_move(thing, "attach", "clamp", {"base": "BAR"})         # ("clamp", "W1"): a single move as a person says it
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.scenario.text import Text
from engine.session.applied.attachments import Attachment, End, Fit, split
from engine.session.applied.points import Point, spot_title

__all__ = [
    "Move", "Placing", "as_moves", "complete_at", "device_of", "fits_move", "meant", "misplaced", "moves", "one_move", "placings",
    "spots",
]  # fmt: skip

Move = dict[str, str]
"""``{"part": END, "to": PLACE}``, without ``to`` for taking an end off."""
Placing = dict[str, str]
"""End → place."""
_MOVE = frozenset({"part", "to"})


def placings(thing: Attachment) -> dict[str, Placing]:
    """Every way to put the whole thing up, by what the plant is told of. An end without a place of its own there goes to the
    first that tells the plant nothing, else to its first.
    """
    devices = [device_of(fit) for end in thing.ends.values() for fit in end.fits]
    return {
        device: {name: _place(end, device) for name, end in thing.ends.items()}
        for device in dict.fromkeys(devices)
        if device
    }


def moves(thing: Attachment, verb: str, value: Any, check: str = "") -> list[Move]:
    """The single moves of a deed in the order of the ends: as said, else those of the place its ``check`` asks about, else of
    the first.
    """
    said = as_moves(value)
    if said:
        order = list(thing.ends) if verb == "attach" else list(reversed(thing.ends))
        return sorted(said, key=lambda one: order.index(one["part"]) if one["part"] in order else len(order))
    if verb == "detach":
        return [{"part": name} for name in reversed(thing.ends)]
    first = next(iter(placings(thing).values()), {name: end.fits[0].at for name, end in thing.ends.items()})
    return as_moves(meant(thing, check) or first)


def meant(thing: Attachment, check: str) -> Placing | None:
    """The one way to put the thing up there is, or the one whose device a condition names; ``None`` if that is open."""
    ways = placings(thing)
    if len(ways) == 1:
        return next(iter(ways.values()))
    return next((way for device, way in ways.items() if re.search(rf"\b{re.escape(device)}\.", check)), None)


def as_moves(value: Any) -> list[Move]:
    """The moves that a value says: one move, or a place for each end; empty where it is neither."""
    if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
        return []
    if "part" in value and value.keys() <= _MOVE:
        return [dict(value)]
    return [{"part": str(end), "to": at} for end, at in value.items()]


def fits_move(wanted: Any, said: Any) -> bool:
    """Whether a single move, as a person says it, is one of those a value says; what it leaves unsaid fits."""
    one = {"part": said} if isinstance(said, str) else said
    return isinstance(one, dict) and any(all(m.get(k) == part for k, part in one.items()) for m in as_moves(wanted))


def one_move(thing: Attachment, verb: str, value: Any, at: Mapping[str, str]) -> tuple[str | None, str | None]:
    """End and place of a single move as it is said, the ends ``at`` being fastened at theirs; ``None`` for what is not clear.

    An end may be said by its name alone, and need not be where it is the last one that can be meant; a place need not be said
    where the end fits one only. What is said is not checked: the end may not fit there.
    """
    said: Any = {"part": value} if isinstance(value, str) else {} if value is None else value
    if not isinstance(said, dict) or not said.keys() <= _MOVE:
        return None, None
    could = [name for name in thing.ends if (name in at) == (verb == "detach")]
    name = said.get("part", could[0] if len(could) == 1 else None)
    if not isinstance(name, str) or name not in thing.ends:
        return None, None
    if verb == "detach":
        return name, at.get(name)
    fits = thing.ends[name].fits
    spot = said.get("to", fits[0].at if len(fits) == 1 else None)
    return name, spot if isinstance(spot, str) else None


def complete_at(thing: Attachment, at: Mapping[str, str]) -> list[str]:
    """What of the plant the whole thing is up at, its ends being fastened ``at`` these places: every end that could tell the
    plant of it does, and with ``together`` no other end is loose.
    """
    out: list[str] = []
    if thing.together and not thing.ends.keys() <= at.keys():
        return out
    for device in placings(thing):
        ends = [(name, fit.at) for name, end in thing.ends.items() for fit in end.fits if device_of(fit) == device]
        by_end: dict[str, set[str]] = {}
        for name, spot in ends:
            by_end.setdefault(name, set()).add(spot)
        if all(at.get(name) in spots_ for name, spots_ in by_end.items()):
            out.append(device)
    return out


def misplaced(thing: Attachment, verb: str, said: Sequence[Move]) -> Move | None:
    """The first move that cannot be made with the thing: an end it has not, a place that end does not fit."""
    for move in said:
        end = thing.ends.get(move.get("part", ""))
        if end is None or (verb == "attach" and move.get("to") not in [fit.at for fit in end.fits]):
            return move
    return None


def spots(places: Iterable[str], points: Mapping[str, Point]) -> Text:
    """What people call these places, one beside the other; one nobody has named stands for itself."""
    named = [
        spot_title(points, point, part) if point in points and (not part or part in points[point].parts) else Text(zh=at, en=at)
        for at in places for point, part in (split(at),)
    ]  # fmt: skip
    return Text(zh="、".join(n.of("zh") for n in named), en=", ".join(n.of("en") for n in named))


def device_of(fit: Fit) -> str:
    """What of the plant a place sets, or nothing."""
    return "" if fit.set is None else str(fit.set).partition(".")[0]


def _place(end: End, device: str) -> str:
    own = next((fit for fit in end.fits if device_of(fit) == device), None)
    silent = next((fit for fit in end.fits if fit.set is None), None)
    return (own or silent or end.fits[0]).at
