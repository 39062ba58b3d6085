"""The expert beside the attempt, rewound attempts told whole, and what to practise next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from engine.session.lineage import open_lineage
from engine.testing import tiny_kind
from grading.expert import play_expert
from grading.marked import mark_file
from grading.reports.advice import advise, succeeded
from grading.reports.align import Alignment
from grading.reports.compose import Shown, compose
from grading.reports.html import report_html
from grading.reports.page import render
from grading.reports.sheet import Block, Fact, Sheet
from tests.grading.reports.tiny_day import again, begin, late, write_folder


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("scenario") / "tiny")


def sheet_of(path: Path, folder: Path | None, lang: str = "zh") -> Sheet:
    result = mark_file(path).result
    with open_lineage(path) as attempt:
        return compose(result, attempt, lang, Shown(), play_expert(attempt, folder))


def page_of(path: Path, folder: Path | None, lang: str = "zh", **more: Any) -> str:
    result = mark_file(path).result
    with open_lineage(path) as attempt:
        return report_html(result, attempt, lang, expert=play_expert(attempt, folder), **more)


def test_the_expert_stands_beside(folder: Path, tmp_path: Path) -> None:
    """A thin line in the charts, a table with steps, responses, extremes and sums, and what the expert did in findings."""
    sheet = sheet_of(late(folder, tmp_path), folder)
    assert 'class="beside"' in sheet.picture
    pairs = {pair.title: pair for pair in sheet.pairs}
    assert pairs["高温后停止加热"].own == "没有反应"
    assert re.fullmatch(r"00:0\d", pairs["高温后停止加热"].expert)
    assert pairs["TI-1 温度 最高"].difference.startswith("高 ")
    assert pairs["TI-1 温度 最高"].difference.endswith(" K")
    assert pairs["联锁动作"].own == "1 次"
    assert pairs["成绩"].expert == "100 分"
    assert [pair.title for pair in sheet.pairs if pair.heading] == ["步骤的时刻", "反应用时", "过程的极值", "合计"]
    card = next(card for card in sheet.cards if card.item == "R1")
    assert "作出响应" in card.model
    assert 'class="beside"' in card.picture
    assert card.caption


def test_what_is_missing_is_said(folder: Path, tmp_path: Path) -> None:
    """Without the scenario's folder the page says so and has no table; when nobody asked for it, nothing is said."""
    path = late(folder, tmp_path)
    assert "没有示范对照：本机没有这个场景的文件夹" in page_of(path, None)
    result = mark_file(path).result
    with open_lineage(path) as attempt:
        assert "示范对照" not in report_html(result, attempt)


def test_two_reports_are_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """With the expert played anew each time, in a rewound attempt, in both languages."""
    path = again(late(folder, tmp_path), 20)
    for lang in ("zh", "en"):
        assert page_of(path, folder, lang) == page_of(path, folder, lang)


def test_the_parts_stand_in_their_order(folder: Path, tmp_path: Path) -> None:
    """Mark, outcomes, what next, the picture, the story, the findings, the expert, the items, about the mark."""
    heads = re.findall(r"<h2>(.*?)</h2>", page_of(late(folder, tmp_path), folder))
    assert heads == [
        "成绩", "课程目标达成", "下一次这样练", "发生了什么", "经过", "需要改进之处", "与示范对照",
        "报警情况（ISA-18.2 / EEMUA 191）", "逐项评定", "扣分所依据的操作与事件", "关于这份成绩",
    ]  # fmt: skip


def test_a_block_is_escaped(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in a block, such as an instructor's message, is text, whatever is in it."""
    block = Block("<b>x</b>", (Fact("<i>", "</dl>", "<script>"),), "<img>")
    monkeypatch.setattr("grading.reports.html.blocks_of", lambda *_: (block,))
    page = page_of(late(folder, tmp_path), folder)
    assert "<script>" not in page
    assert "<img>" not in page
    assert "&lt;script&gt;" in page


def test_every_picture_is_sound(folder: Path, tmp_path: Path) -> None:
    """All pictures parse and no number in them is broken."""
    page = page_of(late(folder, tmp_path), folder)
    pictures = re.findall(r"<svg xmlns.*?</svg>", page, re.S)
    assert len(pictures) >= 2
    for picture in pictures:
        fromstring(picture)
        assert not re.search(r'"(nan|inf|-inf)"|nan', picture)


def test_a_rewound_attempt_is_told_whole(folder: Path, tmp_path: Path) -> None:
    """What came before the rewind is in story, picture and list; numbers go on; evidence names one deed; a note says so."""
    first = late(folder, tmp_path, mode="practise")
    path = again(first, 20)
    sheet = sheet_of(path, folder)
    refs = [line.ref for line in sheet.log if line.ref]
    assert len(refs) == len(set(refs))
    deeds = [(line.ref, line.time) for line in sheet.log if line.kind == "action"]
    assert deeds[0] == ("a0", "00:00")
    assert deeds[1] == ("a1", "00:20")
    assert any(line.kind == "rewind" and line.tick == 200 for line in sheet.tale)
    assert any("回退过 1 次" in note.text for note in sheet.notes)
    assert 'class="mark rewind"' in sheet.picture
    with open_lineage(path) as attempt:
        ticks, _ = attempt.signal("TI1")
        assert ticks[0] == 0
    result = mark_file(path).result
    assert result.item("S1").judgement == "met"
    first.unlink()
    lonely = sheet_of(path, folder)
    assert any("找不到回退前的记录" in note.text for note in lonely.notes)


def test_the_mark_of_a_rewound_attempt_rests_on_what_it_names(folder: Path, tmp_path: Path) -> None:
    """Each number in a finding's evidence stands in the list with the same time and words."""
    path = again(late(folder, tmp_path, mode="practise"), 60)
    sheet = sheet_of(path, folder)
    known = {line.ref: f"{line.ref} {line.time} {line.what}" for line in sheet.log if line.ref}
    named = [one for card in sheet.cards for one in card.evidence if re.match(r"[ae]\d+ ", one)]
    assert named
    for one in named:
        assert one == known[one.split(" ")[0]]


def test_moments_answer_to_one_another() -> None:
    """Times are laid upon one another at the last moment both runs have: begin, phase or fault."""

    def event(tick: int, kind: str, source: str, **data: Any) -> Any:
        return SimpleNamespace(tick=tick, kind=kind, source=source, data=data)

    own = [
        event(100, "phase", "p", phase="hot"),
        event(500, "fault", "F1", on=True),
        event(900, "phase", "p", phase="cold"),
    ]
    other = [
        event(80, "phase", "p", phase="hot"),
        event(300, "fault", "F1", on=True),
        event(320, "fault", "F1", on=False),
    ]
    alignment = Alignment(own, other)
    assert [alignment.at(tick).shift for tick in (0, 99, 100, 499, 500, 5000)] == [0, 0, 20, 20, 200, 200]
    assert alignment.main().shift == 200
    assert Alignment(own[:1], other[:1]).main().shift == 0


def test_the_picture_of_a_fault_lies_on_the_fault(folder: Path, tmp_path: Path) -> None:
    """In the picture of the whole, too, both runs meet their fault at one moment, and it says so."""
    sheet = sheet_of(late(folder, tmp_path / "fault", fault=True), folder)
    assert sheet.aligned == "虚线是示范过程，按“断线”的时刻对齐"
    assert sheet.aligned in render(sheet)
    assert sheet_of(late(folder, tmp_path / "plain"), folder).aligned == ""


def test_help_fades_and_comes_back(folder: Path, tmp_path: Path) -> None:
    """Less after a success without hints, more after two failures, the same after one; each with its reason."""
    path = late(folder, tmp_path)
    result = mark_file(path).result
    passed = result.model_copy(update={"passed": True, "gates": ()})
    hinted = passed.model_copy(update={"hints": passed.hints.model_copy(update={"used": {"1": 2}})})
    assert succeeded(passed)
    assert not succeeded(hinted)
    assert not succeeded(passed.model_copy(update={"how": "unfinished"}))

    def says(one: Any, mode: str, *earlier: bool) -> str:
        names: Any = SimpleNamespace(lang="en")
        story: Any = SimpleNamespace(phases=[], tick_ms=100)
        again_: Any = SimpleNamespace()
        return advise(one, [], SimpleNamespace(mode=mode), story, again_, names, earlier)[0].what

    assert '"practise"' in says(passed, "learn")
    assert '"exam"' in says(passed, "practise", False, False)
    assert "seed" in says(passed, "exam")
    assert "without hints" in says(hinted, "practise")
    assert '"practise"' in says(result, "practise", True)
    assert '"learn"' in says(result, "practise", True, False)
    assert '"practise"' in says(result, "exam", True)
    assert '"practise"' in says(result, "exam", False)
    assert "teacher" in says(result, "learn", False)


def test_one_begins_again_before_the_earliest_grave_mistake(folder: Path, tmp_path: Path) -> None:
    """The advice names the finding, and its command opens the attempt there."""
    path = late(folder, tmp_path)
    sheet = sheet_of(path, folder)
    where = sheet.advice[0]
    moments = [card.again for card in sheet.cards if card.severity in ("critical", "major")]
    assert where.command.endswith(f"--at {min(moments)}")
    assert path.name in where.command


@pytest.mark.parametrize("meddles", [False, True])
def test_what_an_instructor_did_stands_in_the_report(folder: Path, tmp_path: Path, meddles: bool) -> None:
    """A message and a fault begun by hand are told with their time, as text; without them there is no such section."""
    attempt = begin(folder, tmp_path / "attempts", mode="practise")
    attempt.session.run(100)
    if meddles:
        assert attempt.session.request("instructor", "call", "LEARNER", "看<b>温度</b>")
        assert attempt.session.request("instructor", "start", "F1")
    attempt.session.run(100)
    attempt.session.end("finished")
    attempt.close()
    page = page_of(attempt.path, folder)
    assert ("教师的干预" in page) is meddles
    assert ("看&lt;b&gt;温度&lt;/b&gt;" in page) is meddles
    assert "<b>温度</b>" not in page


def test_what_did_not_apply_is_folded_away(folder: Path, tmp_path: Path) -> None:
    """Only what was judged stands in the open table; the rest is one closed line that says how many there are."""
    sheet = sheet_of(late(folder, tmp_path), folder)
    sheet.rows = [replace(row, verdict="na", title=f"没机会{n}") if n else row for n, row in enumerate(sheet.rows)]
    page = render(sheet)
    table, folded = page.split('<details class="spared">')
    assert sheet.rows[0].title in table
    assert "没机会" not in table.split("逐项评定")[1]
    assert f"不适用的 {len(sheet.rows) - 1} 项" in folded.split("</summary>")[0]
    assert folded.count("没机会") == len(sheet.rows) - 1
    assert "<details open" not in page


def test_what_the_findings_rest_on_is_printed(folder: Path, tmp_path: Path) -> None:
    """A closed list is not on paper, so the lines that findings name stand there by themselves."""
    sheet = sheet_of(late(folder, tmp_path), folder)
    named = {ref for card in sheet.cards for one in card.evidence for ref in re.findall(r"^[ae]\d+", one)}
    assert named
    assert named <= {line.ref for line in sheet.cited}
    assert len(sheet.cited) < len(sheet.log)
    assert '<section class="cited">' in render(sheet)
