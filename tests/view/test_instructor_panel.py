"""The instructor's card in the learner's window: opened, locked, worked by key and by mouse, legible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.session.frame import SnapshotLine
from engine.session.recorder import MemoryRecorder
from engine.session.session import Session
from engine.strings import load_strings
from engine.testing import tiny_kind, tiny_scenario, tiny_session
from engine.view.app import App
from engine.view.desk import Panel
from engine.view.errors import GraphicsError
from engine.view.panels.instructor import KEYS_BOUND
from tests.view.conftest import DISPLAYS

Open = Callable[..., App]
GUIDES = Path(__file__).parents[2] / "docs"


@pytest.fixture
def window() -> Iterator[Open]:
    """Opens a window on a session, with or without leave to instruct."""
    made: list[App] = []

    def open_on(session: Session, may: bool = True, lang: str = "zh", size: tuple[int, int] = (1366, 768)) -> App:
        try:
            app = App(session, lang=lang, size=size, kind="offscreen", displays=DISPLAYS)
        except GraphicsError as error:
            pytest.skip(f"no software renderer here: {error}")
        app.desk.may_instruct = may
        app.step_frame(advance=False)
        made.append(app)
        return app

    with tiny_kind():
        yield open_on
        for app in made:
            app.close()


def chord(app: App, key: str = "f12") -> None:
    """Ctrl and a key."""
    app.base.messenger.send("ui-down", ["control"])
    app.step_frame(advance=False)
    app.key(key)
    app.base.messenger.send("ui-up", ["control"])
    app.step_frame(advance=False)


def opened(window: Open, session: Session, page: str = "1", **more: object) -> App:
    app = window(session, **more)
    chord(app)
    app.key(page)
    app.step_frame(advance=False)
    app.step_frame(advance=False)
    return app


def type_in(app: App, name: str, text: str) -> None:
    app.press(name)
    app.stage.layer.character(text)
    app.step_frame(advance=False)
    app.key("enter")
    app.step_frame(advance=False)


def told(session: Session) -> list[tuple[str, str, str, object]]:
    recorder = session._recorder
    assert isinstance(recorder, MemoryRecorder)
    return [(a.actor, a.verb, a.on, a.value) for a in recorder.actions]


def test_ctrl_f12_opens_and_closes(window: Open) -> None:
    """Also in the control room, where F12 alone is the log; Esc closes it too."""
    app = window(tiny_session())
    chord(app)
    assert app.desk.panel is Panel.INSTRUCTOR
    chord(app)
    assert app.desk.panel is Panel.NONE
    app.desk.control = True
    app.step_frame(advance=False)
    page = app.desk.room.page
    chord(app)
    assert app.desk.panel is Panel.INSTRUCTOR
    app.key("escape")
    app.step_frame(advance=False)
    assert (app.desk.panel, app.desk.control, app.desk.room.page) == (Panel.NONE, True, page)
    app.key("f12")
    app.step_frame(advance=False)
    assert app.desk.panel is Panel.NONE
    assert app.desk.room.page == "log"


def test_a_locked_card_stays_shut_and_says_so(window: Open) -> None:
    """Without leave the keys open nothing, and the words tell how an instructor opens it."""
    app = window(tiny_session(mode="exam"), may=False)
    chord(app)
    assert app.desk.panel is Panel.NONE
    assert app.ui.notice is not None
    assert "--instructor" in app.ui.notice.text


def test_every_key_does_what_it_says(window: Open) -> None:
    """Freeze, steps, speeds and pages, all in the instructor's name."""
    session = tiny_session()
    app = opened(window, session)
    for page, name in (("2", "messages"), ("3", "snapshots"), ("1", "faults")):
        app.key(page)
        assert app.desk.instructor.page == name
    for key in ("=", "-", "p", "n"):
        app.key(key)
    app.step_frame(advance=True)
    assert session.now == 1
    app.key("s")
    app.step_frame(advance=True)
    assert session.now == 11
    app.key("p")
    said = [value for actor, verb, on, value in told(session) if (actor, verb, on) == ("instructor", "set", "SESSION")]
    assert said == [{"speed": 2.0}, {"speed": 1.0}, {"frozen": True}, {"step": 1}, {"step": 10}, {"frozen": False}]
    assert len(said) == len(told(session))


def test_a_fault_is_begun_and_ended(window: Open) -> None:
    """One button a fault; it shows which way it goes."""
    session = tiny_session()
    app = opened(window, session)
    app.press("instructor.fault.F1")
    assert session.frame().faults[0].active
    app.press("instructor.fault.F1")
    assert not session.frame().faults[0].active
    assert [(verb, on) for _, verb, on, _ in told(session)] == [("start", "F1"), ("stop", "F1")]


def test_an_instrument_is_put_out_of_order(window: Open) -> None:
    """Mode and amount; without an amount it says what is missing; afterwards it stands in the list to be ended."""
    session = tiny_session()
    app = opened(window, session)
    app.press("instructor.inject")
    assert app.ui.notice is not None
    assert app.ui.notice.refused
    assert told(session) == []
    type_in(app, "instructor.amount", "−5")
    app.press("instructor.fault.TI1")
    app.press("instructor.mode.freeze")
    assert "instructor.amount" not in app.ui.rects
    app.press("instructor.inject")
    assert told(session) == [
        ("instructor", "start", "MALFUNCTION", {"instrument": "TI1", "mode": "bias", "by": -5.0}),
        ("instructor", "stop", "MALFUNCTION", {"instrument": "TI1"}),
        ("instructor", "start", "MALFUNCTION", {"instrument": "TI1", "mode": "freeze"}),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_phrases_are_one_press_and_reach_the_learner(window: Open, lang: str) -> None:
    """The scenario's own come first, then those that fit everywhere; a learner reads them in the learner's language."""
    own = ("questions: {q1:", "phrases: {look: {zh: 看趋势, en: Trends}}\n  questions: {q1:")
    session = Session(tiny_scenario(own), recorder=MemoryRecorder())
    app = opened(window, session, "2", lang=lang)
    app.press("instructor.say.phrase.look")
    app.press("instructor.say.general.stop")
    session.run(2)
    messages = [m.text for m in session.frame().messages if m.sender.zh == "教师"]
    both = {other: load_strings(other)("instructor.phrase.stop") for other in ("zh", "en")}
    assert [(m.zh, m.en) for m in messages] == [("看趋势", "Trends"), (both["zh"], both["en"])]


def test_free_text_is_typed_and_sent(window: Open) -> None:
    """Letters belong to the text and are no keys of the card; Enter sends; Esc leaves the text, not the card."""
    session = tiny_session()
    app = opened(window, session, "2")
    type_in(app, "instructor.text", "Stop! 先停 p n 1 %s##")
    assert told(session) == [("instructor", "call", "LEARNER", "Stop! 先停 p n 1 %s##")]
    app.press("instructor.text")
    app.key("p")
    app.key("3")
    assert not session.frame().frozen
    assert app.desk.instructor.page == "messages"
    app.key("escape")
    app.step_frame(advance=False)
    assert app.desk.panel is Panel.INSTRUCTOR


def test_going_back_is_asked_twice(window: Open) -> None:
    """A snapshot has a name by itself or the one typed; the first press on going back only arms it."""
    session = tiny_session()
    app = opened(window, session, "3")
    app.press("instructor.take")
    session.run(5)
    type_in(app, "instructor.name", "before")
    session.run(20)
    assert [s.name for s in session.frame().snapshots] == ["快照 1（00:00:00）", "before"]
    app.press("instructor.back.=before")
    assert not session.ended
    app.press("instructor.back.=before")
    assert session.parts.snapshots.back_to == 6
    assert told(session)[-1] == ("instructor", "restore", "SNAPSHOT", "before")


def test_minutes_ago_are_offered_as_far_as_there_are(window: Open) -> None:
    """After 90 s one minute can be gone back, five cannot."""
    session = tiny_session()
    session.run(900)
    app = opened(window, session, "3")
    for _ in range(2):
        app.press("instructor.back.5")
    assert not session.ended
    for _ in range(2):
        app.press("instructor.back.1")
    assert session.parts.snapshots.back_to == 300


def test_an_exam_offers_snapshots_and_no_way_back(window: Open) -> None:
    """The reason stands on the card."""
    session = tiny_session(mode="exam")
    session.run(900)
    app = opened(window, session, "3")
    app.press("instructor.take")
    session.run(2)
    app.step_frame(advance=False)
    assert "instructor.back.1" not in app.ui.rects
    for _ in range(2):
        app.press(next(name for name in app.ui.rects if name.startswith("instructor.back.=")))
    assert not session.ended


def test_many_snapshots_are_turned_over(window: Open) -> None:
    """A thousand are a list one turns over, newest first."""
    session = tiny_session()
    session.run(10)
    session.parts.snapshots.lines = tuple(SnapshotLine(f"s{i}", i) for i in range(1000))
    app = opened(window, session, "3")
    shown = [name for name in app.ui.rects if name.startswith("instructor.back.=")]
    assert shown == [f"instructor.back.=s{i}" for i in range(999, 993, -1)]
    app.press("instructor.older")
    assert "instructor.back.=s993" in app.ui.rects
    app.press("instructor.newer")
    assert "instructor.back.=s999" in app.ui.rects


@pytest.mark.parametrize("page", ["1", "2", "3"])
def test_the_keyboard_reaches_everything(window: Open, page: str) -> None:
    """Tab goes round every control of the card that can be used now; nothing needs the mouse."""
    session = tiny_session()
    session.run(700)
    session.request("instructor", "take", "SNAPSHOT", "a")
    session.run(1)
    session.freeze(True)
    app = opened(window, session, page)
    reached = set()
    for _ in range(60):
        app.key("tab")
        reached.add(app.ui.focused)
    off = {"instructor.send", "instructor.back.5", "instructor.back.10"}  # nothing typed; not that long ago
    assert {name for name in app.ui.rects if name.startswith("instructor.")} - off <= reached


@pytest.mark.parametrize(("lang", "size"), [("zh", (1366, 768)), ("en", (1366, 768)), ("en", (1920, 1080))])
def test_nothing_overlaps_or_leaves_the_card(window: Open, lang: str, size: tuple[int, int]) -> None:
    """Every control lies inside the window and beside every other, in both languages."""
    session = tiny_session()
    session.run(700)
    for i in range(9):
        session.request("instructor", "take", "SNAPSHOT", f"{i}" + "很长的名字" * 7)
    session.request("instructor", "start", "MALFUNCTION", {"instrument": "TI1", "mode": "noise", "by": 3})
    session.run(1)
    app = window(session, lang=lang, size=size)
    chord(app)
    for page in "123":
        app.key(page)
        for _ in range(3):
            app.step_frame(advance=False)
        rects = {n: r for n, r in app.ui.rects.items() if n.startswith("instructor.")}
        assert len(rects) > 20
        for name, r in rects.items():
            assert r.x0 >= 0, name
            assert r.y0 >= 0, name
            assert r.x1 <= size[0], name
            assert r.y1 <= size[1], name
        every = list(rects.items())
        for i, (a, p) in enumerate(every):
            for b, q in every[i + 1 :]:
                apart = p.x1 <= q.x0 + 1 or q.x1 <= p.x0 + 1 or p.y1 <= q.y0 + 1 or q.y1 <= p.y0 + 1
                assert apart, f"{a} and {b} overlap at {size} in {lang}"


@pytest.mark.parametrize(
    ("guide", "heading"), [("teacher.zh.md", "## 教师在场"), ("teacher.en.md", "## The instructor in the room")]
)
def test_the_guides_list_the_keys_that_are_bound(guide: str, heading: str) -> None:
    """Keys in the guide = keys bound on the card, with those that open and close it."""
    text = (GUIDES / guide).read_text(encoding="utf-8")
    part = text.split(heading + "\n")[1].split("\n## ")[0]
    listed = {
        key
        for line in part.splitlines()
        if line.startswith("| `")
        for key in re.findall(r"`([^`]+)`", line.split("|")[1])
    }
    assert listed == {"Ctrl+F12", "Esc", *(shown for shown, _ in KEYS_BOUND.values())}
    for shown, _ in KEYS_BOUND.values():
        assert shown in load_strings(guide.split(".")[1])("instructor.keys")
