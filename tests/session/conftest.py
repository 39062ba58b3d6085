from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.session.session import Session
from engine.testing import tiny_kind, tiny_session


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


@pytest.fixture
def session() -> Session:
    return tiny_session()
