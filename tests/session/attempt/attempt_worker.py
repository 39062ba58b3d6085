"""A tiny deterministic session for the tests of the attempt file, and ways to kill it at the worst moment.

The "plant" is a handful of integers; the "learner" acts at ticks fixed by a rule. So whatever is killed and
resumed must end exactly as a run that nobody disturbed.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

from engine.events import Event
from engine.session.actions import Action
from engine.session.attempt import AttemptHeader, AttemptWriter, RowEncoder
from engine.session.attempt import store as store_module
from engine.state import digest, pack, unpack
from engine.tags import Encoding, Kind, Tag

TAGS = (
    Tag("T1", unit="degC", low=-20, high=200, zh="温度", en="temperature"),
    Tag("L1", unit="%", low=0, high=100),
    Tag("X1", encoding=Encoding.EXACT, high=1e9),
    Tag("F1", encoding=Encoding.FLOAT32, high=1e9),
    Tag("D1", kind=Kind.DISCRETE),
    Tag("M1", kind=Kind.MODE, options=("manual", "auto", "cascade")),
    Tag("N1", encoding=Encoding.NONE),
    Tag("S1", kind=Kind.TEXT),
)
RECORD = 5
CHECKPOINT = 100


def make_header(**changes: Any) -> AttemptHeader:
    fields: dict[str, Any] = {
        "attempt_id": "5f0f2c1e-0000-4000-8000-000000000001",
        "created": "2026-11-21T08:00:00+00:00",
        "program": "0.1.0",
        "scenario_id": "tiny",
        "scenario_version": "1",
        "scenario": b'{"id":"tiny"}',
        "rubric": b"{}",
        "strings": '{"zh":"微型"}'.encode(),
        "model_hash": "m" * 64,
        "package_hash": "p" * 64,
        "rubric_hash": "r" * 64,
        "seed": 7,
        "mode": "exam",
        "help_level": "none",
        "learner": "L-0001",
        "tick_ms": 100,
        "record_ticks": RECORD,
        "tags": TAGS,
    }
    return AttemptHeader(**(fields | changes))


class Model:
    """What would be a session: values from integers, a learner by rule, an encoder."""

    def __init__(self) -> None:
        self.tick, self.seq, self.x = 0, 0, [1, 2, 3]
        self.encoder = RowEncoder(TAGS)

    def state(self) -> dict[str, Any]:
        return {"tick": self.tick, "seq": self.seq, "x": self.x, "encoder": self.encoder.state()}

    def restore(self, packed: bytes) -> None:
        state = unpack(packed)
        self.tick, self.seq, self.x = state["tick"], state["seq"], state["x"]
        self.encoder.set_state(state["encoder"])

    def values(self) -> list[float]:
        a, b, c = self.x
        return [a % 2300 / 10 - 25, b % 1000 / 10, c / 7, a / 3, b // 64 % 2, c // 512 % 3, 4.0, 0.0]

    def step(self, writer: AttemptWriter) -> None:
        """Actions, then the tick, then what is recorded of it."""
        t = self.tick
        for _ in range((t * 2654435761 >> 7) % 11 == 0):
            writer.action(Action(t, self.seq, "learner", "set", "XV1", {"值": t}), urgent=t % 3 == 0)
            self.x[0] += self.seq
            self.seq += 1
        self.x = [(v * 1103515245 + 12345 + i) % 2**31 for i, v in enumerate(self.x)]
        events = [Event(t, "message", "R", {"text": {"zh": "好", "en": "ok"}})] if self.x[1] % 13 == 0 else []
        row = self.encoder.encode(t, self.values()) if t % RECORD == 0 else None
        for event in (*events, *(row.clips if row else ())):
            writer.event(event)
        if self.x[2] % 97 == 0:
            writer.text(t, "S1", f"第{t}拍")
            writer.document(t, "permit", t, {"by": "learner"})
        if row:
            writer.row(row)
        self.tick += 1
        if self.tick % CHECKPOINT == 0:
            writer.checkpoint(self.tick, pack(self.state()), digest(self.state()))


def run(path: Path, ticks: int, *, acks: Path | None = None, pause_s: float = 0.0, window_s: float = 0.002) -> None:
    """Run an attempt, or the rest of one that was cut off; append durable actions' numbers to ``acks``."""
    model = Model()
    if path.exists():
        writer = AttemptWriter.open_for_resume(path, window_s=window_s)
        assert writer.resumption is not None
        if writer.resumption.checkpoint:
            model.restore(writer.resumption.checkpoint.state)
        last = writer.resumption.last_tick
    else:
        writer, last = AttemptWriter.create(path, make_header(), window_s=window_s), -1
    told = writer.durable_seq
    fd = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if acks else -1
    while model.tick < ticks:
        model.step(writer)
        if model.tick == last + 1:
            writer.finish_resume()
        if acks and writer.durable_seq != told:
            told = writer.durable_seq
            os.write(fd, b"%d\n" % told)
        if pause_s:
            time.sleep(pause_s)
    writer.end("finished", model.tick, digest(model.state()))
    writer.close()


def die() -> None:
    """End this process as a power switch would: nothing is cleaned up."""
    if hasattr(signal, "SIGKILL"):
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(9)


class Deadly:
    """A connection that kills its process at, or shortly into, the n-th statement beginning with ``word``."""

    def __init__(self, conn: Any, word: str, nth: int, delay_s: float) -> None:
        self._conn, self._word, self._left, self._delay_s = conn, word, nth, delay_s

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)

    def execute(self, sql: str, *args: Any) -> Any:
        if sql.startswith(self._word):
            self._left -= 1
            if self._left == 0:
                if self._delay_s == 0:
                    die()
                threading.Timer(self._delay_s, die).start()
        return self._conn.execute(sql, *args)


def run_deadly(path: Path, ticks: int, acks: Path, word: str, nth: int, delay_s: float) -> None:
    """Like ``run``, in a process that dies inside a certain statement; the WAL is folded in often."""
    plain = store_module.connect

    def connect(where: Path, mode: Any) -> Any:
        conn = plain(where, mode)
        conn.execute("PRAGMA wal_autocheckpoint = 20")
        return Deadly(conn, word, nth, delay_s)

    store_module.connect = connect
    run(path, ticks, acks=acks, pause_s=0.0003)
