"""Trends inside pictures and the picture on the screens of desks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.session.screens import Element, Line, Screen
from engine.tags import Tag
from engine.view.app import App
from engine.view.building.screen_picture import page_picture
from engine.view.panels.spark import spark_scale
from engine.view.panels.trend import least_span


@pytest.mark.parametrize(
    ("low", "high", "seen", "scale"),
    [(0, 50_000, 80.0, (0.0, 150.0)), (0, 50_000, 0.0, (0.0, 50.0)), (0, 50, 10.72, (9.0, 12.0)), (-50, 50, -16.0, (-18.0, -14.0))],
)
def test_a_scale_is_fitted_to_what_is_seen(app: App, low: float, high: float, seen: float, scale: tuple[float, float]) -> None:
    """A range that reaches up to what a fault brings does not press the daily values flat, and figures are round."""
    tag = Tag("X", unit="A", low=low, high=high)
    app.port.tags.add(tag, seen)  # type: ignore[attr-defined]
    ui = app.desk.ui
    made = spark_scale(ui, tag, np.array([seen, seen]))
    assert (made.low, made.high) == pytest.approx(scale)
    ui.frame = replace(ui.frame, values=(*ui.frame.values, seen))
    assert spark_scale(ui, tag, np.array([])) == made, "before anything has been seen the present counts"


def test_a_scale_with_limits_is_that_of_the_indicator(app: App) -> None:
    """Where a tag has a normal band or limits, the same scale stands everywhere."""
    tag = app.port.tags["TI101A"]
    assert spark_scale(app.desk.ui, tag, np.array([60.0, 60.2])) == app.desk.ui.facts.scale("TI101A", 60.0, 60.2)


def test_noise_does_not_fill_a_plot() -> None:
    """At least a fifth of the value is shown, but never more than a tenth of the range for that alone."""
    assert least_span(Tag("X", low=0, high=1000), 99.9, 100.1) == pytest.approx(20.02)
    assert least_span(Tag("X", low=0, high=100), 99.9, 100.1) == pytest.approx(10.0)


def test_the_screens_of_desks_show_the_first_page() -> None:
    """Lines in ink, whatever state they have, fields light, and nothing beyond the page."""
    page = Screen(
        title={"zh": "图", "en": "Page"},  # type: ignore[arg-type]
        size=(100.0, 50.0),
        lines=(Line(path=((10, 25), (90, 25)), colours="L1.state"), Line(path=((50, 5), (50, 20)))),
        elements=(Element(kind="value", tag="X", at=(20.0, 10.0)),),
    )
    picture = page_picture(page, 256, 128)
    assert picture.shape == (128, 256, 3)
    ink = np.argwhere((picture[70:] == (96, 102, 110)).all(axis=2))  # below the short line: the long one alone
    assert ink[:, 0].max() - ink[:, 0].min() == 2
    assert 150 < ink[:, 1].max() - ink[:, 1].min() < 180
    assert (picture == (238, 240, 242)).all(axis=2).any()
