"""What a scan costs: the budget of the session depends on it. Bounds are four times what was measured."""

from __future__ import annotations

import timeit

import pytest

from tests.control.rig import Rig, analog, discrete

PLANT = [*(analog(f"X.T{i}", "degC", -50, 300) for i in range(40)), discrete("V.command", writable=True)]
TEXT = (
    "instruments:\n"
    + "".join(
        f"  T{i}: {{title: t, reads: X.T{i}, range: [0 degC, 200 degC], lag: 12 s, noise: 0.1 K, scan: 100 ms}}\n"
        for i in range(40)
    )
    + "alarms:\n"
    + "".join(f"  T{i}.H: {{title: t, on: T{i}, high: 65 degC, deadband: 1 K, priority: low}}\n" for i in range(20))
    + "".join(f"  T{i}.R: {{title: t, on: T{i}, rising: 30 K/min, priority: low}}\n" for i in range(10))
    + "interlocks:\n"
    + "".join(
        f'  I{i}: {{title: t, cause: {{vote: 1oo2, of: ["T{i} > 75 degC", "T{i + 1} > 75 degC"]}}, '
        "effects: [{set: V.command, to: 0}]}\n"
        for i in range(8)
    )
)


@pytest.mark.slow
@pytest.mark.parametrize(("block", "limit_us"), [("instruments", 28.0), ("alarms", 6.0), ("interlocks", 6.0)])
def test_a_scan_stays_within_its_budget(block: str, limit_us: float) -> None:
    """Forty instruments, thirty alarms and eight interlocks fit into a fraction of the 100 µs a tick may cost."""
    r = Rig(PLANT, TEXT, **{f"X__T{i}": 60.0 for i in range(40)}).run(20)
    scan, bus = r.blocks[block].scan, r.bus

    def one() -> None:
        bus.tick += 1
        scan()

    assert min(timeit.repeat(one, number=1000, repeat=7)) * 1000 < limit_us
