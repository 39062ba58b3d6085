"""What hands can do: tools in hand, gloves worn, two hands, and from where something is done; the plant that says no."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.scenario.problems import Problem
from engine.session.language import scenario_language
from engine.session.session import Session
from engine.testing import TINY_SCENARIO, tiny_scenario
from engine.testing import tiny_kind as tiny
from tests.session.bay import bay_kind, bay_session, bay_text, code, go, walk


@pytest.fixture(autouse=True)
def _bay() -> Iterator[None]:
    with bay_kind(), tiny():
        yield


def problems(*changes: tuple[str, str]) -> dict[str, Problem]:
    found = scenario_language().checks(bay_text(*changes), "bay.yaml")
    return {problem.code: problem for problem in found}


# -- the plant may say no -------------------------------------------------------------------------------------
EARTH = ("      close: {wears: [gloves], holds: [[ROD, HOOK]], why: {zh: 防电弧, en: against the arc}}\n", "")
BARE = (EARTH, ("hands: {ROD: 2, HOOK: 2, LAMP: 1}", "hands: {}"))


def test_the_plant_refuses_people_with_its_own_words() -> None:
    """What the plant has against a command is the refusal `interlocked`; it is an event, and nothing has moved."""
    s = bay_session(*BARE)
    walk(s, "bay")
    answer = s.request("learner", "close", "QE1")
    assert not answer
    assert (answer.code, answer.reason.of("en")) == ("interlocked", "QF1 is closed: the earthing switch is blocked")
    assert [e.data["code"] for e in s.parts.bus.events if e.kind == "refused"] == ["interlocked"]
    s.run(50)
    assert s.tags.value("QE1.position") == 0.0


def test_the_plant_does_not_refuse_who_stands_outside() -> None:
    """An instructor or a script may do what the plant refuses a learner; the plant then shows what comes of it."""
    s = bay_session(*BARE)
    assert s.request("instructor", "close", "QE1")
    s.run(30)
    assert s.tags.value("BAY.earth_fault") == 1.0


def test_a_value_that_does_not_fit_is_told_before_the_plant_is_asked() -> None:
    """The order of reasons is fixed: reach, needs, then the thing's own, of which the plant's comes before a trip's."""
    s = bay_session()
    assert code(s, "close", "QE1") == "out_of_reach"
    walk(s, "bay")
    assert code(s, "close", "QE1") == "unequipped"
    walk(s, "rack")
    go(s, "wear gloves", "take ROD", "move bay")
    assert code(s, "close", "QE1") == "interlocked"


def test_authorised_unlocking_takes_the_key_and_is_on_record() -> None:
    """A thing whose plant declares `unlock` is unlocked with the key in hand only; then the plant has nothing against it."""
    s = bay_session()
    walk(s, "bay")
    answer = s.request("learner", "unlock", "QE1")
    assert not answer
    assert (answer.code, answer.reason.of("zh")) == ("unequipped", "解锁接地刀闸之前先拿上解锁钥匙")
    walk(s, "rack")
    go(s, "wear gloves", "take ROD", "take KEY1", "move bay", "unlock QE1")
    s.run(1)
    assert s.tags.value("QE1.unlocked") == 1.0
    assert s._recorder.actions[-1].verb == "unlock"  # type: ignore[union-attr]
    go(s, "close QE1")


# -- what hands need ------------------------------------------------------------------------------------------
def test_a_refusal_names_everything_that_is_missing_and_why() -> None:
    """One answer names all that must be worn and held, alternatives as such, with the author's reason, in both languages."""
    s = bay_session()
    walk(s, "bay")
    answer = s.request("learner", "close", "QE1")
    assert not answer
    assert answer.reason.of("zh") == "关闭接地刀闸之前先穿戴绝缘手套，拿上操作杆或长杆（防电弧）"
    assert answer.reason.of("en") == (
        "before you close the earthing switch, put on insulating gloves and take the rod or the long rod (against the arc)"
    )


def test_one_of_several_tools_is_enough() -> None:
    """A list in the list means one of these: the long rod does as well as the rod."""
    s = bay_session()
    walk(s, "rack")
    go(s, "wear gloves", "take HOOK", "move bay")
    assert code(s, "close", "QE1") == "interlocked"  # nothing against the hands any more
    assert code(s, "look", "QE1") == ""


def test_what_is_held_is_a_tag_for_every_tool() -> None:
    """A rubric can ask what was in hand although nothing insisted on it, through every change and a restored state."""
    s = bay_session()
    walk(s, "rack")
    go(s, "take LAMP")
    assert (s.tags.value("learner.holds.LAMP"), s.tags.value("learner.holds.KEY1")) == (1.0, 0.0)
    saved = s.state()
    go(s, "put LAMP")
    assert s.tags.value("learner.holds.LAMP") == 0.0
    other = bay_session()
    other.set_state(saved)
    assert other.tags.value("learner.holds.LAMP") == 1.0


def test_people_have_two_hands() -> None:
    """What takes both hands cannot be taken beside the lamp; what takes none can; putting something down helps."""
    s = bay_session()
    walk(s, "rack")
    go(s, "take LAMP", "take KEY1")
    answer = s.request("learner", "take", "ROD")
    assert not answer
    assert (answer.code, "手灯" in answer.reason.zh, "钥匙" in answer.reason.zh) == ("hands_full", True, False)
    go(s, "put LAMP", "take ROD")
    assert code(s, "take", "LAMP") == "hands_full"


def test_without_the_section_hands_are_as_they_were() -> None:
    """A scenario that says nothing about hands lets everything be carried and done bare-handed."""
    text = bay_text()
    begin, end = text.index("handling:"), text.index("lockout:")
    from engine.session.recorder import MemoryRecorder

    s = Session(scenario_language().loads(text[:begin] + text[end:]), recorder=MemoryRecorder())
    walk(s, "rack")
    go(s, "take ROD", "take HOOK", "take LAMP", "move bay")
    assert code(s, "close", "QE1") == "interlocked"


def test_who_stands_outside_needs_no_tool() -> None:
    """Needs are those of hands; an instructor has none."""
    assert code(bay_session(), "unlock", "QE1", by="instructor") == ""


# -- where it is done from ------------------------------------------------------------------------------------
def test_the_selector_decides_between_screen_and_device() -> None:
    """At remote only the screen works the thing, at local only the panel beside it; each refusal says so."""
    s = bay_session()
    assert code(s, "open", "QF1") == ""
    walk(s, "bay")
    assert code(s, "close", "QF1") == "not_possible"
    assert s.request("learner", "close", "QF1").reason.of("zh") == "选择开关不在就地"  # type: ignore[union-attr]
    go(s, "turn SA1 local", "close QF1", "move desk")
    answer = s.request("learner", "open", "QF1")
    assert not answer
    assert answer.reason.of("en") == "the selector is not at remote"


def test_who_reaches_both_may_use_the_one_that_works() -> None:
    """From between screen and panel a thing can be worked at either selector position: one place that permits is enough."""
    near = ("PANEL: {kind: cabinet, role: access, at: [3, 4, 0]", "PANEL: {kind: cabinet, role: access, at: [12, 5, 0]")
    s = bay_session(near)
    assert set(s.parts.access.hands(s.parts.people.everyone["learner"], "QF1")) == {"PANEL", "DESK"}
    assert code(s, "open", "QF1") == ""
    go(s, "turn SA1 local")
    assert code(s, "close", "QF1") == ""


def test_a_place_can_be_named_by_its_object() -> None:
    """`from` takes an object's id as well, so that a second panel can have rules of its own."""
    s = bay_session(("{from: local, when", "{from: [PANEL], when"))
    walk(s, "bay")
    assert code(s, "open", "QF1") == "not_possible"


def test_an_object_takes_only_the_verbs_it_is_for() -> None:
    """`only` narrows what an object does with what it gives, for hands, for eyes and for whoever walks there by script."""
    s = bay_session(("gives: [QF1, QE1, SA1]}", "gives: [QF1, QE1, SA1], only: [open, turn]}"))
    learner, access = s.parts.people.everyone["learner"], s.parts.access
    walk(s, "bay")
    go(s, "turn SA1 local", "open QF1")
    assert code(s, "close", "QF1") == "out_of_reach"
    assert code(s, "check", "SA1") == "out_of_sight"
    assert code(s, "check", "PANEL") == ""  # what it is itself it is for altogether
    assert (access.hands(learner, "QF1", "open"), access.hands(learner, "QF1", "close")) == (["PANEL"], [])
    assert (access.place_for("QE1", "open"), access.place_for("QE1", "close")) == ("bay", "")
    plain = bay_session()
    walk(plain, "bay")
    assert (code(plain, "check", "SA1"), code(plain, "close", "QF1")) == ("", "not_possible")


# -- wrong input ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "code", "place", "says"),
    [
        ("holds: [KEY1]", "holds: [KEY2]", "unknown_name", "KEY2", "`KEY1`"),
        ("wears: [gloves]", "wears: [glove]", "unknown_name", "glove]", "`gloves`"),
        ("hands: {ROD: 2", "hands: {ROT: 2", "unknown_name", "ROT", "`ROD`"),
        ("[ROD, HOOK]]", "[ROD, gloves]]", "unknown_name", "gloves]]", "role: tool"),
        ("    QE1:\n      close", "    QE2:\n      close", "unknown_name", "QE2:", "`QE1`"),
        ("      unlock: {holds", "      stop: {holds", "no_verb", "stop:", "unlock"),
        ("      unlock: {holds", "      unlok: {holds", "unknown_name", "unlok:", "`unlock`"),
        ("from: local", "from: locale", "unknown_name", "locale", "`local`"),
        ("from: local", "from: [gloves]", "never_applies", "gloves], when", "PANEL"),
        (", why: {zh: 选择开关不在就地, en: the selector is not at local}", "", "no_why", "\"SA1 == 'local'\"", "why"),
        ("when: \"SA1 == 'local'\"", "when: \"SA1 == 'locale'\"", "mode", "'locale'", "local"),
        ("{holds: [KEY1]}", "{why: {zh: 无, en: none}}", "no_need", "unlock", "holds"),
        ("en: Live}, place: desk}", "en: Live}, place: desk, holds: [ROD, LAMP]}", "hands_full", "LAMP]", "ROD"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(old: str, new: str, code: str, place: str, says: str) -> None:
    """Every slip in the section is an error at the very words, with the name that was probably meant."""
    problem = problems((old, new))[code]
    text = bay_text((old, new))
    lines = text.splitlines()
    there = lines[problem.span.line][problem.span.col :]
    assert there.startswith(place), there
    told = f"{problem.text.en} {problem.fix.en if problem.fix else ''}"
    assert says in told, told


def test_the_bay_is_sound() -> None:
    """The scenario of these tests itself has nothing wrong with it, so that each slip above is the only one."""
    assert problems() == {}


def test_tools_of_the_tiny_scenario() -> None:
    """On any plant: a switch that takes a helmet and the radio in hand, refused without, done with."""
    need = "handling: {needs: {H1: {start: {wears: [helmet], holds: [RADIO1]}}}}\nmodes:\n"
    s = Session(tiny_scenario(("modes:\n", need)))
    answer = s.request("learner", "start", "H1")
    assert not answer
    assert "安全帽" in answer.reason.of("zh")
    go(s, "take RADIO1", "move locker", "wear helmet", "move desk", "start H1")
    assert "handling" not in TINY_SCENARIO
