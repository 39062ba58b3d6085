"""The fuzz itself: the same for the same seed, written down so that it can be played again, shrunk to what matters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ScenarioError
from engine.fuzzing import (
    Conserved,
    Coverage,
    Deed,
    Failure,
    Law,
    Setting,
    Subject,
    Trial,
    fuzz,
    house_laws,
    play_again,
    shrink,
)
from engine.fuzzing.answers import in_both
from engine.fuzzing.deed import read, write
from engine.fuzzing.dice import Dice, seed_of
from engine.fuzzing.law import BrokenLawError
from engine.fuzzing.offers import Offers
from engine.scenario.text import Text
from engine.session.actions import VERBS
from engine.session.script import Run

HERE = Setting(7, "practise", "cold")


# -- chance ---------------------------------------------------------------------------------------------------
def test_dice_fall_the_same_for_ever() -> None:
    """The draws of a seed are fixed: a failure of last year can be found again by its seed."""
    assert [Dice(1, "learner").below(1000) for _ in range(2)] == [341, 341]
    dice = Dice(1, "learner")
    assert [dice.below(1000) for _ in range(5)] == [341, 489, 61, 686, 84]
    assert seed_of(1, "attempt 0") == 338974913


def test_weights_are_kept() -> None:
    """A weight of nought is never chosen, the others as often as they say."""
    dice = Dice(3, "weights")
    drawn = [dice.weighted("abc", (1.0, 0.0, 3.0)) for _ in range(2000)]
    assert "b" not in drawn
    assert 0.7 < drawn.count("c") / len(drawn) < 0.8


class Listing(Law):
    """Keeps every deed of every attempt."""

    deeds: list[Deed]

    def __init__(self, deeds: list[Deed]) -> None:
        self.deeds = deeds

    def asking(self, trial: Trial, deed: Deed) -> None:
        self.deeds.append(deed)


def test_the_same_seed_asks_the_same(subject: Subject) -> None:
    """Two fuzzes of one seed make the same requests at the same ticks; another seed makes others."""
    lists: list[list[Deed]] = [[], [], []]
    for seed, deeds in zip((5, 5, 6), lists, strict=True):
        fuzz(subject, seed=seed, hours=0.1, extra=lambda deeds=deeds: [Listing(deeds)])
    assert len(lists[0]) > 30
    assert lists[0] == lists[1]
    assert lists[0] != lists[2]


# -- what is asked --------------------------------------------------------------------------------------------
def test_everything_is_tried(subject: Subject) -> None:
    """Two hours reach every verb of every object, both languages of many refusals, alarm, trips, the malfunction and the step."""
    coverage = fuzz(subject, seed=2, hours=2).coverage
    assert coverage.share("tried") > 0.95, coverage.table()
    assert coverage.share("done") > 0.85, coverage.table()
    assert {k: coverage.missing(k) for k in ("alarm", "interlock", "fault", "step")} == {
        "alarm": [], "interlock": [], "fault": [], "step": [],
    }  # fmt: skip
    assert len(coverage.reached["refusal"]) > 12
    for words in ("/", "answered by the object"):
        assert words in coverage.table()


def test_illegal_requests_are_refused(subject: Subject) -> None:
    """What is offered as illegal is nearly never granted: who it is by, what, on what or with what is wrong."""
    trial = Trial(subject, HERE, [])
    offers, dice = Offers(trial.session), Dice(1, "illegal")
    answers = [trial.ask(*offers.illegal(dice)) for _ in range(300)]
    refused = [answer for answer in answers if not answer]
    assert len(refused) > 200
    assert len({answer.code for answer in refused}) >= 6


def test_values_reach_their_limits(subject: Subject) -> None:
    """Set-points are drawn over the whole range, on its limits, and a little beyond."""
    trial = Trial(subject, HERE, [])
    offers, dice = Offers(trial.session), Dice(1, "values")
    drawn = [offers.value("set", "H1", dice) for _ in range(300)]
    assert {0.0, 100.0} <= set(drawn)
    assert min(drawn) < 0
    assert max(drawn) > 100
    assert sum(0 < value < 100 for value in drawn) > 150


# -- led into the work ----------------------------------------------------------------------------------------
WORK = Run.model_validate(
    {
        "title": {"zh": "干活", "en": "work"},
        "start": "cold",
        "duration": "10 min",
        "acts": [{"at": "5 s", "do": "start", "on": "H1"}, {"at": "20 s", "do": "stop", "on": "H1"}],
    }
)


def test_a_run_leads_into_the_work(subject: Subject) -> None:
    """A trial is taken to just after as many acts as asked; laws hear of the requests, and coverage does not count them."""
    coverage, deeds = Coverage(), list[Deed]()
    trial = Trial(subject, HERE, [coverage, Listing(deeds)])
    assert trial.lead(WORK, 1, 10_000) == 1
    assert 5000 <= trial.session.now * trial.session.tick_ms < 20_000
    assert ("start", "H1") in [(deed.verb, deed.on) for deed in deeds]
    assert not trial.leading
    assert not coverage.reached["done"]
    trial.ask("learner", "look", "H1")
    assert sum(coverage.reached["tried"].values()) == 1


def test_a_lead_has_an_end(subject: Subject) -> None:
    """However many acts are asked for, the lead ends at the tick it may last to, and at the end of the run."""
    trial = Trial(subject, HERE, [])
    trial.lead(WORK, 2, 100)
    assert trial.session.now == 100
    assert trial.lead(WORK, 99, 10_000) == 2


def test_what_was_led_can_be_played_again(subject: Subject) -> None:
    """The deeds of a led attempt lead to the same state without the run."""
    trial = Trial(subject, HERE, [])
    trial.lead(WORK, 2, 10_000)
    again = Trial(subject, HERE, [])
    for deed in trial.deeds:
        while again.session.now < deed.tick:
            again.tick()
        again.ask(deed.by, deed.verb, deed.on, deed.value)
    while again.session.now < trial.session.now:
        again.tick()
    assert again.session.state_hash() == trial.session.state_hash()


# -- laws -----------------------------------------------------------------------------------------------------
def test_a_sum_that_is_kept_may_not_change(subject: Subject) -> None:
    """A conserved quantity that changes is reported with what it was and is; an untouched one is not."""
    still = play_again(subject, HERE, [], 100, [Conserved("power", {"H1.power": 1.0})])
    assert still is None
    deeds = [Deed(10, "script", "set", "H1", 50.0)]
    moved = play_again(subject, HERE, deeds, 100, [Conserved("power", {"H1.power": 1.0})])
    assert moved is not None
    assert "100" in moved.what
    assert "50" in moved.what
    assert (
        play_again(subject, HERE, deeds, 100, [Conserved("power", {"H1.power": 1.0}, until=["learner.in.office"])])
        is None
    )


@pytest.mark.parametrize(
    ("zh", "en", "good"), [("好", "good", True), ("好", "", False), ("", "x", False), ("好", "a 好", False)]
)
def test_both_languages_are_demanded(zh: str, en: str, good: bool) -> None:
    """A text is in both languages, and its English is no Chinese."""
    assert (in_both(Text(zh=zh, en=en)) == "") is good


# -- written down ---------------------------------------------------------------------------------------------
def test_a_trial_is_read_as_it_was_written(tmp_path: Path) -> None:
    """A run file brings back seed, mode, start and every deed, whatever its value."""
    deeds = [
        Deed(0, "learner", "move", "learner", {"to": "box"}), Deed(3, "learner", "move", "learner", {"x": 1, "heading": 90000}),
        Deed(5, "instructor", "start", "F1"), Deed(5, "learner", "fill", "LOG", {"t": 1.5}),
        *(Deed(9, "nobody", verb, "x: {y}", value) for verb, value in zip(VERBS, [[], {}, "", "on", "12", True, "x" * 400, -1e12], strict=False)),
    ]  # fmt: skip
    path = tmp_path / "deep" / "one.yaml"
    write(path, HERE, deeds, 40, 100, ["a note: with # and {}", "two\nlines"])
    assert read(path, 100) == (HERE, deeds, 40)


def test_a_run_that_waits_cannot_be_repeated(tmp_path: Path) -> None:
    """A run with conditions belongs to ``check``; it is refused with what is missing."""
    path = tmp_path / "run.yaml"
    act = '{when: "TI1 > 30 degC", do: stop, on: H1}'
    path.write_text(f"schema: 1\nrun: {{title: t, duration: 1 min, acts: [{act}]}}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="at"):
        read(path, 100)


class TooWarm(Law):
    """Breaks where the heating has been switched on by the learner and the room is left."""

    name, text = "too warm", "nobody leaves while it heats"

    def ticked(self, trial: Trial) -> None:
        value = trial.session.tags.value
        if value("H1.command") and value("learner.in.office"):
            self.broken("it heats and nobody is there", "H1")


def test_a_failure_is_told_and_can_be_played_again(subject: Subject, tmp_path: Path) -> None:
    """The report names law, seed, tick and last deeds; its file holds the least that fails, and fails again when read."""
    report = fuzz(subject, seed=3, hours=1, extra=lambda: [TooWarm()], effort=50_000)
    assert report.failure is not None
    assert report.found is not None
    assert len(report.failure.deeds) <= 2, report.told
    for part in ("too warm", "fuzz seed 3", f"tick {report.found.tick}", str(report.found.deeds[-1])):
        assert part in report.told
    path = report.write(tmp_path / "out")
    setting, deeds, last = read(path, 100)
    again = play_again(subject, setting, deeds, last, [TooWarm(), *house_laws()], tmp_path / "again.attempt")
    assert again is not None
    assert again.same_as(report.failure)
    assert "too warm" in path.read_text(encoding="utf-8")


# -- shrinking ------------------------------------------------------------------------------------------------
def pretended(needed: Sequence[str], count: list[int]) -> Any:
    """A play that fails as soon as all of ``needed`` have been asked, in this order."""

    def play(deeds: Sequence[Deed], last: int) -> Failure | None:
        count[0] += 1
        at = 0
        for deed in deeds:
            if deed.on == needed[at]:
                at += 1
                if at == len(needed):
                    return Failure("law", "what", "key", deed.tick, 0.0, HERE, tuple(deeds))
        return None

    return play


@pytest.mark.parametrize("needed", [["d3"], ["d0", "d199"], ["d50", "d51", "d120"], ["d7", "d60", "d61", "d150"]])
def test_what_matters_is_left(needed: list[str]) -> None:
    """Of two hundred deeds exactly those remain without which nothing fails, and much sooner."""
    deeds = tuple(Deed(100 * n, "learner", "look", f"d{n}") for n in range(200))
    count = [0]
    play = pretended(needed, count)
    before = play(deeds, 20_000)
    least = shrink(play, before, effort=10_000_000)
    assert [deed.on for deed in least.deeds] == needed
    assert least.tick < before.tick / 4
    assert count[0] < 400


def test_shrinking_ends_when_its_effort_is_spent() -> None:
    """The effort bounds the ticks that are simulated; what was found by then is given."""
    deeds = tuple(Deed(1000 * n, "learner", "look", f"d{n}") for n in range(500))
    play, spent = pretended(["d1", "d250", "d400"], [0]), [0]
    before = play(deeds, 500_000)

    def counted(some: Sequence[Deed], last: int) -> Failure | None:
        found = play(some, last)
        spent[0] += found.tick if found is not None else last
        return found

    least = shrink(counted, before, effort=5_000)
    assert 5_000 <= spent[0] < 5_000 + 500_000
    assert play(least.deeds, least.tick + 1) is not None
    assert 3 < len(least.deeds) < 500
    assert shrink(play, before, effort=0) == before


def test_another_failure_is_no_success() -> None:
    """Shrinking does not slip from one defect to another: law and culprit stay the same."""
    deeds = tuple(Deed(10 * n, "learner", "look", f"d{n}") for n in range(20))

    def play(some: Sequence[Deed], last: int) -> Failure:
        whole = len(some) == 20
        return Failure("law", "what", "this" if whole else "that", some[-1].tick if some else 0, 0.0, HERE, tuple(some))

    assert len(shrink(play, play(deeds, 200)).deeds) == 20


def test_an_exception_becomes_a_failure_with_its_place(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the session raises is reported as a broken law with type, place and trace."""

    def burst(*_: Any) -> None:
        raise ZeroDivisionError("by nought")

    trial = Trial(subject, HERE, [])
    monkeypatch.setattr(trial.session, "tick", burst)
    with pytest.raises(BrokenLawError, match="by nought") as met:
        trial.tick()
    assert met.value.law == "no exception"
    assert met.value.key == "ZeroDivisionError test_fuzz.burst"


def test_coverage_counts_what_there_is() -> None:
    """Shares are of what can be reached; what was never reached is named."""
    coverage = Coverage()
    coverage.expect("alarm", ["a", "b", "c", "d"])
    coverage.reach("alarm", "b")
    coverage.reach("alarm", "elsewhere")
    assert coverage.share("alarm") == 0.25
    assert coverage.missing("alarm") == ["a", "c", "d"]
    assert coverage.share("fault") == 1.0
    assert "a, c …" in coverage.table(names=2)
