"""The fixed words of reports and class lists, from ``assets/strings/report/{zh,en}.yaml``.

>>> say("mark", "en")
'Mark'
"""

from __future__ import annotations

from engine.strings import ASSETS, load_strings

__all__ = ["FOLDER", "said", "say"]

FOLDER = ASSETS / "strings" / "report"


def say(key: str, lang: str, **values: object) -> str:
    """The words behind ``key`` in ``lang`` (zh or en), with ``{names}`` filled in."""
    return load_strings(lang, FOLDER)(key, **values)


def said(family: str, key: object, lang: str) -> str:
    """The words of one of a family (``state``, ``event`` …); a key made from data may be its own word."""
    return load_strings(lang, FOLDER).get(f"{family}.{key}", str(key))
