"""One recorded row: every tag's value put into the form in which it is stored, and read back from it.

What observers see is the row *as stored*, so the encoder gives both at once: the bytes for the file and the
values decoded from those bytes. It belongs to the session, not to the file: a run without a file records
the same rows. A value outside the span of a 16-bit tag is clipped, and said so by a ``clip`` event once an
excursion.

    encoder = RowEncoder(tags)
    row = encoder.encode(600, values)
    row.values        # what the marker and the view get
    writer.row(row)   # what the file gets
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import TagError
from engine.events import Event
from engine.session.attempt.errors import both
from engine.tags import Encoding, Kind, Tag

__all__ = ["EncodedRow", "RowEncoder", "RowLayout"]

_TOP = 65535.0
_F32_MAX = float(np.finfo(np.float32).max)
_BACK_INSIDE = 0.005 * _TOP
"""An excursion is over half a per cent of span inside the limit, so that noise at the limit makes no storm."""

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class EncodedRow:
    """The values of all tags at ``tick``, as stored."""

    tick: int
    values: array[float]
    """Decoded again, in tag order; 0.0 for text tags and unrecorded ones. 8 bytes each: runs of thousands of rows are kept."""
    raw: bytes
    """The fixed-width part of the row: float64s, then float32s, then 16-bit numbers, little-endian."""
    changes: tuple[tuple[int, float], ...]
    """(tag index, new value) of each on-change tag that differs from the row before."""
    clips: tuple[Event, ...] = ()
    """A ``clip`` event for each tag that has just left its span."""


class RowLayout:
    """Which tag stands where in a raw row; the same for writing and for reading.

    ``exact``, ``single``, ``short``, ``change`` are tag indices by encoding, shape ``(k,)``; ``width`` is
    in bytes. Raises ``TagError`` where a span is too narrow or too wide for 16 bits.
    """

    def __init__(self, tags: Sequence[Tag]) -> None:
        self.tags = tuple(tags)
        self.exact = self._where(Encoding.EXACT)
        self.single = self._where(Encoding.FLOAT32)
        self.short = self._where(Encoding.Q16)
        self.change = self._where(Encoding.ON_CHANGE)
        self.low = np.array([tags[i].low for i in self.short])
        with np.errstate(over="ignore"):
            self.span = np.array([tags[i].high for i in self.short]) - self.low
        with np.errstate(invalid="ignore"):
            high, step = self.low + self.span, self.span / _TOP
            fine = np.isfinite(self.span) & (self.low + step != self.low) & (high - step != high)
        self.per_unit = _TOP / self.span
        self.ends = (8 * len(self.exact), 8 * len(self.exact) + 4 * len(self.single))
        self.width = self.ends[1] + 2 * len(self.short)
        for i in self.short[~fine]:
            name, ends = tags[i].id, f"{tags[i].low} … {tags[i].high}"
            raise TagError(
                both(
                    f"{name}：16 位无法记录量程 {ends}，请改用 exact 记录。",
                    f"{name}: 16 bits cannot hold the range {ends}; record it as exact.",
                )
            )

    def _where(self, encoding: Encoding) -> NDArray[np.intp]:
        found = [
            i for i, t in enumerate(self.tags) if t.recorded_as is encoding and t.kind is not Kind.TEXT
        ]
        return np.array(found, dtype=np.intp)

    def parts(self, raw: Bytes) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """The float64, float32 and 16-bit columns of raw rows, shapes ``(n, k)``; views if possible."""
        a, b = self.ends
        return (
            np.ascontiguousarray(raw[:, :a]).view("<f8"),
            np.ascontiguousarray(raw[:, a:b]).view("<f4"),
            np.ascontiguousarray(raw[:, b:]).view("<u2"),
        )

    def decode(self, raw: Bytes) -> Floats:
        """Raw rows ``(n, width)`` as values ``(n, tags)``; on-change, text and unrecorded tags are 0.0."""
        exact, single, short = self.parts(raw)
        values = np.zeros((len(raw), len(self.tags)))
        values[:, self.exact] = exact
        values[:, self.single] = single
        values[:, self.short] = self.from_short(short)
        return values

    def from_short(self, short: NDArray[Any]) -> Floats:
        """16-bit numbers in engineering units.

        Both ends of the span come back exactly where low + span is high.
        """
        values: Floats = short / _TOP * self.span + self.low
        return values


class RowEncoder:
    """Encodes rows one after another; keeps only what the next row needs (see ``state``)."""

    def __init__(self, tags: Sequence[Tag]) -> None:
        self.layout = RowLayout(tags)
        layout = self.layout
        self._buffer: Bytes = np.zeros(layout.width, dtype=np.uint8)
        a, b = layout.ends
        self._exact, self._single = self._buffer[:a].view("<f8"), self._buffer[a:b].view("<f4")
        self._short = self._buffer[b:].view("<u2")
        recorded = np.concatenate([layout.exact, layout.single, layout.short, layout.change])
        self._absent = np.setdiff1d(np.arange(len(layout.tags)), recorded)
        self._last: Floats | None = None
        self._clipped: set[int] = set()

    def encode(self, tick: int, values: Sequence[float]) -> EncodedRow:
        """The row of ``values`` (all tags, in tag order, engineering units) at ``tick``.

        Raises ``TagError`` naming the tag if a value is not a finite number.
        """
        layout = self.layout
        v = np.fromiter(values, np.float64, len(values))
        v += 0.0  # −0.0 becomes 0.0: SQLite does not keep its sign
        if b"\0" in np.isfinite(v).tobytes():  # comparing bytes is several times quicker than .all()
            bad = int(np.flatnonzero(~np.isfinite(v))[0])
            name, value = layout.tags[bad].id, v[bad]
            raise TagError(
                both(
                    f"{name} 在第 {tick} 拍的值 {value} 无法记录。",
                    f"{name}: the value {value} at tick {tick} cannot be recorded.",
                )
            )
        clips: tuple[Event, ...] = ()
        if len(layout.short):
            q = v[layout.short]
            with np.errstate(over="ignore"):  # what becomes infinite here is clipped below
                q -= layout.low
                q *= layout.per_unit
            np.rint(q, out=q)
            inside = np.minimum(np.maximum(q, 0.0), _TOP)
            if self._clipped or q.tobytes() != inside.tobytes():
                clips = self._excursions(tick, v, q)
            self._short[:] = inside
            v[layout.short] = layout.from_short(inside)
        if len(layout.single):
            self._single[:] = np.clip(v[layout.single], -_F32_MAX, _F32_MAX)
            v[layout.single] = self._single
        if len(layout.exact):
            self._exact[:] = v[layout.exact]
        changes = self._changes(v[layout.change])
        v[self._absent] = 0.0
        return EncodedRow(tick, array("d", v.tobytes()), self._buffer.tobytes(), changes, clips)

    def _changes(self, now: Floats) -> tuple[tuple[int, float], ...]:
        last, self._last = self._last, now
        if last is None:
            moved: Iterable[Any] = range(len(now))
        elif now.tobytes() == last.tobytes():
            return ()
        else:
            moved = np.flatnonzero(now != last)
        return tuple((int(self.layout.change[i]), float(now[i])) for i in moved)

    def _excursions(self, tick: int, v: Floats, q: Floats) -> tuple[Event, ...]:
        events = []
        for i in np.flatnonzero((q < 0.0) | (q > _TOP)):
            if int(i) not in self._clipped:
                self._clipped.add(int(i))
                tag = self.layout.tags[self.layout.short[i]]
                events.append(Event(tick, "clip", tag.id, {"value": float(v[self.layout.short[i]])}))
        self._clipped = {i for i in self._clipped if not _BACK_INSIDE <= q[i] <= _TOP - _BACK_INSIDE}
        return tuple(events)

    def state(self) -> dict[str, Any]:
        """What the next row depends on; belongs into every checkpoint, or a resumed record would differ."""
        last = None if self._last is None else self._last.tolist()
        return {"last": last, "clipped": sorted(self._clipped)}

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back what ``state`` returned."""
        self._last = None if state["last"] is None else np.array(state["last"], dtype=np.float64)
        self._clipped = set(state["clipped"])
