"""Sources and energies outside the tables: what is used there is what the note says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from vhegui.core.axes import EnergyAxis
from vhegui.core.files.fits import FitsFile
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.ranges import shorter_ranges
from vhegui.core.irf.registry import read_irf, write_irf
from vhegui.core.irf.responses import Responses

EDGES = np.geomspace(0.1, 100.0, 7)
ONE = np.array([1.0])


def read_back(tmp_path: Path, irf: Any) -> tuple[Any, str]:
    path = tmp_path / "response.fits"
    fits.HDUList([fits.PrimaryHDU(), write_irf(irf)]).writeto(path)
    _, back, notes = read_irf(list(FitsFile(path))[1])
    return back, "\n".join(map(str, notes))


@pytest.mark.parametrize("axis", [OffsetAxis.bins([0.6, 0.8, 1.0]), OffsetAxis.nodes([0.6, 0.9])])
def test_nearer_to_the_axis_than_the_table_the_lowest_offset_is_used_and_it_is_said(
    tmp_path: Path, axis: OffsetAxis
) -> None:
    area, said = read_back(tmp_path, EffectiveArea2D(EDGES, axis, np.stack([np.full(6, 1e5), np.full(6, 5e4)])))
    assert "offsets begin at 0.6 deg; nearer to the axis the values at the lowest offset are used" in said
    assert area.evaluate(ONE, 0.0) == area.evaluate(ONE, float(area.offsets[0])) > 0.0


def test_a_table_that_begins_on_axis_needs_no_word(tmp_path: Path) -> None:
    _, said = read_back(tmp_path, EffectiveArea2D(EDGES, OffsetAxis.bins([0.0, 0.8, 1.0]), np.ones((2, 6))))
    assert "offsets begin" not in said


def test_an_energy_dispersion_that_ends_before_the_area_is_carried_on_and_it_is_said() -> None:
    axis = OffsetAxis.bins([0.0, 1.0, 2.0])
    density = np.zeros((2, 3, 4))
    density[..., 1:3] = 1.0
    edisp = EnergyDispersion2D(
        np.geomspace(1.0, 10.0, 4), np.linspace(0.0, 2.0, 5), OffsetAxis.bins([0, 0.5, 1]), density
    )
    area = EffectiveArea2D(EDGES, axis, np.ones((2, 6)))
    said = dict(shorter_ranges(Responses(area, edisp)))
    assert said == {
        "the energy dispersion covers 1 to 10 TeV, the area 0.1 to 100 TeV": (
            "beyond, the energy dispersion of the nearest energy is used"
        ),
        "the energy dispersion reaches offsets of 1 deg, the effective area to 2 deg": (
            "beyond, the energy dispersion of the largest offset is used"
        ),
    }
    np.testing.assert_allclose(edisp.migra_density(50.0, 1.9)[1], edisp.migra_density(9.0, 0.75)[1])
    true, reco = EnergyAxis(np.array([40.0, 60.0])), EnergyAxis(np.geomspace(1.0, 1000.0, 5))
    assert edisp.matrix(true, reco, 0.5).sum() == pytest.approx(1.0)
    inside = replace(area, area=np.where((EDGES[:-1] > 0.9) & (EDGES[:-1] < 5.0), area.area, 0.0))
    assert "TeV" not in "".join(found for found, _ in shorter_ranges(Responses(inside, edisp)))
