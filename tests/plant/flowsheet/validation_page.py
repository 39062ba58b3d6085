"""Writes ``docs/validation.zh.md`` and ``docs/validation.en.md``: 6.A, kit and independent script side by side.

    python -m tests.plant.flowsheet.validation_page          # runs every case twice, some minutes

The words are kept by hand in the pages; only the rows between ``<!-- … -->`` and ``<!-- end -->`` are written here.
``test_fault_figures`` holds the printed numbers against recomputed ones.
"""

from __future__ import annotations

from pathlib import Path

from tests.plant.flowsheet.fault_cases import HOWS, MINUTES
from tests.plant.flowsheet.fault_figures import FIGURES, TABLE, Cell, Figure, cell

__all__ = ["HOW_WORDS", "LANGUAGES", "number", "printed", "refreshed"]

DOCS = Path(__file__).parents[3] / "docs"
LANGUAGES = ("zh", "en")
COLUMNS = ("published", "kit", "script")
HOW_WORDS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "zh": (
        {"stop": "只停料", "stop + brine": "停料并开盐水", "stop + dump": "停料并排放"},
        {"published": "设计计算", "kit": "本程序", "script": "独立程序"},
    ),
    "en": (
        {"stop": "stop dosing only", "stop + brine": "stop and brine", "stop + dump": "stop and dump"},
        {"published": "design", "kit": "this program", "script": "independent"},
    ),
}


def number(figure: Figure, value: float) -> str:
    """A figure as the page prints it: temperatures and times to 0.1, amounts to three digits."""
    if figure.kind == "n":
        return f"{value:.3g}" if abs(value) > 5e-4 else "0"
    return f"{value:.1f}"


def _apart(figure: Figure, value: float, wanted: float) -> str:
    """How far apart two figures are: temperatures in K, everything else in per cent."""
    if figure.kind == "T":
        return f"{value - wanted:+.1f} K"
    return f"{100.0 * (value - wanted) / wanted:+.0f} %" if wanted else "–"


def _row(figure: Figure, language: str) -> str:
    kit, script = figure.of("kit"), figure.of("script")
    label = figure.zh if language == "zh" else figure.en
    cells = [label, figure.unit, number(figure, figure.published), number(figure, kit), number(figure, script),
             _apart(figure, kit, figure.published), _apart(figure, kit, script)]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _table_row(how: str, side: str, language: str) -> str:
    def of(minute: int) -> Cell:
        return TABLE[how, minute] if side == "published" else cell(how, minute, side)

    words, who = HOW_WORDS[language]
    cells = [words[how], who[side], *(of(minute).text() for minute in MINUTES)]
    return "| " + " | ".join(cells) + " |"


def refreshed(text: str, language: str) -> str:
    """The page ``text`` with the rows of its two tables as they come out now. Raises ``ValueError`` without marks."""
    rows = {
        "figures": [_row(figure, language) for figure in FIGURES],
        "responses": [_table_row(how, side, language) for how in HOWS for side in COLUMNS],
    }
    for name, lines in rows.items():
        head, mark, rest = text.partition(f"<!-- {name} -->\n")
        old, end, tail = rest.partition("<!-- end -->")
        if not mark or not end:
            raise ValueError(f"the page has no <!-- {name} --> … <!-- end -->")
        titles = old.splitlines()[:2]  # the head of the table and its rule
        text = head + mark + "\n".join([*titles, *lines]) + "\n" + end + tail
    return text


def printed(language: str) -> dict[tuple[str, ...], list[str]]:
    """What the page on disk says: the cells of each row of its tables by its words."""
    found = {}
    for line in (DOCS / f"validation.{language}.md").read_text("utf-8").splitlines():
        cells = [text.strip() for text in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 7:
            found[(cells[0],)] = cells[1:]
        elif line.startswith("| ") and len(cells) == len(MINUTES) + 2:
            found[(cells[0], cells[1])] = cells[2:]
    return found


if __name__ == "__main__":
    for one in LANGUAGES:
        path = DOCS / f"validation.{one}.md"
        path.write_text(refreshed(path.read_text("utf-8"), one), "utf-8")
