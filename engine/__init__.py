"""The training runtime: scenario language, plant simulation, control, session and view.

The engine never imports ``grading``; the launcher is the only place where the two meet.
Imports go down only: ``view → session → plant | control → scenario → (tags, state, exact, chance, errors)``.
"""

__version__ = "0.1.0"
