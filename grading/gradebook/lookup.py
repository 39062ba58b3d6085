"""What a person typed on the command line, found in the grade book, or told what was probably meant.

A name that leads nowhere must never look like an empty class: every function raises ``NotFoundError``.

    demand_class(book, "化工2401")
    scenario = scenario_id(book, "CHEM-NIT-01")      # also by its folder: chemical/nitration
    attempt = attempt_id(book, "3f2a")
"""

from __future__ import annotations

from engine.errors import ShixunError
from engine.paths import find_scenario
from engine.scenario.nearest import meant
from engine.session.language import scenario_language
from grading.gradebook.errors import NotFoundError
from grading.gradebook.people import find_learner, learners
from grading.gradebook.store import Gradebook

__all__ = ["attempt_id", "demand_class", "scenario_id", "short_ids", "student_id"]


def demand_class(book: Gradebook, name: str) -> None:
    """Nothing for a class there is (or for none); otherwise the error names the nearest."""
    if name:
        learners(book, name)


def scenario_id(book: Gradebook, name: str) -> str:
    """The id of a scenario with collected attempts, given by id or by folder; an empty ``name`` stays empty."""
    known = [row["id"] for row in book.rows("SELECT DISTINCT id FROM scenarios ORDER BY id")]
    if not name or name in known:
        return name
    found = _id_of_folder(name)
    if found in known:
        return found
    if not known:
        raise NotFoundError(
            "成绩册里还没有任何记录；请先用 gradebook import 收集",
            "there is no attempt in the grade book yet; collect some with gradebook import",
        )
    fix = meant(name, known)
    raise NotFoundError(
        f"成绩册里没有场景 {name} 的记录；{fix.zh if fix else ''}".rstrip("；"),
        f"there is no attempt at a scenario {name} in the grade book; {fix.en if fix else ''}".rstrip("; "),
    )


def _id_of_folder(name: str) -> str:
    """The id inside the scenario's folder, or nothing where there is none that can be read."""
    folder = find_scenario(name)
    if folder is None:
        return ""
    try:
        return str(scenario_language().load(folder).meta.id)
    except (ShixunError, OSError):
        return ""


def student_id(book: Gradebook, student_no: str) -> str:
    """The learner with a student number of the roster."""
    found = find_learner(book, student_no)
    if found is None:
        known = [row["student_no"] for row in book.rows("SELECT student_no FROM people ORDER BY student_no")]
        fix = meant(student_no, known, listed=0)
        raise NotFoundError(
            f"名单中没有学号 {student_no}；{fix.zh if fix else '请先用 gradebook roster 导入名单'}",
            f"there is no student number {student_no};"
            f" {fix.en if fix else 'import the class list first with gradebook roster'}",
        )
    return found.id


def attempt_id(book: Gradebook, start: str) -> str:
    """The one attempt whose id begins so."""
    found = [row["id"] for row in book.rows("SELECT id FROM attempts WHERE substr(id, 1, ?) = ?", [len(start), start])]
    if len(found) != 1:
        raise NotFoundError(
            f"编号以 {start} 开头的记录有 {len(found)} 份，请写全",
            f"{len(found)} attempts begin with {start}: write more of the id",
        )
    return str(found[0])


def short_ids(ids: list[str]) -> dict[str, str]:
    """For each id the beginning, of eight letters or more, by which ``attempt_id`` finds it."""
    length = 8
    while length < 36 and len({one[:length] for one in ids}) < len(set(ids)):
        length += 4
    return {one: one[:length] for one in ids}
