"""Printed Python against casadi's virtual machine: the same bits, special values included."""

from __future__ import annotations

import hashlib
import math
import os
import subprocess
import sys
from functools import cache
from typing import Any

import casadi as ca
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.plant.flowsheet.plant import FlowsheetPlant
from engine.plant.flowsheet.printed import printed
from tests.plant.flowsheet.nitration import HOT_START, ROOT, nitration_section

NUMBERS = st.one_of(
    st.floats(),
    st.sampled_from([0.0, -0.0, 1.0, math.inf, -math.inf, math.nan, 5e-324, -5e-324, 1.7976931348623157e308]),
)


def _every_operation() -> Any:
    x = ca.SX.sym("x", 3)
    a, b, c = x[0], x[1], x[2]
    return ca.Function(
        "every",
        [x],
        [
            ca.vertcat(
                a + b, a - b, a * b, a / b, -a, 2 * a, a * a, 1 / a, ca.fabs(a), ca.sqrt(a), ca.sign(a),
                ca.fmin(a, b), ca.fmax(a, b), a < b, a <= b, ca.eq(a, b), ca.ne(a, b),
                ca.logic_not(a), ca.logic_and(a, b), ca.logic_or(a, b),
                ca.if_else(a > b, b, c), ca.SX(0.1) * c, ca.SX(math.inf) - c,
            ),
            ca.densify(ca.vertcat(a, 0, b)),
        ],
    )  # fmt: skip


EVERY = _every_operation()
PRINTED = printed(EVERY)


def _same(x: float, y: float) -> bool:
    return (x == y and math.copysign(1.0, x) == math.copysign(1.0, y)) or (x != x and y != y)


@given(st.tuples(NUMBERS, NUMBERS, NUMBERS))
def test_every_operation_gives_the_same_bits(x: tuple[float, float, float]) -> None:
    """All operations agree with casadi on all doubles: zeros with sign, infinities, NaN, denormals."""
    wanted = [v.full().ravel().tolist() for v in EVERY(list(x))]
    for got, want in zip(PRINTED(x), wanted, strict=True):
        assert all(_same(g, w) for g, w in zip(got, want, strict=True)), (x, got, want)


@cache
def _runaway(backend: Any, seconds: int) -> tuple[str, list[str], int]:
    """A hot, converted charge without cooling through decomposition, bursting disc and rupture."""
    start = dict(HOT_START) | {"R101.T": 172.0, "R101.n.chlorobenzene": 4.0, "R101.n.nitrochlorobenzene": 15.0,
                               "R101.T_wall": 170.0, "J101.T": 150.0, "P102A.command": 0.0}  # fmt: skip
    plant = FlowsheetPlant(nitration_section(), start, backend=backend)
    trace = hashlib.sha256()
    events: list[str] = []
    most = 0
    for _ in range(seconds):
        for _ in range(10):
            events += (f"{e.source}.{e.data['what']}" for e in plant.advance())
            most = max(most, plant.substeps)
            trace.update(repr(plant.read()).encode())
    trace.update(plant.snapshot())
    return trace.hexdigest(), events, most


def test_runaway_is_the_same_in_python_and_casadi() -> None:
    """A full runaway, sub-steps, bursts and aftermath included, gives the same bits from both back ends."""
    fast, slow = _runaway("casadi", 70), _runaway("python", 70)
    assert fast == slow
    assert fast[1] == ["RD101.burst", "R101.ruptured"]
    assert fast[2] > 1


_SCRIPT = """
from tests.plant.flowsheet.test_printed import _runaway
print(_runaway("casadi", 70)[0])
"""


@pytest.mark.parametrize("disabled", ["", "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX2 FMA3"])
def test_processes_and_processors_agree(disabled: str) -> None:
    """Another process, also with numpy's CPU features switched off, comes to the same hash."""
    env = dict(os.environ) | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"}
    if disabled:
        env["NPY_DISABLE_CPU_FEATURES"] = disabled
        env["GLIBC_TUNABLES"] = "glibc.cpu.hwcaps=-FMA,-AVX2_Usable,-AVX2,-FMA4"
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT], capture_output=True, text=True, env=env, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == _runaway("casadi", 70)[0]
