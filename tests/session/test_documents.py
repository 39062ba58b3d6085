"""Documents: filled line by line, signed as they stand, every version on record."""

from __future__ import annotations

from typing import Any

import pytest

from engine.session.documents import Document, DocumentSpec, tags
from engine.session.recorder import MemoryRecorder
from engine.testing import tiny_session


def document(rows: int = 0, sign: tuple[str, ...] = ("learner",)) -> tuple[Document, list[tuple[str, int, bool]]]:
    spec = DocumentSpec.model_validate(
        {
            "title": {"zh": "记录", "en": "Log"}, "rows": rows, "sign": sign,
            "fields": {
                "t": {"title": {"zh": "温度", "en": "Temperature"}, "kind": "number", "unit": "degC"},
                "ok": {"title": {"zh": "正常", "en": "Normal"}, "kind": "check"},
                "gas": {"title": {"zh": "气体", "en": "Gas"}, "kind": "choice", "options": ["N2", "O2"]},
                "remark": {"title": {"zh": "备注", "en": "Remark"}, "required": False},
            },
        }
    )  # fmt: skip
    told: list[tuple[str, int, bool]] = []
    return Document("LOG", spec, lambda *what: told.append(what)), told


FULL: dict[str, Any] = {"t": 20.5, "ok": True, "gas": "N2"}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"t": 1}, None), ({"t": -3.5, "remark": "好"}, None), ({"ok": False}, None), ({"gas": "O2"}, None),
        (None, "bad_value"), ({}, "bad_value"), ("t", "bad_value"), ([("t", 1)], "bad_value"),
        ({"t": "20"}, "bad_value"), ({"t": True}, "bad_value"), ({"t": 1e13}, "bad_value"), ({"t": None}, "bad_value"),
        ({"ok": 1}, "bad_value"), ({"gas": "He"}, "bad_value"), ({"gas": ["N2"]}, "bad_value"), ({"remark": 3}, "bad_value"),
        ({"remark": "x" * 2001}, "bad_value"), ({"T": 1}, "no_field"), ({"t": 1, "pressure": 2}, "no_field"),
    ],
)  # fmt: skip
def test_fields_take_what_they_ask_for(value: Any, code: str | None) -> None:
    """Numbers, ticks, choices and texts, and nothing else; the refusal has a code and both languages."""
    refusal = document()[0].refuse("learner", "fill", value)
    assert (refusal.code if refusal is not None else None) == code
    if refusal is not None:
        assert refusal.reason.zh
        assert refusal.reason.en


def test_a_form_is_filled_bit_by_bit() -> None:
    """Without rows there is one line, completed by each filling; each filling is a version."""
    log, told = document()
    log.act("learner", "fill", {"t": 20})
    log.act("learner", "fill", {"ok": True, "t": 21})
    assert log.lines == [{"t": 21, "ok": True}]
    assert log.version == 2
    assert told == [("LOG", 1, False), ("LOG", 2, False)]


def test_a_table_grows_until_it_is_full() -> None:
    """With rows every filling is a line of its own, as many as there are."""
    log, _ = document(rows=2)
    for n in (1, 2):
        assert log.refuse("learner", "fill", {"t": n}) is None
        log.act("learner", "fill", {"t": n})
    assert [line["t"] for line in log.lines] == [1, 2]
    refusal = log.refuse("learner", "fill", {"t": 3})
    assert refusal is not None
    assert refusal.code == "full"


def test_only_a_complete_document_is_signed() -> None:
    """What is required must be there; the refusal names what is missing."""
    log, _ = document()
    log.act("learner", "fill", {"t": 20, "ok": False})
    refusal = log.refuse("learner", "sign", None)
    assert refusal is not None
    assert refusal.code == "incomplete"
    assert refusal.reason.zh.endswith("气体")
    assert refusal.reason.en.endswith("Gas")
    log.act("learner", "fill", {"gas": "N2"})
    assert log.refuse("learner", "sign", None) is None


def test_an_empty_document_cannot_be_signed() -> None:
    """Signing nothing is refused too."""
    refusal = document()[0].refuse("learner", "sign", None)
    assert refusal is not None
    assert refusal.code == "incomplete"


def test_a_signature_is_for_the_version_that_was_read() -> None:
    """Whoever changes it afterwards opens it again."""
    log, told = document()
    log.act("learner", "fill", FULL)
    log.act("learner", "sign", None)
    assert log.signed
    log.act("learner", "fill", {"t": 99})
    assert not log.signed
    log.act("learner", "sign", None)
    assert log.signed
    assert told[-1] == ("LOG", 2, True)


def test_everybody_who_must_sign_must_sign() -> None:
    """Two signatures are two; others may not sign."""
    log, _ = document(sign=("learner", "supervisor"))
    log.act("learner", "fill", FULL)
    log.act("learner", "sign", None)
    assert not log.signed
    log.act("supervisor", "sign", None)
    assert log.signed
    refusal = log.refuse("stranger", "sign", None)
    assert refusal is not None
    assert refusal.code == "not_yours"


def test_reading_changes_nothing() -> None:
    """Reading a document is an action without effect."""
    log, told = document()
    log.act("learner", "read", None)
    assert (log.version, told) == (0, [])


def test_state_goes_round() -> None:
    """A document put back is the same document, and a copy."""
    log, _ = document(rows=3)
    log.act("learner", "fill", FULL)
    log.act("learner", "sign", None)
    state = log.state()
    other, _ = document(rows=3)
    other.set_state(state)
    assert other.state() == state
    assert other.signed
    state["lines"][0]["t"] = -1
    assert other.lines[0]["t"] == 20.5


def test_tags_tell_version_and_signature() -> None:
    """Rubrics see documents as two tags."""
    spec = document()[0].spec
    assert [tag.id for tag in tags({"LOG": spec})] == ["LOG.version", "LOG.signed"]


def test_every_version_is_recorded() -> None:
    """The attempt keeps each version with its content, and the tags follow."""
    recorder = MemoryRecorder()
    session = tiny_session(recorder=recorder)
    assert session.request("learner", "fill", "LOG", {"t": 20})
    session.tick()
    assert session.request("learner", "sign", "LOG")
    session.tick()
    assert session.request("learner", "fill", "LOG", {"t": 25})
    session.tick()
    assert [(name, version, body["lines"][0]["t"]) for _, name, version, body in recorder.documents] == [
        ("LOG", 1, 20), ("LOG", 1, 20), ("LOG", 2, 25),
    ]  # fmt: skip
    assert session.tags.value("LOG.version") == 2
    assert session.tags.value("LOG.signed") == 0
