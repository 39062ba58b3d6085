"""The scrubber: what is vented and what gets out."""

from __future__ import annotations

import pytest

from tests.plant.flowsheet.components.test_rupture_disc import GASSING, parts
from tests.plant.flowsheet.small import Rig


def test_scrubber_holds_back_what_is_vented() -> None:
    """A running scrubber lets a tenth through (efficiency 0.9), a stopped one everything."""
    running = Rig(parts(start="running"), reactions=GASSING).run(600.0)
    stopped = Rig(parts(), reactions=GASSING).run(600.0)
    assert stopped["C1.emitted"] > 0.0
    assert running["C1.emitted"] == pytest.approx(0.1 * stopped["C1.emitted"], rel=1e-6)


def test_scrubber_counts_no_air() -> None:
    """Air pushed out while a vessel fills is no emission."""
    r = Rig(parts(), reactions={"gassing": GASSING["gassing"] | {"rate": "0 / 1 s * n.solvent"}})
    r.run(600.0)
    assert r["C1.emitted"] == 0.0
