"""How every command ends: a message for people and an exit code, never a trace-back.

    sys.exit(...) by: 0 good · 1 falls short · 2 wrong use or unreadable input · 3 a mistake of ours · 130 Ctrl-C
"""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn

from engine.errors import ShixunError
from engine.paths import user_folder
from engine.scenario.errors import SourceError
from engine.scenario.problems import render
from engine.terminal import WRONG, StopError, err, spoken

__all__ = ["BROKEN", "INTERRUPTED", "run_to_exit"]

BROKEN = 3
"""A mistake of the program."""
INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells know it."""


def run_to_exit(command: Callable[[], object]) -> None:
    """Run a command line; every error becomes a message and an exit code (``SystemExit``)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        command()
    except SourceError as error:
        for problem in error.problems:
            err.print(render(problem, spoken["lang"]), markup=False, soft_wrap=True)
        sys.exit(WRONG)
    except StopError as error:
        err.print(str(error), markup=False)
        sys.exit(error.code)
    except ShixunError as error:
        err.print(str(error), markup=False)
        sys.exit(WRONG)
    except OSError as error:
        place, why = error.filename or "输出 / output", error.strerror or str(error)
        err.print(f"无法读写 {place}（{why}）；请检查路径、权限和磁盘空间", markup=False)
        err.print(f"{place} cannot be read or written ({why}): check the path, the permissions and the disk", markup=False)
        sys.exit(WRONG)
    except KeyboardInterrupt:
        _interrupted()
    except SystemExit as stop:  # typer turns Ctrl-C into an exit without a word
        if stop.code == INTERRUPTED:
            _interrupted()
        raise
    except Exception:  # must not frighten a learner; what developers need goes to a file
        _broken()


def _interrupted() -> NoReturn:
    err.print("已中止；已保存的记录不受影响 / interrupted; what was recorded is safe")
    sys.exit(INTERRUPTED)


def _broken() -> NoReturn:
    """Called where an exception is being handled."""
    log = user_folder() / "error.log"
    with contextlib.suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            traceback.print_exc(file=file)
    err.print(f"程序出错，已记入 {log}，请把它交给开发者；已保存的记录不受影响。", markup=False)
    err.print(f"Internal error, written to {log}. What was recorded is safe.", markup=False)
    sys.exit(BROKEN)
