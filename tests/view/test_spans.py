"""Hanging spans: ends are met, sag is kept, groups of nozzles carry one wire each, slips are found with their line."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.scenario.reporter import Reporter
from engine.scenario.source import parse_source
from engine.session.stage import Span, StageSection
from engine.view.building.spans import Wire, hang, span_parts
from engine.view.equipment.catalogue import lint
from engine.view.equipment.model import Nozzle

POINT = st.tuples(*[st.floats(-80, 80, allow_nan=False)] * 3)


def span(start: object, to: object, **more: object) -> Span:
    return Span.model_validate({"from": start, "to": to, **more})


def row(*names: str, x: float = 0.0) -> tuple[Nozzle, ...]:
    return tuple(Nozzle(name, (x, float(k), 5.0), (1, 0, 0)) for k, name in enumerate(names))


@given(a=POINT, b=POINT, sag=st.floats(-5, 5))
def test_a_wire_meets_its_ends_and_hangs_by_its_sag(a, b, sag) -> None:
    """Both ends are met, and the middle is ``sag`` below the middle of the chord."""
    wire = Wire(a, b, sag)
    path = wire.path()
    assert path[0] == pytest.approx(a)
    assert path[-1] == pytest.approx(b)
    assert wire.at(0.5)[2] == pytest.approx((a[2] + b[2]) / 2 - sag)


def test_a_slack_wire_is_drawn_without_corners() -> None:
    """No two stretches of the drawn path meet at more than seven degrees."""
    path = Wire((0, 0, 9), (16, 0, 9), 0.6).path()
    ways = [tuple(q - p for p, q in zip(a, b, strict=True)) for a, b in pairwise(path)]
    for u, v in pairwise(ways):
        cosine = sum(p * q for p, q in zip(u, v, strict=True)) / (math.hypot(*u) * math.hypot(*v))
        assert math.degrees(math.acos(min(1.0, cosine))) < 7


def test_a_group_of_nozzles_carries_one_wire_each_in_order() -> None:
    """``A.top`` to ``B.in`` joins top_a with in_a, top_b with in_b, whatever order the nozzles are listed in."""
    nozzles = {"A": row("top_b", "top_a", "foot"), "B": row("in_a", "in_b", x=10)}
    (wires,) = hang([span("A.top", "B.in", sag=0.3)], nozzles)
    assert [(w.start[1], w.end[1]) for w in wires] == [(1.0, 0.0), (0.0, 1.0)]


def test_free_ends_lie_in_a_row_around_their_point() -> None:
    """Three wires from a group to a point end ``apart`` metres from each other, the middle one at the point."""
    (wires,) = hang([span("A.top", [20, 0, 8], apart=[0, 2, 0])], {"A": row("top_a", "top_b", "top_c")})
    assert [w.end for w in wires] == [(20, -2, 8), (20, 0, 8), (20, 2, 8)]


def test_a_span_may_hang_on_one_written_before() -> None:
    """``BUS@0.25`` is a point of the hanging wire itself; with a share for each wire they hang where it says."""
    bus = span([0, 0, 8], [16, 0, 8], name="BUS", sag=0.8, count=2, apart=[0, 3, 0])
    drop = span("BUS@0.25", [4, 0, 4], apart=[0, 3, 0])
    own = span("BUS@0.25/0.5", [4, 0, 4], apart=[0, 3, 0])
    first, second, third = hang([bus, drop, own], {})
    assert [w.start for w in second] == [first[0].at(0.25), first[1].at(0.25)]
    assert [w.start for w in third] == [first[0].at(0.25), first[1].at(0.5)]


def test_a_span_without_ends_draws_nothing() -> None:
    """An unknown end is the business of the lint; the place is still built."""
    lost = span("nobody.top", [0, 0, 3])
    assert [span_parts(lost, wires) for wires in hang([lost], {})] == [[]]


def problems(spans: str) -> list[tuple[str, int]]:
    head = "stage:\n  rooms: {}\n  places: {}\n  objects:\n    A: {kind: post_insulator, at: [0, 0, 0]}\n"
    head += "    B: {kind: voltage_transformer, at: [0, 9, 0], options: {phases: 1}}\n  spans:\n"
    source = parse_source("s.yaml", head + spans)
    reporter = Reporter(source)
    lint(StageSection.model_validate(source.data["stage"]), reporter)
    return [(p.code, p.span.line + 1) for p in reporter.problems]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{from: C.top, to: A.top}", "unknown_object"),
        ("{from: A.foot, to: B.top}", "unknown_nozzle"),
        ("{from: BUS@0.5, to: A.top}", "unknown_span"),
        ("{from: BUS@2, to: A.top}", "unknown_span"),
        ("{from: A.top, to: B.top}", "uneven_span"),
        ("{from: A.top, to: [0, 5, 9], look: aluminum}", "unknown_look"),
    ],
)
def test_lint_points_at_the_slip(line: str, code: str) -> None:
    """Each slip in a span is reported once, at its own line."""
    assert problems(f"    - {line}\n") == [(code, 8)]


def test_what_is_right_is_not_reported() -> None:
    """Nozzles, groups, points and places on earlier spans are all good ends."""
    good = "    - {name: BUS, from: A.top, to: [0, 20, 9], sag: 0.4}\n    - {from: BUS@0.2/0.3/0.4, to: A.top}\n"
    assert problems(good + "    - {from: B.top, to: A.top_b}\n    - {from: B.top_a, to: A.top_c}\n") == []


def test_a_later_span_is_not_yet_known() -> None:
    """Spans hang on those written before them, never on later ones: no circles."""
    later = "    - {from: BUS@0.5, to: A.top_a}\n    - {name: BUS, from: A.top, to: [0, 9, 9]}\n"
    assert problems(later) == [("unknown_span", 8)]
