"""A learner who acts by rule on the tiny scenario, recorded in a file, in a process made to be killed.

What the learner does depends on the tick alone, so whatever is killed and resumed must end exactly as an attempt
that nobody disturbed. No act falls on a checkpoint's tick: a state that was stored, with the act behind it not yet,
is gone on from without that act, as it must be.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.session.attempt import AttemptReader, AttemptWriter
from engine.session.attempt import store as store_module
from engine.session.identity import new_header
from engine.session.replay import resume
from engine.session.session import Session
from engine.testing import tiny_kind, tiny_scenario
from grading.calculus.result import Result
from grading.marker import Marker
from grading.rubric import Rubric
from tests.session.attempt.attempt_worker import Deadly

TICKS = 1700
ACTS: dict[int, tuple[str, str, Any]] = {
    3: ("start", "H1", None),
    20: ("read", "TI1", None),
    40: ("move", "learner", {"to": "locker"}),
    66: ("press", "HS1", None),  # out of reach: refused, and on record
    120: ("wear", "helmet", None),
    200: ("answer", "q1", "a"),
    260: ("fill", "LOG", {"t": 21.5}),
    301: ("set", "SESSION", {"speed": 5}),
    330: ("move", "learner", {"to": "box"}),
    352: ("report", "RADIO", "hot"),  # refused on the way
    421: ("set", "H1", 80),
    504: ("report", "RADIO", "hot"),
    555: ("acknowledge", "ALARMS", None),
    610: ("move", "learner", {"to": "desk"}),
    707: ("report", "RADIO", "hot"),
    777: ("acknowledge", "ALARMS", None),
    901: ("bypass", "I1", None),
    902: ("bypass", "I1", None),
    1000: ("sign", "LOG", None),
    1100: ("reset", "I1", None),
    1201: ("start", "H1", None),
    1350: ("start", "NOTHING", None),
    1501: ("stop", "H1", None),
}

RUBRIC = """\
schema: 1
meta: {id: TINY-R, version: 1.0.0, title: {zh: 试, en: Try}, scenario: TINY-01}
outcomes:
  CO1: {share: 60 %, title: {zh: 操作, en: Operation}}
  CO2: {share: 40 %, title: {zh: 应急, en: Emergency}}
steps:
  - {id: S1, title: {zh: 启动, en: Start}, done: {act: start, on: H1}, weight: 2, goal: CO1}
  - {id: S2, title: {zh: 戴帽, en: Helmet}, done: {act: wear, on: helmet}, weight: 2, goal: CO1}
  - {id: S3, title: {zh: 签字, en: Sign}, done: {act: sign, on: LOG}, weight: 1, goal: CO1}
rules:
  - {id: R1, kind: respond, title: {zh: 确认报警, en: Acknowledge},
     when: {event: alarm, source: TI1.H, data: {state: unack}}, want: {act: acknowledge, on: ALARMS},
     within: {1 min: 4, 2 min: 2}, weight: 3, goal: CO2}
  - {id: R2, kind: band, title: {zh: 温度, en: Temperature}, what: TI1, target: 60 degC, full: 20 K, zero: 60 K, weight: 3, goal: CO2}
  - {id: R3, kind: never, title: {zh: 旁路, en: Bypass}, done: {act: bypass, on: I1}, points: 10}
  - {id: R4, kind: never, title: {zh: 超温, en: Overheating}, done: {event: trip, source: I1}, points: 5}
pass: 60
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What must not depend on interruptions."""

    state_hash: str
    result: Result


def begin(path: Path, *, seed: int = 1, mode: str = "practise", window_s: float = 0.002) -> tuple[Session, AttemptWriter]:
    """A new attempt at the tiny scenario, kept in ``path``."""
    scenario = tiny_scenario()
    draft = Session(scenario, seed=seed, mode=mode)
    header = new_header(draft, rubric=Rubric.loads(RUBRIC).canonical(), learner="p-1")
    writer = AttemptWriter.create(path, header, window_s=window_s)
    return Session(scenario, seed=seed, mode=mode, recorder=writer), writer


def reopen(path: Path) -> tuple[Session, AttemptWriter, Marker]:
    """Go on with the attempt in ``path``; the marker has seen all of it."""
    with AttemptReader.open(path) as reader:
        header = reader.header
    marker = Marker(Rubric.from_canonical(header.rubric), header.tags, header.tick_ms)
    session, writer = resume(path, [marker])
    return session, writer, marker


def act(session: Session, until: int, each: Callable[[], None] | None = None) -> None:
    """The learner by rule, from where the session stands."""
    while session.now < until and not session.ended:
        if session.now in ACTS:
            session.request("learner", *ACTS[session.now])
        session.tick()
        if each is not None:
            each()


def run(path: Path, acks: Path | None = None, pause_s: float = 0.0) -> Outcome:
    """Play the attempt in ``path`` to its end, from the beginning or from where it was cut off.

    The number of each action known to be on the disk is appended to ``acks`` as it becomes known.
    """
    with tiny_kind():
        if path.exists():
            session, writer, marker = reopen(path)
        else:
            session, writer = begin(path)
            marker = Marker(Rubric.loads(RUBRIC), session.tags, session.tick_ms)
            session.observers.append(marker)
        fd = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if acks else -1
        told = writer.durable_seq

        def each() -> None:
            nonlocal told
            if fd >= 0 and writer.durable_seq != told:
                told = writer.durable_seq
                os.write(fd, b"%d\n" % told)
            if pause_s:
                time.sleep(pause_s)

        act(session, TICKS, each)
        session.end("finished")
        writer.close()
        return Outcome(session.state_hash(), marker.result())


def run_deadly(path: Path, acks: Path, word: str, nth: int, delay_s: float) -> None:
    """Like ``run``, in a process that dies inside a certain statement; the WAL is folded in often."""
    plain = store_module.connect

    def connect(where: Path, mode: Any) -> Any:
        conn = plain(where, mode)
        conn.execute("PRAGMA wal_autocheckpoint = 20")
        return Deadly(conn, word, nth, delay_s)

    store_module.connect = connect
    run(path, acks, pause_s=0.0002)
