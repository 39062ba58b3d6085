"""What one device of a station declares: its tags and operations, collected under its name in the order they are said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.plant.plant import Operation
from engine.scenario.text import Text
from engine.tags import Encoding, Kind, Tag

__all__ = ["Declared"]


@dataclass(slots=True)
class Declared:
    """Tags and operations of one device, relay or bus."""

    id: str
    title: Text
    plate: str
    tags: list[Tag] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)

    def shows(
        self, name: str, zh: str, en: str, unit: str = "", low: float = 0.0, high: float = 1.0, options: tuple[str, ...] = ()
    ) -> None:  # fmt: skip
        """A value that is read: a number with ``unit`` or a range, a mode with ``options``, else a flag."""
        kind = Kind.MODE if options else Kind.ANALOG if unit or high != 1.0 or low != 0.0 else Kind.DISCRETE
        high = len(options) - 1.0 if options else high
        encoding = Encoding.FLOAT32 if kind is Kind.ANALOG else None
        self.tags.append(self._tag(name, zh, en, unit, low, high, kind, options, encoding=encoding))

    def stands(self) -> None:
        """Whether its contacts are closed, told as people tell it of a switch."""
        self.tags.append(self._tag("closed", "合位", "closed", "", 0.0, 1.0, Kind.DISCRETE, (), words="position"))

    def counts(self, name: str, zh: str, en: str, low: int, high: int) -> None:
        """A whole number that is read: how many, or which step."""
        self.tags.append(self._tag(name, zh, en, "", low, high, Kind.ANALOG, (), whole=True))

    def takes(
        self, name: str, zh: str, en: str, unit: str = "", low: float = 0.0, high: float = 1.0, healthy: float = 0.0,
        options: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """A value that is commanded, as ``shows``."""
        kind = Kind.MODE if options else Kind.ANALOG if unit or high != 1.0 or low != 0.0 else Kind.DISCRETE
        high = len(options) - 1.0 if options else high
        self.tags.append(
            self._tag(name, zh, en, unit, low, high, kind, options, writable=True, healthy=healthy, encoding=Encoding.ON_CHANGE)
        )  # fmt: skip

    def orders(self, called: Mapping[str, Text], **verbs: str) -> None:
        """Momentary orders by verb (``open="open"``), and what giving each is called."""
        self.takes("operate", "操作令", "order", high=float(len(verbs)), options=("none", *verbs.values()))
        for n, verb in enumerate(verbs, 1):
            self.operations.append(
                Operation(self.id, verb, f"{self.id}.operate", float(n), momentary=True, title=called[verb])
            )

    def does(self, verb: str, tag: str, value: float | None, called: Text) -> None:
        """An operation that keeps its value, and what it is called."""
        self.operations.append(Operation(self.id, verb, f"{self.id}.{tag}", value, title=called))

    def _tag(
        self, name: str, zh: str, en: str, unit: str, low: float, high: float, kind: Kind, options: tuple[str, ...],
        *, writable: bool = False, healthy: float = 0.0, encoding: Encoding | None = None, whole: bool = False, words: str = "",
    ) -> Tag:  # fmt: skip
        return Tag(
            f"{self.id}.{name}", unit, kind, low, high, f"{self.title.of('zh')} {zh}", f"{self.title.of('en')} {en}",
            f"{self.plate} {name}", options, writable, healthy, encoding, whole, words,
        )  # fmt: skip
