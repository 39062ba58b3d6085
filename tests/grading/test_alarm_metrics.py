"""The metrics of ISA-18.2 and EEMUA 191: cases computed by hand, laws, agreement with the tag the operator sees."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.events import Event
from grading.alarm_metrics import AlarmMetrics, Flood, alarm_metrics
from grading.reports.alarm_words import alarm_rows
from tests.control.rig import Rig, analog

SECOND = 10  # ticks of 100 ms
MINUTE = 60 * SECOND
PRIORITIES = ("critical", "high", "medium", "low")


def event(tick: int, alarm: str, state: str, by: str = "", priority: str = "high") -> Event:
    return Event(tick, "alarm", alarm, {"alarm": alarm, "state": state, "by": by, "priority": priority})


def of(events: list[Event], last: int = 60 * MINUTE) -> AlarmMetrics:
    return alarm_metrics(events, 100, last)


def burst(n: int, start: int = 0, name: str = "A") -> list[Event]:
    """``n`` different alarms, one a second."""
    return [event(start + i * SECOND, f"{name}{i}", "unack") for i in range(n)]


def test_nothing_is_nothing() -> None:
    """An attempt without alarms, even one of no length, has figures of zero."""
    for last in (0, 60 * MINUTE):
        metrics = of([Event(0, "phase", "p")], last)
        assert (metrics.count, metrics.average, metrics.peak, metrics.flood_share, metrics.share("low")) == (
            0,
            0,
            0,
            0,
            0,
        )


def test_count_average_and_peak() -> None:
    """Six alarms in an hour: one per ten minutes on average; four of them within ten minutes."""
    ticks = [0, 20 * MINUTE, 22 * MINUTE, 25 * MINUTE, 30 * MINUTE - 1, 50 * MINUTE]
    metrics = of([event(t, f"A{i}", "unack") for i, t in enumerate(ticks)])
    assert (metrics.count, metrics.average, metrics.peak) == (6, 1.0, 4)


def test_a_short_attempt_is_not_blown_up() -> None:
    """Two alarms in two minutes are two per ten minutes, not ten."""
    assert of(burst(2), 2 * MINUTE).average == 2.0


def test_a_flood_begins_above_ten_and_ends_below_five() -> None:
    """Eleven alarms a second apart: the flood begins with the eleventh at 10 s and ends when the seventh has grown
    ten minutes old, for then only four are left: at 606 s."""
    metrics = of(burst(11))
    assert metrics.floods == (Flood(10 * SECOND, 606 * SECOND, 11),)
    assert metrics.flood_s == pytest.approx(596.0)
    assert metrics.flood_share == pytest.approx(596 / 3600)
    assert of(burst(10)).floods == ()


def test_a_flood_that_goes_on_is_cut_at_the_end() -> None:
    """At the bell the flood has lasted from its eleventh alarm until now."""
    assert of(burst(12), 60 * SECOND).floods == (Flood(10 * SECOND, 60 * SECOND, 12),)


def test_two_floods_are_two() -> None:
    """Half an hour apart, each with its own time."""
    metrics = of(burst(11) + burst(11, 30 * MINUTE, name="B"))
    assert [(f.start // SECOND, f.end // SECOND) for f in metrics.floods] == [(10, 606), (1810, 2406)]


@pytest.mark.parametrize(("gap", "chatters"), [(29, True), (30, False)])
def test_three_times_within_a_minute_is_chattering(gap: int, chatters: bool) -> None:
    """Begins 29 s apart lie three in a minute, begins 30 s apart do not."""
    events = []
    for n in range(3):
        events += [event(n * gap * SECOND, "X", "unack"), event(n * gap * SECOND + 5, "X", "rtn_unack")]
    assert of(events).chattering == (("X",) if chatters else ())


@pytest.mark.parametrize(("hours", "stale"), [(24, ()), (25, ("X",))])
def test_an_alarm_that_stands_for_more_than_a_day_is_stale(hours: int, stale: tuple[str, ...]) -> None:
    """Acknowledged or not, more than 24 h without a break; standing at the end counts up to the end."""
    events = [event(0, "X", "unack"), event(50, "X", "ack", "learner")]
    assert of(events, hours * 60 * MINUTE).stale == stale
    broken = [*events, event(12 * 60 * MINUTE, "X", "normal"), event(13 * 60 * MINUTE, "X", "unack")]
    assert of(broken, 25 * 60 * MINUTE).stale == ()


def test_contributors_and_split() -> None:
    """Three of four announcements come from one alarm: 75 % each way."""
    events = [
        e
        for n in range(3)
        for e in (
            event(n * MINUTE * 5, "X", "unack", priority="low"),
            event(n * MINUTE * 5 + 9, "X", "normal", "learner", "low"),
        )
    ]
    metrics = of([*events, event(7, "Y", "unack", priority="critical")])
    assert [(c.alarm, c.count, c.share) for c in metrics.top(1)] == [("X", 3, 0.75)]
    assert [metrics.share(p) for p in PRIORITIES] == [0.25, 0.0, 0.0, 0.75]


def test_time_to_acknowledge() -> None:
    """One high alarm after 10 s, one after 30 s although it returned and came again: mean 20 s, longest 30 s."""
    metrics = of([
        event(0, "X", "unack"), event(100, "X", "ack", "learner"),
        event(200, "Y", "unack"), event(250, "Y", "rtn_unack"), event(300, "Y", "unack"), event(500, "Y", "ack", "learner"),
        event(600, "Z", "unack", priority="low"),
    ])  # fmt: skip
    high = metrics.answers["high"]
    assert (high.count, high.acknowledged, high.mean_s, high.longest_s) == (3, 2, 20.0, 30.0)
    assert (metrics.answers["low"].acknowledged, metrics.unacknowledged, metrics.standing) == (
        0,
        ("Z",),
        ("X", "Y", "Z"),
    )


def test_shelving_is_no_answer() -> None:
    """An alarm shelved instead of acknowledged was not acknowledged; it is counted among the shelved and, when it
    comes back, announced once more."""
    metrics = of([
        event(0, "X", "unack"), event(50, "X", "shelved", "learner"), event(650, "X", "unack", "timer"),
        event(700, "Y", "unack"), event(710, "Y", "out_of_service", "instructor"),
        event(800, "Z", "unack"), event(810, "Z", "suppressed", "design"), event(900, "Z", "normal", "design"),
    ])  # fmt: skip
    assert (metrics.count, metrics.answers["high"].acknowledged) == (4, 0)
    assert (metrics.shelvings, metrics.shelved, metrics.removals, metrics.unacknowledged) == (1, ("X",), 1, ("X",))


# -- laws -----------------------------------------------------------------------------------------------------
_STATES = (
    "unack",
    "ack",
    "rtn_unack",
    "latched_unack",
    "latched_ack",
    "normal",
    "shelved",
    "suppressed",
    "out_of_service",
)
_LIVES = st.lists(
    st.tuples(
        st.integers(0, 400),
        st.sampled_from("ABCD"),
        st.sampled_from(_STATES),
        st.sampled_from(["", "learner", "timer"]),
    ),
    max_size=60,
)


def recorded(lives: list[tuple[int, str, str, str]], shift: int = 0) -> list[Event]:
    """Events as a session would record them: in order, each a change of state, the priority the alarm's own."""
    out, tick, states = [], shift, dict.fromkeys("ABCD", "normal")
    for gap, alarm, state, by in lives:
        tick += gap * SECOND
        if state != states[alarm]:
            states[alarm] = state
            out.append(event(tick, alarm, state, by, PRIORITIES["ABCD".index(alarm)]))
    return out


@settings(max_examples=60, deadline=None)
@given(_LIVES)
def test_the_parts_add_up(lives: list[tuple[int, str, str, str]]) -> None:
    """Contributors and priorities add up to the count, nothing exceeds its bound, a flood needs its peak."""
    events = recorded(lives)
    last = events[-1].tick if events else 0
    metrics = of(events, last)
    assert metrics.count == sum(e.data["state"] == "unack" for e in events)
    assert sum(c.count for c in metrics.contributors) == sum(a.count for a in metrics.answers.values()) == metrics.count
    assert metrics.peak <= metrics.count
    assert bool(metrics.floods) == (metrics.peak > 10)
    assert 0 <= metrics.flood_share <= 1
    assert all(a.end >= a.start for a in metrics.floods)
    assert all(a.end <= b.start for a, b in zip(metrics.floods, metrics.floods[1:], strict=False))
    for answer in metrics.answers.values():
        assert answer.mean_s <= answer.longest_s or answer.acknowledged == 0
        assert answer.acknowledged <= answer.count or answer.count == 0


@settings(max_examples=40, deadline=None)
@given(_LIVES, st.integers(0, 100))
def test_only_the_average_knows_the_clock(lives: list[tuple[int, str, str, str]], minutes: int) -> None:
    """The same alarms later in the attempt give the same figures but for average and time share."""
    shift = minutes * MINUTE
    one, two = recorded(lives), recorded(lives, shift)
    last = one[-1].tick if one else 0
    a, b = of(one, last), of(two, last + shift)
    assert (a.count, a.peak, a.flood_s, a.chattering, a.stale) == (b.count, b.peak, b.flood_s, b.chattering, b.stale)
    assert (a.answers, a.contributors, a.unacknowledged) == (b.answers, b.contributors, b.unacknowledged)
    assert [(f.start + shift, f.end + shift, f.alarms) for f in a.floods] == [
        (f.start, f.end, f.alarms) for f in b.floods
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 90), min_size=1, max_size=60))
def test_floods_agree_with_counting_every_second(gaps: list[int]) -> None:
    """Second by second the definition itself: more than ten begins, fewer than five ends."""
    ticks, now = [], 0
    for gap in gaps:
        now += gap
        ticks.append(now)
    last = now + 700
    inside, start, expected = False, 0, []
    for second in range(last + 1):
        rate = sum(second - 600 < t <= second for t in ticks)
        if not inside and rate > 10:
            inside, start = True, second
        elif inside and rate < 5:
            inside = False
            expected.append((start, second))
    if inside:
        expected.append((start, last))
    metrics = of([event(t * SECOND, f"A{i}", "unack") for i, t in enumerate(ticks)], last * SECOND)
    assert [(f.start // SECOND, f.end // SECOND) for f in metrics.floods] == expected


def test_the_peak_is_the_highest_rate_the_operator_saw() -> None:
    """Played through the alarm block, the tag ``ALARMS.rate`` reaches the peak of the metrics and no more."""
    text = "alarms:\n" + "".join(
        f"  A{i}: {{title: a, on: X.T, high: {60 + i} degC, priority: low}}\n" for i in range(14)
    )
    r = Rig([analog("X.T", "degC", -50, 300)], text, X__T=50.0)
    rates: list[float] = []

    def each(n: int) -> None:
        r["X.T"] = 59.5 + (n // 150) % 17
        if n % 700 == 350:
            r.do("acknowledge", "ALARMS")
        rates.append(r["ALARMS.rate"])

    r.run(9000, each)
    metrics = alarm_metrics(r.events, 100, 9000)
    assert metrics.peak == max(rates) > 10
    assert metrics.floods


# -- words ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_has_words_and_a_target_where_there_is_one(lang: str) -> None:
    """Each row reads well in both languages, and the targets are judged: a flood misses three of them."""
    events: list[Any] = [*burst(12), event(700, "A0", "ack", "learner"), event(800, "A1", "shelved", "learner")]
    rows = {row.id: row for row in alarm_rows(of(events, 30 * MINUTE), lang)}
    assert all(row.title and row.value and "{" not in row.title + row.value for row in rows.values())
    assert {key for key, row in rows.items() if row.within is False} == {"average", "peak", "floods", "unacknowledged"}
    assert rows["chattering"].within is True
    assert rows["count"].within is None
    assert {"answer.high"} == {key for key in rows if key.startswith("answer.")}


def test_no_alarms_have_words_too() -> None:
    """An attempt without alarms meets every target."""
    assert all(row.within is not False for row in alarm_rows(of([]), "zh"))
