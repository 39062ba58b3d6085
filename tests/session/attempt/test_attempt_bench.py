"""The benchmark of storing gives figures that mean something."""

from __future__ import annotations

from pathlib import Path

from benchmarks.storage import durable_append, encode_row, hand_over


def test_each_figure_stands_beside_its_baseline(tmp_path: Path) -> None:
    """Name, value, unit, baseline and their ratio, from a short run."""
    for figure in (durable_append(tmp_path, 5), hand_over(tmp_path, 50), encode_row(20)):
        assert set(figure) == {"name", "value", "unit", "baseline", "ratio"}
        assert figure["value"] > 0
        assert figure["ratio"] == figure["value"] / figure["baseline"]
