"""A learner's ticket against the accepted one: what every order, omission and slip of the pen is found to be."""

from __future__ import annotations

from itertools import combinations, permutations, product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.scenario.text import Text
from engine.session.deed_words import DeedWords
from engine.session.order import ancestors, broken_pairs
from engine.session.tickets.accepted import cycle, needs
from engine.session.tickets.comparison import Comparison, Line, Wording, compare
from engine.session.tickets.section import TicketSpec
from engine.session.tickets.words import explained, phrasing, verdict


def ticket(items: dict[str, Any], **more: Any) -> TicketSpec:
    words = {"zh": "票", "en": "ticket"}
    return TicketSpec.model_validate({"title": words, "task": words, "items": items, **more})


def devices(*names: str, **more: Any) -> TicketSpec:
    """A ticket that opens each of ``names`` once."""
    return ticket({name: {"do": "open", "on": name} for name in names}, **more)


def line(name: str, verb: str = "open") -> Line:
    return Line(verb, name)


def found(spec: TicketSpec, *names: str) -> Comparison:
    return compare(spec.items, needs(spec), [line(name) for name in names])


def named(text: str) -> Text:
    return Text(zh=f"设备{text}", en=f"device {text}")


ORDERS: dict[str, Any] = {
    "as written": devices(*"abcdefg"),
    "blocks": devices(*"abcdefg", any_order=[["b", ["c", "d"]], [["e"], ["f"]]]),
    "floating": ticket(
        {n: {"do": "open", "on": n, **({"after": ["a"]} if n == "e" else {})} for n in "abcdefg"},
        any_order=[["b", "c"]],
    ),
    "nothing fixed": devices(*"abcdefg", any_order=[list("abcdefg")]),
}


@st.composite
def tickets(draw: st.DrawFn) -> TicketSpec:
    """Tickets of up to nine items with blocks and floating items, and no ring."""
    names = [f"d{i}" for i in range(draw(st.integers(2, 9)))]
    items: dict[str, Any] = {n: {"do": "open", "on": n} for n in names}
    for i, n in enumerate(names):
        if draw(st.integers(0, 5)) == 0:
            items[n]["after"] = draw(st.lists(st.sampled_from(names[:i]), unique=True)) if i else []
    groups = []
    if draw(st.booleans()):
        start = draw(st.integers(0, len(names) - 2))
        cut = draw(st.integers(start + 1, len(names) - 1))
        end = draw(st.integers(cut + 1, len(names)))
        groups = [[names[start:cut], names[cut:end]]]
    return ticket(items, any_order=groups)


def extension(spec: TicketSpec, rng: Random) -> list[str]:
    """One legal order, by chance."""
    above = ancestors(needs(spec))
    left, out = list(spec.items), []
    while left:
        free = [n for n in left if not above[n] & set(left)]
        out.append(rng.choice(free))
        left.remove(out[-1])
    return out


@given(tickets(), st.integers(0, 10**9))
def test_every_legal_order_is_a_full_match(spec: TicketSpec, seed: int) -> None:
    """Any linear extension of the accepted partial order is right, to the last line."""
    result = found(spec, *extension(spec, Random(seed)))
    assert (result.match, result.faults) == (100.0, 0)


@given(tickets(), st.integers(0, 10**9), st.data())
def test_a_line_left_out_is_exactly_that_item_missing(spec: TicketSpec, seed: int, data: st.DataObject) -> None:
    """Leaving one line out of a right ticket is one item missing and nothing else."""
    order = extension(spec, Random(seed))
    gone = data.draw(st.sampled_from(order))
    result = found(spec, *[n for n in order if n != gone])
    assert (result.missing, result.faults) == ((gone,), 1)
    assert result.match < 100


@given(tickets(), st.integers(0, 10**9), st.data())
def test_a_line_too_many_is_exactly_that_line(spec: TicketSpec, seed: int, data: st.DataObject) -> None:
    """A device that stands nowhere on the ticket is one line too many, wherever it is put."""
    order = extension(spec, Random(seed))
    at = data.draw(st.integers(0, len(order)))
    result = found(spec, *order[:at], "stranger", *order[at:])
    assert (result.extra, result.faults) == ((at,), 1)


@given(tickets(), st.integers(0, 10**9), st.data())
def test_a_wrong_verb_is_one_slip_of_wording(spec: TicketSpec, seed: int, data: st.DataObject) -> None:
    """The right device with a wrong verb is worded wrongly: not missing, not too many, not out of order."""
    order = extension(spec, Random(seed))
    at = data.draw(st.integers(0, len(order) - 1))
    lines = [line(n, "close" if i == at else "open") for i, n in enumerate(order)]
    result = compare(spec.items, needs(spec), lines)
    assert result.wording == (Wording(at, order[at], "verb"),)
    assert result.faults == 1


@given(tickets(), st.integers(0, 10**9), st.data())
def test_neighbours_that_need_each_other_must_not_be_swapped(spec: TicketSpec, seed: int, data: st.DataObject) -> None:
    """Swapping two neighbouring lines changes nothing if neither needs the other, and is one item to move if one does."""
    order = extension(spec, Random(seed))
    i = data.draw(st.integers(0, len(order) - 2))
    a, b = order[i], order[i + 1]
    order[i : i + 2] = [b, a]
    moved = found(spec, *order).moved
    if a in ancestors(needs(spec))[b]:
        assert len(moved) == 1
        assert moved[0].step in (a, b)
    else:
        assert moved == ()


@given(tickets(), st.permutations(range(9)))
def test_as_few_are_moved_as_brute_force_finds(spec: TicketSpec, shuffle: list[int]) -> None:
    """Whatever the order, no smaller set of moved items would leave a legal one."""
    names = list(spec.items)
    order = [names[i] for i in shuffle if i < len(names)]
    above, at = ancestors(needs(spec)), {n: i for i, n in enumerate(order)}
    pairs = broken_pairs(above, at)
    least = next(
        size for size in range(len(names) + 1) for some in combinations(names, size)
        if all(p in some or x in some for p, x in pairs)
    )  # fmt: skip
    result = found(spec, *order)
    assert len(result.moved) == least
    rest = [n for n in order if n not in {m.step for m in result.moved}]
    assert found(spec, *rest).moved == ()


@given(st.lists(st.sampled_from(["a", "b", "c", "d", "x"]), max_size=9), st.sampled_from(list(ORDERS)))
def test_marks_stay_within_bounds_and_repeat(names: list[str], which: str) -> None:
    """Whatever is written, the match lies between 0 and 100, is 100 only without a mistake, and comes again."""
    spec = ORDERS[which]
    first, again = found(spec, *names), found(spec, *names)
    assert first == again
    assert 0 <= first.match <= 100
    assert (first.match == 100) == (first.faults == 0)
    assert len(first.items) + len(first.extra) == len(names)


@given(st.permutations(["a1", "c", "a2", "e"]), st.integers(0, 4))
def test_repeated_deeds_are_matched_for_the_fewest_mistakes(order: list[str], gone: int) -> None:
    """Where a deed stands twice, no way of telling the two apart would leave fewer mistakes."""
    spec = ticket(
        {
            "a1": {"do": "check", "on": "V"}, "c": {"do": "open", "on": "C"}, "a2": {"do": "check", "on": "V"},
            "e": {"do": "open", "on": "E"},
        },
        any_order=[[["a1", "c"], ["a2", "e"]]],
    )  # fmt: skip
    written = [name for i, name in enumerate(order) if i != gone]
    lines = [Line(spec.items[n].verb, spec.items[n].target) for n in written]
    after = needs(spec)
    result = compare(spec.items, after, lines)
    least = 99
    for names in product(("a1", "a2", ""), repeat=sum(n.startswith("a") for n in written)):
        if len(set(filter(None, names))) == len([n for n in names if n]):
            pick = iter(names)
            at = {(next(pick) if n.startswith("a") else n): i for i, n in enumerate(written)}
            extra = sum(1 for n in names if not n)
            at.pop("", None)
            pairs = broken_pairs(ancestors(after), at)
            cover = next(
                size for size in range(5) for some in combinations(at, size)
                if all(p in some or x in some for p, x in pairs)
            )  # fmt: skip
            least = min(least, 4 - len(at) + extra + cover)
    assert result.faults == least


def test_a_long_ticket_of_repeated_deeds_is_settled_in_turn() -> None:
    """Beyond the tickets whose repeated deeds are tried in every way, a right one is still a full match."""
    items = {f"i{n}": {"do": "check", "on": f"D{n % 5}"} for n in range(30)}
    spec = ticket(items)
    lines = [Line("check", f"D{n % 5}") for n in range(30)]
    assert compare(spec.items, needs(spec), lines).match == 100
    lines.insert(0, lines.pop())
    assert compare(spec.items, needs(spec), lines).faults >= 1


def test_blocks_keep_their_inner_order() -> None:
    """Blocks may be swapped and mixed; inside a block, and around the group, the order stays."""
    spec = devices(*"abcde", any_order=[["b", ["c", "d"]]])
    legal = {"".join(p) for p in permutations("abcde") if not found(spec, *p).faults}
    assert legal == {"abcde", "acbde", "acdbe"}


def test_after_frees_an_item_from_what_stands_above() -> None:
    """With ``after`` an item needs only what it names; those below still need it."""
    spec = ticket({n: {"do": "open", "on": n, **({"after": ["a"]} if n == "d" else {})} for n in "abcde"})
    legal = {"".join(p) for p in permutations("abcde") if not found(spec, *p).faults}
    assert legal == {"abcde", "abdce", "adbce"}


def test_optional_items_may_be_left_out_but_not_misplaced() -> None:
    """An item that is not required costs nothing when it is left out, and its place counts when it is there."""
    spec = ticket({n: {"do": "open", "on": n, "required": n != "b"} for n in "abc"})
    assert found(spec, "a", "c").match == 100
    assert [m.step for m in found(spec, "b", "a", "c").moved] == ["b"]


def test_one_item_far_away_is_one_mistake() -> None:
    """An item put last that belongs first is one to move, not one for each it has jumped."""
    result = found(devices(*"abcdef"), *"bcdefa")
    assert [m.step for m in result.moved] == ["a"]
    assert result.moved[0].before == ("b", "c", "d", "e", "f")


@pytest.mark.parametrize(("said", "fits"), [(30, True), (30.0, True), (31, False), (None, False), (True, False)])
def test_a_value_is_part_of_an_item(said: Any, fits: bool) -> None:
    """Setting the right thing to a wrong value is worded wrongly; 30 and 30.0 are the same."""
    spec = ticket({"a": {"do": "set", "on": "P", "value": 30}})
    result = compare(spec.items, needs(spec), [Line("set", "P", said)])
    assert result.wording == (() if fits else (Wording(0, "a", "value"),))


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("拉开 1号 101", ()),
        ("断开1号101", ()),
        ("Open No.1 101", ("1号",)),
        ("拉开 101", ("1号",)),
        ("分 1号", ("101", "拉开|断开|open")),
    ],
)
def test_wording_by_hand_must_hold_its_words(text: str, lacks: tuple[str, ...]) -> None:
    """What the learner words must name what the author asks for; alternatives are parted by a bar, case is free."""
    spec = ticket({"a": {"do": "open", "on": "Q", "words": ["101", "1号", "拉开|断开|open"]}})
    result = compare(spec.items, needs(spec), [Line("open", "Q", None, text)])
    assert [w.lacks for w in result.wording] == ([lacks] if lacks else [])


def test_reviewers_say_no_more_than_the_level_allows() -> None:
    """Level 0 tells only that there are mistakes, 1 how many of each kind, 2 where, 3 what; in both languages."""
    spec = devices(*"abcd")
    lines = [line("b"), line("a"), line("x"), line("c", "close")]
    result = compare(spec.items, needs(spec), lines)
    by_level = [explained(result, spec.items, lines, phrasing(named, DeedWords()), level) for level in range(4)]
    assert by_level[0] == []
    assert [t.zh for t in by_level[1]] == ["缺 1 项", "多 1 项", "1 项次序不当", "1 项措辞错误"]
    assert [t.en for t in by_level[2]] == [
        "1 missing: after line 4", "1 too many: line 3", "1 out of order: line 1", "1 worded wrongly: line 4",
    ]  # fmt: skip
    assert by_level[3][0].zh == "缺 1 项：第 4 项之后缺“打开设备d”"
    assert by_level[3][2].en == "1 out of order: line 1, Open device b, should come after 2"
    assert by_level[3][3].zh == "1 项措辞错误：第 4 项应为“打开设备c”"
    assert verdict(by_level[0], result.faults).zh == "票面有错，请改正后再送审。"
    assert verdict([], 0).en == "Reviewed, in order, signed."


def test_a_ring_is_named() -> None:
    """Items that wait for each other are found, in their order round the ring."""
    assert cycle({"a": (), "b": ("a", "c"), "c": ("b",)}) == ("b", "c", "b")
    assert cycle({"a": (), "b": ("a",), "c": ("a", "b")}) == ()


STATION = {
    "i1": ("check", "load"),
    "i2": ("check", "taps"), "i3": ("turn", "BZT"), "i4": ("close", "QE1020"), "i5": ("check", "QE1020"), "i6": ("turn", "XB2"),
    "i7": ("close", "QF110"), "i8": ("check", "QF110"), "i9": ("close", "QF500"), "i10": ("check", "QF500"),
    "i11": ("open", "QF501"), "i12": ("check", "QF501"), "i13": ("check", "QE1010"), "i14": ("open", "QF101"),
    "i15": ("check", "QF101"), "i16": ("turn", "TR501"), "i17": ("check", "TR501"), "i18": ("open", "QS1013"),
    "i19": ("check", "QS1013"), "i20": ("open", "QS1011"), "i21": ("check", "QS1011"), "i22": ("open", "QE1010"),
    "i23": ("check", "QE1010"), "i24": ("test", "QS1013"), "i25": ("close", "QE10140"), "i26": ("check", "QE10140"),
    "i27": ("test", "bridge"), "i28": ("attach", "GND1"), "i29": ("check", "GND1"), "i30": ("turn", "KK101"),
    "i31": ("turn", "KK501"), "i32": ("turn", "KK1011"), "i33": ("turn", "XB1"), "i34": ("open", "QF110"),
    "i35": ("check", "QF110"), "i36": ("turn", "BZT"), "i37": ("tag", "QF101"), "i38": ("tag", "T1"), "i39": ("check", "all"),
}  # fmt: skip
"""Verb and device of the 39 items of a real ticket, out of service, in their written order (reference power A5.2)."""


def station() -> TicketSpec:
    """The ticket with the partial order a marker must accept (reference power A5.3)."""
    items: dict[str, Any] = {name: {"do": verb, "on": on} for name, (verb, on) in STATION.items()}
    items["i34"]["after"], items["i35"]["after"] = ["i15"], ["i34"]
    swaps = [
        ["i2", "i3"], [["i16", "i17"], ["i18", "i19", "i20", "i21"]],
        [["i24", "i25", "i26"], ["i27", "i28", "i29"]], ["i30", "i31", "i32", "i33"],
    ]  # fmt: skip
    return ticket(items, any_order=swaps)


def moving(name: str, before: str) -> list[str]:
    """The written order with one item put before another."""
    order = [n for n in STATION if n != name]
    order.insert(order.index(before), name)
    return order


@pytest.mark.parametrize(
    ("name", "before", "wrong"),
    [
        ("i3", "i2", []), ("i33", "i30", []), ("i34", "i16", []), ("i34", "i36", ["i35"]), ("i27", "i24", []), ("i18", "i16", []),
        ("i20", "i18", ["i20"]), ("i25", "i24", ["i25"]), ("i9", "i7", ["i9"]), ("i22", "i4", ["i22"]), ("i14", "i4", ["i14"]),
        ("i34", "i14", ["i34"]), ("i39", "i1", ["i39"]), ("i1", "i39", ["i1"]),
    ],
)  # fmt: skip
def test_a_real_ticket_of_a_station(name: str, before: str, wrong: list[str]) -> None:
    """Of 39 items, some on the same device twice: what the rules allow is right, what they forbid is one item to move."""
    spec = station()
    lines = [Line(*STATION[n]) for n in moving(name, before)]
    result = compare(spec.items, needs(spec), lines)
    assert (result.missing, result.extra, result.wording) == ((), (), ())
    assert len(result.moved) == len(wrong)
    if wrong:
        assert STATION[result.moved[0].step] == STATION[wrong[0]]
