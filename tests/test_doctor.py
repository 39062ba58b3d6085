"""The doctor: what it looks at is what the program needs, and it never fails itself."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from engine import doctor
from engine.paths import ROOT


def test_the_doctor_looks_for_every_dependency() -> None:
    """The packages looked for are those of ``pyproject.toml``: neither may change alone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=!~\[; ]", line)[0] for line in project["dependencies"]}
    assert set(doctor.PACKAGES) == declared


def test_a_missing_package_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is told by name, as something that is needed."""
    monkeypatch.setattr(doctor, "PACKAGES", (*doctor.PACKAGES, "no-such-package"))
    (found,) = (f for f in doctor.examine() if "packages" in f.what)
    assert not found.good
    assert found.needed
    assert "no-such-package" in found.detail
    assert "pip install" in found.detail


def test_a_folder_that_cannot_be_written_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A data folder that cannot be made is a finding with the way out, not an exception."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("SHIXUN_HOME", str(tmp_path / "file" / "home"))
    (found,) = (f for f in doctor.examine() if "data folder" in f.what)
    assert not found.good
    assert "SHIXUN_HOME" in found.detail


def test_a_broken_check_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a broken installation raises becomes a line of the report."""

    def broken() -> doctor.Examined:
        raise RuntimeError("boom")

    monkeypatch.setattr(doctor, "_casadi", broken)
    assert any(not f.good and "boom" in f.detail for f in doctor.examine())
