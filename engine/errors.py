"""The exceptions of the engine, in one tree, so that a caller can catch as much as it means to.

    ShixunError
    ├── ScenarioError        a file written by an author is wrong (``engine.scenario.problems.SourceError``)
    ├── PlantError           the plant cannot go on; names the equipment
    │   └── DivergenceError  a state became NaN or the integrator gave up
    ├── NoSequenceError      a plant cannot work out what was asked for (``engine.plant.sequencing``)
    ├── TagError             a tag that does not exist, or a value it cannot take
    ├── AttemptError         an attempt file is unreadable, broken, locked or from a newer version
    │   ├── AttemptFormatError
    │   ├── AttemptLockedError
    │   └── IntegrityError   the stored chain does not hold
    ├── StorageError         disk full, folder not writable
    └── LearnerCodeError     what was given as a learner's code is none

Each message is written for the person who meets it: what happened, where, what to do.
"""

from __future__ import annotations

__all__ = [
    "AttemptError",
    "AttemptFormatError",
    "AttemptLockedError",
    "DivergenceError",
    "IntegrityError",
    "LearnerCodeError",
    "PlantError",
    "ScenarioError",
    "ShixunError",
    "StorageError",
    "TagError",
]


class ShixunError(Exception):
    """Base of every error this project raises on purpose."""


class ScenarioError(ShixunError):
    """A file written by an author is wrong."""


class TagError(ShixunError):
    """A tag does not exist or cannot take the value."""


class PlantError(ShixunError):
    """The plant cannot go on."""

    def __init__(self, equipment: str, message: str) -> None:
        super().__init__(f"{equipment}: {message}")
        self.equipment = equipment


class DivergenceError(PlantError):
    """A state of the named equipment became NaN or infinite, or its integration gave up."""


class AttemptError(ShixunError):
    """An attempt file cannot be used."""


class AttemptFormatError(AttemptError):
    """Not an attempt file, or one from a newer version of the program."""


class AttemptLockedError(AttemptError):
    """Another process is writing this attempt."""


class IntegrityError(AttemptError):
    """The stored hash chain does not hold: the file was damaged or edited."""


class StorageError(ShixunError):
    """The disk is full or the folder cannot be written."""


class LearnerCodeError(ShixunError):
    """What was given as a learner's code is none: a name, or with characters of another kind."""
