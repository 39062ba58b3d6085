"""The order of a tick, in one place.

actions       requests since the last tick, already judged and carried out in order of arrival
faults        malfunctions begin and end
controllers   loops compute their outputs from shown values
interlocks    causes are voted, effects claimed on the trip layer
plant         arbitrated commands that changed are written, the plant advances one tick
instruments   true values become shown values
alarms        shown values become alarms
consequences  harm that cannot be undone is latched; messages, phases, people follow
record        a row is encoded; recorder and observers get actions, events and the row as stored
"""

from __future__ import annotations

__all__ = ["AFTER_PLANT", "BEFORE_PLANT", "PHASES"]

PHASES = (
    "actions",
    "faults",
    "controllers",
    "interlocks",
    "plant",
    "instruments",
    "alarms",
    "consequences",
    "record",
)

BEFORE_PLANT = PHASES[1 : PHASES.index("plant")]
AFTER_PLANT = PHASES[PHASES.index("plant") + 1 : -1]
