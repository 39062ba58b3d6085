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
