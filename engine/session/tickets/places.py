"""How a ticket says where a portable thing goes: on the accepted ticket, and in what can be written.

An item may leave the place to its condition (``check: W1.on``). A learner has no conditions to write: where a thing fits in
several places the line says one, whether the item does or not, and every place is offered, so that choosing it tells nothing.

    asked(spec.items, portable)["a1"].value          # {"base": "BAR", "clamp": "W1"}
    ways(thing, "attach", [])                        # [{"base": "BAR", "clamp": "W1"}, {"base": "BAR", "clamp": "W2"}]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.session.applied.attachments import Attachment
from engine.session.applied.placing import as_moves, meant, placings
from engine.session.tickets.section import Item

__all__ = ["asked", "ways"]


def asked(items: Mapping[str, Item], portable: Mapping[str, Attachment]) -> dict[str, Item]:
    """The items, each with the place that its condition names where the thing fits in several."""
    return {name: _placed(item, portable.get(item.target)) for name, item in items.items()}


def ways(thing: Attachment, verb: str, said: Iterable[Any]) -> list[Any]:
    """The values a deed with ``thing`` can be written with, ``said`` being those of the ticket's own items of that deed: each
    place in the form they have. Without any, a thing with several places is put up at one of them.
    """
    whole = list(placings(thing).values())
    out: list[Any] = []
    for value in list(said) or [None]:
        if not as_moves(value):
            offered: list[Any] = [*whole] if verb == "attach" and len(whole) > 1 else [None]
        elif "part" in value:
            moves = [{"part": end, "to": fit.at} for end, spec in thing.ends.items() for fit in spec.fits]
            offered = moves if "to" in value else [{"part": end} for end in thing.ends]
        else:
            offered = [{end: at for end, at in way.items() if end in value} for way in whole]
        if value is not None and value not in offered:
            offered.append(value)  # an odd pairing of its own, which no list of places has
        out += [way for way in offered if way not in out]
    return out


def _placed(item: Item, thing: Attachment | None) -> Item:
    if thing is None or item.verb != "attach" or item.value is not None or len(placings(thing)) < 2:
        return item
    return item.model_copy(update={"value": meant(thing, str(item.check or ""))})
