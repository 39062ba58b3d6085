"""Finding a font that can write Chinese.

The program brings its own (``assets/fonts``). If that file was lost in copying, the fonts of Windows and of the
usual Linux packages are tried, so that a lesson goes on; only when there is none is English used.

    font = find_font()
    if font.data is None: ...        # ImGui's own Latin font
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.strings import ASSETS

__all__ = ["FoundFont", "find_font"]

OWN = ASSETS / "fonts" / "NotoSansSC-subset.ttf"
_WINDOWS = Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"
SYSTEM = (
    _WINDOWS / "msyh.ttc",
    _WINDOWS / "simhei.ttf",
    _WINDOWS / "simsun.ttc",
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"),
    Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
    Path("/System/Library/Fonts/PingFang.ttc"),
)


@dataclass(frozen=True, slots=True)
class FoundFont:
    """The bytes of a font file, where it came from, and what to tell the user if it is not the program's own."""

    data: bytes | None
    path: Path | None
    message: str = ""

    @property
    def chinese(self) -> bool:
        """Whether Chinese can be written with it."""
        return self.data is not None


def find_font(own: Path = OWN, system: Sequence[Path] = SYSTEM) -> FoundFont:
    """The program's font, or a system font with Chinese, or none; never raises."""
    data = _read(own)
    if data:
        return FoundFont(data, own)
    lost = f"字体文件缺失：{own}。请重新复制 assets/fonts 文件夹。 / Font file missing: {own}; copy assets/fonts again."
    for path in system:
        data = _read(path)
        if data:
            return FoundFont(data, path, f"{lost} 暂用系统字体 / Using {path.name} for now.")
    return FoundFont(None, None, f"{lost} No Chinese font was found, so the screen is in English.")


def _read(path: Path) -> bytes | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data if data[:4] in (b"\0\1\0\0", b"OTTO", b"true", b"ttcf") else None
