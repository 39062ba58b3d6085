"""Which steps were out of order: the fewest that must be moved to make the order legal.

Take the pairs (p, x) where p must come before x (transitively) but came later. This relation is itself a
strict partial order, so the fewest steps that must be moved equals the size of a maximum bipartite matching
on it (Dilworth, Kőnig; reference 7.3). Several smallest sets can exist: the step that breaks most pairs is
taken first, then the one later in the file, so that a report never changes from run to run.

    >>> displaced(("a", "b", "c"), {"b": ("a",), "c": ("b",)}, {"a": 2, "b": 0, "c": 1})
    (Displaced(step='a', before=('b', 'c'), after=()),)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

__all__ = ["Displaced", "ancestors", "broken_pairs", "displaced", "matching_size"]

Pair = tuple[str, str]


class Displaced(NamedTuple):
    """A step that must be moved, with the steps it should have come before and after."""

    step: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def ancestors(after: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """Everything that must come before each step, transitively. Steps on a cycle count as their own
    ancestors.
    """
    found: dict[str, frozenset[str]] = {}
    for step in after:
        seen: set[str] = set()
        todo = list(after[step])
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                todo.extend(after.get(one, ()))
        found[step] = frozenset(seen)
    return found


def broken_pairs(above: Mapping[str, frozenset[str]], position: Mapping[str, int]) -> set[Pair]:
    """Pairs (p, x): p must precede x but came later; only steps that were done (have a position) count."""
    return {(p, x) for x, at in position.items() for p in above.get(x, ()) if p in position and position[p] > at}


def matching_size(pairs: set[Pair]) -> int:
    """Size of a maximum matching of the bipartite graph earlier → later (augmenting paths, iterative)."""
    neighbours: dict[str, list[str]] = {}
    for p, x in sorted(pairs):
        neighbours.setdefault(p, []).append(x)
    partner: dict[str, str] = {}
    return sum(_augment(p, neighbours, partner) for p in neighbours)


def _augment(start: str, neighbours: Mapping[str, Sequence[str]], partner: dict[str, str]) -> bool:
    """Search an augmenting path from ``start`` breadth first and flip it."""
    came_from: dict[str, str] = {}
    queue = [start]
    for p in queue:
        for x in neighbours[p]:
            if x in came_from:
                continue
            came_from[x] = p
            if x not in partner:
                _flip(x, came_from, partner)
                return True
            queue.append(partner[x])
    return False


def _flip(end: str, came_from: Mapping[str, str], partner: dict[str, str]) -> None:
    held = {p: x for x, p in partner.items()}
    at: str | None = end
    while at is not None:
        p = came_from[at]
        partner[at] = p
        at = held.get(p)


def displaced(
    file_order: Sequence[str], after: Mapping[str, Sequence[str]], position: Mapping[str, int]
) -> tuple[Displaced, ...]:
    """The smallest set of steps to move, in file order.

    ``position`` gives the place in time of each step that was done; equal positions break nothing.
    """
    every = broken_pairs(ancestors(after), position)
    place = {step: i for i, step in enumerate(file_order)}
    left, chosen = set(every), []
    size = matching_size(left)
    while left:
        count: dict[str, int] = {}
        for pair in left:
            for step in pair:
                count[step] = count.get(step, 0) + 1
        for step in sorted(count, key=lambda s: (-count[s], -place[s])):
            rest = {pair for pair in left if step not in pair}
            if matching_size(rest) == size - 1:
                chosen.append(step)
                left, size = rest, size - 1
                break
    return tuple(_describe(step, every, place) for step in sorted(chosen, key=place.__getitem__))


def _describe(step: str, pairs: set[Pair], place: Mapping[str, int]) -> Displaced:
    before = sorted((x for p, x in pairs if p == step), key=place.__getitem__)
    after = sorted((p for p, x in pairs if x == step), key=place.__getitem__)
    return Displaced(step, tuple(before), tuple(after))
