"""A ticket is looked over on the plant's own rules when it is read: what will be refused is told at its line."""

from __future__ import annotations

from functools import cache

import pytest

from engine.scenario.problems import Problem
from engine.session.tickets.generated import generated
from engine.session.tickets.printing import as_yaml
from engine.session.tickets.section import Generate
from tests.plant.grid.switched import generating
from tests.session.tickets_lab import with_tickets

A = "    generate: {of: T1, to: maintenance}"
CODES = ("plant_refuses", "untested", "block_order")
OFF = "q: {do: open, on: QF523}, t: {do: open, on: TR523}"


def found(items: str) -> list[Problem]:
    """The findings on a ticket with these items."""
    return [p for p in generating((A, items)).warnings if p.code in CODES]


def test_sound_tickets_have_no_finding() -> None:
    """A ticket that begins at a starting point, and one that begins where the other ends, though no starting point is there."""
    assert [p.code for p in generating().warnings if p.code in CODES] == []


@pytest.mark.parametrize(
    ("items", "key", "why"),
    [
        ("t: {do: open, on: TR523}, q: {do: open, on: QF523}", "t", "523"),
        (f"{OFF}, e: {{do: close, on: QE52340}}, b: {{do: close, on: TR523}}", "b", "52340"),
        ("q: {do: open, on: QF523}, e: {do: close, on: QE52340}, t: {do: open, on: TR523}", "e", "523"),
    ],
    ids=["under load", "onto an earth", "without a break"],
)
def test_an_item_the_plant_refuses_is_told_at_its_line(items: str, key: str, why: str) -> None:
    """Wherever the ticket may begin, the interlock says no to this item: its line, the reason, what to do."""
    lines = "    items:\n" + "".join(f"      {one.strip()}\n" for one in items.replace("}, ", "}\n").splitlines())
    (one,) = found(lines.rstrip("\n"))
    assert one.code == "plant_refuses"
    assert one.line.strip().startswith(f"{key}:")
    assert why in one.text.zh
    assert one.fix is not None


def test_what_another_start_allows_is_no_fault() -> None:
    """At the default start the truck stands in under load; where another point has the breaker open, it may be racked."""
    point = "    heavy: {title: {zh: 重载, en: Heavy}, place: desk, values: {LD511.factor: 1.4, QF110.closed: 1}}"
    open_there = point.replace("QF110.closed: 1", "QF523.closed: 0")
    change = (A, "    items: {t: {do: open, on: TR523}}")
    assert "plant_refuses" in {p.code for p in generating(change).warnings}
    assert "plant_refuses" not in {p.code for p in generating(change, (point, open_there)).warnings}


@pytest.mark.parametrize(
    ("any_order", "codes"),
    [("[[q, t]]", ["plant_refuses"]), ("[[[q, t], [p, u]]]", []), ("[[[t, q], [p, u]]]", ["block_order"]), ("[[q, p]]", [])],
)
def test_orders_the_ticket_would_accept_are_tried(any_order: str, codes: list[str]) -> None:
    """Blocks are swapped on the plant: breaker and truck of one bay may not be, those of two bays may as whole blocks; a block
    that lists its items in another order than the ticket misleads.
    """
    items = "q: {do: open, on: QF523}, t: {do: open, on: TR523}, p: {do: open, on: QF522}, u: {do: open, on: TR522}"
    if any_order == "[[q, p]]":
        items = "q: {do: open, on: QF523}, p: {do: open, on: QF522}, t: {do: open, on: TR523}, u: {do: open, on: TR522}"
    problems = found(f"    items: {{{items}}}\n    any_order: {any_order}")
    assert [p.code for p in problems] == codes
    assert all("any_order" in p.line for p in problems)


@cache
def _written() -> str:
    return as_yaml(generated(generating(), Generate(of="T1", to="maintenance"))).rstrip()


def _pasted(*changes: tuple[str, str]) -> list[Problem]:
    """The generated ticket as written by hand, its lines changed."""
    text = _written()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return found(text)


def _line(key: str) -> str:
    return next(line + "\n" for line in _written().splitlines() if line.strip().startswith(f"{key}:"))


GROUP = "[[prove_GND1, attach_GND1, check_GND1_closed], [prove_QE10140, close_QE10140, check_QE10140_closed]]"


def test_an_earth_above_its_own_test_is_told() -> None:
    """The test of a place stands above what needs it, for a switch and for a portable thing; as generated nothing is said."""
    assert _pasted() == []
    for test, deed, at in (("prove_QE10140", "close_QE10140", "T1HV"), ("prove_GND1", "attach_GND1", "BRIDGE1")):
        other = GROUP.replace(f"{test}, {deed}", f"{deed}, {test}")
        (one,) = _pasted((_line(test) + _line(deed), _line(deed) + _line(test)), (GROUP, other))
        assert one.code == "untested"
        assert one.line.strip().startswith(f"{deed}:")
        assert one.fix is not None
        assert test in one.fix.en
        (one,) = _pasted((_line(test), ""), (GROUP, GROUP.replace(f"{test}, ", "")))
        assert (one.code, one.fix.en if one.fix else "") == ("untested", f"put {{do: test, on: {at}}} before it")


def test_a_place_may_be_tested_again_later() -> None:
    """What counts is that a test stands before the earth; a second one at the end takes nothing from it."""
    for test, at in (("prove_QE10140", "T1HV"), ("prove_GND1", "BRIDGE1")):
        again = f"      again: {{do: test, on: {at}}}\n"
        assert _pasted(("    any_order:", f"{again}    any_order:")) == [], test
    assert [p.code for p in _pasted((_line("prove_GND1"), ""), (GROUP, GROUP.replace("prove_GND1, ", "")),
                                    ("    any_order:", "      again: {do: test, on: BRIDGE1}\n    any_order:"))] == ["untested"]  # fmt: skip


def test_a_test_that_may_come_later_is_not_before() -> None:
    """In a block of its own beside the earth, the test may be done afterwards: the ticket would accept it."""
    other = GROUP.replace("[prove_QE10140, close_QE10140, check_QE10140_closed]", "prove_QE10140, [close_QE10140, check_QE10140_closed]")
    assert [p.code for p in _pasted((GROUP, other))] == ["untested"]


def test_a_plant_without_foresight_is_left_alone() -> None:
    """Kinds of plant that cannot look a list over have no such findings."""
    assert [p.code for p in with_tickets().warnings if p.code in CODES] == []
