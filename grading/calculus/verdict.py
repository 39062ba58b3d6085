"""What is found about one item, and how bands turn a measure into credit.

A verdict never flips once it is ``met`` or ``broken``: the same monitors give the live hint, the mark at the
bell and a re-mark years later. Credit is a ratio 0…1; authors write levels 1–4, which a table turns into
ratios (default 0.4, 0.6, 0.8, 1), or percentages directly.

    >>> Bands([(1800, 1.0), (4200, 0.8)]).credit(2000)
    0.8
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.session.findings import Evidence, Judgement

__all__ = ["DEFAULT_LEVELS", "FINAL", "Bands", "Evidence", "Judgement", "Verdict", "level_of"]

DEFAULT_LEVELS = (0.0, 0.4, 0.6, 0.8, 1.0)
"""Ratio of levels 0 to 4."""

FINAL: frozenset[str] = frozenset({"met", "broken"})
"""Judgements that never flip."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one item so far.

    ``credit`` is the ratio 0…1 earned; ``facts`` holds plain data the sentence is made from.
    """

    judgement: Judgement = "open"
    credit: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


class Bands:
    """Ascending limits with falling credit: up to the first limit the first credit, beyond the last
    nothing.
    """

    __slots__ = ("credits", "limits")

    def __init__(self, bands: Sequence[tuple[float, float]]) -> None:
        ordered = sorted(bands)
        self.limits = [limit for limit, _ in ordered]
        self.credits = [credit for _, credit in ordered]

    @property
    def last(self) -> float:
        """The limit beyond which there is no credit."""
        return self.limits[-1]

    def credit(self, measure: float) -> float:
        """The credit for ``measure``; a limit itself still belongs to its band."""
        i = bisect_left(self.limits, measure)
        return self.credits[i] if i < len(self.credits) else 0.0

    def limit(self, measure: float) -> float:
        """The limit to name beside ``measure``: the last one when that was passed, else that of full
        credit.
        """
        return self.last if measure > self.last else self.limits[0]


def level_of(credit: float, levels: Sequence[float] = DEFAULT_LEVELS) -> int:
    """The highest level whose ratio ``credit`` reaches (a hair below counts, as sums of parts round)."""
    return max((i for i, ratio in enumerate(levels) if credit >= ratio - 1e-9), default=0)
