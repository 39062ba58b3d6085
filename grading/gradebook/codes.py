"""Which student a code is: codes nobody was matched with yet, and matching one with a student of the roster.

An attempt carries the code its learner typed in. Until a teacher says whose it is, its mark stands in no class
result; so collecting and exporting both ask here what is still open.

    for one in unclaimed(book): print(one.code, one.attempts)
    assign(book, "hx24-07", learner.id, "register")
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.scenario.text import Text
from engine.station import ANONYMOUS, is_code
from grading.gradebook.audit import record
from grading.gradebook.errors import ConflictError
from grading.gradebook.people import find_learner, holder, whose
from grading.gradebook.store import Gradebook
from grading.gradebook.times import local_time

__all__ = ["Unclaimed", "assign", "conflict", "labels", "unclaimed", "unclaimed_lines"]

LISTED = 40
"""More codes than a full room of PCs has are counted, not listed."""


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A code without a student: how many ``attempts`` it has, and when the last one began (ISO 8601, UTC)."""

    code: str
    attempts: int
    last: str

    @property
    def claimable(self) -> bool:
        """False for the one code that stands for whoever typed none."""
        return self.code != ANONYMOUS


def unclaimed(book: Gradebook, scenario: str = "") -> list[Unclaimed]:
    """The codes of collected attempts (of one scenario id, if given) that are no student yet, by code.

    A code whose student was deleted on request is not among them: that it is nobody's was decided.
    """
    rows = book.rows(
        "SELECT attempts.pseudonym AS code, count(*) AS n, max(started) AS last FROM attempts"
        " JOIN pseudonyms ON pseudonyms.pseudonym = attempts.pseudonym"
        " JOIN scenarios ON scenarios.hash = attempts.scenario"
        " WHERE pseudonyms.learner = attempts.pseudonym AND ? IN ('', scenarios.id)"
        " AND pseudonyms.learner NOT IN (SELECT learner FROM people)"
        " GROUP BY attempts.pseudonym ORDER BY attempts.pseudonym",
        [scenario],
    )
    return [Unclaimed(row["code"], row["n"], row["last"]) for row in rows]


def conflict(book: Gradebook, code: str, student_no: str) -> Text | None:
    """Why ``code`` cannot be the student's with this number; None if it can be or already is."""
    owner = holder(book, code)
    if owner is None or owner.student_no == student_no or (owner.id == code and not owner.student_no):
        return None
    if owner.student_no:
        return Text(
            zh=f"代号 {code} 已是学号 {owner.student_no} 的；确实弄错了，请用 gradebook claim 更正",
            en=f"code {code} already is student {owner.student_no}; if that is wrong, put it right with gradebook claim",
        )
    return Text(
        zh=f"代号 {code} 属于一名已删除的学生；若要重新对应，请用 gradebook claim",
        en=f"code {code} is of a student who was deleted; use gradebook claim if it is to be matched again",
    )


def assign(book: Gradebook, code: str, student_no: str, reason: str) -> bool:
    """Match ``code`` with the student of the roster, also before its first attempt is collected.

    False if it was so already. Raises ``ConflictError`` where the code is somebody else's.
    """
    learner = find_learner(book, student_no)
    clash = conflict(book, code, student_no)
    if clash or learner is None:
        missing = Text(zh=f"名单中没有学号 {student_no}", en=f"there is no student number {student_no}")
        raise ConflictError((clash or missing).zh, (clash or missing).en)
    before = holder(book, code)
    if before is not None and before.id == learner.id:
        return False
    with book.write() as db:
        db.table("pseudonyms").upsert({"pseudonym": code, "learner": learner.id}, pk="pseudonym")
        old = before.id if before else None
        record(book, "claim", f"pseudonym {code}", old=old, new=learner.id, reason=reason)
    return True


def labels(book: Gradebook, attempts: Iterable[str]) -> dict[str, str]:
    """For each attempt id whose it is, as a teacher reads it: name and number, or the code.

    Where one learner has several of them, the (local) time each began is added.
    """
    kept = list(dict.fromkeys(attempts))
    found: dict[str, str] = {}
    for attempt in kept:
        learner = whose(book, attempt)
        row = book.row("SELECT pseudonym FROM attempts WHERE id = ?", [attempt]) or {}
        found[attempt] = f"{learner.name} {learner.student_no}" if learner.student_no else row["pseudonym"]
    said = list(found.values())
    for attempt, label in found.items():
        if said.count(label) > 1:
            row = book.row("SELECT started FROM attempts WHERE id = ?", [attempt]) or {}
            found[attempt] = f"{label} {local_time(row['started'])}"
    return found


def unclaimed_lines(nobodys: Sequence[Unclaimed], book: Path | None = None) -> Iterator[Text]:
    """What a teacher is told about ``unclaimed`` codes: each with the command that matches it; nothing for none.

    ``book`` is the grade book the commands are to name, if it is not the usual one.
    """
    codes = [one for one in nobodys if one.claimable]
    if codes:
        yield Text(
            zh=f"{len(codes)} 个代号还没有对应学生，它们的成绩不会出现在班级成绩里；请逐个对应：",
            en=f"Codes without a student: {len(codes)}. Their marks are in no class result; match each:",
        )
    for one in codes[:LISTED]:
        yield from _code_lines(one, f' --book "{book}"' if book else "")
    if len(codes) > LISTED:
        yield Text(zh=f"  另有 {len(codes) - LISTED} 个", en=f"  and {len(codes) - LISTED} more")
    if len(codes) > 1:
        yield Text(
            zh="也可以在名单里加一列“代号”，再用 gradebook roster 导入，一次全部对应。",
            en="Or add a column 'code' to the class list and import it with gradebook roster: that matches them all.",
        )
    for one in nobodys:
        if not one.claimable:
            yield Text(
                zh=f"{one.attempts} 份记录没有填代号（{one.code}），分不清是谁做的，不计入班级成绩。",
                en=f"Attempts without a code ({one.code}): {one.attempts}; nobody's, and in no class result.",
            )


def _code_lines(one: Unclaimed, where: str) -> Iterator[Text]:
    """The code with its attempts, and the command that says whose it is."""
    code = one.code if is_code(one.code) else json.dumps(one.code)  # no control codes, whatever the file says
    last = local_time(one.last)[:16]
    yield Text(zh=f"  {code}（{one.attempts} 份，最近 {last}）", en=f"  {code} (attempts: {one.attempts}, last {last})")
    claim = f"    python launcher.py gradebook claim {code}"
    yield Text(zh=f'{claim} 学号 --reason "点名册"{where}', en=f'{claim} STUDENT_NO --reason "register"{where}')
