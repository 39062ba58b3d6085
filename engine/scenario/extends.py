"""``extends: ../batch``: a variant of a scenario says only what is different.

What a teacher writes in a file that extends another one:

- a mapping is merged key by key, a text ``{zh, en}`` too; a value or a list takes the place of the inherited one;
- in a list ``...`` stands for the inherited entries: ``walkways: [..., [desk, door]]`` adds one to them;
- in a list whose entries all have an ``id`` (steps and rules of a rubric), entries of the same id are merged and new
  ones come at the end;
- ``without:`` names what is not inherited, from the top down with ``/`` between: ``[faults/F2, steps/S13]``. What is
  left out there and written again in the file is replaced as a whole;
- ``meta: id`` is never inherited.

    schema: 1
    extends: ../batch
    without: [faults/F2]
    meta: {id: CHEM-07, title: {zh: 小批量, en: A smaller batch}}

Every value keeps the place where it was written, in whichever file that is, so that a problem points there. The base
is a scenario folder (the file of the same name in it is meant) or a file, written relative to this file; it lies among
the scenarios that ship, or beside the scenario's own folder, and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PureWindowsPath
from typing import NoReturn

from engine.paths import SCENARIOS
from engine.scenario.errors import SourceError
from engine.scenario.merging import EXTENDS, WITHOUT, merged
from engine.scenario.nearest import meant
from engine.scenario.problems import Text2
from engine.scenario.source import Source, read_source

__all__ = ["EXTENDS", "MAX_BASES", "WITHOUT", "base_named", "bases_of", "extended", "files_behind", "read_extended"]

MAX_BASES = 4
"""How many files a file may stand on, one above the other; more nobody can follow."""

_SUFFIXES = (".yaml", ".yml")
_LONGEST = 300


def read_extended(path: Path) -> Source:
    """The file and what it extends, as one source. Raises ``SourceError`` as ``read_source`` does."""
    return extended(read_source(path), (path,))


def extended(source: Source, chain: Sequence[Path] = ()) -> Source:
    """``source`` merged with what it extends; itself if it extends nothing. ``chain``: the files read so far.

    Raises ``SourceError`` with a problem at the line ``extends`` if the base cannot be had, or with the problems of
    the base if that is wrong in itself.
    """
    if not isinstance(source.data, dict) or EXTENDS not in source.data:
        return source
    path = Path(source.path)
    chain = [*(chain or (path,))]
    target = _target(source, path)
    shown = Path(os.path.normpath(path.parent / _slashes(source.data[EXTENDS])))
    if target.is_dir():
        target, shown = target / _own_name(path), shown / _own_name(path)
    _same_kind(source, path, shown)
    if any(target == _resolved(one) for one in chain):
        names = " → ".join(str(p) for p in (*chain, shown))
        _refuse(source, "extends_loop", f"`extends` 绕成了圈：{names}", f"`extends` goes round in a circle: {names}",
                Text2("让其中一个文件不再继承", "let one of them extend nothing"))  # fmt: skip
    if len(chain) > MAX_BASES:
        _refuse(source, "extends_deep", f"`extends` 超过 {MAX_BASES} 层", f"`extends` is more than {MAX_BASES} deep",
                Text2("直接继承最初的那个文件", "extend the first of these files directly"))  # fmt: skip
    return merged(_base(source, shown, [*chain, shown]), source)


def files_behind(path: Path) -> list[Path]:
    """The files that ``path`` extends, nearest first; none where it cannot be read."""
    try:
        return [Path(base.path) for base in read_extended(path).bases]
    except SourceError:
        return []


def base_named(path: Path, written: str) -> Path | None:
    """The file that ``extends: written`` means in the file ``path``; ``None`` where there is none that may be read."""
    try:
        target = _target(Source(str(path), "", {EXTENDS: written}), path)
        return target / _own_name(path) if target.is_dir() else target
    except (SourceError, OSError, ValueError):
        return None


def bases_of(paths: Sequence[Path]) -> Iterator[Path]:
    """Every file the given ones extend, each once, in order."""
    seen: set[Path] = set()
    for path in paths:
        for base in files_behind(path):
            if base not in seen:
                seen.add(base)
                yield base


# -- where the base is ------------------------------------------------------------------------------------------


def _target(source: Source, path: Path) -> Path:
    """The base's real place. Raises ``SourceError`` where there is none, or none that may be read."""
    written = source.data[EXTENDS]
    example = Text2("例如 `extends: ../batch`", "for instance `extends: ../batch`")
    if not isinstance(written, str) or not written.strip() or len(written) > _LONGEST:
        zh, en = "`extends` 应当是一个场景文件夹或文件", "`extends` names a scenario folder or a file"
        _refuse(source, "extends_wrong", zh, en, example)
    windows = PureWindowsPath(written)
    if windows.drive or windows.root or Path(written).is_absolute():
        zh, en = "`extends` 不能写绝对路径", "`extends` takes no absolute path"
        _refuse(source, "extends_absolute", zh, en,
                Text2(f"从本文件所在的文件夹写起，{example.zh}", f"begin at the folder of this file, {example.en}"))  # fmt: skip
    home = _resolved(path.parent)
    target = _resolved(path.parent / _slashes(written))
    if home is None or target is None:
        zh, en = f"`{written}` 不是可用的路径", f"`{written}` is no usable path"
        _refuse(source, "extends_wrong", zh, en, example)
    own = home.parent if home.name == "runs" else home
    if not any(target.is_relative_to(root) for root in (own.parent, SCENARIOS.resolve())) or target == own.parent:
        zh, en = f"`{written}` 在场景文件夹之外", f"`{written}` is outside the folder of the scenarios"
        _refuse(source, "extends_outside", zh, en,
                Text2("只能继承同一处的场景，或随程序提供的场景",
                      "extend a scenario beside this one, or one that ships with the program"))  # fmt: skip
    if not target.is_dir() and target.suffix.lower() not in _SUFFIXES:
        zh, en = f"找不到场景 `{written}`", f"there is no scenario `{written}`"
        near = meant(target.name, _beside(target.parent, home)) if target.suffix == "" else None
        _refuse(source, "extends_missing", zh, en, near or example)
    return target


def _resolved(path: Path) -> Path | None:
    """The real path, links followed; ``None`` where the system cannot even think of it."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):
        return None


def _beside(folder: Path, own: Path) -> list[str]:
    """The folders there are in ``folder``, the author's own left out."""
    try:
        return sorted(p.name for p in folder.iterdir() if p.is_dir() and p != own)
    except OSError:
        return []


def _slashes(written: str) -> str:
    return written.strip().replace("\\", "/")


def _own_name(path: Path) -> Path:
    """The file that a folder stands for: the one of the same name, among the runs for a run."""
    return Path("runs", path.name) if path.parent.name == "runs" else Path(path.name)


_KINDS = {
    "scenario": Text2("场景", "a scenario"),
    "rubric": Text2("评分标准", "a rubric"),
    "run": Text2("过程文件", "a run file"),
}


def _kind(path: Path) -> Text2 | None:
    """What a file is by its name; ``None`` where the name says nothing."""
    return _KINDS["run"] if path.parent.name == "runs" else _KINDS.get(path.stem)


def _same_kind(source: Source, path: Path, base: Path) -> None:
    """A scenario extends a scenario, a rubric a rubric, a run a run; all else would only miss every section."""
    mine, theirs = _kind(path), _kind(base)
    if mine is not None and theirs is not None and mine != theirs:
        zh, en = f"{base} 是{theirs.zh}，不能由{mine.zh}继承", f"{base} is {theirs.en}, which {mine.en} cannot extend"
        _refuse(source, "extends_kind", zh, en,
                Text2("写文件夹，例如 `extends: ../batch`", "name the folder, for instance `extends: ../batch`"))  # fmt: skip


def _base(source: Source, shown: Path, chain: Sequence[Path]) -> Source:
    """The base read with what it extends itself."""
    try:
        raw = read_source(shown)
    except SourceError as error:
        problem = error.problems[0]
        if problem.line:  # wrong at one of its lines: told there
            raise
        zh, en = f"读不了 {shown}：{problem.text.zh}", f"{shown} cannot be read: {problem.text.en}"
        _refuse(source, "extends_missing" if problem.code == "not_found" else "extends_unreadable", zh, en, problem.fix)
    if not isinstance(raw.data, dict):
        _refuse(
            source, "extends_unreadable", f"{shown} 不是“键: 值”", f"{shown} does not consist of `key: value`", None
        )
    return extended(raw, chain)


def _refuse(source: Source, code: str, zh: str, en: str, fix: Text2 | None) -> NoReturn:
    span = source.value_span((EXTENDS,))
    raise SourceError([source.problem(span, code, Text2(zh, en), fix)])
