"""Line styles and symbols as shapes: what is drawn, read off a draw list that only writes down."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest

from engine.session.palettes import COLOURS, STYLES
from engine.view import theme
from engine.view.symbols import SYMBOLS, Pencil
from engine.view.symbols.electrical import ELECTRICAL
from engine.view.symbols.strokes import FADED, Ink, blink, trace

SWITCHES = ("breaker", "disconnector", "load_switch", "earthing_switch", "portable_earth", "neutral_earthing")


class Sheet:
    """A draw list that remembers shapes: (kind, points, colour)."""

    def __init__(self) -> None:
        self.shapes: list[tuple[str, list[tuple[float, float]], int]] = []

    def add_polyline(self, points: Any, colour: int, flags: Any, weight: float) -> None:
        del flags, weight
        self.shapes.append(("line", [tuple(p) for p in points], colour))

    def add_convex_poly_filled(self, points: Any, colour: int) -> None:
        self.shapes.append(("area", [tuple(p) for p in points], colour))

    def add_circle(self, centre: Any, radius: float, colour: int, *rest: Any) -> None:
        del rest
        x, y = centre
        self.shapes.append(("ring", [(x - radius, y - radius), (x + radius, y + radius)], colour))

    def add_circle_filled(self, centre: Any, radius: float, colour: int, *rest: Any) -> None:
        del rest
        x, y = centre
        self.shapes.append(("disc", [(x - radius, y - radius), (x + radius, y + radius)], colour))

    def points(self) -> list[tuple[float, float]]:
        return [point for _, points, _ in self.shapes for point in points]


def drawn(kind: str, travel: float | None = None, turn: int = 0, colours: str = "red") -> Sheet:
    sheet = Sheet()
    wide, tall = SYMBOLS[kind].size
    inks = tuple(Ink(theme.INKS[name]) for name in colours.split())
    SYMBOLS[kind].draw(Pencil(sheet, (0.0, 0.0), (wide * 10, tall * 10), turn, 1.5, travel=travel, inks=inks))
    return sheet


def length(points: list[tuple[float, float]]) -> float:
    return sum(math.dist(a, b) for a, b in itertools.pairwise(points))


def traced(style: str) -> list[list[tuple[float, float]]]:
    sheet = Sheet()
    trace(sheet, [(0, 0), (100, 0), (100, 60)], Ink(theme.INKS["black"], style), 2.0)
    return [points for _, points, _ in sheet.shapes]


def test_every_colour_and_style_of_a_palette_can_be_drawn() -> None:
    """What an author may write is what the view knows; no style looks like another."""
    assert set(theme.INKS) == set(COLOURS)
    assert len({str(traced(style)) for style in STYLES}) == len(STYLES)


def test_dashes_go_round_corners() -> None:
    """Of a bent line of 160 pixels six tenths are drawn, and one dash carries the corner."""
    dashes = traced("dashed")
    assert sum(length(dash) for dash in dashes) == pytest.approx(96, abs=6)
    assert any((100.0, 0.0) in dash for dash in dashes)


def test_a_double_line_keeps_its_gap_round_a_corner() -> None:
    """Both sides run at one distance from the line, also after it bends."""
    one, other = traced("double")
    assert [math.dist(a, b) for a, b in zip(one, other, strict=True)] == pytest.approx([4.0, 4.0 * math.sqrt(2), 4.0])


def test_flashing_never_makes_a_line_disappear() -> None:
    """In the dark half a colour is faint, not gone: whoever looks then still sees the line."""
    ink = Ink(theme.INKS["red"]).faded()
    assert ink.colour[3] == FADED > 0.2
    assert [blink(t / 4) for t in range(5)] == [False, False, True, True, False]


@pytest.mark.parametrize("kind", [k for k in SWITCHES if k != "portable_earth"])
def test_a_switch_shows_its_position_by_shape(kind: str) -> None:
    """Open, half way and closed are told apart without any colour."""
    shapes = [[(what, points) for what, points, _ in drawn(kind, travel).shapes] for travel in (0.0, 1.0)]
    colours = [[colour for _, _, colour in drawn(kind, travel).shapes] for travel in (0.0, 1.0)]
    assert shapes[0] != shapes[1] or kind == "breaker"
    if kind == "breaker":  # its square is filled with the ground when open, with its colour when closed
        assert colours[0] != colours[1]
    else:
        assert drawn(kind, 0.5).shapes != drawn(kind, 0.0).shapes


def test_a_truck_shows_its_three_places_by_shape() -> None:
    """Working, test and withdrawn differ in where the plug is."""
    for kind in ("truck", "truck_contact"):
        shapes = [[points for _, points, _ in drawn(kind, travel).shapes] for travel in (0.0, 0.5, 1.0)]
        assert all(a != b for a, b in itertools.combinations(shapes, 2))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("kind", ELECTRICAL)
def test_a_symbol_stays_in_its_place(kind: str, turn: int) -> None:
    """Whatever its position and turn, a symbol covers no neighbour: it leaves its box by a tenth of its width at most."""
    wide, tall = ELECTRICAL[kind].size
    for travel in (None, 0.0, 0.5, 1.0):
        for x, y in drawn(kind, travel, turn).points():
            across, along = (x, y) if turn % 180 == 0 else (y, x)
            assert abs(across) <= wide * 5 + wide
            assert abs(along) <= tall * 5 + 0.02


@pytest.mark.parametrize("kind", ["breaker", "disconnector", "load_switch", "tapped_transformer"])
def test_each_end_has_its_own_colour(kind: str) -> None:
    """What is live on one side and earthed on the other shows both: the first end above, the last below."""
    sheet = drawn(kind, 0.0, colours="red teal")
    red, teal = theme.u32(theme.INKS["red"]), theme.u32(theme.INKS["teal"])
    top = [
        colour for _, points, colour in sheet.shapes if min(y for _, y in points) <= -ELECTRICAL[kind].size[1] * 5 + 0.1
    ]
    foot = [
        colour for _, points, colour in sheet.shapes if max(y for _, y in points) >= ELECTRICAL[kind].size[1] * 5 - 0.1
    ]
    assert (set(top), set(foot)) == ({red}, {teal})
