"""The fuzz is not blind: every planted defect is found, by the law that is there for it, and shrunk to few deeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from engine.control.bus import Layer, Outputs
from engine.control.consequences import ConsequenceBlock
from engine.control.interlocks.safety import SafetyFunction
from engine.fuzzing import Law, Subject, Trial, fuzz
from engine.session.documents import Document
from engine.session.frame import Pose
from engine.session.messages import Messages
from engine.session.people import Participant
from engine.session.place import Geometry
from engine.session.things import Thing
from engine.testing import TinyPlant

Plant = Callable[[pytest.MonkeyPatch], None]


def nan_on_a_rare_combination(patch: pytest.MonkeyPatch) -> None:
    """Only with the block warm, on, and neither at full power nor without."""
    right = TinyPlant.read

    def read(self: TinyPlant) -> list[float]:
        values = right(self)
        rare = self._u["H1.command"] > 0.5 and 0 < self._u["H1.power"] < 80 and self._T > 22
        return [float("nan"), *values[1:]] if rare else values

    patch.setattr(TinyPlant, "read", read)


def latch_that_lets_go(patch: pytest.MonkeyPatch) -> None:
    """A manual trip resets itself as soon as its cause is gone."""
    patch.setattr(SafetyFunction, "resets_itself", lambda self: self.status.tripped >= 0 and self.status.demand < 0)


def harm_that_heals(patch: pytest.MonkeyPatch) -> None:
    """What has occurred is shown as not occurred now and then; the interlock is set too high to prevent it."""
    patch.setattr(SafetyFunction, "trips", lambda *_: False)
    right = ConsequenceBlock.scan

    def scan(self: Any) -> None:
        right(self)
        if self._bus.tick % 977 == 0:
            self._bus.values[self._bus.tags.at("melted.occurred")] = 0.0

    patch.setattr(ConsequenceBlock, "scan", scan)


def hand_before_trip(patch: pytest.MonkeyPatch) -> None:
    """With three claims on one output, the weakest wins."""
    right = Outputs.resolve

    def resolve(self: Outputs, tag: str) -> tuple[float, Layer | None, str]:
        layers = self._claims.get(tag, {})
        if len(layers) < 2:
            return right(self, tag)
        layer = min(layers)
        owner = min(layers[layer])
        return layers[layer][owner], layer, owner

    patch.setattr(Outputs, "resolve", resolve)


def refusal_with_an_effect(patch: pytest.MonkeyPatch) -> None:
    """Who is told that the helmet is on already gets a second one."""
    right = Thing.refuse

    def refuse(self: Any, actor: str, verb: str, value: Any) -> Any:
        answer = right(self, actor, verb, value)
        if answer is not None and answer.code == "worn":
            self._people.everyone[actor].wears.append(self.id)
        return answer

    patch.setattr(Thing, "refuse", refuse)


def state_with_a_hole(patch: pytest.MonkeyPatch) -> None:
    """A checkpoint forgets which replies are still to come."""
    right = Messages.set_state

    def set_state(self: Messages, state: dict[str, Any]) -> None:
        right(self, {**state, "replies": []})

    patch.setattr(Messages, "set_state", set_state)


def walls_of_air(patch: pytest.MonkeyPatch) -> None:
    """Whatever pose is proposed is taken."""
    patch.setattr(Geometry, "walk", lambda _, at, x, y: (Pose(x, y, at.z, at.heading, at.pitch), ""))


def frame_that_can_be_written_to(patch: pytest.MonkeyPatch) -> None:
    """The people of a frame are the very dictionary it was made from."""
    patch.setattr("engine.session.framing.MappingProxyType", lambda people: people)


def line_that_grows_on(patch: pytest.MonkeyPatch) -> None:
    """A log sheet takes its line without a copy and adds to it later: the record and the document are one object."""

    def act(self: Document, actor: str, verb: str, value: Any) -> None:
        if verb == "fill":
            value["t"] = value.get("t", 0) * 2 if isinstance(value.get("t", 0), int | float) else 0
            self.lines.append(value)
            self.version += 1

    patch.setattr(Document, "act", act)


def crash_on_an_odd_report(patch: pytest.MonkeyPatch) -> None:
    """A report nobody knows is looked up without asking whether it is there."""

    def refuse_report(self: Messages, value: Any) -> None:
        if isinstance(value, str):
            self._section.reports[value]

    patch.setattr(Messages, "refuse_report", refuse_report)


def clock_in_the_model(patch: pytest.MonkeyPatch) -> None:
    """Something is carried from tick to tick outside the state."""
    count = [0]
    right = TinyPlant.advance

    def advance(self: TinyPlant, ticks: int = 1) -> Any:
        count[0] += 1
        self._T += 1e-6 * (count[0] % 7)
        return right(self, ticks)

    patch.setattr(TinyPlant, "advance", advance)


def stride_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A restored body has not moved for ever."""
    right = Participant.set_state

    def set_state(self: Participant, state: dict[str, Any]) -> None:
        right(self, {**state, "moved": 0})

    patch.setattr(Participant, "set_state", set_state)


PLANTED: Sequence[tuple[Plant, set[str], int]] = [
    (nan_on_a_rare_combination, {"values"}, 6),
    (latch_that_lets_go, {"latches"}, 5),
    (harm_that_heals, {"latches"}, 8),
    (hand_before_trip, {"arbitration", "latches"}, 5),
    (refusal_with_an_effect, {"refusals"}, 8),
    (state_with_a_hole, {"restored"}, 2),
    (walls_of_air, {"bodies"}, 3),
    (frame_that_can_be_written_to, {"frames"}, 0),
    (line_that_grows_on, {"file", "restored"}, 2),
    (crash_on_an_odd_report, {"no exception"}, 2),
    (clock_in_the_model, {"restored", "file"}, 1),
    (stride_forgotten, {"restored"}, 2),
]


@pytest.mark.parametrize(("plant", "laws", "deeds"), PLANTED, ids=[p.__name__ for p, _, _ in PLANTED])
def test_a_planted_defect_is_found(
    subject: Subject, monkeypatch: pytest.MonkeyPatch, plant: Plant, laws: set[str], deeds: int
) -> None:
    """Each defect breaks the law that is there for it within four hours of model time, and few deeds are left of it."""
    plant(monkeypatch)
    report = fuzz(subject, seed=1, hours=4, effort=100_000)
    assert report.failure is not None
    assert report.failure.law in laws, report.told
    assert len(report.failure.deeds) <= deeds, report.told


class Meddler:
    """An observer that puts the row right, as it sees it."""

    def on_action(self, action: Any) -> None: ...
    def on_event(self, event: Any) -> None: ...
    def on_end(self, tick: int, how: str) -> None: ...

    def on_row(self, tick: int, values: list[float]) -> None:
        if values[0] > 30:
            values[0] = 30.0


class Meddling(Law):
    name, acts = "meddling", True

    def begin(self, trial: Trial) -> None:
        trial.session.observers.append(Meddler())


def test_an_observer_that_writes_is_found(subject: Subject) -> None:
    """Who changes a row that others are told as well is found out, because they are told differently."""
    report = fuzz(subject, seed=1, hours=2, extra=lambda: [Meddling()], effort=100_000)
    assert report.failure is not None
    assert (report.failure.law, report.failure.key) == ("file", "rows"), report.told
    assert len(report.failure.deeds) <= 3, report.told


def test_without_a_defect_nothing_is_found(subject: Subject) -> None:
    """The laws hold where nothing was planted, over several seeds."""
    for seed in (1, 2):
        report = fuzz(subject, seed=seed, hours=0.5)
        assert report.failure is None, report.told
        assert report.seconds >= 1800
