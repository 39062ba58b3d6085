"""A tape as casadi SX, operation by operation, so that the plant computes the bits the printed Python does.

casadi's on-the-fly simplification (a·b/a → b, moving constants) is off while the expression is built: it
would change the rounding. Both branches of a choice are evaluated there, so division and roots are guarded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import exact
from engine.scenario.expression.tape import LOG_HIGH, LOG_LOW, TANH_LIMIT, Op, Tape

__all__ = ["to_casadi"]


def to_casadi(tape: Tape, symbols: Mapping[str, Any]) -> Any:
    """The SX of the tape. ``symbols[name]`` is the SX of the name's SI value (raw ones: 0/1 or an index).

    A condition gives an SX of 0 or 1.
    """
    import casadi as ca

    ca.GlobalOptions.setSimplificationOnTheFly(False)
    try:
        results: list[Any] = []
        for op in tape.ops:
            results.append(_build(ca, tape, op, results, symbols))
        return results[tape.result]
    finally:
        ca.GlobalOptions.setSimplificationOnTheFly(True)


def _build(ca: Any, tape: Tape, op: Op, results: list[Any], symbols: Mapping[str, Any]) -> Any:
    code, args = op
    if code == "const":
        return ca.SX(args[0])
    if code in ("load", "raw"):
        return symbols[args[0]]
    a = [results[i] for i in args]
    build = {
        "add": lambda: a[0] + a[1],
        "sub": lambda: a[0] - a[1],
        "mul": lambda: a[0] * a[1],
        "div": lambda: a[0] / a[1] if _fixed(tape, args[1]) else ca.if_else(a[1] != 0.0, a[0] / a[1], 0.0),
        "neg": lambda: -a[0],
        "sqrt": lambda: ca.sqrt(ca.if_else(a[0] > 0.0, a[0], 0.0)),
        "abs": lambda: ca.fabs(a[0]),
        "exp": lambda: exact.exp(_clamp(ca, a[0], exact.EXP_LOW, exact.EXP_HIGH)),
        "log": lambda: _log(ca, a[0]),
        "tanh": lambda: _tanh(ca, a[0]),
        "min": lambda: ca.if_else(a[0] < a[1], a[0], a[1]),
        "max": lambda: ca.if_else(a[0] > a[1], a[0], a[1]),
        "lt": lambda: a[0] < a[1],
        "le": lambda: a[0] <= a[1],
        "gt": lambda: a[0] > a[1],
        "ge": lambda: a[0] >= a[1],
        "eq": lambda: a[0] == a[1],
        "ne": lambda: a[0] != a[1],
        "and": lambda: ca.logic_and(a[0], a[1]),
        "or": lambda: ca.logic_or(a[0], a[1]),
        "not": lambda: ca.logic_not(a[0]),
        "select": lambda: ca.if_else(a[0], a[1], a[2]),
    }
    return build[code]()


def _fixed(tape: Tape, index: int) -> bool:
    """Whether a divisor is a constant other than zero and needs no guard."""
    op = tape.ops[index]
    return op.code == "const" and op.args[0] != 0.0


def _clamp(ca: Any, x: Any, low: float, high: float) -> Any:
    return ca.if_else(x < low, low, ca.if_else(x > high, high, x))


def _tanh(ca: Any, x: Any) -> Any:
    e = exact.exp(2.0 * _clamp(ca, x, -TANH_LIMIT, TANH_LIMIT))
    return (e - 1.0) / (e + 1.0)


def _log(ca: Any, x: Any) -> Any:
    """The steps of ``exact.ln``: exact scaling by powers of two into [√½, √2), then its series."""
    x = ca.if_else(x > LOG_LOW, ca.if_else(x > LOG_HIGH, LOG_HIGH, x), LOG_LOW)
    k: Any = 0.0
    for bits in (512, 256, 128, 64, 32, 16, 8, 4, 2, 1):
        small = x < _SQRT_HALF * 2.0 ** (1 - bits)
        x = ca.if_else(small, x * 2.0**bits, x)
        k = k - ca.if_else(small, float(bits), 0.0)
    for bits in (512, 256, 128, 64, 32, 16, 8, 4, 2, 1):
        large = x >= _SQRT_TWO * 2.0 ** (bits - 1)
        x = ca.if_else(large, x * 2.0**-bits, x)
        k = k + ca.if_else(large, float(bits), 0.0)
    z = (x - 1.0) / (x + 1.0)
    z2 = z * z
    total: Any = 0.0
    for n in range(25, 0, -2):
        total = total * z2 + 1.0 / n
    return 2.0 * z * total + k * exact._LN2


_SQRT_TWO, _SQRT_HALF = 1.4142135623730951, 0.7071067811865476
