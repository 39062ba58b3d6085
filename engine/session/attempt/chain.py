"""The hash chain: one sequence over everything that is recorded, so that no later change goes unseen.

``head_i = SHA-256("shixun attempt record\\0" ‖ head_{i-1} ‖ SHA-256(canonical(record_i)))``; the first head
is the hash of the header, with the scenario, rubric and ticket in it. Canonical means
``engine.state.pack``; a blob goes in as its SHA-256. The header names the algorithm, so that another can
follow.

The chain makes an attempt tamper-*evident* only together with a witness that has seen a head. Without one it
finds damage and careless edits, not a rewrite of the whole file by somebody who knows this page.

    head = genesis({"attempt_id": "…", "scenario": b"…"})
    head = link(head, record_digest("action", 1, 0, 12, {"seq": 0, "verb": "open", "target": "XV101"}))
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from engine.state import pack

__all__ = ["ALGORITHM", "genesis", "link", "record_digest"]

ALGORITHM = "sha256"
_HEADER = b"shixun attempt header\0"
_RECORD = b"shixun attempt record\0"


def genesis(header: Mapping[str, Any]) -> bytes:
    """The head before the first record: the hash of the header's columns (32 bytes)."""
    return hashlib.sha256(_HEADER + _digest(header)).digest()


def record_digest(kind: str, pos: int, tick: int, mono_ms: int, columns: Mapping[str, Any]) -> bytes:
    """SHA-256 of one record in canonical form (32 bytes)."""
    return _digest({"kind": kind, "pos": pos, "tick": tick, "mono_ms": mono_ms, "columns": _plain(columns)})


def link(head: bytes, digest: bytes) -> bytes:
    """The next head (32 bytes)."""
    return hashlib.sha256(_RECORD + head + digest).digest()


def _digest(columns: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(pack(_plain(columns))).digest()


def _plain(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: {"sha256": hashlib.sha256(value).hexdigest()} if isinstance(value, bytes) else value
        for key, value in columns.items()
    }
