"""Disks that fill up or fail: nothing acknowledged is lost, and the session can go on."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from engine.errors import StorageError
from engine.session.actions import Action
from engine.session.attempt import AttemptReader, AttemptWriter
from engine.session.attempt import store as store_module
from engine.session.attempt.schema import sqlite
from tests.session.attempt.attempt_worker import TAGS, Model, RowEncoder, make_header


class Faulty:
    """A connection whose n-th statement from now on fails with an SQLite code, for ``count`` times."""

    def __init__(self, conn: Any) -> None:
        self._conn = conn
        self.at, self.count, self.code, self.statements = 0, 0, 13, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)

    def _maybe_fail(self) -> None:
        self.statements += 1
        if self.at and self.at <= self.statements < self.at + self.count:
            error = sqlite.OperationalError("database or disk is full")
            error.sqlite_errorcode = self.code
            raise error

    def execute(self, sql: str, *args: Any) -> Any:
        if sql != "ROLLBACK":
            self._maybe_fail()
        return self._conn.execute(sql, *args)

    def executemany(self, sql: str, *args: Any) -> Any:
        self._maybe_fail()
        return self._conn.executemany(sql, *args)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> list[Faulty]:
    """The connections opened for writing, newest last; the retry is quick."""
    made: list[Faulty] = []
    plain = store_module.connect

    def connect(path: Path, mode: Any) -> Faulty:
        made.append(Faulty(plain(path, mode)))
        return made[-1]

    monkeypatch.setattr(store_module, "connect", connect)
    monkeypatch.setattr("engine.session.attempt.committer.RETRY_S", 0.02)
    return made


def drive(writer: AttemptWriter, model: Model, ticks: int) -> int:
    """Run on as a session would: a StorageError between ticks is a notice, not a stop.

    Returns how many notices there were.
    """
    notices = 0
    for _ in range(ticks):
        before = writer.durable_seq
        model.step(writer)
        try:
            writer.check()
        except StorageError:
            notices += 1
        assert writer.durable_seq >= before
    return notices


@pytest.mark.parametrize("code", [13, 10], ids=["disk full", "input/output error"])
def test_a_fault_at_any_statement_loses_nothing(tmp_path: Path, disk: list[Faulty], code: int) -> None:
    """Whichever statement of a commit fails, the record ends complete, in order and verified."""
    actions = [Action(t, t, "learner", "open", "XV1", t) for t in range(6)]
    for at in range(1, 40):
        path = tmp_path / f"{at}.attempt"
        encoder = RowEncoder(TAGS)
        rows = [encoder.encode(t, [t] * 8) for t in range(6)]
        with AttemptWriter.create(path, make_header(), window_s=0.001) as writer:
            writer.flush()
            disk[-1].code, disk[-1].count = code, 2
            disk[-1].at = disk[-1].statements + at
            notices = 0
            for action, row in zip(actions, rows, strict=True):
                writer.action(action)
                writer.row(row)
                if action.tick == 3:
                    writer.checkpoint(3, b"{}", "h")
                try:
                    writer.flush()
                except StorageError:
                    notices += 1
            reached = disk[-1].statements >= disk[-1].at
            disk[-1].at = 0
            writer.end("finished", 6, "h")
        assert (notices > 0) == reached
        with AttemptReader.open(path) as attempt:
            assert attempt.verify().ended
            assert attempt.actions() == actions
            assert [values for _, values in attempt.rows()] == [row.values for row in rows]
            assert len(attempt.checkpoints()) == 1


def test_a_full_disk_is_told_once_and_then_survived(tmp_path: Path, disk: list[Faulty]) -> None:
    """On a full disk a session goes on in memory, what was acknowledged stays, room makes it whole."""
    path = tmp_path / "a.attempt"
    model, twin = Model(), Model()
    writer = AttemptWriter.create(path, make_header(), window_s=0.001)
    drive(writer, model, 200)
    writer.flush()
    safe = writer.durable_seq
    disk[-1].at, disk[-1].count = disk[-1].statements + 1, 10**9
    notices = drive(writer, model, 50)
    _wait_for_trouble(writer)
    assert notices + drive(writer, model, 50) == 1
    for _ in range(2):
        with pytest.raises(StorageError, match=rf"a{safe}；其后.*内存.*kept in memory"):
            writer.flush()
    with pytest.raises(StorageError, match="磁盘已满"):
        writer.close()
    assert writer.trouble is not None
    with AttemptReader.open(path) as attempt:
        assert len(attempt.actions()) == safe + 1 == writer.durable_seq + 1
        attempt.verify()
    disk[-1].at = 0
    drive(writer, model, 100)
    writer.end("finished", model.tick, "h")
    assert writer.trouble is None
    writer.close()
    other = AttemptWriter.create(tmp_path / "twin.attempt", make_header())
    drive(other, twin, 400)
    other.close()
    with AttemptReader.open(path) as one, AttemptReader.open(other.path) as two:
        assert one.verify().ended
        assert (one.actions(), one.events(), list(one.rows())) == (
            two.actions(),
            two.events(),
            list(two.rows()),
        )


def _wait_for_trouble(writer: AttemptWriter) -> None:
    deadline = time.monotonic() + 5
    while writer.trouble is None and time.monotonic() < deadline:
        time.sleep(0.002)
    assert writer.trouble is not None


def test_giving_up_keeps_what_is_stored(tmp_path: Path, disk: list[Faulty]) -> None:
    """``close(discard=True)`` leaves a file that holds, without end record, and frees it."""
    path = tmp_path / "a.attempt"
    model = Model()
    writer = AttemptWriter.create(path, make_header())
    drive(writer, model, 100)
    writer.flush()
    disk[-1].at, disk[-1].count = disk[-1].statements + 1, 10**9
    drive(writer, model, 50)
    writer.close(discard=True)
    with AttemptReader.open(path) as attempt:
        assert len(attempt.actions()) == writer.durable_seq + 1
        assert not attempt.verify().ended
    AttemptWriter.open_for_resume(path).close()


def test_a_defect_in_storing_is_not_swallowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the writer thread breaks for another reason, the session hears of it, without a hang."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    writer = AttemptWriter.create(tmp_path / "a.attempt", make_header())
    writer.flush()
    monkeypatch.setattr(store_module.AttemptStore, "apply", broken)
    with pytest.raises(ZeroDivisionError):
        writer.flush()
    with pytest.raises(ZeroDivisionError):
        writer.action(Action(0, 0, "learner", "open", "XV1"))
    writer.close(discard=True)


def test_no_half_file_is_left_where_creating_fails(tmp_path: Path, disk: list[Faulty], monkeypatch: Any) -> None:
    """A disk that is full already leaves no broken attempt behind."""
    plain = store_module.connect

    def full(path: Path, mode: Any) -> Faulty:
        conn = plain(path, mode)
        conn.at, conn.count = 6, 1
        return conn

    monkeypatch.setattr(store_module, "connect", full)
    with pytest.raises(StorageError, match="full"):
        AttemptWriter.create(tmp_path / "a.attempt", make_header())
    assert not list(tmp_path.iterdir())


def test_a_really_full_disk(tmp_path: Path) -> None:
    """On a file system of 256 KiB: every acknowledged action is there, before and after room is made."""
    where = tmp_path / "disk"
    where.mkdir()
    if sys.platform != "linux" or shutil.which("mount") is None:
        pytest.skip("needs a file system that can be filled")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", where], capture_output=True).returncode:
        pytest.skip("needs the right to mount a file system")
    writer: AttemptWriter | None = None
    try:
        path = where / "a.attempt"
        writer = AttemptWriter.create(path, make_header(), window_s=0.001)
        seq = 0
        while writer.trouble is None and seq < 3000:
            writer.action(Action(seq, seq, "learner", "fill", "LOG", "长" * 100), urgent=True)
            seq += 1
            time.sleep(0.0002)
        with pytest.raises(StorageError, match="disk is full"):
            writer.flush()
        with AttemptReader.open(path) as attempt:
            assert [a.seq for a in attempt.actions()] == list(range(writer.durable_seq + 1))
            assert 0 < writer.durable_seq < seq - 1
        subprocess.run(["mount", "-o", "remount,size=8m", where], check=True)
        writer.end("finished", seq, "h")
        writer.close()
        with AttemptReader.open(path) as attempt:
            assert [a.seq for a in attempt.actions()] == list(range(seq))
            assert attempt.verify().ended
    finally:
        if writer is not None:
            writer.close(discard=True)
        subprocess.run(["umount", "-l", where], check=True)
