"""What an author can get wrong in a flowsheet, and how it is said: place, fault, fix."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml

from engine.errors import ScenarioError
from engine.plant.flowsheet.check import faults
from engine.plant.flowsheet.kind import FlowsheetKind
from engine.plant.flowsheet.plant import FlowsheetPlant
from engine.plant.flowsheet.section import FlowsheetSection
from engine.scenario.language import Language, Section
from engine.scenario.problems import render
from tests.plant.flowsheet.nitration import nitration_section
from tests.plant.flowsheet.small import SUBSTANCES

GOOD: dict[str, Any] = {
    "kind": "flowsheet",
    "substances": SUBSTANCES,
    "reactions": {"r": {"title": "反应", "equation": "solvent -> gas", "rate": "1 mol/s", "heat": "0 J/mol"}},
    "components": {
        "V1": {"type": "tank", "title": "槽", "volume": "1 m3", "contents": {"water": "1 kg"}},
        "XV1": {"type": "onoff_valve", "title": "阀"},
        "R1": {"type": "reactor", "title": "釜", "volume": "1 m3", "reactions": ["r"]},
        "L1": {"type": "line", "title": "线", "from": "V1", "to": "R1", "through": ["XV1"], "limit": "1 kg/s"},
    },
}


def _supply(composition: dict[str, float]) -> dict[str, Any]:
    return {"type": "boundary", "title": "界区", "composition": composition}


def _changed(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    data = copy.deepcopy(GOOD)
    place: Any = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return data


def test_sound_sections_have_no_faults() -> None:
    """The shipped plant and the section these tests spoil are sound."""
    assert faults(nitration_section()) == []
    assert faults(FlowsheetSection.model_validate(GOOD)) == []


@pytest.mark.parametrize(
    ("path", "value", "code", "said"),
    [
        (("components", "L1", "from"), "V11", "unknown_name", "did you mean `V1`?"),
        (("components", "L1", "through"), ["XVI"], "unknown_name", "did you mean `XV1`?"),
        (("components", "L1", "to"), "XV1", "wrong_component", "these fit: V1, R1"),
        (("components", "V1", "contents"), {"wter": "1 kg"}, "unknown_name", "did you mean `water`?"),
        (("components", "V1", "contents"), {"gas": "1 kg"}, "unknown_name", "there are: water, solvent"),
        (("components", "V1", "contents"), {"water": "1 m3"}, "unit", "write `1 kg` or kmol"),
        (("components", "L1", "to"), "V1", "same_ends", "let it end at other equipment"),
        (("components", "V1", "contents"), {"water": "-1 kg"}, "negative", "give 0 or more"),
        (("components", "V1", "contents"), {"water": "900 kg", "solvent": "2000 kg"}, "overfull", "put in less"),
        (("components", "B1"), _supply({"water": 0}), "no_whole", "give shares by mass"),
        (("components", "R1", "reactions"), ["q"], "unknown_name", "there are: r"),
        (("components", "R1", "vapour_pressure"), "2 kPa * X", "unknown_name", ""),
        (("components", "R1", "vapour_pressure"), "T", "dimension", ""),
        (("reactions", "r", "equation"), "solvent -> gaz", "unknown_name", "did you mean `gas`?"),
        (("reactions", "r", "equation"), "2 solvent -> gas", "mass_balance", "check the coefficients"),
        (("reactions", "r", "rate"), "1e-3 / 1 s * n.solvnt", "unknown_name", "n.solvent"),
        (("components", "V-1"), GOOD["components"]["XV1"], "id", "as in `V1`"),
    ],
)
def test_faults(path: tuple[Any, ...], value: Any, code: str, said: str) -> None:
    """Each mistake is found at its place, named, and answered with what was probably meant."""
    found = faults(FlowsheetSection.model_validate(_changed(path, value)))
    match = [f for f in found if said in (f.fix.en if f.fix else "")]
    assert match, found
    assert match[0].loc[: len(path)] == path
    assert match[0].code == code or code in ("unknown_name", "dimension")


def test_a_faulty_section_is_not_built() -> None:
    """Building says the first fault instead of failing somewhere inside; listing tags still works."""
    section = FlowsheetSection.model_validate(_changed(("components", "L1", "from"), "V11"))
    with pytest.raises(ScenarioError, match="did you mean `V1`"):
        FlowsheetPlant(section)
    assert FlowsheetKind().tags(section)


def test_faults_reach_the_author_with_line_and_column() -> None:
    """Through a language with the kind's lint, a wrong link is shown at its place in the file."""
    kind = FlowsheetKind()
    language = Language([Section("plant", FlowsheetSection, lint=lambda s, r: kind.lint(s["plant"], r))])
    text = yaml.safe_dump({"schema": 1, "plant": _changed(("components", "L1", "from"), "V11")}, allow_unicode=True)
    problems = [p for p in language.checks(text, "x.yaml") if p.severity == "error"]
    (problem,) = problems
    assert "from: V11" in problem.line
    assert text.split("\n")[problem.span.line][problem.span.col : problem.span.end_col] == "V11"
    assert "V1" in render(problem, "zh")


def test_canonical_sections_read_back_equal() -> None:
    """What a scenario embeds in an attempt reads back as the same section and the same arithmetic."""
    section = nitration_section()
    again = FlowsheetSection.model_validate(section.model_dump(mode="json", by_alias=True))
    assert again == section
    assert FlowsheetPlant(again).fingerprint == FlowsheetPlant(section).fingerprint
