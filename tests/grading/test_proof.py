"""The proof of a scenario: every reference run must get the result written down for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ScenarioError
from engine.scenario.errors import SourceError
from engine.testing import TINY_SCENARIO, tiny_kind
from grading.calculus.result import Result
from grading.expect import Expect, Trace, compare
from grading.proof import RunOutcome, load_run, prove, run_files

RUBRIC = """\
schema: 1
meta: {id: TINY-R, version: 1.0.0, title: {zh: 试, en: Try}, scenario: TINY-01}
outcomes: {CO1: {share: 100 %, title: {zh: 操作, en: Operation}}}
steps:
  - {id: S1, title: {zh: 启动, en: Start}, done: {act: start, on: H1}, weight: 1, goal: CO1}
  - {id: S2, title: {zh: 停止, en: Stop}, done: {act: stop, on: H1}, weight: 1, goal: CO1}
rules:
  - {id: R1, kind: band, title: {zh: 温度, en: Temperature}, what: TI1, at_most: {full: 40 degC, zero: 80 degC}, take: worst, weight: 2, goal: CO1}
pass: 60
"""
RUN = """\
schema: 1
run:
  title: {zh: 加热, en: Heat}
  duration: 2 min
  acts:
    - {at: 10 s, do: start, on: H1}
    - {when: "TI1 > 60 degC", do: stop, on: H1}
    - {do: start, on: F1, by: instructor}
    - {after: 20 s, do: stop, on: SESSION, value: finished}
"""
GOOD = """\
expect:
  total: [70, 80]
  items: {S1: met, S2: met, R1: met}
  credit: {R1: 43 %}
"""


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


def write(folder: Path, **runs: str) -> Path:
    """A scenario folder with these runs."""
    (folder / "runs").mkdir(parents=True)
    (folder / "scenario.yaml").write_text(TINY_SCENARIO, encoding="utf-8")
    (folder / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    for name, text in runs.items():
        (folder / "runs" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def proved(tmp_path: Path, expect: str = GOOD, run: str = RUN) -> RunOutcome:
    (outcome,) = prove(write(tmp_path / "tiny", heat=run + expect))
    return outcome


def test_a_run_that_comes_out_as_written_is_as_written(tmp_path: Path) -> None:
    """No difference, no error; result and trace are there for who wants them."""
    outcome = proved(tmp_path)
    assert [str(d) for d in outcome.differences] == []
    assert outcome.as_written
    assert outcome.result is not None
    assert outcome.trace is not None
    assert outcome.trace.ended == "finished"


def test_every_run_is_played_in_alphabetical_order(tmp_path: Path) -> None:
    """All of them, or those asked for."""
    folder = write(tmp_path / "tiny", b=RUN + GOOD, a=RUN + GOOD, c=RUN + GOOD)
    assert [outcome.name for outcome in prove(folder)] == ["a", "b", "c"]
    assert [outcome.name for outcome in prove(folder, only=["c", "a"])] == ["a", "c"]
    assert [path.stem for path in run_files(folder)] == ["a", "b", "c"]


def test_a_run_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Asking for it is an error, not a proof of nothing."""
    with pytest.raises(ScenarioError, match=r"heta.*heat"):
        list(prove(write(tmp_path / "tiny", heat=RUN + GOOD), only=["heta"]))


def test_a_broken_run_file_is_told_with_its_line(tmp_path: Path) -> None:
    """Reading comes before playing."""
    folder = write(tmp_path / "tiny", heat=RUN.replace("duration", "durration") + GOOD)
    with pytest.raises(SourceError) as caught:
        load_run(folder / "runs" / "heat.yaml")
    assert caught.value.problems[0].span.line == 3


def test_a_run_that_cannot_be_played_is_an_outcome(tmp_path: Path) -> None:
    """A refused act ends this run with its reason; the other runs are still played."""
    broken = RUN.replace("do: start, on: H1", "do: set, on: H1, value: 500")
    folder = write(tmp_path / "tiny", a=broken + GOOD, b=RUN + GOOD)
    first, second = prove(folder)
    assert not first.as_written
    assert "数值应在" in first.error
    assert first.result is None
    assert second.as_written


def test_a_run_that_waits_for_ever_says_where(tmp_path: Path) -> None:
    """A run that falls short and never came to its end names the act, its line, the condition and the values seen."""
    outcome = proved(tmp_path, run=RUN.replace("TI1 > 60 degC", "TI1 > 290 degC"))
    assert not outcome.as_written
    assert outcome.stuck is not None
    for told in outcome.stuck:
        assert "heat.yaml:7" in told
        assert "TI1 > 290 degC" in told
        assert "2:00" in told
        assert "0:10" in told
    (low, high) = re.findall(r"TI1 = ([\d.]+) … ([\d.]+) degC", outcome.stuck.zh)[0]
    assert float(low) < 25
    assert 110 < float(high) < 130
    assert outcome.stuck.zh.endswith("没有做的动作共 3 个")


def test_a_run_as_written_is_not_stuck(tmp_path: Path) -> None:
    """Where the result is as written, an act left undone is no finding; and a run done to its end waits for nothing."""
    assert proved(tmp_path).stuck is None
    assert proved(tmp_path / "short", GOOD.replace("70, 80", "0, 1")).stuck is None


def test_an_unknown_start_is_an_outcome(tmp_path: Path) -> None:
    """So is a starting point that is not there."""
    outcome = proved(tmp_path, run=RUN.replace("duration: 2 min", "duration: 2 min\n  start: hot"))
    assert "hot" in outcome.error


def test_progress_is_told(tmp_path: Path) -> None:
    """A bar can follow a long run."""
    told: list[tuple[str, float]] = []
    long = RUN.replace("2 min", "30 min").replace("after: 20 s", "after: 20 min")
    list(prove(write(tmp_path / "tiny", heat=long + GOOD), each=lambda name, share: told.append((name, share))))
    assert told
    assert all(name == "heat" and 0 <= share <= 1 for name, share in told)


def test_nothing_is_written(tmp_path: Path) -> None:
    """A proof leaves no files."""
    folder = write(tmp_path / "tiny", heat=RUN + GOOD)
    before = sorted(folder.rglob("*"))
    list(prove(folder))
    assert sorted(folder.rglob("*")) == before


# -- what is compared -----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Trace]:
    with tiny_kind():
        outcome = proved(tmp_path_factory.mktemp("played"))
    assert outcome.result is not None
    assert outcome.trace is not None
    return outcome.result, outcome.trace


@pytest.mark.parametrize(
    ("expect", "what"),
    [
        ({}, None),
        ({"ended": "failed"}, "ended"),
        ({"total": (0, 70)}, "total"),
        ({"total": (80, 100)}, "total"),
        ({"items": {"S1": "missing"}}, "S1"),
        ({"items": {"S9": "met"}}, "S9"),
        ({"credit": {"R1": "43 %"}}, None),
        ({"credit": {"R1": "60 %"}}, "R1"),
        ({"credit": {"R9": "60 %"}}, "R9"),
        ({"values": [{"of": "TI1", "low": "10 degC", "high": "70 degC"}]}, None),
        ({"values": [{"of": "TI1", "high": "330 K"}]}, "TI1 max"),
        ({"values": [{"of": "TI1", "low": "25 degC"}]}, "TI1 min"),
        ({"values": [{"of": "TI1", "from": "25 s", "low": "25 degC"}]}, None),
        ({"values": [{"of": "TI1", "until": "5 s", "high": "30 degC"}]}, None),
        ({"values": [{"of": "TI1", "peak": ["59 degC", "63 degC"]}]}, None),
        ({"values": [{"of": "TI1", "peak": ["65 degC", "70 degC"]}]}, "TI1 peak"),
        ({"values": [{"of": "TI1", "peak": ["40 degC", "50 degC"]}]}, "TI1 peak"),
        ({"values": [{"of": "TI9", "high": "1 degC"}]}, "TI9"),
        ({"values": [{"of": "TI1", "from": "1 h", "high": "1 degC"}]}, "TI1"),
        ({"events": [{"kind": "fault", "source": "F1"}]}, None),
        ({"events": [{"kind": "fault"}]}, None),
        ({"events": [{"kind": "fault", "source": "F2"}]}, "fault F2"),
        ({"events": [{"kind": "trip", "source": "I1"}]}, "trip I1"),
        ({"events": [{"kind": "fault", "source": "F1", "between": ["20 s", "60 s"]}]}, None),
        ({"events": [{"kind": "fault", "source": "F1", "between": ["0 s", "10 s"]}]}, "fault F1"),
        ({"events": [{"kind": "fault", "source": "F1", "after": {"kind": "phase", "source": "hot"}, "between": ["0 s", "10 s"]}]}, None),
        ({"events": [{"kind": "end", "after": {"kind": "fault"}, "between": ["19 s", "21 s"]}]}, None),
        ({"events": [{"kind": "end", "after": {"kind": "fault"}, "between": ["0 s", "5 s"]}]}, "end"),
        ({"events": [{"kind": "fault", "after": {"kind": "trip"}}]}, "trip "),
        ({"no_events": ["trip", "consequence", "refused"]}, None),
        ({"no_events": ["fault"]}, "no fault"),
        ({"no_events": ["rain"]}, "rain"),
    ],
)  # fmt: skip
def test_each_expectation_can_hold_and_fail(
    played: tuple[Result, Trace], expect: dict[str, Any], what: str | None
) -> None:
    """Every kind of expectation is silent when it holds and says what differs when it does not."""
    differences = compare(Expect.model_validate({"total": (0, 100), **expect}), *played)
    assert [d.what for d in differences] == ([] if what is None else [what])
    for difference in differences:
        assert difference.expected
        assert difference.found
        assert "≠" in str(difference)


def test_all_differences_are_told_at_once(played: tuple[Result, Trace]) -> None:
    """An author sees everything that is off in one go."""
    expect = Expect.model_validate({"total": (0, 1), "ended": "failed", "items": {"S1": "missing"}, "no_events": ["fault"]})
    assert [d.what for d in compare(expect, *played)] == ["ended", "total", "S1", "no fault"]
