"""Lay a ``Sheet`` out as one HTML file that needs nothing else: no script, no font, no picture from anywhere.

A content security policy in the page forbids everything but its own style sheet (by hash), so that even a
hole in the escaping could neither run nor fetch anything.

    html = render(Sheet(lang="zh", title="氯苯硝化"))
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grading.reports.sheet import Sheet
from grading.reports.words import say

__all__ = ["render"]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("grading.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> tuple[str, str]:
    """The style sheet and its hash for the policy."""
    environment = _environment()
    assert environment.loader is not None
    style = environment.loader.get_source(environment, "attempt.css")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return style, f"sha256-{digest}"


def render(sheet: Sheet, threshold: float = 0.6) -> str:
    """The page; ``threshold`` is where an outcome counts as attained (a line in its bar)."""
    style, style_hash = _style()
    return (
        _environment()
        .get_template("attempt.html.j2")
        .render(
            s=sheet,
            say=lambda key, **values: say(key, sheet.lang, **values),
            style=Markup(style),
            style_hash=style_hash,
            threshold=threshold,
        )
    )
