"""What models expect on the sky: the images of a drag are those of the whole fold, and those of gammapy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smooth_cubes import POWER_LAW, REF, empty_cube, expected, model_of

from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.cubes.run_sky import RunSky
from vhegui.core.dl3.open import open_store
from vhegui.core.estimators.sky.model_images import (
    Measured,
    ModelImages,
    background_image,
    sky_folding,
    source_images,
)
from vhegui.core.estimators.sky.sky_bands import band_images
from vhegui.core.fitting.cubes_fit import expected_in
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.nuisances import field_of_view
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.safe_range import SafeRange

CRAB = (83.633, 22.014)
GAUSSIAN = default_shape("gaussian").with_values((83.4, 21.9, 0.1, 0.0, 0.0))


def cube_with_holes() -> Cube:
    """Bins that are not safe lie in the way of the sources."""
    cube = expected(empty_cube(), model_of(default_shape("point", *REF)))
    safe = cube.safe.copy()
    safe[0] = False
    safe[1, :, : safe.shape[2] // 2] = False
    return replace(cube, safe=safe)


def images(cube: Cube, *sources: SourceModel, norm: float = 1.0, tilt: float = 0.0, smooth: float = 0.0) -> ModelImages:
    reco = cube.geometry.reco
    found = band_images(RunSky(cube), (float(reco.edges[0]), float(reco.edges[-1])))
    measured = Measured.of(found, cube.geometry.grid, radius=0.1, smooth=smooth)
    bins = slice(0, reco.n)
    background = background_image([cube], [norm * reco.centres**-tilt], bins)
    return ModelImages(measured, background, source_images(sky_folding(cube), bins, sources))


offsets = st.floats(-0.6, 0.6)


@settings(max_examples=15, deadline=None)
@given(
    x=offsets, y=offsets, sigma=st.floats(0.0, 0.3), e=st.sampled_from([0.0, 0.7]),
    norm=st.floats(0.5, 2.0), tilt=st.floats(-0.3, 0.3),
)  # fmt: skip
def test_the_image_of_a_drag_is_that_of_the_whole_fold(
    x: float, y: float, sigma: float, e: float, norm: float, tilt: float
) -> None:
    cube = cube_with_holes()
    still = SourceModel("still", POWER_LAW, spatial=GAUSSIAN)
    start = SourceModel("moved", POWER_LAW, spatial=default_shape("gaussian").with_values((*REF, 0.05, e, 30.0)))
    end = replace(start, spatial=GAUSSIAN.with_values((REF[0] + x, REF[1] + y, sigma, e, 30.0)))
    folding, bins = sky_folding(cube), slice(0, cube.geometry.reco.n)
    known = source_images(folding, bins, (still, start))
    moved = source_images(folding, bins, (still, end), known)
    assert moved[0] is known[0], "what did not change is not folded again"
    found = replace(images(cube, norm=norm, tilt=tilt), sources=moved)
    nuisances = field_of_view(cube.name)
    values = {"norm": norm, "tilt": tilt}
    nuisances = tuple(replace(n, parameter=replace(n.parameter, value=values[n.kind])) for n in nuisances)
    whole = expected_in(cube, JointModel((still, end), nuisances))
    total = (whole.background + whole.by_source.sum(axis=0)).sum(axis=0)
    np.testing.assert_allclose(np.nan_to_num(found.model), total, atol=1e-6 * total.max())
    assert found.by_source["moved"] == pytest.approx(whole.by_source[1].sum(), rel=1e-6, abs=1e-9)


def test_nothing_is_left_where_the_model_is_what_was_counted() -> None:
    cube = cube_with_holes()
    truth = model_of(default_shape("point", *REF)).sources[0]
    fine = images(cube, truth, smooth=0.05)
    assert np.nanmax(np.abs(fine.residual)) < 1e-3
    assert np.nanmax(np.abs(fine.residual_significance)) < 0.01
    without = images(cube)
    at = cube.geometry.grid.pixel_of(*REF)
    assert without.residual_significance[at] > 5.0
    n_on, mu = without.measured.counts_within[at], without.measured.within(without.expected)[at]
    assert without.residual_significance[at] == pytest.approx(np.sqrt(2 * (mu - n_on + n_on * np.log(n_on / mu))))
    assert np.isnan(without.model[~without.measured.used]).all()


@pytest.fixture(scope="module")
def first_run(data: Path) -> Cube:
    """All of the first Crab run, with the energy dispersion that gammapy takes: that of one of the four coarse pixels
    whose corner the centre is, by which the counts differ by up to 1 %.
    """
    axes = EnergyAxis(np.geomspace(0.6, 30.0, 11)), EnergyAxis(np.geomspace(0.3, 60.0, 22))
    geometry = CubeGeometry(SkyGrid(*CRAB, pixel=0.02, columns=200), *axes, offset_max=2.0)
    cube = reduce_run(open_store(data / "hess-dl3-dr1").load(23523), geometry, SafeRange(aeff_percent=None))
    assert cube.edisp is not None
    there = np.broadcast_to(cube.edisp.matrices[..., 9:10, 9:10], cube.edisp.matrices.shape)
    return replace(cube, safe=np.ones_like(cube.safe), edisp=replace(cube.edisp, matrices=there, of_run=None))


@pytest.mark.parametrize(("name", "row"), [("point", 7e-3), ("gauss_sigma_0p2", 4e-3)])
def test_a_fixed_source_is_expected_to_have_the_counts_of_gammapy(
    reference: Any, first_run: Cube, name: str, row: float
) -> None:
    """Pixels of the row through the centre agree to `row` of the largest: gammapy takes the PSF between pixels."""
    entry = reference("crab_3d.json")["reference_npred_first_run"][name]
    gaussian = default_shape("gaussian").with_values((*CRAB, 0.2, 0.0, 0.0))
    shape: SpatialModel = gaussian if "gauss" in name else default_shape("point", *CRAB)
    source = SourceModel("crab", default_spectrum("power_law").with_values((2.5, 3e-11, 1.0)), spatial=shape)
    folding = sky_folding(first_run, like_gammapy=True)
    found = [source_images(folding, slice(i, i + 1), [source])[0] for i in range(first_run.geometry.reco.n)]
    totals = [each.counts.sum() for each in found]
    np.testing.assert_allclose(totals, entry["total_per_energy"], rtol=2.5e-3)
    whole, window = np.zeros(first_run.geometry.grid.shape), found[3].window
    whole[window.rows, window.columns] = found[3].counts
    expected = np.array(entry["row_through_centre_bin3"])
    np.testing.assert_allclose(whole[100, 80:120], expected, atol=row * expected.max())
