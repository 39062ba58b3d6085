"""Switching orders worked out from the graph: they can be carried out, nobody loses supply, and they are those of practice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings

from engine.plant.grid.kind import GridKind
from engine.plant.grid.plant import GridPlant
from engine.plant.grid.states import Service, equipment, service
from engine.plant.grid.station import Station
from engine.plant.grid.switching.facts import Facts, Plate, bare_facts, facts_of
from engine.plant.grid.switching.planner import planned, states
from engine.plant.grid.switching.standing import Standing, standing_of
from engine.plant.sequencing import DeedSequence, NoSequenceError, SequenceItem, Sequences
from engine.scenario.expression import compile_expression, loads_of_tags, scope_of_tags, to_python
from engine.session.tickets.accepted import needs
from engine.session.tickets.comparison import Comparison, Line, compare
from engine.session.tickets.section import TicketSpec
from engine.tags import TagTable
from tests.plant.grid.double_bus import TRANSFER, double_bus
from tests.plant.grid.electrical import Oracle
from tests.plant.grid.test_plant import section
from tests.plant.grid.test_topology import anywhere
from tests.plant.grid.tickets import BACK, BACK_AFTER, OUT, OUT_AFTER

KIND = GridKind()
DOUBLE = double_bus()
NEUTRALS = {"QS1010": "T1", "QS1020": "T2"}
LOADS_OF = {"LN511": {"LD511"}, "QF512": {"LD512"}}
"""Customers that hang on the thing itself."""
TAKES = {"attach": (("based", 1.0), ("clamped", 1.0)), "detach": (("clamped", 0.0), ("based", 0.0))}


class Station110:
    """The station with an operator who does and checks what a sequence says, item by item."""

    def __init__(self) -> None:
        self.plant = GridPlant(section())
        self.tags = {tag.id: i for i, tag in enumerate(self.plant.tags())}
        self.table = TagTable()
        self.table.extend(self.plant.tags())
        self.does = {(op.on, op.verb): op for op in self.plant.operations()}
        self.events: list[tuple[str, str]] = []
        self.lost = 0.0

    def __getitem__(self, tag: str) -> float:
        return self.plant.read()[self.tags[tag]]

    def write(self, tag: str, value: float) -> None:
        refusal = self.plant.refuse(tag, value)
        assert refusal is None, refusal.of("en")
        self.plant.write(tag, value)
        for _ in range(10):
            self.events += [(e.source, str(e.data["what"])) for e in self.plant.advance(10)]
            self.lost = max(self.lost, self["STATION.lost"])

    def holds(self, condition: str) -> bool:
        tape = compile_expression(condition, scope_of_tags(self.plant.tags()), "bool")
        return bool(to_python(tape, loads_of_tags(tape, self.table))(self.plant.read()))

    def carry_out(self, sequence: DeedSequence) -> None:
        for item in sequence.items:
            if item.check and item.key.endswith("_discharged"):
                self.plant.advance(3100)
            if item.do in TAKES:
                for what, value in TAKES[item.do]:
                    self.write(f"{item.on}.{what}", value)
            elif item.do in ("open", "close", "start", "stop"):
                op = self.does[item.on, item.do]
                assert op.value is not None
                self.write(op.tag, op.value)
            assert not item.check or self.holds(item.check), item.text.of("en")

    def standing(self) -> dict[str, float]:
        """Positions, plates and supplies."""
        return {t: self[t] for t in self.tags if t.endswith((".closed", ".place", ".enabled", "_power", ".tap"))}


@cache
def facts(name: str) -> Facts:
    return facts_of(section()) if name == "linjiang" else bare_facts(DOUBLE, NEUTRALS)


def start(one: Facts) -> Standing:
    if one.station is DOUBLE:
        return Standing(DOUBLE, list(DOUBLE.normal))
    return standing_of(section(), one.station, {})


def deeds(sequence: DeedSequence) -> list[str]:
    """Switching deeds as in ``tickets``: ``+`` closes, ``-`` opens."""
    sign = {"close": "+", "attach": "+", "open": "-", "detach": "-"}
    switches = facts("linjiang").station.switch.keys() | DOUBLE.switch.keys()
    return [sign[i.do] + i.on for i in sequence.items if i.do in sign and i.on in switches]


def spec(sequence: DeedSequence) -> TicketSpec:
    """As a ticket, each item of the sequence one item."""

    def item(one: SequenceItem) -> dict[str, object]:
        deed = {"do": one.do, "on": one.on} if one.do else {"check": one.check, "of": one.of}
        return {**deed, **({} if one.after is None else {"after": one.after})}

    words = {"zh": "票", "en": "t"}
    items = {one.key: item(one) for one in sequence.items}
    return TicketSpec.model_validate({"title": words, "task": words, "items": items, "any_order": sequence.any_order})


def written(sequence: DeedSequence, lines: list[Line]) -> Comparison:
    """How lines fit the sequence as a ticket."""
    ticket = spec(sequence)
    return compare(ticket.items, needs(ticket), lines)


def out() -> DeedSequence:
    return KIND.sequence(section(), {}, "T1", "maintenance")


def back() -> DeedSequence:
    return KIND.sequence(section(), {}, "T1", "running", "maintenance")


# -- carried out -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("T1", "maintenance"), ("T2", "maintenance"), ("T1", "hot_standby"), ("T2", "cold_standby"), ("LN511", "maintenance"),
        ("C1", "maintenance"), ("LN111", "cold_standby"), ("QF101", "maintenance"), ("QF112", "maintenance"),
        ("QF110", "maintenance"), ("QF512", "cold_standby"), ("QF501", "cold_standby"), ("QF500", "cold_standby"),
    ],
)  # fmt: skip
def test_what_is_generated_can_be_carried_out_and_undone(name: str, to: str) -> None:
    """Item by item the interlock refuses nothing, every check holds once its deed is done, no relay trips, nothing burns, no customer of anything
    else is lost; the wanted state is reached, and the way back leaves everything as it was.
    """
    station = Station110()
    at_first = station.standing()
    began = service(facts("linjiang").station, start(facts("linjiang")).closed, name).service
    assert began is not None
    station.carry_out(KIND.sequence(section(), {}, name, to))
    closed = [bool(station[f"{s.id}.closed"]) for s in facts("linjiang").station.switches]
    assert service(facts("linjiang").station, closed, name).service == to
    own = sum(load.p for load in facts("linjiang").station.loads if load.id in LOADS_OF.get(name, ())) / 1e6
    assert station.lost == pytest.approx(own, abs=0.05)
    station.carry_out(KIND.sequence(section(), {}, name, began.value, to))
    assert station.standing() == at_first
    assert station["STATION.lost"] == 0
    assert station["STATION.fault_current"] == 0
    assert not {what for _, what in station.events} & {"operated", "arc", "short", "refused", "no_power"}


@pytest.mark.parametrize("where", ["linjiang", "double"])
def test_every_sequence_of_a_station_is_harmless_by_a_power_flow(where: str) -> None:
    """For everything a station has, from each state to each other one it can reach: no deed makes a short or an arc in a
    power flow that knows nothing of the interlock, and the state wanted is reached.
    """
    one, made = facts(where), 0
    oracle = Oracle(one.station)
    for name in equipment(one.station):
        for via in Service:
            found = _played(one, start(one), name, via)
            for to in Service if found is not None else ():
                assert found is not None
                again = _played(one, found[1], name, to)
                made += again is not None
                for place, before, off in (*found[0], *(again[0] if again is not None else ())):
                    assert oracle.hazard(before, place, off) is None, (name, via, to, one.station.switches[place].id)
    assert made > 150 if where == "linjiang" else made > 60


def _played(
    one: Facts, begin: Standing, name: str, to: Service
) -> tuple[list[tuple[int, list[bool], frozenset[int]]], Standing] | None:
    """Each switching deed with the positions before it; ``None`` where it is refused."""
    try:
        sequence = planned(one, begin, name, to)
    except NoSequenceError:
        return None
    now, steps = begin.copy(), []
    for item in sequence.items:
        place = one.station.switch.get(item.on)
        if place is not None and item.do in ("start", "stop"):
            off = now.control_off if place in one.control else now.drive_off
            (off.add if item.do == "stop" else off.discard)(place)
        elif item.on in now.plates:
            now.plates[item.on] = item.do == "close"
        elif place is not None and item.do in ("open", "close", "attach", "detach"):
            steps.append((place, list(now.closed), frozenset(now.control_off)))
            now.closed[place] = item.do in ("close", "attach")
    assert service(one.station, now.closed, name).service is to
    return steps, now


@given(anywhere())
@settings(max_examples=150, deadline=None)
def test_from_any_positions_a_sequence_or_a_reason(case: tuple[Station, list[bool]]) -> None:
    """Wherever everything stands, each piece of equipment either gets a sequence that ends in the wanted state, or a refusal
    in both languages; nothing else.
    """
    station, closed = case
    one = bare_facts(station)
    for name in list(equipment(station))[::5]:
        for to in Service:
            sequence = _or_reason(one, Standing(station, closed), name, to)
            if isinstance(sequence, NoSequenceError):
                assert sequence.text.zh != sequence.text.en
                continue
            now = list(closed)
            for deed in deeds(sequence):
                now[station.switch[deed[1:]]] = deed[0] == "+"
            assert service(station, now, name).service is to


def _or_reason(one: Facts, begin: Standing, name: str, to: Service) -> DeedSequence | NoSequenceError:
    try:
        return planned(one, begin, name, to)
    except NoSequenceError as reason:
        return reason


# -- as practice has it ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("make", "ticket", "after"), [(out, OUT, OUT_AFTER), (back, BACK, BACK_AFTER)], ids=["out", "back"]
)
def test_the_switching_of_the_transformer_is_that_of_its_tickets(
    make, ticket: list[str], after: dict[str, str]
) -> None:
    """Both tickets of the reference are contained, in an order that their own partial order accepts; only neutrals come on
    top, which the positions of a graph do not show.
    """
    mine = deeds(make())
    assert set(ticket) <= set(mine)
    assert {d[1:] for d in set(mine) - set(ticket)} <= {"QN1010", "QN1020"}
    place = {deed: n for n, deed in enumerate(mine)}
    assert [(a, b) for b, names in after.items() for a in names.split() if place[a] > place[b]] == []


def _lines(text: str) -> list[Line]:
    return [Line(*part.split()) for part in text.split(",")]


REFERENCE_A = """
check T2, check T1, open BZT10_1, open BZT10_2, open BZT110_1, open BZT110_2, close QN1020, check QN1020, close QF110,
check QF110, close QF500, check QF500, open QF501, check QF501, check QN1010, open QF101, check QF101, open TR501,
check TR501, open QS1013, check QS1013, open QS1011, check QS1011, open QN1010, check QN1010, test T1H, close QE10140,
check QE10140, test T1L, attach GND1, check GND1, stop QF101, stop QF501, stop QS1011, stop QS1013, open BF_101, open QF110,
check QF110, close BZT110_1, close BZT110_2, tag QF101, tag QS1011, tag QS1013, tag QF501, tag TR501, check T1
"""
"""Ticket A item by item (source: power.md A5.2)."""
REFERENCE_B = """
untag QF101, untag QS1011, untag QS1013, untag QF501, untag TR501, detach GND1, check GND1, open QE10140, check QE10140,
check QF501, start QF101, start QF501, start QS1011, start QS1013, close BF_101, check DIFF_T1, open BZT110_1, open BZT110_2,
close QF110, check QF110, close QN1010, check QN1010, check QF101, close QS1011, check QS1011, close QS1013, check QS1013,
check QF501, close TR501, check TR501, close QF101, check QF101, check T1, check T1, close QF501, check QF501, open QF500,
check QF500, open QN1020, check QN1020, open QF110, check QF110, close BZT10_1, close BZT10_2, close BZT110_1,
close BZT110_2, check T1
"""
"""Ticket B item by item (source: power.md A5.3)."""


@pytest.mark.parametrize(("make", "text"), [(out, REFERENCE_A), (back, REFERENCE_B)], ids=["A", "B"])
def test_whole_tickets_of_the_reference_are_accepted(make, text: str) -> None:
    """A learner who writes the reference's ticket word for word, checks and all, has not one mistake."""
    found = written(make(), _lines(text))
    assert (found.missing, found.extra, found.moved, found.wording) == ((), (), (), ())
    assert found.match == 100


@pytest.mark.parametrize(
    "swapped",
    [
        ("close QF110", "close QF500"), ("open QF501", "open QF101"), ("open QS1013", "open QS1011"), ("open QF101", "open TR501"),
        ("close QF500", "open QF501"), ("test T1H", "close QE10140"), ("test T1L", "attach GND1"), ("open QF101", "open QN1010"),
        ("open BZT10_1", "close QF500"), ("close QN1020", "open QF101"), ("open QS1011", "close QE10140"),
    ],
)  # fmt: skip
def test_what_is_strict_stays_strict(swapped: tuple[str, str]) -> None:
    """Deeds whose order matters (source: power.md A5.2) count as out of order when they change places."""
    a, b = (Line(*text.split()) for text in swapped)
    lines = [b if line == a else a if line == b else line for line in _lines(REFERENCE_A)]
    assert written(out(), lines).moved


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("open TR501, check TR501", "open QS1013, check QS1013, open QS1011, check QS1011"),
        ("test T1H, close QE10140, check QE10140", "test T1L, attach GND1, check GND1"),
        ("stop QF101", "stop QS1013"), ("check T1", "open BZT10_1"),
    ],
)  # fmt: skip
def test_what_is_free_is_free(first: str, then: str) -> None:
    """Blocks that the reference lets change places may."""
    one, other = _lines(first), _lines(then)
    lines = _lines(REFERENCE_A)
    at = lines.index(one[0])
    until = lines.index(other[-1]) + 1
    between = [line for line in lines[at:until] if line not in one and line not in other]
    swapped = [*lines[:at], *other, *between, *one, *lines[until:]]
    found = written(out(), swapped)
    assert (found.missing, found.extra, found.moved) == ((), (), ())


def test_the_section_breaker_may_be_opened_as_soon_as_the_transformer_is_off() -> None:
    """The upper tie is opened any time after the transformer's last breaker."""
    lines = _lines(REFERENCE_A)
    tie = lines.index(Line("open", "QF110"))
    pair = lines[tie : tie + 2]
    rest = [*lines[:tie], *lines[tie + 2 :]]
    at = rest.index(Line("check", "QF101")) + 1
    assert written(out(), [*rest[:at], *pair, *rest[at:]]).moved == ()
    assert written(out(), [*rest[: at - 2], *pair, *rest[at - 2 :]]).moved


def test_a_lower_tie_takes_the_upper_one_with_it() -> None:
    """Two sections fed by different systems are only joined with the buses above them joined first; the way back leaves the
    upper tie, which others may need by then.
    """
    assert deeds(KIND.sequence(section(), {}, "QF500", "running")) == ["+QF110", "+QF500"]
    assert deeds(KIND.sequence(section(), {}, "QF500", "hot_standby", "running")) == ["-QF500"]


def test_a_neutral_is_never_missing() -> None:
    """While the first transformer goes, another neutral is closed before the last one opens; the second, whose neutral
    floats, is switched with it closed.
    """
    for name, other in (("T1", "QN1020"), ("T2", "QN1020")):
        station = facts("linjiang").station
        now = list(station.normal)
        for deed in deeds(KIND.sequence(section(), {}, name, "maintenance")):
            place = station.switch[deed[1:]]
            if deed == f"-QF10{name[1]}":
                assert now[station.switch[f"QN10{name[1]}0"]]
            now[place] = deed[0] == "+"
            assert now[station.switch["QN1010"]] or now[station.switch[other]]


def test_a_bus_is_emptied_as_the_interlock_wants_it() -> None:
    """Tie closed and its control power off before the bays go over, each onto the other bus before it leaves this one; the
    written transfer of the fixture is accepted, one with the control power left on is not, and the bays come back.
    """
    one = facts("double")
    sequence = planned(one, start(one), "B1", Service.COLD_STANDBY)
    verbs = {"+": "close", "-": "open", "*": "stop", "/": "start"}
    lines = [Line(verbs[deed[0]], deed[1:]) for deed in TRANSFER]
    found = written(sequence, lines)
    assert (found.moved, found.extra, found.wording) == ((), (), ())
    assert {sequence.items[[i.key for i in sequence.items].index(key)].on for key in found.missing} <= {"", "QS1119"}
    late = [*lines[:1], *lines[2:6], lines[1], *lines[6:]]
    assert written(sequence, late).moved
    after = _played(one, start(one), "B1", Service.COLD_STANDBY)
    assert after is not None
    back = _played(one, after[1], "B1", Service.RUNNING)
    assert back is not None
    assert back[1].closed == list(DOUBLE.normal)


def test_plates_go_with_the_neutral() -> None:
    """Once the other neutral is earthed its zero-sequence protection goes in and its gap protection out; when it is opened again
    the gap protection is in first.
    """
    one = facts("linjiang")
    normally = {**one.normally, "GAP_T2": True, "ZERO_T2": False}
    plates = (
        *one.plates,
        Plate("GAP_T2", "gap", "T2", (), True),
        Plate("ZERO_T2", "neutral_overcurrent", "T2", (), False),
    )
    one = replace(one, plates=plates, normally=normally)
    begin = start(one)
    begin.plates |= {"GAP_T2": True, "ZERO_T2": False}
    deed = [item.do + " " + item.on for item in planned(one, begin, "T1", Service.MAINTENANCE).items]
    assert (
        deed.index("close QN1020") < deed.index("close ZERO_T2") < deed.index("open GAP_T2") < deed.index("open QF101")
    )
    after = _played(one, begin, "T1", Service.MAINTENANCE)
    assert after is not None
    deed = [item.do + " " + item.on for item in planned(one, after[1], "T1", Service.RUNNING).items]
    assert (
        deed.index("close QF501") < deed.index("close GAP_T2") < deed.index("open QN1020") < deed.index("open ZERO_T2")
    )


# -- refused ---------------------------------------------------------------------------------------------------
REFUSED = {
    "unknown": ("T3", "maintenance", {}, "of", "T3"),
    "misspelt": ("LN5ll", "maintenance", {}, "of", "LN511"),
    "a bus": ("B110_1", "cold_standby", {}, "of", "母线"),
    "no such state": ("T1", "maintenanc", {}, "to", "maintenance"),
    "nothing to earth with": ("QF501", "maintenance", {}, "to", "501断路器主变侧"),
    "fed from the far end": ("LN111", "maintenance", {}, "refused", "系统一"),
    "in none of the states": ("T1", "maintenance", {"QF501.closed": 0.0}, "start", "热备用"),
    "too much for the other": (
        "T1", "maintenance", {f"LD5{n}.factor": 1.4 for n in (11, 12, 13, 21, 22, 23)}, "refused", "过负荷",
    ),
    "taps apart": ("T1", "maintenance", {"T1.tap": 3.0}, "start", "档位"),
    "no tie left": ("T1", "maintenance", {"TR500.place": 1.0}, "refused", "联络"),
    "the other one is out": ("T1", "hot_standby", {"TR502.place": 1.0, "QF502.closed": 0.0, "QF500.closed": 1.0}, "refused", "失电"),
    "two systems": ("T1", "maintenance", {"QS1101.closed": 0.0}, "refused", "合环"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_refused_with_the_reason(case: tuple[str, str, dict[str, float], str, str]) -> None:
    """A typed refusal says what is to blame and why, in both languages."""
    name, to, values, fault, said = case
    with pytest.raises(NoSequenceError) as caught:
        KIND.sequence(section(), values, name, to)
    assert caught.value.fault == fault
    assert said in str(caught.value)
    assert caught.value.text.zh != caught.value.text.en


def test_a_line_is_earthed_once_its_far_end_is_off() -> None:
    """With the source behind it off, as the control centre says, a line can be made safe."""
    values = {"S1.available": 0.0, "QF110.closed": 1.0, "QF111.closed": 0.0}
    assert "+QE11140" in deeds(KIND.sequence(section(), values, "LN111", "maintenance"))


def test_customers_that_hang_on_the_thing_are_named() -> None:
    """Who takes a feeder out is told whose supply goes."""
    assert "机械厂线" in KIND.sequence(section(), {}, "LN511", "cold_standby").notes[0].of("zh")
    assert KIND.sequence(section(), {}, "T1", "maintenance").notes == ()


def test_the_kind_says_what_has_states() -> None:
    """Everything that has a state, each with the four of them; and nothing to do is an empty sequence."""
    assert isinstance(KIND, Sequences)
    found = states(section())
    assert set(found) == set(equipment(facts("linjiang").station))
    assert list(found["T1"]) == [s.value for s in Service]
    assert KIND.sequence(section(), {}, "T1", "running").items == ()


def _keys(sequence: DeedSequence) -> Iterator[str]:
    yield from (item.key for item in sequence.items)


@pytest.mark.parametrize("make", [out, back], ids=["out", "back"])
def test_keys_and_groups_are_sound(make) -> None:
    """Keys are unique ids; a group names items, each once, in blocks that stand side by side."""
    sequence = make()
    keys = list(_keys(sequence))
    assert len(set(keys)) == len(keys)
    assert all(key.isidentifier() and len(key) <= 40 for key in keys)
    for group in sequence.any_order:
        grouped = [key for block in group for key in block]
        start = keys.index(grouped[0])
        assert grouped == keys[start : start + len(grouped)]
