"""The real window: quiet on the console, and ending with the exit code it was given."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.paths import ROOT
from engine.view import window

OPEN = """
import sys
from engine.view.app import App
from engine.view.window import leave
from tests.view.fake_port import FakePort
app = App(FakePort(), kind=sys.argv[1], displays=(sys.argv[2],))
for _ in range(3):
    app.step_frame()
app.close()
print("closed")
leave(7)
"""


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A virtual X display of its own."""
    if shutil.which("Xvfb") is None:
        pytest.skip("no Xvfb here")
    for attempt in range(8):  # test workers run side by side: each takes a number of its own
        number = 100 + (os.getpid() + 97 * attempt) % 800
        server = subprocess.Popen(
            ["Xvfb", f":{number}", "-screen", "0", "1400x800x24"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        socket = Path(f"/tmp/.X11-unix/X{number}")
        for _ in range(100):
            if socket.exists() or server.poll() is not None:
                break
            time.sleep(0.05)
        if server.poll() is None and socket.exists():
            break
        server.kill()
    else:
        pytest.fail("Xvfb does not start")
    yield f":{number}"
    server.terminate()
    server.wait()


def _open(kind: str, pipe: str, display: str = "") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DISPLAY": display} if display else {k: v for k, v in os.environ.items() if k != "DISPLAY"}
    return subprocess.run(
        [sys.executable, "-c", OPEN, kind, pipe], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("pipe", ["p3tinydisplay", "pandagl"])
def test_a_window_ends_with_its_exit_code(display: str, pipe: str) -> None:
    """Drawn in software or not, the process ends as asked and not by a crash of the graphics library."""
    done = _open("window", pipe, display)
    if pipe == "pandagl" and ctypes.util.find_library("GL") is None:
        pytest.skip("no OpenGL library (libGL) here")
    assert done.stdout == "closed\n", done.stderr
    assert done.returncode == 7, done.stderr


def test_a_picture_without_a_screen_says_nothing() -> None:
    """Panda3D's chatter about pipes and displays does not reach the console."""
    done = _open("offscreen", "p3tinydisplay")
    assert (done.returncode, done.stdout) == (7, "closed\n")
    assert done.stderr == ""


def test_without_a_software_window_the_end_is_ordinary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what needs it ends the hard way."""
    monkeypatch.setattr(window, "_software_windows", [])
    with pytest.raises(SystemExit) as stop:
        window.leave(3)
    assert stop.value.code == 3
