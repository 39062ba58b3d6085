"""How long a transformer may carry too much, and how warm its oil gets.

A table says how long each overload is permitted. Loads change, so what is kept is the share of the permission already
used: at 130 % (120 min) an hour uses half of it. The oil follows the losses with the delay of the loading guide.

    >>> warm = settled(0.9, PROFILE)
    >>> after = advance(warm, 1.3, 3600.0, PROFILE)
    >>> round(after.used, 2), round(after.oil_rise - warm.oil_rise, 1)
    (0.5, 16.7)
    >>> remaining(after, 1.3) / 60.0
    60.0

The state is two plain numbers. Load is a share of the rated current, time in s, temperatures in K (rises) and °C.
source: permitted times: emergency overload of oil transformers as usual in station rules (DL/T 572); oil: IEC 60076-7
(exponential equations, rise and fall of the top oil). Where it says design, the choice is ours.
"""

from __future__ import annotations

from itertools import pairwise
from math import exp, inf
from typing import NamedTuple

__all__ = [
    "ONAF", "ONAN", "PERMITTED", "PROFILE", "OilModel", "OverloadState", "advance", "final_rise", "onward",
    "permitted_time", "remaining", "settled", "top_oil",
]  # fmt: skip

PERMITTED: tuple[tuple[float, float], ...] = (
    (1.30, 120 * 60.0),
    (1.45, 80 * 60.0),
    (1.60, 45 * 60.0),
    (1.75, 20 * 60.0),
    (2.00, 10 * 60.0),
)
"""Load and s. source: power reference 4.8 (typical, to be replaced by the maker's table of the unit)."""


class OilModel(NamedTuple):
    """Top oil of IEC 60076-7: rated rise (K), load to no-load losses, oil exponent, time constant (s), k11.

    The unit's own numbers, where a test report has them, replace these. source: IEC 60076-7 table 4 (medium and large
    power transformers); the 52 K and the ratio 6 are those of its example.
    """

    rise: float
    ratio: float
    exponent: float
    time_constant: float
    k11: float

    @property
    def lag(self) -> float:
        """s: the time constant the oil really follows, k11·tau."""
        return self.k11 * self.time_constant


ONAN = OilModel(rise=52.0, ratio=6.0, exponent=0.8, time_constant=210 * 60.0, k11=0.5)
ONAF = OilModel(rise=52.0, ratio=6.0, exponent=0.8, time_constant=150 * 60.0, k11=0.5)
PROFILE = ONAF


class OverloadState(NamedTuple):
    """``used``: share of the permitted overload that is used up (1: no longer permitted); ``oil_rise`` over air, K."""

    used: float = 0.0
    oil_rise: float = 0.0

    @property
    def exceeded(self) -> bool:
        """Whether the permission is used up."""
        return self.used >= 1.0


def permitted_time(load: float) -> float:
    """s a steady ``load`` is permitted from rest: infinite up to 1, straight lines between the rows of the table.

    Below the first row its use per second falls in a straight line to nothing at 1 (115 %: 240 min); above the last it
    grows with the square of the load. source: design, both.
    Raises ``ValueError`` for a load below 0.
    """
    if not load >= 0.0:
        raise ValueError(f"load {load}")
    if load <= 1.0:
        return inf
    first, last = PERMITTED[0], PERMITTED[-1]
    if load <= first[0]:
        return first[1] * (first[0] - 1.0) / (load - 1.0)
    if load >= last[0]:
        return last[1] * (last[0] / load) ** 2
    for (low, slow), (high, fast) in pairwise(PERMITTED):
        if load <= high:
            return slow + (fast - slow) * (load - low) / (high - low)
    raise AssertionError("the rows of the table rise")


def final_rise(load: float, model: OilModel = PROFILE, energised: bool = True) -> float:
    """K the top oil settles at above the air: rise·((1 + R·K²)/(1 + R))^x; nothing when dead. source: IEC 60076-7."""
    if not load >= 0.0:
        raise ValueError(f"load {load}")
    if not energised:
        return 0.0
    return float(model.rise * ((1.0 + model.ratio * load * load) / (1.0 + model.ratio)) ** model.exponent)


def settled(load: float, model: OilModel = PROFILE) -> OverloadState:
    """A transformer that has carried ``load`` (at most 1) for days: nothing used, oil at its final rise."""
    if load > 1.0:
        raise ValueError(f"load {load}: no overload can be carried for days")
    return OverloadState(0.0, final_rise(load, model))


def advance(
    state: OverloadState, load: float, seconds: float, model: OilModel = PROFILE, energised: bool = True
) -> OverloadState:
    """The state after ``seconds`` of steady ``load``; two halves of a step give the same as the whole.

    In overload the used share grows by seconds/permitted_time. Otherwise it is forgotten as the oil cools, with the
    same lag k11·tau (source: design: the permission is a thermal one, so what cools gives it back).
    Raises ``ValueError`` for a load or time below 0.
    """
    if not seconds >= 0.0:
        raise ValueError(f"{seconds} s")
    return onward(state, final_rise(load, model, energised), permitted_time(load), seconds, exp(-seconds / model.lag))


def onward(state: OverloadState, final: float, permitted: float, seconds: float, fade: float) -> OverloadState:
    """``advance`` with what a steady load gives worked out before: ``final`` K, ``permitted`` s, ``fade`` = e^(−s/lag)."""
    used = state.used * fade if permitted == inf else state.used + seconds / permitted
    return OverloadState(used, final + (state.oil_rise - final) * fade)


def remaining(state: OverloadState, load: float) -> float:
    """s that ``load`` may still go on: infinite up to 1, 0 when the permission is used up."""
    permitted = permitted_time(load)
    return inf if permitted == inf else max(0.0, 1.0 - state.used) * permitted


def top_oil(state: OverloadState, ambient: float) -> float:
    """°C of the top oil in air of ``ambient`` °C."""
    return ambient + state.oil_rise
