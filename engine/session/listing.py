"""Which scenarios there are, as a list of them shows it: read, but neither checked in full nor built.

    for entry in list_scenarios():
        print(entry.id, entry.title.of("zh"), entry.problem)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ShixunError
from engine.paths import scenario_folders
from engine.scenario.errors import SourceError
from engine.scenario.text import Text
from engine.session.language import scenario_language

__all__ = ["Listed", "list_scenarios"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One scenario. ``id`` is ``domain/name``, ``minutes`` its usual length; ``problem`` says why it cannot be started."""

    id: str
    title: Text
    summary: Text
    domain: str = ""
    minutes: float | None = None
    problem: Text | None = None
    starts: tuple[tuple[str, Text, Text], ...] = ()
    """Where it can be begun: id, title and what is handed over there, the default first."""


def list_scenarios(folders: Sequence[Path] | None = None) -> list[Listed]:
    """The scenarios in ``folders`` (those that ship, by default), in their order. One that cannot be read is listed too."""
    return [_listed(folder) for folder in (scenario_folders() if folders is None else folders)]


def _listed(folder: Path) -> Listed:
    name = f"{folder.parent.name}/{folder.name}"
    try:
        scenario = scenario_language().load(folder)
    except ShixunError as error:
        return Listed(name, Text(zh=folder.name), Text(), problem=_in_a_line(error))
    meta, section = scenario.meta, scenario["start"]
    minutes = meta.duration / 60000 if meta.duration else None
    names = sorted(section.points, key=lambda point: point != section.default)
    points = {point: section.point(point) for point in names}
    starts = tuple((point, p.title, p.text or Text()) for point, p in points.items())
    return Listed(name, meta.title, meta.summary, str(meta.domain), minutes, starts=starts)


def _in_a_line(error: ShixunError) -> Text:
    """The first problem of a file in each language, or the first line of any other error."""
    if isinstance(error, SourceError) and error.problems:
        first = error.problems[0]
        at = f"{Path(first.path).name}:{first.span.line + 1}"
        return Text(zh=f"{at} {first.text.zh}", en=f"{at} {first.text.en}")
    line = next(iter(str(error).splitlines()), type(error).__name__)
    return Text(zh=line, en=line)
