"""The little Markdown the reference pages need: tables that survive any cell, code, headings.

table(("key", "what"), [("`a`", "x | y")])
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterable, Sequence

__all__ = ["GENERATED", "cell", "code", "docstring", "fenced", "page_of", "table"]

GENERATED = (
    "<!-- 本页由 docs/generate.py 从代码生成，请勿手改。"
    " Generated from the code by docs/generate.py; do not edit by hand. -->"
)


def cell(text: str) -> str:
    """One table cell: bars escaped, line ends as blanks."""
    return " ".join(text.split()).replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty without rows."""
    body = ["| " + " | ".join(cell(c) for c in row) + " |" for row in rows]
    if not body:
        return ""
    return "\n".join(["| " + " | ".join(head) + " |", "|" + " --- |" * len(head), *body]) + "\n"


def code(text: str) -> str:
    """Inline code; nothing for nothing."""
    return f"`{text}`" if text else ""


def fenced(text: str, language: str = "") -> str:
    """A block of code."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def docstring(thing: object) -> str:
    """A docstring in Markdown: paragraphs as they are, indented parts as blocks."""
    text = inspect.getdoc(thing) or ""
    parts: list[str] = []
    for paragraph in text.split("\n\n"):
        if not paragraph.strip():
            continue
        if _is_code(paragraph):
            parts.append(fenced(textwrap.dedent(paragraph), "yaml").rstrip())
        else:
            parts.append(paragraph.strip().replace("``", "`"))
    return "\n\n".join(parts) + "\n"


def _is_code(paragraph: str) -> bool:
    """Examples are indented, or hold indented lines, or are a list of mappings; prose is flush."""
    lines = [line for line in paragraph.split("\n") if line.strip()]
    return lines[0].startswith(("- {", "- id:", "    ")) or (
        not lines[0].startswith("- ") and any(line.startswith("  ") for line in lines)
    )


def page_of(title: str, intro: str, *parts: str) -> str:
    """A whole page: heading, the line that says it is generated, and its parts."""
    return "\n".join([f"# {title}\n", GENERATED + "\n", intro.strip() + "\n", *(p.rstrip() + "\n" for p in parts if p)])
