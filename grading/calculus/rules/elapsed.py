"""The time between two moments, held against an inner and an outer limit: ``band`` with ``elapsed``."""

# ruff: noqa: ARG002 - every kind answers the same calls, whatever it needs of them

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from engine.scenario.text import Text
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.item import Monitor
from grading.calculus.run import Hit
from grading.calculus.verdict import Evidence
from grading.calculus.words import both, clock, percent, period

if TYPE_CHECKING:
    from grading.calculus.rules.band import Band

__all__ = ["Elapsed"]


class Elapsed(Monitor):
    """Times from one moment to another; the shorter the better."""

    kind = "band"
    item: Band

    def __init__(self, item: Band, make: Compiler, loc: Loc, linear: Callable[[float, float, float], float]) -> None:
        super().__init__(item, make, loc)
        assert item.elapsed is not None
        assert item.at_most is not None
        self.opens = make.moment(item.elapsed[0], (*loc, "elapsed", 0))
        self.closes = make.moment(item.elapsed[1], (*loc, "elapsed", 1))
        per_second = 1000.0 / make.run.tick_ms
        self.full = make.point(item.at_most.full, "s", (*loc, "at_most", "full")) * per_second
        self.zero = make.point(item.at_most.zero, "s", (*loc, "at_most", "zero")) * per_second
        if self.zero <= self.full:
            make.reporter.error(
                (*loc, "at_most", "zero"),
                "零分界限应在满分界限之外",
                "the limit without credit must lie beyond the one with full credit",
                "交换或改正 `full` 与 `zero`",
                "exchange or correct `full` and `zero`",
                code="empty_window",
            )
            self.zero = self.full + 1.0
        self.linear, self.floor = linear, make.levels[1]
        self.opened: Hit | None = None

    def row(self, tick: int, values: Sequence[float]) -> None:
        """Look whether the moments have come."""
        if self.opened is None:
            self.opened = self.run.moments.get(self.opens)
            if self.opened is None:
                return
        closed = self.run.moments.get(self.closes)
        if closed is not None and closed.instant >= self.opened.instant:
            self._close(closed.tick)
        elif self.undecided and tick - self.opened.tick >= self.zero:
            self.judge("broken", 0.0, [self._evidence(tick)], late=True)
            self.active = False

    def end(self, tick: int, how: str) -> None:
        """If the second moment never came it is missing; the end of the attempt is a moment too."""
        self.row(tick, ())
        self.active = False
        if not self.undecided:
            return
        if self.opened is None:
            self.judge("n/a")
        elif how == "timed_out":
            self.judge("n/a", running=True)
        else:
            self.judge("missing", 0.0, [self._evidence(tick)])

    def _close(self, tick: int) -> None:
        assert self.opened is not None
        self.active = False
        if self.undecided:
            credit = self.linear(tick - self.opened.tick, self.full, self.zero)
            self.judge(
                "met" if credit >= self.floor else "broken",
                credit,
                [self._evidence(tick)],
                took=tick - self.opened.tick,
            )

    def _evidence(self, tick: int) -> Evidence:
        assert self.opened is not None
        measured, limit = self.run.seconds(tick - self.opened.tick), self.run.seconds(self.full)
        return Evidence(self.opened.tick, tick, measured, limit, "s", limit - measured)

    def what(self) -> Text:
        """How long it took."""
        t, facts, ms = self.title, self.verdict.facts, self.run.tick_ms
        full, zero = period(round(self.full), ms), period(round(self.zero), ms)
        zh, en = f"{t.of('zh')}：", f"{t.of('en')}: "
        match self.verdict.judgement:
            case "n/a":
                return both(f"{zh}没有考核的机会，不计", f"{en}no occasion, not counted")
            case "missing":
                name = self.name(self.closes)
                return both(f"{zh}没有完成“{name.of('zh')}”", f"{en}{name.of('en')} was never reached")
            case "open":
                return both(f"{zh}应在 {full.of('zh')}以内", f"{en}within {full.of('en')}")
        if "took" not in facts:
            return both(f"{zh}超过 {zero.of('zh')}", f"{en}more than {zero.of('en')}")
        took = clock(facts["took"], ms)
        if self.verdict.credit > 1.0 - 1e-9:
            return both(f"{zh}用时 {took}", f"{en}took {took}")
        share = percent(self.verdict.credit)
        return both(
            f"{zh}用时 {took}，满分界限 {full.of('zh')}，得 {share}",
            f"{en}took {took}, full credit up to {full.of('en')}: {share}",
        )
