"""One software-rendered window for all tests of the panels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.view.app import App
from engine.view.errors import GraphicsError
from tests.view.fake_port import FakePort

DISPLAYS = ("p3tinydisplay",)


@pytest.fixture
def port() -> FakePort:
    return FakePort()


@pytest.fixture
def app(port: FakePort) -> Iterator[App]:
    """An off-screen window of 1366 × 768 on the pretended nitration, at the console."""
    try:
        made = App(port, kind="offscreen", displays=DISPLAYS)
    except GraphicsError as error:
        pytest.skip(f"no software renderer here: {error}")
    made.step_frame(advance=False)
    made.desk.open_control()
    made.step_frame(advance=False)
    yield made
    made.close()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return tmp_path / "picture.png"
