"""One attempt, running: requests in, ticks, frames out.

    session = Session(scenario, seed=1, recorder=MemoryRecorder())
    session.request("learner", "start", "P102A")
    session.run(600)                    # ticks, headless
    print(session.frame().alarms)

The tick is the only thing that moves the model. Real time, ×N, single step and headless differ only in who calls
``tick`` and how often.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import AttemptFormatError, TagError
from engine.events import Event
from engine.scenario.document import Scenario
from engine.scenario.text import Text
from engine.session.actions import Accepted, Action, Answer, is_plain
from engine.session.assembly import Parts, assemble
from engine.session.attempt.signals import EncodedRow, RowEncoder
from engine.session.findings import Finding
from engine.session.frame import Frame, MessageLine
from engine.session.framing import Moment, picture
from engine.session.history import History
from engine.session.judging import UNRECORDED, judge
from engine.session.observers import Observer
from engine.session.operables import Operable
from engine.session.recorder import Recorder
from engine.session.schedule import Schedule
from engine.state import pack, unpack
from engine.tags import TagTable

__all__ = ["Session"]

CHECKPOINT_MS = 30_000
"""A checkpoint every so many milliseconds of model time."""
KEPT_EVENTS = 200


class Session:
    """The tick loop of one attempt and its one port to the outside."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int = 1,
        mode: str = "practise",
        start: str = "",
        recorder: Recorder | None = None,
        observers: Sequence[Observer] = (),
        checkpoint: bytes | None = None,
        child: bool = False,
    ) -> None:
        self.scenario, self.seed, self.mode = scenario, seed, mode
        self.start = start
        self.parts: Parts = assemble(scenario, seed, mode, start)
        self._recorder = recorder
        self._encoder = RowEncoder(self.parts.tags.tags)
        self.observers: list[Observer] = list(observers)
        self.findings: Callable[[], Sequence[Finding]] = tuple
        self._tick, self._seq = 0, 0
        self._fresh: list[Action] = []
        self._recent: deque[Event] = deque(maxlen=KEPT_EVENTS)
        self._messages: list[MessageLine] = []
        self.closed = False
        self._owed = 0.0
        self._history: History | None = None
        self._schedule = Schedule(self.parts.blocks, self.record_ticks)
        self._checkpoint_ticks = self.parts.bus.ticks(CHECKPOINT_MS)
        if checkpoint is not None:
            self.restore(checkpoint)
            if child:  # a rewound attempt numbers its own actions from 0
                self._seq = 0
        else:
            self._checkpoint()

    # -- what the outside may see ---------------------------------------------------------------------------
    @property
    def tags(self) -> TagTable:
        """All tags with their current values; never write to it."""
        return self.parts.tags

    @property
    def operables(self) -> Mapping[str, Operable]:
        """Everything that takes verbs, by id."""
        return self.parts.operables

    @property
    def tick_ms(self) -> int:
        """The length of a tick, milliseconds."""
        return self.parts.bus.tick_ms

    @property
    def now(self) -> int:
        """The number of the coming tick."""
        return self._tick

    @property
    def seconds(self) -> float:
        """Model time, s."""
        return self._tick * self.tick_ms / 1000

    @property
    def record_ticks(self) -> int:
        """A row is recorded every so many ticks."""
        return self.parts.record_ticks

    @property
    def undelivered(self) -> tuple[Action, ...]:
        """Actions accepted since the last tick: recorded already, but no observer has been told yet."""
        return tuple(self._fresh)

    @property
    def ended(self) -> str:
        """How the attempt ended, or an empty string."""
        return self.parts.conduct.ended

    # -- operate --------------------------------------------------------------------------------------------
    def request(self, actor: str, verb: str, on: str, value: Any = None) -> Answer:
        """Judge an action and, if nothing speaks against it, do it. Refusals change nothing but are on record."""
        bus = self.parts.bus
        bus.tick = self._tick
        refusal = judge(self.parts, actor, verb, on, value)
        if refusal is not None:
            if not self.closed and refusal.code not in UNRECORDED:
                bus.emit(
                    "refused",
                    on,
                    actor=actor,
                    verb=verb,
                    on=on,
                    value=value if is_plain(value) else None,
                    code=refusal.code,
                    reason=refusal.reason.model_dump(),
                    seq=self._seq,
                )
            return refusal
        if verb == "read" and on in self.tags:
            value = self.tags.value(on)
        action = Action(self._tick, self._seq, actor, verb, on, value)
        self._do(action)
        return Accepted(action)

    def do_again(self, action: Action) -> None:
        """Carry out a recorded action without judging it: it was accepted when it was done."""
        self.parts.bus.tick = self._tick
        self._do(action)

    def report_again(self, event: Event) -> None:
        """Report a recorded refusal once more: observers count events, so none may be missing."""
        self.parts.bus.events.append(event)

    def recall(self, events: Iterable[Event]) -> None:
        """What happened before a restored checkpoint, so that frames show it; nothing is recorded or reported."""
        for event in events:
            self._show(event)

    def _do(self, action: Action) -> None:
        """Record and carry out an accepted action."""
        self._seq = action.seq + 1
        if self._recorder is not None:
            self._recorder.action(action)
        self._fresh.append(action)
        if action.verb == "move":
            self.parts.people.move(action.actor, action.value)
        else:
            self.parts.operables[action.on].act(action.actor, action.verb, action.value)
            self.parts.procedure.acted(action.verb, action.on)
            self.parts.tickets.acted(action)
        if self.ended:  # stopped by hand: no tick follows that would close the record
            self._finish()

    def set_speed(self, factor: float, by: str = "learner") -> Answer:
        """Change the speed; only pacing changes, never what is computed."""
        return self.request(by, "set", "SESSION", {"speed": factor})

    def step(self, ticks: int = 1, by: str = "learner") -> Answer:
        """Let so many ticks pass while the model is frozen."""
        return self.request(by, "set", "SESSION", {"step": ticks})

    def freeze(self, on: bool, by: str = "learner") -> Answer:
        """Freeze or go on."""
        return self.request(by, "set", "SESSION", {"frozen": on})

    # -- time -----------------------------------------------------------------------------------------------
    def tick(self) -> None:
        """Run one tick through all phases."""
        parts, n = self.parts, self._tick
        bus = parts.bus
        bus.tick = n
        if parts.conduct.steps:
            parts.conduct.steps -= 1
        schedule = self._schedule
        k = n % schedule.cycle
        for scan in schedule.before[k]:
            scan()
        plant = parts.plant
        for tag, value in parts.outputs.changed():
            plant.write(tag, value)
        for said in plant.advance(1):
            bus.events.append(Event(n, "plant", said.source, said.data, said.us))
        bus.values[parts.plant_slice] = plant.read()
        for scan in schedule.after[k]:
            scan()
        row_due = n % parts.record_ticks == 0
        if row_due or bus.events or self._fresh:
            self._record(n, row_due)
        self._tick = n + 1
        if self._tick % self._checkpoint_ticks == 0 or parts.snapshots.due:
            parts.snapshots.due = False
            self._checkpoint()
        if parts.ending.ended_by or self.ended:
            self._finish()

    def run(self, ticks: int) -> None:
        """Run up to ``ticks`` ticks, fewer if the attempt ends."""
        for _ in range(ticks):
            if self.ended:
                break
            self.tick()

    def advance(self, seconds: float) -> int:
        """Run as many whole ticks as ``seconds`` of model time bring, and return how many; the rest is kept.

        An ended attempt does not move; a frozen one by the single steps that were asked for.
        """
        before, conduct = self._tick, self.parts.conduct
        if conduct.frozen or self.ended:
            self._owed = 0.0
            self.run(conduct.steps)
            return self._tick - before
        self._owed += max(0.0, seconds) * 1000 / self.tick_ms
        due = int(self._owed)
        self._owed -= due
        self.run(due)
        return self._tick - before

    def trend(self, tag_id: str, seconds: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Model times (s) and recorded values of the last ``seconds`` of a tag; begins with the first call."""
        return self.watch_history().trend(tag_id, seconds)

    def done_steps(self) -> Mapping[str, int]:
        """Steps of the task sheet that are ticked off, with their ticks; −1 for what was done before it began."""
        return dict(self.parts.procedure.done)

    def followed_guides(self, step: str) -> Sequence[int]:
        """The places of those guides of a step that were followed, where it has several."""
        return tuple(self.parts.procedure.followed.get(step, ()))

    def watch_history(self) -> History:
        """The recent past of every tag, kept from the first call on."""
        if self._history is None:
            self._history = History(self.tags, self.tick_ms)
            self.observers.append(self._history)
        return self._history

    def _record(self, n: int, row_due: bool) -> None:
        """Hand over what happened: actions, events, then the row as stored."""
        bus, recorder = self.parts.bus, self._recorder
        actions, self._fresh = self._fresh, []
        events = bus.events
        row: EncodedRow | None = None
        if row_due:
            row = self._encoder.encode(n, bus.values)
            events.extend(row.clips)
        for event in events:  # noticing may report more (a lower speed): the list grows while it is read
            if recorder is not None:
                recorder.event(event)
            self._notice(event)
        bus.events = []
        for observer in self.observers:
            for action in actions:
                observer.on_action(action)
            for event in events:
                observer.on_event(event)
        if row is not None:
            if recorder is not None:
                recorder.row(row)
            for observer in self.observers:
                observer.on_row(n, row.values)

    def _notice(self, event: Event) -> None:
        """Keep events for frames; new alarms bring the speed back to real time."""
        self._show(event)
        if event.kind == "document" and self._recorder is not None:
            document = self.parts.documents[event.source]
            self._recorder.document(event.tick, event.source, document.version, document.state())
        elif event.kind == "trip" or (event.kind == "alarm" and event.data.get("state") == "unack"):
            self.parts.conduct.slow_down("alarm")

    def _show(self, event: Event) -> None:
        """Keep an event for frames."""
        self._recent.append(event)
        if event.kind == "message":
            self._messages.append(_message(event))
        elif event.kind == "checkpoint":
            self.parts.snapshots.know(event.data["name"], event.tick + 1)

    def _finish(self) -> None:
        """Close the record once."""
        if self.closed:
            return
        conduct = self.parts.conduct
        conduct.ended = conduct.ended or self.parts.ending.ended_by
        self.parts.bus.emit("end", "SESSION", how=conduct.ended)
        self._record(self._tick - 1 if self._tick else 0, False)
        self.closed = True
        if self._recorder is not None:
            self._recorder.end(conduct.ended, self._tick, self.state_hash())
        for observer in self.observers:
            observer.on_end(self._tick, conduct.ended)

    def end(self, how: str = "quit", by: str = "learner") -> None:
        """End the attempt now; ending it again changes nothing. Raises ``ValueError`` for an unknown participant or ending (see ``ENDINGS``)."""
        if self.closed:
            return
        if not self.request(by, "stop", "SESSION", how):
            raise ValueError(f"an attempt cannot be ended by {by!r} with {how!r}")

    # -- state ----------------------------------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """Everything that influences the future, as plain data."""
        parts = self.parts
        return {
            "tick": self._tick,
            "seq": self._seq,
            "plant": parts.plant.snapshot().decode(),
            "outputs": parts.outputs.state(),
            "values": list(parts.bus.values),
            "blocks": {name: block.state() for name, block in parts.named_blocks.items()},
            "documents": {name: d.state() for name, d in parts.documents.items()},
            "conduct": parts.conduct.state(),
            "encoder": self._encoder.state(),
            **({"upsets": upsets} if (upsets := parts.upsets.state()) else {}),
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()``."""
        parts = self.parts
        self._tick, self._seq = state["tick"], state["seq"]
        parts.plant.restore(state["plant"].encode())
        parts.outputs.set_state(state["outputs"])
        parts.bus.values[:] = state["values"]
        parts.bus.tick = self._tick
        for name, block in parts.named_blocks.items():
            block.set_state(state["blocks"][name])
        parts.upsets.set_state(state.get("upsets", {}))
        for name, document in parts.documents.items():
            document.set_state(state["documents"][name])
        parts.conduct.set_state(state["conduct"])
        self._encoder.set_state(state["encoder"])
        parts.bus.events.clear()
        self._fresh.clear()

    def state_hash(self) -> str:
        """SHA-256 of the packed state, hex."""
        return hashlib.sha256(pack(self.state())).hexdigest()

    def restore(self, packed: bytes) -> None:
        """Put back a checkpoint's bytes. Raises ``AttemptFormatError`` for a state of another version."""
        try:
            self.set_state(unpack(packed))
        except (KeyError, TypeError, ValueError, IndexError, TagError) as error:
            raise AttemptFormatError(
                f"检查点与本版本不符（{error}）：这份记录仍可评分和查看，但不能继续或重放。"
                f" / The checkpoint does not fit this version ({error}): the attempt can be marked and read,"
                " not continued or replayed."
            ) from error

    def _checkpoint(self) -> None:
        if self._recorder is not None:
            packed = pack(self.state())
            self._recorder.checkpoint(self._tick, packed, hashlib.sha256(packed).hexdigest())

    # -- frames ---------------------------------------------------------------------------------------------
    def frame(self) -> Frame:
        """An immutable picture of now."""
        said = [_message(e) for e in self.parts.bus.events if e.kind == "message"]  # in a freeze no tick hands them on
        now = Moment(
            self._tick, self.seconds, self.mode, (*self._messages, *said), tuple(self._recent), tuple(self.findings())
        )
        return picture(self.parts, now)


def _message(event: Event) -> MessageLine:
    return MessageLine(event.tick, Text(**event.data["sender"]), Text(**event.data["text"]))
