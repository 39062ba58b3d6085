"""The control-room screen, driven as a learner drives it: by pointer and keyboard."""

from __future__ import annotations

import time

import pytest
from slimgui import imgui

from engine.view.app import App
from engine.view.desk import Panel
from engine.view.panels.control_room import FIXED_PAGES
from engine.view.panels.interlocks import state_of
from tests.view.conftest import DISPLAYS
from tests.view.fake_port import FakePort, upset


def _element(app: App, on: str) -> str:
    return next(name for name in app.ui.rects if name.startswith(f"mimic.{on}."))


@pytest.mark.parametrize(("on", "verb"), [("P101", "stop"), ("XV105", "open"), ("M101", "stop")])
def test_every_device_is_two_presses_away(app: App, port: FakePort, on: str, verb: str) -> None:
    """ISA-101: one press on the picture, one on the faceplate."""
    app.press(_element(app, on))
    app.press(f"{on}.{verb}")
    assert port.requests == [(verb, on, None)]


def test_a_loop_changes_mode_and_set_point(app: App, port: FakePort) -> None:
    """Modes are buttons; a number is entered on the keypad by pointer."""
    app.press(_element(app, "TIC101"))
    app.press("TIC101.mode.manual")
    app.press("TIC101.sp")
    for key in ("6", "1", ".", "5", "enter"):
        app.press(f"keypad.{key}")
    assert port.requests == [("set", "TIC101", {"mode": "manual"}), ("set", "TIC101", {"sp": 61.5})]
    assert not app.desk.room.keypad.is_open


def test_a_number_is_typed_on_the_keyboard_too(app: App, port: FakePort) -> None:
    """Digits, correction and Enter work without a pointer."""
    app.press(_element(app, "TIC101"))
    app.press("TIC101.sp")
    for key in ("5", "9", "9", "backspace", "enter"):
        app.key(key)
    assert port.requests == [("set", "TIC101", {"sp": 59.0})]


def test_a_number_outside_the_range_cannot_be_entered(app: App, port: FakePort) -> None:
    """The keypad holds back what the loop would not take; Esc gives up."""
    app.press(_element(app, "TIC101"))
    app.press("TIC101.sp")
    for key in ("9", "9", "9", "enter"):
        app.key(key)
    assert port.requests == []
    assert app.desk.room.keypad.is_open
    app.key("escape")
    assert not app.desk.room.keypad.is_open


def test_the_arrows_nudge_by_a_share_of_the_range(app: App, port: FakePort) -> None:
    """A nudge is 1 or 5 per cent of the set-point's range, within it."""
    app.press(_element(app, "TIC101"))
    app.press("TIC101.sp.+0.01")
    verb, on, value = port.requests[-1]
    assert (verb, on) == ("set", "TIC101")
    assert value["sp"] == pytest.approx(60.0 + 0.01 * 85)


def test_a_refusal_says_why(app: App, port: FakePort) -> None:
    """What is refused is told in words, and forgotten after a while."""
    app.press(_element(app, "P102B"))
    app.press("P102B.start")
    assert app.ui.notice is not None
    assert app.ui.notice.refused
    assert "XV-105" in app.ui.notice.text
    for _ in range(10):
        app.step_frame(seconds=1.0, advance=False)
    assert app.ui.notice is None


def _walk_to(app: App, name: str) -> None:
    """Move the keyboard's cursor to an item: arrow keys along the longer way, Tab where they lead no further."""
    stuck = True
    for _ in range(60):
        before = app.ui.focused
        if before == name:
            return
        goal = app.ui.rects[name].centre
        here = app.ui.rects[before].centre if before in app.ui.rects else goal
        dx, dy = goal[0] - here[0], goal[1] - here[1]
        across = ("arrow_right" if dx > 0 else "arrow_left") if abs(dx) > abs(dy) else ""
        app.key("tab" if stuck else across or ("arrow_down" if dy > 0 else "arrow_up"))
        stuck = app.ui.focused == before
    raise AssertionError(f"{name} cannot be reached by keys; the cursor stands on {app.ui.focused}")


def test_the_keyboard_alone_operates_a_device(app: App, port: FakePort) -> None:
    """Arrow keys and Enter reach the picture and the faceplate; no pointer is needed."""
    _walk_to(app, _element(app, "XV105"))
    app.key("enter")
    app.step_frame(advance=False)
    _walk_to(app, "XV105.open")
    app.key("enter")
    assert port.requests == [("open", "XV105", None)]


def test_esc_goes_back_one_thing_at_a_time(app: App) -> None:
    """Esc closes the faceplate, leaves the screen, then opens the menu."""
    app.press(_element(app, "P101"))
    app.key("escape")
    assert (app.desk.room.selected, app.desk.control) == (None, True)
    app.key("escape")
    assert not app.desk.control
    app.key("escape")
    assert app.desk.panel is Panel.MENU


def test_function_keys_choose_pages(app: App) -> None:
    """Every page is one key away."""
    for number, name in enumerate(app.desk.room.pages):
        app.key(f"f{number + 2}")
        assert app.desk.room.page == name
    for number, name in enumerate(FIXED_PAGES):
        app.key(f"f{number + 9}")
        assert app.desk.room.page == name


def test_alarms_are_acknowledged_one_and_all(app: App, port: FakePort) -> None:
    """One row's button acknowledges that alarm, the button at the head all that remain."""
    upset(port)
    app.key("f10")
    app.press("ack.TI101.H")
    assert {line.id for line in port.lines if line.state == "ack"} >= {"TI101.H"}
    app.press("alarms.ack_all")
    assert port.requests == [("acknowledge", "TI101.H", None), ("acknowledge", "ALARMS", None)]
    assert app.desk.ui.alarms.unanswered == []


def test_the_strip_shows_the_gravest_alarm_on_every_page(app: App, port: FakePort) -> None:
    """Whatever page is open, the most urgent alarm can be acknowledged at the foot."""
    upset(port)
    for page in (*app.desk.room.pages, *FIXED_PAGES):
        app.desk.room.page = page
        app.step_frame(advance=False)
        assert "strip.ack.ACC101.H" in app.ui.rects


def test_unanswered_grave_alarms_come_first(app: App, port: FakePort) -> None:
    """Sorted by unanswered, standing, priority, then newest."""
    upset(port)
    app.step_frame(advance=False)
    assert [line.id for line in app.desk.ui.alarms.lines] == [
        "ACC101.H", "TI101.H", "FI102.L", "LI103.L", "TI102.H", "FI101.H",
    ]  # fmt: skip


def test_a_tripped_interlock_offers_reset_and_a_bypassed_one_restore(app: App, port: FakePort) -> None:
    """The table offers what fits the state."""
    upset(port)
    app.key("f11")
    assert (state_of(app.desk.ui, "I103"), state_of(app.desk.ui, "I101")) == ("tripped", "bypassed")
    app.press("I103.reset")
    app.press("I101.restore")
    assert port.requests == [("reset", "I103", None), ("restore", "I101", None)]


def test_a_bypass_asks_once_more(app: App, port: FakePort) -> None:
    """Removing a protection takes a second thought; cancelling does nothing."""
    app.key("f11")
    app.press("interlock.I102")
    app.press("I102.bypass")
    app.press("confirm.no")
    assert port.requests == []
    app.press("I102.bypass")
    app.press("confirm.yes")
    assert port.requests == [("bypass", "I102", None)]


def test_speed_and_freeze(app: App, port: FakePort) -> None:
    """The bar steps through the speeds and freezes."""
    app.press("bar.faster")
    app.press("bar.faster")
    assert port.speed == 5.0
    app.press("bar.slower")
    app.press("bar.freeze")
    assert (port.speed, port.frozen) == (2.0, True)


def test_without_a_screens_section_all_instruments_are_shown() -> None:
    """A scenario that brings no pages still has a screen."""
    app = App(FakePort(screens=False), kind="offscreen", displays=DISPLAYS)
    app.desk.open_control()
    app.step_frame(advance=False)
    assert {f"tag.{name}" for name in ("TI101A", "FI102", "LI101")} <= set(app.ui.rects)
    app.press("tag.TI101A")
    assert app.desk.room.selected is not None
    app.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_nothing_leaves_the_window_or_overlaps(lang: str, size: tuple[int, int]) -> None:
    """In both languages and sizes every button of a page lies inside the window and on no other button."""
    port = upset(FakePort())
    app = App(port, lang=lang, size=size, kind="offscreen", displays=DISPLAYS)
    app.desk.open_control()
    app.desk.room.select("TIC101")
    for page in (*app.desk.room.pages, *FIXED_PAGES):
        app.desk.room.page = page
        app.step_frame(advance=False)
        app.step_frame(advance=False)
        rects = {k: r for k, r in app.ui.rects.items() if not k.startswith(("mimic.", "alarms.row", "tag."))}
        outside = [
            k for k, r in rects.items() if r.x0 < 0 or r.y0 < 0 or r.x1 > size[0] + 0.5 or r.y1 > size[1] + 0.5
        ]
        names = sorted(rects)
        overlapping = [
            (a, b)
            for i, a in enumerate(names)
            for b in names[i + 1 :]
            if min(rects[a].x1, rects[b].x1) - max(rects[a].x0, rects[b].x0) > 1
            and min(rects[a].y1, rects[b].y1) - max(rects[a].y0, rects[b].y0) > 1
        ]
        assert (page, outside, overlapping) == (page, [], [])
    app.close()


@pytest.mark.parametrize("panel", [p for p in Panel if p not in (Panel.NONE, Panel.LOCAL)])
def test_every_card_closes_with_esc_and_blocks_what_is_below(app: App, port: FakePort, panel: Panel) -> None:
    """Esc closes a card; while it is open the screen below does not react."""
    below = app.ui.rects["page.reactor"]
    app.desk.open(panel)
    app.step_frame(advance=False)
    app.ui.rects["below"] = below
    page = app.desk.room.page
    app.press("below")
    assert app.desk.room.page == page
    app.key("escape")
    assert app.desk.panel is Panel.NONE
    assert app.desk.control


def test_a_picture_is_built_in_two_milliseconds(app: App, port: FakePort) -> None:
    """The busiest page costs little: the best of many pictures, so that a busy machine does not fail it."""
    upset(port)
    app.desk.room.select("TIC101")
    frame = port.frame()

    def build() -> float:
        imgui.set_current_context(app.stage.layer.context)
        begun = time.perf_counter()
        imgui.new_frame()
        app.desk.draw(frame, 0.0)
        imgui.render()
        return time.perf_counter() - begun

    assert min(build() for _ in range(60)) < 0.004
