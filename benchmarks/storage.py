"""What storing costs, each figure beside its baseline in the same run."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.common import Figure, figure
from engine.session.actions import Action
from engine.session.attempt import AttemptHeader, AttemptReader, AttemptWriter, RowEncoder
from engine.session.attempt.store import AttemptStore, Entry
from engine.tags import Kind, Tag

__all__ = ["run"]


def run(folder: Path | None = None) -> list[Figure]:
    """All figures of the attempt file; it takes some seconds. ``folder``: the disk to measure."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="bench-") as name:
        where = Path(name)
        return [durable_append(where), hand_over(where), encode_row(), *one_hour(where)]


def tags_100() -> tuple[Tag, ...]:
    """A plant of 100 tags: 70 analog, 30 discrete."""
    analog = (Tag(f"A{i}", unit="degC", low=0, high=200) for i in range(70))
    return (*analog, *(Tag(f"D{i}", kind=Kind.DISCRETE) for i in range(30)))


def header(tags: tuple[Tag, ...]) -> AttemptHeader:
    """A header for measuring."""
    return AttemptHeader(
        attempt_id="bench", created="", program="bench", scenario_id="bench", scenario_version="1",
        scenario=b"{}", rubric=b"{}", strings=b"{}", model_hash="", package_hash="", rubric_hash="", seed=1,
        mode="practise", help_level="none", learner="bench", tick_ms=100, record_ticks=1, tags=tags,
    )  # fmt: skip


def durable_append(folder: Path, count: int = 300) -> Figure:
    """Median time until one action is safe on the disk, against write + fdatasync of 200 bytes, in turns."""
    sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)
    store = AttemptStore.create(folder / "append.attempt", header(tags_100()))
    fd = os.open(folder / "plain", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    ours, plain = [], []
    for seq in range(count):
        entry = Entry("action", seq, seq, (seq, "learner", "set", "TIC101", '{"sp":60.5}'))
        began = time.perf_counter()
        store.apply([entry], 0.0, everything=False)
        middle = time.perf_counter()
        os.write(fd, b"x" * 200)
        sync(fd)
        plain.append(time.perf_counter() - middle)
        ours.append(middle - began)
    os.close(fd)
    store.close()
    value, baseline = statistics.median(ours) * 1e6, statistics.median(plain) * 1e6
    return figure("durable append", value, "µs", baseline)


def hand_over(folder: Path, count: int = 5000) -> Figure:
    """99th percentile of what the session waits to hand over an action, against a 60 Hz frame."""
    waits = []
    with AttemptWriter.create(folder / "hand.attempt", header(tags_100())) as writer:
        for seq in range(count):
            action = Action(seq, seq, "learner", "set", "TIC101", {"sp": 60.5})
            began = time.perf_counter()
            writer.action(action)
            waits.append(time.perf_counter() - began)
    waits.sort()
    return figure("hand over an action, p99", waits[int(count * 0.99)] * 1e6, "µs", 1e6 / 60)


def encode_row(count: int = 5000) -> Figure:
    """Time to encode one row of 100 tags, against copying its values into a list."""
    encoder, values = RowEncoder(tags_100()), [50.0 + i for i in range(70)] + [1.0] * 30
    ours = _best(lambda: [encoder.encode(t, values) for t in range(count)]) / count
    plain = _best(lambda: [list(values) for _ in range(count)]) / count
    return figure("encode a row of 100 tags", ours * 1e6, "µs", plain * 1e6)


def one_hour(folder: Path) -> list[Figure]:
    """An hour of 100 tags every 100 ms: size and time to read it, against raw 64-bit floats in a plain file."""
    path, n = folder / "hour.attempt", 36_000
    rng = np.random.default_rng(1)
    values = np.zeros((n, 100))
    drift, noise = np.cumsum(rng.normal(size=(n, 70)), axis=0), rng.normal(size=(n, 70))
    values[:, :70] = 100 + drift * 0.01 + noise * 0.1
    values[:, 70:] = (np.arange(n)[:, None] // rng.integers(500, 9000, 30)) % 2
    encoder = RowEncoder(tags_100())
    with AttemptWriter.create(path, header(encoder.layout.tags)) as writer:
        for tick, row in enumerate(values.tolist()):
            writer.row(encoder.encode(tick, row))
        writer.end("finished", n, "")
    raw = folder / "raw"
    values.tofile(raw)
    with AttemptReader.open(path) as attempt:
        decode = _best(lambda: sum(len(t) for t, _ in attempt.chunks()))
        verify = _best(lambda: attempt.verify())
    plain = _best(lambda: len(np.fromfile(raw)))
    size, raw_size = path.stat().st_size / 1e6, raw.stat().st_size / 1e6
    return [
        figure("an hour of 100 tags, size", size, "MB", raw_size),
        figure("an hour of 100 tags, read", decode * 1e3, "ms", plain * 1e3),
        figure("an hour of 100 tags, verify", verify * 1e3, "ms", plain * 1e3),
    ]


def _best(work: Callable[[], object], repeat: int = 3) -> float:
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)
