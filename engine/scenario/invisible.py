r"""Characters in a text that nobody sees: control codes, marks that turn the direction of writing, zero-width blanks.

As plain characters most are refused on reading; written as ``"\x07"`` or pasted from a chat they get through, and
then spoil a report, a table or a comparison.

    invisible(source)      # a problem at each text that holds one
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.scenario.problems import Problem, Text2
from engine.scenario.source import Loc, Source

__all__ = ["invisible"]

_SIGNS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_ESCAPE = re.compile(r"\\[xuUabefvPNL_0]|" + _SIGNS.pattern)


def invisible(source: Source) -> list[Problem]:
    """An error at each text with such a character. Where no file has one, written out or escaped, nothing is searched."""
    if not any(_ESCAPE.search(file.text) for file in (source, *source.bases)):
        return []
    found = []
    for loc, text in _texts(source.data, ()):
        sign = _SIGNS.search(text)
        if sign is not None:
            code = f"U+{ord(sign.group()):04X}"
            words = Text2(f"文字里有看不见的字符 {code}", f"an invisible character {code} in this text")
            fix = Text2("删去它，或重新输入这段文字", "delete it, or type the text again")
            span = source.value_span(loc)
            found.append(source.problem(span, "control_character", words, fix))
    return found


def _texts(data: object, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Every text among the values, with its place."""
    if isinstance(data, str):
        yield loc, data
    elif isinstance(data, dict):
        for key, child in data.items():
            yield from _texts(child, (*loc, key))
    elif isinstance(data, list):
        for i, child in enumerate(data):
            yield from _texts(child, (*loc, i))
