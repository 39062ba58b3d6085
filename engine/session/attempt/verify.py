"""Recomputing the chain of an attempt: does every record still say what it said when it was written?

Walks the chain from the header, hashes each record again, and then the rows behind the row digests. The
first place that does not hold is named, so that the person who asks can look.

    AttemptReader.open(path).verify().note
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from engine.errors import AttemptFormatError, IntegrityError
from engine.session.attempt.chain import genesis, link, record_digest
from engine.session.attempt.chunks import segment_digest, unpack_chunk
from engine.session.attempt.errors import both
from engine.session.attempt.records import Verified
from engine.session.attempt.schema import KINDS
from engine.session.attempt.signals import RowLayout

__all__ = ["verify"]

Query = Callable[..., list[tuple[Any, ...]]]
_NUMBERED = {"action": "seq", "event": "number"}


def verify(header: Mapping[str, Any], layout: RowLayout, query: Query) -> Verified:
    """Verify the attempt behind ``query``. Raises ``IntegrityError`` naming the first bad place."""
    records = {kind: _table(kind, query) for kind in KINDS}
    segments: dict[int, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    numbers = dict.fromkeys(_NUMBERED, 0)
    head, pos, ended = genesis(header), 0, False
    for found, kind, tick, mono_ms, stored in query(
        "SELECT pos, kind, tick, mono_ms, head FROM chain ORDER BY pos"
    ):
        pos += 1
        place = f"#{found} ({kind}, tick {tick})"
        if found != pos:
            _broken(f"#{pos}", "记录缺失", "the record is missing")
        record = records.get(kind, {}).pop(pos, None)
        if record is None:
            _broken(place, "记录缺失", "the record is missing")
        if ended:
            _broken(place, "结束之后还有记录", "there are records after the end")
        there, columns = record
        head = link(head, record_digest(kind, pos, there, mono_ms, columns))
        if there != tick or head != stored:
            _broken(place, "内容与散列链不符", "it does not agree with the chain")
        if kind in _NUMBERED:
            if columns[_NUMBERED[kind]] != numbers[kind]:
                _broken(place, "编号不连续", "the numbering has a gap")
            numbers[kind] += 1
        if kind == "rows":
            segments[columns["chunk"]].append((pos, columns))
        ended = ended or kind == "ending"
    for kind, left in records.items():
        for extra in sorted(left)[:1]:
            _broken(f"#{extra} ({kind})", "记录不在散列链中", "the record is not in the chain")
    _verify_rows(segments, layout, query)
    return Verified(pos, head.hex(), ended)


def _table(kind: str, query: Query) -> dict[int, tuple[int, dict[str, Any]]]:
    names = KINDS[kind]
    found = query(f"SELECT pos, tick, {', '.join(names)} FROM {kind}")
    return {row[0]: (row[1], dict(zip(names, row[2:], strict=True))) for row in found}


def _verify_rows(
    segments: Mapping[int, list[tuple[int, dict[str, Any]]]], layout: RowLayout, query: Query
) -> None:
    changes: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
    for pos, tick, tag, value in query("SELECT pos, tick, tag, value FROM change ORDER BY pos, tick, tag"):
        changes[pos].append((tick, tag, value))
    chunks: dict[int, int] = dict(query("SELECT id, count FROM chunk ORDER BY id"))
    for number, parts in sorted(segments.items()):
        place = f"#{parts[0][0]} (rows, chunk {number})"
        count = sum(columns["count"] for _, columns in parts)
        if chunks.pop(number, None) != count:
            _broken(place, "信号记录缺失", "recorded signals are missing")
        try:
            body = query("SELECT body FROM chunk WHERE id = ?", (number,))[0][0]
            ticks, raw = unpack_chunk(layout, body, count)
        except AttemptFormatError:
            _broken(place, "信号记录已损坏", "recorded signals are damaged")
        for pos, columns in parts:
            own = slice(columns["start"], columns["start"] + columns["count"])
            if segment_digest(ticks[own], raw[own], changes.pop(pos, ())) != columns["digest"]:
                _broken(
                    f"#{pos} (rows, tick {columns['first']})",
                    "信号与散列不符",
                    "signals do not agree with the chain",
                )
    for pos in sorted(changes)[:1]:
        _broken(f"#{pos} (change)", "变化记录不在散列链中", "the change is not in the chain")
    for number in sorted(chunks)[:1]:
        _broken(f"chunk {number}", "信号记录不在散列链中", "the signals are not in the chain")


def _broken(place: str, zh: str, en: str) -> NoReturn:
    raise IntegrityError(
        both(f"记录在 {place} 处被改动或损坏：{zh}。", f"altered or damaged at {place}: {en}.")
    )
