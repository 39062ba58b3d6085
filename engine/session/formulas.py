"""Formulas of a scenario over the tags of a session: compiled once, called in the tick loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.scenario.expression import compile_expression, loads_of_tags, scope_of_tags, to_python
from engine.tags import TagTable

__all__ = ["compiler"]


def compiler(table: TagTable) -> Callable[[str], Callable[[Sequence[float]], Any]]:
    """A function that compiles formula text to a function of ``table.values`` (SI numbers or booleans).

    Equal texts share one compiled function. Raises ``ExpressionError`` for what lint would have reported.
    """
    scope = scope_of_tags(table)
    made: dict[str, Callable[[Sequence[float]], Any]] = {}

    def compile_(text: str) -> Callable[[Sequence[float]], Any]:
        if text not in made:
            tape = compile_expression(text, scope)
            made[text] = to_python(tape, loads_of_tags(tape, table))
        return made[text]

    return compile_
