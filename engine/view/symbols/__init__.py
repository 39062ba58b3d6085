"""The catalogue of shapes for the pictures of the control room; each trade brings its own module.

    SYMBOLS["vessel"].draw(pencil)
    lint(scenario["screens"], reporter)      # kinds that are in no catalogue
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.scenario.nearest import did_you_mean
from engine.scenario.reporter import Reporter
from engine.session.screens import ScreensSection
from engine.view.symbols.common import Pencil, Symbol
from engine.view.symbols.electrical import ELECTRICAL
from engine.view.symbols.process import PROCESS

__all__ = ["BASIC_KINDS", "SYMBOLS", "Pencil", "Symbol", "lint"]

SYMBOLS: Mapping[str, Symbol] = {**PROCESS, **ELECTRICAL}
"""Every symbol by the ``kind`` an element names."""

BASIC_KINDS: Mapping[str, tuple[float, float]] = {
    "value": (10.5, 4.5),
    "indicator": (8.0, 16.0),
    "bar": (3.0, 12.0),
    "label": (10.0, 3.0),
    "frame": (30.0, 20.0),
    "trend": (24.0, 10.0),
    "button": (12.0, 4.5),
    "reading": (8.0, 2.8),
    "legend": (16.0, 12.0),
}
"""Kinds that need no symbol, with their usual sizes in canvas units."""


def lint(section: ScreensSection, reporter: Reporter) -> None:
    """Report elements whose kind is in no catalogue, with the nearest kind or the whole list; legends of no palette."""
    for page, screen in section.pages.items():
        for i, element in enumerate(screen.elements):
            if element.kind == "legend" and not (element.palette or len(section.palettes) == 1):
                reporter.error(
                    ("screens", "pages", page, "elements", i), "图例不知道是哪个调色板", "a legend of no palette",
                    "写 palette: 名称", "write palette: name", code="no_palette",
                )  # fmt: skip
    kinds = sorted((*SYMBOLS, *BASIC_KINDS))
    for page, screen in section.pages.items():
        for i, element in enumerate(screen.elements):
            if element.kind in kinds:
                continue
            near = did_you_mean(element.kind, kinds)
            fix_zh = f"是不是 `{near}`？" if near else "可用：" + "、".join(kinds)
            fix_en = f"did you mean `{near}`?" if near else "possible: " + ", ".join(kinds)
            reporter.error(
                ("screens", "pages", page, "elements", i, "kind"),
                f"没有图形类型 `{element.kind}`", f"there is no symbol `{element.kind}`", fix_zh, fix_en,
                code="unknown_symbol",
            )  # fmt: skip
