"""The window itself: renderers, pictures, text, closing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from panda3d import core

from engine.scenario.text import Text
from engine.session.frame import AlarmLine
from engine.view import window
from engine.view.app import App
from engine.view.desk import Panel
from engine.view.errors import GraphicsError, ViewError
from engine.view.fonts import FoundFont
from engine.view.picture import whole
from engine.view.port import ScenarioCard
from engine.view.shelf import Shelf
from tests.view.conftest import DISPLAYS
from tests.view.fake_port import FakePort


def _pixels(path: Path) -> np.ndarray:
    image = core.PNMImage(core.Filename.from_os_specific(str(path)))
    texture = core.Texture()
    texture.load(image)
    data = np.frombuffer(bytes(texture.get_ram_image()), np.uint8)
    return data.reshape(image.get_y_size(), image.get_x_size(), -1)[::-1]  # Panda3D keeps the lowest row first


def test_a_picture_is_opaque_small_and_not_blank(app: App, picture: Path) -> None:
    """A saved picture has no alpha, many colours and at most 200 kB."""
    app.step_frame(advance=False)
    assert app.screenshot(picture) <= 200_000
    pixels = _pixels(picture)
    assert pixels.shape == (768, 1366, 3)
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 40


def test_the_same_frame_is_the_same_picture(app: App, tmp_path: Path) -> None:
    """Nothing random is drawn: two pictures of one moment are equal."""
    app.step_frame(seconds=1e-4, advance=False)
    app.screenshot(tmp_path / "a.png")
    app.step_frame(seconds=1e-4, advance=False)
    app.screenshot(tmp_path / "b.png")
    assert (_pixels(tmp_path / "a.png") == _pixels(tmp_path / "b.png")).all()


def test_a_picture_into_a_folder_that_cannot_be_made_is_an_error_in_words(app: App, tmp_path: Path) -> None:
    """A picture that cannot be written is said, with its path."""
    (tmp_path / "file").write_text("")
    with pytest.raises((ViewError, OSError)):
        app.screenshot(tmp_path / "file" / "picture.png")


def test_the_scissor_holds_on_the_software_renderer(app: App, port: FakePort, picture: Path) -> None:
    """A list longer than its window does not draw over what lies below it."""
    port.lines = [_line(i) for i in range(60)]
    app.desk.room.page = "alarms"
    for _ in range(3):
        app.step_frame(advance=False)
    app.screenshot(picture)
    strip = _pixels(picture)[706:764, 600:1100]
    assert (strip == strip[0, 0]).all()


def _line(number: int) -> AlarmLine:
    title = Text(zh=f"报警 {number}", en=f"Alarm {number}")
    return AlarmLine(f"X{number}", "TI101A", title, "high", "unack", number, 1.0, 2.0, "degC")


def test_windows_open_and_close_again_and_again() -> None:
    """A second attempt in the same process starts from a clean slate."""
    for _ in range(3):
        app = App(FakePort(), kind="offscreen", displays=DISPLAYS)
        app.step_frame(advance=False)
        app.close()


def test_without_a_chinese_font_the_screen_is_english_and_says_so() -> None:
    """A lost font is told in words the present font can write."""
    app = App(FakePort(), lang="zh", kind="offscreen", displays=DISPLAYS, font=FoundFont(None, None, "lost"))
    app.step_frame(advance=False)
    assert app.ui.lang == "en"
    assert app.ui.notice is not None
    assert app.ui.notice.text.isascii()
    app.close()


def test_no_renderer_is_a_typed_error_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any graphics the message says what to do, and the next window still opens."""

    def nothing(**options: object) -> None:
        raise Exception("Could not open window.")

    with monkeypatch.context() as patched:
        patched.setattr("direct.showbase.ShowBase.ShowBase", nothing)
        with pytest.raises(GraphicsError, match="无法打开图形界面"):
            window.open_window("x", (64, 64), "offscreen", DISPLAYS)
    app = App(FakePort(), kind="offscreen", displays=DISPLAYS)
    app.close()


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a system library is missing the error names its package."""

    def missing(name: str) -> object:
        raise OSError(name)

    monkeypatch.setattr(window.sys, "platform", "linux")
    monkeypatch.setattr(window.ctypes, "CDLL", missing)
    error = window._explained("test")
    assert error.package == "libx11-6"
    assert "apt install libx11-6" in str(error)


def test_typed_text_reaches_a_text_field(app: App) -> None:
    """Characters, Chinese ones too, arrive in the field that has the keyboard."""
    app.key("j")
    app.press("document.LOG.remark")
    app.stage.layer.character("正常")
    app.step_frame(advance=False)
    assert app.stage.layer.wants_keyboard
    assert app.desk._document._drafts["LOG"]["remark"] == "正常"


def test_letters_typed_into_a_field_open_nothing(app: App) -> None:
    """While a field has the keyboard, letters are text and not commands."""
    app.key("j")
    app.press("document.LOG.remark")
    app.key("t")
    app.key("p")
    assert app.desk.panel == "document"
    assert not app.port.frame().frozen


def test_the_list_of_scenarios_starts_one() -> None:
    """A scenario and a mode are chosen and started; a broken one cannot be chosen."""
    good = ScenarioCard("nitration", Text(zh="氯苯硝化", en="Nitration"), Text(zh="加料", en="Dosing"), "chemical", 90)
    bad = ScenarioCard("half", Text(zh="未完成"), Text(zh=""), problem=Text(zh="第 3 行有错", en="line 3"))
    shelf = Shelf([bad, good], kind="offscreen", displays=DISPLAYS)
    shelf.step_frame()
    assert shelf.library.chosen == "nitration"
    for name in ("library.half", "library.mode.exam", "library.language", "library.start"):
        _press(shelf, name)
    choice = shelf.choose()
    shelf.close()
    assert choice is not None
    assert (choice.scenario, choice.mode, choice.lang) == ("nitration", "exam", "en")


def _press(shelf: Shelf, name: str) -> None:
    layer = shelf.stage.layer
    layer.pointer = shelf.ui.rects[name].centre
    for down in (None, True, False):
        if down is not None:
            layer.button(down, "mouse1")
        shelf.step_frame()


def test_half_a_picture_is_no_picture(app: App, picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, of which the library says nothing, is told, and no broken file is left behind."""
    app.screenshot(picture)
    assert whole(picture)
    half = picture.with_name("half.png")
    half.write_bytes(picture.read_bytes()[:-100])
    assert not whole(half)
    monkeypatch.setattr("engine.view.picture.whole", lambda path: False)  # noqa: ARG005
    with pytest.raises(ViewError):
        app.screenshot(picture)
    assert not picture.exists()


def test_a_window_that_waits_says_so_until_another_session_is_shown(app: App, picture: Path) -> None:
    """The picture stays, with a word, and keys do nothing; the next session finds the learner at the console again."""
    app.desk.panel = Panel.MENU
    app.wait("正在回到出错之前……")
    app.key("t")
    assert (app.desk.panel, app.desk.waiting) == (Panel.NONE, "正在回到出错之前……")
    app.screenshot(picture)
    assert len(np.unique(_pixels(picture).reshape(-1, 3), axis=0)) > 20
    app.show(FakePort())
    app.step_frame(advance=False)
    assert app.desk.waiting == ""
    assert app.desk.control
    away = FakePort()
    away.in_reach = ()
    app.show(away)
    assert not app.desk.control
