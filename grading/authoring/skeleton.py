"""A new scenario to begin from: a folder that passes ``check`` before the first change.

    new_scenario("chemical/cooling", Path("scenarios"))       # scenarios/chemical/cooling/scenario.yaml, …

The files are those of ``assets/new_scenario``, with the id and the domain filled in; a test sees that they pass.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from engine.errors import ScenarioError, StorageError
from engine.paths import ASSETS

__all__ = ["TEMPLATE", "new_scenario"]

TEMPLATE = ASSETS / "new_scenario"
_NAME = re.compile(r"([a-z][a-z0-9_-]{0,39})/([a-z][a-z0-9_-]{0,39})\Z")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\Z")
"""Names that Windows keeps for devices."""


def new_scenario(name: str, root: Path) -> Path:
    """Make the folder ``root/<domain>/<id>`` and fill it; nothing that is there is touched.

    Raises ``ScenarioError`` for a name that will not do, ``StorageError`` where something is in the way.
    """
    parts = _NAME.match(name)
    if parts is None or any(_RESERVED.match(part) for part in parts.groups()):
        raise ScenarioError(
            f"{name} 不行：写成 领域/名称，只用小写英文字母、数字、- 和 _，如 chemical/cooling\n"
            f"{name} will not do: write DOMAIN/NAME in small letters, digits, - and _, such as chemical/cooling"
        )
    folder = root / parts[1] / parts[2]
    if folder.exists() or folder.is_symlink():
        raise StorageError(
            f"{folder} 已经存在，没有改动它；请换一个名称\n{folder} is there and was left alone; take another name"
        )
    ident = f"{parts[1]}-{parts[2]}".upper()
    try:
        (folder / "runs").mkdir(parents=True)
        for source in sorted(TEMPLATE.rglob("*.yaml")):
            text = source.read_text(encoding="utf-8").replace("@ID@", ident).replace("@DOMAIN@", parts[1])
            target = folder / source.relative_to(TEMPLATE)
            target.write_text(text, encoding="utf-8", newline="\n")
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)  # it was made here: half a scenario would only be in the way
        raise
    return folder
