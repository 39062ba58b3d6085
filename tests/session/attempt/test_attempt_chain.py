"""Damage and edits: what was recorded cannot change unseen."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from engine.errors import AttemptFormatError, IntegrityError
from engine.session.attempt import AttemptReader
from engine.session.attempt.schema import connect
from tests.session.attempt.attempt_worker import run


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chain") / "a.attempt"
    run(path, 750, window_s=0.05)
    return path


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(finished, tmp_path / "copy.attempt"))


def edit(path: Path, *statements: str) -> None:
    conn = connect(path, "rw")
    for statement in statements:
        conn.execute(statement)
    conn.close()


EDITS = {
    "value of an action": "UPDATE action SET value = '{\"值\":0}' WHERE seq = 4",
    "actor of an action": "UPDATE action SET actor = 'partner' WHERE seq = 4",
    "tick of an action": "UPDATE action SET tick = tick + 1 WHERE seq = 4",
    "number of an action": "UPDATE action SET seq = 9999 WHERE seq = 4",
    "an event": "UPDATE event SET data = '{}' WHERE number = 2",
    "a deleted action": "DELETE FROM action WHERE seq = 4",
    "a deleted event": "DELETE FROM event WHERE number = 2",
    "a checkpoint": "UPDATE checkpoint SET state = x'00' WHERE tick = 300",
    "a checkpoint's hash": "UPDATE checkpoint SET digest = 'x' WHERE tick = 300",
    "a document": "UPDATE document SET body = '{}'",
    "a text": "UPDATE text SET text = 'x'",
    "a change": "UPDATE change SET value = 1 - value WHERE tick = 200 AND tag = 4",
    "a deleted change": "DELETE FROM change WHERE rowid_of_first",
    "an added change": "INSERT INTO change VALUES (2, 0, 5, 1.0)",
    "signals": "UPDATE chunk SET body = (SELECT body FROM chunk WHERE id = 1) WHERE id = 0",
    "damaged signals": "UPDATE chunk SET body = x'00ff' WHERE id = 0",
    "deleted signals": "DELETE FROM chunk WHERE id = 0",
    "added signals": "INSERT INTO chunk SELECT 7, count, body FROM chunk WHERE id = 0",
    "a rows record": "UPDATE rows SET first = first + 5 WHERE pos = (SELECT min(pos) FROM rows)",
    "the mark of the end": "UPDATE ending SET how = 'failed'",
    "an added action": "INSERT INTO action VALUES (99999, 5, 77, 'learner', 'open', 'XV1', 'null')",
    "a swapped order": "UPDATE chain SET pos = -pos WHERE pos IN (3, 4)",
    "a gap in the chain": "DELETE FROM chain WHERE pos = 5",
    "the monotonic time": "UPDATE chain SET mono_ms = mono_ms + 1 WHERE pos = 5",
    "the seed": "UPDATE header SET value = 8 WHERE key = 'seed'",
    "the rubric": "UPDATE header SET value = x'7b7d7b' WHERE key = 'rubric'",
    "the learner": "UPDATE header SET value = 'L-0002' WHERE key = 'learner'",
}


@pytest.mark.parametrize("what", EDITS)
def test_no_edit_goes_unseen(copy: Path, what: str) -> None:
    """Whatever is edited, added or deleted in any table, ``verify`` fails and names a place."""
    statement = EDITS[what].replace("rowid_of_first", "tick = (SELECT min(tick) FROM change WHERE tag = 4)")
    edit(copy, statement)
    with AttemptReader.open(copy) as attempt, pytest.raises(IntegrityError, match="altered or damaged at"):
        attempt.verify()


def test_the_first_bad_place_is_named(copy: Path) -> None:
    """The error names the chain position of the first record that was touched."""
    with AttemptReader.open(copy) as attempt:
        (pos,) = attempt.query("SELECT pos FROM action WHERE seq = 4")[0]
    edit(copy, "UPDATE action SET verb = 'close' WHERE seq >= 4")
    with AttemptReader.open(copy) as attempt, pytest.raises(IntegrityError, match=f"#{pos} \\(action"):
        attempt.verify()


def cut_tail(path: Path, keep_end: bool) -> None:
    conn = connect(path, "rw")
    (cut,) = conn.execute("SELECT pos FROM action WHERE seq = 20").fetchone()
    tables = [
        "chain",
        "action",
        "event",
        "text",
        "checkpoint",
        "document",
        "rows",
        *([] if keep_end else ["ending"]),
    ]
    conn.execute(f"DELETE FROM chunk WHERE id NOT IN (SELECT chunk FROM rows WHERE pos < {cut})")
    for table in [*tables, "change"]:
        conn.execute(f"DELETE FROM {table} WHERE pos >= {cut}")
    conn.close()


def test_a_cut_tail_is_seen(copy: Path) -> None:
    """With the end record left, cutting the tail breaks the chain."""
    cut_tail(copy, keep_end=True)
    with AttemptReader.open(copy) as attempt, pytest.raises(IntegrityError):
        attempt.verify()


def test_an_attempt_without_its_end_says_so(tmp_path: Path, copy: Path) -> None:
    """With the end cut off cleanly as well, the file says that it has no end record."""
    edit(
        copy,
        "DELETE FROM chain WHERE kind = 'ending'",
        "DELETE FROM ending",
    )
    with AttemptReader.open(copy) as attempt:
        verified = attempt.verify()
    assert not verified.ended
    assert "没有结束记录" in verified.note
    assert "no end record: the attempt was cut off" in verified.note


def test_records_after_the_end_are_seen(copy: Path) -> None:
    """Even a correctly chained record behind the end is refused."""
    from engine.session.attempt.chain import link, record_digest

    with AttemptReader.open(copy) as attempt:
        pos, head = attempt.query("SELECT pos, head FROM chain ORDER BY pos DESC LIMIT 1")[0]
    columns = {"how": "finished", "digest": "x"}
    new = link(head, record_digest("ending", pos + 1, 751, 0, columns)).hex()
    edit(
        copy,
        f"INSERT INTO ending VALUES ({pos + 1}, 751, 'finished', 'x')",
        f"INSERT INTO chain VALUES ({pos + 1}, 'ending', 751, 0, x'{new}')",
    )
    with AttemptReader.open(copy) as attempt, pytest.raises(IntegrityError, match="after the end"):
        attempt.verify()


def test_flipped_bytes_never_change_what_is_read(finished: Path, tmp_path: Path) -> None:
    """16 random bytes overwritten anywhere: the file is refused, or it reads exactly as before."""
    whole = finished.read_bytes()
    with AttemptReader.open(finished) as attempt:
        truth = (attempt.actions(), attempt.events(), list(attempt.rows()), attempt.header.columns())
    rng = random.Random(3)
    refused = 0
    for i in range(40):
        data = bytearray(whole)
        at = rng.randrange(len(data) - 16)
        data[at : at + 16] = rng.randbytes(16)
        path = tmp_path / f"{i}.attempt"
        path.write_bytes(data)
        try:
            with AttemptReader.open(path) as attempt:
                attempt.verify()
                got = (attempt.actions(), attempt.events(), list(attempt.rows()), attempt.header.columns())
        except (AttemptFormatError, IntegrityError):
            refused += 1
        else:
            assert got == truth
    assert refused > 5  # the rest hit unused space
