"""From a place in the model, as pydantic names it, to a place in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.scenario.finding import Finding
from engine.scenario.problems import Span
from engine.scenario.source import Loc, Source

__all__ = ["data_loc", "span_of"]

_WHOLE = frozenset({"dict_type", "model_type", "list_type", "tuple_type", "too_short", "too_long"})


def span_of(finding: Finding, source: Source) -> Span:
    """The characters to underline: an unknown key itself, the parent's key of a missing one, else the value."""
    place = finding.place
    if finding.kind == "union_tag_not_found" and (near := finding.misspelt()):
        return source.key_span((*place, near))
    if finding.kind in ("missing", "union_tag_not_found"):
        return _opening(source, place)
    if finding.kind == "extra_forbidden" or "[key]" in finding.loc:
        return source.key_span(place)
    if finding.kind == "union_tag_invalid":
        return source.value_span((*place, finding.context["discriminator"]))
    span = source.value_span(place)
    if finding.kind in _WHOLE and span.line != span.end_line:
        return source.key_span(place)
    return span


def _opening(source: Source, place: Loc) -> Span:
    """Where a group begins: its key, or for a list item its first character."""
    if place in source.keys:
        return source.keys[place]
    span = source.value_span(place)
    return span._replace(end_line=span.line, end_col=span.col + 1) if span.line != span.end_line else span


def data_loc(loc: Sequence[str | int], data: Any) -> tuple[Loc, bool]:
    """The part of a pydantic location that exists in the data, and whether union labels were skipped."""
    out: list[str | int] = []
    skipped = False
    node = data
    for i, part in enumerate(loc):
        if part == "[key]":
            break
        if isinstance(node, dict) and part in node:
            rest = loc[i + 1] if i + 1 < len(loc) else None
            is_label = part in node.values() and not _holds(node[part], rest)
            if not is_label:
                out.append(part)
                node = node[part]
                continue
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            out.append(part)
            node = node[part]
            continue
        elif isinstance(node, dict) and isinstance(part, int) and str(part) in node:
            out.append(str(part))
            node = node[str(part)]
            continue
        chosen = isinstance(node, dict) and part in node.values()  # the label of a discriminated union
        if not chosen and (i < len(loc) - 1 or not isinstance(node, dict)):
            skipped = True
    return tuple(out), skipped


def _holds(node: Any, part: Any) -> bool:
    if isinstance(node, dict):
        return part is None or part in node or part == "[key]"
    return part is None or (isinstance(node, list) and isinstance(part, int))
