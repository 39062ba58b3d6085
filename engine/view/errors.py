"""The exceptions of the view: no picture can be made, or a file it needs is missing."""

from __future__ import annotations

from engine.errors import ShixunError

__all__ = ["GraphicsError", "ViewError"]


class ViewError(ShixunError):
    """Base of what can go wrong in drawing."""


class GraphicsError(ViewError):
    """No renderer could be opened. ``package`` names what to install, empty if that cannot be told."""

    def __init__(self, message: str, package: str = "") -> None:
        super().__init__(message)
        self.package = package
