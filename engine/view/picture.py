"""Pictures of the window as PNG files, small enough for a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from panda3d import core

from engine.view.errors import ViewError

__all__ = ["save_picture"]

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
    if not image.write(name):
        raise ViewError(f"无法写入图片 {path} / The picture could not be written to {path}.")
    if path.stat().st_size > LIMIT:
        image.set_maxval(31)
        image.set_maxval(255)
        image.write(name)
    return path.stat().st_size
