"""The page a teacher shows: self-contained, safe, honest, in two languages."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from bad_day import RUBRIC, SCENARIO, write
from pysqlite3 import dbapi2 as sqlite

from engine.session.attempt.reader import AttemptReader
from engine.state import pack
from engine.strings import load_strings
from grading.marker import mark_attempt
from grading.reports.html import Shown, report_html
from grading.reports.words import FOLDER
from grading.rubric import Rubric

VOID = {"meta", "br", "img", "input", "link", "hr"}


class Checker(HTMLParser):
    """Every tag closed in order; collects attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.tags: set[str] = set()
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)


def page(path: Path, lang: str = "zh", **shown: Any) -> str:
    with AttemptReader.open(path) as attempt:
        result = mark_attempt(attempt, attempt_hash=attempt.verify().head)
        return report_html(result, attempt, lang, Shown(**shown))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_needs_nothing_from_outside(bad_day: Path, lang: str) -> None:
    """No script, no address, no inline style; the policy allows its own style sheet by hash and nothing else."""
    text = page(bad_day, lang)
    found = Checker(text)
    assert not found.tags & {"script", "link", "img", "iframe", "object", "base", "form", "image", "foreignobject"}
    assert not [a for a in found.attributes if a[1] in ("src", "href", "style", "xlink:href") or a[1].startswith("on")]
    assert set(re.findall(r"https?://[^\"'<\s]+", text)) == {"http://www.w3.org/2000/svg"}
    style = re.search(r"<style>(.*?)</style>", text, re.S)
    assert style is not None
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text.replace("&#39;", "'")


def test_page_says_what_happened(bad_day: Path) -> None:
    """The mark, the gate, findings with time, measure, limit, why and how; time line with alarms, trip, curves."""
    text = " ".join(Checker(page(bad_day, learner="王小明", student_no="2024010117")).words)
    for said in (
        "氯苯混酸硝化", "王小明", "2024010117", "54.4", "未通过", "≤ 59", "冷却中断后停止加料",
        "1:30:00 – 1:49:00", "19 分钟", "15 分钟", "二次分解", "立即停 P-101", "TAHH-101 反应温度高高",
        "I-101 反应温度联锁", "尾气冒黄烟", "TI-101", "107.6 °C",
        "被拒绝", "记录链完整", "未经服务器见证", "待教师评分",
        "停止 P-101 加料泵",
    ):  # fmt: skip
        assert said in text, said


def test_what_must_not_happen_is_not_called_done(bad_day: Path) -> None:
    """A forbidden act that did not happen reads as not having happened; one that was not done in time has no time."""
    rows = re.findall(r"<tr class=\"met\">.*?</tr>", page(bad_day).replace("\n", " "))
    row = next(row for row in rows if "擅自开釜底阀" in row)
    assert "<i>未发生</i>" in row


def test_only_stretches_are_shaded(bad_day: Path) -> None:
    """The bands on the time line are stretches in which something was wrong, never the whole attempt."""
    bands = [
        float(width)
        for width in re.findall(r"<rect x=\"[\d.]+\" y=\"[\d.]+\" width=\"([\d.]+)\"[^>]*loss", page(bad_day))
    ]
    assert bands
    assert max(bands) < 600


def test_english_page_has_no_chinese(bad_day: Path) -> None:
    """Where scenario and rubric speak English, nothing in the English page is Chinese."""
    assert not re.findall(r"[\u4e00-\u9fff]+", " ".join(Checker(page(bad_day, "en")).words))


def test_same_attempt_same_page(bad_day: Path) -> None:
    """The page holds no clock of its own: two reports of one attempt are the same bytes."""
    assert page(bad_day) == page(bad_day)


HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}\x00\x1b]0;</title></style>"


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    """Whatever stands in names, titles, messages and values, it is text on the page."""
    scenario = {**SCENARIO, "meta": {"title": {"zh": HOSTILE}}, "interlocks": {"I101": {"title": {"zh": HOSTILE}}}}
    path = write(tmp_path / "a.attempt", minutes=100, scenario=pack(scenario), learner=HOSTILE, mode=HOSTILE)
    text = page(path, learner=HOSTILE, student_no=HOSTILE)
    found = Checker(text)
    assert "script" not in found.tags
    assert "img" not in found.tags
    styles = re.findall(r"<style>(.*?)</style>", text, re.S)
    assert len(styles) == 2
    assert re.fullmatch(
        r'@page \{ [^"]*"(\\[0-9a-f]{6})*"[^"]*("(\\[0-9a-f]{6})*"[^"]*){3}\} \}',
        re.sub(r"font: [^;]*;", "", styles[1]),
    )
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    for style in styles:
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert digest in policy[1].replace("&#39;", "'").replace("&#43;", "+")
    assert text.count("{{7*7}}") >= 5  # as written: a template inside a name is not run
    assert "\x1b" not in "".join(value for _, _, value in found.attributes)


@pytest.mark.parametrize("minutes", [0, 0.5, 30])
@pytest.mark.parametrize("ended", ["", "quit"])
def test_unfinished_and_short_attempts_have_a_page(tmp_path: Path, minutes: float, ended: str) -> None:
    """An attempt cut off at any moment gives a sound page that says so and does not claim a verdict."""
    text = page(write(tmp_path / "a.attempt", minutes=minutes, ended=ended))
    found = " ".join(Checker(text).words)
    assert ("记录在此中断" in found) == (not ended)
    if not ended:
        assert "合格" not in found
        assert "未通过" not in found


def test_an_attempt_without_words_has_a_page(tmp_path: Path) -> None:
    """No scenario text, no rubric text, nothing lost: ids stand in and the page says that nothing was lost."""
    easy = RUBRIC[: RUBRIC.index("steps:")].replace(
        "order:", "steps:\n  - {id: S1, done: {act: wear, on: acid_suit}, goal: CO2, weight: 1}\n#"
    )
    easy += "pass: 60\n"
    path = write(tmp_path / "a.attempt", minutes=40, scenario=b"not json", rubric=Rubric.loads(easy).canonical())
    found = " ".join(Checker(page(path)).words)
    assert "没有扣分项" in found
    assert "P101" in found


def test_an_altered_record_is_not_called_sound(tmp_path: Path) -> None:
    """If the chain does not hold, the page says where instead of vouching for it."""
    path = write(tmp_path / "a.attempt", minutes=100)
    with AttemptReader.open(path) as attempt:
        result = mark_attempt(attempt)
    connection = sqlite.connect(str(path))
    connection.execute("UPDATE action SET target = 'XV105' WHERE seq = 3")
    connection.commit()
    connection.close()
    with AttemptReader.open(path) as attempt:
        found = " ".join(Checker(report_html(result, attempt)).words)
    assert "未能核验" in found
    assert "记录链完整" not in found


FAMILIES = (
    "thing.", "priority.", "told_", "judgement.", "severity.", "state.", "event.", "modes.", "endings.", "person.", "csv.head.", "csv.status.",
    "alarm_load.", "value.", "option.",
)  # fmt: skip


def test_every_word_is_used_and_in_both_languages() -> None:
    """The two files of words have the same keys with the same names to fill in, and no leftovers."""
    zh, en = (load_strings(lang, FOLDER) for lang in ("zh", "en"))
    assert list(zh) == list(en)
    package = Path(__file__).parents[3] / "grading"
    files = [*package.rglob("reports/*.py"), *package.rglob("exports/*.py"), *package.rglob("*.j2")]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    for key in zh:
        assert re.findall(r"{(\w+)}", zh(key)) == re.findall(r"{(\w+)}", en(key)), key
        assert key.startswith((*FAMILIES, "never_")) or re.search(rf"[\"']{key}[\"']", source), f"{key} is not used"
