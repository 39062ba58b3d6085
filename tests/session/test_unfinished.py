"""What is offered to go on with: cut off, the learner's own, and nobody's hands on it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from engine.session.attempt import AttemptWriter
from engine.session.identity import new_header
from engine.session.session import Session
from engine.session.unfinished import unfinished
from engine.testing import tiny_kind, tiny_scenario
from tests.session.resume_worker import ACTS, run


def _begin(path: Path, learner: str, acts: bool = True) -> AttemptWriter:
    scenario = tiny_scenario()
    header = new_header(Session(scenario), rubric=b"{}", learner=learner)
    writer = AttemptWriter.create(path, header)
    session = Session(scenario, recorder=writer)
    for tick in range(200):
        if acts and tick in ACTS:
            verb, on, value = ACTS[tick]
            session.request("learner", verb, on, value)
        session.tick()
    writer.flush()
    return writer


def _cut(path: Path, learner: str, acts: bool = True) -> Path:
    """A file as a killed program leaves it: no end, nobody's lock."""
    source = path.with_suffix(".live")
    with tiny_kind():
        writer = _begin(source, learner, acts)
        for side in ("", "-wal"):
            if (part := source.with_name(source.name + side)).exists():
                shutil.copy(part, path.with_name(path.name + side))
        writer.close()
    return path


def test_only_the_learners_own_and_only_without_an_end(tmp_path: Path) -> None:
    """What ended, is somebody else's, or was never acted in is not offered."""
    mine = _cut(tmp_path / "mine.attempt", "hx24-07")
    _cut(tmp_path / "other.attempt", "hx24-08")
    _cut(tmp_path / "empty.attempt", "hx24-07", acts=False)
    run(tmp_path / "ended.attempt")
    found = unfinished(tmp_path, "hx24-07")
    assert [one.path for one in found] == [mine]
    assert found[0].seconds == pytest.approx(20, abs=1.5)
    assert found[0].title.zh
    assert found[0].begun[:2] == "20"


def test_what_is_being_written_is_not_offered(tmp_path: Path) -> None:
    """The attempt of a program that runs stays with that program."""
    with tiny_kind():
        writer = _begin(tmp_path / "a.attempt", "hx24-07")
        assert unfinished(tmp_path, "hx24-07") == []
        writer.close()


def test_the_newest_stand_first_and_bad_files_are_passed_over(tmp_path: Path) -> None:
    """A damaged file hides nothing; the list is short and begins with the last."""
    first = _cut(tmp_path / "a.attempt", "x")
    for i, name in enumerate("bcde"):
        for side in ("", "-wal"):
            source = first.with_name(first.name + side)
            if source.exists():
                shutil.copy(source, tmp_path / f"{name}.attempt{side}")
        os.utime(tmp_path / f"{name}.attempt", (2e9 + i, 2e9 + i))
    (tmp_path / "z.attempt").write_bytes(b"no attempt")
    assert [one.path.stem for one in unfinished(tmp_path, "x")] == ["e", "d", "c"]
    assert unfinished(tmp_path / "nowhere", "x") == []
