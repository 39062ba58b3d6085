"""Files that are not sound attempts, and files somebody else is writing."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import AttemptError, AttemptFormatError, AttemptLockedError, IntegrityError, StorageError
from engine.session.attempt import AttemptClosedError, AttemptReader, AttemptWriter, schema
from engine.session.attempt.files import WriterLock
from engine.session.attempt.schema import APPLICATION_ID, connect, sqlite
from tests.session.attempt.attempt_worker import make_header, run


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "a.attempt"
    run(path, 120)
    return path.read_bytes()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=3000))
def test_garbage_is_refused_in_words(tmp_path: Path, sound: bytes, garbage: bytes) -> None:
    """Any bytes, also behind a true header, are an AttemptError and nothing else; no byte is lost."""
    for data in (garbage, b"SQLite format 3\0" + garbage, sound[:100] + garbage, sound[: len(garbage) * 7]):
        path = tmp_path / "x.attempt"
        path.write_bytes(data)
        with pytest.raises(AttemptError):
            AttemptReader.open(path)
        with pytest.raises(AttemptError):
            AttemptWriter.open_for_resume(path)
        there = list(tmp_path.iterdir())
        # under its name, or set aside; beside a header that claims write-ahead logging SQLite leaves its two companions
        (left,) = [path for path in there if not path.name.endswith(("-wal", "-shm"))]
        assert left.read_bytes() == data
        for path in there:
            path.unlink()


def test_a_file_from_a_newer_version_says_so(tmp_path: Path, sound: bytes) -> None:
    """A higher schema version is named with what to do, and the file stays as it is."""
    path = tmp_path / "a.attempt"
    path.write_bytes(sound)
    conn = connect(path, "rw")
    conn.execute("PRAGMA user_version = 99")
    conn.close()
    before = path.read_bytes()
    for opening in (AttemptReader.open, AttemptWriter.open_for_resume):
        with pytest.raises(AttemptFormatError, match=r"更新版本.*newer version.*format 99"):
            opening(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW extra AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT x FROM c",
        "CREATE TRIGGER t AFTER INSERT ON action BEGIN DELETE FROM event; END",
        "CREATE TABLE more (x)",
        "DROP TABLE ending",
        "ALTER TABLE action ADD COLUMN score INTEGER",
        "CREATE INDEX i ON action (tick)",
    ],
)
def test_a_file_with_other_tables_is_refused(tmp_path: Path, sound: bytes, statement: str) -> None:
    """No view, trigger or table of a stranger is ever run or read."""
    path = tmp_path / "a.attempt"
    path.write_bytes(sound)
    conn = connect(path, "rw")
    conn.execute(statement)
    conn.close()
    with pytest.raises(AttemptFormatError, match="tables"):
        AttemptReader.open(path)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE action SET value = '{'[' * 100_000}'",
        "UPDATE action SET value = 'no json'",
        "UPDATE event SET data = '{\"a\":}'",
        "UPDATE event SET what = 'invented'",
        "UPDATE change SET tag = 4000000 WHERE tick = 0 AND tag = 4",
        "UPDATE chunk SET count = 4611686018427387904",
        "UPDATE chunk SET body = zeroblob(100000)",
        f"UPDATE chunk SET body = x'{zlib.compress(bytes(30_000_000)).hex()}'",
        f"UPDATE checkpoint SET state = x'{zlib.compress(bytes(1000))[:-3].hex()}'",
        "UPDATE header SET value = '[]' WHERE key = 'tags'",
        f"UPDATE header SET value = '{'[' * 100_000}' WHERE key = 'extra'",
        "DELETE FROM header WHERE key = 'seed'",
    ],
)
def test_hostile_contents_are_errors_not_surprises(tmp_path: Path, sound: bytes, statement: str) -> None:
    """Deep nesting, bombs, absurd counts and unknown kinds end in a typed error, quickly."""
    path = tmp_path / "a.attempt"
    path.write_bytes(sound)
    conn = connect(path, "rw")
    conn.execute(statement)
    conn.close()
    with pytest.raises((AttemptFormatError, IntegrityError)):
        read_all(path)


def read_all(path: Path) -> None:
    with AttemptReader.open(path) as attempt:
        attempt.actions()
        attempt.events()
        list(attempt.rows())
        assert all(c.state for c in attempt.checkpoints())
        attempt.verify()


def test_an_ordinary_database_is_not_an_attempt(tmp_path: Path) -> None:
    """Another program's SQLite file is refused and left alone."""
    path = tmp_path / "grades.db"
    conn = sqlite.connect(str(path))
    conn.execute("CREATE TABLE t (x)")
    conn.commit()
    conn.close()
    before = path.read_bytes()
    with pytest.raises(AttemptFormatError, match="not an attempt"):
        AttemptWriter.open_for_resume(path)
    assert path.read_bytes() == before


def test_no_file_is_a_storage_error(tmp_path: Path) -> None:
    """A missing file, or a folder, is said in words and nothing is created."""
    for path in (tmp_path / "none.attempt", tmp_path):
        with pytest.raises(StorageError, match="There is no file"):
            AttemptReader.open(path)
    assert not list(tmp_path.iterdir())


def test_a_damaged_attempt_is_set_aside(tmp_path: Path, sound: bytes) -> None:
    """Resuming a damaged file renames it, says where to, and overwrites nothing, however often."""
    for number in (1, 2):
        path = tmp_path / "a.attempt"
        damaged = sound[:4096] + b"\x5a" * 4096 + sound[8192:]
        path.write_bytes(damaged)
        with pytest.raises(AttemptFormatError, match=f"renamed to .*damaged-{number}"):
            AttemptWriter.open_for_resume(path)
        assert not path.exists()
        assert (tmp_path / f"a.attempt.damaged-{number}").read_bytes() == damaged
    run(path, 20)  # and the name is free again


def test_an_attempt_that_has_ended_cannot_be_resumed(tmp_path: Path, sound: bytes) -> None:
    """An end is an end."""
    path = tmp_path / "a.attempt"
    path.write_bytes(sound)
    with pytest.raises(AttemptClosedError, match="has ended"):
        AttemptWriter.open_for_resume(path)
    assert path.read_bytes() == sound


def test_two_writers_are_one_too_many(tmp_path: Path) -> None:
    """The second writer is told so; the first is not disturbed; afterwards the way is free."""
    path = tmp_path / "a.attempt"
    with AttemptWriter.create(path, make_header()) as writer:
        for second in (
            lambda: AttemptWriter.create(path, make_header()),
            lambda: AttemptWriter.open_for_resume(path),
        ):
            with pytest.raises(AttemptLockedError, match="another running program"):
                second()
        writer.flush()
    AttemptWriter.open_for_resume(path).close()
    with AttemptReader.open(path) as attempt:
        assert len(attempt.openings()) == 2


def _hold(path: str, ready: object) -> None:
    WriterLock(Path(path))
    ready.set()  # type: ignore[attr-defined]
    os._exit(9)


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    """A lock file left by a killed process locks nobody out."""
    path = tmp_path / "a.attempt"
    run_context = multiprocessing.get_context("fork" if sys.platform != "win32" else "spawn")
    ready = run_context.Event()
    process = run_context.Process(target=_hold, args=(str(path), ready))
    process.start()
    process.join(20)
    assert ready.is_set()
    assert path.with_name("a.attempt-lock").exists()
    AttemptWriter.create(path, make_header()).close()


def test_a_read_only_folder_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be written, creating fails with what to do."""

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("engine.session.attempt.files.os.open", refuse)
    with pytest.raises(StorageError, match=r"文件夹.*choose a folder that can be written"):
        AttemptWriter.create(tmp_path / "a.attempt", make_header())


def _mount(where: Path, options: str) -> bool:
    where.mkdir(exist_ok=True)
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    return subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", where], capture_output=True).returncode == 0


def test_a_cut_off_attempt_is_read_from_a_read_only_disk(tmp_path: Path) -> None:
    """On a disk that cannot be written even a file with its -wal beside it is read whole."""
    disk = tmp_path / "disk"
    if not _mount(disk, "size=4m"):
        pytest.skip("needs the right to mount a file system")
    try:
        path = disk / "a.attempt"
        writer = AttemptWriter.create(path, make_header())
        writer.flush()
        copy = disk / "copy.attempt"
        for side in ("", "-wal"):
            shutil.copy(f"{path}{side}", f"{copy}{side}")
        writer.close()
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        for each in (copy, path):
            with AttemptReader.open(each) as attempt:
                assert len(attempt.openings()) == 1
                assert not attempt.verify().ended
        with pytest.raises(StorageError):
            AttemptWriter.open_for_resume(copy)
        with pytest.raises(StorageError):
            AttemptWriter.create(disk / "b.attempt", make_header())
    finally:
        subprocess.run(["umount", disk], check=True)


def test_what_a_crash_left_half_done_is_undone(tmp_path: Path, sound: bytes) -> None:
    """A file with a hot rollback journal beside it (killed while being created) is read as it was before."""
    path, hot = tmp_path / "a.attempt", tmp_path / "hot.attempt"
    path.write_bytes(sound)
    conn = connect(path, "rw")
    conn.execute("PRAGMA cache_size = 2")
    conn.execute("BEGIN IMMEDIATE")
    conn.execute("INSERT INTO chunk VALUES (-5, 1, zeroblob(100000))")
    for side in ("", "-journal"):
        shutil.copy(f"{path}{side}", f"{hot}{side}")
    conn.execute("ROLLBACK")
    conn.close()
    with AttemptReader.open(hot) as attempt:
        assert attempt.verify().ended
        with pytest.raises(StorageError):
            attempt.query("DELETE FROM action")


def test_an_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A SQLite library that can lose commits is never used."""
    monkeypatch.setattr(schema.sqlite, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(StorageError, match=r"pip install -U pysqlite3"):
        AttemptWriter.create(tmp_path / "a.attempt", make_header())


def test_the_file_says_what_it_is(tmp_path: Path, sound: bytes) -> None:
    """``file``-like tools and other programs recognise an attempt by its application id."""
    assert int.from_bytes(sound[68:72], "big") == APPLICATION_ID


@pytest.mark.skipif(sys.platform != "linux", reason="only here are file names any bytes")
def test_a_file_name_may_be_any_bytes(tmp_path: Path, sound: bytes) -> None:
    """A name from a stick written under another encoding is no reason not to read the attempt."""
    path = tmp_path / os.fsdecode(b"\xd0\xc2\xff.attempt")
    path.write_bytes(sound)
    with AttemptReader.open(path) as reader:
        assert reader.verify()
