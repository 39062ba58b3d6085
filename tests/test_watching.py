"""``run --watch`` in a real window without a screen: a save swaps the session under the panels, a mistake stays said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import launcher
from engine.errors import StorageError
from engine.session.desk import open_attempt
from engine.terminal import StopError
from engine.testing import TINY_SCENARIO, tiny_kind
from engine.view import seat
from engine.view.app import App
from engine.view.errors import GraphicsError
from engine.view.field import Field
from engine.view.looks import check_looks
from grading.authoring.following import Following
from grading.authoring.saved import POLL_S
from grading.marked import watch
from grading.rubric import Rubric
from grading.sitting import Turn
from tests.session.resume_worker import RUBRIC
from tests.view.conftest import DISPLAYS


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    home = tmp_path / "scenarios" / "tiny"
    (home / "runs").mkdir(parents=True)
    (home / "scenario.yaml").write_text(TINY_SCENARIO, encoding="utf-8")
    (home / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    with tiny_kind():
        yield home


@pytest.fixture
def window(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[App, Turn]]:
    """A window on an attempt that follows the files; every look at the clock is half a second later."""
    rubric = Rubric.load(folder)
    attempt = open_attempt(folder, folder.parent / "out", rubric=rubric.canonical(), learner="p-1")
    marker = watch(attempt.session, rubric)
    following = Following(folder, folder.parent / "out", attempt, marker, rubric, look=check_looks)
    turn = Turn(attempt, marker, following)
    now = [0.0]

    def later() -> float:
        now[0] += POLL_S
        return now[0]

    monkeypatch.setattr(seat.time, "monotonic", later)
    try:
        app = App(attempt.session, kind="offscreen", displays=DISPLAYS, place=Field)
    except GraphicsError as error:
        pytest.skip(f"no software renderer here: {error}")
    yield app, turn
    app.close()
    turn.attempt.close()


def save(folder: Path, old: str, new: str) -> None:
    path = folder / "scenario.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def pictures(app: App, turn: Turn, until: str) -> None:
    """Go on as the program does until the strip says ``until``."""
    for _ in range(400):
        app.step_frame(advance=not turn.busy)
        seat.follow(app, turn)
        if app.desk.author.note is not None and app.desk.author.note.kind == until:
            app.step_frame(advance=False)
            return
    raise AssertionError(f"never {until}: {app.desk.author.note}")


def test_a_save_changes_the_scenario_under_the_learner(
    window: tuple[App, Turn], folder: Path, tmp_path: Path
) -> None:
    """The window stays, at the same screen; scene, panels and values are those of the new scenario, at the same time."""
    app, turn = window
    app.desk.control = True
    app.desk.room.page = "alarms"
    assert turn.attempt.session.request("learner", "start", "H1")
    turn.attempt.session.run(200)
    first, seconds = turn.attempt.session, turn.attempt.session.seconds
    base = app.base
    app.step_frame(advance=False)
    seat.follow(app, turn)
    save(folder, "title: {zh: 温度, en: Temperature}, label: TI-1,", "title: {zh: 块温, en: Block}, label: TI-9,")
    pictures(app, turn, "kept")
    assert app.base is base
    assert app.port is turn.attempt.session is not first
    assert app.desk.ui.facts.plate("TI1") == "TI-9"
    assert (app.desk.control, app.desk.room.page) == (True, "alarms")
    assert seconds <= app.port.frame().seconds < seconds + 5
    assert app.desk.author.text(app.ui) == app.ui.t("author.kept")
    assert app.screenshot(tmp_path / "kept.png") > 5000
    app.desk.control = False
    app.step_frame(advance=False)
    assert app._place is not None
    assert set(app._place.scene.objects) == set(app.port.scenario.sections["stage"].objects)


def test_a_mistake_is_shown_until_it_is_mended(window: tuple[App, Turn], folder: Path) -> None:
    """File, line and words stay on the screen while the old scenario goes on; mending the file takes them away."""
    app, turn = window
    session = turn.attempt.session
    seat.follow(app, turn)
    save(folder, "high: 80 degC", "high: 80")
    pictures(app, turn, "mistake")
    for _ in range(3):
        app.step_frame(seconds=10.0, advance=False)
    said = app.desk.author.text(app.ui)
    assert "scenario.yaml:9" in said or "scenario.yaml:8" in said
    assert "缺少单位" in said
    assert app.port is session
    before = session.now
    app.step_frame(seconds=0.2)
    assert session.now > before
    save(folder, "high: 80,", "high: 70 degC,")
    pictures(app, turn, "kept")
    for _ in range(2):
        app.step_frame(seconds=10.0, advance=False)
    assert app.desk.author.text(app.ui) == ""


def test_a_full_disk_leaves_the_old_attempt(
    window: tuple[App, Turn], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the new file cannot be written the learner is told, and the old attempt goes on."""
    app, turn = window
    session = turn.attempt.session

    def full(*args: Any, **named: Any) -> None:
        raise StorageError("磁盘已满 / the disk is full")

    monkeypatch.setattr("grading.authoring.following.adopt", full)
    seat.follow(app, turn)
    save(folder, "high: 80 degC", "high: 70 degC")
    for _ in range(20):
        app.step_frame(advance=not turn.busy)
        seat.follow(app, turn)
    assert app.port is session is turn.attempt.session
    assert not turn.busy
    assert app.ui.notice is not None
    assert "磁盘已满" in app.ui.notice.text


def test_again_after_a_save_begins_with_what_was_saved(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Beginning anew takes the scenario and the rubric that are being played, not those of the first start."""
    monkeypatch.setenv("SHIXUN_HOME", str(tmp_path / "home"))
    seen = []

    def attend(_: seat.Seat, turn: Turn) -> seat.Left:
        seen.append(turn.attempt.session.scenario["alarms"].root["TI1.H"].high.value)
        if len(seen) == 1:
            save(folder, "high: 80 degC", "high: 70 degC")
            for second in range(40):
                turn.follow(float(second))
            turn.attempt.session.run(10)
            save(folder, "schema: 1", "schema: one")  # what is broken now must not be in the way
        turn.attempt.close()
        return seat.Left("again" if len(seen) == 1 else "exit")

    monkeypatch.setattr(seat.Seat, "attend", attend)
    launcher.run(str(folder), follow=True, learner="p-1")
    assert seen == [80, 70]


@pytest.mark.parametrize("options", [{"mode": "exam"}, {"resume": Path("a.attempt")}])
def test_never_in_an_exam_nor_when_resuming(folder: Path, options: dict[str, Any]) -> None:
    """Following the files is refused where it would change what is judged."""
    with pytest.raises(StopError, match="--watch"):
        launcher.run(str(folder), follow=True, **options)


def test_practising_again_keeps_the_window_and_begins_frozen(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Going back keeps the window, says so meanwhile, and begins at ×1 and frozen with a word on how to go on."""
    monkeypatch.setenv("SHIXUN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("engine.view.app.App", _offscreen)
    seen: list[Any] = []

    def play(window: Any, turn: Turn) -> str:
        session = turn.attempt.session
        seen.append((window, window.desk.waiting, session.parts.conduct.frozen, window.desk.ui.notice))
        if len(seen) > 1:
            assert session.parts.conduct.speed == 1.0
            return "exit"
        session.set_speed(5.0)
        session.run(1000)
        window.desk.rewind_to = 900
        real = window.close
        monkeypatch.setattr(window, "close", lambda: (seen.append("closed"), real()))
        monkeypatch.setattr(window, "wait", lambda text: seen.append(text))
        return "rewind"

    monkeypatch.setattr(seat, "play", play)
    launcher.run(str(folder), learner="p-1")
    first, waited, second, closed = seen
    assert "回到" in waited
    assert second[0] is first[0]
    assert (first[2], second[1:3], closed) == (False, ("", True), "closed")
    assert "按 P" in second[3].text


def _offscreen(session: Any, lang: str, place: Any) -> App:
    return App(session, kind="offscreen", displays=DISPLAYS, lang=lang)
