"""What the measurements share: the scenario, the expert's run, a yardstick for plain Python."""

from __future__ import annotations

import time
from functools import cache
from typing import TypedDict

from engine.paths import SCENARIOS
from engine.scenario.document import Scenario
from engine.session.language import scenario_language
from engine.session.script import Run
from grading.proof import load_run
from grading.rubric import Rubric

FOLDER = SCENARIOS / "chemical" / "nitration"


class Figure(TypedDict):
    """One figure: ``value`` and ``baseline`` in ``unit``, ``ratio`` = value / baseline."""

    name: str
    value: float
    unit: str
    baseline: float
    ratio: float


def figure(name: str, value: float, unit: str, baseline: float) -> Figure:
    """A figure beside its baseline."""
    return Figure(name=name, value=value, unit=unit, baseline=baseline, ratio=value / baseline)


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
