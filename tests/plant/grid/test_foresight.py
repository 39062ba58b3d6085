"""What is foreseen of a list of deeds without building the station is what the station says when it rehearses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import pytest

from engine.paths import scenario_folders
from engine.plant.grid.kind import GridKind
from engine.plant.grid.plant import GridPlant
from engine.plant.grid.section import GridSection
from engine.plant.rehearsal import RehearsalRefusal, RehearsedDeed
from engine.plant.sequencing import NoSequenceError
from engine.session.applied.attachments import Attachment
from engine.session.applied.placing import meant
from engine.session.applied.rehearsing import told
from engine.session.language import scenario_language
from engine.session.tickets.beginnings import values_at
from engine.session.tickets.section import TicketSpec
from tests.plant.grid.test_doors import fenced

KIND = GridKind()
OUT = {
    "QN1020.closed": 1.0, "QF110.closed": 1.0, "QF500.closed": 1.0, "QF501.closed": 0.0, "QF101.closed": 0.0, "TR501.place": 1.0,
    "QS1013.closed": 0.0, "QS1011.closed": 0.0, "QE10140.closed": 1.0,
    **{f"{transfer}.enabled": 0.0 for transfer in ("BZT10_1", "BZT10_2", "BZT110_1", "BZT110_2")},
}  # fmt: skip
"""No.1 transformer out of service and earthed on its high side."""
EARTHED = {**OUT, "GND1.based": 1.0, "GND1.clamped": 1.0}
STARTS = {
    "running": {}, "out": OUT, "earthed": EARTHED, "gate open": {**EARTHED, "GATE1.opened": 1.0},
    "gate open onto live parts": {"GATE1.opened": 1.0}, "unlocked": {"STATION.unlocked": 1.0},
    "without control power": {"QF110.control_power": 0.0, "QF110.closed": 1.0},
}  # fmt: skip


def both(
    section: GridSection, start: dict[str, float], orders: Sequence[Sequence[RehearsedDeed]]
) -> tuple[list[list[int]], list[list[int]]]:
    """The lines refused of each order: foreseen, and by a station that stands there."""

    def lines(every: Sequence[Sequence[RehearsalRefusal]]) -> list[list[int]]:
        return [[one.line for one in refusals] for refusals in every]

    plant = GridPlant(section, start)
    return lines(KIND.foreseen(section, start, [], orders)), lines([plant.rehearse(deeds) for deeds in orders])


@pytest.mark.parametrize("start", STARTS)
def test_every_deed_is_foreseen_as_it_is_rehearsed(start: str) -> None:
    """Each thing a person can do to the station, alone, at several beginnings: refused by both or by neither."""
    section = fenced()
    things = [*section.devices, *section.five_prevention.encloses, *section.protection]
    deeds = [[RehearsedDeed(0, verb, name)] for name, verb in product(things, ("open", "close", "attach", "detach", "start", "stop"))]
    foreseen, rehearsed = both(section, STARTS[start], deeds)
    assert foreseen == rehearsed
    refused = {(deed.verb, deed.on) for (deed,), lines in zip(deeds, foreseen, strict=True) if lines}
    assert bool(refused) == (start != "unlocked")
    assert (("open", "GATE1") in refused) == (start in ("running", "out", "without control power"))
    assert (("detach", "GND1") in refused) == (start == "gate open")


def test_doors_count_in_a_list_of_deeds() -> None:
    """A fence opens after its earths and not before; what it guards is held while it stands open; what the deeds before the
    list have opened stands open.
    """
    verbs = "open GATE1, attach GND1, open GATE1, open GATE1, open QE10140, detach GND1, close GATE1, open QE10140, open GATE1"
    deeds = [RehearsedDeed(n, *one.split()) for n, one in enumerate(verbs.split(", "))]
    foreseen, rehearsed = both(fenced(), OUT, [deeds])
    assert foreseen == rehearsed == [[0, 4, 5, 8]]
    done = [RehearsedDeed(0, "attach", "GND1"), RehearsedDeed(1, "open", "GATE1")]
    ((refusal,),) = KIND.foreseen(fenced(), OUT, done, [[RehearsedDeed(0, "open", "QE10140")]])
    assert "T1网门 开着" in refusal.reason.of("zh")
    assert KIND.sequence(fenced(), EARTHED, "QF110", "hot_standby", done=done[1:]).unseen == ()


def test_no_order_is_handed_out_that_an_open_door_forbids() -> None:
    """Working out a sequence, too, the earths behind a fence that stands open stay on; shut, it is worked out."""
    assert KIND.sequence(fenced(), EARTHED, "T1", "running").items
    with pytest.raises(NoSequenceError) as caught:
        KIND.sequence(fenced(), STARTS["gate open"], "T1", "running")
    assert "T1网门 开着" in caught.value.text.of("zh")
    shut = [RehearsedDeed(0, "close", "GATE1")]
    assert KIND.sequence(fenced(), STARTS["gate open"], "T1", "running", done=shut).items


def test_tickets_that_ship_are_foreseen_as_they_are_rehearsed() -> None:
    """The deeds of each ticket that ships, at each starting point that ships, in their order and backwards."""
    seen: list[list[int]] = []
    for folder in scenario_folders():
        scenario = scenario_language().load(folder)
        if scenario["plant"].kind != KIND.name:
            continue
        tickets, portable = scenario.get("tickets") or {}, scenario.get("attachments") or {}
        orders = [deeds for ticket in tickets.values() for deeds in _orders(ticket, portable)]
        for name in scenario["start"].points:
            foreseen, rehearsed = both(scenario["plant"], values_at(scenario, scenario["start"].point(name)), orders)
            assert foreseen == rehearsed, (folder.name, name)
            seen += foreseen
    assert [] in seen
    assert any(seen)


def _orders(ticket: TicketSpec, portable: Mapping[str, Attachment]) -> tuple[list[RehearsedDeed], list[RehearsedDeed]]:
    deeds = [
        RehearsedDeed(n, item.verb, item.target, meant(portable[item.on], str(item.check or "")) if item.on in portable else None)
        for n, item in enumerate(ticket.items.values())
    ]
    return told(deeds, portable), told(deeds[::-1], portable)
