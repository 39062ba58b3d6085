"""One slip where a name is declared looks like many unknown names where it is used.

When the same unknown name is reported more than once, and something declared in the file is spelt almost like it
and used nowhere, then that declaration is the line to mend: it is told instead of all that follows from it.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from engine.scenario.problems import Problem, Span, Text2
from engine.scenario.source import Source

__all__ = ["one_for_each_slip"]

MAX_NAMES = 10  # distinct unknown names looked at
MAX_LINES = 4  # places of use that are told
UNKNOWN = ("unknown_name", "unknown_tag")


def one_for_each_slip(source: Source, problems: Sequence[Problem]) -> list[Problem]:
    """The problems, where several unknown names come down to one misspelt declaration with that alone, told first."""
    declared = _declared(source)
    wanted = Counter(name for p in problems for name in _names(p, declared))
    repeated = [name for name, uses in wanted.most_common(MAX_NAMES) if uses > 1]
    left, found = list(problems), []
    for name in repeated:
        unused = [d for d in difflib.get_close_matches(name, declared, 3, 0.7) if _uses(source, d) == 1]
        if len(unused) == 1 and unused[0] != name:
            follow = [p for p in left if name in _names(p, declared)]
            if not follow:  # told already under another part of the same name
                continue
            left = [p for p in left if name not in _names(p, declared)]
            found.append(_slip(source, unused[0], declared[unused[0]], name, follow))
    return [*found, *left]


def _slip(source: Source, wrong: str, span: Span, name: str, follow: Sequence[Problem]) -> Problem:
    lines = [str(n + 1) for n in sorted({p.span.line for p in follow if p.span.file == span.file})]
    more = "…" if len(lines) > MAX_LINES else ""
    zh, en = "、".join(lines[:MAX_LINES]) + more, ", ".join(lines[:MAX_LINES]) + more
    text = Text2(
        f"`{wrong}` 没有被用到，而 `{name}` 用了 {len(follow)} 处却没有定义" + (f"（第 {zh} 行）" if lines else ""),
        f"`{wrong}` is used nowhere, and `{name}` is used {len(follow)} times without being defined"
        + (f" (line {en})" if lines else ""),
    )
    fix = Text2(f"这里是不是应当写 `{name}`？", f"should this be `{name}`?")
    return source.problem(span, "misspelt_declaration", text, fix)


def _names(problem: Problem, declared: Collection[str]) -> list[str]:
    """What a problem says is unknown: of a dotted name its root unless that is declared, then the name it underlines; each
    once, in an order that decides between names used equally often.
    """
    span = problem.span
    if problem.code not in UNKNOWN or span.line != span.end_line:
        return []
    name = problem.line[span.col : span.end_col].strip("'\" ")
    root, _, rest = name.partition(".")
    return list(dict.fromkeys([*rest.split("."), name] if root in declared and rest else [root, name]))


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
