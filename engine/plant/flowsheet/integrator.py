"""Carries the states over one tick, with as many sub-steps as they need and no memory between ticks.

Two methods, both with an error estimate: Bogacki–Shampine 3(2) where the plant is not stiff (Appl. Math. Lett. 2
(1989) 321), and the linearly implicit ode23s of Shampine & Reichelt (SIAM J. Sci. Comput. 18 (1997) 1) where it is.
Every tick begins with a step of the whole tick; steps change by factors of two only (a variable power would need the
C library), so the same inputs give the same bits on every machine.

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


class Exhausted(Exception):
    """A tick needs more sub-steps than allowed, or a state is not finite; ``worst`` is the index of the state."""

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
    """A function bound to arrays: ``call()`` evaluates it once; ``keep`` holds what must stay alive for it."""

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
        buffer.set_arg(i, memoryview(array))
    for i, array in enumerate(results):
        buffer.set_res(i, memoryview(array))
    return Bound(trigger, (function, buffer, *args, *results))


@dataclass(slots=True)
class _Work:
    h: Vector
    x_new: Vector
    error: Vector  # scaled error; probe: finite exactly when all states and errors are


class Stepper:
    """Integrates dx/dt = f(x, u) tick by tick. ``x`` is its state array, ``u`` the array it reads inputs from."""

    def __init__(
        self, x: Any, u: Any, f: Any, atol: Sequence[float], tick: float, *,
        method: Method = "bs23", backend: Backend = "casadi", inputs: Vector | None = None, rtol: float = RTOL,
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

    def advance(self) -> None:
        """One tick from ``x`` with the inputs in ``u``. Raises ``Exhausted``, then ``x`` is where it got to."""
        x, h_cell, x_new, error = self.x, self._work.h, self._work.x_new, self._work.error
        attempt = self._try.call
        left = h = self.tick
        n = 0
        while True:
            if h > left:
                h = left
            h_cell[0] = h
            attempt()
            n += 1
            e, probe = error.tolist()
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
        """The state that limits the step: the first that is not finite, or the one with the largest change."""
        x_new = self._work.x_new
        bad = np.flatnonzero(~np.isfinite(x_new))
        if len(bad):
            return int(bad[0])
        atol, rtol = self._scale
        return int(np.argmax(np.abs(x_new - self.x) / (atol + rtol * np.abs(x_new))))


def _attempt(x: Any, u: Any, f: Any, atol: Vector, rtol: float, method: Method) -> Any:
    """The function (x, u, h) → (x_new, [error, probe]) as one straight-line casadi tape."""
    function = ca.Function("f", [x, u], [f])
    h = ca.SX.sym("h")
    x_new, e = (_bs23 if method == "bs23" else _ode23s)(function, x, u, f, h)
    scaled = ca.fabs(e) / (ca.DM(atol) + rtol * ca.fmax(ca.fabs(x), ca.fabs(x_new)))
    worst = 0.0
    probe = 0.0
    for i in range(x.numel()):
        worst = ca.fmax(worst, scaled[i])
        probe = probe + x_new[i] + e[i]  # fmax passes over a NaN, a sum does not
    return check_portable(ca.Function("attempt", [x, u, h], [x_new, ca.vertcat(worst, probe)]))


def _bs23(function: Any, x: Any, u: Any, f: Any, h: Any) -> tuple[Any, Any]:
    k1 = f
    k2 = function(x + (0.5 * h) * k1, u)
    k3 = function(x + (0.75 * h) * k2, u)
    x_new = x + (h / 9.0) * (2.0 * k1 + 3.0 * k2 + 4.0 * k3)
    k4 = function(x_new, u)
    return x_new, h * ((-5.0 / 72.0) * k1 + (1.0 / 12.0) * k2 + (1.0 / 9.0) * k3 - 0.125 * k4)


_D = 1.0 / (2.0 + math.sqrt(2.0))
_E32 = 6.0 + math.sqrt(2.0)


def _ode23s(function: Any, x: Any, u: Any, f: Any, h: Any) -> tuple[Any, Any]:
    w = ca.SX.eye(x.numel()) - (_D * h) * ca.jacobian(f, x)
    solve = _factorised(w)
    k1 = solve(f)
    f1 = function(x + (0.5 * h) * k1, u)
    k2 = solve(f1 - k1) + k1
    x_new = x + h * k2
    f2 = function(x_new, u)
    k3 = solve(f2 - _E32 * (k2 - f1) - 2.0 * (k1 - f))
    return x_new, (h / 6.0) * (k1 - 2.0 * k2 + k3)


def _factorised(w: Any) -> Callable[[Any], Any]:
    """A solver for w·k = b by elimination written out once (no pivoting: w → 1 as h → 0, and a bad pivot shows
    as a rejected step). Only structural non-zeros are eliminated, so sparse plants stay cheap."""
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
