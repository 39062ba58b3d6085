"""An optional gift of a kind of plant: what sort of equipment each thing is.

What holds for nearly all of a sort and not for one is most likely forgotten there; only the plant knows what is alike.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol, runtime_checkable

from engine.scenario.text import Text

__all__ = ["Sorts"]


@runtime_checkable
class Sorts(Protocol):
    """A kind of plant that can sort its equipment."""

    def sorts(self, section: Any) -> Mapping[str, Text]:
        """The equipment by id, with what it is in words (a pump, a valve); what is alike has the same words."""

    def by_hand(self, section: Any) -> Collection[str]:
        """What is only ever worked where it stands: a door, a hand-wheel."""
