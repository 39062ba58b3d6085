"""Comparisons that can never hold, or always do, because an indicator shows nothing outside its range.

out_of_reach('TI101 > 250 degC and P101.running', {"TI101": Reach(0.0, 200.0, "degC")})
# one warning at "TI101 > 250 degC": it is never true
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.scenario.errors import ExpressionError, Fault, UnitError
from engine.scenario.expression.nodes import Compare, Logic, Name, Negative, Node, Not, Number
from engine.scenario.expression.parser import parse
from engine.scenario.problems import Text2
from engine.scenario.units import convert

__all__ = ["Reach", "out_of_reach"]


class Reach(NamedTuple):
    """The least and the greatest value a name can show, in ``unit``."""

    low: float
    high: float
    unit: str


def out_of_reach(text: str, reaches: Mapping[str, Reach]) -> list[Fault]:
    """A fault at each comparison of one of these names with a number it cannot pass; none where ``text`` is no formula."""
    try:
        root = parse(text).root
    except ExpressionError:
        return []
    return [fault for node in _compares(root) if (fault := _judged(node, reaches)) is not None]


def _compares(node: Node) -> Iterator[Compare]:
    if isinstance(node, Compare):
        yield node
    elif isinstance(node, Logic):
        for part in node.parts:
            yield from _compares(part)
    elif isinstance(node, Not):
        yield from _compares(node.operand)


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _judged(node: Compare, reaches: Mapping[str, Reach]) -> Fault | None:
    op, name, limit = node.op, node.left, _number(node.right)
    if not isinstance(name, Name):
        op, name, limit = _TURNED.get(op, op), node.right, _number(node.left)
    if not isinstance(name, Name) or limit is None or op not in _TURNED or name.id not in reaches:
        return None
    reach = reaches[name.id]
    try:
        value = convert(limit[0], limit[1], reach.unit) if limit[1] else limit[0]
    except UnitError:
        return None
    over = value > reach.high or (value == reach.high and op == ">")
    under = value < reach.low or (value == reach.low and op == "<")
    if not (over or under):
        return None
    never = over == (op in (">", ">="))
    span = f"{reach.low:g}–{reach.high:g} {reach.unit}".strip()
    said = Text2("永远不成立", "never holds") if never else Text2("永远成立", "always holds")
    words = Text2(
        f"`{name.id}` 的量程是 {span}，这个条件{said.zh}", f"the range of `{name.id}` is {span}: this {said.en}"
    )
    return Fault(node.start, node.end, "never_true" if never else "always_true", words,
                 Text2("改这个数，或改量程", "change the number, or the range"))  # fmt: skip


def _number(node: Node) -> tuple[float, str] | None:
    if isinstance(node, Number):
        return node.value, node.unit
    if isinstance(node, Negative) and isinstance(node.operand, Number):
        return -node.operand.value, node.operand.unit
    return None
