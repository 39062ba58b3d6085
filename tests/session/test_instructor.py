"""The instructor in the session: who may do what in which mode, and that all of it is on record and comes again."""

from __future__ import annotations

import multiprocessing
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from engine.errors import AttemptFormatError
from engine.session.attempt import AttemptReader
from engine.session.attempt.header import Parent
from engine.session.desk import KeptAttempt, open_attempt, rewound_by
from engine.session.intercom import LONGEST_MESSAGE
from engine.session.interventions import Known, interventions, interventions_of
from engine.session.lineage import open_lineage
from engine.session.recorder import MemoryRecorder
from engine.session.replay import catch_up, go_back, replay, resume
from engine.session.session import Session
from engine.session.unfinished import unfinished
from engine.testing import tiny_scenario, tiny_session
from tests.session import instructor_worker as worker
from tests.session.after_kill import check_after_kill

PROCESS = multiprocessing.get_context("fork" if sys.platform != "win32" else "spawn")

BIAS = {"instrument": "TI1", "mode": "bias", "by": "30 K"}
PHRASES = ("questions: {q1:", "phrases: {look: {zh: 先看趋势, en: Look at the trend}}\n  questions: {q1:")


def code(session: Session, *request: Any) -> str:
    """The code of a refusal, or an empty text."""
    answer = session.request(*request)
    return "" if answer else answer.code


# -- who may, and when ----------------------------------------------------------------------------------------
DEEDS: dict[str, tuple[str, str, Any]] = {
    "freeze": ("set", "SESSION", {"frozen": True}),
    "message": ("call", "LEARNER", "先看流量"),
    "fault": ("start", "F1", None),
    "malfunction": ("start", "MALFUNCTION", BIAS),
    "snapshot": ("take", "SNAPSHOT", "a"),
    "rewind": ("restore", "SNAPSHOT", 0),
}


@pytest.mark.parametrize("mode", ["learn", "practise", "exam"])
@pytest.mark.parametrize("deed", DEEDS)
def test_only_the_instructor_intervenes(mode: str, deed: str) -> None:
    """A learner may freeze where the mode can be paused, and nothing else of it; in an exam nobody goes back."""
    session = tiny_session(mode=mode)
    session.run(20)
    learner = code(session, "learner", *DEEDS[deed])
    assert (learner == "") == (deed == "freeze" and mode != "exam")
    other = tiny_session(mode=mode)
    other.run(20)
    assert code(other, "instructor", *DEEDS[deed]) == ("no_rewind" if deed == "rewind" and mode == "exam" else "")


def test_a_learner_does_not_go_on_with_an_exam_the_instructor_froze() -> None:
    """What the instructor has stopped in an exam the instructor lets go on; in practice anybody may."""
    exam = tiny_session(mode="exam")
    assert exam.freeze(True, by="instructor")
    assert code(exam, "learner", "set", "SESSION", {"frozen": False}) == "held"
    assert exam.freeze(False, by="instructor")
    practice = tiny_session()
    assert practice.freeze(True, by="instructor")
    assert practice.freeze(False)


def test_an_instructor_acts_in_a_freeze_and_the_learner_does_not() -> None:
    """The room stands still while the instructor speaks and prepares."""
    session = tiny_session()
    session.run(50)
    session.freeze(True, by="instructor")
    assert code(session, "learner", "start", "H1") == "frozen"
    assert not code(session, "instructor", "start", "F1")
    assert not code(session, "instructor", "call", "LEARNER", "看这里")
    assert [m.text.zh for m in session.frame().messages][-1] == "看这里"
    assert session.now == 50


def test_a_step_is_so_many_ticks_and_no_more() -> None:
    """A frozen model moves by the steps that were asked for; a running one is not stepped."""
    session = tiny_session()
    assert code(session, "instructor", "set", "SESSION", {"step": 1}) == "not_frozen"
    session.freeze(True)
    assert session.step(7)
    assert session.advance(10.0) == 7
    assert session.advance(10.0) == 0
    assert session.now == 7
    assert session.frame().frozen


@pytest.mark.parametrize("steps", [0, -1, 1.5, True, "1", None, 10**9, [1]])
def test_odd_steps_are_refused(steps: Any) -> None:
    """A step is a whole number of ticks within reason."""
    session = tiny_session()
    session.freeze(True)
    assert code(session, "instructor", "set", "SESSION", {"step": steps}) == "bad_value"
    assert code(session, "instructor", "set", "SESSION", {"step": 1, "frozen": False}) == "bad_value"


@pytest.mark.parametrize("value", ["maybe", "", 5, 0, None, []])
def test_frozen_is_true_or_false(value: object) -> None:
    """Nothing else freezes a session or lets it go on."""
    session = tiny_session()
    assert code(session, "instructor", "set", "SESSION", {"frozen": value}) == "bad_value"
    assert not session.frame().frozen


# -- messages -------------------------------------------------------------------------------------------------
HOSTILE = {
    "nothing": "", "blanks": "   ", "break": "a\nb", "bell": "a\x07", "reversed": "abc\u202egnp", "zero width": "a\u200bb",
    "line separator": "a\u2028b", "long": "字" * (LONGEST_MESSAGE + 1), "number": 5, "none": None, "list": ["a"],
    "half a pair": "\ud800", "other keys": {"zh": "a", "fr": "b"}, "no phrase": {"phrase": "nothing"},
    "phrase list": {"phrase": ["look"]}, "text in text": {"zh": {"zh": "a"}, "en": "b"}, "private": "\ue000",
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_message_that_cannot_be_read_is_refused(case: str) -> None:
    """Control characters, nothing, too much, or no text at all: refused with words in both languages."""
    session = Session(tiny_scenario(PHRASES))
    answer = session.request("instructor", "call", "LEARNER", HOSTILE[case])
    assert not answer
    assert answer.reason.zh
    assert answer.reason.en
    session.run(2)
    assert not [m for m in session.frame().messages if m.sender.zh == "教师"]


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("看 FI-102 <b>{x}%s##", "看 FI-102 <b>{x}%s##", "看 FI-102 <b>{x}%s##"),
        ({"phrase": "look"}, "先看趋势", "Look at the trend"),
        ({"zh": "停", "en": "Stop"}, "停", "Stop"),
        ("字" * LONGEST_MESSAGE, "字" * LONGEST_MESSAGE, "字" * LONGEST_MESSAGE),
    ],
)
def test_a_message_reaches_the_learner_as_it_is(value: Any, zh: str, en: str) -> None:
    """Free text and prepared phrases are shown letter by letter, from the instructor."""
    session = Session(tiny_scenario(PHRASES))
    assert session.request("instructor", "call", "LEARNER", value)
    session.run(2)
    line = session.frame().messages[-1]
    assert (line.sender.zh, line.text.zh, line.text.en) == ("教师", zh, en)


# -- malfunctions ---------------------------------------------------------------------------------------------
ODD_UPSETS = [
    None, 5, {"instrument": "TI9", "mode": "freeze"}, {"instrument": ["TI1"], "mode": "freeze"}, {"mode": "freeze"},
    {"instrument": "TI1"}, {"instrument": "TI1", "mode": "fail"}, {"instrument": "TI1", "mode": ["bias"]},
    {"instrument": "TI1", "mode": "bias"}, {"instrument": "TI1", "mode": "freeze", "by": 1},
    {"instrument": "TI1", "mode": "bias", "by": "5 kg"}, {"instrument": "TI1", "mode": "bias", "by": "5 degC"},
    {"instrument": "TI1", "mode": "bias", "by": 1000}, {"instrument": "TI1", "mode": "drift", "by": "3 K"},
    {"instrument": "TI1", "mode": "noise", "by": -1}, {"instrument": "TI1", "mode": "bias", "by": True},
    {"instrument": "TI1", "mode": "bias", "by": {"a": 1}}, {"instrument": "TI1", "mode": "bias", "by": "x" * 300},
    {"instrument": "TI1", "mode": "freeze", "more": 1},
]  # fmt: skip


@pytest.mark.parametrize("value", ODD_UPSETS, ids=str)
def test_a_malfunction_that_makes_no_sense_is_refused(value: Any) -> None:
    """An unknown instrument, a mode it does not have, an amount that does not fit: refused, nothing out of order."""
    session = tiny_session()
    assert code(session, "instructor", "start", "MALFUNCTION", value)
    assert not session.frame().faults[1:]
    assert not session.parts.bus.malfunctions.of("TI1")


def test_a_bias_is_seen_and_ends() -> None:
    """The shown value is off by the bias, the true one is not; afterwards it is right again."""
    session = tiny_session()
    session.run(10)
    assert session.request("instructor", "start", "MALFUNCTION", BIAS)
    session.run(10)
    assert session.tags.value("TI1") == pytest.approx(50.0, abs=1.0)
    assert session.tags.value("H1.T") == pytest.approx(20.0, abs=0.1)
    assert code(session, "instructor", "start", "MALFUNCTION", BIAS) == "active"
    line = session.frame().faults[-1]
    assert (line.id, line.active, line.on_instrument) == ("TI1", True, True)
    assert session.request("instructor", "stop", "MALFUNCTION", {"instrument": "TI1"})
    session.run(10)
    assert session.tags.value("TI1") == pytest.approx(20.0, abs=1.0)
    assert code(session, "instructor", "stop", "MALFUNCTION", {"instrument": "TI1"}) == "not_active"


@pytest.mark.parametrize(("by", "after"), [("3 K/min", 23.0), (3, 23.0), ("0.1 K/s", 26.0)])
def test_a_drift_is_per_minute_or_has_its_unit(by: Any, after: float) -> None:
    """A plain number is the instrument's unit per minute."""
    session = tiny_session()
    assert session.request("instructor", "start", "MALFUNCTION", {"instrument": "TI1", "mode": "drift", "by": by})
    session.run(601)
    assert session.tags.value("TI1") == pytest.approx(after, abs=0.5)


def test_a_malfunction_survives_a_checkpoint() -> None:
    """State, restore and go on is the same as going on; an attempt without one has the state it always had."""
    session = tiny_session()
    assert "upsets" not in session.state()
    session.run(10)
    session.request("instructor", "start", "MALFUNCTION", {"instrument": "TI1", "mode": "drift", "by": 60})
    session.request("instructor", "start", "F1")
    session.run(10)
    other = tiny_session()
    other.set_state(session.state())
    session.run(500)
    other.run(500)
    assert other.state_hash() == session.state_hash()
    assert other.request("instructor", "stop", "MALFUNCTION", {"instrument": "TI1"})


def test_what_changes_nothing_is_said() -> None:
    """A fault that is active cannot begin, one that is not cannot end."""
    session = tiny_session()
    assert code(session, "instructor", "stop", "F1") == "not_active"
    assert not code(session, "instructor", "start", "F1")
    assert code(session, "instructor", "start", "F1") == "active"


# -- snapshots ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a\nb", "\u202ea", 3, None, ["a"], {"a": 1}, True])
def test_odd_names_are_refused(name: Any) -> None:
    """A snapshot has a short name that can be read."""
    session = tiny_session()
    assert code(session, "instructor", "take", "SNAPSHOT", name) == "bad_value"
    assert not session.frame().snapshots


@pytest.mark.parametrize("to", ["b", 2.0, -1, True, None, [0], {"tick": 0}, float("1e300"), "x" * 4000])
def test_going_back_to_nowhere_is_refused(to: Any) -> None:
    """Only to a snapshot there is, or a time that has passed; the attempt goes on."""
    session = tiny_session()
    session.run(10)
    assert code(session, "instructor", "restore", "SNAPSHOT", to)
    assert not session.ended


def test_a_snapshot_is_complete_with_its_tick() -> None:
    """Its name is taken at once, its checkpoint stored when the tick is over; until then nobody goes back to it."""
    recorder = MemoryRecorder()
    session = tiny_session(recorder=recorder)
    session.run(5)
    assert session.request("instructor", "take", "SNAPSHOT", "a")
    assert code(session, "instructor", "take", "SNAPSHOT", "a") == "taken"
    assert code(session, "instructor", "restore", "SNAPSHOT", "a") == "not_ready"
    session.tick()
    assert [c.tick for c in recorder.checkpoints] == [0, 6]
    assert recorder.checkpoints[-1].hash == session.state_hash()
    assert [(s.name, s.tick) for s in session.frame().snapshots] == [("a", 6)]


def test_a_snapshot_in_a_freeze_takes_one_tick() -> None:
    """The model moves by a single tick, and stays frozen."""
    session = tiny_session()
    session.run(5)
    session.freeze(True, by="instructor")
    session.request("instructor", "take", "SNAPSHOT", "a")
    session.request("instructor", "take", "SNAPSHOT", "b")
    assert session.advance(1.0) == 1
    assert session.advance(1.0) == 0
    assert [(s.name, s.tick) for s in session.frame().snapshots] == [("a", 6), ("b", 6)]


# -- the file -------------------------------------------------------------------------------------------------
def begin(folder: Path, parent: Parent | None = None, left: KeptAttempt | None = None) -> KeptAttempt:
    """A new attempt at the tiny scenario, or the child of one that was left by going back."""
    child = open_attempt(
        folder, folder, rubric=b"{}", scenario=tiny_scenario(PHRASES), parent=parent,
        rewound=rewound_by(left.session) if left is not None else None,
    )  # fmt: skip
    if left is not None:
        catch_up(child.session, left.path)
    return child


def back(folder: Path, left: KeptAttempt, to: Any) -> KeptAttempt:
    """The instructor goes back: the attempt is closed, its child begun."""
    assert left.session.request("instructor", "restore", "SNAPSHOT", to)
    assert left.session.ended == "quit"
    left.close()
    target = left.session.parts.snapshots.back_to
    assert target is not None
    return begin(folder, go_back(left.path, target), left)


def same(path: Path) -> bool:
    with AttemptReader.open(path) as reader:
        reader.verify()
        return replay(reader).same


def lively(session: Session, prefix: str = "") -> None:
    """A bit of everything an instructor does, over some 70 s of model time."""
    session.request("learner", "start", "H1")
    session.run(111)
    session.freeze(True, by="instructor")
    session.request("instructor", "call", "LEARNER", {"phrase": "look"})
    session.step(3, by="instructor")
    session.advance(0.0)
    session.request("instructor", "take", "SNAPSHOT", f"{prefix}a")
    session.request("instructor", "start", "MALFUNCTION", BIAS)
    session.advance(0.0)
    session.freeze(False, by="instructor")
    session.set_speed(10, by="instructor")
    session.run(250)
    session.request("instructor", "start", "F1")
    session.request("instructor", "take", "SNAPSHOT", f"{prefix}b")
    session.run(320)
    if session.parts.upsets.state():
        session.request("instructor", "stop", "MALFUNCTION", {"instrument": "TI1"})
    session.request("instructor", "stop", "F1")
    session.run(40)


def test_a_replay_of_everything_an_instructor_does_agrees(tmp_path: Path) -> None:
    """Every checkpoint, those of the snapshots among them, and the end come again to the bit."""
    kept = begin(tmp_path)
    lively(kept.session)
    kept.close()
    with AttemptReader.open(kept.path) as reader:
        ticks = [c.tick for c in reader.checkpoints()]
    assert ticks == [0, 115, 300, 366, 600]
    assert same(kept.path)


def test_three_generations_of_going_back(tmp_path: Path) -> None:
    """Child, grandchild and their child: each begins where its snapshot was, knows what came before, and replays."""
    kept = [begin(tmp_path)]
    lively(kept[0].session)
    for to, generation in (("b", "1"), ("1a", "2"), ("a", "3")):  # the last goes back beyond all its forebears
        kept.append(back(tmp_path, kept[-1], to))
        lively_in = kept[-1].session
        lively_in.run(30)
        if generation != "3":
            lively(lively_in, generation)
    begun = [one.writer.header.parent for one in kept[1:]]
    assert [p.tick for p in begun if p is not None] == [366, 511, 115]
    ids = [one.writer.header.attempt_id for one in kept]
    assert [p.attempt_id for p in begun if p is not None] == [ids[0], ids[1], ids[0]]
    assert [s.name for s in kept[2].session.frame().snapshots] == ["a", "b", "1a", "2a", "2b"]
    assert [s.name for s in kept[3].session.frame().snapshots] == ["a"]
    kept[-1].close()
    for one in kept:
        assert same(one.path)
    with open_lineage(kept[2].path) as whole:
        ticks = [tick for tick, _ in whole.rows()]
        assert ticks == sorted(set(ticks))
        assert ticks[0] == 0
        names = [a.value for a in whole.actions() if (a.verb, a.on) == ("take", "SNAPSHOT")]
        assert names == ["a", "b", "1a", "2a", "2b"]
    with AttemptReader.open(kept[0].path) as reader:
        assert reader.last_tick() > 700, "nothing of the parent is cut off"


def test_going_back_to_a_time_takes_the_checkpoint_before_it(tmp_path: Path) -> None:
    """Periodic checkpoints serve where no snapshot was taken."""
    kept = begin(tmp_path)
    kept.session.run(700)
    child = back(tmp_path, kept, 45.0)
    assert child.session.now == 300
    child.close()
    assert same(child.path)


def test_an_ancestor_that_is_missing_is_said(tmp_path: Path) -> None:
    """Without its file nobody can go back into its time; the error names it."""
    kept = begin(tmp_path)
    lively(kept.session)
    child = back(tmp_path, kept, "b")
    child.close()
    kept.path.unlink()
    with pytest.raises(AttemptFormatError, match=kept.writer.header.attempt_id):
        go_back(child.path, 100)


def test_a_thousand_snapshots(tmp_path: Path) -> None:
    """As many as are wanted: each is there after the file is closed, and the file stays small."""
    kept = begin(tmp_path)
    kept.session.run(1)
    for i in range(1000):
        assert kept.session.request("instructor", "take", "SNAPSHOT", f"s{i}")
        if i % 2:  # two snapshots in one tick share a checkpoint
            kept.session.tick()
    assert len(kept.session.frame().snapshots) == 1000
    kept.writer.close()
    assert kept.path.stat().st_size < 3_000_000
    session, writer = resume(kept.path)
    assert [s.name for s in session.frame().snapshots] == [f"s{i}" for i in range(1000)]
    session.end("finished")
    writer.close()
    with AttemptReader.open(kept.path) as reader:
        assert len(reader.checkpoints()) == 1 + 500
    assert go_back(kept.path, session.parts.snapshots.lines[500].tick).tick == session.parts.snapshots.lines[500].tick
    assert same(kept.path)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> worker.Outcome:
    """What an attempt with snapshots comes to that nobody kills."""
    return worker.run(tmp_path_factory.mktemp("whole") / "a.attempt")


@pytest.mark.parametrize("delay_s", [0.0, 1e-4])
@pytest.mark.parametrize(
    ("word", "nth"),
    [("INSERT INTO action", 2), ("INSERT INTO action", 3), ("INSERT INTO action", 4), ("INSERT INTO checkpoint", 2),
     ("INSERT INTO checkpoint", 3), ("INSERT INTO checkpoint", 4), ("COMMIT", 9), ("INSERT INTO event", 3)],
)  # fmt: skip
def test_killed_in_the_middle_of_a_snapshot(
    tmp_path: Path, undisturbed: worker.Outcome, word: str, nth: int, delay_s: float
) -> None:
    """kill -9 while a snapshot is being stored: resumed, it is there, the record holds, the mark and the end agree."""
    path, acks = tmp_path / "a.attempt", tmp_path / "acks"
    process = PROCESS.Process(target=worker.run_deadly, args=(path, acks, word, nth, delay_s))
    process.start()
    process.join(60)
    assert process.exitcode in (9, -9) or delay_s
    if not check_after_kill(path, acks):
        assert worker.run(path) == undisturbed
    with AttemptReader.open(path) as reader:
        ticks = [c.tick for c in reader.checkpoints()]
        assert ticks == [0, *(tick for _, tick in worker.SNAPSHOTS), 600]
    assert same(path)


def test_an_attempt_left_by_going_back_is_not_offered_again(tmp_path: Path) -> None:
    """It has ended; only its child goes on."""
    kept = begin(tmp_path)
    lively(kept.session)
    child = back(tmp_path, kept, "b")
    child.session.request("learner", "stop", "H1")
    child.session.run(20)
    child.leave()
    assert [one.path for one in unfinished(tmp_path, "anonymous")] == [child.path]


# -- what is told of it -----------------------------------------------------------------------------------------
def test_interventions_say_what_was_done_and_when(tmp_path: Path) -> None:
    """In both languages, in order, through a rewind; what the learner does is none."""
    kept = begin(tmp_path)
    lively(kept.session)
    child = back(tmp_path, kept, "b")
    child.session.request("instructor", "press", "HS1")
    child.session.run(5)
    child.session.end("finished", by="instructor")
    child.close()
    told = interventions_of(child.path)
    assert [(one.tick, one.kind) for one in told] == [
        (111, "freeze"), (111, "message"), (111, "step"), (114, "snapshot"), (114, "malfunction"), (115, "speed"),
        (365, "fault"), (365, "snapshot"), (366, "rewind"), (366, "other"), (371, "end"),
    ]  # fmt: skip
    assert [one.text.zh for one in told][:3] == ["暂停", "发消息：先看趋势", "单步 3 拍"]
    assert [one.text.en for one in told][3:6] == ["took the snapshot “a”", "upset TI1 bias 30 K", "speed ×10"]
    assert told[6].text.zh == "注入故障 F1 断线"
    assert told[8].text.zh == "由 0:01:12 回退到快照“b”"
    with AttemptReader.open(kept.path) as reader:
        own = interventions(reader.actions())
    assert own[-1].text.en == "left for the snapshot “b”"
    assert all(a.tick <= b.tick for a, b in pairwise(told))


def test_a_freeze_is_told_with_its_length_on_the_wall_clock() -> None:
    """Model time stands still in a freeze, so its length comes from the clock of the record."""
    session = tiny_session(recorder=(recorder := MemoryRecorder()))
    session.freeze(True, by="instructor")
    session.freeze(False)
    (one,) = interventions(recorder.actions, Known(clock={0: 5_000, 1: 190_999}))
    assert (one.text.zh, one.text.en) == ("暂停 3 分 5 秒", "froze for 3 min 5 s")


def test_an_attempt_without_an_instructor_has_no_interventions() -> None:
    """Neither a learner's own freeze nor a script counts."""
    session = tiny_session(recorder=(recorder := MemoryRecorder()))
    session.freeze(True)
    session.freeze(False)
    session.request("script", "start", "F1")
    assert interventions(recorder.actions) == ()
