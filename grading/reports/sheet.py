"""What stands on a report, as plain data in one language: the template only lays it out.

Made by ``compose`` from a result and an attempt. Everything here is text that the template escapes, or SVG
that was built as a tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Bar", "Card", "Fact", "Note", "Row", "Sheet"]


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
    """One finding in the order of its weight."""

    severity: str
    severity_word: str
    title: str
    what: str
    when: str = ""
    measured: str = ""
    limit: str = ""
    why: str = ""
    how: str = ""
    lost: str = ""


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
    facts: list[Fact] = field(default_factory=list)
    mark: str = ""
    passed: bool | None = None
    ladder: list[Fact] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    picture: str = ""
    cards: list[Card] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    log: list[tuple[str, str, str, str]] = field(default_factory=list)
    log_left_out: int = 0
    notes: list[Note] = field(default_factory=list)
