"""Portable things at work: which end is fastened where, in which order, and what the plant is told of it.

session.request("learner", "attach", "LEAD1", {"part": "base", "to": "BAR"})
session.request("learner", "attach", "LEAD1", {"part": "clamp", "to": "W1.A"})
session.request("learner", "detach", "LEAD1", {"part": "clamp"})
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from engine.control.bus import Bus, Layer
from engine.control.operate import ControlRefusal
from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.applied.attachments import Attachment, Fit, points_used, registers, split
from engine.session.applied.choices import Choice
from engine.session.applied.placing import one_move
from engine.session.applied.points import Point, object_at, spot_title
from engine.session.applied.space import box_of, gaps, reaches
from engine.session.frame import Fastened
from engine.session.operables import Operable, refused, with_verbs
from engine.session.people import Participant, People
from engine.session.shapes import mm

__all__ = ["Attaching", "Portable"]


class Attaching:
    """Which end is fastened where; a block of the consequences phase that only acts when it is told to."""

    period = 1

    def __init__(
        self, section: Mapping[str, Attachment], points: Mapping[str, Point], bus: Bus, people: People,
        titles: Mapping[str, Text],
    ) -> None:  # fmt: skip
        self.section, self.points, self.people = section, points, people
        self._bus, self._titles = bus, titles
        self.at: dict[str, dict[str, str]] = {name: {} for name in section}
        """By thing: end → where it is fastened, in the order in which that was done."""

    def title(self, name: str) -> Text:
        """What people call a thing."""
        return self._titles.get(name, Text(zh=name, en=name))

    def fit(self, name: str, end: str, spot: str) -> Fit | None:
        """How an end fits a place, or ``None`` if it does not."""
        return next((fit for fit in self.section[name].ends[end].fits if fit.at == spot), None)

    def spot(self, spot: str) -> Text:
        """What people call a place."""
        return spot_title(self.points, *split(spot))

    def object_of(self, spot: str) -> str:
        """The object of the stage a place is at."""
        return object_at(self.points, *split(spot))

    def too_far(self, name: str, spot: str) -> bool:
        """Whether the thing is too short to reach from the ends that are fastened to ``spot``."""
        length = self.section[name].length
        if length is None:
            return False
        objects, most = self.people.geometry.stage.objects, mm(length)
        here = self.object_of(spot)
        for other in self.at[name].values():
            there = self.object_of(other)
            x, y, z = gaps(box_of(here, objects[here]), box_of(there, objects[there]))
            if math.isqrt(x * x + y * y + z * z) > most:
                return True
        return False

    def lines(self) -> tuple[Fastened, ...]:
        """Every end that is fastened, for frames."""
        out = []
        for name, thing in self.section.items():
            for end in (end for end in thing.ends if end in self.at[name]):
                point, part = split(self.at[name][end])
                parts = list(self.points[point].parts) or [""]
                place = (parts.index(part) if part in parts else 0, len(parts))
                length = None if thing.length is None else mm(thing.length)
                out.append(Fastened(name, end, object_at(self.points, point, part), point, part, place, length))
        return tuple(out)

    # -- what is done ---------------------------------------------------------------------------------------
    def fasten(self, name: str, end: str, spot: str, actor: str) -> None:
        """Fasten an end; the thing leaves the hand, whoever did it."""
        for person in self.people.everyone.values():
            if name in person.holds:
                person.holds.remove(name)
        self.at[name][end] = spot
        self._claim(name)
        self._report(name, end, spot, actor, on=True)

    def loosen(self, name: str, end: str, actor: str) -> None:
        """Take an end off; with the last one the thing is back in the hand."""
        spot, together = self.at[name][end], self.section[name].together
        for other, its in self.at[name].items():
            if together or other == end:
                self._withdraw(name, other, its)
        del self.at[name][end]
        person = self.people.everyone[actor]
        if not self.at[name] and person.has_body:
            person.holds.append(name)
        for thing in self.section:  # another one may hold the same command
            self._claim(thing)
        self._report(name, end, spot, actor, on=False)

    def _claim(self, name: str) -> None:
        """Claim what the fastened ends of a thing set, by hand like any other operation."""
        if self.section[name].together and len(self.at[name]) < len(self.section[name].ends):
            return
        for end, spot in self.at[name].items():
            fit = self.fit(name, end, spot)
            if fit is not None and fit.set is not None:
                self._bus.outputs.put(Layer.MANUAL, fit.set, fit.to.to(self._bus.tags[fit.set].unit), by="hand")

    def _withdraw(self, name: str, end: str, spot: str) -> None:
        fit = self.fit(name, end, spot)
        if fit is not None and fit.set is not None:
            tag = self._bus.tags[fit.set]
            back = tag.healthy if fit.back is None else fit.back.to(tag.unit)
            self._bus.outputs.put(Layer.MANUAL, fit.set, back, by="hand")

    def _report(self, name: str, end: str, spot: str, actor: str, *, on: bool) -> None:
        t, e, at = self.title(name), self.section[name].ends[end].title, self.spot(spot)
        text = (
            {"zh": f"{t.of('zh')}的{e.of('zh')}装到{at.of('zh')}", "en": f"{t.of('en')}: {e.of('en')} fastened to {at.of('en')}"}
            if on
            else {"zh": f"{t.of('zh')}的{e.of('zh')}从{at.of('zh')}拆下", "en": f"{t.of('en')}: {e.of('en')} taken off {at.of('en')}"}
        )  # fmt: skip
        point, part = split(spot)
        self._bus.emit(
            "attached", name, part=end, point=point, at=part, on=on, fastened=len(self.at[name]), by=actor, text=text
        )
        self.people.publish()
        self._publish()

    # -- the block ------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Show what was fastened before the attempt began."""
        self._publish()

    def scan(self) -> None:
        """Nothing changes by itself."""

    def _publish(self) -> None:
        values, index = self._bus.values, self._bus.tags.index
        for name, thing in self.section.items():
            for end in thing.ends:
                values[index[f"{name}.{end}"]] = float(end in self.at[name])
        used = {split(spot)[0] for ends in self.at.values() for spot in ends.values()}
        for point in points_used(self.section):
            values[index[f"{point}.attached"]] = float(point in used)
        for register, things in registers(self.section).items():
            values[index[f"{register}.out"]] = float(sum(bool(self.at[name]) for name in things))

    def state(self) -> dict[str, Any]:
        """All fastened ends, each thing's in order."""
        return {name: [[end, spot] for end, spot in ends.items()] for name, ends in self.at.items()}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``."""
        self.at = {name: dict(state[name]) for name in self.section}
        self._publish()


class Portable:
    """A portable thing: taken and put down like others; its ends are fastened and taken off."""

    chosen = ("attach", "detach")

    def __init__(self, inner: Operable, attaching: Attaching) -> None:
        self.id, self.title = inner.id, inner.title
        self._inner, self._all = inner, attaching
        self._spec = attaching.section[inner.id]

    @property
    def verbs(self) -> tuple[str, ...]:
        """Those of the thing, and for its ends."""
        return with_verbs(self._inner, "attach", "detach")

    def where(self, verb: str, value: Any) -> str:
        """The point that must be within reach; the thing itself for taking it."""
        if verb not in self.chosen:
            return self.id
        end, spot = self._meant(verb, value)
        del end
        return split(spot)[0] if isinstance(spot, str) else ""

    def _meant(self, verb: str, value: Any) -> tuple[str | None, str | None]:
        """End and place as said; ``None`` for what is not clear."""
        return one_move(self._spec, verb, value, self._all.at[self.id])

    # -- the operable ---------------------------------------------------------------------------------------
    def choices(self, actor: str, verb: str) -> Sequence[Choice]:
        """Ends that could be fastened, or taken off, from where the actor stands."""
        out = []
        for end, spec in self._spec.ends.items():
            spots = [fit.at for fit in spec.fits] if verb == "attach" else [self._all.at[self.id].get(end, "")]
            for spot in spots:
                value = {"part": end, "to": spot} if verb == "attach" else {"part": end}
                if not spot or self._refuse(actor, verb, value) is not None:
                    continue
                at = self._all.spot(spot)
                words = Text(zh=f"{spec.title.of('zh')} — {at.of('zh')}", en=f"{spec.title.of('en')} — {at.of('en')}")
                out.append(Choice(value, words))
        return out

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | ControlRefusal | None:
        """Nothing is taken that is fastened; nothing is fastened where it does not fit or cannot be reached."""
        if verb in self.chosen:
            return self._refuse(actor, verb, value)
        if verb == "take" and self._all.at[self.id]:
            zh, en = self.title.of("zh"), self.title.of("en")
            return refused("attached", f"{zh}还装着，先逐端拆下", f"{en} is fastened: take its ends off first")
        return self._inner.refuse(actor, verb, value)

    def _refuse(self, actor: str, verb: str, value: Any) -> Refused | None:
        person = self._all.people.everyone[actor]
        end, spot = self._meant(verb, value)
        if end is None:
            names = ", ".join(self._spec.ends)
            return refused("which_part", f"写明哪一端：{names}", f"say which end: {names}")
        e, fastened = self._spec.ends[end].title, self._all.at[self.id]
        if verb == "attach" and end in fastened:
            return refused("attached", f"{e.of('zh')}已经装好", f"{e.of('en')} is fastened already")
        if verb == "detach" and end not in fastened:
            return refused("not_attached", f"{e.of('zh')}没有装着", f"{e.of('en')} is not fastened")
        if verb == "attach" and (why := self._unfit(person, end, spot)) is not None:
            return why
        assert spot is not None
        return self._out_of_hand(person, end, spot)

    def _unfit(self, person: Participant, end: str, spot: str | None) -> Refused | None:
        """Why the end cannot be fastened at ``spot``, wherever the person stands."""
        zh, en = self.title.of("zh"), self.title.of("en")
        if person.has_body and self.id not in person.holds and not self._all.at[self.id]:
            return refused("not_held", f"先把{zh}拿在手里", f"take {en} into your hand first")
        e = self._spec.ends[end].title
        if spot is None or self._all.fit(self.id, end, spot) is None:
            fits = [self._all.spot(fit.at) for fit in self._spec.ends[end].fits]
            at_zh, at_en = "、".join(f.of("zh") for f in fits), ", ".join(f.of("en") for f in fits)
            return refused(
                "no_fit", f"{e.of('zh')}装不到这里，可装：{at_zh}", f"{e.of('en')} does not fit there; it fits {at_en}"
            )
        if self._all.too_far(self.id, spot):
            return refused("too_short", f"{zh}不够长", f"{en} is too short for that")
        return None

    def _out_of_hand(self, person: Participant, end: str, spot: str) -> Refused | None:
        """Why the person's hands cannot do it from here."""
        spec = self._spec.ends[end]
        if not person.has_body:
            return None
        if person.route:
            return refused("walking", "正在走动，到位后再操作", "still walking; act when you have arrived")
        if spec.tool and spec.tool not in person.holds:
            t = self._all.title(spec.tool)
            return refused(
                "no_tool", f"要用{t.of('zh')}，手里没有", f"it takes {t.of('en')}, which is not in your hands"
            )
        if not reaches(self._all.people.geometry, person.pose, self._all.object_of(spot), mm(spec.reach)):
            at = self._all.spot(spot)
            return refused("out_of_reach", f"够不着{at.of('zh')}，请走近", f"{at.of('en')} is out of reach: go nearer")
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Fasten an end or take it off."""
        if verb not in self.chosen:
            self._inner.act(actor, verb, value)
            return
        end, spot = self._meant(verb, value)
        assert end is not None
        assert spot is not None
        if verb == "attach":
            self._all.fasten(self.id, end, spot, actor)
        else:
            self._all.loosen(self.id, end, actor)
