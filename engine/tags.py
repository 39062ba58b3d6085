"""Tags: everything measurable or operable has one stable ASCII id.

A tag says what a value *is*: unit, kind, range, titles and how it is recorded. The current values of all
tags stand in one flat list, in *engineering units* (what the learner sees: degC, kg/s, %); a discrete tag
holds 0.0 or 1.0, a mode tag the index of its option. ``TagTable.index`` maps an id to its place in the list,
so that hot loops work on ``values[i]`` and never on names.

    >>> table = TagTable()
    >>> table.add(Tag("TI101", unit="degC", low=0, high=200, zh="反应温度", en="reaction temperature"))
    0
    >>> table.values[table.index["TI101"]] = 60.0
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from engine.errors import TagError

__all__ = ["Encoding", "Kind", "Tag", "TagTable"]

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\Z")


class Kind(StrEnum):
    """What sort of value a tag holds."""

    ANALOG = "analog"
    DISCRETE = "discrete"  # 0.0 or 1.0
    MODE = "mode"  # index into ``options``
    TEXT = "text"  # a str; recorded on change, not usable in formulas


class Encoding(StrEnum):
    """How the record keeps a tag; clipping by ``Q16`` is an event."""

    EXACT = "exact"  # float64
    FLOAT32 = "float32"
    Q16 = "q16"  # 16 bits over [low, high]: 0.0015 % of span
    ON_CHANGE = "on_change"  # a row in the changes table
    NONE = "none"  # not recorded (true values are re-simulated, shown values are evidence)


@dataclass(frozen=True, slots=True)
class Tag:
    """One measurable or operable quantity.

    ``id`` is API: attempts and rubrics refer to it. ``label`` is what people see (``TI-101``).
    ``low``/``high`` are the range in ``unit``. ``options`` names the values of a mode tag (``manual, auto``).
    ``writable`` tags take commands through the arbitration, ``healthy`` is their value without any command. ``whole``
    numbers are counted or stepped: they are shown without decimals and recorded exactly.
    """

    id: str
    unit: str = ""
    kind: Kind = Kind.ANALOG
    low: float = 0.0
    high: float = 1.0
    zh: str = ""
    en: str = ""
    label: str = ""
    options: tuple[str, ...] = ()
    writable: bool = False
    healthy: float = 0.0
    encoding: Encoding | None = None
    whole: bool = False

    def __post_init__(self) -> None:
        if not _ID.match(self.id) or not self.id.isascii():
            raise TagError(f"{self.id!r} is not a tag id: ASCII letters, digits and _, parts joined by dots")
        if self.kind is Kind.ANALOG and not self.low < self.high:
            raise TagError(f"{self.id}: the range {self.low} … {self.high} is empty")
        if self.kind is Kind.MODE and not self.options:
            raise TagError(f"{self.id}: a mode tag names its options")

    @property
    def recorded_as(self) -> Encoding:
        """The encoding in force: the given one, or 16 bits for analog and on change for the rest and for whole numbers."""
        if self.encoding is not None:
            return self.encoding
        return Encoding.Q16 if self.kind is Kind.ANALOG and not self.whole else Encoding.ON_CHANGE

    def title(self, lang: str = "zh") -> str:
        """The title in ``lang``, falling back to the other language and then to the id."""
        first, second = (self.zh, self.en) if lang == "zh" else (self.en, self.zh)
        return first or second or self.id

    @property
    def name(self) -> str:
        """What people see on the plate: the label, or the id."""
        return self.label or self.id


@dataclass(slots=True)
class TagTable:
    """All tags of a session in a fixed order, with their current values."""

    tags: list[Tag] = field(default_factory=list)
    index: dict[str, int] = field(default_factory=dict)
    values: list[float] = field(default_factory=list)

    def add(self, tag: Tag, value: float | None = None) -> int:
        """Append ``tag`` and return its index; a second tag of the same id is refused."""
        if tag.id in self.index:
            raise TagError(f"tag {tag.id} is declared twice")
        self.index[tag.id] = len(self.tags)
        self.tags.append(tag)
        self.values.append(tag.healthy if value is None else value)
        return len(self.tags) - 1

    def extend(self, tags: Iterable[Tag]) -> range:
        """Append several tags and return the range of their indices (always contiguous)."""
        first = len(self.tags)
        for tag in tags:
            self.add(tag)
        return range(first, len(self.tags))

    def __getitem__(self, tag_id: str) -> Tag:
        return self.tags[self.at(tag_id)]

    def __contains__(self, tag_id: object) -> bool:
        return tag_id in self.index

    def __iter__(self) -> Iterator[Tag]:
        return iter(self.tags)

    def __len__(self) -> int:
        return len(self.tags)

    def at(self, tag_id: str) -> int:
        """The index of ``tag_id``; a ``TagError`` with the nearest name if there is none."""
        try:
            return self.index[tag_id]
        except KeyError:
            near = difflib.get_close_matches(tag_id, self.index, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise TagError(f"there is no tag {tag_id}{hint}") from None

    def value(self, tag_id: str) -> float:
        """The current value of ``tag_id`` in its own unit."""
        return self.values[self.at(tag_id)]
