"""What the findings of a report owe the learner: every lost point once, by weight, with units, and a way back."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bad_day import RUBRIC, write
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import TagError
from engine.scenario.text import Text
from engine.session.attempt.reader import AttemptReader
from engine.session.findings import Evidence
from grading.calculus.gates import Gate
from grading.calculus.result import HintUse, ItemResult, Result
from grading.calculus.scoring import Share, score
from grading.marker import mark_attempt
from grading.reports.again import Again
from grading.reports.cards import listed, make_cards
from grading.reports.compose import compose
from grading.reports.curves import Signals
from grading.reports.labels import SIZE, Label, place
from grading.reports.names import Names
from grading.reports.shown import marks, tenths
from grading.reports.story import Story
from grading.reports.svg import width_of
from grading.rubric import Rubric


def text(words: str) -> Text:
    return Text(zh=words, en=words)


GATES = {
    "veto": Gate.model_validate({"cap": 0, "result": "fail", "title": {"zh": "否决", "en": "Veto"}}),
    "major": Gate.model_validate({"cap": 59, "title": {"zh": "重大", "en": "Major"}}),
}


@st.composite
def results(draw: st.DrawFn) -> Result:
    """Any mark the sums can come to: outcomes without items, credit, deductions, hints, gates shut and open."""
    items = []
    for n in range(draw(st.integers(1, 8))):
        judgement = draw(st.sampled_from(["met", "broken", "missing", "n/a", "recovered", "unscored"]))
        credit = draw(st.floats(0, 1)) if judgement in ("met", "broken") else 1.0 * (judgement == "recovered")
        lost = judgement in ("broken", "missing")
        items.append(ItemResult(
            id=f"I{n}", kind="step", title=text(f"item {n}"), what=text(f"item {n}: told"), goal=draw(st.sampled_from(["A", "B"])),
            judgement=judgement, credit=credit, weight=draw(st.integers(0, 5)), evidence=(Evidence(n, n + 1),),
            deducted=draw(st.sampled_from([0.0, 2.5, 40.0])) if lost else 0.0,
            gate=draw(st.sampled_from(["", "major", "veto"])) if lost else "",
        ))  # fmt: skip
    hints = HintUse(used={"1": 2}, cost=draw(st.sampled_from([0.0, 3.0])))
    shares = [Share("A", text("A"), 0.7), Share("B", text("B"), 0.3)]
    sums = score(items, shares, GATES, hints)
    return Result(
        grader="", attempt="", rubric="", rubric_id="", rubric_version="", tick_ms=100, start=0, end=100, how="finished",
        items=sums.items, outcomes=sums.outcomes, raw=sums.raw, deducted=sums.deducted, hints=hints,
        before_gates=sums.before_gates, gates=sums.gates, total=sums.total, passed=False, complete=True, summary=text(""),
    )  # fmt: skip


class Nothing:
    """An attempt without a record."""

    header = SimpleNamespace(scenario=b"{}", tags=(), rubric=b"")

    def signal(self, tag_id: str) -> Any:
        raise TagError(tag_id)


def cards_of(result: Result) -> list[Any]:
    names = Names(Nothing.header, "en")
    again = Again("a.attempt", 100, 100, True, {})
    return make_cards(result, Story(100, 100), Signals(Nothing(), names), None, again, names)  # type: ignore[arg-type]


@given(results())
def test_every_lost_point_stands_in_exactly_one_finding(result: Result) -> None:
    """The findings' points add up to what was lost, to the tenth shown; no item has two, and none that lost has none."""
    cards = cards_of(result)
    exact = sum(item.lost for item in result.items) + result.hints.cost + result.before_gates - result.total
    assert sum(card.points for card in cards) == pytest.approx(round(exact * 10) / 10, abs=1e-6)
    named = [card.item for card in cards if card.item]
    assert len(named) == len(set(named))
    assert {item.id for item in result.items if item.lost > 1e-6} <= set(named)
    assert {item for gate in result.gates for item in gate.items} <= set(named)
    possible = sum(item.possible for item in result.items)
    if result.before_gates > 0 and abs(possible - 100) < 1e-6:
        assert sum(card.points for card in cards) == pytest.approx(100 - result.total, abs=0.051)


@given(results())
def test_the_weightiest_comes_first(result: Result) -> None:
    """What shut a failing gate, then what shut another, then by points; the numbers count on."""
    items = listed(result)
    failing = {item for gate in result.gates if gate.fails for item in gate.items}
    capping = {item for gate in result.gates for item in gate.items} - failing
    rank = [0 if item.id in failing else 1 if item.id in capping else 2 for item in items]
    assert rank == sorted(rank)
    rest = [item.lost for item in items if item.id not in failing | capping]
    assert rest == sorted(rest, reverse=True)
    assert [card.number for card in cards_of(result)] == list(range(1, len(cards_of(result)) + 1))


@given(st.lists(st.floats(0, 100), max_size=20))
def test_tenths_add_up(points: list[float]) -> None:
    """Rounded points have the rounded sum, and none is off by a tenth or more."""
    shown = tenths(points)
    assert sum(shown) == pytest.approx(round(sum(points) * 10) / 10, abs=1e-6)
    assert all(abs(a - b) < 0.1 + 1e-9 for a, b in zip(points, shown, strict=True))


@given(
    st.lists(st.tuples(st.floats(138, 948), st.text("启动阀门ABC 12", min_size=1, max_size=14)), max_size=40),
    st.integers(1, 8),
)
def test_labels_never_run_into_one_another(given_labels: list[tuple[float, str]], rows: int) -> None:
    """No two words overlap, no leading line runs through words, all lie in the picture and in the rows there are."""
    placed = place([Label(x, words) for x, words in given_labels], 138, 948, rows)
    assert placed or not given_labels or all(width_of(words, SIZE) > 400 for _, words in given_labels)
    for one in placed:
        assert 138 <= one.begin < one.end <= 948
        assert 0 <= one.row < rows
        for other in placed:
            if other is one:
                continue
            if other.row == one.row:
                assert one.end <= other.begin or other.end <= one.begin
            if other.row < one.row:
                assert not other.begin < one.label.x < other.end


def sheet_of(path: Path, lang: str = "zh") -> Any:
    with AttemptReader.open(path) as attempt:
        return compose(mark_attempt(attempt), attempt, lang)


UNIT = re.compile(
    r"^(?:> )?−?[\d.]+ ?(?:°C|K|%|kg/s|m³/h|rpm|kPa\(g\)|s|秒|分钟|小时|次|times|min|h|min [\d.]+ s|分 [\d.]+ 秒)$"
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_has_its_unit(bad_day: Path, lang: str) -> None:
    """Measured values and limits are told with units, times in minutes and seconds, counts as times."""
    cards = sheet_of(bad_day, lang).cards
    numbers = [value for card in cards for value in (card.measured, card.limit) if value]
    assert len(numbers) >= 4
    for value in numbers:
        assert UNIT.match(value), value
    assert all(re.search(r"points?$|分$", card.lost) for card in cards if card.lost)


def test_a_finding_shows_the_minutes_around_it(bad_day: Path) -> None:
    """Where a signal is the evidence there is a chart of it with the limit across; the deeds of those minutes stand above."""
    cards = {card.item: card for card in sheet_of(bad_day).cards}
    hot = cards["Q1"]
    assert "TI-101" in hot.picture
    assert ">64 °C</text>" in hot.picture
    assert "停止 P-101" in hot.picture
    assert cards["order"].picture == ""


def test_a_finding_names_the_way_back(bad_day: Path) -> None:
    """A minute before it went wrong, by the file's name; what was never done, from where its phase began."""
    sheet = sheet_of(bad_day)
    cards = {card.item: card for card in sheet.cards}
    assert cards["E1"].again == "1:29:00"
    assert cards["E1"].command == "python launcher.py run --from bad-day.attempt --at 1:29:00"
    assert (
        sheet.sum_of_cards
        == f"以上各项共 −{marks(sum(card.points for card in sheet.cards))} 分，成绩 {sheet.mark} 分。"
    )


def test_no_way_back_into_an_examination_that_was_cut_off(tmp_path: Path) -> None:
    """Nothing is offered that would be refused."""
    cut = sheet_of(write(tmp_path / "a.attempt", minutes=120, ended=""))
    assert cut.cards
    assert not any(card.command for card in cut.cards)
    assert not any(one.command for one in cut.advice)
    practised = sheet_of(write(tmp_path / "b.attempt", minutes=120, ended="", mode="practise"))
    assert any(card.command for card in practised.cards)


def test_an_odd_file_name_never_gets_into_a_command(tmp_path: Path) -> None:
    """A name a shell could misread is replaced by the attempt's id."""
    sheet = sheet_of(write(tmp_path / "a b;$(x).attempt"))
    commands = [card.command for card in sheet.cards if card.command]
    assert commands
    assert all("--from 3f1c2b1e --at" in command for command in commands)


def test_the_story_tells_what_matters_in_time(bad_day: Path) -> None:
    """Phases with what was done, fault, alarm and answer, trip, consequence, how hot it got, silence, the end; in order."""
    tale = sheet_of(bad_day).tale
    assert [line.tick for line in tale] == sorted(line.tick for line in tale)
    words = "\n".join(f"{line.time} {line.words}" for line in tale)
    for said in (
        "1:30:00 故障：循环水中断", "1:30:30 中级报警：FAL-102 循环水流量低", "紧急报警：TAHH-101 反应温度高高，1 分 30 秒后确认",
        "1:37:36 联锁动作：I-101 反应温度联锁", "1:44:00 后果：尾气冒黄烟", "最高到 107.6 °C（上限 75 °C）", "没有任何操作",
        "成绩 54.4 分",
    ):  # fmt: skip
        assert said in words, said


def test_each_finding_of_a_moment_is_told_in_the_story(bad_day: Path) -> None:
    """The numbers in the story are those of the findings."""
    sheet = sheet_of(bad_day)
    told = {line.finding: line.words for line in sheet.tale if line.finding}
    titles = {card.number: card.title for card in sheet.cards}
    assert len(told) >= 3
    assert all(titles[number] in words for number, words in told.items())


def test_nothing_lost_needs_little_advice(tmp_path: Path) -> None:
    """Without a finding there is only the next level of help."""
    easy = RUBRIC[: RUBRIC.index("steps:")].replace(
        "order:", "steps:\n  - {id: S1, done: {act: wear, on: acid_suit}, goal: CO2, weight: 1}\n#"
    )
    path = write(tmp_path / "a.attempt", rubric=Rubric.loads(easy + "pass: 60\n").canonical(), mode="learn")
    sheet = sheet_of(path)
    assert not sheet.cards
    assert [one.what for one in sheet.advice] == ["下一次用“练习”模式"]
