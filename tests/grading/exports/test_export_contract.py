"""One set of rules for every target there is, and for every target there will be."""

from __future__ import annotations

import csv
import io
import itertools
import math
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sample_grades import HOSTILE, grades, hostile, row

from engine.scenario.text import Text
from grading.exports.contract import Exporter, File, export
from grading.exports.errors import ExportRefusedError, UnknownTargetError
from grading.exports.grades import Column, Grades, Part
from grading.exports.registry import TARGETS, options_of, target

every_target = pytest.mark.parametrize("name", TARGETS)
HIDING = [name for name, one in TARGETS.items() if "pseudonymous" in one.options.model_fields]


def settings(exporter: Exporter[Any]) -> list[dict[str, str]]:
    """Every choice a target offers, one at a time, in both languages."""
    found = [{}, {"lang": "en"}]
    for name, field in exporter.options.model_json_schema()["properties"].items():
        if field.get("type") == "boolean":
            found.append({name: str(not field["default"]).lower()})
        found += [{name: value} for value in field.get("enum", ()) if value != "email"]
    if "map_by" in exporter.options.model_fields:
        found.append({"map_by": "email", "email_domain": "example.edu.cn"})
        found.append({"items": "outcomes", "together": "true"})
    return found


def make(name: str, table: Grades, **given: str) -> tuple[File, ...]:
    exporter = target(name)
    return export(exporter, table, options_of(exporter, given)).files


def cells(file: File) -> list[str | float | None]:
    """Every cell of a file as its own reader takes it."""
    if file.name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(file.data))
        return [cell.value for sheet in book for line in sheet for cell in line]
    if file.name.endswith(".csv"):
        text = file.data.decode("utf-8-sig")
        sign = next(s for s in ",;\t" if f'"{s}"' in text.splitlines()[0])
        return [cell for line in csv.reader(io.StringIO(text, newline=""), delimiter=sign) for cell in line]
    return [file.data.decode("utf-8-sig")]


def words(files: tuple[File, ...]) -> str:
    return "\n".join(str(cell) for file in files for cell in cells(file) if cell is not None) + "".join(
        file.name for file in files
    )


@every_target
def test_same_marks_same_bytes(name: str) -> None:
    """Two exports of equal tables are identical to the byte, whatever is chosen."""
    table = grades(row(1), row(2, 100.0), row(3, None))
    for given in settings(target(name)):
        assert make(name, table, **given) == make(name, replace(table), **given), given


@every_target
def test_bytes_do_not_depend_on_the_process(name: str, tmp_path: Path) -> None:
    """Another process, in another time zone, locale and hash seed, makes the same bytes."""
    code = (
        "import hashlib, sys; sys.path[:0] = sys.argv[1:3]\n"
        "from test_export_contract import make, grades, row\n"
        "files = make(sys.argv[3], grades(row(1), row(2, 99.5), row(3, None)))\n"
        "print(hashlib.sha256(b''.join(f.name.encode() + f.data for f in files)).hexdigest())"
    )
    here = Path(__file__)
    said = [
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", code, str(here.parent), str(here.parents[3]), name],
            env={"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"},
            capture_output=True, text=True, check=True, cwd=tmp_path,
        ).stdout
        for zone, locale, seed in (("UTC", "C", "1"), ("Asia/Shanghai", "de_DE.UTF-8", "2"))
    ]  # fmt: skip
    assert said[0] == said[1]
    assert len(said[0]) == 65


@every_target
def test_hostile_texts_neither_break_nor_run(name: str) -> None:
    """No cell is a formula for a spreadsheet, every row has the same width, and files have names Windows takes."""
    for given in settings(target(name)):
        for file in make(name, hostile(), **given):
            assert re.fullmatch(r'[^<>:"/\\|?*\x00-\x1f]{1,150}\.(csv|xlsx|txt)', file.name), file.name
            if file.name.endswith(".xlsx"):
                book = openpyxl.load_workbook(io.BytesIO(file.data))
                assert [c.coordinate for sheet in book for line in sheet for c in line if c.data_type == "f"] == []
                assert b"<f>" not in b"".join(_parts(file.data))
                continue
            assert file.data.startswith(b"\xef\xbb\xbf")
            assert file.data.endswith(b"\r\n")
            if file.name.endswith(".csv"):
                risky = [c for c in cells(file) if str(c).lstrip().lstrip("\ufeff\u200b")[:1] in tuple("=+-@＝＋－＠")]
                assert risky == [], given
                text = io.StringIO(file.data.decode("utf-8-sig"), newline="")
                sign = (
                    ","
                    if given.get("delimiter") is None
                    else {"comma": ",", "semicolon": ";", "tab": "\t"}[given["delimiter"]]
                )
                assert len({len(line) for line in csv.reader(text, delimiter=sign)}) == 1, given


@every_target
def test_names_survive(name: str) -> None:
    """Quotes, commas, emoji, 200 letters, right-to-left: a name comes out as it went in."""
    found = cells(make(name, hostile())[0])
    for text in ('他说"好"，"行"', "一,二;三\t四", "👩‍🔬 学员", "长" * 200, "\u202eرقم الطالب\u202c", "מספר"):
        expected = " ".join(text.split()) if name == "moodle" else text
        assert expected in found


@every_target
def test_ids_are_exact_text(name: str) -> None:
    """Leading zeros and long numbers come out digit by digit."""
    numbers = ["0001", "202401010107123456", "1E5", "2024-07_a"]
    files = make(name, grades(*(row(n, student_no=number) for n, number in enumerate(numbers))))
    found = cells(files[0])
    assert [number for number in numbers if number not in found] == []


@every_target
def test_marks_at_the_ends_pass_and_no_number_is_refused(name: str) -> None:
    """0 and 100 are marks; NaN, infinity and what lies outside are refused with the learner's name."""
    files = make(name, grades(row(1, 0.0), row(2, 100.0), row(3, 99.996), row(4, 66.6666)))
    found = {str(cell) for cell in cells(files[0])}
    assert {"0", "100", "66.67"} <= found
    assert "-0" not in found
    for bad in (math.nan, math.inf, -math.inf, -0.5, 100.5):
        table = grades(row(1), row(2, bad))
        with pytest.raises(ExportRefusedError) as refused:
            make(name, table)
        assert [problem.learner for problem in refused.value.problems] == ["20240002 学生2"]
    for spoilt in ({"outcomes": (math.nan, None)}, {"outcomes": (1.5, None)}, {"adjustment": math.inf}, {"raw": 101.0}):
        with pytest.raises(ExportRefusedError):
            make(name, grades(row(1, **spoilt)))


@every_target
def test_an_empty_class_is_a_file_or_a_reason(name: str) -> None:
    """Without learners, or without a mark, there is either a whole file or a reason with what to do; no exception."""
    for table in (grades(), grades(row(1, None)), grades(outcomes=(), items=())):
        problems = target(name).preflight(table, options_of(target(name), {}))
        blocking = [problem for problem in problems if problem.blocks]
        assert all("gradebook" in problem.text.zh for problem in blocking)
        assert blocking or all(cells(file) for file in make(name, table))


@every_target
def test_two_thousand_learners(name: str) -> None:
    """A whole college at once: every learner is in the file."""
    files = make(name, grades(*(row(n, n % 101) for n in range(2000))))
    found = set(cells(files[0]))
    assert all(f"2024{n:04d}" in found for n in range(2000))


@every_target
def test_no_two_files_share_a_name(name: str) -> None:
    """Long class names, ids and outcomes that differ in a forbidden sign only still give a file each, of its own class."""
    outcomes = tuple(Column(ident, Text(zh=ident)) for ident in ("A/B", "A:B", "a?b", "长" * 90 + "1", "长" * 90 + "2"))
    marks = row(1, outcomes=(0.5,) * 5)
    seen: set[str] = set()
    for klass in ("级" * 150 + "1班", "级" * 150 + "2班"):
        table = grades(marks, class_name=klass, scenario="S" * 200, outcomes=outcomes, items=(), provisional=True)
        for given in settings(target(name)):
            files = make(name, table, **given)
            assert len({file.name.casefold() for file in files}) == len(files)
            assert all(len(file.name.encode()) < 230 for file in files)
        names = {file.name for file in make(name, table)}
        assert not names & seen
        seen |= names


@pytest.mark.parametrize("name", HIDING)
def test_a_pseudonymous_export_names_nobody(name: str) -> None:
    """No name, number, code, time of day, comment, nor the order of the class list is in a pseudonymous file."""
    rows = [
        row(
            9 - n,
            student_no=f"NR{n}",
            name=f"姓名{n}",
            attempt=f"rec-no{n}",
            comments=(f"评语{n}",),
            begun=f"2026-11-21 16:0{n}:00",
        )
        for n in range(5)
    ]
    table = grades(*rows, unclaimed=("hx24-07",))
    made = export(target(name), table, options_of(target(name), {"pseudonymous": "true"}))
    said = words(made.files) + "".join(problem.said("zh") for problem in made.problems)
    raw = b"".join(part for file in made.files for part in _parts(file.data))
    for secret in ("NR", "姓名", "评语", "hx24", "16:0", "rec-no"):
        assert secret not in said
        assert secret.encode() not in raw
    ids = [cell for cell in cells(made.files[0]) if str(cell).startswith("7d0a61f2-")]
    assert ids[:5] == sorted(one.learner for one in rows)
    assert set(ids) == set(ids[:5])


@every_target
def test_a_missing_party_is_pending_and_never_made_up(name: str) -> None:
    """Who waits for a party has no mark in the file, and the party is named."""
    parts = (Part("school", 0.4, 90.0), Part("enterprise", 0.3, None), Part("student", 0.3, 80.0))
    waits = row(1, status="parties", mark=None, total=90.0, parts=parts)
    made = export(target(name), grades(waits, row(2)), options_of(target(name), {}))
    (told,) = [problem for problem in made.problems if problem.learner == "20240001 学生1"]
    assert told.text.zh.startswith("企业还没有评价")
    assert not told.blocks
    assert "85.71" not in words(made.files)  # (0.4 · 90 + 0.3 · 80) / 0.7
    if name == "moodle":
        assert "20240001" not in cells(made.files[0])


@every_target
def test_every_target_says_what_it_is(name: str) -> None:
    """Id, titles, the sentence and every option in both languages; the id is what files and commands can hold."""
    exporter = target(name)
    assert re.fullmatch(r"[a-z][a-z0-9_]*", exporter.id)
    for text in (exporter.title, exporter.what):
        assert text.zh
        assert text.en
        assert text.zh != text.en
    for field in exporter.options.model_json_schema()["properties"].values():
        assert re.search(r"[\u4e00-\u9fff].* / .*[a-z]", field["description"])


@every_target
def test_problems_and_words_are_in_both_languages(name: str) -> None:
    """Headings in English hold no Chinese; every problem is told in both languages."""
    table = grades(row(1), class_name="2401", items=(), outcomes=(), title=Text(zh="启动", en="Start"))
    english = replace(table, rows=(replace(table.rows[0], name="Wang", scores=(), outcomes=()),))
    files = make(name, english, lang="en")
    found = [str(cell) for file in files for cell in cells(file)]
    assert [cell for cell in found if re.search(r"[\u4e00-\u9fff；，]", cell)] == []
    for problem in target(name).preflight(
        grades(row(1, student_no=""), row(2, None), unclaimed=("x",)), options_of(target(name), {})
    ):
        assert problem.text.zh
        assert problem.text.en
        assert problem.text.zh != problem.text.en


@every_target
def test_the_input_is_not_changed_and_rows_are_not_shared(name: str) -> None:
    """An exporter leaves the table as it was."""
    table = hostile()
    before = repr(table)
    make(name, table)
    assert repr(table) == before


def test_wrong_targets_and_options_are_told_with_what_was_meant() -> None:
    """A misspelt target, option or value names what there is."""
    with pytest.raises(UnknownTargetError, match="是不是 `moodle`"):
        target("mooodle")
    with pytest.raises(UnknownTargetError, match="是不是 `map_by`"):
        options_of(target("moodle"), {"mapby": "username"})
    with pytest.raises(UnknownTargetError, match="'idnumber', 'username' or 'email'"):
        options_of(target("moodle"), {"map_by": "nick"})
    with pytest.raises(UnknownTargetError, match="true, false"):
        options_of(target("csv"), {"details": "perhaps"})


def test_hostile_texts_are_hostile() -> None:
    """The list keeps at least one text of each kind that has broken files."""
    for kind in ("=", "@", "+", "-", "0", "\n", '"', ",", ";", "\ufeff", "👩", "\u202e", "\\"):
        assert any(kind in text for text in HOSTILE)
    assert max(map(len, HOSTILE)) == 200


def _parts(data: bytes) -> list[bytes]:
    """The files inside a workbook, or the file itself."""
    if not data.startswith(b"PK"):
        return [data]
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return list(itertools.chain.from_iterable((packed.read(n), n.encode()) for n in packed.namelist()))
