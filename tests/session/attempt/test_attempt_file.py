"""Writing an attempt and reading it back."""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import AttemptError, AttemptFormatError, StorageError, TagError
from engine.events import Event
from engine.session.actions import Action
from engine.session.attempt import AttemptHeader, AttemptReader, AttemptWriter, Parent, RowEncoder
from engine.session.attempt.records import Change, Document, Ending, TextChange
from engine.session.attempt.store import AttemptStore
from tests.session.attempt.attempt_worker import TAGS, Model, make_header, run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "训练 #1 100%?.attempt"


def act(seq: int, tick: int = 0, value: Any = None) -> Action:
    return Action(tick, seq, "learner", "open", "XV1", value)


def test_what_is_handed_over_comes_back(path: Path) -> None:
    """Actions, events, rows, texts, documents, checkpoints and the end are read as they were written."""
    encoder = RowEncoder(TAGS)
    rows = [encoder.encode(t, [t, t / 2, t / 3, t / 7, t // 20 % 2, 1, 9, 0]) for t in range(0, 100, 5)]
    actions = [act(0, 3, {"值": [1, None, 2.5]}), act(1, 7, "自动"), act(2, 7)]
    events = [Event(4, "message", "R", {"text": {"zh": "好"}}), Event(7, "plant", "V1", us=250)]
    with AttemptWriter.create(path, make_header()) as writer:
        assert [writer.action(a) for a in actions] == [0, 1, 2]
        assert [writer.event(e) for e in events] == [0, 1]
        for row in rows:
            writer.row(row)
        writer.text(8, "S1", "多云")
        writer.document(9, "permit", 2, {"signed": True})
        writer.checkpoint(50, b"state", "hash50")
        writer.checkpoint(100, b"later", "hash100")
        writer.end("finished", 100, "last")
    with AttemptReader.open(path) as attempt:
        assert (attempt.actions(), attempt.events()) == (actions, events)
        assert list(attempt.rows()) == [(row.tick, row.values) for row in rows]
        assert attempt.texts("S1") == attempt.texts() == [TextChange(8, "S1", "多云")]
        assert attempt.documents() == [Document(9, "permit", 2, {"signed": True})]
        assert [(c.tick, c.state, c.state_hash) for c in attempt.checkpoints()] == [
            (50, b"state", "hash50"),
            (100, b"later", "hash100"),
        ]
        assert attempt.changes("D1") == [Change(t, "D1", t // 20 % 2) for t in range(0, 100, 20)]
        assert attempt.ended() == Ending(100, "finished", "last")
        assert attempt.verify().ended


def test_a_signal_is_a_column_of_the_rows(path: Path) -> None:
    """``signal`` gives the same values as ``rows``, for recorded, on-change and unrecorded tags alike."""
    run(path, 700)
    with AttemptReader.open(path) as attempt:
        rows = list(attempt.rows())
        for index, tag in enumerate(TAGS):
            ticks, values = attempt.signal(tag.id)
            assert ticks.tolist() == [t for t, _ in rows]
            assert values.tolist() == [v[index] for _, v in rows]
        with pytest.raises(TagError):
            attempt.signal("T9")


@pytest.mark.parametrize(("tick", "found"), [(99, None), (100, 100), (199, 100), (10_000, 300)])
def test_seeking_starts_at_the_last_checkpoint_before(path: Path, tick: int, found: int | None) -> None:
    """``checkpoint_before`` never gives a later checkpoint, nor an earlier one than there is."""
    run(path, 350)
    with AttemptReader.open(path) as attempt:
        checkpoint = attempt.checkpoint_before(tick)
        assert (checkpoint.tick if checkpoint else None) == found


def test_the_header_comes_back(path: Path) -> None:
    """Scenario, rubric, strings, tags, ticket and a parent's checkpoint stand in the file, byte for byte."""
    header = make_header(ticket=b"\0ticket", parent=Parent("p", 9, b"\xff\0", "h"), extra={"start": "热态"})
    AttemptWriter.create(path, header).close()
    with AttemptReader.open(path) as attempt:
        assert attempt.header.columns() == header.columns()
        assert attempt.header.parent == header.parent
        assert [t.recorded_as for t in attempt.header.tags] == [t.recorded_as for t in TAGS]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tags", "[{}]"),
        ("tags", "{"),
        ("tick_ms", 0),
        ("seed", "7"),
        ("mode", b"x"),
        ("algorithm", "md5"),
        ("odd", 1),
    ],
)
def test_a_header_that_makes_no_sense_is_refused(key: str, value: Any) -> None:
    """A wrong, missing or unknown header field is a format error, never another exception."""
    columns = make_header().columns()
    with pytest.raises(AttemptFormatError):
        AttemptHeader.from_columns(columns | {key: value})
    with pytest.raises(AttemptFormatError):
        AttemptHeader.from_columns({k: v for k, v in columns.items() if k != "tags"})


def test_an_attempt_can_be_read_while_it_is_written(path: Path) -> None:
    """A reader sees what is durable, whole and verified, without disturbing the writer."""
    model = Model()
    with AttemptWriter.create(path, make_header()) as writer, AttemptReader.open(path) as attempt:
        for _ in range(5):
            for _ in range(130):
                model.step(writer)
            writer.flush()
            verified = attempt.verify()
            assert not verified.ended
            assert (verified.records, verified.head) == writer.head
            assert len(attempt.actions()) == model.seq == writer.durable_seq + 1
            assert len(list(attempt.rows())) == math.ceil(model.tick / 5)


def test_a_finished_attempt_is_one_plain_file(path: Path) -> None:
    """After closing nothing lies beside the attempt: it can be copied anywhere."""
    run(path, 50)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_closing_beside_a_reader_leaves_everything_in_the_file(path: Path) -> None:
    """Even if a chart is open when the attempt ends, copying the one file copies all of it."""
    run(path, 50)
    with AttemptReader.open(path) as attempt:
        whole = attempt.actions()
    other = path.with_name("b.attempt")
    model = Model()
    writer = AttemptWriter.create(other, make_header())
    with AttemptReader.open(other) as attempt:
        for _ in range(50):
            model.step(writer)
        assert attempt.actions() is not None
        writer.close()
        copy = Path(shutil.copy(other, path.with_name("c.attempt")))
    with AttemptReader.open(copy) as attempt:
        assert attempt.actions() == whole


def test_an_unfinished_chunk_grows_and_stays_compact(path: Path) -> None:
    """Flushing every few seconds neither loses rows nor leaves many small chunks."""
    encoder = RowEncoder(TAGS)
    with AttemptWriter.create(path, make_header()) as writer:
        for t in range(0, 1250, 5):  # 125 s of model time
            writer.row(encoder.encode(t, [t / 10] * 6 + [0, 0]))
            if t % 50 == 0:
                writer.flush()
    with AttemptReader.open(path) as attempt:
        assert [len(ticks) for ticks, _ in attempt.chunks()] == [120, 120, 10]
        assert len(attempt.query("SELECT 1 FROM rows")) > 20
        attempt.verify()


def test_rows_reach_the_disk_without_being_asked(path: Path) -> None:
    """5 s of model time or of wall time after a row was handed over it is stored."""
    store = AttemptStore.create(path, make_header())
    encoder = RowEncoder(TAGS)
    stored = []
    for t, wall in [
        (0, 0.0),
        (40, 0.9),
        (55, 1.0),
        (60, 1.1),
        (110, 1.2),
        (115, 2.0),
        (120, 6.9),
        (125, 7.0),
    ]:
        store.apply([encoder.encode(t, [0] * 8)], wall, everything=False)
        stored.append(store.tail.stored)
    store.close()
    # Stored at tick 55 (5 s of model), not at 110 (only 0.2 s of wall time later), but at 115.
    assert stored == [0, 0, 3, 3, 3, 6, 6, 6]
    assert store.seconds_until_due(7.0) == pytest.approx(4.9)
    assert store.seconds_until_due(99.0) == 0.0


def test_handing_over_never_waits_for_a_slow_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a disk that takes 250 ms for a commit, no call of the session takes nearly as long."""
    plain = AttemptStore.apply

    def slow(self: AttemptStore, *args: Any) -> None:
        time.sleep(0.25)
        plain(self, *args)

    monkeypatch.setattr(AttemptStore, "apply", slow)
    with AttemptWriter.create(path, make_header()) as writer:
        worst = 0.0
        for i in range(40):
            began = time.perf_counter()
            writer.action(act(i), urgent=True)
            worst = max(worst, time.perf_counter() - began)
            time.sleep(0.001)
        writer.flush()
        assert writer.durable_seq == 39
    assert worst < 0.2


def test_actions_become_durable_by_themselves(path: Path) -> None:
    """Without a flush an action is stored after the group-commit window; an urgent one does not wait."""
    with AttemptWriter.create(path, make_header(), window_s=5.0) as writer:
        began = time.monotonic()
        writer.action(act(0), urgent=True)
        while writer.durable_seq < 0:
            time.sleep(0.001)
        assert time.monotonic() - began < 2.0
    other = path.with_name("b.attempt")
    with AttemptWriter.create(other, make_header()) as writer:
        writer.action(act(0))
        began = time.monotonic()
        while writer.durable_seq < 0 and time.monotonic() - began < 5.0:
            time.sleep(0.001)
        assert writer.durable_seq == 0


def test_what_cannot_be_recorded_is_refused_at_the_call(path: Path) -> None:
    """Gaps in the numbering, values that are no plain data, unknown tags and rows out of order are errors."""
    encoder = RowEncoder(TAGS)
    with AttemptWriter.create(path, make_header()) as writer:
        with pytest.raises(ValueError, match="gap"):
            writer.action(act(1))
        with pytest.raises(TypeError):
            writer.action(act(0, value={1, 2}))
        with pytest.raises(ValueError, match="JSON"):
            writer.action(act(0, value=float("nan")))
        with pytest.raises(TagError):
            writer.text(0, "S9", "")
        writer.row(encoder.encode(5, [0] * 8))
        with pytest.raises(ValueError, match="row 5 after row 5"):
            writer.row(encoder.encode(5, [0] * 8))
        writer.action(act(0))
    with AttemptReader.open(path) as attempt:
        assert attempt.actions() == [act(0)]
        attempt.verify()


def test_after_the_end_nothing_is_recorded(path: Path) -> None:
    """The end record is the last; a closed writer refuses too, and closing twice does no harm."""
    writer = AttemptWriter.create(path, make_header())
    writer.end("quit", 0, "h")
    with pytest.raises(AttemptError, match="ended"):
        writer.action(act(0))
    writer.close()
    writer.close()
    with pytest.raises(AttemptError, match="ended"):
        writer.event(Event(0, "end", "SESSION"))


def test_commits_are_made_to_survive_a_power_cut(path: Path) -> None:
    """Every commit is synchronised; NORMAL would lose acknowledged actions with the power."""
    store = AttemptStore.create(path, make_header())
    pragmas = [store._conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    store.close()
    assert pragmas == ["wal", 2]


SCRIPT = """
import sys
from tests.session.attempt.attempt_worker import Action, AttemptWriter, make_header
writer = AttemptWriter.create(sys.argv[1], make_header(), window_s=60.0)
writer.action(Action(0, 0, "learner", "open", "XV1"))
raise SystemExit(3)
"""


def test_a_program_that_forgets_to_close_loses_nothing(path: Path) -> None:
    """What was handed over before the interpreter ends is stored, even inside the group-commit window."""
    done = subprocess.run([sys.executable, "-c", SCRIPT, path], cwd=Path(__file__).parents[3], timeout=60)
    assert done.returncode == 3
    with AttemptReader.open(path) as attempt:
        assert len(attempt.actions()) == 1


def test_an_existing_file_is_never_overwritten(path: Path) -> None:
    """``create`` refuses a path that exists, whatever lies there."""
    path.write_bytes(b"diary")
    with pytest.raises(StorageError, match="exists"):
        AttemptWriter.create(path, make_header())
    assert path.read_bytes() == b"diary"


def test_an_attempt_without_records_can_be_read(path: Path) -> None:
    """No rows, no actions: empty answers, no errors."""
    AttemptWriter.create(path, make_header()).close()
    with AttemptReader.open(path) as attempt:
        assert (attempt.actions(), list(attempt.rows()), attempt.ended()) == ([], [], None)
        assert [len(part) for part in attempt.signal("T1")] == [0, 0]
        assert np.isfinite(attempt.last_tick())
        assert len(attempt.openings()) == 1
