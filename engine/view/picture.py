"""Pictures of the window as PNG files, small enough for a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from panda3d import core

from engine.view.errors import ViewError

__all__ = ["save_picture", "whole"]

LIMIT = 200_000


def save_picture(base: Any, path: Path) -> int:
    """Write what the window shows to ``path`` (PNG) and return its size in bytes.

    The alpha channel is dropped (an off-screen buffer's background is transparent). A picture above 200 kB is
    written with 32 shades a channel, which the eye hardly sees and PNG packs much better.
    Raises ``ViewError`` if it cannot be taken or written.
    """
    image = core.PNMImage()
    if not base.win.get_screenshot(image):
        raise ViewError("没有画面可保存 / There is no picture to save.")
    image.remove_alpha()
    path.parent.mkdir(parents=True, exist_ok=True)
    name = core.Filename.from_os_specific(str(path))
    if not image.write(name) or not whole(path):
        raise _unwritten(path)
    if path.stat().st_size > LIMIT:
        image.set_maxval(31)
        image.set_maxval(255)
        if not image.write(name) or not whole(path):
            raise _unwritten(path)
    return path.stat().st_size


def whole(path: Path) -> bool:
    """Whether the file ends as a PNG does: on a full disk the library writes half of it and says all is well."""
    return path.is_file() and path.read_bytes()[-8:-4] == b"IEND"


def _unwritten(path: Path) -> ViewError:
    path.unlink(missing_ok=True)
    return ViewError(
        f"无法写入图片 {path}，请检查磁盘空间和权限"
        f" / The picture {path} could not be written; check free space and permissions."
    )
