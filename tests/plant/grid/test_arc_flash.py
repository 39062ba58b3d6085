"""Arc flash: the worked examples of the standard, an independent library, and what must hold for every arc."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.plant.grid.arc_flash import (
    BEYOND_PPE,
    BURN_ENERGY,
    Electrodes,
    Gear,
    OutsideModelError,
    arc_flash,
    arcing_current,
    enclosure_factor,
    estimate,
    exposure,
    lee,
    ppe_category,
    to_cal,
)

D1 = Gear("VCB", gap=0.104, height=1.143, width=0.762, depth=0.508)
D2 = Gear("VCB", gap=0.032, height=0.610, width=0.610, depth=0.254)
KYN = Gear("VCB", gap=0.152, height=1.143, width=0.762, depth=0.762)
ALL: tuple[Electrodes, ...] = ("VCB", "VCBB", "HCB", "VOA", "HOA")


def test_annex_d1_of_the_standard() -> None:
    """The medium-voltage example of Annex D.1 comes out to the digits printed, and within 0.1 %."""
    flash = arc_flash(4.16e3, 15e3, 0.197, D1, 0.9144)
    assert flash.current == pytest.approx(12979.0, rel=1e-3)
    assert flash.energy == pytest.approx(12.152, rel=1e-3)
    assert flash.boundary == pytest.approx(1.606, rel=1e-3)
    assert enclosure_factor(4.16e3, D1) == pytest.approx(1.284, rel=1e-3)
    assert arcing_current(4.16e3, 15e3, D1, reduced=True) == pytest.approx(12675.0, rel=1e-3)


@pytest.mark.parametrize(
    ("ms", "cal", "boundary"), [(60, 1.1, 0.84), (350, 6.1, 2.6), (600, 10.5, 3.65), (1100, 19.3, 5.4)]
)
def test_the_withdrawable_cabinet_of_the_reference(ms: float, cal: float, boundary: float) -> None:
    """10.5 kV KYN at 16.2 kA: energy and boundary of the reference table to the digits it gives."""
    flash = arc_flash(10.5e3, 16.2e3, ms / 1e3, KYN, 0.914)
    assert to_cal(flash.energy) == pytest.approx(cal, abs=0.06)
    assert flash.boundary == pytest.approx(boundary, abs=0.05)


@pytest.mark.parametrize("reduced", [False, True])
@pytest.mark.parametrize("electrodes", ALL)
@pytest.mark.parametrize(
    ("kv", "ka", "ms", "gap", "distance", "box"),
    [
        (10.5, 16.2, 600, 152, 914.4, (1143, 762, 762)),
        (4.16, 15.0, 197, 104, 914.4, (1143, 762, 508)),
        (2.0, 40.0, 100, 60, 600, (1500, 1500, 700)),
        (14.9, 63.0, 1500, 152, 2000, (600, 640, 500)),
        (0.7, 0.3, 50, 25, 457.2, (400, 300, 300)),
        (0.48, 45.0, 61.3, 32, 609.6, (610, 610, 254)),
        (0.6, 20.0, 100, 32, 457.2, (700, 700, 254)),
        (0.4, 25.0, 200, 25, 457.2, (355.6, 304.8, 100)),
        (0.22, 1.0, 300, 13, 305, (300, 508, 203)),
    ],
)
def test_an_independent_library_agrees(
    electrodes: Electrodes, kv: float, ka: float, ms: float, gap: float, distance: float,
    box: tuple[float, float, float], reduced: bool,
) -> None:  # fmt: skip
    """arcflash-calc gives the same current, energy, boundary and box factor to 1e-9, shallow boxes included."""
    pytest.importorskip("arcflash.ieee_1584.calculation", reason="arcflash-calc (extra: oracles) is not installed")
    from arcflash.ieee_1584 import units as u
    from arcflash.ieee_1584.calculation import Calculation
    from arcflash.ieee_1584.cubicle import Cubicle

    height, width, depth = box
    cubicle = Cubicle(
        V_oc=kv * u.kV, EC=electrodes, G=gap * u.mm, D=distance * u.mm,
        height=height * u.mm, width=width * u.mm, depth=depth * u.mm,
    )  # fmt: skip
    theirs = Calculation(cubicle, ka * u.kA, "reduced" if reduced else "full")
    theirs.calculate_I_arc()
    theirs.calculate_E_AFB(ms * u.ms)
    gear = Gear(electrodes, gap / 1e3, height / 1e3, width / 1e3, depth / 1e3)
    ours = arc_flash(kv * 1e3, ka * 1e3, ms / 1e3, gear, distance / 1e3, reduced)
    assert enclosure_factor(kv * 1e3, gear) == pytest.approx(cubicle.CF.m_as(u.dimensionless), rel=1e-9)
    assert ours.current == pytest.approx(theirs.I_arc.m_as(u.kA) * 1e3, rel=1e-9)
    assert ours.energy == pytest.approx(theirs.E.m_as(u.J_per_sq_cm), rel=1e-9)
    assert ours.boundary == pytest.approx(theirs.AFB.m_as(u.m), rel=1e-9)


arcs = st.tuples(st.sampled_from(ALL), st.floats(700.0, 15e3), st.floats(500.0, 40e3), st.floats(0.01, 2.0))


@settings(max_examples=60)
@given(arcs, st.floats(0.31, 5.0), st.floats(1.05, 3.0))
def test_farther_is_cooler_and_longer_is_hotter(
    arc: tuple[Electrodes, float, float, float], distance: float, more: float
) -> None:
    """Energy falls with the distance and grows in proportion to the time; the boundary grows with the time."""
    electrodes, voltage, bolted, duration = arc
    gear = Gear(electrodes, 0.104, 1.0, 0.8, 0.8)
    here = arc_flash(voltage, bolted, duration, gear, distance)
    there = arc_flash(voltage, bolted, duration, gear, distance * more)
    longer = arc_flash(voltage, bolted, duration * more, gear, distance)
    assert there.energy < here.energy
    assert longer.energy == pytest.approx(more * here.energy, rel=1e-9)
    assert longer.boundary > here.boundary
    assert there.boundary == pytest.approx(here.boundary, rel=1e-9)


@settings(max_examples=40)
@given(st.sampled_from(ALL), st.floats(208.0, 600.0), st.floats(600.0, 60e3), st.floats(0.02, 2.0))
def test_the_burn_begins_at_the_boundary(
    electrodes: Electrodes, voltage: float, bolted: float, duration: float
) -> None:
    """At low voltage the energy at the boundary is 1.2 cal/cm² exactly."""
    gear = Gear(electrodes, 0.025, 0.6, 0.6, 0.6)
    boundary = arc_flash(voltage, bolted, duration, gear, 0.5).boundary
    assume(boundary >= 0.305)
    assert arc_flash(voltage, bolted, duration, gear, boundary).energy == pytest.approx(BURN_ENERGY, rel=1e-9)


@settings(max_examples=60)
@given(arcs)
def test_the_arc_holds_the_current_down(arc: tuple[Electrodes, float, float, float]) -> None:
    """An arc carries less than the bolted fault (0.5 % of the fit allowed), and the reduced current is lower still."""
    electrodes, voltage, bolted, _ = arc
    gear = Gear(electrodes, 0.104, 1.0, 0.8, 0.8)
    full = arcing_current(voltage, bolted, gear)
    assert full < 1.005 * bolted
    assert arcing_current(voltage, bolted, gear, reduced=True) < full


@pytest.mark.parametrize(
    ("voltage", "bolted", "gear", "distance", "zh"),
    [
        (110e3, 5.9e3, KYN, 1.0, "电压"),
        (0.1e3, 5.9e3, D2, 1.0, "电压"),
        (10.5e3, 70e3, KYN, 1.0, "短路电流"),
        (0.4e3, 0.4e3, D2, 1.0, "短路电流"),
        (10.5e3, 16e3, Gear("VCB", 0.3, 2.0, 2.0, 2.0), 1.0, "间隙"),
        (10.5e3, 16e3, Gear("VCB", 0.152, 1.0, 0.5, 1.0), 1.0, "宽度"),
        (10.5e3, 16e3, KYN, 0.2, "距离"),
        (float("nan"), 16e3, KYN, 1.0, "电压"),
    ],
)
def test_outside_the_model_there_is_no_number(
    voltage: float, bolted: float, gear: Gear, distance: float, zh: str
) -> None:
    """Each bound of clause 4.2 is a typed error that names the quantity in both languages."""
    with pytest.raises(OutsideModelError) as caught:
        arc_flash(voltage, bolted, 0.1, gear, distance)
    assert zh in caught.value.text.zh
    assert "IEEE 1584-2018" in caught.value.text.en


def test_open_air_needs_no_box() -> None:
    """In the open the width of a box is not asked for, and no box concentrates the energy."""
    gear = Gear("VOA", 0.152, 0.1, 0.1, 0.1)
    assert enclosure_factor(10.5e3, gear) == 1.0
    assert arc_flash(10.5e3, 16e3, 0.1, gear, 1.0).energy > 0.0


@pytest.mark.parametrize(
    ("cal", "category"), [(0.0, 0), (1.2, 0), (1.21, 1), (4.0, 1), (7.9, 2), (8.1, 3), (25.0, 3), (39.9, 4), (41.0, 5)]
)
def test_clothing_by_energy(cal: float, category: int) -> None:
    """Categories end at 4, 8, 25 and 40 cal/cm²; above that no clothing suffices."""
    assert ppe_category(cal * 4.184) == category


def test_high_voltage_arcs_kill_by_design_rule() -> None:
    """110 kV is outside the model: fatal inside 2 m, marked as design, never with an invented energy."""
    near, far = (exposure(110e3, 5.9e3, 0.1, KYN, r) for r in (1.9, 2.1))
    assert near == (None, BEYOND_PPE, True, "design")
    assert far == (None, 0, False, "design")


@pytest.mark.parametrize(("kv", "ka", "s", "mm"), [(110, 5.87, 0.07, 914), (34.5, 10, 0.1, 910), (0.12, 2, 0.5, 455)])
def test_lee_in_both_published_forms(kv: float, ka: float, s: float, mm: float) -> None:
    """Lee's method gives 5.12e5·V·I·t/D² in cal/cm², the second form of the standard; at its boundary skin just burns."""
    flash = lee(kv * 1e3, ka * 1e3, s, mm / 1e3)
    assert to_cal(flash.energy) == pytest.approx(5.12e5 * kv * ka * s / mm**2, rel=1e-3)
    assert lee(kv * 1e3, ka * 1e3, s, flash.boundary).energy == pytest.approx(BURN_ENERGY, rel=1e-12)
    with pytest.raises(ValueError, match="m"):
        lee(kv * 1e3, ka * 1e3, s, 0.0)


@pytest.mark.parametrize(
    ("voltage", "bolted", "gear", "distance"),
    [
        (110e3, 5.9e3, KYN, 0.914), (0.1e3, 5.9e3, D2, 0.914), (10.5e3, 70e3, KYN, 0.914), (10.5e3, 150.0, KYN, 0.914),
        (10.5e3, 16e3, Gear("VCB", 0.3, 2.0, 2.0, 2.0), 0.914), (10.5e3, 16e3, KYN, 0.2),
    ],
)  # fmt: skip
def test_no_arc_is_without_energy(voltage: float, bolted: float, gear: Gear, distance: float) -> None:
    """Where the model does not speak (voltage, current, gap or distance out of it), Lee's energy counts and says so."""
    assert estimate(voltage, bolted, 0.1, gear, distance) == (lee(voltage, bolted, 0.1, distance).energy, "lee")
    assert estimate(voltage, bolted, 0.1, gear, distance).energy > 0.1


def test_the_model_counts_where_it_speaks() -> None:
    """Inside its range the energy is that of IEEE 1584-2018; Lee's at the same arc in the open is on the safe side of it."""
    assert estimate(10.5e3, 16.2e3, 0.6, KYN, 0.914) == (arc_flash(10.5e3, 16.2e3, 0.6, KYN, 0.914).energy, "model")
    for kv in (5.0, 10.5, 15.0):
        open_air = arc_flash(kv * 1e3, 16.2e3, 0.6, Gear("VOA", 0.152), 0.914)
        assert lee(kv * 1e3, 16.2e3, 0.6, 0.914).energy > open_air.energy


def test_exposure_takes_the_worse_current_and_the_nearest_distance() -> None:
    """Nearer than the tests counts as the nearest tested distance; the larger energy of both currents counts."""
    touching = exposure(10.5e3, 16.2e3, 1.1, KYN, 0.0)
    both = [arc_flash(10.5e3, 16.2e3, 1.1, KYN, 0.305, reduced).energy for reduced in (False, True)]
    assert touching.energy == max(both) > min(both)
    assert touching.fatal
    assert not exposure(10.5e3, 16.2e3, 0.06, KYN, 0.9144).fatal


def test_no_time_no_energy() -> None:
    """An arc put out at once burns nobody; a negative time is an error."""
    assert arc_flash(10.5e3, 16.2e3, 0.0, KYN, 1.0)[1:] == (0.0, 0.0)
    with pytest.raises(ValueError, match="duration"):
        arc_flash(10.5e3, 16.2e3, -0.1, KYN, 1.0)
    with pytest.raises(ValueError, match="energy"):
        ppe_category(-1.0)
