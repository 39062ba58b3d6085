"""The closed expression language: formulas and conditions in a scenario, never code.

One grammar, one type check (dimensions, points on a scale, modes), one tape; the tape is printed as one
Python function for the tick loop or as casadi SX for the plant, with the same bits from both.

    >>> scope = {"TI101": Symbol("degC"), "M101.running": Symbol(kind="discrete")}
    >>> tape = compile_expression("TI101 > 65 degC and M101.running", scope, "bool")
    >>> hot = to_python(tape, {"TI101": (0, 1.0, 273.15), "M101.running": (1, 1.0, 0.0)})
    >>> hot([66.0, 1.0])
    True
"""

from __future__ import annotations

from engine.scenario.errors import ExpressionError, Fault
from engine.scenario.expression.checker import Checked, Scope, Want, check, compile_expression
from engine.scenario.expression.field import Expression
from engine.scenario.expression.nodes import Ast
from engine.scenario.expression.parser import parse
from engine.scenario.expression.printing import to_python
from engine.scenario.expression.sx import to_casadi
from engine.scenario.expression.tagged import loads_of_tags, scope_of_tags
from engine.scenario.expression.tape import Tape
from engine.scenario.expression.types import Symbol

__all__ = [
    "Ast",
    "Checked",
    "Expression",
    "ExpressionError",
    "Fault",
    "Scope",
    "Symbol",
    "Tape",
    "Want",
    "check",
    "compile_expression",
    "loads_of_tags",
    "parse",
    "scope_of_tags",
    "to_casadi",
    "to_python",
]
