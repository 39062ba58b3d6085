"""One slip where a name is declared looks like many unknown names where it is used.

When the same unknown name is reported more than once, and something declared in the file is spelt almost like it
and used nowhere, then that declaration is most likely the line to mend.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from engine.scenario.problems import Problem, Span, Text2
from engine.scenario.source import Source

__all__ = ["misspelt_declarations"]

MAX_NAMES = 10  # distinct unknown names looked at


def misspelt_declarations(source: Source, problems: Sequence[Problem]) -> list[Problem]:
    """A problem at each declaration that was probably meant by several of the unknown names in ``problems``."""
    wanted = Counter(part for p in problems if p.code == "unknown_name" for part in _parts(p))
    repeated = [name for name, uses in wanted.most_common(MAX_NAMES) if uses > 1]
    if not repeated:
        return []
    declared = _declared(source)
    found = []
    for name in repeated:
        unused = [d for d in difflib.get_close_matches(name, declared, 3, 0.7) if _uses(source, d) == 1]
        if len(unused) == 1 and unused[0] != name:
            text = Text2(
                f"`{unused[0]}` 没有被用到，而 `{name}` 用了 {wanted[name]} 处却没有定义",
                f"`{unused[0]}` is used nowhere, and `{name}` is used {wanted[name]} times without being defined",
            )
            fix = Text2(f"这里是不是应当写 `{name}`？", f"should this be `{name}`?")
            found.append(source.problem(declared[unused[0]], "misspelt_declaration", text, fix))
    return found


def _parts(problem: Problem) -> set[str]:
    """The name a problem underlines, and the parts of a dotted one."""
    span = problem.span
    if span.line != span.end_line:
        return set()
    name = problem.line[span.col : span.end_col].strip("'\" ")
    return {name, *name.split(".")}


def _declared(source: Source) -> dict[str, Span]:
    """Names the file gives to things: its keys, and the values of ``id``."""
    names: dict[str, Span] = {}
    for loc, span in source.keys.items():
        names.setdefault(str(loc[-1]), span)
    for loc, span in source.values.items():
        if loc and loc[-1] == "id" and span.line == span.end_line:
            names.setdefault(source.raw(loc).strip("'\""), span)
    return names


def _uses(source: Source, name: str) -> int:
    return sum(1 for file in (source, *source.bases) for _ in _whole_words(file.text, name))


def _whole_words(text: str, name: str) -> Iterable[re.Match[str]]:
    return re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
