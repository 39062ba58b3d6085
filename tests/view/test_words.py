"""Words on the screen: long lines broken, and nothing told that nobody in a plant would know."""

from __future__ import annotations

import dataclasses

import pytest

from engine.events import Event
from engine.view.app import App
from engine.view.panels import events
from tests.view.fake_port import FakePort

LONG = "Chlorobenzene and acid are ready, the quench tank is full, the scrubber runs. If in doubt stop dosing."


@pytest.mark.parametrize("text", [LONG, "釜空，物料已备，设备均停。按规程做一釜，异常先停料。" * 3])
def test_long_lines_are_broken_and_nothing_is_lost(app: App, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """English breaks between words, Chinese anywhere; every letter is still there."""
    broken: list[str] = []
    draw = app.desk.draw

    def with_lines(*args: object) -> None:
        broken[:] = app.ui.broken(text, 300.0, most=9)
        draw(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(app.desk, "draw", with_lines)
    app.step_frame(advance=False)
    assert len(broken) > 1
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    if text.isascii():
        assert " ".join(broken) == text


def test_a_fault_is_not_told_before_the_end(app: App, port: FakePort, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log of a running attempt names no fault: it has to be found out from alarms and readings."""
    frame_of, told = port.frame, []
    fault = Event(500, "fault", "F1", {"active": True})
    monkeypatch.setattr(port, "frame", lambda: dataclasses.replace(frame_of(), events=(fault, *frame_of().events)))
    plain = events.event_text

    def noted(ui: object, event: Event) -> str:
        told.append(event.kind)
        return plain(ui, event)  # type: ignore[arg-type]

    monkeypatch.setattr(events, "event_text", noted)
    app.desk.room.page = "log"
    app.step_frame(advance=False)
    assert "alarm" in told
    assert "fault" not in told
