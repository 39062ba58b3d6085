"""The rules of the house: who may import whom, where Panda3D lives, which rooms stay free of trade words."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BASE = {"errors", "tags", "events", "state", "exact", "chance", "strings", "paths", "doctor", "station", "terminal", "visible"}

BELOW = {
    "engine.scenario": {"engine.scenario"},
    "engine.plant": {"engine.plant", "engine.scenario"},
    "engine.control": {"engine.control", "engine.scenario"},
    "engine.exits": {"engine.scenario"},
    "engine.session": {"engine.session", "engine.plant", "engine.control", "engine.scenario"},
    "engine.testing": {"engine.session", "engine.plant", "engine.control", "engine.scenario"},
    "engine.fuzzing": {"engine.session", "engine.control", "engine.scenario"},
    "engine.view": {"engine.view", "engine.session", "engine.control", "engine.scenario", "engine.testing"},
    "grading": {"grading", "engine.session", "engine.control", "engine.scenario", "engine.testing", "engine.fuzzing"},
}
"""What each room may import besides the base modules."""

GRAPHICS = {"panda3d", "direct", "slimgui"}

SHARED_ROOMS = ("engine/control", "engine/session", "engine/scenario", "engine/fuzzing", "grading/calculus", "engine/view/panels")
TRADE_WORDS = re.compile(
    r"(?<![a-z])(reactor|nitrat|nitric|acid|chlor|valve|pump|agitator|impeller|vessel|dosing|coolant"
    r"|breaker|disconnector|busbar|switchgear|substation|transformer|earthing|earthed|grounding|switching order|dispatcher|isolator"
    r"|energi[sz]e|live line|rack(ed)? (in|out)"
    r"|robot|gripper|welding|teach pendant)"
    r"|反应釜|硝化|硝酸|氯苯|阀门|切断阀|泵|搅拌|夹套|加料|断路器|隔离开关|母线|变压器|接地|验电|停电|送电|带电|绝缘|合闸|分闸|拉开|合上|摇入|摇出|压板|刀闸|倒闸"
    r"|高压|调度|变电|机器人|示教|夹爪",
    re.IGNORECASE,
)


def modules(folder: str) -> Iterator[Path]:
    yield from sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def room(module: str) -> str:
    parts = module.split(".")
    return parts[0] if parts[0] != "engine" else ".".join(parts[:2])


def test_imports_go_down_only() -> None:
    """A room imports only rooms below it; the launcher is the only place where engine and grading meet."""
    wrong = []
    for path in [*modules("engine"), *modules("grading")]:
        own = room(".".join(path.relative_to(ROOT).with_suffix("").parts))
        allowed = BELOW.get(own, {"engine"})
        for name in imports(path):
            target = room(name)
            if target.split(".")[0] not in ("engine", "grading", "launcher") or target in (
                "engine",
                "engine.__version__",
                own,
            ):
                continue
            if target.startswith("engine.") and target.split(".")[1] in BASE:
                continue
            if target not in allowed:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_engine_never_imports_grading() -> None:
    """The engine runs without the grading package."""
    assert [p for p in modules("engine") if any(n.split(".")[0] == "grading" for n in imports(p))] == []


def test_graphics_live_in_the_view_only() -> None:
    """Panda3D and ImGui are imported under engine/view and nowhere else."""
    offenders = [
        str(path.relative_to(ROOT))
        for path in [*modules("engine"), *modules("grading"), ROOT / "launcher.py"]
        if "engine/view" not in path.as_posix() and any(n.split(".")[0] in GRAPHICS for n in imports(path))
    ]
    assert offenders == []


def test_shared_rooms_hold_no_trade_word() -> None:
    """Control, session, language, calculus and the core of the panels serve every trade alike."""
    found = []
    for folder in SHARED_ROOMS:
        for path in modules(folder):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                match = TRADE_WORDS.search(line)
                if match:
                    found.append(f"{path.relative_to(ROOT)}:{number}: {match.group(0)}")
    assert not found, "\n".join(found)


def test_model_code_reads_no_clock_and_no_global_chance() -> None:
    """Plant and control depend on nothing but their state: no wall clock, no global random numbers."""
    bad = re.compile(r"\btime\.(time|monotonic|perf_counter)|datetime\.now|\brandom\.|np\.random")
    found = [
        f"{path.relative_to(ROOT)}:{n}"
        for folder in ("engine/plant", "engine/control")
        for path in modules(folder)
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bad.search(line)
    ]
    assert found == []


def test_the_checkout_stays_light() -> None:
    """Committed pictures stay under 200 kB and no other file over 3 MB."""
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    heavy = [
        f
        for f in files
        if f
        and (ROOT / f).exists()
        and (ROOT / f).stat().st_size > (200_000 if f.endswith((".png", ".webp")) else 3_000_000)
    ]
    assert heavy == []


@pytest.mark.slow
def test_every_runtime_dependency_has_a_windows_wheel(tmp_path: Path) -> None:
    """Everything the default install needs can be had as a wheel for 64-bit Windows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    command = [
        sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--only-binary=:all:",
        "--platform", "win_amd64", "--python-version", "3.11", "--target", str(tmp_path), *project["dependencies"],
    ]  # fmt: skip
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if "Temporary failure" in result.stderr or "NewConnectionError" in result.stderr:
        pytest.skip("the package index cannot be reached")
    assert result.returncode == 0, result.stderr
