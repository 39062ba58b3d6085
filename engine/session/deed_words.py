"""What doing something is called: the words of the plant where it has its own, else those of the verb.

Verbs are a closed list (``engine.session.actions``), but every trade has its own word for what is done to its things:
one *starts* a machine and *puts a unit on line*. A kind of plant may give an operation a title of its own; everything
that prints a verb asks here.

    words = words_of(scenario)
    words.verb("start", "P1").of("en")                # 'start', or what the plant calls it: for a button
    words.phrase("start", "P1", name).of("en")        # 'Start feeder P-1': for a line of a ticket

A title that has ``{}`` in it takes the name there: ``reset the counter of {}``. An attempt carries the words it was run
with (``plain``), so that a report years later says what was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.plant.plant import Operation
from engine.scenario.document import Scenario
from engine.scenario.text import Text
from engine.session.actions import VERBS
from engine.session.kinds import PLANT_KINDS

__all__ = ["DeedWords", "told", "words_of"]

_NAME = "{}"


def told(words: str, name: str, joint: str = " ") -> str:
    """Words and a name as one phrase: the name where the words want it, else behind them."""
    return words.replace(_NAME, name) if _NAME in words else f"{words}{joint}{name}"


class DeedWords:
    """The words for each verb on each thing."""

    def __init__(self, own: Mapping[tuple[str, str], Text] | None = None) -> None:
        """``own``: the titles there are, by thing and verb."""
        self._own = dict(own or {})

    @classmethod
    def of_operations(cls, operations: Iterable[Operation]) -> DeedWords:
        """The titles of what can be done to a plant."""
        return cls({(op.on, op.verb): op.title for op in operations if op.title is not None})

    @classmethod
    def of_plain(cls, plain: Any) -> DeedWords:
        """The words behind ``plain()``; anything odd in it is left out."""
        own = {}
        for on, verbs in plain.items() if isinstance(plain, Mapping) else ():
            for verb, text in verbs.items() if isinstance(verbs, Mapping) else ():
                if isinstance(text, Mapping) and text and all(isinstance(part, str) for part in text.values()):
                    own[on, verb] = Text(zh=text.get("zh", ""), en=text.get("en", ""))
        return cls(own)

    def plain(self) -> dict[str, dict[str, dict[str, str]]]:
        """All titles as plain data, for the record: thing → verb → words."""
        out: dict[str, dict[str, dict[str, str]]] = {}
        for (on, verb), text in self._own.items():
            out.setdefault(on, {})[verb] = {"zh": text.of("zh"), "en": text.of("en")}
        return out

    def own(self, verb: str, on: str) -> Text | None:
        """The title the plant gives this, with ``{}`` where the name goes, or ``None``."""
        return self._own.get((on, verb))

    def words(self, verb: str, on: str) -> Text:
        """The title, or the words of the verb; a verb nobody knows stands for itself."""
        own = self._own.get((on, verb))
        if own is not None:
            return own
        zh, en = VERBS.get(verb, (verb, verb))
        return Text(zh=zh, en=en)

    def verb(self, verb: str, on: str) -> Text:
        """The words alone, as on a button at the thing itself."""
        words = self.words(verb, on)
        zh, en = words.of("zh").replace(_NAME, ""), " ".join(words.of("en").replace(_NAME, "").split())
        return Text(zh=zh, en=en.removesuffix(" of").removesuffix(" to"))

    def phrase(self, verb: str, on: str, name: Text, value: Any = None) -> Text:
        """A deed in words: verb, name, and what it is set to."""
        words = self.words(verb, on)
        en = words.of("en").removesuffix(" to")
        zh, en = told(words.of("zh"), name.of("zh"), ""), told(en[:1].upper() + en[1:], name.of("en"))
        if value is None:
            return Text(zh=zh, en=en)
        return Text(zh=f"{zh}至 {_plain(value)}", en=f"{en} to {_plain(value)}")


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(part)}" for key, part in value.items())
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def words_of(sections: Scenario | Mapping[str, Any]) -> DeedWords:
    """The words of a scenario, by its sections; without a plant those of the verbs."""
    plant = sections.get("plant")
    kind = PLANT_KINDS.get(getattr(plant, "kind", ""))
    return DeedWords.of_operations(kind.operations(plant)) if kind is not None else DeedWords()
