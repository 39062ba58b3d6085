"""Judging a request before it has any effect: who, what, where from, and whether the thing itself has reasons.

The order is fixed, so that the same slip is always answered in the same way: the attempt is over, no names, nobody of that
name, no such verb, no plain value, frozen, no such object, not for this object, out of reach, not with these hands,
a coded lock that stays shut, what the object says, and last a ticket that is kept to strictly.
"""

from __future__ import annotations

from typing import Any

from engine.control.operate import ControlRefusal
from engine.scenario.nearest import did_you_mean
from engine.scenario.text import Text
from engine.session.actions import VERBS, Refused, is_plain
from engine.session.applied.choices import place_of
from engine.session.assembly import Parts
from engine.session.operables import refused
from engine.session.things import PRIVILEGED

__all__ = ["UNRECORDED", "judge"]

UNRECORDED = frozenset({"ended", "bad_name", "blocked", "too_fast", "edge"})
"""Codes of refusals that are no events: bumping into things while walking, knocking after the end, and what names nobody and
nothing in a way no file could hold.
"""
LONGEST_NAME = 200
"""Characters; ids are shorter, and a refusal repeats the name it was given."""


def judge(parts: Parts, actor: str, verb: str, on: str, value: Any) -> Refused | None:
    """Why ``actor`` may not do this now, or ``None``. Changes nothing."""
    if parts.conduct.ended:
        return refused("ended", "本次练习已经结束", "this attempt is over")
    if not all(isinstance(name, str) and len(name) <= LONGEST_NAME and is_plain(name) for name in (actor, verb, on)):
        return refused(
            "bad_name", "参与者、动作和对象要用名称表示", "participant, action and object are given by their names"
        )
    person = parts.people.everyone.get(actor)
    if person is None:
        return refused("no_actor", f"没有参与者 {actor}", f"there is no participant {actor}")
    if verb not in VERBS:
        return refused("no_verb", f"没有 {verb} 这个动作", f"there is no action {verb}")
    if not is_plain(value):
        return refused("bad_value", "动作的值不合要求", "the value of an action is plain, finite data")
    if parts.conduct.frozen and on != "SESSION" and actor not in PRIVILEGED:
        return refused("frozen", "已暂停，请先继续", "frozen: resume first")
    if verb == "move":
        if on != actor:
            return refused("no_object", "只能移动自己", "everybody moves only themselves")
        return parts.people.refuse_move(actor, value)
    thing = parts.operables.get(on)
    if thing is None:
        near = did_you_mean(on, parts.operables)
        zh, en = (f"，是不是 {near}？", f"; did you mean {near}?") if near else ("", "")
        return refused("no_object", f"没有可操作的对象 {on}{zh}", f"there is nothing called {on}{en}")
    if verb not in thing.verbs:
        return refused("no_verb", f"{on} 不能{VERBS[verb][0]}", f"{on} cannot be told to {VERBS[verb][1]}")
    away = parts.access.refuse(person, verb, place_of(thing, on, verb, value))
    if away is not None:
        return away
    unable = parts.handling.refuse(person, verb, on, value)
    if unable is not None:
        return unable
    shut = parts.coded.refuse(person, verb, on, value) if parts.coded is not None else None
    if shut is not None:
        return shut
    answer = thing.refuse(actor, verb, value)
    if isinstance(answer, ControlRefusal):
        return Refused(answer.code, Text(zh=answer.zh, en=answer.en))
    return answer if answer is not None else parts.tickets.refuse(actor, verb, on, value)
