"""What a learner who asks for help is told: the next thing to do, how to do it, and where.

What the marker says is due comes first where it is no step of the task sheet: an emergency goes before the normal
work. Then the first step of the sheet that can be done now.

    hint = next_hint(ui)
    hint.title, hint.detail, hint.deed, hint.where      # level 1, 2, 3, 3
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.session.applied.points import objects_of
from engine.session.findings import Finding
from engine.session.procedure import Guide, Step
from engine.session.stage import Room, StageSection
from engine.view.panels.tasks import step_guide, step_states, still_asked
from engine.view.panels.verb_words import verb_text
from engine.view.ui import Ui
from engine.view.wording import reading

__all__ = ["Hint", "givers", "next_hint"]

CONTROL = "*control"


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to do; empty texts where nothing is known."""

    id: str
    title: str
    detail: str = ""
    deed: str = ""
    where: str = ""
    on: str = ""
    """What to act on."""
    ringed: bool = False
    """Whether that stands somewhere: in the field or on a picture of the screen."""


def next_hint(ui: Ui) -> Hint | None:
    """The next thing to do, ``None`` once everything is done."""
    procedure = ui.facts.sections.get("procedure")
    steps: dict[str, Step] = procedure.steps if procedure is not None else {}
    due = {f.item: f for f in ui.frame.findings if f.judgement == "open" and f.data.get("phase") == "due"}
    judged = {item for name, step in steps.items() for item in step.judged_by(name)}
    for name, finding in due.items():
        if name not in judged:
            return Hint(name, finding.what.of(ui.lang), _of(ui, finding.how))
    known = {f.item: f for f in ui.frame.findings}
    pending = [n for n, state in step_states(ui).items() if state in ("open", "now")]
    called = (n for n in pending if any(item in due for item in steps[n].judged_by(n)))
    name = next(called, pending[0] if pending else "")
    if not name:
        return None
    return _of_step(ui, name, steps[name], [known[item] for item in steps[name].judged_by(name) if item in known])


def _of_step(ui: Ui, name: str, step: Step, findings: Sequence[Finding] = ()) -> Hint:
    told = [_of(ui, step.detail), *(_of(ui, f.how) for f in still_asked(findings))]
    detail = "\n".join(dict.fromkeys(text for text in told if text))
    guide = step_guide(ui, name, step)
    if guide is None:
        return Hint(name, step.title.of(ui.lang), detail)
    deed, where, ringed = _deed(ui, guide), _where(ui, guide.on), bool(givers(ui, guide.on))
    return Hint(name, step.title.of(ui.lang), detail, deed, where, guide.on, ringed)


def _of(ui: Ui, text: Any) -> str:
    return text.of(ui.lang) if text is not None else ""


def _deed(ui: Ui, guide: Guide) -> str:
    """The operation in words: verb, plate, name and value."""
    plate, title = ui.facts.plate(guide.on), ui.facts.title(guide.on, ui.lang)
    if guide.on in _documents(ui):  # its id stands nowhere
        title = _documents(ui)[guide.on].title.of(ui.lang)
        return f"{verb_text(ui, guide.verb, guide.on)}  {title}{_value(ui, guide)}"
    belongs = plate != guide.on or any(tag.id.partition(".")[0] == guide.on for tag in ui.port.tags)
    name = _joined(plate, title) if belongs else title  # an id that stands on no plate means nothing to a learner
    return f"{verb_text(ui, guide.verb, guide.on)}  {name}{_value(ui, guide)}"


def _documents(ui: Ui) -> Any:
    return {**(ui.facts.sections.get("tickets") or {}), **(ui.facts.sections.get("documents") or {})}


def _joined(*words: str) -> str:
    return " ".join(dict.fromkeys(word for word in words if word))


def _value(ui: Ui, guide: Guide) -> str:
    value = guide.value
    if value is None or value == "":
        return ""
    pairs = value.items() if isinstance(value, dict) else [("command", value)]
    words = []
    for key, number in pairs:
        tag = ui.tag(f"{guide.on}.{key}")
        plain = tag is None or not isinstance(number, int | float)
        words.append(ui.t.get(f"option.{number}", str(number)) if plain or tag is None else reading(tag, number, ui.t))
    return " → " + "，".join(words)


def givers(ui: Ui, on: str) -> list[str]:
    """The objects of the stage at which ``on`` can be operated, hands first, then the console."""
    stage = ui.facts.sections.get("stage")
    if stage is None or not on:
        return []
    points = ui.facts.sections.get("points") or {}
    there = objects_of(points, on) if on in points else ()
    direct = [name for name, thing in stage.objects.items() if name == on or on in thing.gives or name in there]
    on_screen = any(on in (e.on, e.tag) for page in ui.pages.values() for e in page.elements)
    return [*direct, *(_consoles(stage, on) if on_screen else [])]


def _consoles(stage: StageSection, on: str) -> list[str]:
    """Consoles from which ``on`` can be operated; a console may leave something to the field."""
    return [n for n, thing in stage.objects.items() if CONTROL in thing.gives and f"-{on}" not in thing.gives]


def _where(ui: Ui, on: str) -> str:
    """Where it is operated: the pages of the screen that show it, and the objects with their rooms."""
    stage = ui.facts.sections.get("stage")
    if on in _documents(ui):
        return ui.t("hint.document")
    shown = ui.pages.values() if stage is None or _consoles(stage, on) else ()
    pages = [page for page in shown if any(on in (e.on, e.tag) for e in page.elements)]
    words = [ui.t("hint.page", page=page.title.of(ui.lang)) for page in pages]
    if stage is not None:
        words += [_place(ui, stage, name) for name in givers(ui, on) if CONTROL not in stage.objects[name].gives]
    return ui.t("hint.or").join(dict.fromkeys(words)) or ui.t("hint.anywhere")


def _place(ui: Ui, stage: StageSection, name: str) -> str:
    """An object in words: its room, plate and name."""
    thing = stage.objects[name]
    room = next((r.title.of(ui.lang) for r in stage.rooms.values() if _in(r, thing.at)), ui.t("hint.outdoors"))
    title = thing.title.of(ui.lang) if thing.title is not None else ui.facts.title(name, ui.lang)
    label = thing.label if ui.lang != "en" or thing.label.isascii() else ""
    return ui.t("hint.place", room=room, name=_joined(label, title))


def _in(room: Room, at: tuple[float, float, float]) -> bool:
    west, south, east, north = room.box
    return west <= at[0] <= east and south <= at[1] <= north and room.floor <= at[2] <= room.floor + room.height
