from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.testing import tiny_kind


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield
