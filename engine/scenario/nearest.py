"""The word that was probably meant.

>>> did_you_mean("TI1O1", ["TI101", "PI101", "FI102"])
'TI101'
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from engine.scenario.problems import Text2

__all__ = ["did_you_mean", "meant"]

MAX_WORDS = 2000  # more are not searched; a hostile file must not cost seconds


def _plain(word: str) -> str:
    """Full-width letters made half-width, case and joiners dropped."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return folded.replace("_", "").replace("-", "").replace(" ", "")


_ALIKE = str.maketrans({"o": "0", "l": "1", "i": "1"})
"""Letters that are typed for figures."""


def did_you_mean(word: str, words: Iterable[str]) -> str | None:
    """The one of ``words`` most like ``word``, or None when none is near."""
    known = list(words)[:MAX_WORDS]
    wanted = _plain(word[:80])
    by_plain: dict[str, str] = {}
    for candidate in known:
        by_plain.setdefault(_plain(candidate), candidate)
    if wanted in by_plain:
        return by_plain[wanted]
    for candidate, original in by_plain.items():
        if candidate.translate(_ALIKE) == wanted.translate(_ALIKE):
            return original
    swapped = next((original for candidate, original in by_plain.items() if _swapped(wanted, candidate)), None)
    if swapped is not None:
        return swapped
    near = difflib.get_close_matches(wanted, by_plain, 1, 0.6)
    return by_plain[near[0]] if near else None


def _swapped(one: str, other: str) -> bool:
    """Whether two neighbours have changed places and nothing else: the commonest slip with numbers."""
    apart = [i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    if len(one) != len(other) or len(apart) != 2:
        return False
    i, j = apart
    return j == i + 1 and one[i] == other[j] and one[j] == other[i]


def meant(word: str, words: Iterable[str], listed: int = 12) -> Text2 | None:
    """The fix line: the nearest word, or the whole list if it is short, or None."""
    known = list(words)
    near = did_you_mean(word, known)
    if near is not None:
        return Text2(f"是不是 `{near}`？", f"did you mean `{near}`?")
    if 0 < len(known) <= listed:
        return Text2("可用：" + "、".join(known), "possible: " + ", ".join(known))
    return None
