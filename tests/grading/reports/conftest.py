"""The bad day as a file, written once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad_day import write


@pytest.fixture(scope="session")
def bad_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("attempts") / "bad-day.attempt")
