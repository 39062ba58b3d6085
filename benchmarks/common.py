"""What the measurements share: the scenario, the expert's run, a yardstick for plain Python."""

from __future__ import annotations

import time
from functools import cache

from engine.paths import SCENARIOS
from engine.scenario.document import Scenario
from engine.session.language import scenario_language
from engine.session.script import Run
from grading.proof import load_run
from grading.rubric import Rubric

FOLDER = SCENARIOS / "chemical" / "nitration"


@cache
def scenario() -> Scenario:
    return scenario_language().load(FOLDER)


@cache
def rubric() -> Rubric:
    return Rubric.load(FOLDER)


@cache
def reference_run(name: str) -> Run:
    return load_run(FOLDER / "runs" / f"{name}.yaml")[0]


def yardstick() -> float:
    """Microseconds for a thousand rounds of a plain Python loop: how fast this computer runs Python just now."""
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        x = 0.0
        for i in range(10_000):
            x += i * 0.5
        best = min(best, time.perf_counter() - begin)
    return best * 1e5
