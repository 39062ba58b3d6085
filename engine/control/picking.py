"""Taking many places out of the value list at C speed.

>>> picker([2])([10.0, 11.0, 12.0]), picker([0, 2])([10.0, 11.0, 12.0])
((12.0,), (10.0, 12.0))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter

__all__ = ["picker"]

Pick = Callable[[Sequence[float]], tuple[float, ...]]


def picker(places: Sequence[int]) -> Pick:
    """A function giving the values at ``places`` as a tuple, also for none and for one."""
    if not places:
        return lambda _values: ()
    if len(places) == 1:
        only = places[0]
        return lambda values: (values[only],)
    get: Pick = itemgetter(*places)
    return get
