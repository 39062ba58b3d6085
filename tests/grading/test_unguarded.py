"""A station without five-prevention is told at that word, with the tickets and runs that nobody stops any more."""

from __future__ import annotations

import shutil
from pathlib import Path

from engine.paths import SCENARIOS
from grading.checking import check_path

FOLDER = SCENARIOS / "power" / "transformer_outage"
RUNS = ("expert", "load_break", "live_earth", "idle")


def test_who_loses_the_guard_is_told(tmp_path: Path) -> None:
    """Left out, the guard is missed by the items of both tickets and by each run that works a switch; idle works none."""
    home = tmp_path / "station"
    (home / "runs").mkdir(parents=True)
    shutil.copy(FOLDER / "rubric.yaml", home)
    for name in RUNS:
        shutil.copy(FOLDER / "runs" / f"{name}.yaml", home / "runs")
    written = (FOLDER / "scenario.yaml").read_text(encoding="utf-8")
    (home / "scenario.yaml").write_text(written, encoding="utf-8")
    assert [p for p in check_path(home) if p.code == "unguarded"] == []
    old = written.replace("  protection:\n", "  five_prevention: {installed: false}\n  protection:\n", 1)
    (home / "scenario.yaml").write_text(old, encoding="utf-8")
    (told,) = [p for p in check_path(home) if p.code == "unguarded"]
    assert told.severity == "warning"
    assert "installed: false" in told.line
    assert "TICKETA 的 a7、a11" in told.text.zh
    assert "a7, a11" in told.text.en
    assert "TICKETB 的" in told.text.zh
    runs = told.text.zh.partition("参考过程 ")[2]
    assert "live_earth" in runs
    assert "load_break" in runs
    assert "idle" not in runs


RUN = """\
run:
  title: {zh: 试, en: Try}
  duration: 1 h
"""
ACTS = {
    "follows": ("acts", "{do: follow, on: TICKETA}", True),
    "follows_checks": ("acts", "{do: follow, on: TICKETA, value: {through: a6}}", False),  # plates, which nothing guards
    "follows_a_switch": ("acts", "{do: follow, on: TICKETA, value: {from: a7, through: a7}}", True),
    "reacts": ("reactions", "{when: 'LOAD2 > 100 %', do: open, on: QF110}", True),
    "looks": ("acts", "{do: check, on: QF110}", False),
    "only_writes": ("acts", "{do: fill, on: TICKETA, value: {lines: [{do: open, on: QF110}]}}", False),
}


def test_a_run_that_works_switches_otherwise_is_told(tmp_path: Path) -> None:
    """By following a ticket, or part of one, and in reaction; not one that only looks, or writes what it does not do."""
    home = tmp_path / "station"
    (home / "runs").mkdir(parents=True)
    shutil.copy(FOLDER / "rubric.yaml", home)
    written = (FOLDER / "scenario.yaml").read_text(encoding="utf-8")
    old = written.replace("  protection:\n", "  five_prevention: {installed: false}\n  protection:\n", 1)
    (home / "scenario.yaml").write_text(old, encoding="utf-8")
    for name, (part, act, _) in ACTS.items():
        text = f"schema: 1\n{RUN}  {part}:\n    - {act}\nexpect: {{total: [0, 100]}}\n"
        (home / "runs" / f"{name}.yaml").write_text(text, encoding="utf-8")
    problems = check_path(home)
    assert [p.text.en for p in problems if p.severity == "error"] == []
    (told,) = [p for p in problems if p.code == "unguarded"]
    named = told.text.zh.partition("参考过程 ")[2].split("、")
    assert sorted(named) == sorted(name for name, (_, _, works) in ACTS.items() if works)
