"""What everybody outside may see of a session at one moment: an immutable picture.

The view, an instructor's station and a remote seat use one port: they submit actions and receive frames. A frame
holds values only, never live objects, so nothing that draws can change what is simulated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.control.interlocks import InterlockRow
from engine.events import Event
from engine.scenario.text import Text
from engine.session.findings import Finding

__all__ = ["AlarmLine", "Fastened", "FaultLine", "Frame", "Hanging", "MessageLine", "Person", "Pose", "SnapshotLine"]


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a body stands: millimetres in the stage's axes (x east, y north, z up, floor of the feet);
    ``heading`` in millidegrees counter-clockwise from north, ``pitch`` of the eyes in millidegrees."""

    x: int = 0
    y: int = 0
    z: int = 0
    heading: int = 0
    pitch: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """One participant as others see them."""

    id: str
    role: str  # learner, supervisor, partner, instructor, script
    pose: Pose
    room: str = ""
    wears: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    in_reach: tuple[str, ...] = ()
    """Ids of operables that can be acted on from here."""


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One line of the alarm list."""

    id: str
    tag: str
    title: Text
    priority: str  # critical, high, medium, low
    state: str  # an ISA-18.2 state: unack, ack, rtn_unack, latched_unack, latched_ack, shelved, …
    since: int  # tick of the last transition into alarm
    value: float
    limit: float | None
    unit: str
    respond: Text | None = None
    first_out: bool = False
    shelvable: int = 0
    """The longest it may be shelved, ms; 0 where it may not."""
    until: int = -1
    """Tick at which a shelved alarm comes back."""
    by: str = ""
    """Who put it aside; ``design`` for the scenario's own suppression."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MessageLine:
    """Something said to or by the learner."""

    tick: int
    sender: Text
    text: Text


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One malfunction as an instructor sees it."""

    id: str
    title: Text
    active: bool
    since: int
    """Tick it last began at, −1 before the first time."""
    on_instrument: bool = False
    """Put there by hand: ``id`` is the instrument, and there is no fault of that name in the scenario."""


@dataclass(frozen=True, slots=True)
class SnapshotLine:
    """A named checkpoint: the state before ``tick``."""

    name: str
    tick: int


@dataclass(frozen=True, slots=True)
class Hanging:
    """A lock or a sign that is out."""

    id: str
    on: str
    """What it hangs on."""
    kind: str  # lock, sign
    text: Text
    """What the sign says; of a lock its name."""
    by: Text
    """Who put it there; empty if it was there from the start."""
    since: int
    """The tick it was put there."""


@dataclass(frozen=True, slots=True)
class Fastened:
    """An end of a portable thing that is fastened."""

    id: str
    end: str
    object: str
    """The object of the stage it is fastened to."""
    point: str
    part: str
    """The part of that point, or an empty string."""
    place: tuple[int, int]
    """Which of how many parts of the point it is."""
    length: int | None = None
    """How far apart its ends can be, mm."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The whole picture at ``tick``; ``values`` are in the order of ``Session.tags``."""

    tick: int
    seconds: float
    values: tuple[float, ...]
    people: Mapping[str, Person]
    alarms: tuple[AlarmLine, ...] = ()
    tripped: tuple[str, ...] = ()
    bypassed: tuple[str, ...] = ()
    messages: tuple[MessageLine, ...] = ()
    events: tuple[Event, ...] = ()
    """The last 200 events, oldest first."""
    findings: tuple[Finding, ...] = ()
    phase: str = ""
    mode: str = "practise"  # learn, practise, exam
    help_level: int = 0
    speed: float = 1.0
    frozen: bool = False
    ended: str = ""  # "", finished, failed, timed_out, quit
    consequences: tuple[str, ...] = field(default=())
    interlocks: tuple[InterlockRow, ...] = ()
    """Those demanded, tripped, bypassed or under test, with what they remember."""
    faults: tuple[FaultLine, ...] = ()
    """For an instructor's eyes."""
    snapshots: tuple[SnapshotLine, ...] = ()
    hanging: tuple[Hanging, ...] = ()
    """Locks and signs that are out, in the order they were put there."""
    fastened: tuple[Fastened, ...] = ()
    """Ends of portable things that are fastened: each thing's in the order of its section, not in which it was done."""
