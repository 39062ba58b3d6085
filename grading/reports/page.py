"""Lay a ``Sheet`` out as one HTML file that needs nothing else: no script, no font, no picture from anywhere.

A content security policy in the page forbids everything but its own style sheets (by hash), so that even a
hole in the escaping could neither run nor fetch anything. The second one holds what stands at the head and foot of every
printed page, each character of it written as a number, so that no text can become a rule.

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
def _style() -> str:
    environment = _environment()
    assert environment.loader is not None
    return environment.loader.get_source(environment, "attempt.css")[0]


def _hash(style: str) -> str:
    """How the policy names a style sheet."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def _paper(sheet: Sheet) -> str:
    """Head and foot of printed pages."""
    head, foot = _quoted(sheet.running), say("page_of", sheet.lang).split("*")
    numbers = f"{_quoted(foot[0])} counter(page) {_quoted(foot[1])} counter(pages) {_quoted(foot[2])}"
    font = 'font: 8.5px "Noto Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #54646f;'
    return f"@page {{ @top-left {{ content: {head}; {font} }} @bottom-right {{ content: {numbers}; {font} }} }}"


def _quoted(words: str) -> str:
    """A CSS string in which every character is an escape, so that nothing in it can end the string."""
    return '"' + "".join(f"\\{ord(c):06x}" for c in words[:200] if c.isprintable() and ord(c) < 0x110000) + '"'


def render(sheet: Sheet, threshold: float = 0.6) -> str:
    """The page; ``threshold`` is where an outcome counts as attained (a line in its bar)."""
    style, paper = _style(), _paper(sheet)
    return (
        _environment()
        .get_template("attempt.html.j2")
        .render(
            s=sheet,
            say=lambda key, **values: say(key, sheet.lang, **values),
            style=Markup(style),
            paper=Markup(paper),
            policy=f"default-src 'none'; style-src '{_hash(style)}' '{_hash(paper)}'",
            threshold=threshold,
        )
    )
