"""Power cuts, simulated: what has not been synchronised survives by halves, torn and out of order.

Needs ``apsw`` (a second SQLite library, so it must never touch a file that pysqlite3 has open): its file layer in
Python lets a test keep the image that a disk would have. Left out where apsw is not installed.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from engine.session.attempt import AttemptReader, AttemptWriter
from engine.session.attempt import store as store_module
from engine.session.attempt.signals import RowEncoder
from engine.session.attempt.store import AttemptStore, Entry
from tests.session.attempt.attempt_worker import TAGS, make_header

apsw = pytest.importorskip("apsw")

SECTOR = 512


class PowerCutError(Exception):
    """The power is gone."""


class Disk(apsw.VFS):  # type: ignore[misc]
    """Passes everything on to the real file system and remembers what a power cut would leave of it."""

    def __init__(self) -> None:
        self.safe: dict[str, bytearray] = {}
        self.unsafe: dict[str, list[tuple[int, bytes | None]]] = {}
        self.operations_left = -1
        super().__init__("power", "")

    def operation(self) -> None:
        self.operations_left -= 1
        if self.operations_left == 0:
            raise PowerCutError

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        return DiskFile(self, name, flags)

    def xDelete(self, name: str, sync_folder: bool) -> None:
        super().xDelete(name, sync_folder)
        self.safe.pop(name, None)
        self.unsafe.pop(name, None)

    def after_the_cut(self, folder: Path, rng: random.Random) -> None:
        """Write the files as the disk would show them: each unsynchronised sector is there or not."""
        for name, image in self.safe.items():
            left = bytearray(image)
            for offset, data in self.unsafe[name]:
                for start in range(0, len(data or b"x"), SECTOR):
                    if rng.random() < 0.5:
                        put(left, offset + start, None if data is None else data[start : start + SECTOR])
            (folder / Path(name).name).write_bytes(left)


class DiskFile(apsw.VFSFile):  # type: ignore[misc]
    """One open file of a ``Disk``."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        self.disk = disk
        self.name = name.filename() if name is not None and hasattr(name, "filename") else name
        super().__init__("", name, flags)
        if self.name:
            disk.safe.setdefault(self.name, bytearray())
            disk.unsafe.setdefault(self.name, [])

    def xWrite(self, data: bytes, offset: int) -> None:
        self.disk.operation()
        super().xWrite(data, offset)
        if self.name:
            self.disk.unsafe[self.name].append((offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        super().xTruncate(size)
        if self.name:
            self.disk.unsafe[self.name].append((size, None))

    def xSync(self, flags: int) -> None:
        self.disk.operation()
        super().xSync(flags)
        if self.name:
            for offset, data in self.disk.unsafe[self.name]:
                put(self.disk.safe[self.name], offset, data)
            self.disk.unsafe[self.name] = []


def put(image: bytearray, offset: int, data: bytes | None) -> None:
    """Write ``data`` at ``offset``, or cut the image off there."""
    if data is None:
        del image[offset:]
        return
    image.extend(bytes(max(0, offset - len(image))))
    image[offset : offset + len(data)] = data


class Connection:
    """What the store uses of a pysqlite3 connection, on apsw."""

    def __init__(self, path: Path) -> None:
        self._conn = apsw.Connection(str(path), vfs="power")
        self.execute, self.executemany, self.close = (
            self._conn.execute,
            lambda sql, rows: self._conn.executemany(sql, list(rows)),
            self._conn.close,
        )
        self._conn.execute("PRAGMA synchronous = FULL")

    @property
    def in_transaction(self) -> bool:
        return bool(self._conn.in_transaction)


def write_until_cut(store: AttemptStore, rng: random.Random) -> tuple[int, int]:
    """Commit small groups until the power goes; the actions acknowledged, and those handed over."""
    encoder, seq, acknowledged = RowEncoder(TAGS), 0, 0
    for tick in range(4000):
        items: list[Any] = [encoder.encode(tick, [rng.random() * 100] * 4 + [tick // 7 % 2, 0, 0, 0])]
        for _ in range(rng.randrange(3)):
            items.append(Entry("action", tick, tick, (seq, "learner", "open", "XV1", "null")))
            seq += 1
        if tick % 40 == 39:
            items.append(Entry("checkpoint", tick + 1, tick, ("hash", rng.randbytes(3000))))
        try:
            store.apply(items, tick * 0.7, everything=rng.random() < 0.3)
        except PowerCutError:
            return acknowledged, seq
        acknowledged = seq
    raise AssertionError("the power was never cut")


def cut_the_power(folder: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> int:
    rng = random.Random(seed)
    before, after = folder / f"{seed}-before", folder / f"{seed}-after"
    before.mkdir()
    after.mkdir()
    disk = Disk()
    monkeypatch.setattr(store_module, "connect", lambda path, _: Connection(path))
    store = AttemptStore.create(before / "a.attempt", make_header())
    monkeypatch.undo()
    disk.operations_left = rng.randrange(1, 1500)
    acknowledged, handed_over = write_until_cut(store, rng)
    disk.after_the_cut(after, rng)
    disk.operations_left = -1
    store._conn.close()
    disk.unregister()
    path = after / "a.attempt"
    with AttemptReader.open(path) as attempt:
        attempt.verify()
        found = [action.seq for action in attempt.actions()]
        assert acknowledged <= len(found) <= handed_over
        assert found == list(range(len(found)))
        assert all(len(checkpoint.state) == 3000 for checkpoint in attempt.checkpoints())
    AttemptWriter.open_for_resume(path).close()
    return acknowledged


def test_a_power_cut_loses_no_acknowledged_action(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut at any write or sync, the file opens, verifies, holds what was acknowledged and can be resumed."""
    assert sum(cut_the_power(tmp_path, seed, monkeypatch) for seed in range(12)) > 500


@pytest.mark.slow
def test_two_hundred_power_cuts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, 200 times."""
    assert sum(cut_the_power(tmp_path, seed, monkeypatch) for seed in range(1000, 1200)) > 10_000
