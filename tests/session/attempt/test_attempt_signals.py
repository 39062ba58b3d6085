"""Rows as stored: encoding, clipping, chunks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import AttemptFormatError, TagError
from engine.session.attempt.chunks import MAX_ROWS, pack_chunk, segment_digest, unpack_chunk
from engine.session.attempt.signals import RowEncoder, RowLayout
from engine.state import pack, unpack
from engine.tags import Encoding, Kind, Tag
from tests.session.attempt.attempt_worker import TAGS, Model

finite = st.floats(allow_nan=False, allow_infinity=False)
encodings = st.lists(st.sampled_from([*Encoding]), min_size=1, max_size=12)


def some_tags(kinds: list[Encoding]) -> list[Tag]:
    return [Tag(f"A{i}", low=-10, high=190, encoding=kind) for i, kind in enumerate(kinds)]


@settings(max_examples=60, deadline=None)
@given(encodings, st.data())
def test_observers_get_exactly_what_can_be_decoded_again(kinds: list[Encoding], data: st.DataObject) -> None:
    """The row handed to observers is bit for bit what the stored bytes decode to, for any values."""
    tags = some_tags(kinds)
    encoder = RowEncoder(tags)
    rows = [encoder.encode(t, data.draw(st.lists(finite, min_size=len(tags), max_size=len(tags)))) for t in range(3)]
    ticks = np.array([row.tick for row in rows], dtype=np.int64)
    raw = np.frombuffer(b"".join(row.raw for row in rows), np.uint8).reshape(len(rows), -1)
    got_ticks, got = unpack_chunk(encoder.layout, pack_chunk(encoder.layout, ticks, raw), len(rows))
    assert got_ticks.tolist() == [0, 1, 2]
    now = dict.fromkeys(encoder.layout.change.tolist(), 0.0)
    for row, values in zip(rows, encoder.layout.decode(got).tolist(), strict=True):
        now |= dict(row.changes)
        for index, value in now.items():
            values[index] = value
        assert values == row.values.tolist()


@settings(max_examples=100, deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(0, 1))
def test_sixteen_bits_keep_a_value_within_half_a_step(low: float, span: float, part: float) -> None:
    """A value inside the span comes back within half of span/65535, and coding it again changes nothing."""
    tag = Tag("A", low=low, high=low + span)
    value = min(tag.high, low + part * span)
    once = RowEncoder([tag]).encode(0, [value]).values[0]
    assert abs(once - value) <= span / 65535 * 0.5001 + 1e-9 * span
    assert RowEncoder([tag]).encode(0, [once]).values[0] == once


@pytest.mark.parametrize(("low", "high"), [(0, 100), (-20, 200), (0, 1), (-50, 50), (0, 250), (-0.1, 0.6)])
def test_both_ends_of_a_span_come_back_exactly(low: float, high: float) -> None:
    """A rule such as "fully open" (100 %) can be met by the stored value."""
    tag = Tag("A", low=low, high=high)
    encoder = RowEncoder([tag])
    assert [encoder.encode(t, [v]).values[0] for t, v in enumerate((low, high))] == [low, high]


def test_an_excursion_is_told_once() -> None:
    """Leaving the span makes one clip event with the true value; noise at the limit makes no second one."""
    encoder = RowEncoder([Tag("A", low=0, high=100)])
    told = []
    for tick, value in enumerate([50, 101, 99.9, 100.5, 130, 99.9, 60, -3, -4, 50, 200]):
        row = encoder.encode(tick, [value])
        told += [(e.tick, e.kind, e.source, e.data["value"]) for e in row.clips]
        assert 0 <= row.values[0] <= 100
    assert told == [(1, "clip", "A", 101.0), (7, "clip", "A", -3.0), (10, "clip", "A", 200.0)]


def test_on_change_tags_are_given_once_and_then_when_they_change() -> None:
    """The first row carries every on-change tag, later rows only what differs."""
    encoder = RowEncoder([Tag("D", kind=Kind.DISCRETE), Tag("A"), Tag("M", kind=Kind.MODE, options=("a", "b"))])
    changes = [encoder.encode(t, v).changes for t, v in enumerate([[0, 0, 1], [0, 1, 1], [1, 1, 1], [1, 1, 0]])]
    assert changes == [((0, 0.0), (2, 1.0)), (), ((0, 1.0),), ((2, 0.0),)]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("encoding", [*Encoding])
def test_what_is_no_number_is_refused_by_name(bad: float, encoding: Encoding) -> None:
    """A NaN never reaches the record: the error names the tag and the tick."""
    tags = [Tag("A1"), Tag("A2", encoding=encoding)]
    with pytest.raises(TagError, match=r"A2.*tick 30"):
        RowEncoder(tags).encode(30, [0.5, bad])


@pytest.mark.parametrize(("low", "high"), [(1e12, 1e12 + 1e-3), (-1.7e308, 1.7e308)])
def test_a_span_sixteen_bits_cannot_hold_is_refused(low: float, high: float) -> None:
    """A span too narrow or too wide for 16 bits is an error at the start, not a wrong record."""
    with pytest.raises(TagError, match="16 bits"):
        RowLayout([Tag("A", low=low, high=high)])


def test_an_encoder_goes_on_from_its_state() -> None:
    """A restored encoder gives the same rows, changes and clips as one that never stopped."""
    whole, first, second = (RowEncoder(TAGS) for _ in range(3))
    model = Model()
    rows = []
    for t in range(60):
        model.x = [(v * 1103515245 + 12345) % 2**31 for v in model.x]
        rows.append(model.values())
        whole_row = whole.encode(t, model.values())
        if t < 30:
            assert first.encode(t, model.values()) == whole_row
            if t == 29:
                second.set_state(unpack(pack(first.state())))
        else:
            assert second.encode(t, model.values()) == whole_row


def test_minus_zero_is_recorded_as_zero() -> None:
    """SQLite forgets the sign of zero, so observers never see one."""
    tags = [Tag("A", encoding=Encoding.EXACT), Tag("D", kind=Kind.DISCRETE)]
    assert str(list(RowEncoder(tags).encode(0, [-0.0, -0.0]).values)) == "[0.0, 0.0]"


@pytest.mark.parametrize("count", [0, -1, 2, 4, MAX_ROWS + 1, 2**60])
def test_a_chunk_of_another_length_is_refused(count: int) -> None:
    """A wrong or hostile row count is an error, before memory is asked for."""
    layout = RowLayout(TAGS)
    body = pack_chunk(layout, np.arange(3, dtype=np.int64), np.zeros((3, layout.width), np.uint8))
    with pytest.raises(AttemptFormatError):
        unpack_chunk(layout, body, count)


def test_a_segment_digest_covers_everything() -> None:
    """Changing a tick, a byte or a change of a row changes its digest."""
    ticks, raw, changes = np.arange(2, dtype=np.int64), np.zeros((2, 4), np.uint8), [(0, 1, 1.0)]
    digests = {
        segment_digest(ticks, raw, changes),
        segment_digest(ticks + 1, raw, changes),
        segment_digest(ticks, raw + np.uint8(1), changes),
        segment_digest(ticks, raw, [(0, 1, 2.0)]),
        segment_digest(ticks, raw, []),
    }
    assert len(digests) == 5
