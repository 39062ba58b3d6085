"""The tabs of the alarm page, shelving by pointer, and what the interlock table tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.view.app import App
from engine.view.panels.alarms_aside import offered
from tests.view.conftest import DISPLAYS
from tests.view.fake_port import FakePort, put_aside, upset


def test_an_alarm_is_shelved_with_a_reason_and_a_time(app: App, port: FakePort) -> None:
    """Choose the row, the reason, the time: one request with both."""
    upset(port)
    app.key("f10")
    app.press("alarms.row.TI101.H")
    app.press("shelve.reason.instrument")
    app.press("shelve.for.15")
    assert port.requests == [("shelve", "TI101.H", {"minutes": 15.0, "reason": "instrument"})]


def test_what_may_not_be_shelved_offers_no_time(app: App, port: FakePort) -> None:
    """The gravest alarm is critical: it stands first and has no buttons to shelve it."""
    upset(port)
    app.key("f10")
    app.step_frame(advance=False)
    assert not [name for name in app.ui.rects if name.startswith("shelve.")]


@pytest.mark.parametrize(
    ("longest", "times"),
    [(30, [5, 10, 15, 30]), (2, [2]), (12, [5, 10, 12]), (480, [15, 30, 60, 120, 240, 480])],
)
def test_times_go_up_to_the_longest_allowed(longest: float, times: list[float]) -> None:
    """The usual times as far as the alarm allows, the longest always, six at most."""
    assert offered(longest) == times


def test_shelved_alarms_are_brought_back_from_their_tab(app: App, port: FakePort) -> None:
    """The tab lists what is shelved with a button each; what is suppressed or removed has a tab of its own."""
    put_aside(port)
    app.key("f10")
    app.press("alarms.tab.shelved")
    app.step_frame(advance=False)
    assert {name for name in app.ui.rects if name.startswith("restore.")} == {"restore.TI101.H", "restore.ACC101.H"}
    app.press("restore.TI101.H")
    assert port.requests == [("restore", "TI101.H", None)]
    app.press("alarms.tab.removed")
    app.step_frame(advance=False)
    assert not [name for name in app.ui.rects if name.startswith("restore.")], "that is not a learner's decision"


def test_who_answers_for_the_plant_puts_alarms_back_into_service(app: App, port: FakePort) -> None:
    """An instructor's seat has the button for what is out of service, none for what the design suppresses."""
    put_aside(port)
    app.ui.actor = "instructor"
    app.key("f10")
    app.press("alarms.tab.removed")
    app.step_frame(advance=False)
    assert [name for name in app.ui.rects if name.startswith("restore.")] == ["restore.LI103.L"]


def test_a_shelved_alarm_is_told_where_nothing_else_stands(app: App, port: FakePort) -> None:
    """Shelved is not gone: the strip counts it and leads to the list, and its value can be marked."""
    put_aside(port)
    port.lines = [line for line in port.lines if line.state == "shelved"]
    app.key("f2")
    shelved = app.desk.ui.alarms.shelved
    assert shelved
    assert app.desk.ui.alarms.shelved_on(shelved[0].tag) == shelved[0]
    app.press("strip.shelved")
    assert app.desk.room.page == "alarms"
    port.lines = []
    app.step_frame(advance=False)
    assert "strip.shelved" not in app.ui.rects


def test_the_list_announces_nothing_that_is_put_aside(app: App, port: FakePort) -> None:
    """Shelved, suppressed and removed alarms stand in no strip, no count and no list."""
    put_aside(port)
    app.step_frame(advance=False)
    assert [line.id for line in app.ui.alarms.lines] == ["FI102.L"]
    assert len(app.ui.alarms.aside) == 4


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("tab", ["active", "shelved", "removed"])
def test_every_tab_fits_at_1366_by_768(lang: str, tab: str) -> None:
    """No button leaves the page or lies on another, with a long respond text and a long reason as well."""
    port = put_aside(FakePort())
    port.lines = [replace(line, shelvable=8 * 3_600_000) for line in port.lines]
    app = App(port, lang=lang, kind="offscreen", displays=DISPLAYS)
    app.desk.open_control()
    app.desk.room.page, app.desk.room._alarms.tab = "alarms", tab
    for _ in range(2):
        app.step_frame(advance=False)
    rects = {k: r for k, r in app.ui.rects.items() if k.startswith(("alarms.tab", "alarms.by", "shelve.", "restore."))}
    assert [k for k, r in rects.items() if r.x1 > 1366 - 318 or r.y1 > 768 - 66] == []
    names = sorted(rects)
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            wide = min(rects[a].x1, rects[b].x1) - max(rects[a].x0, rects[b].x0)
            high = min(rects[a].y1, rects[b].y1) - max(rects[a].y0, rects[b].y0)
            assert wide <= 1 or high <= 1, (a, b)
    app.close()


def test_the_interlock_table_grows_with_what_it_tells(app: App, port: FakePort) -> None:
    """A tripped and a bypassed interlock tell more than their causes: the rows below move down, buttons stay usable."""
    app.key("f11")
    app.step_frame(advance=False)
    before = app.ui.rects["interlock.I102"].y0
    upset(port)
    app.step_frame(advance=False)
    app.step_frame(advance=False)
    assert app.ui.rects["interlock.I102"].y0 > before + 20
    app.press("I101.restore")
    assert port.requests == [("restore", "I101", None)]
