"""Hand switches: buttons that spring back, buttons that stay, selectors, conditions."""

from __future__ import annotations

from tests.control.rig import Rig, check, discrete

PLANT = [discrete("X.ready")]
TEXT = """
switches:
  HS1: {title: stop, latching: true}
  HS2: {title: start, pulse: 1 s, enabled: X.ready, otherwise: {zh: 未就绪, en: not ready}}
  SA1: {title: key, positions: [auto, t1, t2]}
"""


def test_a_push_lasts_its_time() -> None:
    """A button that does not latch is in for its pulse and then comes out by itself."""
    r = Rig(PLANT, TEXT, X__ready=1.0)
    assert r.do("press", "HS2") == ""
    r.run(10)
    assert r["HS2"] == 1.0
    r.run(1)
    assert r["HS2"] == 0.0


def test_a_latching_button_stays_until_reset() -> None:
    """An emergency stop stays in; pressing it again and resetting it when it is out are refused."""
    r = Rig(PLANT, TEXT)
    assert r.do("reset", "HS1") == "not_pressed"
    assert r.do("press", "HS1") == ""
    r.run(100)
    assert r["HS1"] == 1.0
    assert r.do("press", "HS1") == "pressed"
    assert r.do("reset", "HS1") == ""
    assert r["HS1"] == 0.0


def test_a_switch_says_why_it_cannot_be_worked() -> None:
    """While its condition fails the switch is refused in the author's words."""
    r = Rig(PLANT, TEXT)
    refusal = r.operables["HS2"].refuse("learner", "press", None)
    assert (refusal.code, refusal.zh, refusal.en) == ("not_enabled", "未就绪", "not ready")
    r["X.ready"] = 1.0
    assert r.operables["HS2"].refuse("learner", "press", None) is None


def test_a_selector_is_a_mode_tag() -> None:
    """Turning a selector sets its tag to the position; there is no position it does not have."""
    r = Rig(PLANT, TEXT)
    assert r.do("turn", "SA1", "t2") == ""
    assert r.table["SA1"].options[int(r["SA1"])] == "t2"
    assert r.do("turn", "SA1", "t3") == "value"
    assert r.do("press", "SA1") == "verb"


def test_lint_reads_the_condition() -> None:
    """An unknown name in `enabled` is found, and a selector cannot latch."""
    assert [p.code for p in check(PLANT, TEXT.replace("X.ready", "X.raedy"))] == ["unknown_name"]
    assert check(PLANT, TEXT.replace("key, positions", "key, latching: true, positions"))[0].code == "switch"
    assert check(PLANT, TEXT) == []
