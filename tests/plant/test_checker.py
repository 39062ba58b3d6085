"""The contract checker: plants that keep the contract pass, and every rule catches the plant made to break
it."""

from __future__ import annotations

import math
from typing import Any

import pytest

from engine.plant.checker import RULES, Command, check_plant, check_rules
from engine.plant.contract import CALLED
from engine.plant.flowsheet.plant import FlowsheetPlant
from engine.plant.plant import PlantEvent, refusal
from engine.scenario.text import Text
from engine.state import pack, unpack
from tests.plant.flowsheet.nitration import HOT_START, nitration_section
from tests.plant.probes import AxisCell, SwitchBay


@pytest.mark.parametrize("tick_ms", [10, 100])
def test_switch_bay_keeps_the_contract(tick_ms: int) -> None:
    """A breaker with an earthing switch keeps every rule at 10 and at 100 ms a tick."""
    assert check_plant(lambda: SwitchBay(tick_ms), ticks=300) == []


def test_axis_cell_keeps_the_contract() -> None:
    """An axis with a person keeps every rule at 10 ms a tick."""
    assert check_plant(lambda: AxisCell(10), ticks=600) == []


def test_flowsheet_keeps_the_contract() -> None:
    """The nitration plant keeps every rule while all its inputs and faults are worked."""
    assert check_plant(lambda: FlowsheetPlant(nitration_section(), HOT_START), ticks=90) == []


def test_probes_do_what_they_are_for() -> None:
    """The probes report harm as events and latched tags: earthing a live feeder, striking a person."""
    bay = SwitchBay(100)
    bay.write("QE1.command", 1.0)
    assert [(e.us, e.data["what"]) for e in bay.advance(20)] == [(1_600_000, "earthed while live")]
    bay.write("QF1.command", 0.0)
    assert [(e.us, e.data["what"]) for e in bay.advance(2)] == [(40_000, "opened")]
    cell = AxisCell(10)
    cell.write("P1.place", 2.0)
    cell.write("A1.command", 1.0)
    assert [e.data["what"] for e in cell.advance(300)] == ["struck"]


def test_a_plant_may_say_no() -> None:
    """A plant that refuses says why and stays as it is; forced it obeys; one that cannot say no has nothing against it."""
    bay = SwitchBay(100)
    before = bay.snapshot()
    told = refusal(bay, "QE1.command", 1.0)
    assert told is not None
    assert "QF1" in told.zh
    assert bay.snapshot() == before
    assert refusal(bay, "QE1.command", 0.0) is None
    bay.write("QE1.unlocked", 1.0)
    assert refusal(bay, "QE1.command", 1.0) is None
    assert refusal(AxisCell(10), "A1.command", 2.0) is None


class Forgetful(SwitchBay):
    """Carries something from tick to tick that is in no snapshot."""

    def __init__(self) -> None:
        super().__init__(100)
        self.hidden = 0

    def tick(self, span: int) -> list[tuple[int, str, str]]:
        self.hidden += 1
        self.values["QE1.position"] = float(self.hidden)
        return []


class Shared(SwitchBay):
    """Depends on how many instances there were before."""

    made = 0

    def __init__(self) -> None:
        super().__init__(100)
        Shared.made += 1
        self.values["QF1.travel"] = float(Shared.made)


class Lenient(SwitchBay):
    """Takes every write."""

    def __init__(self) -> None:
        super().__init__(100)

    def write(self, tag: str, value: float) -> None:
        self.values[tag if tag in self.values else "QF1.travel"] = value if math.isfinite(value) else 0.0


class Deaf(SwitchBay):
    """Does not show what it was told."""

    def __init__(self) -> None:
        super().__init__(100)

    def write(self, tag: str, value: float) -> None:
        super().write(tag, 0.0 * value)


class Leaky(SwitchBay):
    """Drops a field on restore."""

    def __init__(self) -> None:
        super().__init__(100)

    def restore(self, data: bytes) -> None:
        super().restore(data)
        self.values["QE1.position"] = 0.0


class Lumpy(SwitchBay):
    """Makes one long step of many ticks."""

    def __init__(self) -> None:
        super().__init__(100)

    def advance(self, ticks: int = 1) -> list[PlantEvent]:
        self.values["QE1.position"] += 1.0
        return []


class Untimely(SwitchBay):
    """Stamps events outside their tick."""

    def __init__(self) -> None:
        super().__init__(100)

    def tick(self, span: int) -> list[tuple[int, str, str]]:
        return [(span, "QF1", "late"), (span + 1, "QF1", "later"), (0, "QF1", "earlier")]


class Restless(SwitchBay):
    """Changes when it is looked at."""

    def __init__(self) -> None:
        super().__init__(100)

    def read(self) -> list[float]:
        self.values["QE1.position"] += 1.0
        return super().read()


class Broken(SwitchBay):
    """Reads NaN."""

    def __init__(self) -> None:
        super().__init__(100)

    def read(self) -> list[float]:
        return [math.nan, *super().read()[1:]]


class Untitled(SwitchBay):
    """Offers an operation on something that takes no commands."""

    def __init__(self) -> None:
        super().__init__(100)

    def operations(self) -> list[Any]:
        from engine.plant.plant import Operation

        return [Operation("QF1", "close", "QF1.closed", 1.0)]


class Grudging(SwitchBay):
    """Remembers having been asked."""

    def __init__(self) -> None:
        super().__init__(100)

    def refuse(self, tag: str, value: float) -> Text | None:
        self.values["QF1.travel"] -= 1.0
        return super().refuse(tag, value)


class Wordless(SwitchBay):
    """Refuses without a word of English."""

    def __init__(self) -> None:
        super().__init__(100)

    def refuse(self, tag: str, value: float) -> Text | None:
        return Text(zh="不行") if super().refuse(tag, value) else None


class Trusting(SwitchBay):
    """Believes that what it has refused cannot come."""

    def __init__(self) -> None:
        super().__init__(100)

    def tick(self, span: int) -> list[tuple[int, str, str]]:
        if self.values["QE1.command"] and self.values["QF1.closed"] and not self.values["QE1.unlocked"]:
            raise AssertionError("this was refused")
        return super().tick(span)


@pytest.mark.parametrize(
    ("plant", "rule"),
    [
        (Untitled, "tags are sound"),
        (Restless, "reading is whole and changes nothing"),
        (Broken, "reading is whole and changes nothing"),
        (Lenient, "bad writes are refused"),
        (Deaf, "commands are read back"),
        (Shared, "two instances agree"),
        (Lumpy, "ticks add up"),
        (Untimely, "events are in order"),
        (Forgetful, "a restored plant goes on alike"),
        (Grudging, "asking changes nothing"),
        (Wordless, "asking changes nothing"),
        (Trusting, "what is refused can be forced"),
        (Leaky, "every leaf of the state counts"),
    ],
)
def test_every_rule_catches_its_offender(plant: type[SwitchBay], rule: str) -> None:
    """A plant made to break one rule is found out by that rule."""
    assert rule in {v.rule for v in check_plant(plant, ticks=60)}


def test_every_rule_has_an_offender() -> None:
    """No rule goes untested: the table above names them all."""
    marks = test_every_rule_catches_its_offender.pytestmark  # type: ignore[attr-defined]
    assert {rule for _, rule in marks[0].args[1]} == set(RULES)


def test_an_exception_is_a_violation() -> None:
    """A plant that raises is reported, not propagated, and the other rules still run."""

    class Raising(SwitchBay):
        def tick(self, span: int) -> list[tuple[int, str, str]]:
            raise ZeroDivisionError("by zero")

    found = check_plant(lambda: Raising(100), [Command(0, "QF1.command", 0.0)], ticks=5)
    assert any("ZeroDivisionError" in v.detail for v in found)
    assert "bad writes are refused" not in {v.rule for v in found}


def test_snapshots_are_plain_data() -> None:
    """A snapshot is canonical JSON of nested plain data with the name of every state in it."""
    plant = FlowsheetPlant(nitration_section(), HOT_START)
    state = unpack(plant.snapshot())
    assert state["states"]["R101.T"] == 333.15
    assert pack(state) == plant.snapshot()


def test_rules_are_told_one_by_one_in_both_languages() -> None:
    """Each rule comes with what breaks it as soon as it is tried, and has a name in Chinese."""
    assert set(CALLED) == set(RULES)
    told = dict(check_rules(lambda: SwitchBay(100), ticks=20))
    assert list(told) == list(RULES)
    assert not any(told.values())
