"""Whether this computer has what the program needs, in words an administrator can act on.

    for finding in examine():
        print(finding.what, finding.good, finding.detail)
"""

from __future__ import annotations

import ctypes.util
import importlib.metadata
import importlib.util
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass

from engine.paths import ASSETS, scenario_folders, user_folder
from engine.terminal import GOOD, SHORT, out, print_json, whole_table

__all__ = ["PACKAGES", "Examined", "examine", "tell"]

MINIMUM_DISK = 500 * 1024 * 1024
SQLITE_MINIMUM = (3, 51, 3)
PACKAGES = (
    "panda3d", "numpy", "pydantic", "sqlite-utils", "pysqlite3", "casadi", "slimgui", "PyYAML", "typer", "rich",
    "openpyxl", "XlsxWriter", "Jinja2", "power-grid-model",
)  # fmt: skip
"""What ``pyproject.toml`` depends on (a test compares them)."""


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing looked at. Without what is ``needed`` nothing runs; the rest costs a feature."""

    what: str
    good: bool
    detail: str
    needed: bool = True


def examine() -> list[Examined]:
    """Look at everything; never raises."""
    checks: tuple[Callable[[], Examined], ...] = (
        _python, _packages, _sqlite, _casadi, _folder, _disk, _scenarios, _font, _graphics,
    )  # fmt: skip
    found = []
    for check in checks:
        try:
            found.append(check())
        except Exception as error:  # a broken installation fails in any way it likes
            found.append(Examined(check.__name__.strip("_"), False, f"{type(error).__name__}: {error}"))
    return found


def tell(as_json: bool = False) -> int:
    """Examine and print; returns the exit code: falls short where something needed is missing."""
    findings = examine()
    if as_json:
        print_json([asdict(f) for f in findings])
    else:
        table = whole_table("项目 / what", "结果 / result", "说明 / detail")
        for f in findings:
            table.add_row(f.what, "✓" if f.good else "✗", f.detail)
        out.print(table)
    return GOOD if all(f.good or not f.needed for f in findings) else SHORT


def _python() -> Examined:
    good = sys.version_info >= (3, 11)
    return Examined("Python", good, f"{platform.python_version()} ({platform.system()} {platform.machine()})")


def _packages() -> Examined:
    missing = []
    for name in PACKAGES:
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    detail = f"缺少 / missing: {', '.join(missing)}；pip install -e ." if missing else f"{len(PACKAGES)} 个 / packages"
    return Examined("程序包 / packages", not missing, detail)


def _sqlite() -> Examined:
    from pysqlite3 import dbapi2

    version = tuple(int(part) for part in dbapi2.sqlite_version.split("."))
    need = ".".join(map(str, SQLITE_MINIMUM))
    return Examined("SQLite", version >= SQLITE_MINIMUM, f"{dbapi2.sqlite_version} (≥ {need})")


def _casadi() -> Examined:
    import casadi

    x = casadi.SX.sym("x")
    value = float(casadi.Function("f", [x], [x * x])(3.0))
    return Examined("casadi", value == 9.0, str(getattr(casadi, "__version__", "?")))


def _folder() -> Examined:
    folder = user_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError as error:
        return Examined(
            "数据目录 / data folder", False, f"{folder}: {error.strerror}；设置 SHIXUN_HOME / set SHIXUN_HOME"
        )
    return Examined("数据目录 / data folder", True, str(folder))


def _disk() -> Examined:
    place = user_folder()
    while not place.exists() and place != place.parent:
        place = place.parent
    free = shutil.disk_usage(place).free
    return Examined("磁盘空间 / disk space", free > MINIMUM_DISK, f"{free / 2**30:.1f} GiB")


def _scenarios() -> Examined:
    names = [f"{f.parent.name}/{f.name}" for f in scenario_folders()]
    return Examined("场景 / scenarios", bool(names), ", ".join(names) or "没有 / none")


def _font() -> Examined:
    fonts = sorted((ASSETS / "fonts").glob("*.[ot]tf"))
    detail = fonts[0].name if fonts else "缺少中文字体，界面将用系统字体或英文 / no Chinese font"
    return Examined("字体 / font", bool(fonts), detail, needed=False)


def _graphics() -> Examined:
    if sys.platform != "linux":
        return Examined("图形 / graphics", importlib.util.find_spec("panda3d") is not None, "Panda3D", needed=False)
    missing = [package for library, package in (("X11", "libx11-6"),) if ctypes.util.find_library(library) is None]
    better = ctypes.util.find_library("GL")
    detail = (
        f"缺少 / missing: apt install {' '.join(missing)}" if missing else "OpenGL" if better else "软件渲染 / software"
    )
    return Examined("图形 / graphics", not missing, detail, needed=False)
