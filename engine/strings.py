"""Every word the program itself shows, in Chinese and English, from ``assets/strings/{zh,en}.yaml``.

Words of a scenario stand in the scenario; words of the program stand in these two files, never in code, so that
a teacher can correct a translation without touching a program. Both files have the same keys (a test keeps it).

    t = load_strings("zh")
    t("alarm.ack")                     # 确认
    t("clock.speed", factor=10)        # 速度 ×10
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from engine.errors import ShixunError

__all__ = ["ASSETS", "LANGUAGES", "Strings", "StringsError", "load_strings"]

ASSETS = Path(__file__).resolve().parent.parent / "assets"
LANGUAGES = ("zh", "en")


class StringsError(ShixunError):
    """A string file is missing, broken, or lacks a key the program asks for."""


class Strings:
    """The words of one language; calling it with a key gives the text, with ``{names}`` filled in."""

    def __init__(self, lang: str, words: Mapping[str, str]) -> None:
        self.lang = lang
        self._words = dict(words)

    def __call__(self, key: str, **values: Any) -> str:
        """The text of ``key``. Raises ``StringsError`` for a key that is in no file."""
        try:
            text = self._words[key]
        except KeyError:
            raise StringsError(f"assets/strings/{self.lang}.yaml has no key {key}") from None
        return text.format(**values) if values else text

    def get(self, key: str, default: str) -> str:
        """The text of ``key``, or ``default`` where the key is made from data (a state, a phase, a unit)."""
        return self._words.get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self._words

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)


def _flatten(data: Any, prefix: str, path: Path) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _flatten(value, f"{prefix}.{key}" if prefix else str(key), path)
    elif isinstance(data, str):
        yield prefix, data
    else:
        raise StringsError(f"{path.name}: {prefix} is not a text; put it in quotation marks")


@cache
def load_strings(lang: str = "zh", folder: Path | None = None) -> Strings:
    """The words of ``lang`` (``zh`` or ``en``). Raises ``StringsError`` if the file is missing or broken."""
    path = (folder or ASSETS / "strings") / f"{lang}.yaml"
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Plain)
    except OSError as error:
        raise StringsError(f"{path}: {error.strerror}; copy the program folder again, assets is incomplete") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise StringsError(f"{path}: {error}") from None
    return Strings(lang, dict(_flatten(data, "", path)))


class _Plain(yaml.BaseLoader):
    """Reads every scalar as text: ``yes``, ``no`` and ``on`` are words here."""
