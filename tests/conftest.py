"""Which tests stay together when several processes share them (``-n auto``).

Those of a file do, because they share what is made once for it; in a file that is run for every scenario, those of each
scenario, so that the scenarios are played side by side.
"""

from __future__ import annotations

from typing import Any

import pytest

from engine.paths import scenario_folders

NAMES = sorted((folder.name for folder in scenario_folders()), key=len, reverse=True)


def together(nodeid: str) -> str:
    """The group of a test: its file, with the scenario in files run for every one."""
    file, _, test = nodeid.partition("::")
    case = test.partition("[")[2] if file.startswith(("tests/test_every_scenario", "tests/test_mutations")) else ""
    return f"{file} {next((name for name in NAMES if name in case), '')}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Hand out whole groups, in the order of the files: the long ones of every scenario do not come last."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return together(nodeid)

    config.option.loadscopereorder = False
    return Together(config, log)
