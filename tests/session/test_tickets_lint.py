"""What is wrong with a ticket is told at its place, with what was probably meant."""

from __future__ import annotations

import re
import textwrap

import pytest

from engine.scenario.errors import SourceError
from engine.scenario.problems import Problem
from engine.session.language import scenario_language
from engine.session.tickets import section
from engine.session.tickets.accepted import needs
from engine.testing import TINY_SCENARIO, tiny_scenario
from tests.session.applied.bench import changed
from tests.session.tickets_lab import tiny_text_with_tickets, with_tickets

WRONG: dict[str, tuple[tuple[str, str], str, str, str]] = {
    "unknown device": (("on: HS1", "on: HS11"), "unknown_name", "HS11", "HS1"),
    "unknown verb": (("do: press", "do: pres"), "unknown_name", "pres", "press"),
    "verb it does not take": (("do: stop", "do: shelve"), "no_verb", "shelve", "start"),
    "unknown device of a check": (("of: H1", "of: H2"), "unknown_name", "H2", "H1"),
    "unknown tag in a check": (("not H1.command", "not H1.comand"), "unknown_name", "H1.comand", "H1.command"),
    "unknown item after": (("value: 0}", "value: 0, after: [of]}"), "unknown_name", "of", "off"),
    "unknown item in a block": (("[[dead, power]]", "[[dead, [pover, key]]]"), "unknown_name", "pover", "power"),
    "unknown reviewer": (("supervisor, boss]", "supervisor, bos]"), "unknown_name", "bos", "boss"),
    "unknown orderer": (("from: boss", "from: chief"), "unknown_name", "chief", "boss"),
    "unknown notice": (("reviews:", "received: helo\n    reviews:"), "unknown_name", "helo", "hello"),
    "unknown device offered": (("reviews:", "devices: [helmt]\n    reviews:"), "unknown_name", "helmt", "helmet"),
    "ring": (("{do: stop, on: H1}", "{do: stop, on: H1, after: [power]}"), "ticket_ring", "[power]", "after"),
    "blocks apart": (("[[dead, power]]", "[[off, power]]"), "ticket_blocks", "[off, power]", "dead"),
    "one block": (("[[dead, power]]", "[[[dead, power]]]"), "ticket_blocks", "[[dead, power]]", "[a, [b, c]]"),
    "twice": (("[[dead, power]]", "[[dead, [power, dead]]]"), "ticket_blocks", "[dead, [power, dead]]", "dead"),
    "an empty block": (("[[dead, power]]", "[[dead, []]]"), "ticket_blocks", "[dead, []]", "empty"),
    "an item of nothing": (
        ("{do: press, on: HS1, required: false}", "{required: false}"),
        "item_of_nothing",
        "{required: false}",
        "{do: stop, on: P1}",
    ),
    "do without on": (
        ("do: press, on: HS1", "do: press"),
        "item_of_nothing",
        "{do: press, required: false}",
        "name what is acted on",
    ),
    "id of something else": (("  T1:", "  HS1:"), "id_taken", "HS1", ""),
}


@pytest.mark.parametrize(("change", "code", "at", "said"), WRONG.values(), ids=WRONG)
def test_mistakes_are_told_where_they_are(change: tuple[str, str], code: str, at: str, said: str) -> None:
    """Each mistake is one error under its own words in the file, and says what to write instead."""
    with pytest.raises(SourceError) as caught:
        with_tickets(change)
    found: list[Problem] = [p for p in caught.value.problems if p.code == code]
    assert len(found) == 1, caught.value
    one = found[0]
    assert one.line[one.span.col : one.span.end_col] == at
    assert said in caught.value.report("en")


BENCH_TICKET = """\
tickets:
  T1:
    title: {zh: 票, en: Ticket}
    task: {zh: 接线, en: Connect}
    items:
      on: {do: attach, on: LEAD1VALUE, check: LEAD1.clamp}
documents:
"""


@pytest.mark.parametrize(
    ("value", "code", "at", "said"),
    [
        (", value: {hook: BAR}", "no_fit", "{hook: BAR}", "ends: base, clamp"), (", value: W1.A", "no_fit", "W1.A", "{base: BAR, clamp: W1.A}"),
        (", value: {base: BAR, clamp: FARBAR}", "no_fit", "{base: BAR, clamp: FARBAR}", "places: BAR, FARBAR, W1.A"),
        ("", "", "", ""), (", value: {base: FARBAR, clamp: W1.A}", "", "", ""), (", value: {part: clamp, to: W1.A}", "", "", ""),
    ],
)  # fmt: skip
def test_where_a_thing_goes_is_looked_at(value: str, code: str, at: str, said: str) -> None:
    """Ends and places there are, one end or all; what is wrong is told with what to write."""
    text = changed(("documents:\n", BENCH_TICKET.replace("VALUE", value)))
    found = [p for p in scenario_language().checks(text) if p.code in ("no_fit", "place_open")]
    assert [p.code for p in found] == ([code] if code else [])
    for one in found:
        assert not at or one.line[one.span.col : one.span.end_col] == at
        assert said in str(one.fix.en)


def test_a_sound_ticket_has_no_finding() -> None:
    """The ticket of these tests is right, with blocks, options, an order and decoys: not even a warning."""
    text = tiny_text_with_tickets()
    place = [text.splitlines().index(part) for part in ("tickets:", "documents:")]
    assert [p for p in scenario_language().checks(text) if place[0] <= p.span.line < place[1]] == []


def test_the_example_of_the_reference_is_sound() -> None:
    """The ticket a teacher reads in the reference can be copied into a scenario as it stands."""
    text = section.__doc__
    assert text is not None
    example = textwrap.dedent(re.search(r"\n(    tickets:\n.*?)\n\n\*\*", text, re.S)[1])  # type: ignore[index]
    problems = scenario_language().checks(TINY_SCENARIO.replace("documents:\n", example + "\ndocuments:\n"))
    assert [p for p in problems if p.severity == "error"] == []
    spec = tiny_scenario(("documents:\n", example + "\ndocuments:\n"))["tickets"]["T1"]
    assert needs(spec)["power"] == ("off", "dead")


@pytest.mark.parametrize("slip", [("any_order: [[dead, power]]", "any_order: dead"), ("zh: 停运票,", "hz: 停运票,")])
def test_a_condition_on_a_ticket_is_not_to_blame_for_what_is_wrong_in_the_ticket(slip: tuple[str, str]) -> None:
    """While a ticket does not read, its states are known by name: the one error is where the slip is."""
    text = tiny_text_with_tickets().replace('when: "TI1 > 60 degC"', 'when: "TI1 > 60 degC and T1.ordered and T1.match > 95 %"')
    assert scenario_language().checks(text) == []
    found = [p for p in scenario_language().checks(text.replace(*slip)) if p.severity == "error"]
    assert {p.span.line for p in found} == {text[: text.index(slip[0])].count("\n")}, found
