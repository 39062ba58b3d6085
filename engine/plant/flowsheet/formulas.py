"""Formulas of the author inside equipment: the names they may use, and their casadi expressions.

FORMULAS["rate"]        # result in mol/s; names T, V, P, mixing, R and n.<substance>
formula(reaction.rate, "mol/s", symbols)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.scenario.expression import Expression, Symbol, compile_expression, to_casadi

__all__ = ["GAS_CONSTANT", "formula", "vessel_scope"]

GAS_CONSTANT = 8.31446261815324  # J/(mol·K), SI 2019


def vessel_scope(substances: Iterable[str]) -> dict[str, Symbol]:
    """What a formula about a vessel may use: temperature, liquid volume, pressure, dispersion, amounts, R."""
    scope = {
        "T": Symbol("K"),
        "V": Symbol("m3"),
        "P": Symbol("Pa"),
        "mixing": Symbol(""),
        "R": Symbol("J/(mol*K)"),
    }
    return scope | {f"n.{s}": Symbol("mol") for s in substances}


def formula(text: Expression, unit: str, symbols: Mapping[str, Any]) -> Any:
    """The casadi expression (SI) of ``text`` with ``symbols`` (SI) for its names; R needs not be given.

    Raises ``ExpressionError`` where the formula does not give ``unit`` or uses other names; ``check`` finds
    that first and reports it with file and column.
    """
    known = {"R": GAS_CONSTANT, **symbols}
    scope = vessel_scope(s[2:] for s in symbols if s.startswith("n."))
    tape = compile_expression(text, scope, unit)
    return to_casadi(tape, known)
