"""The examples in the docstrings of the formulas are run."""

from __future__ import annotations

import doctest
import importlib

import pytest

FORMULAS = (
    "approach", "arc_flash", "earth_fault", "overload", "sf6", "step_voltage", "voltage_reading",
)  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
def test_examples_hold(name: str) -> None:
    """Each module of formulas shows an example, and what it shows is what comes out."""
    result = doctest.testmod(importlib.import_module(f"engine.plant.grid.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
