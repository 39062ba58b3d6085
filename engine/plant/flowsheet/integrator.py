"""Carries the states over one tick, with as many sub-steps as they need and no memory between ticks.

Two methods, both with an error estimate: Bogacki–Shampine 3(2) where the plant is not stiff (Appl. Math.
Lett. 2 (1989) 321), and the linearly implicit ode23s of Shampine & Reichelt (SIAM J. Sci. Comput. 18 (1997)
1) where it is. Every tick begins with a step of the whole tick; steps change by factors of two only (a
variable power would need the C library), so the same inputs give the same bits on every machine.

    stepper = Stepper(system.x, system.u, system.f, system.atol, tick=0.1)
    stepper.x[:] = x0
    stepper.advance(u)           # stepper.x is now the state one tick later
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import casadi as ca
import numpy as np
from numpy.typing import NDArray

from engine.plant.flowsheet.printed import check_portable, printed

__all__ = ["Backend", "Bound", "Exhausted", "Method", "Stepper", "buffered", "stiffness"]

Method = Literal["bs23", "ode23s"]
Backend = Literal["casadi", "python"]
Vector = NDArray[np.float64]

STIFF = 15.0  # 1/s: |Re λ| from which the explicit method would need sub-steps in every 100-ms tick
RTOL = 1e-5
BUDGET = 5000  # sub-steps a tick
_TINY = 1e-12
_DUST = 1e-20


class Exhausted(Exception):  # noqa: N818
    """A tick needs more sub-steps than allowed, or a state is not finite; ``worst`` is the index of the
    state."""

    def __init__(self, worst: int, reason: str) -> None:
        super().__init__(reason)
        self.worst = worst
        self.reason = reason


def stiffness(x: Any, u: Any, f: Any, x0: Sequence[float], u0: Sequence[float]) -> float:
    """max |Re λ| of the Jacobian ∂f/∂x at (x0, u0), in 1/s."""
    jacobian = ca.Function("jacobian", [x, u], [ca.densify(ca.jacobian(f, x))])
    eigenvalues = np.linalg.eigvals(np.asarray(jacobian(x0, u0), float))
    return float(np.max(np.abs(eigenvalues.real))) if len(eigenvalues) else 0.0


class Bound(NamedTuple):
    """A function bound to arrays: ``call()`` evaluates it once; ``keep`` holds what must stay alive for
    it."""

    call: Callable[[], Any]
    keep: Any


def buffered(function: Any, args: Sequence[Vector], results: Sequence[Vector], backend: Backend) -> Bound:
    """``function`` bound to arrays it reads from and writes to in place, without copies."""
    if backend == "python":
        code = printed(function)

        def evaluate() -> None:
            for array, values in zip(results, code(*(a.tolist() for a in args)), strict=True):
                array[:] = values

        return Bound(evaluate, code)
    buffer, trigger = function.buffer()
    for i, array in enumerate(args):
        buffer.set_arg(i, array.data)
    for i, array in enumerate(results):
        buffer.set_res(i, array.data)
    return Bound(trigger, (function, buffer, *args, *results))


@dataclass(slots=True)
class _Work:
    h: Vector
    x_new: Vector
    error: Vector  # scaled error; probe: finite exactly when all states and errors are


class Stepper:
    """Integrates dx/dt = f(x, u) tick by tick; ``x`` is its state array, ``u`` where it reads inputs."""

    def __init__(
        self, x: Any, u: Any, f: Any, atol: Sequence[float], tick: float, *,
        method: Method = "bs23", backend: Backend = "casadi", inputs: Vector | None = None,
        rtol: float = RTOL,
    ) -> None:  # fmt: skip
        self.method = method
        self.tick = tick
        self.x = np.zeros(x.numel())
        self.u = np.zeros(u.numel()) if inputs is None else inputs
        self.substeps = 0
        self._work = _Work(np.zeros(1), np.zeros(x.numel()), np.zeros(2))
        self.attempt = _attempt(x, u, f, np.asarray(atol, float), rtol, method)
        self._try = buffered(
            self.attempt, (self.x, self.u, self._work.h), (self._work.x_new, self._work.error), backend
        )
        self._scale = np.asarray(atol, float), rtol
        work = self._work
        # Memory views of the same arrays: reading and writing single numbers through them is much faster.
        self._views: Any = tuple(a.data for a in (work.h, work.error, self.x, work.x_new))

    def advance(self) -> None:
        """One tick from ``x`` with the inputs in ``u``. Raises ``Exhausted``, then ``x`` is where it got
        to."""
        h_cell, error, x, x_new = self._views
        attempt = self._try.call
        left = h = self.tick
        n = 0
        while True:
            if h > left:
                h = left
            h_cell[0] = h
            attempt()
            n += 1
            e, probe = error
            if e <= 1.0 and probe - probe == 0.0:
                x[:] = x_new
                left -= h
                if left <= _TINY:
                    break
                if e < 0.05:
                    h *= 2.0
            else:
                h *= 0.125 if e > 100.0 or probe - probe != 0.0 else 0.5
            if n >= BUDGET:
                self.substeps = n
                raise Exhausted(self._worst(), f"more than {BUDGET} sub-steps in one tick")
        self.substeps = n

    def _worst(self) -> int:
        """The state that limits the step: the first that is not finite, or the one with the largest
        change."""
        self._try.call()  # the last step may have been accepted, then x_new would be x
        x_new = self._work.x_new
        bad = np.flatnonzero(~np.isfinite(x_new))
        if len(bad):
            return int(bad[0])
        atol, rtol = self._scale
        return int(np.argmax(np.abs(x_new - self.x) / (atol + rtol * np.abs(x_new))))


def _attempt(x: Any, u: Any, f: Any, atol: Vector, rtol: float, method: Method) -> Any:
    """The function (x, u, h) → (x_new, [error, probe]) as one straight-line casadi tape."""
    h = ca.SX.sym("h")
    x_new, e = (_bs23 if method == "bs23" else _ode23s)(_stages(x, u, f), x, h)
    x_new = _rounded(x_new)
    scaled = ca.fabs(e) / (ca.DM(atol) + rtol * ca.fabs(x))
    worst = 0.0
    probe = 0.0
    for i in range(x.numel()):
        if math.isfinite(atol[i]):  # plain integrals of other states need no control
            worst = ca.fmax(worst, scaled[i])
            probe = probe + e[i]  # fmax passes over a NaN, a sum does not
    return check_portable(ca.Function("attempt", [x, u, h], [x_new, ca.vertcat(worst, probe)]))


def _rounded(x: Any) -> Any:
    """x with everything far below 1e-20 rounded away: (x + 1e-20) − 1e-20.

    What decays exponentially (a closing valve, a stopping pump) would end in denormal numbers, which
    processors work on a hundred times slower and some flush to zero.
    """
    ca.GlobalOptions.setSimplificationOnTheFly(False)  # or casadi would cancel the two
    try:
        return (x + _DUST) - _DUST
    finally:
        ca.GlobalOptions.setSimplificationOnTheFly(True)


def _stages(x: Any, u: Any, f: Any) -> Callable[[Any], Any]:
    """f as a function of the states alone. What depends only on the inputs is worked out once for all
    stages."""
    rest, names, constant = ca.extract_parametric(ca.cse(f), u)
    names, constant = ca.vertcat(*names), ca.vertcat(*constant)
    function = ca.Function("f", [x, u, names], [rest])
    return lambda at: function(at, u, constant)


def _bs23(f: Callable[[Any], Any], x: Any, h: Any) -> tuple[Any, Any]:
    """The usual tableau with the weights (2, 3, 4)/9 and error (−5/72, 1/12, 1/9, −1/8), written in few
    operations."""
    d1 = (0.5 * h) * f(x)
    d2 = (0.75 * h) * f(x + d1)
    d3 = h * f(x + d2)
    total = d1 + d2 + d3
    x_new = x + (4.0 / 9.0) * total
    k4 = f(x_new)
    return x_new, (1.0 / 9.0) * total - 0.25 * d1 - (0.125 * h) * k4


_D = 1.0 / (2.0 + math.sqrt(2.0))
_E32 = 6.0 + math.sqrt(2.0)


def _ode23s(f: Callable[[Any], Any], x: Any, h: Any) -> tuple[Any, Any]:
    f0 = f(x)
    solve = _factorised(ca.SX.eye(x.numel()) - (_D * h) * ca.jacobian(f0, x))
    k1 = solve(f0)
    f1 = f(x + (0.5 * h) * k1)
    k2 = solve(f1 - k1) + k1
    x_new = x + h * k2
    f2 = f(x_new)
    k3 = solve(f2 - _E32 * (k2 - f1) - 2.0 * (k1 - f0))
    return x_new, (h / 6.0) * (k1 - 2.0 * k2 + k3)


def _factorised(w: Any) -> Callable[[Any], Any]:
    """A solver for w·k = b by elimination written out once (no pivoting: w → 1 as h → 0, and a bad pivot
    shows as a rejected step). Only structural non-zeros are eliminated, so sparse plants stay cheap."""
    n = w.numel1() if hasattr(w, "numel1") else w.size1()
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
