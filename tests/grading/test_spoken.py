"""Reports that authors name, in the scenario, its rubric and its runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.testing import tiny_kind
from grading.checking import check_path
from tests.grading.test_proof import GOOD, RUBRIC, RUN, write

RULE = "  - {id: R9, kind: never, done: %s, points: 1}\n"


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound scenario that knows one report, ``hot``."""
    return write(tmp_path / "tiny", heat=RUN + GOOD)


def found(folder: Path) -> list[tuple[str, str, str]]:
    """File, code and fix of every problem."""
    return [(Path(p.path).name, p.code, p.fix.zh if p.fix else "") for p in check_path(folder)]


def with_rule(folder: Path, done: str) -> None:
    """Add one rule to the rubric."""
    text = RUBRIC.replace("rules:\n", "rules:\n" + RULE % done, 1)
    assert text != RUBRIC
    (folder / "rubric.yaml").write_text(text, encoding="utf-8")


def test_the_sample_is_sound(folder: Path) -> None:
    """A report the scenario knows is no problem anywhere."""
    with_rule(folder, "{act: report, on: RADIO, value: hot}")
    assert found(folder) == []


def test_a_report_nobody_knows_is_told(folder: Path) -> None:
    """A rubric waiting for a report that cannot be made would take marks from everybody."""
    with_rule(folder, "{act: report, on: RADIO, value: hott}")
    assert found(folder) == [("rubric.yaml", "unknown_report", "是不是 `hot`？")]


def test_a_report_in_place_of_the_radio_is_explained(folder: Path) -> None:
    """The report's name is not something to act on; the fix can be copied."""
    with_rule(folder, "{act: report, on: hot}")
    assert found(folder) == [("rubric.yaml", "unknown_operable", "汇报用对讲机，写成 `on: RADIO, value: hot`")]


def test_an_event_from_nowhere_is_told(folder: Path) -> None:
    """A misspelt source would never be seen, and the rule would never judge."""
    with_rule(folder, "{event: alarm, source: TI1.HHH}")
    assert [code for _, code, _ in found(folder)] == ["unknown_source"]


def test_a_rubric_for_another_scenario_is_told(folder: Path) -> None:
    """The rubric in a folder marks the scenario in that folder."""
    (folder / "rubric.yaml").write_text(RUBRIC.replace("TINY-01", "TINY-02"), encoding="utf-8")
    assert found(folder) == [("rubric.yaml", "other_scenario", "写成 `TINY-01`")]
