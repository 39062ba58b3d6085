"""What a whole session costs: control, noise, alarms, recording to disk and live marking, phase by phase."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.common import FOLDER, Figure, figure, reference_run, rubric, scenario, yardstick
from engine.paths import SCENARIOS
from engine.session.desk import open_attempt
from engine.session.language import scenario_language
from engine.session.phases import AFTER_PLANT, BEFORE_PLANT
from engine.session.recorder import MemoryRecorder
from engine.session.schedule import Schedule
from engine.session.script import play
from engine.session.session import Session
from grading.marker import Marker
from grading.proof import load_run

__all__ = ["run"]


def run() -> Sequence[Figure]:
    """Speed of the expert's whole run (kept in a file, marked live), the budget of each phase, and the speed of a session
    in which somebody walks, works by hand and follows documents.
    """
    return [_speed(), *_phases(), *_handwork()]


def _handwork(folder: Path = SCENARIOS / "power" / "transformer_outage") -> list[Figure]:
    """Times real time of the expert's run of a scenario at ticks of 100 ms, session and plant alone: nothing is kept in
    a file and nothing marked. Without the scenario it is skipped and says so.
    """
    required = 1000.0
    if not (folder / "scenario.yaml").exists():
        print(f"跳过 / skipped: session of {folder.name} (no such scenario)", file=sys.stderr)
        return []
    made, (expert, _) = scenario_language().load(folder / "scenario.yaml"), load_run(folder / "runs" / "expert.yaml")
    best = 0.0
    for _ in range(4):  # the first one also compiles; neighbours take something from most
        session = Session(
            made, seed=expert.seed, mode=expert.mode, start=expert.start, recorder=MemoryRecorder()
        )  # fmt: skip
        begin = time.process_time()
        play(session, expert)
        best = max(best, session.seconds / (time.process_time() - begin))
    return [figure(f"session, expert run of {folder.name}", best, "× real time", required)]


def _speed() -> Figure:
    """Times real time, in CPU seconds of this process (one core, writer thread included)."""
    required = 1000.0
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        kept = open_attempt(FOLDER, Path(name), rubric=rubric().canonical(), mode="exam", scenario=scenario())
        kept.session.observers.append(_marker(kept.session))
        begin = time.process_time()
        play(kept.session, reference_run("expert"))
        kept.close()
        spent = time.process_time() - begin
        value = kept.session.seconds / spent
    return figure("session, expert run, kept and marked", value, "× real time", required)


def _marker(session: Session) -> Marker:
    return Marker(rubric(), session.tags, session.tick_ms)


def _phases(minutes: int = 20) -> list[Figure]:
    """Mean microseconds a tick of every phase, each against the Python yardstick, while dosing runs."""
    session = Session(scenario(), mode="exam", recorder=MemoryRecorder())
    session.observers.append(_marker(session))
    spent: dict[str, float] = dict.fromkeys((*BEFORE_PLANT, "plant", *AFTER_PLANT, "record"), 0.0)

    def timed(phase: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            begin = time.perf_counter()
            result = work(*args)
            spent[phase] += time.perf_counter() - begin
            return result

        return call

    for phase in (*BEFORE_PLANT, *AFTER_PLANT):
        for block in session.parts.blocks[phase]:
            block.scan = timed(phase, block.scan)  # type: ignore[method-assign]
    plant: Any = session.parts.plant
    plant.advance, plant.read = timed("plant", plant.advance), timed("plant", plant.read)
    session._record = timed("record", session._record)  # type: ignore[method-assign]
    session._schedule = Schedule(session.parts.blocks, session.record_ticks)
    for act in (("start", "P102A", None), ("start", "M101", None), ("set", "TIC102", {"mode": "cascade"}),
                ("set", "TIC101", {"mode": "auto"})):  # fmt: skip
        session.request("learner", *act)
    ticks = minutes * 60_000 // session.tick_ms
    session.run(ticks)
    base = yardstick()
    return [figure(f"phase {name}", 1e6 * s / ticks, "µs/tick", base) for name, s in spent.items()]
