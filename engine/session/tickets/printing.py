"""A generated ticket as an author writes one: YAML to be pasted below a ticket's title and adapted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from engine.session.tickets.generated import Generated
from engine.session.tickets.section import Item

__all__ = ["as_yaml"]


def as_yaml(made: Generated, indent: int = 4) -> str:
    """``items:`` and ``any_order:``, one item a line, ``indent`` spaces in; notes as comments above."""
    pad = " " * indent
    lines = [f"{pad}# {note.of('zh')} / {note.of('en')}" for note in (*made.notes, *made.unseen, *made.gaps)]
    lines.append(f"{pad}items:")
    lines += [f"{pad}  {key}: {{{', '.join(_parts(item))}}}" for key, item in made.items.items()]
    if made.any_order:
        lines.append(f"{pad}any_order:")
        lines += [
            f"{pad}  - {_flow([b if isinstance(b, str) else list(b) for b in group])}" for group in made.any_order
        ]
    return "\n".join(lines) + "\n"


def _parts(item: Item) -> Iterator[str]:
    if item.do:
        yield f"do: {item.do}"
        yield f"on: {item.on}"
    if item.value is not None:
        yield f"value: {_flow(item.value)}"
    if item.check is not None:
        yield f"check: {_text(str(item.check))}"
    if item.of:
        yield f"of: {item.of}"
    if item.text is not None:
        yield f"text: {{zh: {_text(item.text.zh)}, en: {_text(item.text.en)}}}"
    if item.after is not None:
        yield f"after: {_flow(list(item.after))}"


def _flow(value: Any) -> str:
    """A value in flow style; names stay bare, everything else is quoted as JSON, which YAML reads."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(part) for part in value) + "]"
    if (
        isinstance(value, str)
        and value.replace(".", "").replace("_", "").isalnum()
        and value.isascii()
        and not value[0].isdigit()
    ):
        return (
            value
            if value.lower() not in ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
            else _text(value)
        )
    return json.dumps(value, ensure_ascii=False)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
