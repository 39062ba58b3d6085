"""The examples in the docstrings of the scenario language are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import engine.scenario

MODULES = [m.name for m in pkgutil.walk_packages(engine.scenario.__path__, "engine.scenario.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    """What a docstring shows is what happens, and every module says why it exists."""
    module = importlib.import_module(name)
    assert module.__doc__
    assert doctest.testmod(module).failed == 0
