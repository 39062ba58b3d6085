"""The result: the mark, what it is made of, and for every finding what happened, why it matters, how to do it right.

Losses stand first, the gravest on top. Every finding shows its evidence: when, what was measured, what the limit
was. The panel computes nothing; it shows a ``ResultView``.
"""

from __future__ import annotations

from slimgui import imgui

from engine.session.findings import Evidence, Finding, ResultView
from engine.view import theme
from engine.view.panels.cards import card
from engine.view.panels.indicator import draw_bar
from engine.view.panels.marks import tick_box
from engine.view.theme import u32
from engine.view.tools import FLAT
from engine.view.ui import Rect, Ui
from engine.view.wording import clock, unit_text

__all__ = ["ResultPanel", "is_loss", "last_mistake", "losses_first"]

_SEVERITY = {"critical": 0, "major": 1, "minor": 2, "info": 3}
_STRIPE = {"critical": theme.BAD, "major": theme.PRIORITY["high"].fill, "minor": theme.PRIORITY["medium"].fill}
FROM_THE_START_MS = 60_000
"""What went wrong in the first minute is practised again from the start."""
_MARK = {"met": "done", "broken": "wrong", "missing": "wrong", "recovered": "done"}


def losses_first(findings: tuple[Finding, ...]) -> list[Finding]:
    """Findings by what they cost: critical losses, then points lost, then severity, then their order."""

    def cost(finding: Finding) -> tuple[bool, float, int]:
        lost = max(0.0, finding.possible - finding.points)
        return not (is_loss(finding) and finding.severity == "critical"), -lost, _SEVERITY.get(finding.severity, 3)

    return sorted(findings, key=cost)


def is_loss(finding: Finding) -> bool:
    """Whether it cost something, or is a mistake that only a gate counts."""
    if finding.judgement in ("open", "n/a", "unscored"):
        return finding.points < 0
    return finding.judgement in ("broken", "missing", "recovered") or finding.possible - finding.points > 0.005


def partly(finding: Finding) -> bool:
    """Whether it was done, but cost points all the same: a green tick would say that nothing was lost."""
    return finding.judgement == "met" and is_loss(finding)


def last_mistake(ui: Ui) -> int | None:
    """The tick where the latest mistake so far began, or ``None``."""
    starts = [f.evidence[0].start for f in ui.frame.findings if f.evidence and f.judgement in ("broken", "missing")]
    return max(starts, default=None)


class ResultPanel:
    """Remembers whether everything or only the losses are listed."""

    def __init__(self) -> None:
        self.everything = False
        self.rewind_to: int | None = None
        """Where the mistake began that is to be practised again."""

    def draw(self, ui: Ui, result: ResultView | None, can_rewind: bool = False) -> str:
        """Draw the card; returns ``close``, ``again``, ``exit`` or ``rewind`` if that was pressed."""
        asked = ""
        self.rewind_to = None
        with card(ui, "result", ui.t("result.title"), (1240, 690)) as state:
            findings = result.findings if result is not None else ui.frame.findings
            width, height = imgui.get_content_region_avail()
            imgui.begin_child("result.mark", (ui.px(320), height), FLAT)
            self._mark(ui, result)
            asked = self._buttons(ui, height)
            imgui.end_child()
            imgui.same_line(0, ui.px(20))
            imgui.begin_child("result.findings", (width - ui.px(340), height), FLAT)
            self._findings(ui, findings, can_rewind)
            imgui.end_child()
        return self._wish("close" if state.closed else asked)

    def _wish(self, asked: str) -> str:
        return asked if self.rewind_to is None else "rewind"

    def _mark(self, ui: Ui, result: ResultView | None) -> None:
        how = (result.how if result is not None else "") or ui.frame.ended or "running"
        ui.label(ui.t.get(f"end.{how}", how), theme.MUTED)
        ui.label(ui.t("result.time", time=clock(ui.frame.seconds)), theme.MUTED)
        if result is None:
            ui.wrapped(ui.t("result.pending"), theme.TEXT)
            return
        with ui.font(64):
            imgui.text_colored(theme.BAD if result.passed is False else theme.TEXT, f"{result.total:.1f}")
            height = imgui.get_item_rect_size()[1]
        imgui.same_line()
        imgui.set_cursor_pos_y(imgui.get_cursor_pos_y() + height - ui.px(34))
        ui.label(f"/ {result.possible:g}", theme.MUTED, 20)
        if result.passed is not None:
            text = ui.t("result.passed") if result.passed else ui.t("result.failed")
            tick_box(ui, "done" if result.passed else "wrong", 20)
            imgui.same_line()
            ui.label(text, theme.GOOD if result.passed else theme.BAD, 19)
        if result.raw is not None and abs(result.raw - result.total) > 0.05:
            ui.wrapped(ui.t("result.raw", raw=f"{result.raw:.1f}", total=f"{result.total:.1f}"), theme.BAD)
        for gate in result.gates:
            ui.wrapped(f"• {gate.of(ui.lang)}", theme.BAD)
        if result.outcomes:
            imgui.spacing()
            ui.label(ui.t("result.outcomes"), theme.ACCENT, 17)
        for outcome in result.outcomes:
            share = "—" if outcome.ratio is None else f"{outcome.ratio * 100:.0f} %"
            ui.wrapped(f"{outcome.id}  {outcome.title.of(ui.lang)}", theme.TEXT)
            x, y = imgui.get_cursor_screen_pos()
            width = imgui.get_content_region_avail()[0] - ui.px(64)
            bar = Rect(x, y + ui.px(3), x + width, y + ui.px(15))
            draw_bar(bar, outcome.ratio or 0.0, theme.ACCENT, upright=False)
            ui.draw_text((x + width + ui.px(10), y + ui.px(9)), share, theme.TEXT, (0, 0.5))
            imgui.dummy((width, ui.px(20)))
        for path in result.files:
            with ui.font(12.5):
                ui.wrapped(path, theme.MUTED)

    def _buttons(self, ui: Ui, height: float) -> str:
        imgui.set_cursor_pos_y(max(imgui.get_cursor_pos_y() + ui.px(8), height - ui.px(48)))
        asked = ""
        if ui.button("result.again", ui.t("result.again"), (150, 42), "primary"):
            asked = "again"
        imgui.same_line()
        if ui.button("result.exit", ui.t("result.exit"), (150, 42)):
            asked = "exit"
        return asked

    def _findings(self, ui: Ui, findings: tuple[Finding, ...], can_rewind: bool) -> None:
        lost = [finding for finding in findings if is_loss(finding)]
        if ui.button("result.lost", ui.t("result.lost", n=len(lost)), (0, 32), selected=not self.everything):
            self.everything = False
        imgui.same_line()
        if ui.button("result.all", ui.t("result.all", n=len(findings)), (0, 32), selected=self.everything):
            self.everything = True
        imgui.begin_child("result.list", (0, 0), FLAT)
        shown = losses_first(findings if self.everything else tuple(lost))
        if not shown:
            ui.label(ui.t("result.nothing_lost") if findings else ui.t("result.no_findings"), theme.MUTED)
        for finding in shown:
            self._finding(ui, finding, can_rewind)
        imgui.end_child()

    def _finding(self, ui: Ui, finding: Finding, can_rewind: bool) -> None:
        x, y = imgui.get_cursor_screen_pos()
        width = imgui.get_content_region_avail()[0]
        draw = imgui.get_window_draw_list()
        draw.channels_split(2)
        draw.channels_set_current(1)
        imgui.set_cursor_screen_pos((x + ui.px(18), y + ui.px(10)))
        imgui.begin_group()
        inner = width - ui.px(150)
        tick_box(ui, "partial" if partly(finding) else _MARK.get(finding.judgement, "open"))
        imgui.same_line()
        with ui.font(17):
            ui.wrapped(finding.what.of(ui.lang), width=inner)
        for evidence in finding.evidence[:3]:
            with ui.font(14):
                ui.wrapped(_evidence(ui, evidence), theme.LIVE, inner)
        if finding.why is not None and finding.why.of(ui.lang):
            ui.wrapped(f"{ui.t('result.why')}{finding.why.of(ui.lang)}", theme.MUTED, inner)
        if finding.how is not None and finding.how.of(ui.lang):
            ui.wrapped(f"{ui.t('result.how')}{finding.how.of(ui.lang)}", theme.TEXT, inner)
        offered = can_rewind and is_loss(finding) and _when(finding) * ui.port.tick_ms > FROM_THE_START_MS
        if offered and ui.button(f"result.rewind.{finding.item}", ui.t("result.rewind"), (0, 30)):
            self.rewind_to = _when(finding)
        imgui.end_group()
        height = max(imgui.get_item_rect_size()[1] + ui.px(20), ui.px(62))  # two lines stand at the right
        draw.channels_set_current(0)
        draw.add_rect_filled((x, y), (x + width, y + height), u32(theme.FIELD), ui.px(4))
        stripe = _STRIPE.get(finding.severity, theme.LINE) if is_loss(finding) else theme.GOOD
        draw.add_rect_filled((x, y), (x + ui.px(6), y + height), u32(stripe), ui.px(2))
        draw.channels_merge()
        points = f"{finding.points:.1f} / {round(finding.possible, 1):g}"
        if not finding.possible:  # a deduction, or a gate that takes no points itself
            points = f"{finding.points:+.1f}" if finding.points else "—"
        with ui.font(17):
            colour = theme.BAD if is_loss(finding) else theme.GOOD
            ui.draw_text((x + width - ui.px(14), y + ui.px(12)), points, colour, (1, 0))
        with ui.font(13):
            judged: str = "partial" if partly(finding) else finding.judgement
            if not finding.possible and finding.points and finding.judgement == "broken":
                judged = "deducted"
            state = ui.t.get(f"judgement.{judged}", judged)
            ui.draw_text((x + width - ui.px(14), y + ui.px(36)), state, theme.MUTED, (1, 0))
        imgui.set_cursor_screen_pos((x, y))
        imgui.dummy((width, height + ui.px(4)))


def _when(finding: Finding) -> int:
    """The tick a finding's evidence begins at; 0 without evidence."""
    return finding.evidence[0].start if finding.evidence else 0


def _evidence(ui: Ui, evidence: Evidence) -> str:
    """When, and what was measured against which limit."""
    second = ui.port.tick_ms / 1000
    when = clock(evidence.start * second)
    if evidence.end > evidence.start:
        when += f"–{clock(evidence.end * second)}"
    parts = [ui.t("result.when", time=when)]
    unit = unit_text(evidence.unit, ui.lang)
    if evidence.measured is not None:
        parts.append(ui.t("result.measured", value=f"{evidence.measured:.4g} {unit}".strip()))
    if evidence.limit is not None:
        parts.append(ui.t("result.limit", value=f"{evidence.limit:.4g} {unit}".strip()))
    return "　".join(parts)
