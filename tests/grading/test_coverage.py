"""Coverage: which runs gain an item, which lose it, and what kind of run is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.events import Event
from engine.scenario import Text
from engine.session.language import scenario_language
from engine.session.script import Run
from engine.testing import TINY_SCENARIO, tiny_kind, tiny_scenario
from grading.calculus.result import HintUse, ItemResult, Result
from grading.coverage import Coverage, coverage, gaps, grouped, untried
from grading.figures import figures
from grading.proof import prove
from grading.rubric import Rubric
from tests.grading.test_proof import GOOD, RUBRIC, RUN, write

TITLE = Text(zh="项", en="item")


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


def result(**items: Any) -> Result:
    """A result with these items: ``S1=("met", 0.5)``, or more of an ``ItemResult`` as a dict."""
    made = []
    for name, given in items.items():
        more = given if isinstance(given, dict) else {"judgement": given[0], "credit": given[1]}
        made.append(ItemResult(id=name, kind="step", title=TITLE, what=TITLE, **more))
    return Result(
        grader="", attempt="", rubric="", rubric_id="", rubric_version="", tick_ms=100, start=0, end=1, how="finished",
        items=tuple(made), outcomes=(), raw=0, deducted=0, hints=HintUse(), before_gates=0, total=0, passed=False,
        complete=True, summary=TITLE,
    )  # fmt: skip


RUBRIC_FILE = Rubric.loads(RUBRIC, "rubric.yaml")


def covered(*results: Result) -> Coverage:
    return coverage(RUBRIC_FILE, {f"r{n}": one for n, one in enumerate(results)})


@pytest.mark.parametrize(
    ("given", "gained", "lost"),
    [
        (("met", 1.0), True, False), (("met", 0.91), True, False), (("met", 0.9), True, True), (("met", 0.4), True, True),
        (("recovered", 0.5), True, True), (("broken", 0.0), False, True), (("missing", 0.0), False, True),
        (("n/a", 0.0), False, False), (("unscored", 0.0), False, False), (("open", 0.0), False, False),
        ({"judgement": "met", "credit": 1.0, "deducted": 3.0}, True, True),
        ({"judgement": "broken", "credit": 0.0, "excused_by": "V1"}, False, False),
    ],
)  # fmt: skip
def test_who_gains_and_who_loses(given: Any, gained: bool, lost: bool) -> None:
    """Credit is gained; broken, missing, points off or a tenth of the credit is lost; an excuse is neither."""
    item = covered(result(S1=given)).items[0]
    assert (bool(item.gained), bool(item.lost), bool(item.unseen)) == (gained, lost, not gained and not lost)


def test_an_item_is_proven_by_one_that_gains_and_one_that_loses() -> None:
    """The share counts what is both gained and lost; what a person marks is left out of it."""
    both = covered(result(S1=("met", 1.0), S2=("met", 1.0), R1=("unscored", 0)), result(S1=("missing", 0.0)))
    assert [(i.id, i.gap) for i in both.items] == [("S1", ""), ("S2", "never_lost"), ("R1", "by_hand")]
    assert (both.proven, len(both.marked), both.share) == (1, 2, 0.5)
    assert both.items[0].gained == ("r0",)
    assert both.items[0].lost == ("r1",)
    assert both.items[1].unseen == ("r1",)


def test_what_is_missing_is_told_at_the_item() -> None:
    """Each gap is a warning at the id of its item, with the kind of run that would close it."""
    found = gaps(covered(result(S1=("met", 1.0), S2=("missing", 0.0))), RUBRIC_FILE)
    assert [(p.code, p.line[p.span.col : p.span.end_col], p.severity) for p in found] == [
        ("never_lost", "S1", "warning"), ("never_gained", "S2", "warning"), ("untouched", "R1", "warning"),
    ]  # fmt: skip
    assert [p.fix.zh for p in found if p.fix] == [
        "缺一个漏做或做错这一步的过程", "缺一个做对这一步的过程", "缺一个考核到它的过程",
    ]  # fmt: skip


def test_a_proven_rubric_says_nothing() -> None:
    """When every item is gained by one run and lost by another there is no warning at all."""
    good, bad = ("met", 1.0), ("missing", 0.0)
    whole = covered(result(S1=good, S2=good, R1=good), result(S1=bad, S2=bad, R1=bad))
    assert gaps(whole, RUBRIC_FILE) == []
    assert whole.share == 1.0


def test_items_that_want_the_same_run_are_told_together() -> None:
    """One line a kind of run, with the ids and the lines of the file."""
    whole = covered(result(S1=("met", 1.0), S2=("met", 1.0), R1=("met", 1.0)))
    assert grouped(whole, gaps(whole, RUBRIC_FILE), "en") == [
        (["S1", "S2"], "a run is missing that leaves this step out or does it wrong", "rubric.yaml:5,6"),
        (["R1"], "a run is missing that falls short of it", "rubric.yaml:8"),
    ]


def test_what_no_run_tries_is_named() -> None:
    """Alarms, interlocks, faults and consequences that no run brings are listed by section."""
    scenario = tiny_scenario()
    everything = untried(scenario, [])
    assert set(everything) == {
        "alarms", "interlocks", "faults", "consequences", "documents", "reports", "questions",
    }  # fmt: skip
    run = Run.model_validate({
        "title": {"zh": "甲", "en": "A"}, "duration": "1 min",
        "acts": [{"do": "fill", "on": "LOG"}, {"do": "report", "on": "RADIO", "value": "hot"}, {"do": "answer", "on": "q1"}],
    })  # fmt: skip
    assert set(untried(scenario, [], [run])) == {"alarms", "interlocks", "faults", "consequences"}
    name = everything["alarms"][0]
    assert name not in untried(scenario, [Event(1, "alarm", name)]).get("alarms", ())
    assert name in untried(scenario, [Event(1, "fault", name)])["alarms"]


def test_a_real_folder_is_covered_by_its_runs(tmp_path: Path) -> None:
    """From playing to table: what the runs of a folder gain and lose is what their marks say."""
    folder = write(tmp_path / "tiny", heat=RUN + GOOD, idle=RUN.split("  acts:")[0] + "expect: {total: [0, 100]}\n")
    done = {o.name: o.result for o in prove(folder) if o.result is not None}
    rubric = Rubric.load(folder)
    items = {item.id: item for item in coverage(rubric, done).items}
    assert (items["S1"].gained, items["S1"].lost) == (("heat",), ("idle",))
    assert (items["R1"].gained, items["R1"].lost) == (("heat", "idle"), ("heat",))


def test_the_figures_count_what_is_there() -> None:
    """Counts follow the file: one instrument more is one more, Chinese counts characters and English words."""
    language = scenario_language()
    before = figures(language.loads(TINY_SCENARIO), RUBRIC_FILE, 2)
    assert before.items == 3
    assert before.runs == 2
    more = TINY_SCENARIO.replace(
        "instruments:\n",
        "instruments:\n  TI9: {title: {zh: 温度九, en: Ninth one}, reads: H1.T, range: [0 degC, 200 degC]}\n",
    )
    after = figures(language.loads(more), RUBRIC_FILE, 2)
    assert more != TINY_SCENARIO
    assert (after.instruments, after.words_zh, after.words_en) == (
        before.instruments + 1, before.words_zh + 3, before.words_en + 2,
    )  # fmt: skip
    for lang in ("zh", "en"):
        assert str(after.words_zh) in after.line(lang)
        assert "\n" not in after.line(lang)
