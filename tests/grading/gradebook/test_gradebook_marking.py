"""From attempt files to marks that people decide on, and out to a class list."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as sqlite
from small_attempts import RUBRIC

from engine.paths import SCENARIOS
from grading.calculus.result import Result
from grading.exports.class_csv import class_csv
from grading.gradebook.attempts import import_folder
from grading.gradebook.audit import verify_audit
from grading.gradebook.decisions import adjust, confirm, manual_marks, standing
from grading.gradebook.errors import ConflictError, GradebookError, NotFoundError
from grading.gradebook.marking import add_grading, grading_result, latest_grading
from grading.gradebook.people import add_learner, claim, forget, join_class
from grading.gradebook.remark import judge, mark_stored, mark_unmarked, remark
from grading.gradebook.rubrics import add_rubric_file, rubric_text, rubric_version, rubric_versions
from grading.gradebook.statistics import item_statistics
from grading.gradebook.store import Gradebook
from grading.rubric import Rubric

Make = Callable[..., str]
BODY = Rubric.loads(RUBRIC).canonical()
NEXT = RUBRIC.replace("1.0.0", "1.1.0").replace("{10 s: 4, 20 s: 2}, weight: 3", "{10 s: 4, 60 s: 2}, weight: 3")


@pytest.fixture
def marked(book: Gradebook, tmp_path: Path, make_attempt: Make) -> dict[str, str]:
    """Two learners of a class, one prompt and one late; returns pseudonym → attempt."""
    ids = {}
    for seconds, who in ((13, "prompt"), (30, "late")):
        path = tmp_path / "in" / f"{who}.attempt"
        ids[who] = make_attempt(path, seconds=seconds, learner=who, rubric=BODY)
        learner = add_learner(book, f"2024{who}", {"prompt": "王小明", "late": "李雷"}[who])
        join_class(book, learner.id, "化工2401")
        if not book.row("SELECT 1 FROM pseudonyms WHERE pseudonym = ?", [who]):
            import_folder(book, path)
        claim(book, who, learner.id, "点名")
    assert mark_unmarked(book).failures == []
    return ids


def test_an_item_is_judged_beside_bands_of_time(book: Gradebook, tmp_path: Path, make_attempt: Make) -> None:
    """A rule whose `by` is a table of times says nothing about who marks, and keeps nobody from marking the rest."""
    bands = (
        "  - {id: warm, kind: reach, title: {zh: 液面到位, en: Level reached}, what: X1, at_least: 30 %,"
        " by: {5 min: 4}, weight: 1, goal: CO1}\n"
    )
    line = next(line for line in RUBRIC.splitlines(keepends=True) if "id: talk" in line)
    rubric = Rubric.loads(RUBRIC.replace(line, line + bands))
    path = tmp_path / "in" / "a.attempt"
    ident = make_attempt(path, seconds=30, learner="p", rubric=rubric.canonical())
    import_folder(book, path)
    judge(book, ident, "talk", 0.5, reason="好")
    with pytest.raises(GradebookError, match="talk"):
        judge(book, ident, "warm", 0.5, reason="好")
    assert [mark.item for mark in manual_marks(book, ident)] == ["talk"]


def test_marking_stores_the_whole_result_as_rows(book: Gradebook, marked: dict[str, str]) -> None:
    """A grading keeps the result to the byte; its items, evidence and outcomes are rows that say the same."""
    grading = latest_grading(book, marked["late"])
    assert grading is not None
    result = grading_result(book, grading["id"])
    assert result.digest() == grading["result_hash"]
    rows = {
        row["item"]: row for row in book.rows("SELECT * FROM items WHERE grading = ? ORDER BY place", [grading["id"]])
    }
    assert list(rows) == [item.id for item in result.items]
    assert (rows["ack"]["verdict"], rows["ack"]["gate"], rows["talk"]["ratio"]) == ("broken", "major", None)
    evidence = book.rows("SELECT * FROM evidence WHERE grading = ? AND item = 'ack'", [grading["id"]])
    piece = result.item("ack").evidence[0]
    assert (evidence[0]["measured"], evidence[0]["bound"]) == (piece.measured, piece.limit)
    assert (evidence[0]["start"], evidence[0]["stop"], evidence[0]["unit"]) == (piece.start, piece.end, "s")
    shares = book.rows("SELECT outcome, share FROM outcomes WHERE grading = ? ORDER BY place", [grading["id"]])
    assert shares == [{"outcome": "CO1", "share": 0.6}, {"outcome": "CO2", "share": 0.4}]
    assert (grading["total"], bool(grading["passed"])) == (result.total, result.passed)


def test_every_marking_is_a_new_row(book: Gradebook, marked: dict[str, str]) -> None:
    """Marking again adds a grading with the same bytes; the database refuses to change the old one."""
    before = latest_grading(book, marked["late"])
    again = mark_stored(book, marked["late"])
    assert before is not None
    assert again > before["id"]
    assert grading_result(book, again).canonical() == grading_result(book, before["id"]).canonical()
    with pytest.raises(sqlite.IntegrityError):
        book.db.execute("UPDATE gradings SET total = 100")
    with pytest.raises(sqlite.IntegrityError):
        book.db.execute("DELETE FROM items")
    assert mark_unmarked(book).gradings == {}


def test_a_new_rubric_gives_a_table_of_differences(book: Gradebook, marked: dict[str, str], tmp_path: Path) -> None:
    """Re-marking says who changed, in which item, from what to what and why; who did not change is not in it."""
    path = tmp_path / "rubric.yaml"
    path.write_text(NEXT, encoding="utf-8")
    report = remark(book, add_rubric_file(book, path), reason="时限放宽")
    changes = {(change.attempt, change.item): change for change in report.changes}
    assert {attempt for attempt, _ in changes} == {marked["late"]}
    ack = changes[marked["late"], "ack"]
    assert ack.before.zh.startswith("未达到 0/")
    assert ack.after.en.startswith("met ")
    assert ack.code == "late"
    assert ack.why.zh.startswith("评分标准 1.0.0 → 1.1.0")
    assert (marked["late"], "total") in changes
    assert report.summary().zh == "评分 2 份，其中 1 份有变化，0 份未能评分"
    reasons = book.rows("SELECT reason FROM gradings ORDER BY id")
    assert [row["reason"] for row in reasons] == ["", "", "时限放宽", "时限放宽"]
    assert remark(book, reason="再评").changes == []


def test_rubric_text_comes_back_to_the_byte(book: Gradebook, tmp_path: Path) -> None:
    """YAML in, the same YAML out, comments, line ends and all; other rules under an old number are refused."""
    path = tmp_path / "rubric.yaml"
    path.write_bytes(RUBRIC.replace("\n", "\r\n").encode())
    rubric = add_rubric_file(book, path)
    assert rubric_text(book, rubric.hash) == path.read_bytes()
    assert rubric_version(book, rubric.hash[:10]).body == rubric.canonical()
    assert Rubric.from_canonical(rubric_version(book, rubric.hash).body).hash == rubric.hash
    add_rubric_file(book, path)
    assert len(rubric_versions(book)) == 1
    path.write_text(RUBRIC.replace("weight: 4", "weight: 5"), encoding="utf-8")
    with pytest.raises(ConflictError, match="提高 version"):
        add_rubric_file(book, path)
    with pytest.raises(NotFoundError):
        rubric_version(book, "abc")


def test_a_judgement_by_hand_is_taken_in(book: Gradebook, marked: dict[str, str]) -> None:
    """An item left to a person counts once that person has marked it; the marking before stays as it was."""
    before = standing(book, marked["prompt"])
    assert (before.status, before.pending) == ("pending", ("talk",))
    with pytest.raises(GradebookError, match="待人工评定"):
        confirm(book, marked["prompt"])
    judge(book, marked["prompt"], "talk", 0.5, reason="漏报时间")
    judge(book, marked["prompt"], "talk", 1.0, reason="听录音后更正")
    now = standing(book, marked["prompt"])
    assert (now.status, now.pending) == ("proposal", ())
    assert [(mark.item, mark.ratio, mark.reason) for mark in manual_marks(book, marked["prompt"])] == [
        ("talk", 1.0, "听录音后更正")
    ]
    assert book.rows("SELECT count(*) AS n FROM manual_marks") == [{"n": 2}]
    assert grading_result(book, now.grading or 0).item("talk").credit == 1.0
    judge(book, marked["prompt"], "talk", None, reason="撤回")
    assert standing(book, marked["prompt"]).status == "pending"


@pytest.mark.parametrize(
    ("item", "ratio", "party", "reason"),
    [
        ("ack", 1.0, "school", "测量项不能手改"),
        ("none", 1.0, "school", "没有这一项"),
        ("talk", 1.0, "enterprise", "不是企业的项"),
        ("talk", 1.5, "school", "太高"),
        ("talk", 1.0, "school", "  "),
    ],
)
def test_what_a_person_may_not_mark(
    book: Gradebook, marked: dict[str, str], item: str, ratio: float, party: str, reason: str
) -> None:
    """Measured items, unknown items, other parties' items, impossible marks and marks without a reason are refused."""
    with pytest.raises(GradebookError):
        judge(book, marked["late"], item, ratio, party=party, reason=reason)  # type: ignore[arg-type]
    assert book.rows("SELECT * FROM manual_marks") == []


def test_adjustment_and_confirmation_stay_apart(book: Gradebook, marked: dict[str, str]) -> None:
    """An adjustment never touches the automatic mark; a later change shows that the confirmed mark is outdated."""
    attempt = marked["prompt"]
    judge(book, attempt, "talk", 1.0, reason="好")
    automatic = standing(book, attempt).automatic
    adjust(book, attempt, -7.5, reason="迟到")
    adjust(book, attempt, 2.5, reason="补做")
    now = confirm(book, attempt)
    assert automatic is not None
    assert (now.automatic, now.adjustment, now.total) == (automatic, -5.0, automatic - 5.0)
    assert (now.status, now.confirmed_by) == ("confirmed", "teacher")
    adjust(book, attempt, -100, reason="作弊")
    assert standing(book, attempt).total == 0.0
    assert standing(book, attempt).status == "outdated"
    with pytest.raises(GradebookError):
        adjust(book, attempt, 1, reason="")
    kinds = [row["what"] for row in book.rows("SELECT what FROM audit ORDER BY id")]
    assert kinds.count("adjust") == 3
    assert verify_audit(book) == len(kinds)


def test_an_adjusted_mark_passes_by_the_rubrics_own_line(book: Gradebook, marked: dict[str, str]) -> None:
    """Whether an adjusted mark passes follows from the total as it stands and from the rubric's pass mark."""
    judge(book, marked["late"], "talk", 1.0, reason="好")
    before = standing(book, marked["late"])
    assert before.total is not None
    assert before.passed is False
    adjust(book, marked["late"], 60.0 - before.total, reason="复核")
    assert standing(book, marked["late"]).passed is True
    adjust(book, marked["late"], -0.5, reason="复核更正")
    assert standing(book, marked["late"]).passed is False


def test_a_result_of_another_recording_is_refused(book: Gradebook, marked: dict[str, str]) -> None:
    """A result can only stand under the recording it was made from."""
    grading = latest_grading(book, marked["prompt"])
    assert grading is not None
    result: Result = grading_result(book, grading["id"])
    with pytest.raises(ConflictError):
        add_grading(book, marked["late"], result)


def test_attempts_without_rubric_are_listed_not_lost(book: Gradebook, tmp_path: Path, make_attempt: Make) -> None:
    """An attempt that cannot be marked is in the report with what to do; the others are marked."""
    make_attempt(tmp_path / "in" / "a.attempt", rubric=b"")
    make_attempt(tmp_path / "in" / "b.attempt", rubric=BODY)
    import_folder(book, tmp_path / "in")
    report = mark_unmarked(book)
    assert len(report.gradings) == 1
    assert ["rubric.yaml" in failure.why.zh for failure in report.failures] == [True]


def test_item_statistics_count_only_who_had_the_occasion(book: Gradebook, marked: dict[str, str]) -> None:
    """The mean of an item is over those for whom it counted; extremes are flagged."""
    found = {one.item: one for one in item_statistics(book, Rubric.from_canonical(BODY).hash)}
    assert (found["go"].n, found["go"].mean, found["go"].flag) == (2, 1.0, "easy")
    assert (found["ack"].n, found["ack"].mean, found["ack"].flag) == (2, 0.5, "")
    assert (found["talk"].n, found["talk"].left_out, found["talk"].mean) == (0, 2, None)
    assert item_statistics(book, Rubric.from_canonical(BODY).hash, attempts=[marked["late"]])[0].n == 1


def table(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_class_csv_joins_names_with_marks(book: Gradebook, marked: dict[str, str]) -> None:
    """One line a learner, also for who has no attempt; totals, outcomes and items in columns of their own."""
    absent = add_learner(book, "2024zzz", "赵缺")
    join_class(book, absent.id, "化工2401")
    adjust(book, marked["late"], 1.0, reason="机位断电")
    rows = table(class_csv(book, "化工2401", scenario="tank"))
    assert [(row["学号"], row["姓名"], row["状态"]) for row in rows] == [
        ("2024late", "李雷", "待人工评定"),
        ("2024prompt", "王小明", "待人工评定"),
        ("2024zzz", "赵缺", "未参加"),
    ]
    late = rows[0]
    assert late["门槛"] == "重大失误"
    assert late["ack 确认高报"] == "0"
    assert late["talk 汇报"] == "待评"
    assert float(late["总分"]) == float(late["自动评分"]) + 1.0
    assert float(rows[1]["CO1 按规程操作"]) == 100.0
    assert set(rows[2].values()) >= {"", "0"}
    english = table(class_csv(book, "化工2401", lang="en"))
    assert english[0]["status"] == "waits for a person"


@pytest.mark.parametrize("which", ["best", "last", "all"])
def test_class_csv_chooses_among_attempts(book: Gradebook, tmp_path: Path, make_attempt: Make, which: str) -> None:
    """Best, last or all attempts of a learner."""
    for n, seconds in enumerate((30, 13, 30)):
        name = tmp_path / "in" / f"{n}.attempt"
        make_attempt(name, seconds=seconds, learner="p", rubric=BODY, created=f"2026-11-2{n}T08:00:00Z")
    import_folder(book, tmp_path / "in")
    mark_unmarked(book)
    rows = table(class_csv(book, which=which))  # type: ignore[arg-type]
    begun = [row["训练时间"][:10] for row in rows]
    assert (
        begun
        == {"best": ["2026-11-21"], "last": ["2026-11-22"], "all": ["2026-11-20", "2026-11-21", "2026-11-22"]}[which]
    )
    assert {row["次数"] for row in rows} == {"3"}
    assert rows[0]["姓名"] == "p"


def test_class_csv_is_safe_to_open_in_excel(book: Gradebook, tmp_path: Path, make_attempt: Make) -> None:
    """Nothing in the file is a formula for Excel, whatever the rubric's author wrote; quotes survive."""
    hostile = RUBRIC.replace("zh: 启动 K1", "zh: '=CMD|\"/c calc\"!A0'").replace(
        "CO2: {title: {zh: 保持", 'CO2: {title: {zh: "@\\"保\\"持'
    )
    hostile = hostile.replace("工艺质量,", '工艺质量",')
    make_attempt(tmp_path / "a.attempt", rubric=Rubric.loads(hostile).canonical(), learner="=1+1")
    import_folder(book, tmp_path / "a.attempt")
    mark_unmarked(book)
    text = class_csv(book).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+@\t\r") or (cell[:1] == "-" and cell[1:2].isalpha())]
    assert "'=1+1" in cells
    assert '\r\n"' in text


def test_a_forgotten_learner_leaves_the_class_list(book: Gradebook, marked: dict[str, str]) -> None:
    """After forgetting, the marks stay under the pseudonym and no export holds the name."""
    learner = book.rows("SELECT learner FROM people WHERE name = '李雷'")[0]["learner"]
    forget(book, learner, "本人要求")
    assert "李雷" not in class_csv(book).decode()
    assert standing(book, marked["late"]).total is not None
    assert [row["姓名"] for row in table(class_csv(book, "化工2401"))] == ["王小明"]


def test_a_rubric_that_extends_another_is_kept_whole(book: Gradebook, tmp_path: Path) -> None:
    """What is kept of a variant's rubric reads alone, years later, and marks as the file does today."""
    rubric = add_rubric_file(book, SCENARIOS / "chemical/nitration_small")
    (tmp_path / "alone.yaml").write_bytes(rubric_text(book, rubric.hash))
    assert Rubric.load(tmp_path / "alone.yaml").hash == rubric.hash
