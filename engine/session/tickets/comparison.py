"""How well a written ticket fits the accepted one: what is missing, too many, out of order, worded wrongly.

Every line is matched with one item of the same deed. Where the same deed stands in a ticket more than once ("check
V1" after opening and again after closing), lines are given to items so that the fewest mistakes remain. Out of order
are the fewest lines that would have to be moved, not every pair that is crossed (``engine.session.order``). Each
mistake is charged once: a line with the right device and the wrong verb is worded wrongly, not missing and too many.

    compare(spec.items, needs(spec), [Line("stop", "H1"), Line("check", "H1")]).match      # per cent
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, permutations, product
from math import perm, prod
from typing import Any

from engine.session.order import Displaced, ancestors, broken_pairs, displaced, matching_size
from engine.session.tickets.section import Item

__all__ = ["Comparison", "Line", "Wording", "compare", "same_value"]

MOST = 256
"""Ways to match repeated deeds that are all tried; beyond, each deed's lines are settled in turn until nothing
improves (at that size a ticket repeats five and more deeds, each several times)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as written: verb, device, value; ``text`` where the learner wrote the wording."""

    do: str
    on: str
    value: Any = None
    text: str | None = None

    def plain(self) -> dict[str, Any]:
        """As plain data, for the record."""
        out: dict[str, Any] = {"do": self.do, "on": self.on}
        if self.value is not None:
            out["value"] = self.value
        if self.text is not None:
            out["text"] = self.text
        return out


@dataclass(frozen=True, slots=True)
class Wording:
    """Line ``line`` (from 0) means ``item`` but says it wrongly: its ``verb``, its ``value``, or ``words``."""

    line: int
    item: str
    what: str
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What fits and what does not."""

    items: Mapping[int, str]
    """The item each line (from 0) stands for; lines that are too many stand for none."""
    missing: tuple[str, ...]
    """Items that may not be left out, in the order of the ticket."""
    extra: tuple[int, ...]
    """Lines that are too many, from 0."""
    moved: tuple[Displaced, ...]
    """The fewest items that must be moved, with what each should come before and after."""
    wording: tuple[Wording, ...]

    @property
    def faults(self) -> int:
        """How many mistakes there are."""
        return len(self.missing) + len(self.extra) + len(self.moved) + len(self.wording)

    @property
    def match(self) -> float:
        """Lines that are right against lines that are right and mistakes, per cent; 100 without any mistake."""
        wrong = {self.line_of(one.step) for one in self.moved} | {one.line for one in self.wording}
        right = len(self.items) - len(wrong)
        return 100.0 * right / (right + self.faults) if right else 0.0

    def line_of(self, item: str) -> int:
        """The line (from 0) that stands for ``item``, −1 if none does."""
        return next((line for line, name in self.items.items() if name == item), -1)


def compare(items: Mapping[str, Item], after: Mapping[str, Sequence[str]], lines: Sequence[Line]) -> Comparison:
    """Compare ``lines`` with ``items`` whose partial order is ``after`` (``engine.session.tickets.accepted``)."""
    match = _matched(items, after, lines)
    absent = [name for name in items if name not in set(match.values())]
    wording = []
    for n, line in enumerate(lines):
        meant = None if n in match else _meant(line, absent, items)
        if meant is not None:
            absent.remove(meant)
            what = "value" if items[meant].verb == line.do else "verb"
            wording.append(Wording(n, meant, what))
    placed = {name: n for n, name in match.items()}
    for n, name in match.items():
        lacks = _lacking(items[name].words, lines[n].text)
        if lacks:
            wording.append(Wording(n, name, "words", lacks))
    every = {**match, **{w.line: w.item for w in wording}}
    return Comparison(
        items=dict(sorted(every.items())),
        missing=tuple(name for name in absent if items[name].required),
        extra=tuple(n for n in range(len(lines)) if n not in every),
        moved=displaced(tuple(items), after, placed),
        wording=tuple(sorted(wording, key=lambda w: w.line)),
    )


def same_value(wanted: Any, said: Any) -> bool:
    """Whether a value fits; an item without one takes any."""
    return wanted is None or (wanted == said and isinstance(wanted, bool) == isinstance(said, bool))


def _meant(line: Line, absent: Sequence[str], items: Mapping[str, Item]) -> str | None:
    """The absent item on the same device that this line must have meant: first such as may not be left out."""
    found = [name for name in absent if items[name].target == line.on]
    return min(found, key=lambda name: not items[name].required) if found else None


def _lacking(words: Sequence[str], text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    said = text.replace(" ", "").lower()
    return tuple(w for w in words if not any(one.replace(" ", "").lower() in said for one in w.split("|")))


def _matched(items: Mapping[str, Item], after: Mapping[str, Sequence[str]], lines: Sequence[Line]) -> dict[int, str]:
    """Line → item of the same deed, with the fewest mistakes; of several such, the one nearest to reading down."""
    groups = _groups(items, lines)
    ways = prod(_ways(*group) for group in groups)
    above = ancestors(after)

    def cost(choice: Sequence[tuple[tuple[int, str], ...]]) -> int:
        at = {name: n for pairs in choice for n, name in pairs}
        left_out = sum(1 for name, item in items.items() if item.required and name not in at)
        return left_out + matching_size(broken_pairs(above, at))

    best = [next(_pairings(*group)) for group in groups]
    lowest = cost(best)
    if ways <= MOST:
        for choice in product(*(list(_pairings(*group)) for group in groups)) if lowest else ():
            if (price := cost(choice)) < lowest:
                best, lowest = list(choice), price
        return {n: name for pairs in best for n, name in pairs}
    better = lowest > 0
    while better:
        better = False
        for i, group in enumerate(groups):
            for pairs in islice(_pairings(*group), MOST):
                trial = [*best[:i], pairs, *best[i + 1 :]]
                if (price := cost(trial)) < lowest:
                    best, lowest, better = trial, price, True
    return {n: name for pairs in best for n, name in pairs}


def _groups(items: Mapping[str, Item], lines: Sequence[Line]) -> list[tuple[list[int], list[str]]]:
    """Lines and items of the same deed, where there are both."""
    taken: dict[tuple[str, str, str], tuple[list[int], list[str]]] = {}
    for name, item in items.items():
        key = (item.verb, item.target, _plain(item.value))
        taken.setdefault(key, ([], []))[1].append(name)
    for n, line in enumerate(lines):
        exact = (line.do, line.on, _plain(line.value))
        key = exact if exact in taken else (line.do, line.on, _plain(None))
        if key in taken:
            taken[key][0].append(n)
    return [(found, names) for found, names in taken.values() if found]


def _plain(value: Any) -> str:
    """A value as a key; 1 and 1.0 are the same, and so are two mappings written in another order."""
    if isinstance(value, Mapping):
        return repr(sorted((str(key), _plain(part)) for key, part in value.items()))
    if isinstance(value, list | tuple):
        return repr([_plain(part) for part in value])
    return repr(float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value)


def _ways(found: list[int], names: list[str]) -> int:
    return perm(max(len(found), len(names)), min(len(found), len(names)))


def _pairings(found: list[int], names: list[str]) -> Iterator[tuple[tuple[int, str], ...]]:
    """Every way to give lines to items, one to one; the first is reading down."""
    if len(found) <= len(names):
        for chosen in permutations(names, len(found)):
            yield tuple(zip(found, chosen, strict=True))
    else:
        for some in permutations(found, len(names)):
            yield tuple(zip(some, names, strict=True))
