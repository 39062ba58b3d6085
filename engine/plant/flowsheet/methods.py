"""The two methods of integration, each written out as one straight line of operations.

A step is a function of state, inputs, rates and step size; it gives the new state, the rates and outputs
there, and the error. The rates at the new state are those the next step begins with, so they are worked out
once; and because they come from the very same operations as ``look``, a plant that is restored goes on with
the same bits.

    tapes = make_tapes(x, u, f, [y], atol, 1e-5, "bs23")
    tapes.look        # (x, u) → rates, y
    tapes.attempt     # (x, u, rates, h) → x_new, rates_new, y_new, [error, probe]
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

import casadi as ca

from engine.plant.flowsheet.printed import check_portable

__all__ = ["Method", "Tapes", "make_tapes"]

Method = Literal["bs23", "ode23s"]
_DUST = 1e-20


class Tapes(NamedTuple):
    """What a stepper evaluates: rates and outputs at a state, and an attempted step."""

    look: Any
    attempt: Any


Rates = Callable[[Any], Any]


def make_tapes(
    x: Any, u: Any, f: Any, outs: Sequence[Any], atol: Sequence[float], rtol: float, method: Method
) -> Tapes:
    """The tapes of dx/dt = f(x, u) with outputs ``outs``. A ``PlantError`` if an operation is not portable.

    States with an infinite ``atol`` are plain integrals of others and do not count in the error.
    """
    at = _evaluator(x, u, f, outs)
    with _literally():  # the same operations in both tapes, whatever casadi could cancel in one of them
        here = at(x)
    rates = ca.SX.sym("rates", x.numel())
    h = ca.SX.sym("h")
    moving = [i for i in range(x.numel()) if not f[i].is_zero()]
    k1 = ca.SX.zeros(x.numel())
    for i in moving:
        k1[i] = rates[i]
    step = _bs23 if method == "bs23" else _ode23s
    x_new, error_of = step(lambda z: at(z)[0], k1, here[0], x, h)
    x_new = _rounded(x_new, moving)
    with _literally():
        there = at(x_new)
    error = _scaled(error_of(there[0]), x, atol, rtol)
    return Tapes(
        check_portable(ca.Function("look", [x, u], here)),
        check_portable(ca.Function("attempt", [x, u, rates, h], [x_new, *there, error])),
    )


def _evaluator(x: Any, u: Any, f: Any, outs: Sequence[Any]) -> Callable[[Any], list[Any]]:
    """Rates and outputs as a function of the state alone; what depends only on inputs is worked out once."""
    sizes = [e.numel() for e in (f, *outs)]
    rest, names, constant = ca.extract_parametric(ca.cse(ca.vertcat(f, *outs)), u)
    names, constant = ca.vertcat(*names), ca.vertcat(*constant)
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    parts = [rest[end - size : end] for end, size in zip(ends, sizes, strict=True)]
    function = ca.Function("evaluate", [x, u, names], parts)

    def at(z: Any) -> list[Any]:
        found = function(z, u, constant)
        return list(found) if isinstance(found, tuple | list) else [found]

    return at


@contextmanager
def _literally() -> Iterator[None]:
    """Build expressions operation by operation, without casadi's simplifications on the way."""
    ca.GlobalOptions.setSimplificationOnTheFly(False)
    try:
        yield
    finally:
        ca.GlobalOptions.setSimplificationOnTheFly(True)


def _rounded(x: Any, moving: Sequence[int]) -> Any:
    """x with everything far below 1e-20 rounded away: (x + 1e-20) − 1e-20.

    What decays exponentially (a closing valve, a stopping pump) would end in denormal numbers, which
    processors work on a hundred times slower and some flush to zero.
    """
    out = ca.SX(x)
    with _literally():  # or casadi would cancel the two
        for i in moving:
            out[i] = (x[i] + _DUST) - _DUST
    return out


def _scaled(e: Any, x: Any, atol: Sequence[float], rtol: float) -> Any:
    """[largest error over its tolerance, a probe that is finite exactly when all errors are]."""
    worst: Any = ca.SX(0.0)
    probe: Any = ca.SX(0.0)
    for i in range(x.numel()):
        if math.isfinite(atol[i]) and not e[i].is_zero():
            worst = ca.fmax(worst, ca.fabs(e[i]) / (atol[i] + rtol * ca.fabs(x[i])))
            probe = probe + e[i]  # fmax passes over a NaN, a sum does not
    return ca.vertcat(worst, probe)


Step = tuple[Any, Callable[[Any], Any]]


def _bs23(f: Rates, k1: Any, _: Any, x: Any, h: Any) -> Step:
    """Weights (2, 3, 4)/9 and error (−5/72, 1/12, 1/9, −1/8), written in few operations."""
    d1 = (0.5 * h) * k1
    d2 = (0.75 * h) * f(x + d1)
    d3 = h * f(x + d2)
    total = d1 + d2 + d3
    return x + (4.0 / 9.0) * total, lambda k4: (1.0 / 9.0) * total - 0.25 * d1 - (0.125 * h) * k4


_D = 1.0 / (2.0 + math.sqrt(2.0))
_E32 = 6.0 + math.sqrt(2.0)


def _ode23s(f: Rates, f0: Any, here: Any, x: Any, h: Any) -> Step:
    solve = _factorised(ca.SX.eye(x.numel()) - (_D * h) * ca.jacobian(here, x))
    k1 = solve(f0)
    f1 = f(x + (0.5 * h) * k1)
    k2 = solve(f1 - k1) + k1

    def error(f2: Any) -> Any:
        k3 = solve(f2 - _E32 * (k2 - f1) - 2.0 * (k1 - f0))
        return (h / 6.0) * (k1 - 2.0 * k2 + k3)

    return x + h * k2, error


def _factorised(w: Any) -> Callable[[Any], Any]:
    """A solver for w·k = b by elimination written out once (no pivoting: w → 1 as h → 0, and a bad pivot
    shows as a rejected step). Only structural non-zeros are eliminated, so sparse plants stay cheap."""
    n = w.size1()
    rows: list[dict[int, Any]] = [{} for _ in range(n)]
    sparsity = w.sparsity()
    for i, j in zip(sparsity.row(), sparsity.get_col(), strict=True):
        rows[i][j] = w[i, j]
    order = _elimination_order(rows)
    steps: list[tuple[int, int, Any]] = []
    remaining = set(range(n))
    for p in order:
        remaining.discard(p)
        pivot = 1.0 / rows[p][p]
        rows[p][p] = pivot
        for i in sorted(remaining):
            if p in rows[i]:
                factor = rows[i].pop(p) * pivot
                steps.append((i, p, factor))
                for j, value in rows[p].items():
                    if j in remaining:
                        rows[i][j] = rows[i][j] - factor * value if j in rows[i] else -(factor * value)

    def solve(b: Any) -> Any:
        y = [b[i] for i in range(n)]
        for i, p, factor in steps:
            y[i] = y[i] - factor * y[p]
        k: list[Any] = [0.0] * n
        done: set[int] = set()
        for p in reversed(order):
            total = y[p]
            for j, value in rows[p].items():
                if j in done:
                    total = total - value * k[j]
            k[p] = total * rows[p][p]
            done.add(p)
        return ca.vertcat(*k)

    return solve


def _elimination_order(rows: list[dict[int, Any]]) -> list[int]:
    """Minimum-degree order on the diagonal (ties by index): little fill-in for plants, which are sparse."""
    pattern = [set(r) for r in rows]
    left = set(range(len(rows)))
    order: list[int] = []
    while left:
        column = {p: [i for i in left if i != p and p in pattern[i]] for p in left}
        p = min(left, key=lambda q: (len(column[q]) * (len(pattern[q] & left) - 1), q))
        for i in column[p]:
            pattern[i] |= pattern[p] & left
        left.discard(p)
        order.append(p)
    return order
