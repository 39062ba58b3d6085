"""What a rubric waits for must be able to come, and a clock must start from what a learner can perceive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.testing import TINY_SCENARIO, tiny_kind
from grading.checking import check_path
from tests.grading.test_proof import GOOD, RUBRIC, RUN, write

RULES = "rules:\n"


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


def found(folder: Path, rule: str = "", marks: str = "") -> list[tuple[str, str]]:
    """(code, underlined words) of the findings in the rubric with one more rule."""
    text = RUBRIC.replace(RULES, f"{marks}{RULES}{rule}", 1)
    (folder / "rubric.yaml").write_text(text, encoding="utf-8")
    problems = [p for p in check_path(folder) if p.path.endswith("rubric.yaml")]
    assert all(p.severity == "warning" for p in problems), problems
    return [(p.code, p.line[p.span.col : p.span.end_col]) for p in problems]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "tiny", heat=RUN + GOOD)


RESPOND = (
    "  - {{id: X, kind: respond, when: {}, want: {{act: stop, on: H1}}, within: {{1 min: 4}}, weight: 1, goal: CO1}}\n"
)
NEVER = "  - {{id: X, kind: never, done: {}, points: 1}}\n"


@pytest.mark.parametrize(
    ("done", "shown"),
    [
        ("{event: trip, source: TI1.H}", "TI1.H"), ("{event: alarm, source: I1}", "I1"),
        ("{event: consequence, source: F1}", "F1"), ("{event: phase, source: I1}", "I1"),
        ("{event: [trip, alarm], source: [I1, melted]}", "melted"),
    ],
)  # fmt: skip
def test_an_event_from_what_does_not_send_it_is_told(folder: Path, done: str, shown: str) -> None:
    """The source exists, but reports another kind of event: the item would wait for ever."""
    assert found(folder, NEVER.format(done)) == [("wrong_source", shown)]


@pytest.mark.parametrize(
    "done",
    [
        "{event: trip, source: I1}", "{event: alarm, source: TI1.H}", "{event: [trip, alarm], source: [I1, TI1.H]}",
        "{event: consequence, source: melted}", "{event: fault, source: F1}", "{event: message, source: hello}",
        "{event: phase, source: hot}", "{event: plant, source: H1}", "{event: document, source: LOG}", "{event: trip}",
    ],
)  # fmt: skip
def test_an_event_from_its_sender_is_left_alone(folder: Path, done: str) -> None:
    """Alarms send alarms, interlocks trips, and so on; a kind without a source comes from anywhere."""
    assert found(folder, NEVER.format(done)) == []


def test_a_condition_no_indicator_can_show_is_told(folder: Path) -> None:
    """Inside a longer condition too, at the very comparison; and once only where a plain limit is told already."""
    assert found(folder, NEVER.format('"TI1 > 360 degC and H1.command"')) == [("never_true", "TI1 > 360 degC")]
    assert found(folder, NEVER.format('{when: "H1.command or TI1 < -5 degC"}')) == [("never_true", "TI1 < -5 degC")]
    assert [code for code, _ in found(folder, NEVER.format('"TI1 > 360 degC"'))] == ["outside_span"]
    assert found(folder, NEVER.format('"TI1 > 260 degC and H1.command"')) == []


@pytest.mark.parametrize("when", ['"F1.active"', '"F1.active or TI1 > 60 degC"', "{event: fault, source: F1}"])
def test_a_clock_that_starts_from_what_nobody_sees_is_told(folder: Path, when: str) -> None:
    """A hidden fault or one of two ways that is hidden: no deduction can be fair."""
    assert [code for code, _ in found(folder, RESPOND.format(when))] == ["hidden_start"]


@pytest.mark.parametrize(
    "when",
    ['"TI1 > 60 degC"', '"TI1.H.active"', '"F1.active and TI1 > 60 degC"', "{event: alarm, source: TI1.H}",
     "{any: [TI1.H.active, 'TI1 > 90 degC']}"],
)  # fmt: skip
def test_a_clock_that_starts_from_what_is_shown_is_fair(folder: Path, when: str) -> None:
    """An indication, an alarm, or a fault together with what shows it."""
    assert found(folder, RESPOND.format(when)) == []


def test_a_mark_that_starts_a_clock_is_looked_at(folder: Path) -> None:
    """The mark is named, where an item counts a time from it; a mark that only bounds a window is none."""
    marks = 'marks: {lost: {when: "F1.active"}}\n'
    step = "  - {id: X, kind: reach, what: TI1, target: 60 degC, band: 2 K, from: lost, by: {1 min: 4}, weight: 1, goal: CO1}\n"
    window = "  - {id: X, kind: hold, what: TI1, high: 90 degC, during: [lost, end], weight: 1, goal: CO1}\n"
    assert found(folder, window, marks) == []
    assert found(folder, step, marks) == [("hidden_start", "lost")]


def test_a_fault_a_message_tells_of_can_be_perceived(folder: Path) -> None:
    """Where somebody tells the learner of it, a clock may start."""
    told = TINY_SCENARIO.replace("say: {hello: {from: boss, at: 1 s,", 'say: {hello: {from: boss, when: "F1.active",')
    assert told != TINY_SCENARIO
    (folder / "scenario.yaml").write_text(told, encoding="utf-8")
    assert found(folder, RESPOND.format('"F1.active"')) == []


def test_an_instrument_nothing_uses_is_told(folder: Path) -> None:
    """With pages of its own a scenario shows only what is on them; anything that names the tag is a use."""
    more = TINY_SCENARIO.replace(
        "alarms:\n", "  TI9: {title: {zh: 备用, en: Spare}, reads: H1.T, range: [0 degC, 300 degC]}\nalarms:\n", 1
    ).replace("switches:\n", "switches:\n  HS9: {title: {zh: 备用, en: Spare}}\n", 1)
    pages = (
        more
        + "screens:\n  pages: {p: {title: {zh: 页, en: Page}, groups: [{title: {zh: 组, en: Group}, tags: [TI1]}]}}\n"
    )

    def unused(text: str) -> list[str]:
        (folder / "scenario.yaml").write_text(text, encoding="utf-8")
        return [p.line[p.span.col : p.span.end_col] for p in check_path(folder) if p.code == "unused"]

    assert unused(pages) == ["TI9", "HS9"]
    assert unused(more) == ["HS9"], "without pages of its own every instrument is shown"
    assert unused(pages.replace("tags: [TI1]", "tags: [TI1, TI9]")) == ["HS9"]
    run = (RUN + GOOD).replace("TI1 > 60 degC", "TI1 > 60 degC and TI9 > 60 degC and not HS9")
    (folder / "runs/heat.yaml").write_text(run, encoding="utf-8")
    assert unused(pages) == []
