"""An optional gift of a kind of plant: saying which of its guards a description leaves out.

A plant whose equipment guards itself may be described without that (an old one has none). Whoever writes tickets and
reference runs for it should know which of them nobody stops any more.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, runtime_checkable

from engine.scenario.text import Text

__all__ = ["Guards", "Missing"]


class Missing(NamedTuple):
    """A guard that is left out: the place in the section that does so, what it would guard, and what it is."""

    loc: tuple[str | int, ...]
    ids: frozenset[str]
    words: Text


@runtime_checkable
class Guards(Protocol):
    """A kind of plant that can be described without its guards."""

    def unguarded(self, section: Any) -> Missing | None:
        """The guard that is left out, if one is."""
