"""A question put during the run: it stands over everything until it is answered."""

from __future__ import annotations

from slimgui import imgui

from engine.session.messages import Question
from engine.view.panels.cards import card
from engine.view.ui import Ui

__all__ = ["QuestionPanel"]


class QuestionPanel:
    """Finds the oldest open question among the events and takes the answer."""

    def __init__(self) -> None:
        self._answered: set[str] = set()

    def open_question(self, ui: Ui) -> str:
        """The id of the question to answer now, or an empty text."""
        messages = ui.facts.sections.get("messages")
        questions = getattr(messages, "questions", {})
        for event in ui.frame.events:
            if event.kind == "message" and event.source in questions and event.source not in self._answered:
                if _waits(ui, event.source, questions[event.source]):
                    return str(event.source)
                self._answered.add(event.source)
        return ""

    def draw(self, ui: Ui) -> None:
        """Draw the card while a question is open."""
        name = self.open_question(ui)
        if not name:
            return
        question = ui.facts.sections["messages"].questions[name]
        with card(ui, "question", ui.t("question.title"), (680, 420), closable=False):
            with ui.font(19):
                ui.wrapped(question.text.of(ui.lang))
            imgui.spacing()
            imgui.push_style_var(imgui.StyleVar.BUTTON_TEXT_ALIGN, (0.0, 0.5))
            for key, text in question.options.items():
                label = f"{key.upper()}.  {text.of(ui.lang)}"
                if ui.button(f"question.{name}.{key}", label, (-1, 46)):
                    answer = ui.port.request(ui.actor, "answer", name, key)
                    if answer or getattr(answer, "code", "") == "answered":
                        self._answered.add(name)
                    else:
                        ui.answered(answer)
            imgui.pop_style_var()


def _waits(ui: Ui, name: str, question: Question) -> bool:
    """Whether the session still takes an answer: after going on with an attempt, what was answered before does not wait."""
    operable = ui.port.operables.get(name)
    answer = next(iter(question.options), "")
    return operable is None or operable.refuse(ui.actor, "answer", answer) is None
