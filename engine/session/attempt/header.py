"""What an attempt is an attempt *at*: all it takes to replay, re-mark and explain it from the file alone.

The canonical scenario, the rubric and the strings it was run with stand in it as bytes, and so do the tags,
so that a chart can be drawn without building the plant. A rewind is a new attempt with its parent's
checkpoint inside. Names and student numbers never stand here: ``learner`` is a pseudonym that only the
grade book can resolve.

    header = AttemptHeader(attempt_id=str(uuid4()), created="2026-11-21T08:00:00Z", program="0.1.0", ...)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from engine.errors import AttemptFormatError, TagError
from engine.session.attempt.chain import ALGORITHM
from engine.session.attempt.errors import both
from engine.session.attempt.schema import SCHEMA_VERSION
from engine.state import pack, unpack
from engine.tags import Encoding, Kind, Tag

__all__ = ["AttemptHeader", "Parent"]

_PARENT = "parent_"


@dataclass(frozen=True, slots=True)
class Parent:
    """Where a rewound attempt starts: the packed state at ``tick`` of another attempt, with its hash."""

    attempt_id: str
    tick: int
    state: bytes
    state_hash: str


@dataclass(frozen=True, slots=True)
class AttemptHeader:
    """The fixed facts of one attempt; hashed into the start of its chain."""

    attempt_id: str
    """A UUID."""
    created: str
    """Wall time in ISO 8601, a comment: nothing is ever computed from it."""
    program: str
    """The version of the program that began the attempt."""
    scenario_id: str
    scenario_version: str
    scenario: bytes
    """The canonical scenario (``engine.state.pack``)."""
    rubric: bytes
    strings: bytes
    model_hash: str
    """What simulates."""
    package_hash: str
    """All files of the scenario."""
    rubric_hash: str
    seed: int
    mode: str
    help_level: str
    learner: str
    """A pseudonymous id."""
    tick_ms: int
    record_ticks: int
    """How many ticks lie between two recorded rows."""
    tags: tuple[Tag, ...]
    ticket: bytes = b""
    """The server's ticket, or nothing where the attempt began offline."""
    parent: Parent | None = None
    schema_version: int = SCHEMA_VERSION
    algorithm: str = ALGORITHM
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Plain data of the session's own that must survive with the attempt."""

    def columns(self) -> dict[str, Any]:
        """The header as it is stored and hashed: key → integer, text or bytes."""
        columns = {
            f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("tags", "parent", "extra")
        }
        columns["tags"] = pack([_tag_plain(tag) for tag in self.tags]).decode()
        columns["extra"] = pack(dict(self.extra)).decode()
        if self.parent is not None:
            columns |= {_PARENT + key: value for key, value in asdict(self.parent).items()}
        return columns

    @classmethod
    def from_columns(cls, columns: Mapping[str, Any]) -> AttemptHeader:
        """The header behind ``columns()``.

        Raises ``AttemptFormatError`` for anything missing, odd or unknown.
        """
        try:
            plain = {key: value for key, value in columns.items() if not key.startswith(_PARENT)}
            rest = {
                key.removeprefix(_PARENT): value
                for key, value in columns.items()
                if key.startswith(_PARENT)
            }
            plain["tags"] = tuple(_tag(item) for item in unpack(plain["tags"]))
            plain["extra"] = unpack(plain["extra"])
            header = cls(**plain, parent=Parent(**rest) if rest else None)
            header._check()
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError, TagError) as error:
            raise AttemptFormatError(
                both(
                    f"记录的表头无法读取（{error}）。",
                    f"The header of the attempt cannot be read ({error}).",
                )
            ) from error
        return header

    def _check(self) -> None:
        wanted: dict[str, type] = {"str": str, "int": int, "bytes": bytes}
        for part in (self, self.parent):
            for f in fields(part) if part is not None else ():
                kind = wanted.get(str(f.type))
                if kind is not None and type(getattr(part, f.name)) is not kind:
                    raise ValueError(f"{f.name} is not {f.type}")
        if self.tick_ms < 1 or self.record_ticks < 1:
            raise ValueError("a tick and a record period are at least 1")
        if len({tag.id for tag in self.tags}) != len(self.tags):
            raise ValueError("a tag is declared twice")
        if self.algorithm != ALGORITHM:
            raise ValueError(f"unknown hash algorithm {self.algorithm}")


def _tag_plain(tag: Tag) -> dict[str, Any]:
    plain = asdict(tag)
    plain["kind"] = tag.kind.value
    plain["encoding"] = tag.recorded_as.value
    plain["options"] = list(tag.options)
    if not tag.whole:  # what is not said is not stored, so that attempts without it read as before
        del plain["whole"]
    return plain


def _tag(plain: dict[str, Any]) -> Tag:
    kind, encoding = Kind(plain["kind"]), Encoding(plain["encoding"])
    return Tag(**(plain | {"kind": kind, "encoding": encoding, "options": tuple(plain["options"])}))
