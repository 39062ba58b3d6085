"""Which tests stay together when several processes share them (``-n auto --dist loadgroup``).

Those of a file do, because they share what is made once for it; in a file that is run for every scenario, those of each
scenario, so that the scenarios are played side by side.
"""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Name the group of every test."""
    if not config.pluginmanager.hasplugin("xdist"):
        return
    for item in items:
        call = getattr(item, "callspec", None)
        folder = call.params.get("folder") if call is not None else None
        scenario = f"-{folder.name}" if isinstance(folder, Path) else ""
        item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0] + scenario))
