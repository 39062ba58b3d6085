"""From a record back to a running session: resume, replay, seek, rewind.

A replay simulates again from the recorded actions and compares the hash of the whole state at every checkpoint. The
stored record is what is graded; where another machine's replay differs, the record stands and the report says so.

    report = replay(AttemptReader.open(path))
    print(report.same, report.diverged_at)
    session, writer = resume(path)              # after a crash: goes on where the record ends
    child = rewind(reader, tick)                # a new attempt from an earlier checkpoint; nothing is cut off
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from engine.errors import AttemptFormatError, ScenarioError
from engine.events import Event
from engine.session.actions import Action
from engine.session.attempt.errors import both
from engine.session.attempt.header import AttemptHeader, Parent
from engine.session.attempt.reader import AttemptReader
from engine.session.attempt.writer import AttemptWriter
from engine.session.language import scenario_language
from engine.session.lineage import MAX_GENERATIONS, Find, Lineage, beside, open_lineage
from engine.session.observers import Observer
from engine.session.recorder import Recorder
from engine.session.session import Session

__all__ = [
    "ReplayReport",
    "catch_up",
    "feed",
    "go_back",
    "rebuild",
    "replay",
    "resume",
    "retell",
    "rewind",
    "seek",
    "tell",
]


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """What a replay found. ``diverged_at`` is the tick of the first checkpoint (or the end) that differs, or ``None``."""

    ticks: int
    checkpoints: int
    diverged_at: int | None
    cut_short: bool
    """There was no end record."""

    @property
    def same(self) -> bool:
        """Whether everything that could be compared agreed."""
        return self.diverged_at is None


def rebuild(
    header: AttemptHeader, checkpoint: bytes | None = None, recorder: Recorder | None = None,
    observers: Sequence[Observer] = (),
) -> Session:  # fmt: skip
    """A session of the attempt's own scenario, at its start or at ``checkpoint``.

    Raises ``AttemptFormatError`` where this version of the program can no longer run the embedded scenario.
    """
    try:
        scenario = scenario_language().from_canonical(header.scenario)
    except ScenarioError as error:
        raise AttemptFormatError(
            both(
                f"本版本无法运行记录中的场景：{error}", f"This version cannot run the scenario in the attempt: {error}"
            )
        ) from error
    child = checkpoint is None and header.parent is not None
    if child and header.parent is not None:
        checkpoint = header.parent.state
    session = Session(
        scenario, seed=header.seed, mode=header.mode, start=str(header.extra.get("start", "")), recorder=recorder,
        observers=observers, checkpoint=checkpoint,
        child=child,
    )  # fmt: skip
    if [tag.id for tag in session.tags] != [tag.id for tag in header.tags]:
        raise AttemptFormatError(
            both("本版本给出的位号与记录不同，不能重放，但仍可评分和查看。",
                 "This version declares other tags than the record holds: it can be marked and read, not replayed.")
        )  # fmt: skip
    return session


def feed(
    session: Session, actions: Iterable[Action], last_tick: int, each: Callable[[], None] | None = None,
    refusals: Iterable[Event] = (),
) -> None:  # fmt: skip
    """Simulate up to and including ``last_tick``, doing the recorded actions at their ticks.

    A simulation does not refuse anything by itself; ``refusals`` are recorded ones to be reported again.
    """
    waiting, said = deque(actions), deque(refusals)
    while session.now <= last_tick and not session.ended:
        while waiting and waiting[0].tick <= session.now:
            while said and (said[0].tick, said[0].data["seq"]) <= (waiting[0].tick, waiting[0].seq):
                session.report_again(said.popleft())
            session.do_again(waiting.popleft())
        while said and said[0].tick <= session.now:
            session.report_again(said.popleft())
        if session.closed:
            break
        session.tick()
        if each is not None:
            each()
    while waiting and not session.closed:
        session.do_again(waiting.popleft())


def replay(reader: AttemptReader, each: Callable[[Session], None] | None = None) -> ReplayReport:
    """Simulate the whole attempt again and compare every checkpoint and the end. Stops at the first difference."""
    session = rebuild(reader.header)
    ending = reader.ended()
    last = ending.tick - 1 if ending is not None else reader.last_tick()
    due = deque(c for c in reader.checkpoints() if c.tick >= session.now)
    checked = 0
    diverged: int | None = None
    waiting = deque(reader.actions())
    while diverged is None:
        while due and due[0].tick == session.now and diverged is None:  # taken before the actions of its tick
            if session.state_hash() != due.popleft().state_hash:
                diverged = session.now
            checked += 1
        while waiting and waiting[0].tick <= session.now:
            session.do_again(waiting.popleft())
        if session.now > last or session.closed:
            break
        session.tick()
        if each is not None:
            each(session)
    if diverged is None and ending is not None and session.state_hash() != ending.state_hash:
        diverged = ending.tick  # the stretch after the last checkpoint is compared as well
    return ReplayReport(session.now, checked, diverged, ending is None)


def seek(reader: AttemptReader, tick: int) -> Session:
    """The session as it was before ``tick``: restored from the nearest checkpoint and simulated on."""
    checkpoint = reader.checkpoint_before(tick)
    session = rebuild(reader.header, checkpoint.state if checkpoint else None)
    done = checkpoint.pos if checkpoint else 0
    actions = [a for a in reader.actions(done) if a.tick < tick]
    session.recall(e for e in reader.events() if e.tick < session.now)
    feed(session, actions, min(tick, reader.last_tick() + 1) - 1)
    return session


def resume(path: Path, observers: Sequence[Observer] = ()) -> tuple[Session, AttemptWriter]:
    """Go on with an attempt that was cut off: its record is fed to the observers, the rest simulated again.

    Raises what ``AttemptWriter.open_for_resume`` raises; nothing of the record is lost by a failure.
    """
    writer = AttemptWriter.open_for_resume(path)
    try:
        resumption = writer.resumption
        assert resumption is not None
        checkpoint = resumption.checkpoint
        session = rebuild(resumption.header, checkpoint.state if checkpoint else None, writer)
        with open_lineage(path) as attempt:
            tell(attempt, observers, until=session.now)
            session.recall(e for e in attempt.events() if e.tick < session.now)
        session.observers.extend(observers)
        refusals = [e for e in resumption.events if e.kind == "refused"]
        feed(session, resumption.actions, resumption.last_tick, refusals=refusals)
        writer.finish_resume()
    except BaseException:
        writer.close()
        raise
    return session, writer


def catch_up(session: Session, path: Path, observers: Sequence[Observer] = ()) -> None:
    """Give a session begun by a rewind, and its ``observers``, what the attempt at ``path`` recorded up to there.

    Messages, events and trends then go back beyond the moment of the rewind, as they do for the learner. Nothing is
    recorded a second time. Raises what ``open_lineage`` raises.
    """
    with open_lineage(path) as attempt:
        tell(attempt, [session.watch_history(), *observers], until=session.now)
        session.recall(e for e in attempt.events() if e.tick < session.now)


def tell(reader: AttemptReader | Lineage, observers: Sequence[Observer], until: int | None = None) -> None:
    """Give observers what an attempt recorded, in the order in which they would have got it live.

    ``until`` leaves out everything from that tick on.
    """
    if not observers:
        return
    end = 2**62 if until is None else until
    retell(
        (a for a in reader.actions() if a.tick < end), (e for e in reader.events() if e.tick < end),
        takewhile(lambda row: row[0] < end, reader.rows()), observers,
    )  # fmt: skip
    ending = reader.ended()
    if ending is not None and until is None:
        for observer in observers:
            observer.on_end(ending.tick, ending.how)


def retell(
    told: Iterable[Action], happened: Iterable[Event], rows: Iterable[tuple[int, Sequence[float]]],
    observers: Sequence[Observer],
) -> None:  # fmt: skip
    """Give observers a record, each part in its own order, as it would have come live."""
    actions, events = deque(told), deque(happened)

    def up_to(tick: int) -> None:
        while (actions and actions[0].tick <= tick) or (events and events[0].tick <= tick):
            now = min(actions[0].tick if actions else tick, events[0].tick if events else tick)
            while actions and actions[0].tick == now:
                action = actions.popleft()
                for observer in observers:
                    observer.on_action(action)
            while events and events[0].tick == now:
                event = events.popleft()
                for observer in observers:
                    observer.on_event(event)

    for tick, values in rows:
        up_to(tick)
        for observer in observers:
            observer.on_row(tick, values)
    up_to(2**62)


def rewind(reader: AttemptReader, tick: int) -> Parent:
    """Where a child attempt starts: the last checkpoint at or before ``tick``. The parent stays whole.

    An attempt that was itself rewound to a later moment, and has no checkpoint of its own yet, is begun again from
    where it began. Raises ``AttemptFormatError`` if there is no checkpoint to go back to.
    """
    checkpoint = reader.checkpoint_before(tick)
    if checkpoint is None and reader.header.parent is not None:
        return reader.header.parent
    if checkpoint is None:
        raise AttemptFormatError(both("这个时刻之前没有检查点。", "There is no checkpoint before that moment."))
    return Parent(reader.header.attempt_id, checkpoint.tick, checkpoint.state, checkpoint.state_hash)


def go_back(path: Path, tick: int, find: Find | None = None) -> Parent:
    """Like ``rewind``, also to a moment before the attempt at ``path`` was itself begun by a rewind.

    The parent is then the ancestor in which that moment was lived. Raises ``AttemptFormatError`` where the file of an
    ancestor is missing.
    """
    search = find or beside(path)
    for _ in range(MAX_GENERATIONS):
        with AttemptReader.open(path) as reader:
            before = reader.header.parent
            if before is None or tick >= before.tick:
                return rewind(reader, tick)
        found = search(before.attempt_id)
        if found is None:
            raise AttemptFormatError(
                both(f"找不到回退前的记录 {before.attempt_id}，不能回到那个时刻。",
                     f"The attempt before the rewind, {before.attempt_id}, is missing: that moment cannot be gone back to.")
            )  # fmt: skip
        path = found
    raise AttemptFormatError(both("回退的代数太多。", "There are too many generations of rewinds."))
