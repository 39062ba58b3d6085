"""The order of items that a ticket accepts, as a partial order.

As written: each item needs all that stand above it. Items of different blocks of one ``any_order`` group do not need
each other, and an item with ``after`` needs only what it names.

    >>> from engine.session.tickets.section import TicketSpec
    >>> item = {"do": "stop", "on": "H1"}
    >>> spec = TicketSpec.model_validate({
    ...     "title": {"zh": "票", "en": "t"}, "task": {"zh": "票", "en": "t"},
    ...     "items": dict.fromkeys("abcd", item), "any_order": [["b", "c"]]})
    >>> needs(spec)
    {'a': (), 'b': ('a',), 'c': ('a',), 'd': ('a', 'b', 'c')}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.session.tickets.section import TicketSpec

__all__ = ["blocks", "cycle", "needs"]


def blocks(group: Sequence[str | Sequence[str]]) -> list[tuple[str, ...]]:
    """The blocks of a group, each as its items."""
    return [(block,) if isinstance(block, str) else tuple(block) for block in group]


def needs(spec: TicketSpec) -> dict[str, tuple[str, ...]]:
    """What must come before each item: some directly, some implied. Names that are no items are left out."""
    places = [{name: n for n, block in enumerate(blocks(group)) for name in block} for group in spec.any_order]

    def apart(a: str, b: str) -> bool:
        return any(a in place and b in place and place[a] != place[b] for place in places)

    names = list(spec.items)
    out = {}
    for i, name in enumerate(names):
        after = spec.items[name].after
        found = names[:i] if after is None else [n for n in names if n in after]
        out[name] = tuple(n for n in found if after is not None or not apart(n, name))
    return out


def cycle(after: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Items that wait for one another in a ring, the first repeated at the end; empty if there is none."""
    settled: set[str] = set()
    for start in after:
        path: list[str] = []
        todo = [(start, iter(after[start]))]
        on_path = {start}
        path.append(start)
        while todo:
            name, rest = todo[-1]
            step = next(rest, None)
            if step is None:
                todo.pop()
                path.pop()
                on_path.discard(name)
                settled.add(name)
            elif step in on_path:
                return (*path[path.index(step) :], step)
            elif step not in settled and step in after:
                todo.append((step, iter(after[step])))
                path.append(step)
                on_path.add(step)
    return ()
