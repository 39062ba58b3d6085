"""From a long failing attempt to a short one: fewer deeds, sooner, breaking the same law at the same culprit.

Delta debugging (Zeller & Hildebrandt, *Simplifying and Isolating Failure-Inducing Input*, IEEE TSE 28(2), 2002) on the
list of deeds, after three guesses that usually help: that nobody had to wait, that only the last few mattered, and that
half the time was enough.
The effort is counted in ticks simulated, not in time, so that every computer finds the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.fuzzing.deed import Deed
from engine.fuzzing.trial import Failure

__all__ = ["Play", "shrink"]

Play = Callable[[Sequence[Deed], int], Failure | None]
"""Plays deeds up to a last tick and says what breaks."""
SETTLE = 20
"""Ticks before the first deed where earlier ones were left out."""


@dataclass(slots=True)
class _Search:
    play: Play
    best: Failure
    effort: int
    late: int

    def better(self, deeds: Sequence[Deed], last: int) -> bool:
        """Whether these deeds fail in the same way; then they are the best so far."""
        if self.effort <= 0:
            return False
        found = self.play(deeds, last)
        self.effort -= found.tick if found is not None else last
        if found is None or not self.best.same_as(found):
            return False
        self.best = replace(found, deeds=tuple(d for d in found.deeds if d.tick <= found.tick))
        return True


def shrink(play: Play, failure: Failure, effort: int = 1_000_000, late: int = 20) -> Failure:
    """The smallest failure found within ``effort`` simulated ticks; ``failure`` itself where nothing less breaks the law.

    ``late`` is how many ticks after its cause the law may notice: some are looked at only now and then.
    """
    search = _Search(play, failure, effort, late)
    _at_once(search)
    _last_few(search)
    _sooner(search)
    _fewer(search)
    _sooner(search)
    return search.best


def _at_once(search: _Search) -> None:
    """Everything as it was, but hardly any waiting in between."""
    for longest in (3, 30, 300):
        deeds, at, before = [], SETTLE, 0
        for deed in search.best.deeds:
            at, before = at + min(longest, max(0, deed.tick - before)), deed.tick
            deeds.append(replace(deed, tick=at))
        if at < search.best.tick and search.better(deeds, at + 10 * longest + search.late):
            return


def _last_few(search: _Search) -> None:
    """Only the last 0, 1, 2, 4 … deeds, moved to the beginning."""
    deeds, tick = search.best.deeds, search.best.tick
    count = 0
    while count < len(deeds):
        some = deeds[len(deeds) - count :]
        shift = max(0, (some[0].tick if some else tick) - SETTLE)
        if search.better([replace(d, tick=d.tick - shift) for d in some], tick - shift + search.late):
            return
        if search.better(some, tick + search.late):
            return
        count = max(1, count * 2)


def _sooner(search: _Search) -> None:
    """Half the time between deeds, as often as it helps."""
    while search.best.tick > SETTLE:
        halved = [replace(d, tick=d.tick // 2) for d in search.best.deeds]
        before = search.best.tick
        if not search.better(halved, before // 2 + search.late) or search.best.tick >= before:
            return


def _fewer(search: _Search) -> None:
    """Leave out parts, ever smaller ones, until no single deed can be spared."""
    parts = 2
    while search.best.deeds and search.effort > 0:
        deeds, last = search.best.deeds, search.best.tick + search.late
        size = max(1, -(-len(deeds) // parts))
        if any(search.better([*deeds[:at], *deeds[at + size :]], last) for at in range(0, len(deeds), size)):
            parts = max(2, parts - 1)
        elif size == 1:
            return
        else:
            parts = min(len(deeds), parts * 2)
