"""The one contract every simulated plant keeps, whatever it simulates.

A plant knows nothing of learners, controllers or alarms. It has tags, takes commands, advances by whole ticks
and can be frozen into bytes. ``engine.plant.checker`` checks the contract on any plant; the two probe plants in
``tests/plant/probes.py`` are the smallest examples.

    plant.write("XV101A.command", 1.0)
    for event in plant.advance(10): ...
    values = plant.read()            # in the order of plant.tags()
    saved = plant.snapshot()
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.tags import Tag

__all__ = ["Exactness", "Operation", "Plant", "PlantEvent", "PlantKind", "Refusing", "refusal"]

Exactness = Literal["exact", "same_build"]
"""``exact``: bit-identical on any machine. ``same_build``: only with the same build, so the record is the truth."""


@dataclass(frozen=True, slots=True)
class PlantEvent:
    """Something the plant itself reports, stamped in microseconds after the start of the first tick advanced."""

    us: int
    source: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a person can do to a piece of equipment: ``verb`` on ``on`` writes ``tag``.

    ``value`` is what is written; ``None`` means the action brings the value, which must lie in [low, high] of the
    tag (in the tag's unit). The session turns these into operables; reach and arbitration are its business.
    """

    on: str
    verb: str
    tag: str
    value: float | None = None
    momentary: bool = False
    """Whether it is an order that is given once, like a push-button: the tag is written with it and holds it only until
    the plant has taken it in its next tick. An order can be given again; nothing stays claimed.
    """
    title: Text | None = None
    """What people of the trade call it, in place of the words of the verb; ``{}`` where the name of the equipment goes,
    which else follows: ``reset the counter of {}``.
    """


class Plant(Protocol):
    """A simulated plant."""

    @property
    def exactness(self) -> Exactness:
        """Whether a replay on another machine must agree bit for bit."""

    @property
    def tick_ms(self) -> int:
        """The length of a tick in milliseconds."""

    def tags(self) -> Sequence[Tag]:
        """All tags, in a fixed order; the writable ones take commands, with ``healthy`` as their default."""

    def operations(self) -> Sequence[Operation]:
        """What a person can do to the equipment, by hand or from a control panel."""

    def read(self) -> Sequence[float]:
        """The value of every tag in the order of ``tags()``, in the tags' units. Cheap; never advances."""

    def write(self, tag: str, value: float) -> None:
        """Command a writable tag. Raises ``TagError`` for an unknown or read-only tag or a non-finite value."""

    def advance(self, ticks: int = 1) -> Sequence[PlantEvent]:
        """Simulate ``ticks`` ticks with the commands in force and return what happened, in order.

        A failure that belongs to the subject (a vessel bursts) is an event and a latched tag, never an exception.
        Raises ``DivergenceError`` naming the equipment where the mathematics fails.
        """

    def snapshot(self) -> bytes:
        """The whole state, packed by ``engine.state.pack``; restoring it and advancing equals advancing."""

    def restore(self, data: bytes) -> None:
        """Put back a snapshot taken from a plant of the same description."""


@runtime_checkable
class Refusing(Protocol):
    """What a plant has besides the contract if it can say no: a latch that holds, a bolt that blocks a handle.

    Only people are refused, and only when they ask; what a trip or a malfunction forces by ``write`` is carried out,
    with whatever comes of it.
    """

    def refuse(self, tag: str, value: float) -> Text | None:
        """Why ``value`` cannot be commanded to the writable ``tag`` now, in words for people, or ``None``.

        Changes nothing and is cheap: it answers from the state after the last tick, in which a command given since
        has had no effect yet. Names what stands against it and, where there is an honest way, what would help.
        """


def refusal(plant: Plant, tag: str, value: float) -> Text | None:
    """What ``plant`` has against a command; a plant that cannot say no has nothing."""
    return plant.refuse(tag, value) if isinstance(plant, Refusing) else None


class PlantKind(Protocol):
    """How a kind of plant joins the project: the model of its scenario section, its tags, and how it is built."""

    name: str
    section: type[Any]
    """The pydantic model of the ``plant`` section of this kind, with ``kind: Literal[name]``."""

    def tags(self, section: Any) -> Sequence[Tag]:
        """The tags a plant of this description will have, without building it (used by lint)."""

    def startable(self, section: Any) -> Collection[str]:
        """The ids of the tags that ``build`` takes a value for (used by lint)."""

    def lint(self, section: Any, reporter: Reporter) -> None:
        """Report what is wrong with the section as a whole, each fault at its place under ``plant``."""

    def operations(self, section: Any) -> Sequence[Operation]:
        """What a person can do to a plant of this description."""

    def titles(self, section: Any) -> Mapping[str, Text]:
        """The equipment by id, with its names for people."""

    def build(self, section: Any, start: Mapping[str, float]) -> Plant:
        """A plant in its initial state; ``start`` overrides initial values by tag id, in the tags' units."""
