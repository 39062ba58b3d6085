"""The catalogue of shapes for the pictures of the control room; each trade brings its own module.

    SYMBOLS["vessel"].draw(pencil)
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.view.symbols.common import Pencil, Symbol
from engine.view.symbols.process import PROCESS

__all__ = ["SYMBOLS", "Pencil", "Symbol"]

SYMBOLS: Mapping[str, Symbol] = dict(PROCESS)
"""Every symbol by the ``kind`` an element names."""
