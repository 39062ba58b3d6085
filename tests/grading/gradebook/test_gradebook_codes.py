"""Codes without a student, codes in a class list, and names typed wrongly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from openpyxl import Workbook

from engine.state import pack
from grading.exports.class_csv import class_csv, has_attempts
from grading.gradebook.attempts import import_folder
from grading.gradebook.audit import verify_audit
from grading.gradebook.codes import assign, labels, unclaimed, unclaimed_lines
from grading.gradebook.errors import ConflictError, NotFoundError
from grading.gradebook.lookup import scenario_id, short_ids, student_id
from grading.gradebook.people import add_learner, claim, find_learner, forget, holder, meet
from grading.gradebook.roster import import_roster
from grading.gradebook.store import Gradebook
from grading.gradebook.times import local_time

Make = Callable[..., str]
LIST = "学号,姓名,班级,代号\n1,王小明,化工2401,hx-1\n2,李雷,化工2401,hx-2\n3,赵缺,化工2401,\n"


def roster(book: Gradebook, tmp_path: Path, text: str) -> list[tuple[int, str, str]]:
    """Import ``text`` as a class list: line, status and reason of each line."""
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    return [(line.line, line.status, line.why.zh) for line in import_roster(book, path).lines]


def collect(book: Gradebook, tmp_path: Path, make_attempt: Make, *codes: str) -> dict[str, str]:
    made = {code: make_attempt(tmp_path / "in" / f"{code}.attempt", learner=code) for code in codes}
    import_folder(book, tmp_path / "in")
    return made


@pytest.mark.parametrize("roster_first", [True, False])
def test_a_class_list_with_codes_matches_them_all(
    book: Gradebook, tmp_path: Path, make_attempt: Make, roster_first: bool
) -> None:
    """One import matches every code, whether the attempts are collected before or after; again changes nothing."""
    if roster_first:
        roster(book, tmp_path, LIST)
    collect(book, tmp_path, make_attempt, "hx-1", "hx-2", "hx-9")
    if not roster_first:
        assert [one.code for one in unclaimed(book)] == ["hx-1", "hx-2", "hx-9"]
        roster(book, tmp_path, LIST)
    owners = [holder(book, code) for code in ("hx-1", "hx-2")]
    assert [owner.name for owner in owners if owner] == ["王小明", "李雷"]
    assert [(one.code, one.attempts) for one in unclaimed(book)] == [("hx-9", 1)]
    audited = len(book.rows("SELECT 1 FROM audit"))
    assert {status for _, status, _ in roster(book, tmp_path, LIST)} == {"skipped"}
    assert len(book.rows("SELECT 1 FROM audit")) == audited == verify_audit(book)


def test_codes_come_from_excel_too(book: Gradebook, tmp_path: Path) -> None:
    """A workbook with a column of codes does the same, numbers included; the summary counts the codes."""
    sheet = Workbook()
    rows = sheet.active
    assert rows is not None
    for row in (["学号", "姓名", "Code"], [1, "王小明", 17], [2, "李雷", "ｈｘ-2"]):
        rows.append(row)
    sheet.save(tmp_path / "roster.xlsx")
    report = import_roster(book, tmp_path / "roster.xlsx")
    assert (report.bad, report.summary().en) == ([], "2 added, 0 changed, 0 unchanged, 0 bad, 2 codes matched")
    assert [meet(book, code) for code in ("17", "hx-2")] == [student_id(book, no) for no in ("1", "2")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("4,韩梅,化工2401,hx-1", "已是学号 1 的"),
        ("4,韩梅,化工2401,韩 梅", "不能作代号"),
        ("4,韩梅,化工2401,anonymous", "不能作代号"),
    ],
)
def test_a_code_that_cannot_be_is_told_with_its_line(book: Gradebook, tmp_path: Path, line: str, said: str) -> None:
    """A code of another student or no code at all: the line is named and left out, the code stays where it was."""
    roster(book, tmp_path, LIST)
    ((number, status, why),) = roster(book, tmp_path, f"学号,姓名,班级,代号\n{line}\n")
    assert (number, status) == (2, "bad")
    assert said in why
    assert find_learner(book, "4") is None
    assert meet(book, "hx-1") == student_id(book, "1")


def test_one_code_twice_in_a_list_is_a_conflict(book: Gradebook, tmp_path: Path) -> None:
    """The second student with a code is told the line of the first."""
    lines = roster(book, tmp_path, "学号,姓名,代号\n1,甲,c-1\n2,乙,c-1\n")
    assert [(line, status) for line, status, _ in lines] == [(2, "added"), (3, "bad")]
    assert "第 2 行" in lines[1][2]


def test_a_forgotten_students_code_is_not_matched_by_a_list(
    book: Gradebook, tmp_path: Path, make_attempt: Make
) -> None:
    """Who was deleted on request is not found again by an old list, nor counted as open; only by an express claim."""
    roster(book, tmp_path, LIST)
    collect(book, tmp_path, make_attempt, "hx-1")
    forget(book, student_id(book, "1"), "本人要求")
    assert unclaimed(book) == []
    assert (2, "bad") in [line[:2] for line in roster(book, tmp_path, LIST)]
    add_learner(book, "1", "王小明")
    with pytest.raises(ConflictError, match="已删除"):
        assign(book, "hx-1", "1", "x")
    claim(book, "hx-1", student_id(book, "1"), "本人同意")
    assert assign(book, "hx-1", "1", "x") is False


@pytest.mark.parametrize(
    "line", ["合计,,", ",合计,30", "合计,30,男18女12", "总计：30人,,", ",,共30人", "Total,2,", "小计 2 人,,化工2401"]
)
def test_a_line_of_totals_is_noted_not_an_error(book: Gradebook, tmp_path: Path, line: str) -> None:
    """A line that counts the students is left out with a note; nothing of it becomes a student."""
    path = tmp_path / "roster.csv"
    path.write_text(f"学号,姓名,班级\n1,合木,化工2401\n{line}\n", encoding="utf-8")
    report = import_roster(book, path)
    assert ([one.line for one in report.totals], report.bad) == ([3], [])
    assert [row["student_no"] for row in book.rows("SELECT student_no FROM people")] == ["1"]


def test_unclaimed_codes_come_with_the_command(book: Gradebook, tmp_path: Path, make_attempt: Make) -> None:
    """Each open code is told with the command that matches it; who typed no code is only counted."""
    collect(book, tmp_path, make_attempt, "hx-1", "anonymous")
    said = [line.zh for line in unclaimed_lines(unclaimed(book), Path("甲.db"))]
    assert '    python launcher.py gradebook claim hx-1 学号 --reason "点名册" --book "甲.db"' in said
    assert not [line for line in said if "claim anonymous" in line]
    assert "1 份记录没有填代号" in said[-1]
    assert list(unclaimed_lines([])) == []


def test_what_an_attempt_file_says_reaches_the_screen_as_text_only(
    book: Gradebook, tmp_path: Path, make_attempt: Make
) -> None:
    """A code with control characters is quoted before it is printed."""
    make_attempt(tmp_path / "a.attempt", learner='\x1b[2J" & del')
    import_folder(book, tmp_path / "a.attempt")
    assert "\x1b" not in "".join(line.en for line in unclaimed_lines(unclaimed(book)))


def test_labels_name_the_student_or_the_code(book: Gradebook, tmp_path: Path, make_attempt: Make) -> None:
    """Name and number where a student is known, else the code; several of one learner are told apart by time."""
    roster(book, tmp_path, LIST)
    made = collect(book, tmp_path, make_attempt, "hx-1", "hx-9")
    again = make_attempt(tmp_path / "x.attempt", learner="hx-9", created="2026-11-22T08:00:00Z")
    import_folder(book, tmp_path / "x.attempt")
    found = labels(book, [*made.values(), again])
    assert found[made["hx-1"]] == "王小明 1"
    assert found[again] == f"hx-9 {local_time('2026-11-22T08:00:00Z')}"
    assert found[made["hx-9"]] != found[again]


def test_class_results_know_whether_anybody_came(book: Gradebook, tmp_path: Path, make_attempt: Make) -> None:
    """A class has attempts once a code of one of its students has one, at the scenario asked for."""
    roster(book, tmp_path, LIST)
    assert not has_attempts(book, "化工2401")
    collect(book, tmp_path, make_attempt, "hx-1")
    assert has_attempts(book, "化工2401", "tank")
    assert not has_attempts(book, "化工2401", "other")


def test_wrong_names_meet_the_nearest(book: Gradebook, tmp_path: Path, make_attempt: Make) -> None:
    """A scenario, class or code that is not there is told with what was probably meant, never taken as empty."""
    with pytest.raises(NotFoundError, match="还没有任何记录"):
        scenario_id(book, "tank")
    roster(book, tmp_path, LIST)
    collect(book, tmp_path, make_attempt, "hx-1")
    assert (scenario_id(book, "tank"), scenario_id(book, "")) == ("tank", "")
    with pytest.raises(NotFoundError, match="是不是 `tank`"):
        scenario_id(book, "tnak")
    with pytest.raises(NotFoundError, match="可用：tank"):
        scenario_id(book, "chemical/nitration")
    with pytest.raises(NotFoundError, match="是不是 `化工2401`"):
        class_csv(book, "化工2041")
    with pytest.raises(NotFoundError, match="没有学号"):
        student_id(book, "99")
    with pytest.raises(NotFoundError, match="是不是 `hx-1`"):
        claim(book, "hx1", student_id(book, "1"), "x")


def test_a_scenario_is_found_by_its_folder_too(book: Gradebook, tmp_path: Path, make_attempt: Make) -> None:
    """What ``run`` takes as the name of a scenario, ``export`` takes too."""
    meta = {"id": "CHEM-NIT-01", "version": "1", "title": {"zh": "硝化", "en": "Nitration"}}
    make_attempt(tmp_path / "a.attempt", scenario_id="CHEM-NIT-01", scenario=pack({"meta": meta}))
    import_folder(book, tmp_path / "a.attempt")
    assert scenario_id(book, "chemical/nitration") == "CHEM-NIT-01"


def test_times_are_told_by_the_clock_of_the_pc(book: Gradebook, tmp_path: Path, make_attempt: Make) -> None:
    """The class list tells local time without an offset, the grade book keeps UTC; odd text stays as it is."""
    east = timezone(timedelta(hours=8))
    make_attempt(tmp_path / "a.attempt", created="2026-11-21T20:30:00+00:00")
    import_folder(book, tmp_path / "a.attempt")
    assert '"2026-11-22 04:30:00"' in class_csv(book, zone=east).decode()
    assert book.rows("SELECT started FROM attempts") == [{"started": "2026-11-21T20:30:00+00:00"}]
    assert [local_time(text, east) for text in ("2026-11-21T08:00:00", "soon")] == ["2026-11-21 16:00:00", "soon"]


def test_short_ids_stay_apart() -> None:
    """An id is cut to what still tells it from the others."""
    near = ["0000000011-a", "0000000022-b"]
    assert set(short_ids(near).values()) == set(near)
    assert short_ids(["3f2a9c00-1111"]) == {"3f2a9c00-1111": "3f2a9c00"}
