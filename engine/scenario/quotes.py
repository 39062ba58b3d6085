"""A quote that was never closed swallows whole lines, and the parser stumbles over the next one far below.

    unclosed_quote(['cause: "TI101 > 95 degC', 'for: 2 s', 'why: "hot: run"'], 2)      # (0, 7)
    unclosed_apostrophe(["at: '{x: 1}", "when: \"a == 'b'\""], 1)                        # (0, 4)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["unclosed_apostrophe", "unclosed_quote"]

_OPENS = re.compile(r"""^(?:[^"#]|"(?:[^"\\]|\\.)*")*?[:,\[{-]\s*(")(?:[^"\\]|\\.)*$""")


def unclosed_quote(lines: Sequence[str], last: int) -> tuple[int, int] | None:
    """Line and column of a quote opened before line ``last`` that finds no end on its own line, or None.

    A text that is meant to go over several lines opens on one line and closes on another, so that quotes left open
    are an odd number of such lines.
    """
    odd = [n for n, line in enumerate(lines[:last]) if line.count('"') % 2]
    if not len(odd) % 2:
        return None
    line = lines[odd[-1]]
    found = _OPENS.match(line) if len(line) < 2000 else None
    return None if found is None else (odd[-1], found.start(1))


_CLOSED = re.compile(r"""[:,\[{-]\s*('(?:[^']|'')*')|"(?:[^"\\]|\\.)*"|#.*$""")
_LEFT_OPEN = re.compile(r"""(?:^|[:,\[{-])\s*(')""")


def unclosed_apostrophe(lines: Sequence[str], last: int) -> tuple[int, int] | None:
    """The same for ``'``, which also stands inside words and double-quoted texts: only one that opens a value counts."""
    for number in range(min(last, len(lines)) - 1, -1, -1):
        line = lines[number]
        if "'" not in line or len(line) >= 2000:
            continue
        bare = _CLOSED.sub(lambda found: " " * len(found.group(0)), line)
        found = _LEFT_OPEN.search(bare)
        if found is not None:
            return number, found.start(1)
    return None
