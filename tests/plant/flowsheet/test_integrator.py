"""The integrator: accuracy against known solutions, a runaway over twelve decades of time, honest failure."""

from __future__ import annotations

import math
from typing import Any

import casadi as ca
import numpy as np
import pytest

from engine import exact
from engine.errors import PlantError
from engine.plant.flowsheet.integrator import BUDGET, Exhausted, Method, Stepper, stiffness
from engine.plant.flowsheet.printed import check_portable

METHODS: tuple[Method, ...] = ("bs23", "ode23s")


def _stepper(f: Any, x: Any, method: Method, atol: float = 1e-6, tick: float = 0.1, **more: Any) -> Stepper:
    u = ca.SX.sym("u", 1)
    return Stepper(x, u, ca.vertcat(f), [atol] * x.numel(), tick, method=method, **more)


@pytest.mark.parametrize("method", METHODS)
def test_oscillator_keeps_its_period(method: Method) -> None:
    """A harmonic oscillator of 1 rad/s is back at its start after 2π s within the tolerance of the steps."""
    x = ca.SX.sym("x", 2)
    stepper = _stepper(ca.vertcat(x[1], -x[0]), x, method, tick=2 * math.pi / 64)
    stepper.x[:] = [1.0, 0.0]
    for _ in range(64):
        stepper.advance()
    assert stepper.x.tolist() == pytest.approx([1.0, 0.0], abs=2e-3)


@pytest.mark.parametrize(("rate", "method"), [(-2.0, "bs23"), (-1e5, "ode23s")])
def test_method_follows_stiffness(rate: float, method: Method) -> None:
    """Stiffness is the largest |Re λ|; the stiff method takes a 10⁴-times faster decay in few sub-steps."""
    x, u = ca.SX.sym("x", 1), ca.SX.sym("u", 1)
    f = rate * (x - u)
    assert stiffness(x, u, f, [1.0], [0.0]) == pytest.approx(-rate)
    stepper = _stepper(rate * x, x, method)
    stepper.x[:] = [1.0]
    stepper.advance()
    assert stepper.x[0] == pytest.approx(math.exp(max(rate * 0.1, -700.0)), abs=1e-4)
    assert stepper.substeps < 200  # an explicit method needs 4000


def test_elimination_solves_sparse_systems() -> None:
    """ode23s on a coupled stiff system (Robertson) agrees with its reference at 40 s."""
    x = ca.SX.sym("x", 3)
    r1, r2, r3 = 0.04 * x[0], 1e4 * x[1] * x[2], 3e7 * x[1] * x[1]
    stepper = _stepper(ca.vertcat(-r1 + r2, r1 - r2 - r3, r3), x, "ode23s", atol=1e-8)
    stepper.x[:] = [1.0, 0.0, 0.0]
    for _ in range(400):
        stepper.advance()
    # Hairer & Wanner, Solving ODEs II, ROBER at t = 40
    assert stepper.x.tolist() == pytest.approx([0.7158270688, 9.185534765e-6, 0.2841637457], rel=2e-3)


def _t2() -> tuple[Any, Any]:
    """T2 Laboratories 2007 after Fogler LEP 13-6 (CSB 2009-3-I-FL); hours turned into seconds, UA = 0."""
    x = ca.SX.sym("x", 5)
    a, b, s, P, T = ca.vertsplit(x)
    gas = 8.31
    k1 = 4e14 * exact.exp(ca.fmax(-128000.0 / (gas * T), -600.0))
    ln_a2 = 84.0 * exact.ln(10.0)
    k2 = exact.exp(ca.fmin(ln_a2 - 800000.0 / (gas * T), 25.0))
    r1, r2 = -k1 * a * b, -k2 * s
    made = (-0.5 * r1 - 3.0 * r2) * 4000.0
    open_ = ca.if_else(P < 28.2, (P - 1.0) * 3360.0, (P - 1.0) * (3360.0 + 53600.0))
    vent = ca.if_else(made < 11400.0, made, open_)
    heat = 4000.0 * (r1 * -45400.0 + r2 * -3.2e5)
    return x, ca.vertcat(r1, r1, r2, (made - vent) * 0.082 * T / 5000.0, heat / 1.26e7) / 3600.0


@pytest.mark.parametrize("method", METHODS)
def test_t2_runaway_time(method: Method) -> None:
    """The T2 runaway reaches 45 atm after 3.63365 h (reference), over twelve decades of time scale."""
    x, f = _t2()
    u = ca.SX.sym("u", 1)
    stepper = Stepper(x, u, f, [1e-7, 1e-7, 1e-7, 1e-6, 1e-5], 0.1, method=method)
    stepper.x[:] = [4.3, 5.1, 3.0, 4.4, 422.0]
    ticks = most = 0
    while stepper.x[4] < 600.0 and stepper.x[3] < 45.0:
        ticks += 1
        try:
            stepper.advance()
        except Exhausted:  # explicit steps cannot follow the burnt-out end of the tick; the vessel has failed by then
            assert stepper.x[3] > 45.0
        most = max(most, stepper.substeps)
    assert ticks * 0.1 / 3600.0 == pytest.approx(3.63365, abs=5e-5)
    assert most > 10  # and it was not for free


def test_explosion_is_reported_with_its_state() -> None:
    """dx/dt = x² from 100 ends in finite time: the step budget runs out and names the state, no NaN
    escapes."""
    x = ca.SX.sym("x", 2)
    stepper = _stepper(ca.vertcat(1e-3 * x[0], x[1] * x[1]), x, "bs23")
    stepper.x[:] = [1.0, 100.0]
    with pytest.raises(Exhausted) as caught:
        stepper.advance()
    assert caught.value.worst == 1
    assert stepper.substeps == BUDGET
    assert np.all(np.isfinite(stepper.x))


def test_nan_is_never_accepted() -> None:
    """A right-hand side that is NaN beyond a point is not stepped into, although fmax would hide the NaN."""
    x = ca.SX.sym("x", 2)
    stepper = _stepper(ca.vertcat(1.0, ca.sqrt(0.5 - x[0])), x, "bs23", tick=1.0)
    with pytest.raises(Exhausted):
        stepper.advance()
    assert np.all(np.isfinite(stepper.x))


def test_decay_ends_in_zero_not_in_denormals() -> None:
    """What decays for hours becomes a tidy zero or a tiny normal number, never a denormal one."""
    x = ca.SX.sym("x", 1)
    stepper = _stepper(-2.5 * x, x, "bs23")
    stepper.x[:] = [1.0]
    for _ in range(6000):
        stepper.advance()
    assert stepper.x[0] == 0.0 or abs(stepper.x[0]) > 1e-300
    assert abs(stepper.x[0]) < 1e-30


def test_ticks_have_no_memory() -> None:
    """The same state and inputs give the same bits, whatever was integrated before."""
    x = ca.SX.sym("x", 2)
    f = ca.vertcat(x[1], -40.0 * x[0] - 0.1 * x[1] * ca.fabs(x[1]))
    a, b = _stepper(f, x, "bs23"), _stepper(f, x, "bs23")
    a.x[:] = [1.0, 50.0]
    for _ in range(7):
        a.advance()
    b.x[:] = a.x
    a.advance()
    b.advance()
    assert a.x.tobytes() == b.x.tobytes()
    assert a.substeps == b.substeps


def test_libm_functions_are_refused() -> None:
    """A model that uses the C library's exp, log or pow is not portable and is refused by name."""
    x = ca.SX.sym("x")
    for bad, name in ((ca.exp(x), "exp"), (ca.log(x), "log"), (x**1.7, "pow"), (ca.tanh(x), "tanh")):
        with pytest.raises(PlantError, match=name):
            check_portable(ca.Function("model", [x], [bad]))


def test_portable_exp() -> None:
    """The portable exp is within 3e-13 of the true one on [−40, 10], and the same bits in casadi."""
    x = ca.SX.sym("x")
    f = ca.Function("f", [x], [exact.exp(x)])
    for k in range(-400, 101):
        value = k / 10.0 + 0.0123
        assert exact.exp(value) == pytest.approx(math.exp(value), rel=3e-13)
        assert float(f(value)) == exact.exp(value)
