"""Controllers: PID loops with manual, auto and cascade, split range, anti-windup and bumpless transfer."""

from __future__ import annotations

from engine.control.controllers.block import ControllerBlock
from engine.control.controllers.lint import lint
from engine.control.controllers.pid import Pid, Tuning
from engine.control.controllers.section import Controller, Controllers, tags

__all__ = [
    "NAME", "PHASE", "Block", "Controller", "ControllerBlock", "Controllers", "Pid", "Section", "Tuning",
    "lint", "tags",
]  # fmt: skip

NAME = "controllers"
PHASE = "controllers"
Section = Controllers
Block = ControllerBlock
