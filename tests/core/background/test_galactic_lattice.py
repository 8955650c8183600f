"""OFF regions of an ON region in galactic coordinates, as gammapy places them: `ReflectedRegionsBackgroundMaker` of
gammapy 2.1 on the Crab (83.63, 22.01, 0.11 deg) in the galactic frame, without exclusions.
"""

from __future__ import annotations

import pytest

from vhegui.core.background.reflected_lattice import place_lattice
from vhegui.core.dl3.open import open_store
from vhegui.core.regions.circle import Circle
from vhegui.core.sphere import separation

CRAB = Circle(83.63, 22.01, 0.11)
# Run, number of regions, centres (ICRS, deg) of the first and the last one.
PLACED = [
    (23523, 13, (83.90079, 21.94323), (83.33501, 21.92527)),
    (23526, 13, (83.35511, 22.08061), (83.93297, 22.09299)),
    (23559, 40, (83.67531, 22.37533), (83.75273, 21.44705)),
    (23592, 41, (83.57892, 21.64787), (83.57627, 22.40527)),
]


@pytest.mark.parametrize(("run", "number", "first", "last"), PLACED)
def test_regions_are_where_gammapy_has_them(data, run, number, first, last):
    pointing = open_store(data / "hess-dl3-dr1").load(run).pointing
    found = place_lattice(CRAB, (pointing.ra, pointing.dec), galactic=True)
    assert len(found) == number
    ra, dec = found.centres
    for place, centre in ((0, first), (-1, last)):
        assert separation(ra[place], dec[place], *centre) < 1e-4


@pytest.mark.parametrize("galactic", [False, True])
def test_a_source_that_no_camera_sees_is_said_at_once_and_not_searched_for_on_any_number_of_pixels(galactic):
    far = Circle(203.6, 22.0, 2.0)
    off = place_lattice(far, (83.6, 22.0), [Circle(120.0, 0.0, 5.0)], galactic=galactic)
    assert len(off) == 0 and "too far for OFF regions" in off.remarks[0]
