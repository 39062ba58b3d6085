"""What this PC remembers of who sits at it: the learner's code, never a name.

The code is a pseudonym the teacher gave out; names and student numbers stand only in the teacher's roster. It lies
in the user's folder as ``station.json`` and is forgotten at the press of a button.

    remember_learner("hx24-07")
    remembered_learner()               # 'hx24-07'
    forget_learner()
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from engine.errors import LearnerCodeError, StorageError
from engine.paths import user_folder

__all__ = [
    "ANONYMOUS",
    "LONGEST",
    "demand_code",
    "forget_learner",
    "is_code",
    "remember_learner",
    "remembered_learner",
    "station_file",
]

ANONYMOUS = "anonymous"
"""Who an attempt belongs to where no code was given."""
LONGEST = 40
_CODE = re.compile(rf"[A-Za-z0-9._-]{{1,{LONGEST}}}")
_LARGEST = 10_000


def station_file() -> Path:
    """Where it is kept."""
    return user_folder() / "station.json"


def is_code(text: str) -> bool:
    """Whether ``text`` may be a learner's code: 1–40 letters, digits and ``- _ .``, ASCII only."""
    return _CODE.fullmatch(text) is not None


def demand_code(text: str) -> str:
    """``text``, which is a learner's code. Raises ``LearnerCodeError`` where it is none."""
    if not is_code(text):
        raise LearnerCodeError(
            f"代号 {text} 不合要求：只能用字母、数字、- _ .，最多 {LONGEST} 个，不要用姓名\n"
            f"{text} is no code: letters, digits, - _ . only, {LONGEST} at most, and no names"
        )
    return text


def remembered_learner() -> str:
    """The code of last time, or an empty text; a file that was damaged counts as none."""
    try:
        with station_file().open(encoding="utf-8") as file:
            code = json.loads(file.read(_LARGEST))["learner"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""
    return code if isinstance(code, str) and is_code(code) else ""


def remember_learner(code: str) -> None:
    """Keep the code for next time. Raises ``ValueError`` for what is no code, ``StorageError`` if it cannot be kept."""
    if not is_code(code):
        raise ValueError(f"not a learner's code: {code!r}")
    path = station_file()
    draft = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps({"learner": code}), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise StorageError(f"代号没有记住：{error} / The code could not be kept: {error}") from error


def forget_learner() -> None:
    """Remember nobody. Raises ``StorageError`` if the file cannot be removed."""
    try:
        station_file().unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"代号没有清除：{error} / The code could not be cleared: {error}") from error
