"""Units that look alike to the dimensions and are not: W, VA and var.

Active, apparent and reactive power have one dimension (IEC 80000-6), because P² + Q² = S² has to hold. So
``31.5 MW`` would pass for a rating in MVA, and ``Q > 5 MW`` for a reactive flow. The role of a unit keeps them apart
where a number is read; in formulas mixing them is a doubt, not an error, since P/S is a power factor.

    >>> role("Mvar").en, role("kg")
    ('reactive power', None)
"""

from __future__ import annotations

import unicodedata

from engine.scenario.problems import Text2
from engine.scenario.unit_table import ALIASES

__all__ = ["mixed", "role"]

_ROLES: dict[str, Text2] = {
    "W": Text2("有功功率", "active power"),
    "VA": Text2("视在功率", "apparent power"),
    "var": Text2("无功功率", "reactive power"),
}
_OF_UNIT = {prefix + name: text for name, text in _ROLES.items() for prefix in ("", "m", "k", "M", "G")}


def role(name: str) -> Text2 | None:
    """What kind of power the unit ``name`` counts, in words; None for every other unit, compounds included."""
    text = unicodedata.normalize("NFKC", name.strip())
    return _OF_UNIT.get(ALIASES.get(text, text))


def mixed(a: str, b: str) -> Text2 | None:
    """Words for two units of one dimension that count different kinds of power; None when they may meet."""
    first, second = role(a), role(b)
    if first is None or second is None or first == second:
        return None
    return Text2(
        f"`{a}` 是{first.zh}，`{b}` 是{second.zh}，量纲相同但不是同一个量",
        f"`{a}` is {first.en}, `{b}` is {second.en}: one dimension, but not the same quantity",
    )
