"""An instructor who acts by rule on the tiny scenario, in a process made to be killed; see ``resume_worker``.

No act falls on a checkpoint's tick, here also not on the tick after a snapshot.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from engine.session.attempt import store as store_module
from engine.session.session import Session
from engine.testing import tiny_kind
from grading.marker import Marker
from grading.rubric import Rubric
from tests.session.attempt.attempt_worker import Deadly
from tests.session.resume_worker import RUBRIC, Outcome, begin, reopen

TICKS = 700
ACTS: dict[int, tuple[tuple[str, str, str, Any], ...]] = {
    3: (("learner", "start", "H1", None), ("instructor", "call", "LEARNER", "看温度")),
    30: (("instructor", "take", "SNAPSHOT", "first"), ("instructor", "start", "F1", None)),
    66: (("learner", "take", "SNAPSHOT", "mine"),),  # refused, and on record
    99: (("instructor", "set", "SESSION", {"speed": 5}), ("instructor", "take", "SNAPSHOT", "second")),
    180: (("instructor", "start", "MALFUNCTION", {"instrument": "TI1", "mode": "drift", "by": "60 K/min"}),),
    299: (("instructor", "take", "SNAPSHOT", "with a periodic one"), ("instructor", "stop", "F1", None)),
    420: (("instructor", "set", "SESSION", {"frozen": True}), ("instructor", "set", "SESSION", {"frozen": False})),
    500: (("instructor", "stop", "MALFUNCTION", {"instrument": "TI1"}), ("instructor", "take", "SNAPSHOT", "last")),
}
SNAPSHOTS = [("first", 31), ("second", 100), ("with a periodic one", 300), ("last", 501)]


def act(session: Session) -> None:
    """What the rule says for the coming tick."""
    for request in ACTS.get(session.now, ()):
        session.request(*request)


def run(path: Path, acks: Path | None = None, pause_s: float = 0.0) -> Outcome:
    """Play the attempt in ``path`` to its end, from the beginning or from where it was cut off."""
    with tiny_kind():
        if path.exists():
            session, writer, marker = reopen(path)
        else:
            session, writer = begin(path)
            marker = Marker(Rubric.loads(RUBRIC), session.tags, session.tick_ms)
            session.observers.append(marker)
        fd = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if acks else -1
        told = writer.durable_seq
        while session.now < TICKS and not session.ended:
            act(session)
            session.tick()
            if fd >= 0 and writer.durable_seq != told:
                told = writer.durable_seq
                os.write(fd, b"%d\n" % told)
            if pause_s:
                time.sleep(pause_s)
        assert [(s.name, s.tick) for s in session.frame().snapshots] == SNAPSHOTS
        session.end("finished")
        writer.close()
        return Outcome(session.state_hash(), marker.result())


def run_deadly(path: Path, acks: Path, word: str, nth: int, delay_s: float) -> None:
    """Like ``run``, in a process that dies inside a certain statement."""
    plain = store_module.connect

    def connect(where: Path, mode: Any) -> Any:
        conn = plain(where, mode)
        conn.execute("PRAGMA wal_autocheckpoint = 20")
        return Deadly(conn, word, nth, delay_s)

    store_module.connect = connect
    run(path, acks, pause_s=0.0005)
