"""An optional gift of a plant: the figures of its equipment as tables, for who writes or teaches a scenario.

What a learner must keep away from, what a fault would drive, what has to stand how before something moves: a plant that
works these out for itself can print them, so that nobody copies them from a book into distances, alarms and model answers.
``python launcher.py sheet SCENARIO`` prints them.

    for table in kind.sheet(section, start):
        print(as_markdown([table], "zh"))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

from engine.scenario.text import Text

__all__ = ["Sheeted", "Table", "as_markdown"]

Cell = str | Text


class Table(NamedTuple):
    """One table. Every row has a cell for each head; ``note`` says what the figures rest on."""

    title: Text
    heads: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text = Text()


@runtime_checkable
class Sheeted(Protocol):
    """A kind of plant that knows such tables."""

    def sheet(self, section: Any, start: Mapping[str, float]) -> Sequence[Table]:
        """The tables of a plant of this description as it stands at ``start`` (values by tag id, in the tags' units)."""


def as_markdown(tables: Iterable[Table], lang: str) -> str:
    """The tables in one language, as Markdown that also reads well as it stands."""
    return "\n".join(_one(table, lang) for table in tables)


def _one(table: Table, lang: str) -> str:
    lines = [f"## {table.title.of(lang)}", ""]
    if table.note.of(lang):
        lines += [table.note.of(lang), ""]
    lines.append(_row(head.of(lang) for head in table.heads))
    lines.append(_row("---" for _ in table.heads))
    lines += [_row(cell if isinstance(cell, str) else cell.of(lang) for cell in row) for row in table.rows]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
