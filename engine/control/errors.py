"""What this package raises.

    ShixunError            (engine.errors)
    └── ControlError       a section that passed the schema cannot be built: its parts do not fit one another

Each is found by lint first, with its place in the file; raising is the last line of defence.
"""

from __future__ import annotations

from engine.errors import ShixunError

__all__ = ["ControlError"]


class ControlError(ShixunError):
    """``device`` cannot be built from its section."""

    def __init__(self, device: str, message: str) -> None:
        super().__init__(f"{device}: {message}")
        self.device = device
