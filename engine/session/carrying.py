"""What hands can carry: which objects are picked up, the tags that say so, and how many hands each of them takes.

A rubric may ask whether something was in hand although the session did not insist on it: every object that can be
picked up has its tag ``learner.holds.<object>``. People have two hands; how many an object takes is said in
``handling: {hands: {ROD: 2}}``, and what is not listed goes into a pocket, a belt or a bag and takes none.

    Hands({"ROD": 2, "LAMP": 1}, names).refuse(["LAMP"], "ROD")      # hands_full: put the lamp down first
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.scenario.text import Text, join
from engine.session.actions import Refused
from engine.session.operables import refused
from engine.session.stage import StageSection
from engine.tags import Kind, Tag

__all__ = ["TWO", "Hands", "holding_tags", "portable"]

TWO = 2
"""The hands of a person."""


def portable(stage: StageSection) -> list[str]:
    """The objects that can be picked up, in the order of the scenario."""
    return [name for name, thing in stage.objects.items() if thing.role in ("tool", "radio")]


def holding_tags(stage: StageSection) -> list[Tag]:
    """A discrete tag for each object that can be picked up: whether the learner has it in hand."""
    out = []
    for name in portable(stage):
        title = stage.objects[name].title or Text(zh=name, en=name)
        zh, en = f"拿着{title.of('zh')}", f"holds {title.of('en')}"
        out.append(Tag(f"learner.holds.{name}", kind=Kind.DISCRETE, zh=zh, en=en))
    return out


class Hands:
    """Whether there is a hand free for one more thing."""

    def __init__(self, takes: Mapping[str, int], name: Callable[[str], Text]) -> None:
        self._takes, self._name = dict(takes), name

    def refuse(self, holds: Sequence[str], item: str) -> Refused | None:
        """Why somebody who holds ``holds`` cannot take ``item`` as well, or ``None``."""
        wanted = self._takes.get(item, 0)
        in_hand = [name for name in holds if self._takes.get(name, 0)]
        if item in holds or not wanted or wanted + sum(self._takes[name] for name in in_hand) <= TWO:
            return None
        new, carried = self._name(item), join((self._name(name) for name in in_hand), en=" and ")
        return refused(
            "hands_full", f"手里拿着{carried.of('zh')}，腾不出手拿{new.of('zh')}，先放下",
            f"{carried.of('en')} in your hands leaves none free for {new.of('en')}: put something down first",
        )  # fmt: skip
