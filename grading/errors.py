"""What marking raises, in one tree under the engine's.

    ShixunError              (engine.errors)
    └── GradingError
        ├── RubricError      a stored rubric cannot be read or does not fit the attempt's tags
        └── MarkingError     the trace is not one: ticks run backwards, rows of the wrong length

A rubric *file* that is wrong raises ``engine.scenario.errors.SourceError`` like every other file of an
author, with the line and what was probably meant.
"""

from __future__ import annotations

from engine.errors import ShixunError

__all__ = ["GradingError", "MarkingError", "RubricError"]


class GradingError(ShixunError):
    """Base of what goes wrong in marking."""


class RubricError(GradingError):
    """A stored rubric cannot be used with this attempt."""


class MarkingError(GradingError):
    """What was handed to the marker is not a trace."""
