"""A casadi tape printed as straight-line Python: the same operations in the same order, hence the same bits.

It serves three ends: a differential test of the fast path, a fallback where casadi's virtual machine cannot
be trusted, and a proof that a model uses only operations whose results IEEE 754 fixes on every machine
(``check_portable``): + − × ÷ √, comparisons and choices, never the C library's exp, log or pow.

    f = printed(function)
    x_new, error = f(x, u, [h])          # lists of floats
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import casadi as ca

from engine.errors import PlantError

__all__ = ["check_portable", "printed", "source"]

Code = Callable[..., tuple[list[float], ...]]


@lru_cache(maxsize=1)
def _names() -> dict[int, str]:
    return {getattr(ca, k): k[3:] for k in dir(ca) if k.startswith("OP_")}


_FORMS: dict[str, str] = {
    "ASSIGN": "{0}",
    "ADD": "{0} + {1}",
    "SUB": "{0} - {1}",
    "MUL": "{0} * {1}",
    "NEG": "-{0}",
    "TWICE": "2.0 * {0}",
    "SQ": "{0} * {0}",
    "SIGN": "1.0 if {0} > 0.0 else -1.0 if {0} < 0.0 else {0}",
    "FABS": "abs({0})",
    "LT": "1.0 if {0} < {1} else 0.0",
    "LE": "1.0 if {0} <= {1} else 0.0",
    "EQ": "1.0 if {0} == {1} else 0.0",
    "NE": "1.0 if {0} != {1} else 0.0",
    "NOT": "0.0 if {0} else 1.0",
    "AND": "1.0 if {0} and {1} else 0.0",
    "OR": "1.0 if {0} or {1} else 0.0",
    "IF_ELSE_ZERO": "{1} if {0} else 0.0",
    # C's fmin and fmax pass over a NaN and return the first of two equal values.
    "FMIN": "{0} if {0} <= {1} or {1} != {1} else {1}",
    "FMAX": "{0} if {0} >= {1} or {1} != {1} else {1}",
    # Python raises where IEEE 754 gives infinity or NaN.
    "DIV": "{0} / {1} if {1} else _div0({0}, {1})",
    "INV": "1.0 / {0} if {0} else _div0(1.0, {0})",
    "SQRT": "_sqrt({0}) if {0} >= 0.0 else _nan",
}


def _div0(a: float, b: float) -> float:
    if a == 0.0 or a != a:
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def check_portable(function: Any) -> Any:
    """``function`` itself, if all its operations are portable; a ``PlantError`` naming the first that is
    not."""
    names = _names()
    for k in range(function.n_instructions()):
        name = names[function.instruction_id(k)]
        if name not in _FORMS and name not in ("CONST", "INPUT", "OUTPUT"):
            raise PlantError(function.name(), f"{name.lower()} gives different bits on different machines")
    return function


def source(function: Any) -> str:
    """The Python text of ``function``: takes sequences of floats, returns a tuple of lists."""
    check_portable(function)
    names = _names()
    lines = [f"def evaluate({', '.join(f'a{i}' for i in range(function.n_in()))}):"]
    outputs: list[dict[int, str]] = [{} for _ in range(function.n_out())]
    for k in range(function.n_instructions()):
        name = names[function.instruction_id(k)]
        args, out = function.instruction_input(k), function.instruction_output(k)
        if name == "OUTPUT":
            # The tape reuses its cells, so an output is put away at once.
            slot = f"r{out[0]}_{out[1]}"
            outputs[out[0]][out[1]] = slot
            lines.append(f" {slot} = w{args[0]}")
        elif name == "INPUT":
            lines.append(f" w{out[0]} = a{args[0]}[{args[1]}]")
        elif name == "CONST":
            lines.append(f" w{out[0]} = {_literal(function.instruction_constant(k))}")
        else:
            lines.append(f" w{out[0]} = " + _FORMS[name].format(*(f"w{i}" for i in args)))
    results = []
    for i, slots in enumerate(outputs):
        sparsity = function.sparsity_out(i)
        results.append("[" + ", ".join(slots.get(j, "0.0") for j in range(sparsity.nnz())) + "]")
    lines.append(f" return ({', '.join(results)},)")
    return "\n".join(lines) + "\n"


def _literal(value: float) -> str:
    value = float(value)
    if math.isnan(value):
        return "_nan"
    if math.isinf(value):
        return "_inf" if value > 0.0 else "-_inf"
    return repr(value)


def printed(function: Any) -> Code:
    """``function`` as a Python function of the same arguments, bit for bit the same."""
    scope: dict[str, Any] = {"_div0": _div0, "_sqrt": math.sqrt, "_nan": math.nan, "_inf": math.inf}
    exec(compile(source(function), f"<{function.name()}>", "exec"), scope)  # our own text, never an author's
    code: Callable[..., tuple[list[float], ...]] = scope["evaluate"]

    def call(*args: Sequence[float]) -> tuple[list[float], ...]:
        try:
            return code(*args)
        except OverflowError:  # pragma: no cover - float operations used here do not raise it
            raise PlantError(function.name(), "overflow") from None

    return call
