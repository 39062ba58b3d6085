"""Rewound attempts are marked together with what came before."""

from __future__ import annotations

from pathlib import Path

from engine.session.attempt.reader import AttemptReader
from engine.session.attempt.records import Ending
from engine.session.desk import open_attempt
from engine.session.lineage import open_lineage
from engine.session.replay import replay, rewind
from engine.testing import tiny_scenario


def _parent_and_child(folder: Path) -> tuple[Path, Path]:
    scenario = tiny_scenario()
    first = open_attempt(folder, folder, rubric=b"{}", scenario=scenario)
    first.session.request("learner", "start", "H1")
    first.session.run(700)
    first.session.request("learner", "stop", "H1")
    first.session.run(100)
    first.close()
    with AttemptReader.open(first.path) as reader:
        parent = rewind(reader, 650)
    second = open_attempt(folder, folder, rubric=b"{}", scenario=scenario, parent=parent)
    second.session.run(50)
    second.session.request("learner", "fill", "LOG", {"t": 60})
    second.session.run(50)
    second.close()
    return first.path, second.path


def test_a_child_reads_as_one_with_its_parent(tmp_path: Path) -> None:
    """Actions and rows of the parent up to the rewind, then those of the child; nothing twice, nothing after it."""
    parent, child = _parent_and_child(tmp_path)
    with open_lineage(child) as lineage:
        assert lineage.missing == ""
        assert [a.verb for a in lineage.actions()] == ["start", "fill", "stop"]
        ticks = [tick for tick, _ in lineage.rows()]
        assert ticks == sorted(set(ticks))
        assert ticks[0] == 0
        begin = lineage.header.parent
        assert begin is not None
        assert begin.tick in range(600, 651)
    with AttemptReader.open(parent) as reader:
        assert [a.verb for a in reader.actions()][:2] == ["start", "stop"]


def test_a_missing_parent_is_said(tmp_path: Path) -> None:
    """Without the parent's file the child is read alone and names what is missing."""
    parent, child = _parent_and_child(tmp_path)
    with AttemptReader.open(parent) as reader:
        wanted = reader.header.attempt_id
    parent.unlink()
    with open_lineage(child) as lineage:
        assert lineage.missing == wanted
        assert [a.verb for a in lineage.actions()] == ["fill", "stop"]


def test_a_young_child_can_be_rewound_again(tmp_path: Path) -> None:
    """Before its own first checkpoint, a rewound attempt goes back to where it began."""
    _, child = _parent_and_child(tmp_path)
    with AttemptReader.open(child) as reader:
        assert not reader.checkpoints()
        again = rewind(reader, reader.last_tick())
        assert again == reader.header.parent


def test_a_replay_compares_the_end(tmp_path: Path) -> None:
    """What differs after the last checkpoint is found too: the hash of the last state is part of the record."""
    parent, _ = _parent_and_child(tmp_path)
    with AttemptReader.open(parent) as reader:
        assert replay(reader).same
        ending = reader.ended()
        assert ending is not None
        reader.ended = lambda: Ending(ending.tick, ending.how, "0" * 64)  # type: ignore[method-assign]
        report = replay(reader)
    assert report.diverged_at == ending.tick
