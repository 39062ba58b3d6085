"""Where a portable thing goes is chosen on the form of a ticket."""

from __future__ import annotations

import pytest

from engine.session.session import Session
from engine.view.app import App
from engine.view.errors import GraphicsError
from tests.plant.grid.switched import TWO_PLACES, generating
from tests.view.conftest import DISPLAYS


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_place_of_a_portable_thing_is_chosen(lang: str) -> None:
    """Where the ticket says the place, there is a button for each, told apart by its places, and the line written says it."""
    session = Session(generating(*TWO_PLACES), mode="practise")
    try:
        app = App(session, kind="offscreen", displays=DISPLAYS, lang=lang)
    except GraphicsError as error:
        pytest.skip(f"no software renderer here: {error}")
    app.step_frame(advance=False)
    app.key("j")
    app.step_frame(advance=False)
    app.press("ticket.find")
    for letter in "10kV-1":
        app.stage.layer.character(letter)
    app.step_frame(advance=False)
    app.step_frame(advance=False)
    buttons = [name for name in app.ui.rects if name.startswith("ticket.add.attach.")]
    assert buttons == ["ticket.add.attach.GNDSET1.BAR1.BRIDGE1", "ticket.add.attach.GNDSET1.BAR2.BRIDGE2"]
    app.press(buttons[1])
    app.close()
    (line,) = session.parts.documents["TICKETA"].lines
    assert line == {"do": "attach", "on": "GNDSET1", "value": {"base": "BAR2", "clamp": "BRIDGE2"}}
    text = session.parts.tickets.tickets["TICKETA"].text_of(0)
    assert text.of(lang).endswith({"zh": "（2号接地桩、2号主变10kV母线桥）", "en": "(earth terminal 2, No.2 bus bridge)"}[lang])
