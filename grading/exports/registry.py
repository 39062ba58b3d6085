"""Every target there is. A new one is a module with an ``Exporter`` and a line here; tests and documents follow.

>>> list(TARGETS)
['moodle', 'csv', 'xlsx']
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from engine.scenario.nearest import meant
from grading.exports.contract import Exporter, Options
from grading.exports.errors import UnknownTargetError
from grading.exports.moodle import MOODLE
from grading.exports.table_csv import CSV
from grading.exports.table_xlsx import XLSX

__all__ = ["TARGETS", "options_of", "target"]

TARGETS: dict[str, Exporter[Any]] = {one.id: one for one in (MOODLE, CSV, XLSX)}
"""By id, in the order in which they are listed."""


def target(name: str) -> Exporter[Any]:
    """The target with this id; ``UnknownTargetError`` says what was probably meant."""
    if name in TARGETS:
        return TARGETS[name]
    fix = meant(name, list(TARGETS), listed=len(TARGETS))
    raise UnknownTargetError(
        f"没有导出目标 {name}；{fix.zh if fix else ''}".rstrip("；"),
        f"there is no export target {name}; {fix.en if fix else ''}".rstrip("; "),
    )


def options_of(exporter: Exporter[Any], given: Mapping[str, str]) -> Options:
    """The options of a target from text; ``UnknownTargetError`` names the option and what it may be."""
    model: type[Options] = exporter.options
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        known = [field for field in model.model_fields if field != "lang"]
        if first["type"] == "extra_forbidden":
            fix = meant(name, known, listed=len(known))
            raise UnknownTargetError(
                f"目标 {exporter.id} 没有选项 {name}；{fix.zh if fix else ''}".rstrip("；"),
                f"target {exporter.id} has no option {name}; {fix.en if fix else ''}".rstrip("; "),
            ) from None
        choices = first.get("ctx", {}).get("expected", "true, false")
        raise UnknownTargetError(
            f"目标 {exporter.id} 的选项 {name} 不能是 {given[name]!r}，可以是 {choices}",
            f"option {name} of target {exporter.id} cannot be {given[name]!r}, only {choices}",
        ) from None
