"""Where things are: what ships with the program, and where a user's own files go.

What ships stands beside the packages (a checkout and an installed wheel look the same). A user's files go to the
folder in ``SHIXUN_HOME``, or to the usual place of the system.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from pathlib import Path

from engine.errors import ScenarioError, StorageError

__all__ = [
    "ASSETS",
    "ROOT",
    "SCENARIOS",
    "demand_scenario",
    "find_scenario",
    "refuse_record",
    "scenario_folders",
    "user_folder",
    "write_whole",
]

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "scenarios"
ASSETS = ROOT / "assets"


def user_folder() -> Path:
    """The folder for attempts and the grade book; not created here."""
    home = os.environ.get("SHIXUN_HOME")
    if home:
        return Path(home)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "Shixun"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "shixun"


def scenario_folders(root: Path = SCENARIOS) -> list[Path]:
    """Every folder with a ``scenario.yaml``, in alphabetical order of domain and name."""
    return sorted(path.parent for path in root.glob("*/*/scenario.yaml"))


def find_scenario(name: str) -> Path | None:
    """The folder of a scenario given as a path, as ``domain/name`` or as its bare name; ``None`` if there is none."""
    path = Path(name)
    if path.is_dir() and (path / "scenario.yaml").exists():
        return path
    if path.is_file() and path.name == "scenario.yaml":
        return path.parent
    for folder in scenario_folders():
        if name in (folder.name, f"{folder.parent.name}/{folder.name}"):
            return folder
    return None


def demand_scenario(name: str) -> Path:
    """What ``find_scenario`` finds. Raises ``ScenarioError``, which names those that are there, where that is nothing."""
    folder = find_scenario(name)
    if folder is None:
        known = "、".join(f"{f.parent.name}/{f.name}" for f in scenario_folders()) or "—"
        raise ScenarioError(f"没有场景 {name}；现有：{known}\nThere is no scenario {name}.")
    return folder


_RECORD = re.compile(r"\.(attempt|db)\Z", re.IGNORECASE)
_BESIDE = re.compile(r"-(wal|shm|journal)\Z", re.IGNORECASE)
_DATABASE = b"SQLite format 3\0"


def refuse_record(path: Path) -> None:
    """Raises ``StorageError`` where ``path`` is, or is named like, an attempt or a grade book, or a part of one.

    Nobody means to put a page or a list in the place of what cannot be had again.
    """
    if not path.name:
        raise StorageError(f"{path} 是文件夹，需要一个文件名 / {path} is a folder, the name of a file is needed")
    whole = path.with_name(_BESIDE.sub("", path.name) or path.name)
    if _RECORD.search(whole.name) or _is_database(whole):
        raise StorageError(
            f"{path} 是训练记录或成绩册的文件名，没有写入；请换一个文件名\n"
            f"{path} is, or is named like, an attempt or a grade book; nothing was written: choose another name"
        )


def _is_database(path: Path) -> bool:
    try:
        if not path.is_file():  # a pipe would keep us waiting for ever
            return False
        with path.open("rb") as file:
            return file.read(len(_DATABASE)) == _DATABASE
    except (OSError, ValueError):
        return False


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: a full disk leaves what was there before.

    Raises ``OSError``, and ``StorageError`` for the place of an attempt or a grade book.
    """
    refuse_record(path)
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
