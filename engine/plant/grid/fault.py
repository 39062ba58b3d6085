"""One thing that is wrong with a station as a whole: its place in the section, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.scenario.nearest import did_you_mean
from engine.scenario.problems import Text2

__all__ = ["GridFault", "Loc", "unknown"]

Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class GridFault:
    """One fault at ``loc`` inside the section."""

    loc: Loc
    code: str
    text: Text2
    fix: Text2 | None = None
    on_key: bool = False


def unknown(loc: Loc, name: str, known: Iterable[str], zh: str, en: str) -> GridFault:
    """At ``loc`` stands a name that is none of ``known``; the nearest is offered."""
    near = did_you_mean(name, known)
    fix = Text2(f"是不是 `{near}`？", f"did you mean `{near}`?") if near else None
    return GridFault(loc, "unknown_name", Text2(f"没有{zh} `{name}`", f"there is no {en} `{name}`"), fix)
