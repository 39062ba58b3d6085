"""The 110 kV station as a scenario with hands, whose tickets are generated: for the tests of generating."""

from __future__ import annotations

import textwrap

from engine.scenario.document import Scenario
from engine.session.language import scenario_language
from tests.plant.grid.test_session import REST
from tests.plant.grid.written import PLANT

__all__ = ["TWO_PLACES", "generating", "generating_text"]

_DESK = 'DESK: {kind: console, role: access, at: [10, 10, 0], size: [1, 2, 1.1], gives: ["*control"]}'
_OBJECTS = """\
      DESK: {kind: console, role: access, at: [10, 10, 0], size: [1, 2, 1.1], gives: ["*control", TICKETA, TICKETB]}
      BAY: {kind: box, role: access, at: [9, 9.4, 0], size: [0.3, 0.3, 1], blocks: false, gives: [QF101, QS1011, QS1013, TR501]}
      BUSHING: {kind: box, role: look, at: [8, 8, 1], size: [0.3, 0.3, 0.3], blocks: false}
      BRIDGE1: {kind: box, role: look, at: [8, 9, 1], size: [0.3, 0.3, 0.3], blocks: false}
      EARTHBAR1: {kind: box, role: look, at: [8, 10, 0], size: [0.2, 0.2, 1], blocks: false}
      DET110: {kind: box, role: tool, at: [8.4, 10.6, 1], size: [0.1, 0.1, 0.1], title: {zh: 110kV验电器, en: 110 kV detector}}
      DET10: {kind: box, role: tool, at: [8.7, 10.6, 1], size: [0.1, 0.1, 0.1], title: {zh: 10kV验电器, en: 10 kV detector}}
      GNDSET1: {kind: box, role: tool, at: [9, 10.6, 1], size: [0.1, 0.1, 0.1], title: {zh: 10kV-1号接地线, en: portable earth 10kV-1}}
      SIGN1: {kind: box, role: tool, at: [9.2, 10.6, 1], size: [0.1, 0.1, 0.1], title: {zh: 1号标示牌, en: Sign 1}}
      SIGN2: {kind: box, role: tool, at: [9.4, 10.6, 1], size: [0.1, 0.1, 0.1], title: {zh: 2号标示牌, en: Sign 2}}
      SIGN3: {kind: box, role: tool, at: [9.2, 10.8, 1], size: [0.1, 0.1, 0.1], title: {zh: 3号标示牌, en: Sign 3}}
      SIGN4: {kind: box, role: tool, at: [9.4, 10.8, 1], size: [0.1, 0.1, 0.1], title: {zh: 4号标示牌, en: Sign 4}}
"""
_HANDS = """
points:
  T1HV: {title: {zh: 1013主变侧, en: transformer side of 1013}, at: BUSHING}
  BRIDGE1: {title: {zh: 1号主变10kV母线桥, en: No.1 bus bridge}}
  BAR1: {title: {zh: 1号接地桩, en: earth terminal 1}, at: EARTHBAR1}
probes:
  DET110: {reach: 3 m, at: {T1HV: {shows: "T1H.state == 'live'"}}}
  DET10: {reach: 3 m, at: {BRIDGE1: {shows: "T1L.state == 'live'"}}}
attachments:
  GNDSET1:
    ends:
      base: {title: {zh: 接地端, en: earth end}, reach: 3 m, fits: [{at: BAR1, set: GND1.based}]}
      clamp: {title: {zh: 导体端, en: clamps}, reach: 3 m, fits: [{at: BRIDGE1, set: GND1.clamped}]}
lockout:
  signs:
    SIGN1: {zh: 禁止合闸，有人工作, en: Do not close - people at work}
    SIGN2: {zh: 禁止合闸，有人工作, en: Do not close - people at work}
    SIGN3: {zh: 禁止合闸，有人工作, en: Do not close - people at work}
    SIGN4: {zh: 禁止合闸，有人工作, en: Do not close - people at work}
  takes_signs: [QF101, QS1011, QS1013, TR501]
tickets:
  TICKETA:
    title: {zh: 停电票, en: Outage}
    task: {zh: 1号主变由运行转检修, en: No.1 transformer from running to maintenance}
    generate: {of: T1, to: maintenance}
  TICKETB:
    title: {zh: 送电票, en: Back}
    task: {zh: 1号主变由检修转运行, en: No.1 transformer back to service}
    generate: {of: T1, from: maintenance, to: running}
"""


def generating_text(*changes: tuple[str, str]) -> str:
    """The file as text, changed."""
    objects = textwrap.dedent(_OBJECTS).strip().replace("\n", ",\n      ")
    text = REST.strip().replace(_DESK, objects) + "\n" + _HANDS.strip() + "\n" + PLANT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def generating(*changes: tuple[str, str]) -> Scenario:
    """The scenario."""
    return scenario_language().loads(generating_text(*changes), "grid.yaml")


TWO_PLACES = (
    ("BAR1: {title: {zh: 1号接地桩, en: earth terminal 1}, at: EARTHBAR1}",
     "BAR1: {title: {zh: 1号接地桩, en: earth terminal 1}, at: EARTHBAR1}\n"
     "  BAR2: {title: {zh: 2号接地桩, en: earth terminal 2}, at: EARTHBAR1}\n"
     "  BRIDGE2: {title: {zh: 2号主变10kV母线桥, en: No.2 bus bridge}, at: BRIDGE1}"),
    ("fits: [{at: BAR1, set: GND1.based}]", "fits: [{at: BAR1, set: GND1.based}, {at: BAR2, set: GND2.based}]"),
    ("fits: [{at: BRIDGE1, set: GND1.clamped}]", "fits: [{at: BRIDGE1, set: GND1.clamped}, {at: BRIDGE2, set: GND2.clamped}]"),
    ("generate: {of: T1, to: maintenance}", "generate: {of: T2, to: maintenance}"),
    ("    generate: {of: T1, from: maintenance, to: running}", "    items: {a: {do: open, on: QF500}}"),
)  # fmt: skip
"""Changes by which the one portable earth fits at either transformer, and ticket A is for the second."""
