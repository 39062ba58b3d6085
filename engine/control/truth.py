"""What conditions can come to, found by trying every case that makes a difference.

A condition that only compares tags with constants changes nowhere but at those constants. So the ends of each range,
the constants and a point between any two neighbours are all the cases there are, and whatever holds in every case
holds always. Formulas that calculate, and conditions with too many cases, are not judged: the answer is ``None``.

    outcomes(check, ["TI > 65 degC", "TI > 60 degC"])      # {(False, False), (False, True), (True, True)}
    outcomes(check, ["V1.command"], {"V1.command": 0.0})
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

from engine.control.linting import Check
from engine.errors import ShixunError
from engine.scenario.expression import Tape, compile_expression, to_python
from engine.scenario.units import unit
from engine.tags import Kind, Tag

__all__ = ["names_of_formula", "outcomes", "rings"]

MOST_CASES = 20_000
_COMPARES = frozenset({"lt", "le", "gt", "ge", "eq", "ne"})
_JOINS = frozenset({"and", "or", "not"})
_LEAVES = frozenset({"const", "load", "raw"})


def outcomes(
    check: Check, texts: Sequence[str], fixed: Mapping[str, float] | None = None
) -> frozenset[tuple[bool, ...]] | None:
    """Every combination of truth values the conditions can take together; ``None`` where that cannot be told.

    ``fixed`` holds tags at a value in their unit.
    """
    tapes = [_tape(check, text) for text in texts]
    if any(tape is None or not _is_plain(tape) for tape in tapes):
        return None
    known = [tape for tape in tapes if tape is not None]
    names = list(dict.fromkeys(name for tape in known for name in tape.names))
    constants = [op.args[0] for tape in known for op in tape.ops if op.code == "const"]
    held = dict(fixed or {})
    values = [[held[name]] if name in held else _values(check.known[name], constants) for name in names]
    cases = 1
    for some in values:
        cases *= len(some)
    if cases > MOST_CASES:
        return None
    loads = {}
    for i, name in enumerate(names):
        own = unit(check.known[name].unit or "1")
        loads[name] = (i, own.factor, own.offset)
    functions = [to_python(tape, loads) for tape in known]
    return frozenset(tuple(bool(f(case)) for f in functions) for case in itertools.product(*values))


def names_of_formula(check: Check, text: str) -> tuple[str, ...]:
    """The tags a formula or condition uses; none where it does not read."""
    try:
        return compile_expression(text, check.scope).names
    except ShixunError:
        return ()


def _tape(check: Check, text: str) -> Tape | None:
    try:
        return compile_expression(text, check.scope, "bool")
    except ShixunError:
        return None  # what is wrong with it is said elsewhere


def _is_plain(tape: Tape) -> bool:
    """Whether it only compares single tags with constants and joins the answers."""
    for op in tape.ops:
        if op.code in _COMPARES:
            if sorted(tape.ops[arg].code for arg in op.args) not in (["const", "load"], ["const", "raw"]):
                return False
        elif op.code not in _JOINS and op.code not in _LEAVES:
            return False
    return True


def _values(tag: Tag, constants: Iterable[float]) -> list[float]:
    """The values of a tag between which no comparison with ``constants`` (SI) changes."""
    if tag.kind is Kind.DISCRETE:
        return [0.0, 1.0]
    if tag.kind is Kind.MODE:
        return [float(i) for i in range(len(tag.options))]
    own = unit(tag.unit or "1")
    marks = {tag.low, tag.high}
    marks.update(x for c in constants if tag.low <= (x := (c - own.offset) / own.factor) <= tag.high)
    ordered = sorted(marks)
    return sorted({*ordered, *((a + b) / 2 for a, b in itertools.pairwise(ordered))})


def rings(uses: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Groups of names that use one another round and round, and names that use themselves, in the order given."""
    reach: dict[str, set[str]] = {}
    for name in uses:
        seen: set[str] = set()
        waiting = list(uses[name])
        while waiting:
            other = waiting.pop()
            if other in uses and other not in seen:
                seen.add(other)
                waiting += uses[other]
        reach[name] = seen
    out: list[tuple[str, ...]] = []
    done: set[str] = set()
    for name in uses:
        if name in reach[name] and name not in done:
            ring = tuple(other for other in uses if other in reach[name] and name in reach[other])
            done.update(ring)
            out.append(ring)
    return out
