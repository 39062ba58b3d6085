"""Whether a bypass has its permit: signed by everybody who must, and for this interlock.

A document that only one interlock names in ``bypass: {permit: …}`` is its permit. One that several name is a form for
whichever is bypassed: it must say which, by id or label, in one of its fields. A permit is looked at as it stands, so
that filling in another line takes back what was signed.

    interlocks: {I101: {label: I-101, bypass: {limit: 8 h, key: KEY101, permit: PERMIT}, …}, I103: {…the same…}}
    documents: {PERMIT: {fields: {which: {kind: choice, options: [I-101, I-103]}, why: {…}}, sign: [learner, supervisor]}}
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from engine.control.interlocks import Interlock
from engine.scenario.document import Scenario
from engine.scenario.nearest import did_you_mean
from engine.scenario.reporter import Reporter
from engine.session.documents import Document

__all__ = ["Permits", "lint"]

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Permits:
    """The permits of all interlocks of a session."""

    def __init__(self, interlocks: Mapping[str, Interlock], documents: Mapping[str, Document]) -> None:
        self._interlocks, self._documents = interlocks, documents
        self._users = Counter(entry.bypass.permit for entry in interlocks.values() if entry.bypass.permit)

    def in_force(self, key: str) -> bool:
        """Whether interlock ``key`` may be bypassed now as far as papers go."""
        entry = self._interlocks[key]
        document = self._documents.get(entry.bypass.permit or "")
        if document is None or not document.signed:
            return False
        return self._users[document.id] == 1 or _names(document, (key, entry.label))


def _names(document: Document, names: tuple[str, ...]) -> bool:
    """Whether what is filled in last names one of ``names``; plates may be written with or without dashes."""
    wanted = {_plain(name) for name in names if name}
    last = document.lines[-1] if document.lines else {}
    return any(
        _plain(word) in wanted for value in last.values() if isinstance(value, str) for word in _WORD.findall(value)
    )


def _plain(name: str) -> str:
    return name.replace("-", "").replace("_", "").upper()


def lint(scenario: Scenario, reporter: Reporter) -> None:
    """Keys are things to take, permits are documents, a permit for several has a field to say which."""
    interlocks: Mapping[str, Interlock] = scenario["interlocks"].root
    objects, papers = scenario["stage"].objects, scenario.get("documents") or {}
    users: Counter[str] = Counter()
    for name, entry in interlocks.items():
        loc = ("interlocks", name, "bypass")
        key, permit = entry.bypass.key, entry.bypass.permit
        there = key is not None and _known(reporter, (*loc, "key"), key, objects, "对象", "object")
        if there and objects[key].role != "tool":
            reporter.error(
                (*loc, "key"), f"{key} 拿不起来", f"{key} cannot be taken",
                f"把 stage.objects.{key} 的 role 写成 tool", f"give stage.objects.{key} `role: tool`", code="not_a_tool",
            )  # fmt: skip
        if permit is not None and _known(reporter, (*loc, "permit"), permit, papers, "文件", "document"):
            users[permit] += 1
    for permit, n in users.items():
        if n > 1 and not any(field.kind in ("text", "choice") for field in papers[permit].fields.values()):
            reporter.error(
                ("documents", permit), f"{n} 条联锁共用这张票，却没有栏目写明是哪一条",
                f"{n} interlocks share this permit, but no field says which it is for",
                "加一个 kind: choice 的栏目，options 列出联锁牌号",
                "add a field of kind choice whose options are the labels of the interlocks", code="permit_names_none",
                part="key",
            )  # fmt: skip


def _known(reporter: Reporter, loc: Any, name: str, names: Mapping[str, Any], zh: str, en: str) -> bool:
    if name in names:
        return True
    near = did_you_mean(name, names)
    fix = (f"是不是 `{near}`？", f"did you mean `{near}`?") if near else (None, None)
    reporter.error(loc, f"没有{zh} `{name}`", f"there is no {en} `{name}`", *fix, code="unknown_name")
    return False
