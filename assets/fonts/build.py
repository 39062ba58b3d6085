"""Build the font of the program: the part of Noto Sans SC that training screens need.

The whole font has 30,000 glyphs and 10 MB; lab PCs are often offline, so a subset is part of the program:
GB 2312 (every character a teacher types in a scenario), Latin, Greek, arrows, mathematics, box drawing
and symbols. The source font is not part of the project; fetch it first, then run this script anywhere:

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 && tar xzf expo-google-fonts-noto-sans-sc-0.4.3.tgz
    python assets/fonts/build.py package/400Regular/NotoSansSC_400Regular.ttf
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools import subset

__all__ = ["build", "characters"]

HERE = Path(__file__).resolve().parent
TARGET = HERE / "NotoSansSC-subset.ttf"
LIMIT = 2_300_000

RANGES = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0x17F),  # Latin-1 and Latin Extended-A
    (0x391, 0x3C9),  # Greek letters
    (0x2010, 0x2044),  # dashes, quotation marks, ellipsis, primes
    (0x2070, 0x209C),  # superscripts and subscripts: m³, CO₂
    (0x2100, 0x2126),  # letter-like: ℃, №, Ω
    (0x2160, 0x217B),  # Roman numerals
    (0x2190, 0x21D4),  # arrows
    (0x2200, 0x22A5),  # mathematics
    (0x2300, 0x23FA),  # technical: ⌫, ⏸
    (0x2460, 0x249B),  # circled numbers
    (0x2500, 0x25FF),  # box drawing, blocks, geometric shapes
    (0x2600, 0x2642),  # symbols
    (0x2713, 0x2718),  # ticks and crosses
    (0x3000, 0x301F),  # Chinese punctuation
    (0x3380, 0x33DF),  # squared units
    (0xFF01, 0xFFE5),  # full-width forms
)

LEFT_OUT = ((0x401, 0x451), (0x3041, 0x30F6), (0x3105, 0x3129), (0x3220, 0x3229))
"""Parts of GB 2312 no screen needs: Cyrillic, kana, bopomofo, bracketed numerals."""


def characters() -> set[int]:
    """The code points the subset asks for (those the source lacks are left out by fonttools)."""
    wanted = {code for low, high in RANGES for code in range(low, high + 1)}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                code = ord(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
            if not any(low <= code <= high for low, high in LEFT_OUT):
                wanted.add(code)
    return wanted


def build(source: Path, target: Path = TARGET) -> int:
    """Write the subset of ``source`` to ``target`` and return its size in bytes.

    Raises ``SystemExit`` if the result is larger than what the repository should carry.
    """
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(characters()))
    cutter.subset(font)
    font["head"].modified = font["head"].created  # the same source gives the same bytes
    font.recalcTimestamp = False
    subset.save_font(font, str(target), options)
    size = target.stat().st_size
    if size > LIMIT:
        raise SystemExit(f"{target.name} has {size} bytes, more than {LIMIT}: leave ranges out")
    return size


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="NotoSansSC_400Regular.ttf")
    arguments = parser.parse_args()
    print(f"{TARGET.name}: {build(arguments.source)} bytes")
