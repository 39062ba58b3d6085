"""The single-line diagram of a whole station on the screen of a real session: it reads, it moves, it operates."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from engine.scenario.reporter import Reporter
from engine.session.screens import Element
from engine.view import symbols, theme
from engine.view.app import App
from engine.view.errors import GraphicsError
from engine.view.panels.colouring import ink_for, option_text, travel_of
from engine.view.panels.faceplate import Faceplate
from engine.view.panels.mimic_symbol import is_moving, is_wrong
from engine.view.tools import Rect, Tools
from tests.view.single_line import STATES, control_room, station


@pytest.fixture
def room() -> Iterator[App]:
    try:
        with control_room("normal") as app:
            yield app
    except GraphicsError as error:
        pytest.skip(f"no software renderer here: {error}")


def _element(app: App, on: str) -> Element:
    return next(e for e in app.ui.pages["station"].elements if e.on == on)


def _overlap(one: Rect, other: Rect) -> bool:
    """Whether two rectangles share more than a pixel each way."""
    return min(one.x1, other.x1) - max(one.x0, other.x0) > 1 and min(one.y1, other.y1) - max(one.y0, other.y0) > 1


def _inks(state: str, *points: str) -> list[str]:
    """The colour names and styles of points in a state."""
    names = {colour: name for name, colour in theme.INKS.items()}
    with control_room(state) as app:
        inks = [ink_for(app.ui, f"{point}.state") for point in points]
    return [f"{names[(*ink.colour[:3], 1.0)]} {ink.style}" for ink in inks if ink is not None]


def test_the_page_has_no_problems() -> None:
    """Every symbol, tag and state the page names exists."""
    scenario = station()
    reporter = Reporter(scenario.source)
    symbols.lint(scenario["screens"], reporter)
    assert reporter.problems == []
    assert set(scenario["screens"].palettes) == {"potential"}


def test_lines_follow_the_state_of_their_point() -> None:
    """Live, dead, earthed and shorted parts differ in colour and in style, as the graph says and nothing else."""
    assert _inks("normal", "B110_1", "T1H", "T1L", "N110a") == ["red solid"] * 4
    assert _inks("out", "B110_1", "N101a", "T1H", "T1L", "B10_1") == [
        "red solid", "grey dashed", "teal ticked", "teal ticked", "red solid",
    ]  # fmt: skip
    assert _inks("shorted", "T1H", "B110_1", "B110_2") == ["violet zigzag", "violet zigzag", "red solid"]


def test_what_moves_and_what_tripped_stands_out() -> None:
    """A switch half way flashes, a breaker that tripped is crossed out, the rest stands still."""
    with control_room("moving") as app:
        ui = app.ui
        assert 0.0 < (travel_of(ui, "QS1013.position") or 0.0) < 1.0
        names = ("QS1013", "QS1011", "QF511", "QF101", "TR501")
        assert [is_moving(ui, _element(app, name)) for name in names] == [True, False, False, False, False]
        assert [is_wrong(ui, _element(app, name)) for name in names] == [False, False, True, False, False]


def test_a_position_against_its_order_is_wrong() -> None:
    """What was told to be elsewhere than it stands, and does not move, is crossed out."""
    with control_room("normal") as app:
        ui = app.ui
        element = Element(kind="breaker", at=(0, 0), state="QF101.closed", wanted="QF110.closed")
        assert is_wrong(ui, element)
        assert not is_wrong(ui, element.model_copy(update={"wanted": "QF102.closed"}))
        assert not is_wrong(ui, element.model_copy(update={"moving": "QF101.closed"}))


def test_pressing_a_symbol_opens_its_operations(room: App) -> None:
    """Two presses close a breaker: its symbol, then the button on its faceplate."""
    name = next(n for n in room.ui.rects if n.startswith("mimic.QF110."))
    room.press(name)
    room.press("QF110.close")
    for _ in range(30):
        room.step_frame(seconds=0.1)
    assert room.ui.is_on("QF110.closed")
    assert "N110a.state" in room.desk.room.selected.shows


def test_a_breaker_in_a_truck_is_pressed_as_itself(room: App) -> None:
    """Where symbols lie in one another the inner one takes the press, the outer one all around it."""
    breaker = next(n for n in room.ui.rects if n.startswith("mimic.QF511."))
    truck = next(n for n in room.ui.rects if n.startswith("mimic.TR511."))
    room.press(breaker)
    assert room.desk.room.selected.on == "QF511"
    outer = room.ui.rects[truck]
    room.ui.rects["edge"] = Rect(outer.x0, outer.y0, outer.x1, outer.y0 + 8)
    room.press("edge")
    assert room.desk.room.selected.on == "TR511"


def test_equipment_that_trips_is_no_interlock(room: App) -> None:
    """The page of interlocks lists interlocks, not every breaker with a trip of its own."""
    assert "QF101.tripped" in room.ui.port.tags
    assert "QF101" not in room.ui.facts.interlocks


def test_the_plate_of_a_switch_is_what_hangs_there(room: App) -> None:
    """Symbols are labelled with the plates of the station, not with ids."""
    names = ("QF101", "QS1013", "QE10140", "TR501", "QL516", "QN1010")
    assert [room.ui.facts.plate(name) for name in names] == ["101", "1013", "10140", "501手车", "516", "1010"]


def test_a_position_signal_that_failed_hides_the_true_position(monkeypatch: pytest.MonkeyPatch) -> None:
    """The faceplate tells what is indicated; that the switch truly stands elsewhere is found out at the switch."""
    shown: list[str] = []
    plain = Faceplate._plate
    monkeypatch.setattr(
        Faceplate, "_plate", lambda self, ui, text, on: (shown.append(text), plain(self, ui, text, on))[1]
    )
    with control_room("normal") as app:
        app.press(next(n for n in app.ui.rects if n.startswith("mimic.QF101.")))
        app.step_frame(advance=False)
        assert shown[-1] == "合位"
        session = app.ui.port
        session.tags.values[session.tags.at("QF101.indicated")] = 0.0
        app.step_frame(advance=False)
        assert shown[-1] == "分位"


def test_the_legend_names_every_state(room: App) -> None:
    """Each look is explained in words of the screen's language."""
    palette = room.ui.facts.palettes["potential"]
    words = [option_text(room.ui, "potential", option) for option in palette]
    assert words == ["带电", "无电（未接地）", "已接地", "带电接地（短路）"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("lang", "size"), [("zh", (1366, 768)), ("en", (1366, 768)), ("zh", (1920, 1080))])
def test_no_text_lies_on_another(
    state: str, lang: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """Every plate and value of the busiest page can be read, in both languages and sizes."""
    from slimgui import imgui

    texts: list[tuple[str, Rect]] = []
    plain = Tools.draw_text

    def noted(self: Tools, at: tuple[float, float], text: str, colour=theme.TEXT, anchor=(0, 0)) -> float:
        wide, tall = imgui.calc_text_size(text)
        x, y = at[0] - anchor[0] * wide, at[1] - anchor[1] * tall
        texts.append((text, Rect(x, y + tall * 0.15, x + wide, y + tall * 0.85)))
        return plain(self, at, text, colour, anchor)

    with control_room(state, lang, size) as app:
        monkeypatch.setattr(Tools, "draw_text", noted)
        app.step_frame(advance=False)
        boxes = {name: r for name, r in app.ui.rects.items() if name.startswith("mimic.")}
        fields = [
            boxes[f"mimic.{e.tag}.{n}"] for n, e in enumerate(app.ui.pages["station"].elements) if e.kind == "reading"
        ]
    clashes = [(a, b) for (a, one), (b, other) in itertools.combinations(texts, 2) if _overlap(one, other)]
    for field, (text, place) in itertools.product(fields, texts):
        x, y = place.centre
        if not (field.x0 <= x <= field.x1 and field.y0 <= y <= field.y1):  # not the value in it
            clashes += [(field, text)] if _overlap(field, place) else []
    assert clashes == []
    assert not [text for text, _ in texts if text.endswith("…")]
    assert len(texts) > 130
    assert all(r.x0 >= 0 and r.x1 <= size[0] and r.y0 >= 0 and r.y1 <= size[1] for r in boxes.values())
