"""The bridge from declared tags to formulas: which names there are, and where their values stand."""

from __future__ import annotations

from collections.abc import Iterable

from engine.scenario.expression.tape import Tape
from engine.scenario.expression.types import Symbol
from engine.scenario.units import unit
from engine.tags import Tag, TagTable

__all__ = ["loads_of_tags", "scope_of_tags"]


def scope_of_tags(tags: Iterable[Tag]) -> dict[str, Symbol]:
    """A symbol for each tag."""
    return {tag.id: Symbol(tag.unit, tag.kind.value, tag.options) for tag in tags}


def loads_of_tags(tape: Tape, table: TagTable) -> dict[str, tuple[int, float, float]]:
    """For ``to_python``: index, factor and offset of each tag the tape uses, read from ``table.values``."""
    loads = {}
    for name in tape.names:
        index = table.at(name)
        own = unit(table.tags[index].unit or "1")
        loads[name] = (index, own.factor, own.offset)
    return loads
