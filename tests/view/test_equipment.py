"""Equipment is built from numbers only: sound solids, within budget, documented, the same every time."""

from __future__ import annotations

import hashlib
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.scenario.reporter import Reporter
from engine.scenario.source import parse_source
from engine.session.stage import StageSection
from engine.view import mesh
from engine.view.equipment.catalogue import FAMILIES, KINDS, lint, options_of
from engine.view.equipment.finishes import FINISHES, SERVICES
from engine.view.equipment.model import Kind, Model

SOLID_KINDS = [kind for name, kind in KINDS.items() if name not in ("effect", "zone")]
IDS = [kind.id for kind in SOLID_KINDS]
BUDGET = 9_000


def check(model: Model) -> None:
    """What every model must fulfil, whatever its size and options."""
    assert model.parts
    for part in model.parts:
        solid = part.mesh
        assert part.finish in FINISHES
        assert solid.triangles > 0
        assert np.isfinite(solid.p).all()
        assert np.isfinite(solid.t).all()
        assert np.allclose(np.linalg.norm(solid.n, axis=1), 1, atol=2e-3)
        assert solid.f.max() < len(solid.p)
        a, b, c = (solid.p[solid.f[:, k]].astype(float) for k in range(3))
        cross = np.cross(b - a, c - a)
        area = np.linalg.norm(cross, axis=1)
        facing = np.einsum("ij,ij->i", cross, solid.n[solid.f].mean(axis=1).astype(float))
        assert (facing[area > 1e-7] > -1e-9).all(), f"{part.name} has triangles that face inward"
    assert sum(part.mesh.volume() for part in model.parts) > 0
    assert model.triangles <= BUDGET


@pytest.mark.parametrize("kind", SOLID_KINDS, ids=IDS)
def test_every_kind_builds_with_its_defaults(kind: Kind) -> None:
    """Every kind of the catalogue is a sound solid without any options."""
    check(kind.model())


def test_no_two_kinds_share_an_id() -> None:
    """A kind of one trade never hides a kind of another."""
    ids = [kind.id for _, kinds in FAMILIES.values() for kind in kinds]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("factor", [0.4, 3.0])
@pytest.mark.parametrize("kind", SOLID_KINDS, ids=IDS)
def test_every_kind_builds_small_and_large(kind: Kind, factor: float) -> None:
    """A teacher may give any sensible size."""
    check(kind.model([v * factor for v in kind.size]))


@pytest.mark.parametrize("kind", SOLID_KINDS, ids=IDS)
def test_every_choice_of_every_option_builds(kind: Kind) -> None:
    """Each allowed word and both ends of each number give a sound solid."""
    schema = kind.options.model_json_schema()["properties"]
    for name, rule in schema.items():
        numbers = [rule[k] for k in ("minimum", "maximum") if k in rule]
        for value in [*rule.get("enum", []), *numbers, *([True, False] if rule.get("type") == "boolean" else [])]:
            check(kind.model(None, {name: value}))


STANDING = [kind for kind in SOLID_KINDS if not kind.wall]  # what hangs on a wall or in a pipe has a nominal size


@pytest.mark.parametrize("kind", STANDING, ids=[kind.id for kind in STANDING])
def test_models_fill_about_their_size(kind: Kind) -> None:
    """What is drawn agrees with the size that stands in the way of bodies."""
    points = np.concatenate([part.mesh.p for part in kind.model().parts])
    low, high = points.min(axis=0), points.max(axis=0)
    assert low[2] > -0.02
    below_head = points[points[:, 2] < 2.2]
    low[:2], high[:2] = below_head.min(axis=0)[:2], below_head.max(axis=0)[:2]
    assert ((high - low) < np.array(kind.size) * 1.45 + 0.35).all()


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
def test_every_kind_and_option_is_explained_in_both_languages(kind: Kind) -> None:
    """The catalogue is documentation: titles and option descriptions read "中文 / English"."""
    assert kind.title.zh
    assert kind.title.en.isascii()
    for row in options_of(kind.id):
        zh, slash, en = row.description.partition(" / ")
        assert zh
        assert slash
        assert en, f"{kind.id}.{row.name}"


def test_nozzles_lie_on_their_equipment_and_point_away() -> None:
    """A pipe that starts at a nozzle touches the machine and leaves it."""
    for kind in SOLID_KINDS:
        model = kind.model()
        low, high = (np.array(v) for v in mesh.join(part.mesh for part in model.parts).bounds())
        for nozzle in model.nozzles:
            at, out = np.array(nozzle.at), np.array(nozzle.out)
            assert (at >= low - 0.06).all(), f"{kind.id}.{nozzle.name}"
            assert (at <= high + 0.06).all(), f"{kind.id}.{nozzle.name}"
            assert math.isclose(float(np.linalg.norm(out)), 1, abs_tol=2e-3)


def test_band_colours_follow_the_standard() -> None:
    """GB 7231-2003: water green, steam red, acid purple, gas yellow, air grey, other liquids black."""
    bands = {name: SERVICES[name].band for name in ("water", "steam", "acid", "nitrogen", "air", "brine")}
    assert bands == {"water": "green", "steam": "red", "acid": "purple", "nitrogen": "yellow", "air": "light_grey",
                     "brine": "black"}  # fmt: skip
    assert {service.band for service in SERVICES.values()} <= set(FINISHES)


@given(radius=st.floats(0.01, 3), height=st.floats(0.01, 5))
@settings(max_examples=12, deadline=None)
def test_a_lathed_cylinder_has_the_volume_of_its_polygon(radius: float, height: float) -> None:
    """Solids are closed: the enclosed volume is that of the prism."""
    sides = 24
    exact = sides / 2 * math.sin(2 * math.pi / sides) * radius**2 * height
    assert mesh.cylinder(radius, height, sides=sides).volume() == pytest.approx(exact, rel=2e-3)


@given(x=st.floats(0.02, 4), y=st.floats(0.02, 4), z=st.floats(0.02, 4))
@settings(max_examples=12, deadline=None)
def test_a_box_encloses_its_volume_and_a_bevel_only_takes_away(x: float, y: float, z: float) -> None:
    """A bevel never adds material."""
    assert mesh.box(x, y, z).volume() == pytest.approx(x * y * z, rel=1e-3)
    assert mesh.box(x, y, z, 0.01).volume() <= x * y * z * 1.001


def test_building_twice_gives_the_same_bits_in_another_process() -> None:
    """Meshes are the same on every run, also under another hash seed."""
    code = (
        "import hashlib, numpy as np\n"
        "from engine.view.equipment.catalogue import KINDS\n"
        "h = hashlib.sha256()\n"
        "for kind in KINDS.values():\n"
        "    for part in kind.model(None, {'when': 'x'} if kind.id == 'effect' else None).parts:\n"
        "        h.update(part.mesh.p.tobytes() + part.mesh.n.tobytes() + part.mesh.f.tobytes())\n"
        "print(h.hexdigest())\n"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
                       capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(runs) == 1
    assert len(runs.pop().strip()) == len(hashlib.sha256().hexdigest())


def test_the_catalogue_needs_no_graphics() -> None:
    """A scenario can be checked on a server without Panda3D ever being loaded."""
    code = "import sys, engine.view.equipment.catalogue, engine.view.building.place; print('panda3d' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def problems(objects: str, pipes: str = "") -> list[tuple[str, int]]:
    text = f"stage:\n  rooms: {{}}\n  places: {{}}\n  objects:\n{objects}{pipes}"
    source = parse_source("s.yaml", text)
    reporter = Reporter(source)
    lint(StageSection.model_validate(source.data["stage"]), reporter)
    return [(p.code, p.span.line + 1) for p in reporter.problems]


def test_lint_points_at_unknown_kinds_options_services_and_ends() -> None:
    """A slip in the stage is found at its own line."""
    good = "    P1: {kind: pump, at: [0, 0, 0]}\n"
    assert problems(good) == []
    assert problems("    P1: {kind: pmp, at: [0, 0, 0]}\n") == [("unknown_kind", 5)]
    assert problems("    P1:\n      kind: pump\n      at: [0, 0, 0]\n      options: {paint: pink}\n")[0][1] == 8
    assert problems("    P1:\n      kind: pump\n      at: [0, 0, 0]\n      options:\n        pant: blue\n")[0][1] == 9
    assert problems(good, "  platforms:\n    - [4, 0, 0, 4, 3]\n") == [("no_extent", 7)]
    assert problems(good, "  stairs:\n    - [[0, 0, 4], [4, 0, 0]]\n") == [("no_extent", 7)]
    assert problems(good, "  pipes:\n    - {from: P1, to: P2}\n") == [("unknown_object", 7)]
    assert problems(good, "  pipes:\n    - {from: P1.up, to: P1}\n") == [("unknown_nozzle", 7)]
    assert problems(good, "  pipes:\n    - {from: P1, to: P1, service: tea}\n") == [("unknown_service", 7)]
