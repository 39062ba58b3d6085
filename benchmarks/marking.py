"""What marking a stored attempt again costs, beside simulating the same time again."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.common import FOLDER, Figure, figure, reference_run, rubric, scenario
from engine.session.attempt.reader import AttemptReader
from engine.session.desk import open_attempt
from engine.session.script import play
from grading.marker import mark_attempt

__all__ = ["run"]


def run() -> Sequence[Figure]:
    """Milliseconds of CPU a plant-hour: reading the file and marking it, against playing it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        kept = open_attempt(FOLDER, Path(name), rubric=rubric().canonical(), mode="exam", scenario=scenario())
        begin = time.process_time()
        play(kept.session, reference_run("expert"))
        kept.close()
        hours = kept.session.seconds / 3600
        played = (time.process_time() - begin) * 1000 / hours
        begin = time.process_time()
        with AttemptReader.open(kept.path) as reader:
            mark_attempt(reader)
        marked = (time.process_time() - begin) * 1000 / hours
    return [figure("re-mark a plant-hour", marked, "ms", played)]
