"""A ticket carried out by the book, as acts of a script: ``{do: follow, on: T1, value: {from: a1, through: a9}}``.

Item by item: it is read out, repeated, name and position are checked, it is done, what must hold is waited for and
looked at, the line is ticked. What takes several moves is done in the order of the scenario: every part of a point is
tested, every end of a portable thing is fastened where the item says (taken off in reverse). A reference run of a ticket of fifty items
is then three lines, and only what it does differently has to be written out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import Field

from engine.scenario.model import Model
from engine.scenario.quantity import Duration
from engine.session.applied.attachments import Attachment
from engine.session.applied.placing import as_moves, moves
from engine.session.applied.points import Point
from engine.session.tickets.section import CHECK, Item, TicketSpec

__all__ = ["FOLLOW", "Followed", "Following", "followed"]

FOLLOW = "follow"
"""Stands where a run has its verb; no verb of the session."""


class Following(Model, title="照票操作 / Following a ticket"):
    """Which items, and how fast."""

    first: str = Field("", alias="from", description="从哪一项起，缺省为第一项 / from which item, by default the first")
    through: str = Field("", description="到哪一项止（含），缺省为最后 / up to and with which item, by default the last")
    pace: Duration = Field(10_000, description="两项之间的间隔 / between one item and the next")


class Followed(NamedTuple):
    """One act of it: the deed, the condition it waits for, and how long after the act before, ms."""

    do: str
    on: str
    value: Any = None
    when: str | None = None
    after: int = 0
    by: str = "learner"
    refused: bool = False


def followed(
    name: str, spec: TicketSpec, said: Following, points: Mapping[str, Point], portable: Mapping[str, Attachment]
) -> Iterator[Followed]:
    """The acts of the items ``said``; line numbers are those of the printed order."""
    items = list(spec.items)
    start = items.index(said.first) if said.first else 0
    stop = items.index(said.through) + 1 if said.through else len(items)
    for n in range(start, stop):
        item = spec.items[items[n]]
        yield Followed(do="call", on=name, after=said.pace)
        yield Followed(do="answer", on=name, value={"do": item.verb, "on": item.target})
        yield from _carried_out(item, points, portable)
        yield Followed(do="fill", on=name, value={"tick": n + 1}, when=_condition(item))


def _carried_out(
    item: Item, points: Mapping[str, Point], portable: Mapping[str, Attachment]
) -> Iterator[Followed]:
    """Looking is the whole of a check; a deed begins with the look at name and position."""
    if item.verb == CHECK:
        yield Followed(do=CHECK, on=item.target, when=_condition(item))
        return
    yield Followed(do=CHECK, on=item.target)
    for value in _moves(item, points, portable):
        yield Followed(do=item.do, on=item.on, value=value)


def _moves(item: Item, points: Mapping[str, Point], portable: Mapping[str, Attachment]) -> list[Any]:
    """The values of the single moves an item takes."""
    if item.value is None and item.do == "test" and item.on in points and points[item.on].parts:
        return [{"part": part} for part in points[item.on].parts]
    if item.do in ("attach", "detach") and item.on in portable and (item.value is None or as_moves(item.value)):
        return list(moves(portable[item.on], item.do, item.value, _condition(item) or ""))
    return [item.value]


def _condition(item: Item) -> str | None:
    return None if item.check is None else str(item.check)
