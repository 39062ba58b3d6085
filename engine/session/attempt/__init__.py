"""The attempt file: one SQLite file that alone is enough to replay, re-mark and explain what a learner did.

encoder = RowEncoder(header.tags)
with AttemptWriter.create(path, header) as writer:
    writer.action(action)
    writer.row(encoder.encode(tick, values))
    writer.end("finished", tick, state_hash)
with AttemptReader.open(path) as attempt:
    print(attempt.verify().note)
"""

from __future__ import annotations

from engine.session.attempt.errors import AttemptClosedError, AttemptDamagedError, ReplayDivergedError
from engine.session.attempt.header import AttemptHeader, Parent
from engine.session.attempt.reader import AttemptReader
from engine.session.attempt.records import (
    Change,
    Checkpoint,
    Document,
    Ending,
    Opening,
    TextChange,
    Verified,
)
from engine.session.attempt.resume import EXTERNAL, Resumption
from engine.session.attempt.signals import EncodedRow, RowEncoder
from engine.session.attempt.writer import AttemptWriter

__all__ = [
    "EXTERNAL",
    "AttemptClosedError",
    "AttemptDamagedError",
    "AttemptHeader",
    "AttemptReader",
    "AttemptWriter",
    "Change",
    "Checkpoint",
    "Document",
    "EncodedRow",
    "Ending",
    "Opening",
    "Parent",
    "ReplayDivergedError",
    "Resumption",
    "RowEncoder",
    "TextChange",
    "Verified",
]
