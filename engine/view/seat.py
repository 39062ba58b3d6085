"""The seat before the window: one attempt after another is played in it, and the window stays meanwhile.

    with Seat("zh") as seat:
        while turn is not None:
            turn = sitting.after(seat.attend(turn))

Nobody looks at a black screen between two attempts. Who marks is not known here: a ``Turn`` says what the window needs of
them (``grading.sitting`` has one).
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from engine.errors import StorageError
from engine.session.desk import KeptAttempt
from engine.session.findings import FileNote, ResultView
from engine.terminal import out

__all__ = ["Left", "Seat", "Turn", "follow", "may_instruct", "play"]


class Left(NamedTuple):
    """How a learner left an attempt: ``exit``, ``again`` or ``rewind``, and the tick of what to practise again."""

    wish: str
    mistake: int | None = None


class Turn(Protocol):
    """One attempt to be played and marked."""

    @property
    def attempt(self) -> KeptAttempt:
        """The attempt; another one after a save of its files was followed."""

    @property
    def busy(self) -> bool:
        """Whether what was done is being done again, so that the old attempt should stand still."""

    def prices(self) -> tuple[float, float, float]:
        """Points a hint of level 1, 2 and 3 costs."""

    def result(self) -> ResultView:
        """The mark as it stands."""

    def follow(self, now: float) -> FileNote | None:
        """Look whether the files were saved; ``now`` in seconds of any clock. Raises ``StorageError`` like a writer."""


class Seat:
    """The window in one language. ``instructor`` says whether the instructor's card may be opened; ``None``: not in exams."""

    def __init__(self, lang: str = "zh", instructor: bool | None = None) -> None:
        self.lang, self.instructor = lang, instructor
        self._window: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def attend(self, turn: Turn) -> Left:
        """The window on an attempt until the learner leaves it; afterwards its file is finished.

        Without graphics, or after a mistake of ours, the attempt is not ended and can be gone on with.
        """
        try:
            window = self._show(turn.attempt)
            window.desk.hints.costs = turn.prices()
            window.desk.may_instruct = may_instruct(turn.attempt.session.mode, self.instructor)
            left = Left(play(window, turn), window.desk.rewind_to)
            self._wait(left.wish, by_instructor=turn.attempt.session.parts.snapshots.back_to is not None)
        except Exception:  # the learner did not end it
            self.close()
            turn.attempt.leave()
            raise
        except BaseException:
            self.close()
            turn.attempt.close()
            raise
        turn.attempt.close()
        out.print(f"记录 / attempt: {turn.attempt.path}", soft_wrap=True)
        return left

    def _show(self, attempt: KeptAttempt) -> Any:
        """The window on ``attempt``, with a word on how it comes that it is not at its beginning."""
        from engine.view.app import App
        from engine.view.field import Field

        if self._window is None:
            self._window = App(attempt.session, lang=self.lang, place=Field)
        else:
            self._window.show(attempt.session)
        ui, header = self._window.desk.ui, attempt.writer.header
        if header.extra.get("rewound"):
            ui.tell(ui.t("instructor.went_back"))
        elif header.parent is not None and attempt.session.parts.conduct.frozen:
            ui.tell(ui.t("back.held"))
        return self._window

    def _wait(self, wish: str, *, by_instructor: bool) -> None:
        """Close the window, or say what it waits for where another attempt follows."""
        if self._window is None or wish == "exit":
            self.close()
            return
        word = "start" if wish == "again" else "instructor" if by_instructor else "mistake"
        self._window.wait(self._window.stage.t(f"back.{word}"))

    def close(self) -> None:
        """Close the window, if there is one."""
        window, self._window = self._window, None
        if window is not None:
            window.close()


def may_instruct(mode: str, asked: bool | None) -> bool:
    """Whether the instructor's card opens: as was asked for, or else everywhere but in an exam."""
    return mode != "exam" if asked is None else asked


def play(window: Any, turn: Turn) -> str:
    """Run the window until the learner leaves; show the result once the attempt has ended."""
    window.desk.can_rewind = turn.attempt.session.parts.mode.rewind
    while not window.desk.wish:
        if window.base.win is None or window.base.win.is_closed():
            return "exit"
        if turn.attempt.between is not None:
            turn.attempt.between()
        window.step_frame(advance=not turn.busy)
        follow(window, turn)
        if turn.attempt.session.parts.snapshots.back_to is not None:  # the instructor went back: no result, on to the child
            return "rewind"
        try:
            turn.attempt.writer.check()
        except StorageError as error:
            window.desk.ui.tell(str(error), refused=True)
        if turn.attempt.session.closed and window.desk.result is None:
            window.desk.result = turn.result()
    return str(window.desk.wish)


def follow(window: Any, turn: Turn) -> None:
    """Between two pictures: look whether the files were saved, show the new session, say what became of it."""
    try:
        news = turn.follow(time.monotonic())
    except StorageError as error:  # the old attempt is still there
        window.desk.ui.tell(str(error), refused=True)
        return
    if news is None:
        return
    if news.swapped:
        window.show(turn.attempt.session)
        window.desk.hints.costs = turn.prices()
    window.desk.author.tell(news)
