"""Which keys a model allows at a location: what "did you mean" chooses from.

Walks the models' annotations along a pydantic location; in a union it follows the labelled branch, or all.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, Union

from pydantic import BaseModel, RootModel

from engine.scenario.problems import Text2

__all__ = ["allowed_keys", "description_at", "labels_at", "models_at"]


def allowed_keys(model: Any, loc: Sequence[str | int]) -> list[str]:
    """Names (aliases where given) of the fields allowed at ``loc``, in the order of the model."""
    names: dict[str, None] = {}
    for found in models_at(model, loc):
        for name, field in found.model_fields.items():
            names.setdefault(field.alias or name)
    return list(names)


def description_at(model: Any, loc: Sequence[str | int]) -> Text2 | None:
    """What the field at ``loc`` is for, from its ``description="中文 / English"``; None for items of a list."""
    if not loc or isinstance(loc[-1], int):
        return None
    for found in models_at(model, loc[:-1]):
        for name, field in found.model_fields.items():
            if loc[-1] in (name, field.alias) and field.description and " / " in field.description:
                zh, _, en = field.description.partition(" / ")
                return Text2(zh, en)
    return None


def labels_at(model: Any, loc: Sequence[str | int], key: str) -> list[str]:
    """The values the discriminator ``key`` may take at ``loc``, in the order of the union."""
    labels: dict[str, None] = {}
    for found in models_at(model, loc):
        field = found.model_fields.get(key)
        if field is not None and typing.get_origin(field.annotation) is Literal:
            labels.update(dict.fromkeys(str(v) for v in typing.get_args(field.annotation)))
    return list(labels)


def models_at(model: Any, loc: Sequence[str | int]) -> list[type[BaseModel]]:
    """The model classes that may stand at ``loc`` below ``model``."""
    candidates = list(_flatten(model))
    for part in loc:
        labelled = [c for c in candidates if _has_label(c, part)]
        stepped = [child for c in candidates for child in _step(c, part)]
        if stepped:
            candidates = stepped
        elif labelled:
            candidates = labelled
    return [c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)]


def _flatten(annotation: Any) -> Iterable[Any]:
    """The alternatives of an annotation, ``Annotated``, ``Optional`` and root models undone."""
    if isinstance(annotation, typing.TypeAliasType if hasattr(typing, "TypeAliasType") else ()):
        annotation = annotation.__value__
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        yield from _flatten(typing.get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for arg in typing.get_args(annotation):
            yield from _flatten(arg)
    elif isinstance(annotation, type) and not origin and issubclass(annotation, RootModel):
        yield from _flatten(annotation.model_fields["root"].annotation)
    else:
        yield annotation


def _has_label(candidate: Any, part: str | int) -> bool:
    """Whether ``part`` is pydantic's label of this branch: its class name or its discriminator's value."""
    if not (isinstance(candidate, type) and issubclass(candidate, BaseModel)):
        return False
    if candidate.__name__ == part:
        return True
    for field in candidate.model_fields.values():
        if typing.get_origin(field.annotation) is Literal and part in typing.get_args(field.annotation):
            return True
    return False


def _step(candidate: Any, part: str | int) -> list[Any]:
    """What stands at ``part`` inside ``candidate``."""
    if isinstance(candidate, type) and not typing.get_origin(candidate) and issubclass(candidate, BaseModel):
        for name, field in candidate.model_fields.items():
            if part in (name, field.alias):
                return list(_flatten(field.annotation))
        return []
    origin, args = typing.get_origin(candidate), typing.get_args(candidate)
    if origin is None or not args:
        return []
    if isinstance(origin, type) and issubclass(origin, dict):
        return list(_flatten(args[-1]))
    if isinstance(part, int) and isinstance(origin, type) and issubclass(origin, list | set | frozenset):
        return list(_flatten(args[0]))
    if isinstance(part, int) and origin is tuple:
        return list(_flatten(args[0] if args[-1] is Ellipsis or part >= len(args) else args[part]))
    return []
