"""``schema: N`` at the top of a file: old files are converted, newer ones are refused with a clear word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.scenario.nearest import did_you_mean
from engine.scenario.problems import Problem, Span, Text2
from engine.scenario.source import Source

__all__ = ["Converter", "convert_version"]

Converter = Callable[[dict[str, Any]], dict[str, Any]]


def convert_version(
    source: Source, current: int, converters: Mapping[int, Converter], problems: list[Problem]
) -> dict[str, Any] | None:
    """The file's data in version ``current``, or None when that cannot be had (a problem is added)."""
    data: dict[str, Any] = source.data
    given = data.get("schema")
    if "schema" not in data:
        near = did_you_mean("schema", (key for key in data if isinstance(key, str)))
        problems.append(
            source.problem(
                Span(0, 0, 0, 1) if near is None else source.key_span((near,)),
                "schema_missing",
                Text2("缺少版本号 `schema`", "`schema` is missing"),
                Text2(f"在文件开头加一行 `schema: {current}`", f"add `schema: {current}` at the top"),
            )
        )
        return data
    span = source.value_span(("schema",))
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        text = Text2("`schema` 应当是版本号（整数）", "`schema` is a version number (whole)")
        problems.append(
            source.problem(span, "schema_wrong", text, Text2(f"写成 `schema: {current}`", f"write `schema: {current}`"))
        )
        return data
    if given > current:
        text = Text2(
            f"这份文件是版本 {given}，本程序只认识到版本 {current}",
            f"this file has version {given}, this program knows up to {current}",
        )
        problems.append(source.problem(span, "schema_newer", text, Text2("请升级程序", "update the program")))
        return None
    for version in range(given, current):
        if version not in converters:
            text = Text2(f"版本 {given} 太旧，不能转换", f"version {given} is too old to be converted")
            problems.append(source.problem(span, "schema_old", text, None))
            return None
        data = converters[version](data)
    return data
