"""The writer thread: takes records from the session without ever making it wait, and commits them in groups.

Handing a record over costs microseconds, whatever the disk does. The thread wakes with the first record,
waits 50 ms for company, and commits all of them at once; an urgent flush cuts the wait short. A failing
disk loses nothing: the thread keeps what it has, tries again every second, and the trouble is told to the
session once.

    committer = Committer(store)
    committer.put(entry)
    committer.flush()         # returns when it is on the disk, or raises StorageError
"""

from __future__ import annotations

import atexit
import queue
import threading
import time
from dataclasses import dataclass, field

from engine.errors import ShixunError, StorageError
from engine.session.attempt.errors import both, from_sqlite
from engine.session.attempt.schema import sqlite
from engine.session.attempt.signals import EncodedRow
from engine.session.attempt.store import AttemptStore, Entry

__all__ = ["Committer"]

WINDOW_S = 0.05
RETRY_S = 1.0


@dataclass(slots=True)
class _Barrier:
    """Everything put before this is to be on the disk; ``stop`` ends the thread if that came true."""

    stop: bool = False
    discard: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    error: ShixunError | None = None


class Committer:
    """Owns the thread. ``durable_seq`` is the last action known to be on the disk (−1: none yet)."""

    def __init__(self, store: AttemptStore, durable_seq: int = -1, window_s: float = WINDOW_S) -> None:
        self.durable_seq = durable_seq
        self.trouble: ShixunError | None = None
        """Why nothing can be written at the moment, or ``None``."""
        self.head: tuple[int, bytes] = (store.tail.pos, store.tail.head)
        """The last durable chain position and head: what a witness would keep."""
        self._told = False
        self._crash: BaseException | None = None
        self._store = store
        self._window_s = window_s
        self._queue: queue.SimpleQueue[Entry | EncodedRow | _Barrier] = queue.SimpleQueue()
        self._urgent = threading.Event()
        self._next_try = 0.0
        self._thread = threading.Thread(target=self._run, name="attempt-writer", daemon=True)
        self._thread.start()
        atexit.register(self._at_exit)

    def put(self, item: Entry | EncodedRow) -> None:
        """Hand a record over. Never waits, and raises nothing for a failing disk: the record is kept."""
        self._queue.put(item)
        if self._crash is not None:
            raise self._crash

    def check(self) -> None:
        """Raise ``StorageError`` if the disk fails, once for each trouble. Everything put is kept."""
        if self._crash is not None:
            raise self._crash
        trouble = self.trouble
        if trouble is not None and not self._told:
            self._told = True
            raise trouble

    def flush(self, wait: bool = True) -> None:
        """Commit what was put so far; with ``wait`` return when it is durable, or raise ``StorageError``."""
        barrier = self._send(_Barrier())
        if wait:
            self._await(barrier)

    def close(self, discard: bool = False) -> None:
        """Flush and end the thread.

        If the disk fails the thread lives on and ``StorageError`` is raised, unless ``discard`` gives up what
        is not stored.
        """
        if self._thread.is_alive():
            self._await(self._send(_Barrier(stop=True, discard=discard)))
            self._thread.join()
        atexit.unregister(self._at_exit)
        self._store.close()
        if self._crash is not None and not discard:
            self.check()

    def _at_exit(self) -> None:
        """The program ends without ``close`` (an error further up): store all the same."""
        if self._thread.is_alive():
            self._send(barrier := _Barrier())
            barrier.done.wait(5.0)

    def _send(self, barrier: _Barrier) -> _Barrier:
        self._queue.put(barrier)
        self._urgent.set()
        return barrier

    def _await(self, barrier: _Barrier) -> None:
        while not barrier.done.wait(0.2):
            if not self._thread.is_alive() and not barrier.done.is_set():
                self.check()
                return
        if barrier.error is not None and not barrier.discard:
            self._told = True
            raise barrier.error

    def _run(self) -> None:
        try:
            self._loop()
        except BaseException as error:  # a defect, not a disk: the session must hear of it
            self._crash = error

    def _loop(self) -> None:
        kept: list[Entry | EncodedRow] = []
        while True:
            new, barriers = self._collect(bool(kept))
            kept += new
            may_try = barriers or not kept or time.monotonic() >= self._next_try
            if may_try and self._commit(kept, everything=bool(barriers)):
                kept = []
            for barrier in barriers:
                barrier.error = self.trouble
                barrier.done.set()
            if any(b.stop and (b.discard or b.error is None) for b in barriers):
                return

    def _collect(self, backlog: bool) -> tuple[list[Entry | EncodedRow], list[_Barrier]]:
        due = self._store.seconds_until_due(time.monotonic())
        if backlog:
            due = RETRY_S
        try:
            item = self._queue.get(timeout=due)
        except queue.Empty:
            return [], []
        if not isinstance(item, _Barrier):
            self._urgent.wait(self._window_s)
        self._urgent.clear()
        items: list[Entry | EncodedRow] = []
        barriers: list[_Barrier] = []
        while True:
            if isinstance(item, _Barrier):
                barriers.append(item)
            else:
                items.append(item)
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return items, barriers

    def _commit(self, items: list[Entry | EncodedRow], everything: bool) -> bool:
        try:
            self._store.apply(items, time.monotonic(), everything)
        except (sqlite.IntegrityError, sqlite.ProgrammingError):
            raise  # two records of one number: no retry would help
        except sqlite.DatabaseError as error:
            self.trouble = self._describe(from_sqlite(error, self._store.path), items)
            self._next_try = time.monotonic() + RETRY_S
            return False
        for item in reversed(items):
            if isinstance(item, Entry) and item.kind == "action":
                self.durable_seq = int(item.values[0])
                break
        self.head = (self._store.tail.pos, self._store.tail.head)
        self.trouble, self._told = None, False
        return True

    def _describe(self, error: ShixunError, items: list[Entry | EncodedRow]) -> StorageError:
        last = f"a{self.durable_seq}" if self.durable_seq >= 0 else "–"
        return StorageError(
            both(
                f"{error}\n最后已保存的操作：{last}；其后 {len(items)} 条记录保留在内存中，训练可以继续，"
                "程序每秒自动重试。",
                f"The last action on the disk is {last}; {len(items)} records after it are kept in memory. "
                "The session can go on, and storing is tried again every second.",
            )
        )
