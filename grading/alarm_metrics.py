"""How the alarm system and its operator did in an attempt, in the figures of ISA-18.2 and EEMUA 191.

A pure function of the recorded events: the same for a live attempt, a file and a re-mark years later. An alarm counts
when it is *announced* (its state becomes ``unack``), so what was shelved or suppressed counts only when it came back.
Windows slide; the ten minutes that end at tick ``t`` are the announcements after ``t`` − 10 min, up to and with ``t``,
which is what the tag ``ALARMS.rate`` shows.

    metrics = alarm_metrics(reader.events(), reader.header.tick_ms, reader.last_tick())
    metrics.peak, metrics.flood_s, metrics.answers["high"].longest_s
    for row in alarm_rows(metrics, "zh"): print(row.title, row.value, row.target)     # grading.reports.alarm_words

Sources: ANSI/ISA-18.2-2016, clause 16 and table 7 (average and peak rate, floods, chattering, stale, priority split);
EEMUA 191, 3rd edition, appendix 12 (acknowledgement).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from engine.control.alarms.section import PRIORITIES
from engine.control.alarms.states import STANDING, UNACKNOWLEDGED, State
from engine.events import Event

__all__ = ["AlarmMetrics", "Answer", "Contributor", "Flood", "alarm_metrics"]

WINDOW_S = 600.0
FLOOD_BEGINS, FLOOD_ENDS = 10, 5
"""A flood begins with more than 10 alarms in ten minutes and ends with fewer than 5."""
CHATTER_S, CHATTER_TIMES = 60.0, 3
STALE_S = 24 * 3600.0
_MACHINE = frozenset({"timer", "design", "auto", ""})
"""Who ends a state without having seen the alarm."""


@dataclass(frozen=True, slots=True)
class Flood:
    """Alarms faster than anybody can handle them, from tick ``start`` to ``end``.

    ``alarms`` counts those that came in that time and in the ten minutes that led to it.
    """

    start: int
    end: int
    alarms: int


@dataclass(frozen=True, slots=True)
class Contributor:
    """One alarm's part in all; ``share`` is 0…1."""

    alarm: str
    priority: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Answer:
    """How the alarms of one priority were answered; times in s of model time, 0 where none was acknowledged."""

    count: int
    """Announced."""
    acknowledged: int
    mean_s: float
    longest_s: float
    """The longest anybody let one wait that was acknowledged in the end."""


@dataclass(frozen=True, slots=True)
class AlarmMetrics:
    """The whole of it."""

    seconds: float
    """Length of the attempt, model time."""
    count: int
    average: float
    """Alarms in ten minutes on average; an attempt shorter than that counts as ten minutes."""
    peak: int
    """The most within ten minutes."""
    floods: tuple[Flood, ...]
    flood_s: float
    chattering: tuple[str, ...]
    """Alarms announced three times within a minute."""
    stale: tuple[str, ...]
    """Alarms that stood for more than a day without a break."""
    contributors: tuple[Contributor, ...]
    """Every alarm that came, the most frequent first."""
    answers: Mapping[str, Answer]
    """By priority, the most urgent first; all four are there."""
    unacknowledged: tuple[str, ...]
    """Waiting at the end."""
    standing: tuple[str, ...]
    """In alarm at the end."""
    shelvings: int
    shelved: tuple[str, ...]
    """Alarms that were shelved at any time."""
    removals: int
    """How often an alarm was taken out of service."""

    @property
    def flood_share(self) -> float:
        """Part of the attempt spent in floods, 0…1."""
        return self.flood_s / self.seconds if self.seconds else 0.0

    def top(self, n: int = 10) -> tuple[Contributor, ...]:
        """The ``n`` most frequent alarms."""
        return self.contributors[:n]

    def share(self, priority: str) -> float:
        """Part of the announcements of one priority, 0…1."""
        return self.answers[priority].count / self.count if self.count else 0.0


@dataclass(slots=True)
class _Life:
    """What is known of one alarm while its events are read. Ticks; -1 while it does not apply."""

    priority: str
    state: str = State.NORMAL.value
    waits: int = -1
    stands: int = -1
    announced: list[int] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    longest_stand: int = 0


def alarm_metrics(events: Iterable[Event], tick_ms: int, last_tick: int) -> AlarmMetrics:
    """The metrics of an attempt that ended at ``last_tick``. Events of other kinds are passed over."""
    lives: dict[str, _Life] = {}
    shelvings: Counter[str] = Counter()
    removals = 0
    for event in events:
        if event.kind != "alarm":
            continue
        key, state = str(event.data.get("alarm", event.source)), str(event.data.get("state", ""))
        life = lives.setdefault(key, _Life(str(event.data.get("priority", "medium"))))
        _follow(life, state, event.tick, str(event.data.get("by", "")))
        shelvings[key] += state == State.SHELVED
        removals += state == State.OUT_OF_SERVICE
    per_s = tick_ms / 1000.0
    announced = sorted(tick for life in lives.values() for tick in life.announced)
    window = round(WINDOW_S / per_s)
    floods = _floods(announced, window, last_tick)
    seconds, count = last_tick * per_s, len(announced)
    for life in lives.values():
        if life.stands >= 0:
            life.longest_stand = max(life.longest_stand, last_tick - life.stands)
    return AlarmMetrics(
        seconds=seconds,
        count=count,
        average=count * WINDOW_S / max(seconds, WINDOW_S),
        peak=_most(announced, window),
        floods=floods,
        flood_s=sum(flood.end - flood.start for flood in floods) * per_s,
        chattering=_which(lives, lambda one: _most(one.announced, round(CHATTER_S / per_s)) >= CHATTER_TIMES),
        stale=_which(lives, lambda one: one.longest_stand * per_s > STALE_S),
        contributors=_contributors(lives, count),
        answers={priority: _answer(lives, priority, per_s) for priority in PRIORITIES},
        unacknowledged=_which(lives, lambda one: one.state in _UNACKNOWLEDGED),
        standing=_which(lives, lambda one: one.state in _STANDING),
        shelvings=shelvings.total(),
        shelved=tuple(sorted(key for key, times in shelvings.items() if times)),
        removals=removals,
    )


_UNACKNOWLEDGED = frozenset(state.value for state in UNACKNOWLEDGED)
_STANDING = frozenset(state.value for state in STANDING)
_ANSWERED = frozenset({State.ACK.value, State.LATCHED_ACK.value, State.NORMAL.value})


def _follow(life: _Life, state: str, tick: int, by: str) -> None:
    """One change of state. Who waits goes on waiting when the alarm returns or comes again."""
    if state == State.UNACK and life.state != State.UNACK:
        life.announced.append(tick)
    if state in _UNACKNOWLEDGED:
        life.waits = tick if life.waits < 0 else life.waits
    else:
        if life.waits >= 0 and state in _ANSWERED and by not in _MACHINE:
            life.answered.append(tick - life.waits)
        life.waits = -1
    if state in _STANDING:
        life.stands = tick if life.stands < 0 else life.stands
    elif life.stands >= 0:
        life.longest_stand, life.stands = max(life.longest_stand, tick - life.stands), -1
    life.state = state


def _most(ticks: Iterable[int], window: int) -> int:
    """The most of ``ticks`` (in order) within ``window``."""
    inside: deque[int] = deque()
    most = 0
    for tick in ticks:
        inside.append(tick)
        while inside[0] <= tick - window:
            inside.popleft()
        most = max(most, len(inside))
    return most


def _floods(ticks: list[int], window: int, last: int) -> tuple[Flood, ...]:
    """Floods among announcements in order; one that goes on is cut at ``last``."""
    steps = sorted([(tick, 1) for tick in ticks] + [(tick + window, -1) for tick in ticks if tick + window <= last])
    out, rate, start = [], 0, -1
    for tick, change in steps:  # what grows old leaves before what comes at the same tick
        rate += change
        if start < 0 and rate > FLOOD_BEGINS:
            start = tick
        elif start >= 0 and rate < FLOOD_ENDS:
            out.append((start, tick))
            start = -1
    if start >= 0:
        out.append((start, max(last, start)))
    return tuple(Flood(a, b, sum(a - window < tick <= b for tick in ticks)) for a, b in out)


def _which(lives: Mapping[str, _Life], holds: Callable[[_Life], bool]) -> tuple[str, ...]:
    return tuple(sorted(key for key, life in lives.items() if holds(life)))


def _contributors(lives: Mapping[str, _Life], count: int) -> tuple[Contributor, ...]:
    some = [(key, life, len(life.announced)) for key, life in lives.items() if life.announced]
    some.sort(key=lambda entry: (-entry[2], entry[0]))
    return tuple(Contributor(key, life.priority, n, n / count) for key, life, n in some)


def _answer(lives: Mapping[str, _Life], priority: str, per_s: float) -> Answer:
    mine = [life for life in lives.values() if life.priority == priority]
    waits = [ticks for life in mine for ticks in life.answered]
    mean = sum(waits) / len(waits) * per_s if waits else 0.0
    return Answer(sum(len(life.announced) for life in mine), len(waits), mean, max(waits, default=0) * per_s)
