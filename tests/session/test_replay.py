"""From the record back to the session: replay, seek, rewind, and records that cannot be trusted or run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import AttemptFormatError, IntegrityError, StorageError
from engine.session.actions import Action
from engine.session.attempt import AttemptReader, AttemptWriter
from engine.session.attempt.schema import sqlite
from engine.session.identity import new_header
from engine.session.lineage import open_lineage
from engine.session.recorder import MemoryRecorder
from engine.session.replay import rebuild, replay, rewind, seek, tell
from engine.session.session import Session
from engine.state import pack, unpack
from engine.testing import tiny_kind, tiny_scenario, tiny_session
from grading.marker import Marker, mark_attempt
from grading.rubric import Rubric
from tests.session.resume_worker import ACTS, RUBRIC, TICKS, Outcome, act, begin
from tests.session.resume_worker import run as play


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    path = tmp_path_factory.mktemp("played") / "a.attempt"
    return path, play(path)


@pytest.fixture
def attempt(played: tuple[Path, Outcome], tmp_path: Path) -> Path:
    """A copy of a finished attempt."""
    return shutil.copy(played[0], tmp_path / "a.attempt")


def live(until: int) -> Session:
    """The same learner without a file, stopped before tick ``until``."""
    session = tiny_session()
    act(session, until)
    return session


# -- replay ---------------------------------------------------------------------------------------------------
def test_a_replay_agrees_at_every_checkpoint(attempt: Path) -> None:
    """Simulating again from the actions gives every stored state hash."""
    with AttemptReader.open(attempt) as reader:
        report = replay(reader)
        assert report.same
        assert report.ticks == TICKS
        assert report.checkpoints == len(reader.checkpoints()) == 1 + TICKS // 300
        assert not report.cut_short


def test_a_replay_of_a_cut_off_attempt_says_so(tmp_path: Path) -> None:
    """Without an end record the replay goes as far as the record does."""
    session, writer = begin(tmp_path / "a.attempt")
    act(session, 777)
    writer.close()
    with AttemptReader.open(tmp_path / "a.attempt") as reader:
        report = replay(reader)
    assert report.same
    assert report.cut_short
    assert 700 < report.ticks <= 778


def test_a_replay_that_differs_names_the_tick(tmp_path: Path) -> None:
    """A record made by another model diverges at its first checkpoint that differs; the record itself still marks."""
    scenario = tiny_scenario()
    draft = Session(scenario)
    header = new_header(draft, rubric=Rubric.loads(RUBRIC).canonical(), learner="p-1")
    with AttemptWriter.create(tmp_path / "a.attempt", header) as writer:
        session = Session(scenario, recorder=writer)
        act(session, 400)
        session.parts.bus.values[session.tags.index["TI1"]] += 3.0
        session.parts.plant.write("H1.power", 55.0)
        act(session, 1000)
        session.end("finished")
    with AttemptReader.open(tmp_path / "a.attempt") as reader:
        report = replay(reader)
        assert report.diverged_at == 600
        assert not report.same
        assert mark_attempt(reader).total >= 0


def test_progress_is_told_every_tick(attempt: Path) -> None:
    """A progress bar can follow."""
    seen: list[int] = []
    with AttemptReader.open(attempt) as reader:
        replay(reader, lambda session: seen.append(session.now))
    assert seen == list(range(1, TICKS + 1))


# -- seek -----------------------------------------------------------------------------------------------------
@settings(max_examples=25, deadline=None)
@given(tick=st.integers(0, TICKS))
def test_seeking_gives_the_state_before_any_tick(played: tuple[Path, Outcome], tick: int) -> None:
    """Seeking to a tick gives the state the session had before that tick."""
    with tiny_kind(), AttemptReader.open(played[0]) as reader:
        assert seek(reader, tick).state_hash() == live(tick).state_hash()


@pytest.mark.parametrize("tick", [0, 1, 299, 300, 301, 600, 1699, TICKS])
def test_seeking_around_checkpoints(attempt: Path, tick: int) -> None:
    """Neither one tick too early nor too late beside a checkpoint."""
    with AttemptReader.open(attempt) as reader:
        session = seek(reader, tick)
        assert session.now == tick
        assert session.state_hash() == live(tick).state_hash()


def test_seeking_beyond_the_end_stops_at_the_end(attempt: Path, played: tuple[Path, Outcome]) -> None:
    """There is nothing behind the last tick."""
    with AttemptReader.open(attempt) as reader:
        assert seek(reader, 10**9).now <= TICKS + 1


def test_a_sought_session_shows_what_was_said(attempt: Path) -> None:
    """Frames of a sought session hold the messages and events of before."""
    with AttemptReader.open(attempt) as reader:
        frame = seek(reader, 1000).frame()
    assert [m.text.zh for m in frame.messages][:1] == ["开始"]
    assert frame.messages == live(1000).frame().messages


class Notes:
    """An observer that writes everything down."""

    def __init__(self) -> None:
        self.said: list[Any] = []

    def on_action(self, action: Any) -> None:
        self.said.append(action)

    def on_event(self, event: Any) -> None:
        self.said.append(event)

    def on_row(self, tick: int, values: Any) -> None:
        self.said.append((tick, list(values)))

    def on_end(self, tick: int, how: str) -> None:
        self.said.append((tick, how))


def test_observers_are_told_from_the_file_what_they_would_have_seen(attempt: Path) -> None:
    """Rows, actions and events reach an observer from the file as they would have live."""
    seen, told = Notes(), Notes()
    session = tiny_session()
    session.observers.append(seen)
    act(session, TICKS)
    session.end("finished")
    with AttemptReader.open(attempt) as reader:
        tell(reader, [told])
    for kind in (Action, tuple):
        assert [x for x in told.said if isinstance(x, kind)] == [x for x in seen.said if isinstance(x, kind)]
    assert [x for x in told.said if not isinstance(x, Action | tuple)] == [
        x for x in seen.said if not isinstance(x, Action | tuple)
    ]


# -- rewind ---------------------------------------------------------------------------------------------------
def child_of(attempt: Path, tick: int, path: Path) -> tuple[Session, AttemptWriter]:
    with AttemptReader.open(attempt) as reader:
        parent = rewind(reader, tick)
    scenario = tiny_scenario()
    draft = Session(scenario, checkpoint=parent.state, child=True)
    header = new_header(draft, rubric=Rubric.loads(RUBRIC).canonical(), learner="p-1", parent=parent)
    writer = AttemptWriter.create(path, header)
    return Session(scenario, recorder=writer, checkpoint=parent.state, child=True), writer


@pytest.mark.parametrize(("tick", "begins"), [(0, 0), (299, 0), (300, 300), (1000, 900), (10**6, 1500)])
def test_a_rewind_starts_at_the_checkpoint_before(attempt: Path, tick: int, begins: int) -> None:
    """The last checkpoint at or before the moment; the parent is named and stays whole."""
    before = attempt.read_bytes()
    with AttemptReader.open(attempt) as reader:
        parent = rewind(reader, tick)
        assert parent.attempt_id == reader.header.attempt_id
    assert parent.tick == begins
    assert Session(tiny_scenario(), checkpoint=parent.state).state_hash() == live(begins).state_hash()
    assert attempt.read_bytes() == before


def test_a_child_attempt_is_an_attempt_of_its_own(attempt: Path, tmp_path: Path) -> None:
    """It numbers its actions from 0, knows its parent, replays, and is marked together with it."""
    path = tmp_path / "child.attempt"
    session, writer = child_of(attempt, 550, path)
    assert session.now == 300
    assert session.request("learner", "move", "learner", {"to": "desk"})
    act(session, 900)
    session.end("finished")
    writer.close()
    with AttemptReader.open(path) as reader, AttemptReader.open(attempt) as older:
        assert reader.header.parent is not None
        assert reader.header.parent.attempt_id == older.header.attempt_id
        assert [a.seq for a in reader.actions()] == list(range(len(reader.actions())))
        assert replay(reader).same
        assert seek(reader, 450).now == 450
    with open_lineage(path) as whole:
        assert whole.missing == ""
        assert [a.verb for a in whole.actions()][:2] == ["start", "read"]
        assert {i.id: i.judgement for i in mark_attempt(whole).items}["S1"] == "met"
    attempt.unlink()
    with open_lineage(path) as alone:
        assert alone.missing
        assert {i.id: i.judgement for i in mark_attempt(alone).items}["S1"] == "missing"


def test_nothing_to_rewind_to_is_said(tmp_path: Path) -> None:
    """An attempt without a checkpoint cannot be rewound, and that is told."""
    header = new_header(tiny_session(), rubric=b"{}", learner="p-1")
    AttemptWriter.create(tmp_path / "a.attempt", header).close()
    with AttemptReader.open(tmp_path / "a.attempt") as reader, pytest.raises(AttemptFormatError, match="检查点"):
        rewind(reader, 100)


# -- records that cannot be trusted or run --------------------------------------------------------------------
def alter(path: Path, *statements: str) -> None:
    conn = sqlite.connect(path)
    for statement in statements:
        conn.execute(statement)
    conn.commit()
    conn.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE action SET verb = 'stop' WHERE seq = 0",
        "DELETE FROM event WHERE number = 3",
        "DELETE FROM chain WHERE pos = 5",
        "UPDATE ending SET how = 'failed'",
        "UPDATE chunk SET body = (SELECT body FROM chunk ORDER BY id DESC LIMIT 1) WHERE id = 0",
        "UPDATE header SET value = 'exam' WHERE key = 'mode'",
        "UPDATE checkpoint SET digest = 'x' WHERE tick = 300",
    ],
)
def test_altered_records_are_found(attempt: Path, statement: str) -> None:
    """Whoever changes the record is found out, with the place."""
    alter(attempt, statement)
    with pytest.raises((IntegrityError, AttemptFormatError)) as caught, AttemptReader.open(attempt) as reader:
        reader.verify()
    assert " / " in str(caught.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """A file that is gone is named."""
    with pytest.raises(StorageError, match=r"没有文件.*no file"):
        AttemptReader.open(tmp_path / "gone.attempt")


def test_an_attempt_of_a_newer_version_is_left_alone(attempt: Path) -> None:
    """A newer format is refused with what to do; the file is not touched."""
    alter(attempt, "PRAGMA user_version = 99")
    before = attempt.read_bytes()
    with pytest.raises(AttemptFormatError, match=r"新.*newer"):
        AttemptReader.open(attempt)
    assert attempt.read_bytes() == before


def rewritten(path: Path, change: Callable[[dict[str, Any]], None]) -> Any:
    """The header of ``path`` with another scenario inside."""
    with AttemptReader.open(path) as reader:
        header = reader.header
    content = unpack(header.scenario)
    change(content)
    fields = {name: getattr(header, name) for name in header.__dataclass_fields__}
    return type(header)(**{**fields, "scenario": pack(content)})


def test_a_scenario_this_version_cannot_run_is_said(attempt: Path) -> None:
    """Sections from the future, or tags that are no longer declared, stop a replay with words, not a trace-back."""
    newer = rewritten(attempt, lambda c: c.update(schema=999))
    with pytest.raises(AttemptFormatError, match=r"(?s)本版本.*This version"):
        rebuild(newer)
    strange = rewritten(attempt, lambda c: c.update(telepathy={"on": True}))
    with pytest.raises(AttemptFormatError):
        rebuild(strange)
    fewer = rewritten(attempt, lambda c: c["faults"].clear())
    with pytest.raises(AttemptFormatError, match=r"位号.*tags"):
        rebuild(fewer)


def test_the_embedded_scenario_is_used(attempt: Path, played: tuple[Path, Outcome]) -> None:
    """Replay and mark need nothing but the file: no scenario folder, no rubric file."""
    with AttemptReader.open(attempt) as reader:
        assert rebuild(reader.header).scenario == tiny_scenario()
        assert mark_attempt(reader) == played[1].result


def test_the_live_mark_is_the_mark_of_the_file(tmp_path: Path) -> None:
    """The rows the marker gets live are the rows of the file."""
    session, writer = begin(tmp_path / "a.attempt")
    marker = Marker(Rubric.loads(RUBRIC), session.tags, session.tick_ms)
    session.observers.append(marker)
    act(session, 700)
    session.end("quit")
    writer.close()
    with AttemptReader.open(tmp_path / "a.attempt") as reader:
        assert mark_attempt(reader) == marker.result()
        assert reader.ended() is not None


def test_refused_nonsense_does_not_break_the_record(tmp_path: Path) -> None:
    """Values that are no plain data are refused, and the refusal itself can be stored."""
    session, writer = begin(tmp_path / "a.attempt")
    for value in (float("nan"), float("inf"), object(), b"x", {"a": {"b": {"c": {"d": {"e": 1}}}}}, "x" * 10_000):
        assert not session.request("learner", "set", "H1", value)
        assert not session.request("learner", "fill", "LOG", {"t": value})
        assert not session.request("learner", "move", "learner", value)
        session.tick()
    writer.close()
    with AttemptReader.open(tmp_path / "a.attempt") as reader:
        assert sum(e.kind == "refused" for e in reader.events()) == 18


def test_memory_and_file_keep_the_same(tmp_path: Path) -> None:
    """Where it is recorded makes no difference to what is recorded."""
    recorder = MemoryRecorder()
    act(tiny_session(recorder=recorder), 800)
    session, writer = begin(tmp_path / "a.attempt")
    act(session, 800)
    writer.close()
    with AttemptReader.open(tmp_path / "a.attempt") as reader:
        assert reader.actions() == recorder.actions
        assert reader.events() == recorder.events
        assert [(t, v) for t, v in reader.rows()] == recorder.rows
        assert [c.state_hash for c in reader.checkpoints()] == [c.hash for c in recorder.checkpoints]
    assert len([a for a in recorder.actions if a.tick in ACTS]) == len(recorder.actions)
