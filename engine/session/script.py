"""Reference runs: a learner written down, so that a scenario can prove itself.

A run is a list of acts carried out one after another, each when its time or condition has come, plus reactions
that are always on guard. Scripts act through the same ``request`` as everybody: they walk to what they operate,
and what is refused to a learner is refused to them.

    run:
      title: {zh: 熟练操作, en: Expert}
      start: cold
      duration: 6 h
      acts:
        - {do: wear, on: helmet}
        - {at: 2 min, do: start, on: P102A}
        - {when: "FI102 > 28 m3/h", for: 30 s, do: start, on: M101}
        - {do: set, on: TIC101, value: {mode: auto}}
      reactions:
        - {when: "TI101.H.unack == 1", wait: 5 s, do: acknowledge, on: ALARMS}

A ticket is carried out by the book with one act, ``{do: follow, on: T1, value: {through: a9}}``: from the first item
(or ``from``) every one is read out, repeated, checked, done and ticked, at a ``pace``.

An instructor can act in a run as in a room (``by: instructor``): freeze, speak, break something, take a snapshot. When
one goes back to a snapshot the player begins a child of the attempt there and the run goes on in it, from the act
after that; times in a run are always model time, which then comes a second time, and reactions are on guard anew.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Protocol

from pydantic import Field

from engine.errors import ShixunError
from engine.scenario.expression import Expression
from engine.scenario.model import Model
from engine.scenario.quantity import Duration
from engine.scenario.text import Text
from engine.session.actions import Answer, Refused
from engine.session.applied.choices import place_of
from engine.session.lockout import LOCK_VERBS, SIGN_VERBS
from engine.session.modes import Deed, ModeName
from engine.session.session import Session
from engine.session.tickets.following import FOLLOW, Followed, Following, followed

__all__ = ["Act", "Back", "Reaction", "Run", "ScriptError", "ScriptedLearner", "play"]


class ScriptError(ShixunError):
    """A scripted act was refused although the run does not expect it; ``loc`` is its place in the run file."""

    loc: tuple[str | int, ...] = ()


class _Deed(Deed):
    by: str = Field("learner", description="谁 / who")
    refused: bool = Field(False, description="预期被拒绝 / a refusal is expected")


class Act(_Deed, title="动作 / Act"):
    """One deed, done when its time and condition have come and all earlier acts are done."""

    at: Duration | None = Field(None, description="不早于此时刻 / not before this time")
    when: Expression | None = Field(None, description="条件成立时 / when this holds")
    hold: Duration = Field(0, alias="for", description="条件需保持的时间 / how long it must hold")
    after: Duration = Field(0, description="在前一步之后 / this long after the act before")
    until: Duration | None = Field(None, description="过此时刻仍不成立则跳过 / skipped if it has not come by then")


class Reaction(_Deed, title="随时反应 / Standing reaction"):
    """A deed done every time a condition has held for ``wait``."""

    when: Expression = Field(description="条件 / condition")
    wait: Duration = Field(0, description="反应时间 / time to react")
    once: bool = Field(False, description="只做一次 / only the first time")
    since: Duration = Field(0, description="从此时刻起 / on guard from this time")


class Run(Model, title="参考过程 / Reference run"):
    """A learner written down."""

    title: Text = Field(description="名称 / name")
    text: Text | None = Field(None, description="说明与依据 / what it shows, and its source")
    start: str = Field("", description="起点 / starting point")
    mode: ModeName = Field("exam", description="模式 / mode")
    seed: Annotated[int, Field(ge=0, le=2**31)] = Field(1, description="随机种子 / seed")
    duration: Duration = Field(description="最长时间 / the longest it may take")
    acts: tuple[Act, ...] = Field((), description="依次的动作 / acts in order")
    reactions: tuple[Reaction, ...] = Field((), description="随时的反应 / reactions")


class Driver(Protocol):
    """How a script reaches the session: directly, or through whoever looks on (``engine.fuzzing``)."""

    def request(self, actor: str, verb: str, on: str, value: Any = None) -> Answer:
        """As ``Session.request``."""


class ScriptedLearner:
    """Plays a run on a session; call ``step`` before every tick."""

    def __init__(self, session: Session, run: Run, driver: Driver | None = None) -> None:
        self.session, self.run = session, run
        self._driver: Driver = driver or session
        compile_ = session.parts.bus.compile
        self._conditions = [compile_(a.when) if a.when is not None else None for a in run.acts]
        self._reactions = [(r, compile_(r.when)) for r in run.reactions]
        self._armed: list[int | None] = [None] * len(run.reactions)
        self._spent = [False] * len(run.reactions)
        self._next, self._since, self._last = 0, -1, 0
        self._walking = ""
        self._following: deque[tuple[Followed, Callable[[Any], Any] | None]] | None = None
        self.refusals: list[tuple[int, str, str, Refused]] = []
        """Refusals met: (tick, verb, on, refusal)."""

    @property
    def finished(self) -> bool:
        """Whether all acts are done."""
        return self._next >= len(self.run.acts)

    @property
    def waiting(self) -> tuple[int, int]:
        """The next act by its place in the list, and the tick since which it has been waited for."""
        return self._next, self._last

    def step(self) -> None:
        """Do what is due before the coming tick; a single step that was asked for comes before the next act."""
        conduct = self.session.parts.conduct
        if not conduct.frozen:
            self._react()
        if self._walking and not self.finished and self._on_the_way():
            return
        while not self.finished and not self.session.ended and not conduct.steps:
            if not self._due():
                break
            act = self.run.acts[self._next]
            with self._placed("acts", self._next):
                done = self._follow(act) if act.do == FOLLOW else self._perform(act)
            if not done:
                break
            self._advance()

    def _on_the_way(self) -> bool:
        """Whether who acts next is still walking to where it is done."""
        one = self._following[0][0] if self._following else self.run.acts[self._next]
        person = self.session.parts.people.everyone.get(one.by)
        here = one.do != "move" or one.on == self._walking  # a move to elsewhere takes over from a walk to a reaction
        return here and person is not None and bool(person.route)

    @contextmanager
    def _placed(self, *place: str | int) -> Iterator[None]:
        """What is refused inside is told with its place in the run file."""
        try:
            yield
        except ScriptError as error:
            error.loc = ("run", *place)
            raise

    @property
    def place(self) -> tuple[str | int, ...]:
        """Where the next act stands in the run file."""
        return () if self.finished else ("run", "acts", self._next)

    def go_on(self, session: Session) -> ScriptedLearner:
        """The same run on a session that was gone back to, from the next act on."""
        other = ScriptedLearner(session, self.run)
        other._next, other._last = self._next, session.now
        other.refusals = self.refusals
        return other

    def _advance(self) -> None:
        self._next += 1
        self._since, self._last = -1, self.session.now

    def _due(self) -> bool:
        """Whether the next act's time and condition have come; a missed ``until`` skips it."""
        act, now = self.run.acts[self._next], self.session.now
        ms = now * self.session.tick_ms
        if act.until is not None and ms > act.until and not self._walking:
            self._advance()
            return not self.finished and self._due()
        if act.at is not None and ms < act.at:
            return False
        if act.after and (now - self._last) * self.session.tick_ms < act.after:
            return False
        condition: Callable[[Any], Any] | None = self._conditions[self._next]
        if condition is None or self._walking:
            return True
        if not condition(self.session.parts.bus.values):
            self._since = -1
            return False
        if self._since < 0:
            self._since = now
        return (now - self._since) * self.session.tick_ms >= act.hold

    def _follow(self, act: Act) -> bool:
        """Go on with a ticket that is carried out by the book. False while it is not through."""
        session = self.session
        if self._following is None:
            compile_, spec = session.parts.bus.compile, session.scenario["tickets"][act.on]
            points, portable = session.scenario.get("points") or {}, session.scenario.get("attachments") or {}
            every = followed(act.on, spec, Following.model_validate(act.value or {}), points, portable)
            self._following = deque((one, compile_(one.when) if one.when is not None else None) for one in every)
        while self._following and not session.ended:
            one, holds = self._following[0]
            if (session.now - self._last) * session.tick_ms < one.after:
                return False
            if holds is not None and not self._walking and not holds(session.parts.bus.values):
                return False
            if not self._perform(one):
                return False
            self._following.popleft()
            self._last = session.now
        self._following = None
        return True

    def _react(self) -> None:
        now, ms = self.session.now, self.session.tick_ms
        for i, (reaction, holds) in enumerate(self._reactions):
            if self._spent[i] or now * ms < reaction.since:
                continue
            if not holds(self.session.parts.bus.values):
                self._armed[i] = None
                continue
            if self._armed[i] is None:
                self._armed[i] = now
            if (now - (self._armed[i] or 0)) * ms < reaction.wait:
                continue
            with self._placed("reactions", i):
                done = self._perform(reaction, walk=reaction.by == "learner")
            if done:
                self._armed[i] = None
                self._spent[i] = reaction.once

    def _perform(self, deed: _Deed | Followed, walk: bool = True) -> bool:
        """Do it; first walk there if it is out of reach. False while still on the way."""
        session = self.session
        if deed.do == "move":
            return self._walk_to(deed.on)
        person = session.parts.people.everyone.get(deed.by)
        if walk and person is not None and person.has_body:
            if person.route:
                return False
            access = session.parts.access
            where = place_of(session.operables.get(deed.on), deed.on, deed.do, deed.value)
            if deed.do not in ("report", "call", "answer", "fill", "sign", "ask") or access.points(where):
                hung = deed.do in (*LOCK_VERBS, *SIGN_VERBS) and access.only_by_screen(person, where, deed.do)
                if hung or access.refuse(person, deed.do, where) is not None:
                    place = access.place_for(where, deed.do, itself=hung)
                    if place and self._walking != place:
                        self._walking = place
                        self._driver.request(deed.by, "move", deed.by, {"to": place})
                        return False
        self._walking = ""
        answer = self._driver.request(deed.by, deed.do, deed.on, deed.value)
        if isinstance(answer, Refused):
            self.refusals.append((session.now, deed.do, deed.on, answer))
            if not deed.refused:
                minutes, rest = divmod(session.seconds, 60)
                raise ScriptError(
                    f"{int(minutes)}:{rest:04.1f} {deed.do} {deed.on}: {answer.reason.of('zh')} / {answer.reason.of('en')}"
                )
        elif deed.refused:
            raise ScriptError(f"{deed.do} {deed.on}: 预期被拒绝，却被接受 / was expected to be refused but was not")
        return True

    def _walk_to(self, place: str) -> bool:
        session = self.session
        person = session.parts.people.everyone["learner"]
        goal = session.parts.people.geometry.places.get(place)
        if goal is not None and (person.pose.x, person.pose.y, person.pose.z) == (goal.x, goal.y, goal.z):
            self._walking = ""
            return True
        if self._walking != place:
            answer = self._driver.request("learner", "move", "learner", {"to": place})
            if isinstance(answer, Refused):
                raise ScriptError(f"move {place}: {answer.reason.of('zh')} / {answer.reason.of('en')}")
            self._walking = place
        return False


Back = Callable[[Session], Session]
"""From a session that an instructor has left for an earlier moment to its child, which begins there."""


def play(
    session: Session,
    run: Run,
    driver: Driver | None = None,
    each: Callable[[], None] | None = None,
    back: Back | None = None,
) -> ScriptedLearner:
    """Play the whole run headless: until the attempt ends or ``duration`` is over. ``each`` runs after every tick.

    ``back`` makes the child where the run goes back to a snapshot; ``learner.session`` is the last one played. Raises
    ``ScriptError`` for an act that is refused, and where time can never go on.
    """
    learner = ScriptedLearner(session, run, driver)
    last = -(-run.duration // session.tick_ms)
    while session.now < last:
        learner.step()
        if session.parts.snapshots.back_to is not None:
            if back is None:
                raise ScriptError("这里不能回退 / nothing can be gone back to here: use `launcher.py play` or `check`")
            session = back(session)
            learner = learner.go_on(session)
            continue
        if session.ended:
            break
        if session.parts.conduct.frozen and not session.parts.conduct.steps:
            error = ScriptError(
                f"{session.seconds:.1f} s：已暂停，而下一步在等时间 / frozen, and the next act waits for time to pass"
            )
            error.loc = learner.place
            raise error
        session.tick()
        if each is not None:
            each()
    if not session.closed:
        session.end(session.ended or "finished", by="script")
    return learner
