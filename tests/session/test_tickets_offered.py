"""What a learner can choose when writing a ticket is enough to write it right, and tells nothing of what is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.paths import scenario_folders
from engine.session.language import scenario_language
from engine.session.session import Session
from engine.session.tickets.draft import Draft
from engine.session.tickets.ticket import Ticket
from tests.plant.grid.switched import TWO_PLACES, generating

PLACES = [{"base": "BAR1", "clamp": "BRIDGE1"}, {"base": "BAR2", "clamp": "BRIDGE2"}]
FOLDERS = [folder for folder in scenario_folders() if "\ntickets:" in (folder / "scenario.yaml").read_text(encoding="utf-8")]


def _written(ticket: Ticket) -> list[dict[str, Any]]:
    """The ticket out of what is offered: of several places the one with which the fewest mistakes remain."""
    offers: dict[tuple[str, str], list[dict[str, Any]]] = {}
    numbers: set[tuple[str, str]] = set()
    for line, number in ticket.offers():
        offers.setdefault((line.do, line.on), []).append(line.plain())
        if number:
            numbers.add((line.do, line.on))
    lines, chosen = [], []
    for name, item in ticket.spec.items.items():
        deed = (item.verb, item.target)
        assert deed in offers, f"{name}: nothing offers {deed}"
        typed = {"value": item.value} if deed in numbers and item.value is not None else {}
        lines.append({**offers[deed][0], **typed})
        if len(offers[deed]) > 1:
            chosen.append((len(lines) - 1, offers[deed]))
    for n, ways in chosen:
        lines[n] = min(ways, key=lambda way: _faults(ticket, [*lines[:n], way, *lines[n + 1 :]]))
    return lines


def _faults(ticket: Ticket, lines: list[dict[str, Any]]) -> int:
    assert Draft(ticket).refuse("learner", "fill", {"lines": lines}) is None
    ticket.act("learner", "fill", {"lines": lines})
    return ticket.compared().faults


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_every_ticket_can_be_written_from_what_is_offered(folder: Path) -> None:
    """Every ticket that ships is written without a mistake out of the window's offers alone, and so written is rehearsed
    without a refusal where the job begins: at one of the starting points at least.
    """
    scenario = scenario_language().load(folder)
    left = {name for name, spec in scenario["tickets"].items() if not spec.given}
    assert left
    lines: dict[str, list[dict[str, Any]]] = {}
    for start in scenario["start"].points:
        session = Session(scenario, seed=1, start=start)
        for name in sorted(left):
            ticket = session.parts.tickets.tickets[name]
            found = lines.get(name) or lines.setdefault(name, _written(ticket))
            assert _faults(ticket, found) == 0, [text.of("en") for text in ticket.explained()]
            Draft(ticket).act("learner", "test", None)
            if ticket.sheet.counts["refusals"] == 0:
                left.discard(name)
        if not left:
            return
    assert not left


def _rehearsed(change: str, line: dict[str, Any]) -> tuple[int, int]:
    """Refusals and mistakes of wording of a ticket of one line, ``change`` being the items of the accepted one."""
    ticket = _ticket(change)
    ticket.act("learner", "fill", {"lines": [line]})
    Draft(ticket).act("learner", "test", None)
    return ticket.sheet.counts["refusals"], len(ticket.compared().wording)


def _ticket(items: str, devices: str = "") -> Ticket:
    change = ("{a: {do: open, on: QF500}}", items + (f"\n    devices: [{devices}]" if devices else ""))
    return Session(generating(*TWO_PLACES, change), seed=1).parts.tickets.tickets["TICKETB"]


CHECKED = "{a: {do: attach, on: GNDSET1, check: GND1.closed}}"


def test_the_places_are_offered_whatever_the_ticket_says() -> None:
    """Both places, whether the accepted ticket says the place, leaves it to a condition, or has no such line at all."""
    value = "{a: {do: attach, on: GNDSET1, value: {base: BAR2, clamp: BRIDGE2}}}"
    for items, devices in ((CHECKED, ""), (value, ""), ("{a: {do: open, on: QF500}}", "GNDSET1")):
        offers = [line.value for line, _ in _ticket(items, devices).offers() if (line.do, line.on) == ("attach", "GNDSET1")]
        assert offers == PLACES, items


def test_a_rehearsal_tells_nothing_of_the_accepted_ticket() -> None:
    """A line that leaves the place open is refused on every ticket; which condition an item has does not fill it in."""
    line = {"do": "attach", "on": "GNDSET1"}
    assert _rehearsed(CHECKED, line) == (1, 1)
    assert _rehearsed("{a: {do: open, on: QF500}}", line)[0] == 1


def test_the_place_a_condition_names_is_the_right_one() -> None:
    """The line says the place of the condition, or it is found wrong and the review names the right one."""
    ticket = _ticket(CHECKED)
    assert _faults(ticket, [{"do": "attach", "on": "GNDSET1", "value": PLACES[0]}]) == 0
    for value in ({"value": PLACES[1]}, {}):
        assert _faults(ticket, [{"do": "attach", "on": "GNDSET1", **value}]) == 1
        (said,) = ticket.explained()
        assert "(earth terminal 1, No.1 bus bridge)" in said.of("en")


@pytest.mark.parametrize(
    ("item", "offered"),
    [
        ("{do: detach, on: GNDSET1}", [None]),
        ("{do: detach, on: GNDSET1, value: {base: BAR1, clamp: BRIDGE1}}", PLACES),
        ("{do: detach, on: GNDSET1, value: {base: BAR1, clamp: BRIDGE2}}", [*PLACES, {"base": "BAR1", "clamp": "BRIDGE2"}]),
        ("{do: detach, on: GNDSET1, value: {clamp: BRIDGE1}}", [{"clamp": "BRIDGE1"}, {"clamp": "BRIDGE2"}]),
        ("{do: detach, on: GNDSET1, value: {part: clamp}}", [{"part": "base"}, {"part": "clamp"}]),
        (
            "{do: attach, on: GNDSET1, value: {part: clamp, to: BRIDGE1}}",
            [{"part": end, "to": f"{at}{n}"} for end, at in (("base", "BAR"), ("clamp", "BRIDGE")) for n in (1, 2)],
        ),
    ],
)  # fmt: skip
def test_what_an_item_says_can_be_written(item: str, offered: list[Any]) -> None:
    """Putting up and taking down, whole or one end: the form the item has is offered, with all places, and one of them fits."""
    ticket = _ticket(f"{{a: {item}}}")
    ways = [line for line, _ in ticket.offers() if line.on == "GNDSET1" and line.do == ticket.spec.items["a"].do]
    assert [line.value for line in ways] == offered
    assert [_faults(ticket, [line.plain()]) for line in ways].count(0) == 1
