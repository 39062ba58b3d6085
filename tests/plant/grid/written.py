"""The station of the power scenarios as it is written: its sections are read from the scenario that ships, not copied.

    written()                       # the section `plant` as data, to be changed freely
    section_text("instruments")     # another section of the file, word for word
"""

from __future__ import annotations

import copy
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["PLANT", "section_text", "written"]

FILE = Path(__file__).parents[3] / "scenarios" / "power" / "transformer_outage" / "scenario.yaml"
LEFT_OUT = (
    *(f"LIVE{number}" for number in (501, 502, 511, 512, 513, 521, 522, 523)),
    *(f"{relay}_T{k}" for relay in ("OCB", "NOC", "GAP") for k in (1, 2)),
)
"""What the lesson adds to the station of the power reference: live displays, and the relays that are switched over on the
way. The figures and tickets of parts A5 and A6 are those of a station without them; tests of such things add
their own."""


@cache
def section_text(name: str) -> str:
    """A top-level section of the scenario as it stands in the file; ``KeyError`` if there is none."""
    found = re.search(rf"^{name}:\n(?:[ #].*\n|\n)+", FILE.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise KeyError(name)
    return found[0]


def _plain() -> str:
    text = section_text("plant")
    for name in LEFT_OUT:
        text, count = re.subn(rf"^    {name}: \{{.*\n", "", text, flags=re.MULTILINE)
        assert count == 1, f"{name} is not written on one line of the plant section"
    return text


PLANT = _plain()
"""The section ``plant`` without what is ``LEFT_OUT``."""


@cache
def _data() -> dict[str, Any]:
    return yaml.safe_load(PLANT)["plant"]


def written() -> dict[str, Any]:
    """The section ``plant`` without what is ``LEFT_OUT``, a new copy each time."""
    return copy.deepcopy(_data())
