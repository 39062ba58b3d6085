"""What stands on a report, as plain data in one language: the template only lays it out.

Made by ``compose`` from a result and an attempt. Everything here is text that the template escapes, or SVG
that was built as a tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Advice", "Bar", "Block", "Card", "Fact", "Line", "Note", "Pair", "Row", "Sheet", "Told"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands beside it."""

    label: str
    value: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One outcome: ``ratio`` 0…1, or None when nothing of it applied."""

    id: str
    title: str
    ratio: float | None
    shown: str
    share: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One finding in the order of its weight.

    ``points`` are those of the total that it took, its gate's included (0 where another finding holds them); ``lost``
    and ``limited`` say so in words. ``again`` is a moment and ``command`` the way to practise from it;
    ``refs`` name the lines of the log it rests on.
    """

    item: str
    number: int
    severity: str
    severity_word: str
    title: str
    what: str
    points: float = 0.0
    when: str = ""
    measured: str = ""
    limit: str = ""
    why: str = ""
    how: str = ""
    lost: str = ""
    limited: str = ""
    evidence: tuple[str, ...] = ()
    model: str = ""
    picture: str = ""
    caption: str = ""
    again: str = ""
    command: str = ""
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the story; ``kind`` is its style, ``finding`` the number of the finding it belongs to (0: none)."""

    tick: int
    time: str
    words: str
    kind: str
    finding: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the comparison: own and expert's value and the difference; a heading has no values."""

    title: str
    own: str = ""
    expert: str = ""
    difference: str = ""
    tone: str = ""
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice with its reason and, where there is one, the command that follows it."""

    what: str
    because: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A section made by somebody else: a table of facts under a title, with a note. All plain text."""

    title: str
    facts: tuple[Fact, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log; ``ref`` is how evidence names it."""

    ref: str
    time: str
    who: str
    what: str
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the item table; ``verdict`` is the style, ``word`` what is read."""

    number: int
    title: str
    verdict: str
    word: str
    said: str
    when: str
    outcome: str
    points: str


@dataclass(frozen=True, slots=True)
class Note:
    """One honest line; ``tone`` is good, plain or warn."""

    label: str
    text: str
    tone: str = "plain"


@dataclass(slots=True)
class Sheet:
    """The whole page."""

    lang: str
    title: str
    subtitle: str = ""
    running: str = ""
    """What stands at the head of every printed page."""
    facts: list[Fact] = field(default_factory=list)
    mark: str = ""
    passed: bool | None = None
    ladder: list[Fact] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    sum_of_cards: str = ""
    advice: list[Advice] = field(default_factory=list)
    picture: str = ""
    tale: list[Told] = field(default_factory=list)
    expert: str = ""
    """Which run stands beside; empty where none does."""
    aligned: str = ""
    """How the other run lies on the picture, where it is not from the beginning."""
    no_expert: str = ""
    pairs: list[Pair] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    log: list[Line] = field(default_factory=list)
    log_left_out: int = 0
    cited: list[Line] = field(default_factory=list)
    """The lines of the log that findings rest on: printed where the log is closed."""
    notes: list[Note] = field(default_factory=list)
