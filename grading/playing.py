"""A run file played into attempt files, without a window: each time the run goes back a child attempt is begun.

    for one in play_into(Path("scenarios/chemical/nitration"), Path("lesson.yaml"), Path("out")):
        print(one.path, one.total)

What a reference run proves in memory (``grading.proof``) lies here as attempts that can be replayed, marked, reported
and looked at; a teacher can try a lesson with its faults, messages and rewinds before the class comes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.session.desk import KeptAttempt, open_attempt, rewound_by
from engine.session.replay import go_back
from engine.session.script import ScriptError, play
from engine.session.session import Session
from grading.marked import mark_file, watch
from grading.proof import RUN_LANGUAGE
from grading.rubric import Rubric

__all__ = ["Played", "play_into"]


@dataclass(frozen=True, slots=True)
class Played:
    """One attempt of a run: its file, whence it was begun, how it ended and its mark."""

    path: Path
    seconds: float
    """Model time at its end, s."""
    begun_at: float
    """Model time at its beginning, s: above 0 for the child of another one."""
    how: str
    total: float


def play_into(
    folder: Path,
    run_file: Path,
    target: Path,
    learner: str = "anonymous",
    progress: Callable[[float], None] | None = None,
) -> list[Played]:
    """Play ``run_file`` at the scenario in ``folder`` into the folder ``target``; the attempts in order of their begin.

    Raises ``SourceError`` for files that cannot be read, ``ScriptError`` for an act that is refused (what was played
    up to there is kept), ``StorageError`` where nothing can be written.
    """
    document = RUN_LANGUAGE.load(run_file)
    run = document["run"]
    rubric = Rubric.load(folder)
    kept: list[KeptAttempt] = []

    def begin(left: KeptAttempt | None = None) -> Session:
        target_tick = left.session.parts.snapshots.back_to if left is not None else None
        attempt = open_attempt(
            folder, target, rubric=rubric.canonical(), mode=run.mode, seed=run.seed, start=run.start, learner=learner,
            scenario=left.session.scenario if left is not None else None,
            parent=go_back(left.path, target_tick) if left is not None and target_tick is not None else None,
            rewound=rewound_by(left.session) if left is not None else None,
        )  # fmt: skip
        kept.append(attempt)
        watch(attempt.session, rubric, left.path if left is not None else None)
        return attempt.session

    def back(_: Session) -> Session:
        kept[-1].close()
        return begin(kept[-1])

    def told() -> None:
        session = kept[-1].session
        if progress is not None and session.now % 2000 == 0:
            progress(min(1.0, session.now * session.tick_ms / run.duration))

    try:
        play(begin(), run, each=told, back=back)
    except ScriptError as error:
        if not error.loc:
            raise
        source = document.source
        span = source.value_span(error.loc)
        raise ScriptError(f"{source.home(span).path}:{span.line + 1}: {error}") from None
    finally:
        if kept:
            kept[-1].close()
    return [_played(one) for one in kept]


def _played(kept: KeptAttempt) -> Played:
    session, parent = kept.session, kept.writer.header.parent
    begun = parent.tick * session.tick_ms / 1000 if parent is not None else 0.0
    return Played(kept.path, session.seconds, begun, session.ended, mark_file(kept.path).result.total)
