"""The task sheet: what is asked, the steps in their phases, and what is done.

In learn mode the step to do now is pointed out with its detail; in an exam nothing is ticked off, because seeing
what the program takes for done would be help.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slimgui import imgui

from engine.session.findings import Finding
from engine.session.procedure import GIVEN, Guide, Step
from engine.view import theme
from engine.view.panels.marks import tick_box
from engine.view.ui import Ui

__all__ = ["current_guide", "current_step", "draw_next_steps", "draw_tasks", "side_steps", "step_guide", "step_states"]

_NOT_ASKED = frozenset({"given", "skipped"})
_SETTLED = _NOT_ASKED | {"done"}


def step_states(ui: Ui) -> dict[str, str]:
    """Each step's mark: ``given`` (done before the attempt began), ``skipped`` (not asked for), ``done``, ``wrong``
    (judged broken), ``now`` (learn mode) or ``open``.

    Where the step is also marked, it is ticked off once the marker has accepted it: a tick that costs points is none.
    """
    procedure = ui.facts.sections.get("procedure")
    if procedure is None:
        return {}
    done, judged = ui.port.done_steps(), {f.item: f for f in ui.frame.findings}
    if ui.frame.mode == "exam":  # what was done before it began is no secret
        return {name: "given" if done.get(name) == GIVEN else "open" for name in procedure.steps}
    verdicts = {
        name: [judged[item] for item in step.judged_by(name) if item in judged] for name, step in procedure.steps.items()
    }
    states = {name: _state(ui, step, done.get(name), verdicts[name]) for name, step in procedure.steps.items()}
    if ui.frame.help_level >= 2:
        still = [name for name, state in states.items() if state == "open"]
        due = (name for name in still if any(f.data.get("phase") == "due" for f in verdicts[name]))
        now = next(due, still[0] if still else "")
        if now:
            states[now] = "now"
    return states


def _state(ui: Ui, step: Step, done: int | None, verdicts: Sequence[Finding]) -> str:
    ticked = "open" if done is None else "done"
    if done == GIVEN:
        return "given"
    said = {finding.judgement for finding in verdicts}
    if not said:
        return ticked
    if said & {"broken", "missing"}:
        if ui.frame.help_level >= 2:
            return "wrong"
        return "done" if step.done is None else ticked  # no verdicts here, but neither is it asked for again
    if "open" in said and (still_asked(verdicts) or not said & {"met", "recovered"}):
        return "open"
    if said == {"n/a"}:
        return "skipped"
    return "done" if said & {"met", "recovered"} else ticked


def still_asked(verdicts: Sequence[Finding]) -> list[Finding]:
    """What is open and asked for: an answer to something that may come is so only once it has come."""
    return [
        f for f in verdicts
        if f.judgement == "open" and (f.data.get("kind") != "respond" or f.data.get("phase") == "due")
    ]  # fmt: skip


def step_guide(ui: Ui, name: str, step: Step) -> Guide | None:
    """What to point at of a step: the first of its guides that was not followed yet, or else its last."""
    followed = ui.port.followed_guides(name)
    person = ui.frame.people.get(ui.actor)
    worn = person.wears if person is not None else ()
    for i, guide in enumerate(step.guides):
        if not (guide.on in worn if guide.verb == "wear" else i in followed):
            return guide
    return step.guides[-1] if step.guides else None


def current_step(ui: Ui) -> Step | None:
    """The step pointed out now, or ``None``."""
    procedure = ui.facts.sections.get("procedure")
    name = next((name for name, state in step_states(ui).items() if state == "now"), "")
    return procedure.steps[name] if procedure is not None and name else None


def current_guide(ui: Ui) -> Guide | None:
    """What to do next for the step pointed out now, or ``None``."""
    procedure = ui.facts.sections.get("procedure")
    name = next((name for name, state in step_states(ui).items() if state == "now"), "")
    return step_guide(ui, name, procedure.steps[name]) if procedure is not None and name else None


def draw_tasks(ui: Ui) -> bool:
    """The whole sheet in the present window; returns whether help was asked for."""
    procedure = ui.facts.sections.get("procedure")
    if procedure is None:
        ui.label(ui.t("task.none"), theme.MUTED)
        return False
    ui.wrapped(procedure.task.of(ui.lang))
    if procedure.limits is not None:
        ui.wrapped(procedure.limits.of(ui.lang), theme.MUTED)
    states = step_states(ui)
    asked = False
    if ui.frame.mode != "exam":
        asked_for = [state for state in states.values() if state not in _NOT_ASKED]
        said = ui.t("task.progress", done=asked_for.count("done"), total=len(asked_for))
        given = len(states) - len(asked_for)
        ui.label(f"{said}　{ui.t('task.given', n=given)}" if given else said, theme.MUTED)
        if "HELP" in ui.port.operables:
            asked = ui.button("task.help", ui.t("task.help"), (0, 34))
    imgui.separator()
    phase = None
    for name, step in procedure.steps.items():
        if step.phase != phase:
            phase = step.phase
            if phase in procedure.phases:
                mark = " ◀" if phase == ui.frame.phase else ""
                ui.label(procedure.phases[phase].title.of(ui.lang) + mark, theme.ACCENT, 17)
        _step(ui, name, step, states[name], detail=ui.frame.help_level >= 1 or ui.frame.mode != "exam")
    return asked


def _step(ui: Ui, name: str, step: Any, state: str, detail: bool) -> None:
    tick_box(ui, state)
    imgui.same_line()
    ui.label(name, theme.MUTED)
    imgui.same_line(ui.px(88))
    imgui.begin_group()
    ui.wrapped(step.title.of(ui.lang), theme.MUTED if state in _SETTLED else theme.TEXT)
    if detail and step.detail is not None and state not in _SETTLED:
        with ui.font(14):
            ui.wrapped(step.detail.of(ui.lang), theme.MUTED)
    imgui.end_group()


def side_steps(ui: Ui, count: int = 6) -> list[str]:
    """The steps beside the control-room screen: the first that are not done, or, in an exam, those of this phase.

    An exam ticks nothing off, so that "not done" would show the first steps of the procedure for hours.
    """
    procedure = ui.facts.sections.get("procedure")
    if procedure is None:
        return []
    if ui.frame.mode == "exam":
        asked = [name for name, state in step_states(ui).items() if state not in _NOT_ASKED]
        here = [name for name in asked if procedure.steps[name].phase == ui.frame.phase]
        return here or asked[:count]
    return [name for name, state in step_states(ui).items() if state not in _SETTLED][:count]


def draw_next_steps(ui: Ui) -> None:
    """The steps at hand only, for the side of the control-room screen."""
    procedure = ui.facts.sections.get("procedure")
    phase = procedure.phases.get(ui.frame.phase) if procedure is not None and ui.frame.mode == "exam" else None
    ui.label(ui.t("task.title") if phase is None else phase.title.of(ui.lang), theme.TEXT, 17)
    if procedure is None:
        ui.label(ui.t("task.none"), theme.MUTED)
        return
    states = step_states(ui)
    names = side_steps(ui)
    if not names:
        ui.label(ui.t("task.all_done"), theme.GOOD)
    for name in names:
        tick_box(ui, states[name], 15)
        imgui.same_line()
        imgui.begin_group()
        with ui.font(14.5):
            ui.wrapped(f"{name}  {procedure.steps[name].title.of(ui.lang)}")
        imgui.end_group()
