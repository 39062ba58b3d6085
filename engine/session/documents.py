"""The ``documents`` section: log sheets, permits, hand-over books as versioned objects of the attempt.

A document is never changed, only followed by its next version; signing closes the version that was read. Its
progress is published as tags (``LOG.version``, ``LOG.signed``), so that rubrics need nothing special.

    documents:
      LOG:
        title: {zh: 交接记录, en: Hand-over log}
        fields:
          temperature: {title: {zh: 温度, en: Temperature}, kind: number, unit: degC}
          remark: {title: {zh: 备注, en: Remark}, kind: text}
        rows: 12            # a table of this many lines; without it a single form
        sign: [learner]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from engine.scenario.model import Model
from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.operables import refused
from engine.tags import Kind, Tag

__all__ = ["Document", "DocumentField", "DocumentSpec", "DocumentsSection", "misfit", "tags"]

MAX_TEXT = 2000
"""The longest text a field takes, characters."""


class DocumentField(Model, title="填写项 / Field to fill in"):
    """One thing to fill in."""

    title: Text = Field(description="名称 / name")
    kind: Literal["number", "text", "check", "choice"] = Field("text", description="填写方式 / what is filled in")
    unit: str = Field("", description="单位 / unit")
    options: tuple[str, ...] = Field((), description="可选项 / choices, for kind choice")
    required: bool = Field(True, description="签字前必须填写 / must be filled before signing")


class DocumentSpec(Model, title="文件 / Document"):
    """A form or a table to fill in and sign."""

    title: Text = Field(description="名称 / name")
    text: Text | None = Field(None, description="说明文字 / text printed on it")
    fields: dict[str, DocumentField] = Field(description="填写项 / fields")
    rows: Annotated[int, Field(ge=0, le=200)] = Field(
        0, description="表格行数，0 表示单页 / lines of a table, 0 for a form"
    )
    sign: tuple[str, ...] = Field(("learner",), description="签字人 / who signs")


DocumentsSection = dict[Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)], DocumentSpec]


def tags(section: DocumentsSection) -> list[Tag]:
    """Two tags a document: how many versions there are and whether all have signed."""
    out = []
    for name, spec in section.items():
        zh, en = spec.title.of("zh"), spec.title.of("en")
        out += [
            Tag(f"{name}.version", low=0, high=65535, zh=f"{zh} 版次", en=f"{en} version"),
            Tag(f"{name}.signed", kind=Kind.DISCRETE, zh=f"{zh} 已签字", en=f"{en} signed"),
        ]
    return out


class Document:
    """One document and all its versions; an operable with ``fill``, ``sign`` and ``read``."""

    verbs = ("fill", "sign", "read")

    def __init__(self, name: str, spec: DocumentSpec, publish: Callable[[str, int, bool], None]) -> None:
        self._name, self._spec, self._publish = name, spec, publish
        self.version = 0
        self.lines: list[dict[str, Any]] = []
        self.signatures: dict[str, int] = {}

    @property
    def id(self) -> str:
        """The document's id."""
        return self._name

    @property
    def spec(self) -> DocumentSpec:
        """What the document asks for."""
        return self._spec

    @property
    def title(self) -> Text:
        """Its name."""
        return self._spec.title

    @property
    def signed(self) -> bool:
        """Whether everybody who must sign has signed the present version."""
        return all(self.signatures.get(who) == self.version for who in self._spec.sign) and self.version > 0

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | None:
        """Why this filling or signing cannot be taken."""
        if verb == "fill":
            return self._refuse_fill(value)
        if verb == "sign":
            if actor not in self._spec.sign:
                return refused("not_yours", "这份文件不由你签字", "this document is not yours to sign")
            missing = self._missing()
            if missing:
                zh = "、".join(f.title.of("zh") for f in missing)
                en = ", ".join(f.title.of("en") for f in missing)
                return refused("incomplete", f"还没有填写：{zh}", f"still empty: {en}")
        return None

    def _refuse_fill(self, value: Any) -> Refused | None:
        if not isinstance(value, dict) or not value:
            return refused("bad_value", "填写内容应为 {项目: 值}", "give {field: value}")
        if self._spec.rows and len(self.lines) >= self._spec.rows:
            return refused("full", "记录表已填满", "the sheet is full")
        for key, item in value.items():
            why = misfit(self._spec, key, item)
            if why is not None:
                return why
        return None

    def _missing(self) -> Sequence[DocumentField]:
        last = self.lines[-1] if self.lines else {}
        return [f for key, f in self._spec.fields.items() if f.required and last.get(key) in (None, "")]

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Fill a new line (table) or update the form; sign the present version."""
        if verb == "fill":
            if self._spec.rows or not self.lines:
                self.lines.append(dict(value))
            else:
                self.lines[-1] = {**self.lines[-1], **value}
            self.version += 1
        elif verb == "sign":
            self.signatures[actor] = self.version
        else:
            return
        self._publish(self._name, self.version, self.signed)

    def state(self) -> dict[str, Any]:
        """All lines and signatures."""
        return {"version": self.version, "lines": [dict(x) for x in self.lines], "signatures": dict(self.signatures)}

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()``."""
        self.version = state["version"]
        self.lines = [dict(x) for x in state["lines"]]
        self.signatures = dict(state["signatures"])


def misfit(spec: DocumentSpec, key: str, item: Any) -> Refused | None:
    """Why ``item`` cannot be filled in under ``key``; ``None`` if it can."""
    field = spec.fields.get(key)
    if field is None:
        return refused("no_field", f"没有 {key} 这一项", f"there is no field {key}")
    if _fits(field, item):
        return None
    wanted = _WANTED[field.kind]
    options = ("：" + "、".join(field.options), ": " + ", ".join(field.options)) if field.kind == "choice" else ("", "")
    zh, en = field.title.of("zh"), field.title.of("en")
    return refused(
        "bad_value", f"{zh} 的填写内容不合要求，应当是{wanted.zh}{options[0]}", f"{en} takes {wanted.en}{options[1]}"
    )


_WANTED = {
    "number": Text(zh="数，不带单位", en="a number without a unit"),
    "text": Text(zh=f"文字，至多 {MAX_TEXT} 字", en=f"text of at most {MAX_TEXT} characters"),
    "check": Text(zh="true 或 false", en="true or false"),
    "choice": Text(zh="选项之一", en="one of its options"),
}


def _fits(field: DocumentField, item: Any) -> bool:
    match field.kind:
        case "number":
            return isinstance(item, int | float) and not isinstance(item, bool) and abs(item) < 1e12
        case "check":
            return isinstance(item, bool)
        case "choice":
            return item in field.options
        case _:
            return isinstance(item, str) and len(item) <= MAX_TEXT
