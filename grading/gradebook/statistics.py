"""How hard each item was for a class: the mean ratio over those for whom it had its occasion.

An item that nearly everybody or nearly nobody gets tells little; the flag says so. Read the figures with care
below 100 attempts; from about 30 on they are of use (classical item analysis).

    for item in item_statistics(book, rubric.hash): print(item.item, item.n, item.mean, item.flag)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.scenario.text import Text
from grading.gradebook.store import Gradebook

__all__ = ["ItemStatistic", "item_statistics"]

HARD, EASY = 0.2, 0.95
"""Outside these means an item is flagged."""


@dataclass(frozen=True, slots=True)
class ItemStatistic:
    """One item: ``n`` attempts in which it counted, ``left_out`` in which it did not; ``mean`` is 0…1."""

    item: str
    title: Text
    n: int
    left_out: int
    mean: float | None
    flag: str
    """``hard`` (mean below 0.2), ``easy`` (above 0.95) or nothing."""


def item_statistics(book: Gradebook, rubric: str, attempts: Iterable[str] | None = None) -> list[ItemStatistic]:
    """The newest grading of each attempt under ``rubric``, item by item; ``attempts`` narrows it down."""
    chosen = set(attempts) if attempts is not None else None
    rows = book.rows(
        "SELECT items.item, title_zh, title_en, ratio, place, recordings.attempt FROM items"
        " JOIN gradings ON gradings.id = items.grading JOIN recordings ON recordings.id = gradings.recording"
        " WHERE gradings.id IN (SELECT max(gradings.id) FROM gradings JOIN recordings"
        " ON recordings.id = gradings.recording WHERE gradings.rubric = ? GROUP BY recordings.attempt)"
        " ORDER BY place, items.item, recordings.attempt",
        [rubric],
    )
    ratios: dict[str, list[float]] = {}
    seen: dict[str, int] = {}
    titles: dict[str, Text] = {}
    for row in rows:
        if chosen is not None and row["attempt"] not in chosen:
            continue
        item = row["item"]
        titles[item] = Text(zh=row["title_zh"], en=row["title_en"])
        seen[item] = seen.get(item, 0) + 1
        ratios.setdefault(item, []).extend([row["ratio"]] if row["ratio"] is not None else [])
    return [_statistic(item, titles[item], ratios[item], seen[item]) for item in titles]


def _statistic(item: str, title: Text, ratios: list[float], seen: int) -> ItemStatistic:
    mean = sum(ratios) / len(ratios) if ratios else None
    flag = "" if mean is None else "hard" if mean < HARD else "easy" if mean > EASY else ""
    return ItemStatistic(item, title, len(ratios), seen - len(ratios), mean, flag)
