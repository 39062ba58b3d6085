"""A double quote that was never closed swallows whole lines, and the parser stumbles over the next one far below.

    unclosed_quote(['cause: "TI101 > 95 degC', 'for: 2 s', 'why: "hot: run"'], 2)      # (0, 7)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["unclosed_quote"]

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
