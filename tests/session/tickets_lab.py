"""The tiny scenario with tickets, for the tests of several rooms."""

from __future__ import annotations

from typing import Any

from engine.scenario.document import Scenario
from engine.session.recorder import MemoryRecorder
from engine.session.session import Session
from engine.testing import TINY_SCENARIO, tiny_scenario

TICKETS = """\
tickets:
  T1:
    title: {zh: 停运票, en: Stop ticket}
    task: {zh: 加热块由运行转停运, en: Take the heated block out of service}
    reviews: [learner, supervisor, boss]
    order: {from: boss, decoys: {start: {zh: 加热块投运, en: Put it into service}}}
    items:
      off: {do: stop, on: H1}
      dead: {check: "not H1.command", of: H1}
      power: {do: set, on: H1, value: 0}
      key: {do: press, on: HS1, required: false}
    any_order: [[dead, power]]
"""
RIGHT = [{"do": "stop", "on": "H1"}, {"do": "check", "on": "H1"}, {"do": "set", "on": "H1", "value": 0}]


def with_tickets(*changes: tuple[str, str]) -> Scenario:
    """The tiny scenario with ``TICKETS``, changed."""
    text = TICKETS
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return tiny_scenario(("documents:\n", text + "documents:\n"))


def tiny_text_with_tickets() -> str:
    """The same as text."""
    return TINY_SCENARIO.replace("documents:\n", TICKETS + "documents:\n")


def begun(*changes: tuple[str, str], mode: str = "practise") -> Session:
    """A session of it whose learner stands at the box."""
    session = Session(with_tickets(*changes), mode=mode, recorder=MemoryRecorder())
    assert session.request("learner", "move", "learner", {"to": "box"})
    session.run(200)
    return session


def do(session: Session, *deeds: tuple[Any, ...]) -> None:
    """Deeds of the learner, each of which must be accepted; a tick after each."""
    for verb, on, *value in deeds:
        answer = session.request("learner", verb, on, *value)
        assert answer, (verb, on, value, answer)
        session.tick()


def code(session: Session, verb: str, on: str, value: Any = None, actor: str = "learner") -> str:
    """The code of a refusal, or ``ok``."""
    answer = session.request(actor, verb, on, value)
    return "ok" if answer else answer.code


def ordered(session: Session, lines: list[dict[str, Any]] | None = None) -> Session:
    """The ticket written, reviewed, rehearsed, ordered and repeated."""
    if lines != []:
        do(session, ("fill", "T1", {"lines": lines or RIGHT}))
    do(session, ("sign", "T1"), ("ask", "T1", "supervisor"), ("ask", "T1", "boss"), ("test", "T1"), ("report", "T1"))
    do(session, ("answer", "T1", {"order": "task"}))
    return session


def line(session: Session, n: int, *deeds: tuple[Any, ...]) -> None:
    """Line ``n`` as it should be: read out, repeated, checked, done, ticked."""
    one = session.parts.tickets.tickets["T1"].sheet.lines[n - 1]
    do(session, ("call", "T1"), ("answer", "T1", {"do": one.do, "on": one.on}), ("check", one.on))
    do(session, *deeds, ("fill", "T1", {"tick": n}))


def whole(session: Session) -> None:
    """Carry it out without a mistake and report."""
    line(session, 1, ("stop", "H1"))
    line(session, 2)
    line(session, 3, ("set", "H1", 0))
    do(session, ("close", "T1"), ("report", "T1"))


def marks(session: Session) -> dict[str, float]:
    """All tags of the ticket that are not zero."""
    return {t[3:]: session.tags.value(t) for t in session.tags.index if t.startswith("T1.") and session.tags.value(t)}


def heard(session: Session) -> list[str]:
    """What was said about the ticket, in Chinese."""
    return [m.text.zh for m in session.frame().messages if m.sender.zh in ("监护人", "班长", "模拟预演")]
