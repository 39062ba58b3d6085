"""The font and what happens without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.strings import LANGUAGES, load_strings
from engine.view.fonts import OWN, find_font

ROOT = Path(__file__).parents[2]
COVERED = set(pytest.importorskip("fontTools.ttLib").TTFont(OWN).getBestCmap())


def test_the_font_is_small_and_free() -> None:
    """The repository carries a subset of at most 2.3 MB with its licence beside it."""
    assert OWN.stat().st_size <= 2_300_000
    assert "SIL OPEN FONT LICENSE" in (OWN.parent / "OFL.txt").read_text("utf-8")


def test_the_font_has_every_character_of_gb2312() -> None:
    """Whatever hanzi a teacher types from the national set can be shown."""
    hanzi = {
        ord(bytes((row, cell)).decode("gb2312"))
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
        if not (row == 0xD7 and cell > 0xF9)
    }
    assert hanzi - COVERED == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_font_has_every_character_of_the_program(lang: str) -> None:
    """No word of the program shows as a question mark."""
    words = load_strings(lang)
    assert {ch for key in words for ch in words(key) if ord(ch) >= 32 and ord(ch) not in COVERED} == set()


@pytest.mark.parametrize("path", sorted((ROOT / "engine" / "view").rglob("*.py")), ids=lambda path: path.stem)
def test_the_font_has_every_sign_drawn_by_a_panel(path: Path) -> None:
    """Signs written into panels (arrows, crosses) are in the font too."""
    assert {ch for ch in path.read_text("utf-8") if ord(ch) > 126 and ord(ch) not in COVERED} == set()


def test_without_its_font_the_program_takes_one_of_the_system(tmp_path: Path) -> None:
    """A lost font file is told and does not stop a lesson."""
    spare = tmp_path / "spare.ttf"
    spare.write_bytes(OWN.read_bytes())
    found = find_font(tmp_path / "lost.ttf", [tmp_path / "none.ttf", spare])
    assert found.path == spare
    assert "assets/fonts" in found.message


def test_without_any_font_the_program_says_so(tmp_path: Path) -> None:
    """No Chinese font at all is a state of its own, not a crash; garbage is not taken for a font."""
    (tmp_path / "broken.ttf").write_bytes(b"not a font")
    found = find_font(tmp_path / "broken.ttf", [])
    assert found.data is None
    assert not found.chinese
    assert "English" in found.message
