"""Opening Panda3D: a window or an off-screen buffer, on whatever renderer this computer has.

The order is OpenGL, then (on Linux, off-screen) OpenGL without a display, then Panda3D's own software renderer,
so that the program also runs on a PC without a graphics driver and on a server without a screen.

    base = open_window("实训", (1366, 768), "offscreen")
    print(renderer(base))
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from typing import Any, Literal

from panda3d import core

from engine.view.errors import GraphicsError

__all__ = ["Kind", "close_window", "leave", "open_window", "renderer"]

Kind = Literal["window", "offscreen"]

_SETTINGS = """
audio-library-name null
notify-level-device fatal
notify-level-display fatal
notify-level-x11display fatal
notify-level-glxdisplay fatal
notify-level-egldisplay fatal
notify-level-wgldisplay fatal
notify-level-windisplay fatal
notify-level-glgsg fatal
notify-level-dxgsg9 fatal
notify-level-tinydisplay fatal
notify-level-ShowBase error
print-pipe-types false
sync-video true
ime-aware true
gl-finish {finish}
show-frame-rate-meter false
text-minfilter linear
png-compression-level 9
garbage-collect-states-rate 0.5
"""

_software_windows: list[str] = []
"""Titles of the on-screen windows drawn in software so far, see ``leave``."""


def open_window(
    title: str, size: tuple[int, int], kind: Kind = "window", displays: tuple[str, ...] = ()
) -> Any:
    """A ``ShowBase`` with a window or buffer of ``size`` pixels.

    ``displays`` overrides the order of renderers. Raises ``GraphicsError`` if none can be opened; its
    ``package`` names what to install where that can be told.
    """
    order = displays or _order(kind)
    lines = [f"load-display {order[0]}", *(f"aux-display {name}" for name in order[1:])]
    lines.append(f"win-size {size[0]} {size[1]}")
    lines.append(f"window-title {title}")
    lines.append(f"window-type {'onscreen' if kind == 'window' else 'offscreen'}")
    if kind == "window":  # a renderer that does not wait for the screen would take a whole core
        lines += ["clock-mode limited", "clock-frame-rate 60"]
    settings = _SETTINGS.format(finish="true" if kind == "offscreen" else "false")  # else llvmpipe leaks memory
    _clear_displays()
    core.load_prc_file_data("shixun", "\n".join(lines) + settings)
    from direct.showbase.ShowBase import ShowBase  # reads the settings when it is imported

    try:
        base: Any = ShowBase(windowType="onscreen" if kind == "window" else "offscreen")
    except Exception as error:  # ShowBase raises bare exceptions of several kinds
        _forget_base()
        raise _explained(str(error)) from None
    if base.win is None:
        base.destroy()
        raise _explained("no window")
    base.disable_mouse()
    if kind == "window" and not base.win.gsg.is_hardware():
        _software_windows.append(title)
    if kind == "window":
        _enlarge(base, size)
    base.set_background_color(0.55, 0.58, 0.6)
    return base


def _enlarge(base: Any, size: tuple[int, int]) -> None:
    """On a screen with large dots the window grows with the desktop's zoom, as far as the screen allows."""
    zoom = base.pipe.get_display_zoom()
    wide, high = base.pipe.get_display_width(), base.pipe.get_display_height()
    if zoom <= 1.0 or wide <= 0 or high <= 0:
        return
    wanted = core.WindowProperties()
    wanted.set_size(min(wide, round(size[0] * zoom)), min(high, round(size[1] * zoom)))
    base.win.request_properties(wanted)


def _order(kind: Kind) -> tuple[str, ...]:
    if kind == "offscreen" and sys.platform.startswith("linux"):
        return ("pandagl", "p3headlessgl", "p3tinydisplay")
    if sys.platform == "win32":
        return ("pandagl", "pandadx9", "p3tinydisplay")
    return ("pandagl", "p3tinydisplay")


def _clear_displays() -> None:
    """Settings of an earlier window of this process would otherwise stay in front."""
    manager = core.ConfigPageManager.get_global_ptr()
    for page in [manager.get_explicit_page(i) for i in range(manager.get_num_explicit_pages())]:
        if page.name == "shixun":
            manager.delete_explicit_page(page)


def _forget_base() -> None:
    """A ShowBase that failed half-way has already put itself into the builtins."""
    import builtins

    for name in ("base", "render", "render2d", "aspect2d", "pixel2d", "hidden", "camera", "taskMgr", "loader"):
        if hasattr(builtins, name):
            delattr(builtins, name)


def _explained(cause: str) -> GraphicsError:
    package = ""
    if sys.platform.startswith("linux"):
        for library, name in (("libX11.so.6", "libx11-6"), ("libGL.so.1", "libgl1")):
            try:
                ctypes.CDLL(library)
            except OSError:
                package = name
                break
    hint = (
        f"缺少系统软件包 {package}，请安装：apt install {package} / The system package {package} is missing."
        if package
        else "请更新显卡驱动，或不用远程桌面重试。 / Update the graphics driver, or try without remote desktop."
    )
    return GraphicsError(f"无法打开图形界面。 / No renderer could be opened ({cause}). {hint}", package)


def renderer(base: Any) -> str:
    """What draws, for the log: the pipe and the driver."""
    gsg = base.win.gsg
    return f"{base.pipe.get_interface_name()}, {gsg.driver_renderer or 'software'}, {gsg.driver_version}".strip(", ")


def close_window(base: Any) -> None:
    """Close the window and everything ShowBase has put into the interpreter."""
    base.destroy()


def leave(code: int) -> None:
    """End the program with ``code``; call it last, when every file is closed.

    Panda3D 1.10's software renderer frees its on-screen window a second time when the libraries are unloaded, so
    that a program that ended well would seem to have crashed. After such a window the process ends without that.
    """
    if not _software_windows:
        sys.exit(code)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(10.0)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):  # a closed console is no reason to fail
            continue
    os._exit(code)
