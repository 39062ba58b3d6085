"""The task sheet: what is asked, the steps in their phases, and what is done.

In learn mode the step to do now is pointed out with its detail; in an exam nothing is ticked off, because seeing
what the program takes for done would be help.
"""

from __future__ import annotations

from typing import Any

from slimgui import imgui

from engine.view import theme
from engine.view.panels.marks import tick_box
from engine.view.ui import Ui

__all__ = ["current_step", "draw_next_steps", "draw_tasks", "side_steps", "step_states"]


def step_states(ui: Ui) -> dict[str, str]:
    """Each step's mark: ``done``, ``wrong`` (judged broken), ``now`` (learn mode) or ``open``."""
    procedure = ui.facts.sections.get("procedure")
    if procedure is None:
        return {}
    states = dict.fromkeys(procedure.steps, "open")
    if ui.frame.mode == "exam":
        return states
    for name in ui.port.done_steps():
        if name in states:
            states[name] = "done"
    if ui.frame.help_level >= 2:
        for finding in ui.frame.findings:
            if finding.item in states and finding.judgement == "broken":
                states[finding.item] = "wrong"
        now = next((name for name, state in states.items() if state == "open"), "")
        if now:
            states[now] = "now"
    return states


def current_step(ui: Ui) -> Any:
    """The step pointed out now, with its guide, or ``None``."""
    procedure = ui.facts.sections.get("procedure")
    name = next((name for name, state in step_states(ui).items() if state == "now"), "")
    return procedure.steps[name] if procedure is not None and name else None


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
        done = sum(state == "done" for state in states.values())
        ui.label(ui.t("task.progress", done=done, total=len(states)), theme.MUTED)
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
    ui.wrapped(step.title.of(ui.lang), theme.MUTED if state == "done" else theme.TEXT)
    if detail and step.detail is not None and state != "done":
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
        here = [name for name, step in procedure.steps.items() if step.phase == ui.frame.phase]
        return here or list(procedure.steps)[:count]
    return [name for name, state in step_states(ui).items() if state != "done"][:count]


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
