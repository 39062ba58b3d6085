"""What checking a large scenario costs (without its runs), beside parsing the same text as plain YAML."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml

from benchmarks.common import FOLDER, Figure, figure
from engine.session.language import scenario_language

__all__ = ["large_scenario", "run"]

LINES = 2000


def large_scenario(lines: int = LINES) -> str:
    """The nitration scenario, grown with instruments and alarms to ``lines`` lines."""
    text = (FOLDER / "scenario.yaml").read_text(encoding="utf-8")
    missing = max(0, lines - text.count("\n"))
    half = missing // 2
    more = "".join(
        f"  TX{i}: {{title: {{zh: 测点 {i}, en: Point {i}}}, reads: R101.T, range: [0 degC, 200 degC], lag: 5 s}}\n"
        for i in range(1000, 1000 + half)
    )
    alarms = "".join(
        f"  TX{i}.H: {{title: {{zh: 高 {i}, en: High {i}}}, on: TX{i}, high: 90 degC, deadband: 1 K, priority: low}}\n"
        for i in range(1000, 1000 + missing - half)
        if i < 1000 + half
    )
    return text.replace("instruments:\n", "instruments:\n" + more, 1).replace("alarms:\n", "alarms:\n" + alarms, 1)


def run() -> Sequence[Figure]:
    """Seconds to check 2,000 lines, best of three, against PyYAML's C composer on the same text."""
    text, language = large_scenario(), scenario_language()
    checked = min(_time(lambda: language.checks(text, str(Path("large.yaml")))) for _ in range(3))
    parsed = min(_time(lambda: yaml.compose(text, Loader=yaml.CSafeLoader)) for _ in range(3))
    return [figure("check a scenario of 2,000 lines", checked, "s", parsed)]


def _time(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin
