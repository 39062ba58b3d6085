"""Tickets under somebody who tries everything: refusals change nothing, checkpoints come out the same."""

from __future__ import annotations

import pytest

from engine.fuzzing import Setting, Subject, Trial, fuzz
from engine.fuzzing.dice import Dice
from engine.fuzzing.offers import Offers
from engine.testing import tiny_kind
from tests.session.tickets_lab import with_tickets


@pytest.mark.parametrize("change", ["reviews:", "given: true\n    reviews:", "strict: true\n    reviews:"])
def test_no_law_of_the_house_is_broken(change: str) -> None:
    """Half an hour of everything at once breaks no law, and gets some way with the ticket."""
    with tiny_kind():
        report = fuzz(Subject(with_tickets(("reviews:", change))), seed=3, hours=0.5)
    assert report.failure is None
    done = {str(what) for what in report.coverage.reached["done"]}
    assert sum(what.endswith(" T1") for what in done) >= 4, done


def test_what_is_offered_is_mostly_the_next_thing() -> None:
    """The offers follow the ticket's state: lines while it is written, ticks and deeds of it once it is in force."""
    with tiny_kind():
        trial = Trial(Subject(with_tickets()), Setting(7, "practise", "cold"), [])
        offers, dice = Offers(trial.session), Dice(1, "ticket")
        edits = {key for _ in range(60) for key in offers.value("fill", "T1", dice)}
        assert {"add", "lines"} <= edits
        assert {"remove", "move", "tick"}.isdisjoint(edits)
        for verb, value in (
            ("fill", {"add": {"do": "stop", "on": "H1"}}),
            ("report", None),
            ("answer", {"order": "task"}),
        ):
            assert trial.session.request("learner", verb, "T1", value)
        assert {key for _ in range(20) for key in offers.value("fill", "T1", dice)} == {"tick"}
        said = [offers.value("answer", "T1", dice) for _ in range(20)]
        assert {"do": "stop", "on": "H1"} in said
