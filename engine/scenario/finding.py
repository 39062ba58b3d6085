"""One of pydantic's findings, with what is needed to put it into words."""

from __future__ import annotations

from typing import Any, NamedTuple

from engine.scenario.nearest import did_you_mean
from engine.scenario.source import Loc

__all__ = ["Finding"]


class Finding(NamedTuple):
    """``loc`` is pydantic's, ``place`` the same in the file; ``branch``: a union's branch was being tried."""

    kind: str
    loc: tuple[str | int, ...]
    place: Loc
    given: Any
    context: dict[str, Any]
    branch: bool

    @property
    def last(self) -> str:
        """The key in question."""
        return str(self.loc[-1]) if self.loc else ""

    def misspelt(self) -> str | None:
        """The key that was probably meant to be the missing discriminator."""
        wanted = str(self.context.get("discriminator", ""))
        return did_you_mean(wanted, self.given) if isinstance(self.given, dict) else None
