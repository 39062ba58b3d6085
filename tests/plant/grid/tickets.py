"""Switch sequences of the two tickets of the transformer scenario, as prototypes for many tests. ``+`` close, ``-`` open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.plant.grid.station import Station

__all__ = ["BACK", "OUT", "mirrored", "orders", "positions", "switched", "words"]

OUT = ["+QF110", "+QF500", "-QF501", "-QF101", "-TR501", "-QS1013", "-QS1011", "+QE10140", "+GND1", "-QF110"]
"""No. 1 transformer: running to maintenance (source: power.md A5.2)."""
BACK = ["+QF110", "-GND1", "-QE10140", "+QS1011", "+QS1013", "+TR501", "+QF101", "+QF501", "-QF500", "-QF110"]
"""And back (source: power.md A5.3)."""
OUT_AFTER = {
    "+QF500": "+QF110", "-QF501": "+QF500", "-QF101": "-QF501", "-TR501": "-QF101", "-QS1013": "-QF101",
    "-QS1011": "-QS1013", "+QE10140": "-QS1011 -TR501", "+GND1": "-QS1011 -TR501", "-QF110": "-QF101",
}  # fmt: skip
BACK_AFTER = {
    "+QS1011": "-GND1 -QE10140 +QF110", "+QS1013": "+QS1011", "+TR501": "-GND1 -QE10140 +QF110",
    "+QF101": "+QS1013 +TR501", "+QF501": "+QF101", "-QF500": "+QF501", "-QF110": "-QF500",
}  # fmt: skip
"""What must come before what; every other order is accepted."""
_SWAP = {
    "501": "502", "101": "102", "1011": "1022", "1013": "1023", "10140": "10240", "GND1": "GND2",
}  # fmt: skip


def words(item: str) -> tuple[str, bool]:
    """``-QF501`` → (``QF501``, False)."""
    return item[1:], item[0] == "+"


def mirrored(ticket: Iterable[str]) -> list[str]:
    """The same ticket for transformer No. 2."""
    return [item[0] + _swap(item[1:]) for item in ticket]


def _swap(name: str) -> str:
    return _SWAP.get(name) or name[:2] + _SWAP.get(name[2:], name[2:])


def switched(station: Station, closed: Iterable[bool], *items: str) -> list[bool]:
    """Positions after the items were carried out."""
    after = list(closed)
    for item in items:
        name, to = words(item)
        after[station.switch[name]] = to
    return after


def positions(station: Station, closed: Iterable[bool], ticket: Iterable[str]) -> Iterator[list[bool]]:
    """The positions before the first item and after each."""
    now = list(closed)
    yield now
    for item in ticket:
        now = switched(station, now, item)
        yield now


def orders(station: Station, closed: Iterable[bool], ticket: list[str], after: dict[str, str]) -> list[list[bool]]:
    """Every set of positions that any accepted order of the ticket comes through."""
    seen = {frozenset[str]()}
    queue = [frozenset[str]()]
    for done in queue:
        for item in ticket:
            more = done | {item}
            if item not in done and done.issuperset(after.get(item, "").split()) and more not in seen:
                seen.add(more)
                queue.append(more)
    return [switched(station, closed, *done) for done in queue]
