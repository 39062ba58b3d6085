"""The form of a ticket: written with clicks, carried out with Enter and the figures, whole at every stage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.session.session import Session
from engine.session.tickets.execution import Execution
from engine.testing import tiny_kind
from engine.view.app import App
from engine.view.desk import Panel
from engine.view.errors import GraphicsError
from engine.view.panels.ticket_strip import due, strip_lines, ticket_in_force
from tests.session.tickets_lab import RIGHT, do, marks, ordered, with_tickets
from tests.view.conftest import DISPLAYS


@pytest.fixture(params=["zh", "en"])
def form(request: pytest.FixtureRequest) -> Iterator[tuple[App, Session]]:
    """The card of documents open on a ticket nobody has written yet."""
    with tiny_kind():
        session = Session(with_tickets(), mode="practise")
        session.request("learner", "move", "learner", {"to": "box"})
        session.run(200)
        try:
            app = App(session, kind="offscreen", displays=DISPLAYS, lang=request.param)
        except GraphicsError as error:
            pytest.skip(f"no software renderer here: {error}")
        app.step_frame(advance=False)
        app.key("j")
        app.step_frame(advance=False)
        yield app, session
        app.close()


def test_a_ticket_is_written_with_clicks(form: tuple[App, Session]) -> None:
    """One click writes a line, another moves or strikes one; a number is asked for on the keypad."""
    app, session = form
    app.press("ticket.add.check.H1")
    app.press("ticket.add.stop.H1")
    app.press("ticket.add.start.H1")
    app.press("ticket.strike.3")
    app.press("ticket.up.2")
    assert session.parts.documents["T1"].lines == RIGHT[:2]
    app.press("ticket.add.set.H1")
    keypad = app.desk._keypad
    assert keypad.is_open
    keypad.press("0")
    assert keypad.confirm()
    assert session.parts.documents["T1"].lines == RIGHT


def test_a_ticket_is_written_with_the_keyboard(form: tuple[App, Session]) -> None:
    """What is typed narrows the offers, Enter writes the first and goes on in the same field."""
    app, session = form
    app.press("ticket.find")
    wanted = {"zh": ("停止", "检查加热"), "en": ("stop heat", "check heat")}[app.ui.lang]
    for text in wanted:
        app.stage.layer.character(text)
        app.step_frame(advance=False)
        app.key("enter")
        session.tick()
        app.step_frame(advance=False)
        app.step_frame(advance=False)
    assert session.parts.documents["T1"].lines == RIGHT[:2]


def test_what_is_offered_does_not_tell_what_fits(form: tuple[App, Session]) -> None:
    """Everything the station takes is offered, wrong deeds as well, in words that are the same for right and wrong."""
    app, session = form
    offered = {name for name in app.ui.rects if name.startswith("ticket.add.")}
    assert {"ticket.add.start.H1", "ticket.add.stop.H1", "ticket.add.set.H1", "ticket.add.check.H1"} <= offered
    assert {"ticket.add.press.HS1", "ticket.add.reset.HS1"} <= offered
    ticket = session.parts.tickets.tickets["T1"]
    do(session, ("fill", "T1", {"add": RIGHT[0]}))
    assert ticket.text_of(0) == ticket.phrase(ticket.sheet.lines[0])


def test_enter_and_figures_carry_it_through(form: tuple[App, Session]) -> None:
    """From review to the report the whole life goes with Enter, the figures and the deeds themselves."""
    app, session = form
    do(session, ("fill", "T1", {"lines": RIGHT}))
    for _ in range(5):  # three reviews, the rehearsal, asking for the order
        app.key("enter")
        session.tick()
    assert marks(session)["asked"] == 1
    app.step_frame(advance=False)
    app.key("2")  # of the two tasks, sorted by their Chinese words, the second is the one that was ordered
    assert marks(session)["ordered"] == 1
    ticket = session.parts.tickets.tickets["T1"]
    for n, deed in enumerate((("stop", "H1"), None, ("set", "H1", 0))):
        app.key("enter")
        session.tick()
        app.step_frame(advance=False)
        line = ticket.sheet.lines[n]
        right = [(ticket.sheet.lines[n].do, ticket.sheet.lines[n].on) for n in Execution(ticket).choices()].index(
            (line.do, line.on)
        )
        app.key(str(right + 1))
        do(session, ("check", "H1"), *([deed] if deed else []))
        app.step_frame(advance=False)
        app.key("enter")
        session.tick()
    app.press("ticket.finish")
    app.step_frame(advance=False)
    app.press("ticket.done")
    tags = marks(session)
    assert (tags["done"], tags["closed"], tags["reported"]) == (3, 1, 1)
    assert not {"unread", "unrepeated", "misread", "unchecked", "false_ticks", "unticked"} & set(tags)


def test_enter_never_ticks_what_is_not_done(form: tuple[App, Session]) -> None:
    """While the line that was called is still to be done, Enter does nothing."""
    app, session = form
    ordered(session)
    do(session, ("call", "T1"), ("answer", "T1", {"do": "stop", "on": "H1"}))
    app.step_frame(advance=False)
    app.key("enter")
    assert "done" not in marks(session)


def test_nothing_leaves_the_card_or_covers_another(form: tuple[App, Session]) -> None:
    """At 1366 × 768 every button of every stage lies inside the window and beside the others."""
    app, session = form
    stages = [
        (), (("fill", "T1", {"lines": RIGHT}),), (("sign", "T1"), ("ask", "T1"), ("ask", "T1"), ("test", "T1"), ("report", "T1")),
        (("answer", "T1", {"order": "task"}),), (("call", "T1"),), (("answer", "T1", {"do": "stop", "on": "H1"}),), (("close", "T1"),),
    ]  # fmt: skip
    for deeds in stages:
        do(session, *deeds)
        app.step_frame(advance=False)
        app.step_frame(advance=False)
        shown = {name: rect for name, rect in app.ui.rects.items() if name.startswith("ticket.")}
        assert shown
        for name, rect in shown.items():
            assert 183 <= rect.x0 < rect.x1 <= 1183, (deeds, name)
            assert 64 <= rect.y0 < rect.y1 <= 704, (deeds, name)
        every = sorted(shown.items())
        for i, (a, one) in enumerate(every):
            for b, other in every[i + 1 :]:
                apart = one.x1 <= other.x0 or other.x1 <= one.x0 or one.y1 <= other.y0 or other.y1 <= one.y0
                assert apart, (deeds, a, b)


def test_one_key_goes_on_while_walking(form: tuple[App, Session]) -> None:
    """N reads out, opens the card for the repetition, waits for the deed, and ticks it off; the strip says which."""
    app, session = form
    ordered(session)
    app.key("escape")
    ticket = ticket_in_force(app.desk.ui)
    assert ticket is not None
    app.key("n")
    assert (marks(session)["item"], due(ticket)) == (1, "repeat")
    app.key("n")
    assert app.desk.panel is Panel.DOCUMENT
    do(session, ("answer", "T1", {"do": "stop", "on": "H1"}))
    app.key("escape")
    app.key("n")
    assert due(ticket) == "do"
    do(session, ("check", "H1"), ("stop", "H1"))
    app.step_frame(advance=False)
    assert strip_lines(app.desk.ui, ticket)[-1][0] == app.ui.t("ticket.next.tick")
    app.key("n")
    assert marks(session)["done"] == 1
    assert due(ticket) == "call"


def test_a_forgotten_line_goes_where_it_belongs(form: tuple[App, Session]) -> None:
    """After the number of a line is pressed new lines follow it, one after the other; pressed again, they go to the end."""
    app, session = form
    do(session, ("fill", "T1", {"lines": [RIGHT[0], RIGHT[0]]}))
    app.step_frame(advance=False)
    app.press("ticket.below.1")
    app.press("ticket.add.check.H1")
    app.press("ticket.add.start.H1")
    assert [line["do"] for line in session.parts.documents["T1"].lines] == ["stop", "check", "start", "stop"]
    app.press("ticket.below.3")
    app.press("ticket.add.press.HS1")
    assert [line["do"] for line in session.parts.documents["T1"].lines] == ["stop", "check", "start", "stop", "press"]


def test_the_present_line_and_the_last_written_are_in_sight(form: tuple[App, Session]) -> None:
    """On a ticket of forty lines the one just written, and later the one whose turn it is, need no scrolling."""
    app, session = form
    lines = [{"do": "check", "on": "H1"} for _ in range(39)]
    do(session, ("fill", "T1", {"lines": lines}))
    for _ in range(3):
        app.step_frame(advance=False)
    table = app.ui.rects["ticket.find"].y0, app.ui.rects["ticket.review"].y0
    assert table[0] < app.ui.rects["ticket.below.39"].y0 < app.ui.rects["ticket.below.39"].y1 < table[1]
    ticket = session.parts.tickets.tickets["T1"]
    ticket.mark("ordered")  # such a ticket would not pass its reviews
    for n in (0, 20, 38):
        for progress in ticket.sheet.progress[:n]:
            progress.done = progress.ticked = session.now
        for _ in range(3):
            app.step_frame(advance=False)
        present = app.ui.rects["ticket.present"]
        assert 180 < present.y0 < present.y1 < app.ui.rects["ticket.call"].y0 - 40


def test_what_is_repeated_reads_as_it_was_read_out(form: tuple[App, Session]) -> None:
    """The line that was called stands among the choices in the ticket's own wording, no two choices of one deed."""
    app, session = form
    ordered(session)
    do(session, ("call", "T1"))
    app.step_frame(advance=False)
    ticket = session.parts.tickets.tickets["T1"]
    choices = Execution(ticket).choices()
    assert 0 in choices
    deeds = [(ticket.sheet.lines[n].do, ticket.sheet.lines[n].on) for n in choices]
    assert len(set(deeds)) == len(deeds) == 3
    right = choices.index(0) + 1
    app.press(f"ticket.repeat.{right}")
    assert ticket.sheet.progress[0].repeated >= 0
