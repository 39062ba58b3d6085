"""Carries the states over one tick, with as many sub-steps as they need and no memory between ticks.

Two methods, both with an error estimate: Bogacki–Shampine 3(2) where the plant is not stiff (Appl. Math.
Lett. 2 (1989) 321), and the linearly implicit ode23s of Shampine & Reichelt (SIAM J. Sci. Comput. 18 (1997)
1) where it is. Every tick begins with a step of the whole tick; steps change by factors of two only (a
variable power would need the C library), so the same inputs give the same bits on every machine.

    stepper = Stepper(system.x, system.u, system.f, system.atol, tick=0.1)
    stepper.x[:] = x0
    stepper.advance()            # stepper.x is now the state one tick later
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import casadi as ca
import numpy as np
from numpy.typing import NDArray

from engine.plant.flowsheet.methods import Method, make_tapes
from engine.plant.flowsheet.printed import printed

__all__ = ["Backend", "Bound", "Exhausted", "Method", "Stepper", "buffered", "stiffness"]

Backend = Literal["casadi", "python"]
Vector = NDArray[np.float64]

STIFF = 15.0  # 1/s: |Re λ| from which the explicit method would need sub-steps in every 100-ms tick
RTOL = 1e-5
BUDGET = 5000  # sub-steps a tick
_TINY = 1e-12


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


class Stepper:
    """Integrates dx/dt = f(x, u) tick by tick.

    ``x`` is its state array; ``inputs`` is read and ``results`` (one array for each of ``outs``) is filled in
    place. Set ``stale`` after changing state or inputs from outside.
    """

    def __init__(
        self, x: Any, u: Any, f: Any, atol: Sequence[float], tick: float, *,
        method: Method = "bs23", backend: Backend = "casadi", rtol: float = RTOL,
        inputs: Vector | None = None, outs: Sequence[Any] = (), results: Sequence[Vector] = (),
    ) -> None:  # fmt: skip
        n = x.numel()
        self.method = method
        self.tick = tick
        self.substeps = 0
        self.stale = True
        self._scale = np.asarray(atol, float), rtol
        self.tapes = make_tapes(x, u, f, outs, atol, rtol, method)
        point, new = np.zeros(2 * n), np.zeros(2 * n)  # state and rates side by side: one copy a step
        h, error = np.zeros(1), np.zeros(2)
        self.x, self._x_new = point[:n], new[:n]
        given = np.zeros(u.numel()) if inputs is None else inputs
        self._look = buffered(self.tapes.look, (self.x, given), (point[n:], *results), backend)
        self._try = buffered(
            self.tapes.attempt, (self.x, given, point[n:], h), (self._x_new, new[n:], *results, error), backend
        )
        # Memory views of the same arrays: single numbers are read and written through them much faster.
        self._views: Any = tuple(a.data for a in (h, error, point, new))

    def look(self) -> None:
        """Work out rates and results for the present state and inputs."""
        self._look.call()
        self.stale = False

    def advance(self) -> None:
        """One tick with the present inputs. Raises ``Exhausted``, then ``x`` is where it got to."""
        if self.stale:
            self.look()
        h_cell, error, point, new = self._views
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
                point[:] = new
                left -= h
                if left <= _TINY:
                    break
                if e < 0.05:
                    h *= 2.0
            else:
                h *= 0.125 if e > 100.0 or probe - probe != 0.0 else 0.5
            if n >= BUDGET:
                self.substeps = n
                self.stale = True
                raise Exhausted(self._worst(), f"more than {BUDGET} sub-steps in one tick")
        self.substeps = n

    def _worst(self) -> int:
        """The state that limits the step: the first that is not finite, or the one that changes most."""
        self._try.call()  # the last step may have been accepted, then the new state would be the old one
        x_new = self._x_new
        bad = np.flatnonzero(~np.isfinite(x_new))
        if len(bad):
            return int(bad[0])
        atol, rtol = self._scale
        return int(np.argmax(np.abs(x_new - self.x) / (atol + rtol * np.abs(x_new))))
