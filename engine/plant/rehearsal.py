"""An optional gift of a plant: playing a list of deeds on a copy of its positions, to see which it would refuse.

A plant whose equipment guards itself (keys that fit one after the other, positions that exclude each other) offers
``rehearse``; a ticket is then previewed against it before anybody touches anything. Plants without it are fine.

    class MyPlant:
        def rehearse(self, deeds: Sequence[RehearsedDeed]) -> Sequence[RehearsalRefusal]: ...
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

from engine.scenario.text import Text

__all__ = ["RehearsalRefusal", "RehearsedDeed", "Rehearses"]


class RehearsedDeed(NamedTuple):
    """Line ``line`` of the list (from 0): ``verb`` on ``on`` with ``value``. Unknown ids are not the plant's."""

    line: int
    verb: str
    on: str
    value: Any = None


class RehearsalRefusal(NamedTuple):
    """Line ``line`` would be refused, and why."""

    line: int
    reason: Text


@runtime_checkable
class Rehearses(Protocol):
    """A plant that can rehearse."""

    def rehearse(self, deeds: Sequence[RehearsedDeed]) -> Sequence[RehearsalRefusal]:
        """Play ``deeds`` one after the other on a copy of the present positions; changes nothing.

        A refused deed leaves the copy as it was, and the next one is tried on it.
        """
