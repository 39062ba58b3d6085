from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.fuzzing import Subject
from engine.testing import tiny_kind, tiny_scenario


@pytest.fixture(scope="module")
def subject() -> Iterator[Subject]:
    """The tiny scenario: a switch, a temperature, two rooms."""
    with tiny_kind():
        yield Subject(tiny_scenario())
