"""A window that follows the files, without the window: what is noticed, what goes on, what is kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.paths import write_whole
from engine.session.attempt import AttemptReader
from engine.session.desk import open_attempt
from engine.session.findings import FileNote
from engine.session.replay import replay
from engine.testing import TINY_SCENARIO, tiny_kind
from grading.authoring.following import Following
from grading.authoring.saved import POLL_S, SavedFiles
from grading.marked import mark_file, watch
from grading.rubric import Rubric
from tests.session.resume_worker import RUBRIC


class Clock:
    """Half a second a look."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += POLL_S
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    home = tmp_path / "scenarios" / "tiny"
    (home / "runs").mkdir(parents=True)
    (home / "scenario.yaml").write_text(TINY_SCENARIO, encoding="utf-8")
    (home / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    with tiny_kind():
        yield home


def save(folder: Path, old: str, new: str, name: str = "scenario.yaml") -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    write_whole(path, text.replace(old, new).encode())


def follow(folder: Path, mode: str = "practise", start: str = "") -> Following:
    rubric = Rubric.load(folder)
    attempt = open_attempt(
        folder, folder.parent / "out", rubric=rubric.canonical(), mode=mode, learner="p-1", start=start
    )
    return Following(folder, folder.parent / "out", attempt, watch(attempt.session, rubric), rubric)


def settled(following: Following, clock: Clock) -> FileNote | None:
    """What is said once everything is done."""
    last = None
    for _ in range(200):
        news = following.step(clock())
        last = news or last
        if news is not None and news.kind != "redoing":
            break
    return last


# -- noticing -------------------------------------------------------------------------------------------------
def test_nothing_is_noticed_where_nothing_was_saved(folder: Path) -> None:
    """Looking does not make news, nor does saving the same content with a new date."""
    files, clock = SavedFiles(folder), Clock()
    assert not any(files.saved(clock()) for _ in range(4))
    os.utime(folder / "scenario.yaml", (1, 1))
    assert not any(files.saved(clock()) for _ in range(4))


@pytest.mark.parametrize("name", ["scenario.yaml", "rubric.yaml"])
def test_each_save_is_noticed_once(folder: Path, name: str) -> None:
    """Other content in the scenario or the rubric is news, once."""
    files, clock = SavedFiles(folder), Clock()
    files.saved(clock())
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert [files.saved(clock()) for _ in range(5)].count(True) == 1


def test_a_file_that_is_still_being_written_is_not_read(folder: Path) -> None:
    """An editor that empties the file before it fills it makes no news of the empty file."""
    files, clock, whole = SavedFiles(folder), Clock(), TINY_SCENARIO + "\n# more\n"
    path, noticed = folder / "scenario.yaml", []
    files.saved(clock())
    for text in ("", whole[:400], whole, whole, whole):
        path.write_text(text, encoding="utf-8")
        if files.saved(clock()):
            noticed.append(path.read_text(encoding="utf-8"))
    assert noticed == [whole]


def test_the_disk_is_not_asked_at_every_picture(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty pictures a second ask the disk twice."""
    files, asked = SavedFiles(folder), 0
    stat = files._stat

    def counted() -> list[tuple[str, int, int]]:
        nonlocal asked
        asked += 1
        return stat()

    monkeypatch.setattr(files, "_stat", counted)
    for picture in range(60):
        files.saved(picture / 60)
    assert asked == 2


@pytest.mark.parametrize("base", ["../tiny", "'../tiny'  # the base", "../tiny/scenario.yaml"])
def test_what_a_variant_extends_is_watched_too(folder: Path, base: str) -> None:
    """A save of the scenario that another one extends is news for the variant, however the base is named."""
    variant = folder.parent / "variant"
    variant.mkdir()
    (variant / "scenario.yaml").write_text(f"extends: {base}\nmeta: {{id: TINY-02}}\n", encoding="utf-8")
    files, clock = SavedFiles(variant), Clock()
    files.saved(clock())
    save(folder, "high: 80 degC", "high: 70 degC")
    assert any(files.saved(clock()) for _ in range(3))


def test_what_a_rubric_extends_is_watched_too(folder: Path) -> None:
    """A rubric stands on its own base, whatever the scenario beside it extends."""
    variant = folder.parent / "variant"
    variant.mkdir()
    (variant / "scenario.yaml").write_text(TINY_SCENARIO, encoding="utf-8")
    (variant / "rubric.yaml").write_text("schema: 1\nextends: ../tiny\n", encoding="utf-8")
    files, clock = SavedFiles(variant), Clock()
    files.saved(clock())
    save(folder, "high: 80 degC", "high: 70 degC")
    assert not any(files.saved(clock()) for _ in range(3))
    save(folder, "schema: 1", "schema: 1 # changed", "rubric.yaml")
    assert any(files.saved(clock()) for _ in range(3))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
@pytest.mark.parametrize("kind", ["nul", "loop", "pipe", "zero", "huge", "long", "outside"])
def test_a_base_that_cannot_be_read_is_a_mistake_and_no_end(folder: Path, kind: str) -> None:
    """Whatever is saved as a base, the window neither waits nor ends: the mistake is told and practice goes on."""
    other = folder.parent / "other"
    other.mkdir()
    base = other / "scenario.yaml"
    if kind == "loop":
        base.symlink_to("scenario.yaml")
    elif kind == "pipe":
        os.mkfifo(base)
    elif kind == "zero":
        base.symlink_to("/dev/zero")
    elif kind == "huge":
        with base.open("wb") as file:
            file.truncate(1 << 34)
    written = {"nul": "../ot\0her", "long": "a" * 290, "outside": "../../outside"}.get(kind, "../other")
    if kind == "outside":
        (folder.parent.parent / "outside").mkdir()
        os.mkfifo(folder.parent.parent / "outside" / "scenario.yaml")
    following, clock = follow(folder), Clock()
    following.step(clock())
    save(folder, "schema: 1\n", f"schema: 1\nextends: {written}\n")
    news = settled(following, clock)
    assert news is not None
    assert news.kind == "mistake"
    following.attempt.session.run(10)
    following.attempt.close()


def test_bases_that_go_round_in_a_circle_end(folder: Path) -> None:
    """Two scenarios that extend one another are looked at like any other."""
    other = folder.parent / "other"
    other.mkdir()
    (other / "scenario.yaml").write_text("extends: ../tiny\n", encoding="utf-8")
    (folder / "scenario.yaml").write_text("extends: ../other\n", encoding="utf-8")
    assert not SavedFiles(folder).saved(0.0)


# -- going on -------------------------------------------------------------------------------------------------
def test_without_a_mistake_it_goes_on_from_the_same_moment(folder: Path) -> None:
    """The new scenario is played on at the same tick, with what was done done again; both files are whole."""
    following, clock = follow(folder), Clock()
    old = following.attempt
    old.session.run(300)
    assert old.session.request("learner", "start", "H1")
    old.session.run(200)
    temperature = old.session.tags.value("H1.T")
    following.step(clock())
    save(folder, "high: 80 degC", "high: 50 degC")
    news = settled(following, clock)
    assert news == FileNote("kept")
    assert news.swapped
    session = following.attempt.session
    assert session is not old.session
    assert session.now == 500
    assert session.tags.value("H1.T") == temperature
    assert any(line.id == "TI1.H" and line.state == "unack" for line in session.frame().alarms)
    session.run(100)
    following.attempt.close()
    for path, actions in ((old.path, ["start", "stop"]), (following.attempt.path, ["start", "stop"])):
        with AttemptReader.open(path) as reader:
            assert reader.verify().head
            assert [a.verb for a in reader.actions()] == actions  # the last is the end of the attempt
            assert replay(reader).same
    assert old.path != following.attempt.path


def test_the_new_attempt_is_marked_from_its_beginning(folder: Path) -> None:
    """What was done before the save counts in the new attempt, live and from its file alike."""
    following, clock = follow(folder), Clock()
    following.attempt.session.run(300)
    following.attempt.session.request("learner", "start", "H1")
    following.attempt.session.run(200)
    before = {f.item for f in following.marker.findings() if f.judgement == "met"}
    following.step(clock())
    save(folder, "title: {zh: 温度, en: Temperature}, label: TI-1", "title: {zh: 块温, en: Block}, label: TI-1")
    assert settled(following, clock) == FileNote("kept")
    assert {f.item for f in following.marker.findings() if f.judgement == "met"} == before != set()
    following.attempt.session.run(50)
    following.attempt.session.end("finished")
    live = following.marker.result()
    following.attempt.close()
    assert mark_file(following.attempt.path).result.total == live.total


def test_the_rubric_alone_may_change(folder: Path) -> None:
    """A saved rubric marks what was done so far, and is the one inside the new file."""
    following, clock = follow(folder), Clock()
    following.attempt.session.run(100)
    following.step(clock())
    save(folder, "pass: 60", "pass: 75", "rubric.yaml")
    assert settled(following, clock) == FileNote("kept")
    following.attempt.close()
    with AttemptReader.open(following.attempt.path) as reader:
        assert Rubric.from_canonical(reader.header.rubric).passing.mark == 75


def test_a_mistake_leaves_the_old_attempt_going(folder: Path) -> None:
    """The first mistake is told with file and line; the attempt is the same, and mending the file swaps it."""
    following, clock = follow(folder), Clock()
    following.attempt.session.run(100)
    old = following.attempt
    following.step(clock())
    save(folder, "high: 80 degC", "hihg: 60 degC")
    news = settled(following, clock)
    assert news is not None
    assert news.kind == "mistake"
    assert not news.swapped
    line = next(n for n, text in enumerate(TINY_SCENARIO.splitlines(), 1) if "high: 80" in text)
    assert news.where == f"scenario.yaml:{line}"
    assert news.what is not None
    assert "hihg" in news.what.of("zh")
    assert following.attempt is old
    assert not old.session.closed
    assert not following.busy
    save(folder, "hihg: 60 degC", "high: 60 degC")
    assert settled(following, clock) == FileNote("kept")
    following.attempt.close()


def test_a_mistake_only_the_view_can_see_is_told(folder: Path) -> None:
    """What ``look`` finds is a mistake like any other."""
    from engine.view.looks import check_looks

    following, clock = follow(folder), Clock()
    following._look = check_looks
    following.step(clock())
    save(folder, "kind: cabinet", "kind: cabinnet")
    news = settled(following, clock)
    assert news is not None
    assert news.kind == "mistake"
    assert news.what is not None
    assert "cabinnet" in news.what.of("zh")
    following.attempt.close()


def test_what_does_not_fit_begins_afresh(folder: Path) -> None:
    """Where the thing acted on is gone, the new scenario begins at its start, and it is said why."""
    following, clock = follow(folder), Clock()
    assert following.attempt.session.request("learner", "report", "RADIO", "hot")
    following.attempt.session.run(50)
    old = following.attempt
    following.step(clock())
    save(folder, "reports: {hot: {title", "reports: {boiling: {title")
    news = settled(following, clock)
    assert news is not None
    assert news.kind == "afresh"
    assert news.swapped
    assert news.what is not None
    assert "RADIO" in news.what.of("zh")
    assert following.attempt.session.now == 0
    following.attempt.close()
    with AttemptReader.open(old.path) as reader:
        assert replay(reader).same


def test_after_the_end_it_begins_afresh(folder: Path) -> None:
    """An attempt that is over is not done again; a save begins the next one."""
    following, clock = follow(folder), Clock()
    following.attempt.session.run(20)
    following.attempt.session.end("finished")
    following.step(clock())
    save(folder, "high: 80 degC", "high: 70 degC")
    news = settled(following, clock)
    assert news is not None
    assert news.kind == "afresh"
    assert following.attempt.session.now == 0
    following.attempt.close()


def test_a_comment_changes_nothing(folder: Path) -> None:
    """Content that means the same does not begin anything."""
    following, clock = follow(folder), Clock()
    old = following.attempt
    following.step(clock())
    with (folder / "scenario.yaml").open("a", encoding="utf-8") as file:
        file.write("# only a comment\n")
    assert settled(following, clock) == FileNote("same")
    assert following.attempt is old
    old.close()


def test_the_starting_point_stays(folder: Path) -> None:
    """Whoever began warm goes on from warm."""
    following, clock = follow(folder, start="warm"), Clock()
    following.attempt.session.run(10)
    following.step(clock())
    save(folder, "high: 80 degC", "high: 75 degC")
    assert settled(following, clock) == FileNote("kept")
    assert following.attempt.session.start == "warm"
    following.attempt.close()


def test_twice_in_a_row_keeps_everything_done(folder: Path) -> None:
    """A second save does again what was done before the first as well."""
    following, clock = follow(folder), Clock()
    following.attempt.session.request("learner", "start", "H1")
    following.attempt.session.run(100)
    following.step(clock())
    for old, new in (("80", "79"), ("79", "78")):
        save(folder, f"high: {old} degC", f"high: {new} degC")
        assert settled(following, clock) == FileNote("kept")
        following.attempt.session.run(50)
    assert [a.verb for a in following.done] == ["start"]
    assert following.attempt.session.now == 200
    following.attempt.close()


def test_what_is_done_meanwhile_is_not_lost(folder: Path) -> None:
    """A deed between the save and the new attempt is in the new attempt too."""
    following, clock = follow(folder), Clock()
    following.attempt.session.run(5000)
    following.step(clock())
    save(folder, "high: 80 degC", "high: 79 degC")
    while (news := following.step(clock())) is None or news.kind != "redoing":
        pass
    assert following.busy
    assert following.attempt.session.request("learner", "start", "H1")
    assert settled(following, clock) == FileNote("kept")
    assert following.attempt.session.now == 5000
    assert [a.verb for a in following.done] == ["start"]
    following.attempt.close()


def test_an_exam_never_follows(folder: Path) -> None:
    """In an exam nobody changes the task under the learner's hands."""
    with pytest.raises(ValueError, match="exam"):
        follow(folder, mode="exam")
