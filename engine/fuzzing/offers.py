"""What a session offers to a learner who tries everything: every verb on every object, and values for it.

Values are taken from what the scenario declares: ranges of tags, positions, modes, fields, reports, choices. Most are
plausible, some lie on a limit, and ``wrong`` gives such as nobody may accept.

    offers = Offers(session)
    offers.pairs                        # every (verb, object)
    offers.value("set", "TIC101", dice)
    offers.place("open", "XV102")       # where to stand for it
"""

from __future__ import annotations

from typing import Any

from engine.fuzzing.dice import Dice
from engine.session.access import FAR_VERBS
from engine.session.actions import VERBS
from engine.session.conduct import ENDINGS, SPEEDS
from engine.session.documents import Document
from engine.session.lockout import LOCK_VERBS, SIGN_VERBS
from engine.session.messages import MessagesSection
from engine.session.people import Participant
from engine.session.session import Session
from engine.session.tickets.comparison import Line
from engine.session.tickets.ticket import Ticket
from engine.tags import Tag

__all__ = ["HARMLESS", "Offers"]

HARMLESS = frozenset(
    {"look", "check", "read", "acknowledge", "wear", "take", "report", "call", "fill", "ask", "answer"}
)
"""Verbs by which a careful learner does not upset anything."""
NOT_RANDOM = {("stop", "SESSION"), ("set", "SESSION")}
"""What is not tried like everything else: it would end the attempt."""
_TEXTS = ("正常", "ok", "", "两行\nlines", "x" * 300)
_WRONG: tuple[Any, ...] = (
    True, -1e12, 1e14, "", "no such", [], {}, [1, [2, [3]]], {"mode": "nonsense"}, {"sp": "much"}, {"out": []}, {"to": "nowhere"},
    {"to": {}}, {"x": 10**9}, {"x": 1.5}, {"speed": 0}, {"speed": 1e6}, {"frozen": 3, "colour": 1}, "x" * 5000, {"nofield": 1},
)  # fmt: skip


class Offers:
    """Everything that can be asked of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.pairs = [(verb, name) for name, thing in session.operables.items() for verb in thing.verbs]
        self.pairs.append(("move", "learner"))
        self._set = {(op.on, op.verb): op for op in session.parts.plant.operations() if op.value is None}
        self._told = session.scenario.get("messages") or MessagesSection()
        self._faults = list(session.scenario["faults"].root) if "faults" in session.scenario else []
        section = session.scenario.get("lockout")
        self._hangs = [*section.locks, *section.signs] if section is not None else []
        self._places = list(session.parts.people.geometry.places)
        self._standing: dict[tuple[str, str], str] = {}

    @property
    def faults(self) -> list[str]:
        """Malfunctions an instructor can begin."""
        return self._faults

    # -- values ---------------------------------------------------------------------------------------------
    def value(self, verb: str, on: str, dice: Dice) -> Any:
        """A value that fits the verb: usually within limits, now and then just on or beyond one."""
        tags = self._session.tags
        if verb == "move":
            return self._move(dice)
        paper = self._session.parts.documents.get(on)
        if isinstance(paper, Ticket):
            return self._of_ticket(paper, verb, dice)
        if on == "SESSION":
            return dice.pick(ENDINGS) if verb == "stop" else {"speed": dice.pick(SPEEDS)}
        if on == "HELP":
            return dice.pick((1, 2, 3, None))
        if verb in ("report", "call"):
            return dice.pick([*self._told.reports, "nothing"])
        if verb == "answer":
            question = self._told.questions.get(on)
            return dice.pick([*question.options, "none"]) if question is not None else None
        if verb == "fill" and paper is not None:
            return self._line(paper, dice)
        if verb == "turn" and on in tags:
            return dice.pick([*tags[on].options, "nowhere"])
        if verb in (*LOCK_VERBS, *SIGN_VERBS) and self._hangs:
            return self._to_hang(verb, on, dice)
        if (on, verb) in self._set:
            return self._number(tags[self._set[on, verb].tag], dice)
        if verb == "set" and f"{on}.sp" in tags:
            return self._loop(on, dice)
        return None

    def wrong(self, dice: Dice) -> Any:
        """A value nobody may accept for anything but a note."""
        return dice.pick(_WRONG)

    @staticmethod
    def _number(tag: Tag, dice: Dice) -> float:
        span = tag.high - tag.low
        if dice.happens(0.6):
            return round(dice.between(tag.low, tag.high), 3)
        return dice.pick((tag.low, tag.high, tag.low + 1e-9 * span, tag.high + 0.01 * span, tag.low - 0.01 * span, 0.0))

    def _to_hang(self, verb: str, on: str, dice: Dice) -> str | None:
        """A lock or sign: mostly one that is in hand or hangs there, now and then any, often none in particular."""
        lockout = self._session.parts.lockout
        near = self._session.parts.people.everyone["learner"].holds
        if lockout is not None and verb in ("unlock", "untag"):
            near = lockout.on(on, self._hangs)
        fits = [item for item in near if item in self._hangs]
        chosen: str | None = dice.pick([*(fits if fits and dice.happens(0.8) else self._hangs), None])
        return chosen

    def _loop(self, on: str, dice: Dice) -> dict[str, Any]:
        tags = self._session.tags
        said: dict[str, Any] = {}
        if dice.happens(0.5):
            said["mode"] = dice.pick(tags[f"{on}.mode"].options)
        if not said or dice.happens(0.4):
            part = dice.pick(("sp", "out"))
            said[part] = self._number(tags[f"{on}.{part}"], dice)
        return said

    @staticmethod
    def _line(document: Document, dice: Dice) -> dict[str, Any]:
        line: dict[str, Any] = {}
        for key, field in document.spec.fields.items():
            if dice.happens(0.2):
                continue
            good: Any = {
                "number": round(dice.between(-50, 500), 2), "check": dice.happens(0.5), "text": dice.pick(_TEXTS),
                "choice": dice.pick(field.options or ("?",)),
            }[field.kind]  # fmt: skip
            line[key] = good if dice.happens(0.95) else dice.pick(("text", 1, None, []))
        return line

    @staticmethod
    def _of_ticket(ticket: Ticket, verb: str, dice: Dice) -> Any:
        """What a learner does with a ticket: mostly the right line, now and then another."""
        lines = [Line(item.verb, item.target, item.value) for item in ticket.spec.items.values()]
        written = ticket.sheet.lines
        match verb:
            case "fill" if ticket.in_force:
                turn = ticket.sheet.present
                return {"tick": 1 + (turn if turn is not None and dice.happens(0.8) else dice.below(len(written) + 1))}
            case "fill" if dice.happens(0.3):
                return {"lines": [line.plain() for line in lines if dice.happens(0.95)]}
            case "fill" if written and dice.happens(0.3):
                n = 1 + dice.below(len(written))
                return dice.pick(({"remove": n}, {"move": [n, 1 + dice.below(len(written))]}))
            case "fill":
                return {"add": dice.pick(lines).plain()}
            case "ask":
                return dice.pick((None, *ticket.spec.reviews))
            case "answer" if ticket.in_force:
                turn = ticket.sheet.turn
                line = written[turn] if turn is not None and dice.happens(0.8) else dice.pick(lines)
                return {"do": line.do, "on": line.on}
            case "answer":
                return {"order": dice.pick(("task", "task", *ticket.spec.order.decoys))}
        return None

    def _move(self, dice: Dice) -> dict[str, Any]:
        if self._places and dice.happens(0.5):
            return {"to": dice.pick(self._places)}
        pose = self._session.parts.people.everyone["learner"].pose
        way = dice.pick((100, 300, 600, 3000))
        return {
            "x": pose.x + round(dice.between(-way, way)), "y": pose.y + round(dice.between(-way, way)),
            "heading": dice.below(360) * 1000, "pitch": dice.below(180) * 1000 - 90_000,
        }  # fmt: skip

    # -- requests that must be refused -----------------------------------------------------------------------
    def illegal(self, dice: Dice) -> tuple[str, str, str, Any]:
        """Somebody, some verb, some object, some value: one of them is wrong, or all are."""
        verb, on = dice.pick(self.pairs)
        match dice.below(6):
            case 0:
                return dice.pick(("nobody", "", "teacher")), verb, on, None
            case 1:
                return "learner", dice.pick(("fly", "", "OPEN")), on, None
            case 2:
                return "learner", verb, dice.pick(("nothing", on.lower() + "_", "")), None
            case 3:
                return "learner", dice.pick(list(VERBS)), on, None
            case 4:
                return "learner", verb, on, self.wrong(dice)
            case _:
                return "learner", dice.pick(("start", "stop")), dice.pick(self._faults or ["nothing"]), None

    # -- where ----------------------------------------------------------------------------------------------
    def away(self, verb: str, on: str) -> bool:
        """Whether the learner cannot do this from here."""
        person = self._session.parts.people.everyone["learner"]
        return verb != "move" and self._session.parts.access.refuse(person, verb, on) is not None

    def place(self, verb: str, on: str) -> str:
        """A place from which the learner can do this, or an empty string."""
        key = (verb if verb in FAR_VERBS else "", on)
        if key not in self._standing:
            access = self._session.parts.access
            best = access.place_for(on)
            if not best and verb in FAR_VERBS:
                for name, pose in self._session.parts.people.geometry.places.items():
                    if access.refuse(Participant("learner", "learner", pose), verb, on) is None:
                        best = name
                        break
            self._standing[key] = best
        return self._standing[key]
