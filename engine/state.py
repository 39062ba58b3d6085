"""State as plain data: packed the same on every machine, hashed, and compared field by field.

Whatever must survive a checkpoint (plant, controllers, alarms, people, documents) gives its state as nested
dicts, lists, numbers, strings and booleans. ``pack`` turns it into canonical JSON: sorted keys, no blanks,
shortest round-trip floats, no NaN. Two states are the same exactly when their hashes are.

    >>> digest({"b": 1.5, "a": [True, None]}) == digest({"a": [True, None], "b": 1.5})
    True
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Protocol, TypeAlias

__all__ = ["Plain", "Stateful", "digest", "fields_of", "leaves", "pack", "unpack"]

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"


class Stateful(Protocol):
    """Anything whose state goes into a checkpoint."""

    def state(self) -> dict[str, Any]:
        """The whole state as plain data; nothing that influences the future may be left out."""

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back what ``state`` returned, exactly."""


def fields_of(record: Any) -> dict[str, Any]:
    """The fields of a dataclass that holds numbers, texts and lists of them; the lists are copied.

    ``dataclasses.asdict`` gives the same, a dozen times slower: it copies in depth what has none, and checkpoints are
    taken all through a run.
    """
    values = ((name, getattr(record, name)) for name in record.__dataclass_fields__)
    return {name: list(value) if type(value) is list else value for name, value in values}


def pack(state: Any) -> bytes:
    """Canonical bytes of plain data. NaN and infinity are refused with a ``ValueError``."""
    return json.dumps(state, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def unpack(data: bytes) -> Any:
    """The plain data behind ``pack``'s bytes."""
    return json.loads(data)


def digest(state: Any) -> str:
    """SHA-256 of the packed state, in hex (64 characters)."""
    return hashlib.sha256(pack(state)).hexdigest()


def leaves(state: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every scalar in nested plain data with its path: what the contract checker changes one by one."""
    if isinstance(state, dict):
        for key in sorted(state):
            yield from leaves(state[key], (*path, key))
    elif isinstance(state, list):
        for i, item in enumerate(state):
            yield from leaves(item, (*path, i))
    else:
        yield path, state
