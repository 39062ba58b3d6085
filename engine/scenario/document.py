"""A scenario read: its validated sections, and the way back from each value to its place in the file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from engine.scenario.errors import ExpressionError
from engine.scenario.expression import Scope, Tape, Want, check, parse
from engine.scenario.problems import Problem, Span
from engine.scenario.source import Source

if TYPE_CHECKING:
    from engine.scenario.reporter import Reporter

__all__ = ["Scenario", "SectionInvalidError"]

_ANY: TypeAdapter[Any] = TypeAdapter(Any)


class SectionInvalidError(LookupError):
    """A lint asked for a section that was refused; its own problems come first."""


class Scenario:
    """The sections of one file by name. ``warnings`` are the problems that did not keep it from loading."""

    def __init__(self, source: Source, schema: int, sections: dict[str, Any]) -> None:
        self.source = source
        self.schema = schema
        self.sections = sections
        self.invalid: set[str] = set()
        self.warnings: list[Problem] = []
        self.cache: dict[str, Any] = {}
        """What the sections' owners have worked out once for this scenario; no part of its identity."""

    @property
    def path(self) -> str:
        """The file it was read from."""
        return self.source.path

    @property
    def meta(self) -> Any:
        """The section ``meta``."""
        return self["meta"]

    def __getitem__(self, name: str) -> Any:
        if name in self.invalid:
            raise SectionInvalidError(name)
        return self.sections[name]

    def __contains__(self, name: object) -> bool:
        return name in self.sections

    def get(self, name: str, default: Any = None) -> Any:
        """The section, or ``default`` when the file has none."""
        if name in self.invalid:
            raise SectionInvalidError(name)
        return self.sections.get(name, default)

    def where(self, loc: Sequence[str | int]) -> Span:
        """Where the value at ``loc`` stands in the file, or its nearest parent."""
        return self.source.value_span(loc)

    def compile(
        self, text: str, loc: Sequence[str | int], scope: Scope, reporter: Reporter, want: Want = None
    ) -> Tape | None:
        """The checked tape of the formula at ``loc``; None after its problems have been reported.

        ``want`` is ``"bool"`` for a condition, a unit for a value, None for either.
        """
        try:
            checked = check(parse(text), scope, want)
        except ExpressionError as error:
            for fault in error.faults:
                reporter.fault(loc, fault)
            return None
        for fault in checked.warnings:
            reporter.fault(loc, fault, "warning")
        for fault in checked.faults:
            reporter.fault(loc, fault)
        return checked.tape

    def canonical(self) -> bytes:
        """The validated data as canonical JSON: defaults written out, quantities in SI, the author's order kept.

        The order of instruments or rooms is the order of their tags, so it is part of what the scenario says.
        """
        content: dict[str, Any] = {"schema": self.schema}
        for name, value in self.sections.items():
            content[name] = _ANY.dump_python(value, mode="json", by_alias=True)
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return self.schema == other.schema and self.sections == other.sections

    def __hash__(self) -> int:
        return hash(self.canonical())

    def __repr__(self) -> str:
        return f"Scenario({self.path!r}, {', '.join(self.sections)})"
