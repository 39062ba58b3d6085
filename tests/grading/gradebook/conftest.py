"""A fresh grade book with a still clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_attempts import NOW, write_attempt

from grading.gradebook.store import Gradebook


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    with Gradebook.open(tmp_path / "book" / "gradebook.db", author="teacher", clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def make_attempt() -> Callable[..., str]:
    return write_attempt
