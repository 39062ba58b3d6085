"""The ``handling`` section: what must be in hand, worn or so before something can be done at all.

It is for what is physically impossible otherwise; what is merely wrong (bare hands where gloves are due) is the
rubric's business, which has ``learner.wears.<item>`` and ``learner.holds.<object>`` for it.

    handling:
      hands: {ROD: 2, LAMP: 1}            # how many of two hands it takes; what is not listed takes none
      needs:
        H1:
          "*": {wears: [gloves]}          # whatever works H1: all but looking, checking, reading, locks and signs
          unlock: {holds: [KEY1], why: {zh: 解锁要用专用钥匙, en: unlocking takes the special key}}
          open: {holds: [[ROD, LONG_ROD]]}                  # a list in the list: one of these
          start:
            - {from: remote, when: "SA1 == 'remote'", why: {zh: 选择开关不在远方, en: the selector is not at remote}}
            - {from: [PANEL], when: "SA1 == 'local'", why: {zh: 选择开关不在就地, en: the selector is not at local}}

Where a hand acts from is state of the body: the objects within reach that give what is acted on. An object that
names it in its ``gives`` (or is it) is ``local``, one that gives it with ``*control`` only is ``remote``, and both can
be named by id. Who reaches several may use any of them, so one that permits it is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import Field

from engine.scenario.expression import Expression
from engine.scenario.model import Model
from engine.scenario.text import Text
from engine.session.access import FAR_VERBS, Access
from engine.session.actions import Refused
from engine.session.carrying import TWO, Hands
from engine.session.deed_words import DeedWords, told
from engine.session.lockable import Lockable
from engine.session.lockout import LOCK_VERBS, SIGN_VERBS
from engine.session.operables import refused
from engine.session.people import Participant
from engine.session.things import PRIVILEGED

__all__ = ["EVERY", "ORIGINS", "Handling", "HandlingSection", "Need"]

EVERY = "*"
"""In place of a verb: all that work a thing, but not those of the eye, nor those of locks and signs."""
_NOT_EVERY = FAR_VERBS | {*LOCK_VERBS, *SIGN_VERBS}
ORIGINS = ("local", "remote")
"""Where something is done from, without naming the object."""

Things = tuple[str | tuple[str, ...], ...]


class Need(Model, title="操作条件 / What it takes"):
    """What one kind of action takes. Everything that is said must be so."""

    at: str | tuple[str, ...] = Field(
        (), alias="from",
        description="只对从这里的操作：local 就地、remote 远方（只由 *control 给出），或现场对象"
        " / only when done from here: local, remote (given by *control only), or objects of the stage",
    )  # fmt: skip
    holds: Things = Field(
        (), description="手里要有；列表中的列表表示任选其一 / must be in hand; a list in the list: one of these"
    )
    wears: Things = Field(
        (), description="要穿戴；列表中的列表表示任选其一 / must be worn; a list in the list: one of these"
    )
    when: Expression | None = Field(None, description="要成立的条件 / what must be so")
    why: Text | None = Field(
        None, description="告诉学员的原因；写了 when 就要写 / what the learner is told; wanted with when"
    )

    @property
    def origins(self) -> tuple[str, ...]:
        """Where it applies; empty for anywhere."""
        return (self.at,) if isinstance(self.at, str) else self.at


class HandlingSection(Model, title="动手条件 / Handling"):
    """What hands can carry and what they need."""

    hands: dict[str, Annotated[int, Field(ge=0, le=TWO)]] = Field(
        default_factory=dict,
        description="拿着它占几只手（共两只），不写为 0 / how many of two hands it takes, 0 if not said",
    )
    needs: dict[str, dict[str, Need | tuple[Need, ...]]] = Field(
        default_factory=dict,
        description='对象 → 动词（"*" 为全部动手的动词）→ 条件 / what is acted on → verb ("*" for all that take hands) → needs',
    )


class Handling:
    """Refuses what hands cannot do. Those without privilege only; who stands outside the plant needs no tool."""

    def __init__(
        self, section: HandlingSection, access: Access, holds_true: Callable[[str], Callable[[], bool]],
        name: Callable[[str], Text], lockable: Callable[[str], Lockable | None], words: DeedWords,
    ) -> None:  # fmt: skip
        """``holds_true`` turns a condition into a function of now; ``name`` says what people call an id, ``words`` what
        doing something to it is called; ``lockable`` gives what takes locks or signs."""
        self._words = words
        self._lockable = lockable
        self.hands = Hands(section.hands, name)
        self._access, self._name = access, name
        self._needs: dict[str, dict[str, tuple[Need, ...]]] = {
            on: {verb: need if isinstance(need, tuple) else (need,) for verb, need in verbs.items()}
            for on, verbs in section.needs.items()
        }
        every = (need for verbs in self._needs.values() for needs in verbs.values() for need in needs)
        self._when = {text: holds_true(text) for text in {str(n.when) for n in every if n.when is not None}}

    def refuse(self, person: Participant, verb: str, on: str, value: Any = None) -> Refused | None:
        """Why these hands cannot do this from where they are, or ``None``. Changes nothing."""
        if person.id in PRIVILEGED:
            return None
        if verb == "take" and (full := self.hands.refuse(person.holds, on)) is not None:
            return full
        points = self._access.hands(person, on, verb)
        thing = self._lockable(on)
        hangs = thing is not None and thing.hangs(verb, value)
        if hangs and self._access.only_by_screen(person, on, verb):
            title = self._name(on)
            return refused(
                "at_screen", f"锁和牌要到{title.of('zh')}跟前去挂、去取，不能在画面上操作",
                f"locks and signs are put on and taken off at {title.of('en')} itself, not from the screen",
            )  # fmt: skip
        of = self._needs.get(on, {})
        needs = (*(of.get(EVERY, ()) if verb not in _NOT_EVERY else ()), *of.get(verb, ()))
        if not needs or (hangs and thing is not None and verb in thing.own_verbs):
            return None
        answers = [self._judge(person, verb, on, [n for n in needs if self._applies(n, p, on)]) for p in points or [""]]
        return None if None in answers else answers[0]

    def _applies(self, need: Need, point: str, on: str) -> bool:
        """Whether a need counts for who acts through ``point``; through nothing (it is at hand) only those from anywhere."""
        if not need.origins:
            return True
        return bool(point) and not {point, ORIGINS[self._access.remote(point, on)]}.isdisjoint(need.origins)

    def _judge(self, person: Participant, verb: str, on: str, needs: Sequence[Need]) -> Refused | None:
        take = [item for need in needs for item in _missing(need.holds, person.holds)]
        wear = [item for need in needs for item in _missing(need.wears, person.wears)]
        if take or wear:
            why = [
                n.why
                for n in needs
                if n.why is not None and (_missing(n.holds, person.holds) or _missing(n.wears, person.wears))
            ]
            return Refused("unequipped", self._unequipped(verb, on, take, wear, why))
        fails = next((n for n in needs if n.when is not None and not self._when[str(n.when)]()), None)
        if fails is None:
            return None
        return Refused("not_possible", fails.why or Text(zh=f"要 {fails.when} 成立", en=f"this takes {fails.when}"))

    def _unequipped(self, verb: str, on: str, take: Sequence[Any], wear: Sequence[Any], why: Sequence[Text]) -> Text:
        zh, en = [], []
        for items, words in ((wear, ("穿戴", "put on")), (take, ("拿上", "take"))):
            if items:
                zh.append(words[0] + "、".join(self._one_of(item, "zh", "或") for item in items))
                en.append(f"{words[1]} " + ", ".join(self._one_of(item, "en", " or ") for item in items))
        name, done = self._name(on), self._words.words(verb, on)
        zh_deed = told(done.of("zh"), name.of("zh"), "")
        en_deed = told(done.of("en").removesuffix(" to"), name.of("en"))
        because = (
            ("（" + "；".join(t.of("zh") for t in why) + "）", f" ({'; '.join(t.of('en') for t in why)})")
            if why
            else ("", "")
        )
        return Text(
            zh=f"{zh_deed}之前先{'，'.join(zh)}{because[0]}",
            en=f"before you {en_deed}, {' and '.join(en)}{because[1]}",
        )

    def _one_of(self, item: str | tuple[str, ...], lang: str, joint: str) -> str:
        names = (item,) if isinstance(item, str) else item
        return joint.join(self._name(name).of(lang) for name in names)


def _missing(wanted: Things, there: Sequence[str]) -> list[str | tuple[str, ...]]:
    """Of what is wanted, that of which nothing is there."""
    return [item for item in wanted if not any(name in there for name in ((item,) if isinstance(item, str) else item))]
