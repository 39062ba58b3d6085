r"""Characters that steer a terminal or turn the direction of writing, made visible.

A name, a file or an argument of somebody else's may hold them: printed as they are they colour, clear or forge what
a person reads. Line ends and tabs stay.

    >>> visible("a\x1b[31m\u202eb")
    'aU+001B[31mU+202Eb'
"""

from __future__ import annotations

import json
import re

__all__ = ["escaped", "visible"]

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """``text`` with every such character written as ``U+001B``."""
    return _STEERING.sub(lambda found: f"U+{ord(found.group()):04X}", text)


def escaped(text: str) -> str:
    """``text``, which is JSON, with every such character written as an escape: it says the same."""
    return _STEERING.sub(lambda found: json.dumps(found.group())[1:-1], text)
