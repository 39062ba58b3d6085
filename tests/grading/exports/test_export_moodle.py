"""What the Moodle target makes is taken by Moodle's import, and what Moodle would refuse is found before."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from moodle_oracle import MoodleRefusesError, import_grades, php_rows
from sample_grades import HOSTILE, grades, hostile, row, score

from engine.scenario.text import Text
from grading.exports.contract import File, Made, export
from grading.exports.errors import ExportRefusedError
from grading.exports.grades import Grades, Part
from grading.exports.moodle import MOODLE
from grading.exports.registry import options_of

USERS = [
    {"id": f"u{n}", "idnumber": f"2024{n:04d}", "username": f"2024{n:04d}", "email": f"2024{n:04d}@Example.edu.cn"}
    for n in range(200)
] + [{"id": "nobody", "idnumber": "", "username": "guest", "email": "a@b.cn"}]


def make(table: Grades, **given: str) -> Made:
    return export(MOODLE, table, options_of(MOODLE, given))  # type: ignore[arg-type]


def table_of(file: File) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"), newline="")))


def grade_files(made: Made) -> tuple[File, ...]:
    return made.files[:-2]


@pytest.mark.parametrize(
    "given",
    [{}, {"map_by": "username"}, {"map_by": "email", "email_domain": "example.edu.cn"}, {"feedback": "true"},
     {"names": "false"}, {"items": "outcomes"}, {"items": "outcomes", "together": "true"}, {"lang": "en"}],
    ids=str,
)  # fmt: skip
def test_moodle_takes_every_file(given: dict[str, str]) -> None:
    """Whatever is chosen, every grade file is imported whole, with the marks of the table."""
    rows = [row(n, float(n), outcomes=(n / 199, 1 - n / 199)) for n in range(101)]
    rows += [row(150, None), row(151, mark=None, status="proposal")]
    made = make(grades(*rows), **given)
    files = grade_files(made)
    assert len(files) == (2 if given == {"items": "outcomes"} else 1)
    for n, file in enumerate(files):
        first = 1 if given.get("names") == "false" else 2
        new = [first, first + 1] if given.get("together") else [first]
        taken = import_grades(file.data, USERS, given.get("map_by", "idnumber"), new)
        assert set(taken) == {f"u{n}" for n in range(101)}
        for user, marks in taken.items():
            k = int(user[1:])
            whole = [100 * k / 199, 100 - 100 * k / 199]
            expected = [float(k)] if "items" not in given else whole if given.get("together") else [whole[n]]
            assert list(marks.values()) == [pytest.approx(value, abs=0.0051) for value in expected]


def test_moodle_takes_hostile_names_and_texts() -> None:
    """Names, titles and feedback that break files do not break this one; backslashes do not reach PHP."""
    for given in ({}, {"feedback": "true"}):
        file = make(hostile(), **given).files[0]
        assert len(import_grades(file.data, USERS, "idnumber", [2])) == len(HOSTILE)
        assert b"\\" not in file.data


def test_the_oracle_refuses_what_moodle_refuses() -> None:
    """The oracle is no yes-sayer: each trap that ran against Moodle is refused."""
    good = '"学号","姓名","成绩"\r\n"20240001","王\\n小明","88.5"\r\n'
    assert import_grades(good.encode(), USERS, "idnumber", [2]) == {"u1": {"成绩": 88.5}}
    for was, now in (
        ("20240001", "2.024E+07"), ("20240001", "0"), ("20240001", ""), ("20240001", "29999999"), ("88.5", "88,5"),
        ("88.5", ""), ("88.5", "-"), ("88.5", "100.01"), ("88.5", "缺考"), ("小明", "小明\\"), ('"88.5"', '"88.5","x"'),
    ):  # fmt: skip
        with pytest.raises(MoodleRefusesError):
            import_grades(good.replace(was, now).encode(), USERS, "idnumber", [2])


@pytest.mark.skipif(shutil.which("php") is None, reason="PHP itself is not on this machine")
def test_php_reads_the_rows_as_the_oracle_does(tmp_path: Path) -> None:
    """PHP's own reader gives the oracle's rows, also for the backslash before a quote."""
    data = make(hostile(), feedback="true").files[0].data + b'"a\\","b"\r\n"c"\r\n'
    path = tmp_path / "x.csv"
    path.write_bytes(data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n"))
    code = (
        '$f = fopen($argv[1], "r"); $rows = [];'
        'while (($r = fgetcsv($f, 0, ",", "\\"")) !== false) { if ($r !== [null]) $rows[] = $r; }'
        "echo json_encode($rows, JSON_UNESCAPED_UNICODE);"
    )
    said = subprocess.run(["php", "-r", code, str(path)], capture_output=True, text=True, check=True).stdout
    assert json.loads(said) == php_rows(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text", ["=1+1", "+86138", "@home", "-1", "＝1", "", "12 34", " 7", '7"8', "7\\8", "7\n8", "0"]
)
def test_numbers_that_could_not_be_matched_are_named(text: str) -> None:
    """An id Moodle could not find, or a spreadsheet would run, stops the export and is never rewritten."""
    with pytest.raises(ExportRefusedError) as refused:
        make(grades(row(1), row(2, student_no=text, name="李雷")))
    (problem,) = refused.value.problems
    assert "李雷" in problem.learner


def test_a_number_twice_is_named_for_both() -> None:
    """Two learners with one number (capitals aside) would get one mark."""
    with pytest.raises(ExportRefusedError) as refused:
        make(grades(row(1, student_no="A7"), row(2, student_no="a7")))
    assert len(refused.value.problems) == 2


def test_who_has_no_mark_is_in_the_other_file_with_the_reason() -> None:
    """Nobody is in the grade file with a blank; everybody is in exactly one of the two files."""
    rows = [
        row(1),
        row(2, None),
        *(
            row(n, mark=None, status=status)
            for n, status in enumerate(("proposal", "pending", "unfinished", "outdated"), 3)
        ),
        row(7, mark=None, status="parties", parts=(Part("enterprise", 0.3, None), Part("student", 0.3, None))),
    ]
    made = make(grades(*rows))
    marks, left = table_of(made.files[0]), table_of(made.files[1])
    assert [line["学号"] for line in marks] == ["20240001"]
    assert {line["学号"] for line in left} == {f"2024{n:04d}" for n in range(2, 8)}
    why = {line["学号"]: line["原因与办法"] for line in left}
    assert why["20240002"].startswith("没有参加")
    assert "gradebook confirm" in why["20240003"]
    assert why["20240007"].startswith("企业、学生还没有评价")
    assert made.files[1].name == "化工2401-CHEM-01-Moodle-未列入.csv"
    everybody = make(grades(row(1)))
    assert table_of(everybody.files[1]) == []  # an old list must not stay beside the new file


def test_an_outcome_that_was_not_judged_leaves_the_learner_out_of_that_file_only() -> None:
    """One file an outcome; together, whoever lacks one is out, since a blank would delete a mark."""
    table = grades(row(1, outcomes=(0.5, None)), row(2, outcomes=(0.5, 0.75)))
    first, second, left = make(table, items="outcomes").files[:3]
    assert [line["学号"] for line in table_of(first)] == ["20240001", "20240002"]
    assert [line["学号"] for line in table_of(second)] == ["20240002"]
    assert [(line["学号"], line["评分项"]) for line in table_of(left)] == [
        ("20240001", "化工装置-开车操作 CO2 保持质量")
    ]
    together = make(table, items="outcomes", together="true")
    assert [line["学号"] for line in table_of(together.files[0])] == ["20240002"]
    assert [line["学号"] for line in table_of(together.files[1])] == ["20240001"]
    with pytest.raises(ExportRefusedError, match="没有课程目标"):
        make(grades(row(1, outcomes=()), outcomes=()), items="outcomes")


def test_choosing_how_students_are_matched() -> None:
    """Usernames in small letters as Moodle keeps them; e-mail needs a domain; the heading says which it is."""
    table = grades(row(1, student_no="HX-24A"))
    assert "hx-24a" in table_of(make(table, map_by="username").files[0])[0]["用户名"]
    mail = make(table, map_by="email", email_domain="x.edu.cn").files[0]
    assert table_of(mail)[0]["电子邮件地址"] == "HX-24A@x.edu.cn"
    for domain in ("", "=cmd", "a b.cn", "@x.cn"):
        with pytest.raises(ExportRefusedError, match="email_domain"):
            make(table, map_by="email", email_domain=domain)
    with pytest.raises(ExportRefusedError, match="电子邮件地址"):
        make(grades(row(1, student_no="王;明")), map_by="email", email_domain="x.cn")


def test_the_name_of_the_item() -> None:
    """The scenario's title unless another is given; harmless, one line, and no longer than Moodle takes."""
    assert "化工装置-开车操作" in table_of(make(grades(row(1))).files[0])[0]
    assert "期中" in table_of(make(grades(row(1)), item_name="期中").files[0])[0]
    assert "'=1+1 x" in table_of(make(grades(row(1)), item_name="=1+1\nx").files[0])[0]
    with pytest.raises(ExportRefusedError, match="item_name"):
        make(replace(grades(row(1)), title=Text(zh="长" * 256)))


def test_feedback_is_never_blank_and_never_a_formula() -> None:
    """A blank would delete feedback that is there."""
    bare = row(1, gates=(), comments=(), scores=())
    made = make(grades(bare, row(2, comments=("=1+1",) * 3000)), feedback="true")
    lines = table_of(made.files[0])
    assert lines[0]["评语"] == "成绩 80"
    lost = row(1, scores=(score(0.5, 2.0), score(0.9, 9.0), score(None, None)), comments=("talk: 清楚",))
    (line,) = table_of(make(grades(lost), feedback="true").files[0])
    assert line["评语"] == "成绩 80；启动 −8；液面 −1；talk: 清楚"
    assert len(lines[1]["评语"]) == 2000


def test_provisional_marks_are_called_so() -> None:
    """A file with marks nobody confirmed says so in its name, and the teacher is told how many."""
    made = make(grades(row(1), row(2, status="proposal"), provisional=True))
    assert [file.name for file in made.files if "未确认" not in file.name] == []
    assert [problem.text.zh[:4] for problem in made.problems] == ["1 个成"]
    assert "未确认" not in make(grades(row(1), provisional=True)).files[0].name


def test_without_names_no_file_has_one() -> None:
    """names=false leaves them out of the list of those left out as well."""
    made = make(grades(row(1), row(2, None)), names="false")
    assert [file.name for file in made.files if "学生".encode() in file.data and file.name.endswith(".csv")] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("map_by", ["idnumber", "username", "email"])
def test_the_guide_names_the_files_and_the_field(lang: str, map_by: str) -> None:
    """The page beside the files says which file, which column and which mapping; no placeholder is left."""
    made = make(grades(row(1)), lang=lang, map_by=map_by, items="outcomes", email_domain="x.cn")
    guide = made.files[-1].data.decode("utf-8-sig")
    assert "\r\n" in guide
    assert all(file.name in guide for file in made.files[:-1])
    fields = {
        "idnumber": ("ID 号", "ID number"),
        "username": ("用户名", "username"),
        "email": ("电子邮件地址", "email address"),
    }
    assert fields[map_by][lang == "en"] in guide
    assert "{" not in guide
