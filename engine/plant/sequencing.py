"""An optional gift of a kind of plant: working out which deeds lead a thing from one state to another.

A kind whose equipment has named states (in service, shut down, made safe for work) offers ``sequence``; a ticket can then
be generated instead of written. It works from the description of the plant and a starting point, without building it.
Kinds without it are fine.

    class MyKind:
        def sequence(self, section, start, of, to, since="", done=()) -> DeedSequence: ...

Deeds and checks are in the ids, verbs and tags of the plant. Three deeds are no operation of any plant, and whoever
uses the sequence finds out with what they are done: ``test`` (make sure with an instrument that nothing is there),
``attach``/``detach`` (something portable at a place made for it), ``tag``/``untag`` (a sign on a handle).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from engine.errors import ShixunError
from engine.plant.rehearsal import RehearsalRefusal, RehearsedDeed
from engine.scenario.text import Text

__all__ = ["DeedSequence", "Foresees", "NoSequenceError", "SequenceItem", "Sequences"]

Fault = Literal["of", "from", "to", "start", "refused"]


@dataclass(frozen=True, slots=True)
class SequenceItem:
    """A deed (``do`` ``on``, after which ``check`` holds), or a check of something (``check`` of ``of``)."""

    key: str
    """Its id in the sequence: a letter, then letters, digits and underscores, at most 40."""
    text: Text
    """How it reads on a ticket."""
    do: str = ""
    on: str = ""
    check: str = ""
    """A condition in the plant's tags. Beside a ``test``, what can be looked at (``of``) where there is no instrument."""
    of: str = ""
    """What is looked at for the check."""
    after: tuple[str, ...] | None = None
    """It needs only these before it; ``None``: all that stand above."""
    at: tuple[str, ...] = ()
    """For ``test``: the ids by which the place may be known, the best first."""
    where: Text | None = None
    """For ``test``: the words for the place in ``text``, which give way to what people call it on the spot."""
    instead: Text | None = None
    """For ``test``: how it reads where there is no instrument and ``check`` is looked at in its place."""


@dataclass(frozen=True, slots=True)
class DeedSequence:
    """What leads from one state to another, in an order that works."""

    items: tuple[SequenceItem, ...]
    any_order: tuple[tuple[tuple[str, ...], ...], ...] = ()
    """Groups of blocks (keys) that stand side by side and may come in any order; inside a block the order stays."""
    notes: tuple[Text, ...] = ()
    """What whoever orders it should know."""
    unseen: tuple[int, ...] = ()
    """Lines of the deeds done before it begins that were not understood."""


class NoSequenceError(ShixunError):
    """There is no such sequence, and why.

    ``fault``: what is to blame, the thing (``of``), its state to begin with (``from``), the wanted one (``to``), the
    starting point, or ``refused`` where all of them are sound but the plant cannot do it. ``fix``: what would help.
    """

    def __init__(self, fault: Fault, text: Text, fix: Text | None = None) -> None:
        said = [
            text.of(lang) + (f"（{fix.zh}）" if fix and lang == "zh" else f" ({fix.en})" if fix else "")
            for lang in ("zh", "en")
        ]
        super().__init__(" / ".join(said))
        self.fault, self.text, self.fix = fault, text, fix


@runtime_checkable
class Sequences(Protocol):
    """A kind of plant that can work out sequences."""

    def states(self, section: Any) -> Mapping[str, Sequence[str]]:
        """The things that have states, by id, each with the names of its states."""

    def sequence(
        self, section: Any, start: Mapping[str, float], of: str, to: str, since: str = "", done: Sequence[RehearsedDeed] = ()
    ) -> DeedSequence:
        """What leads the thing ``of`` to its state ``to``.

        It begins at ``start`` (as for ``PlantKind.build``) after the deeds ``done``, in the words of the plant; with
        ``since``, where the plant is after the sequence from there to that state. Empty where the thing is in the wanted
        state. Raises ``NoSequenceError``.
        """


@runtime_checkable
class Foresees(Protocol):
    """A kind of plant that can look over a list of deeds written by somebody else, without being built."""

    def foreseen(
        self, section: Any, start: Mapping[str, float], done: Sequence[RehearsedDeed], orders: Sequence[Sequence[RehearsedDeed]]
    ) -> Sequence[Sequence[RehearsalRefusal]]:
        """What the plant would refuse of each of ``orders``, its deeds carried out one after the other from ``start`` after
        ``done``. A refused deed changes nothing, and the next is tried.
        """

    def tested_first(self, section: Any) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The deeds (verb, thing) before which somebody must test that nothing is there: the ids by which the place is known."""
