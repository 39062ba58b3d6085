"""What the commands do that need the window or pictures: the list of scenarios to choose from, and ``shot``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import StorageError
from engine.paths import user_folder
from engine.session.findings import ResultView
from engine.session.language import scenario_language
from engine.session.listing import list_scenarios
from engine.session.unfinished import unfinished
from engine.station import forget_learner, remember_learner, remembered_learner
from engine.terminal import StopError, err
from engine.view.errors import GraphicsError
from engine.view.port import ScenarioCard, UnfinishedCard

if TYPE_CHECKING:
    from engine.view.shelf import Choice

__all__ = ["choose", "pictures", "size_of"]

SMALLEST, LARGEST = 64, 8192
"""Width and height of a picture, pixels; beyond it graphics drivers fail without a word."""


def choose(lang: str) -> Choice | None:
    """Let the learner choose from the scenarios that ship, or an attempt to go on with; remember the learner's code."""
    from engine.view.shelf import choose_scenario

    cards = [ScenarioCard(s.id, s.title, s.summary, s.domain, s.minutes, s.problem, starts=s.starts) for s in list_scenarios()]
    choice = choose_scenario(cards, lang, remembered_learner(), _cut_off, forget_learner)
    if choice is not None and choice.code:
        try:
            remember_learner(choice.code)
        except StorageError as error:  # not being remembered is no reason not to practise
            err.print(str(error), markup=False)
    return choice


def _cut_off(learner: str) -> list[UnfinishedCard]:
    """What a learner left unfinished on this PC."""
    found = unfinished(user_folder() / "attempts", learner)
    return [UnfinishedCard(str(one.path), one.title, one.mode, one.seconds, one.begun) for one in found]


def size_of(text: str) -> tuple[int, int]:
    """Width and height out of ``1366x768``. Raises ``StopError``."""
    try:
        width, height = (int(part) for part in text.lower().split("x"))
    except ValueError:
        raise StopError(f"{text} 不是 宽x高 / is not WIDTHxHEIGHT, e.g. 1366x768") from None
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise StopError(f"{text}：宽和高应在 {SMALLEST}–{LARGEST} 之间 / width and height go from {SMALLEST} to {LARGEST}")
    return width, height


def pictures(
    source: Path, folder: Path, lang: str, attempt: Path | None = None, result: ResultView | None = None,
    size: tuple[int, int] = (1366, 768), *, strict: bool = False,
) -> list[Path]:  # fmt: skip
    """Pictures of a scenario, or of an attempt at it with its result, in ``folder``.

    Where there are no graphics, says which package is missing and goes on, or raises ``StopError`` if ``strict``.
    """
    try:  # where a library of the system is missing, Panda3D fails to be imported
        from engine.view.shots import shots_of, take_pictures

        return take_pictures(shots_of(scenario_language().load(source), attempt, result), folder, lang, size)
    except (GraphicsError, ImportError) as error:
        if strict:
            raise StopError(f"不能截图 / no pictures: {error}") from None
        err.print(f"没有图片 / no pictures: {error}", markup=False)
        return []
