"""Simulated runs show what cubes and spectra predict for their sky; what is true of every event stands beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up_cubes import CENTRE, made_up_run, small_geometry

from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.errors import DataError
from vhegui.core.fitting.cubes_data import data_of_cubes
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.irf.responses import Responses
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.safe_range import SafeRange
from vhegui.core.simulation.observe import Tables, observe
from vhegui.core.sphere import separation

CRAB = default_spectrum("power_law").with_values((2.4, 4e-11, 1.0))
BRIGHT = CRAB.with_values((2.4, 2e-8, 1.0))
POINT = default_shape("point", *CENTRE)
GAUSSIAN = default_shape("gaussian").with_values((*CENTRE, 0.15, 0.6, 30.0))
TRUE = EnergyAxis(np.geomspace(0.2, 60.0, 81))
NO_RANGE = SafeRange(aeff_percent=None)


def source(name: str, shape, spectrum=BRIGHT, **more) -> SourceModel:
    return SourceModel(name, spectrum, spatial=shape, **more)


@pytest.mark.parametrize("shape", [POINT, GAUSSIAN], ids=["point", "Gaussian"])
@pytest.mark.parametrize("north", [22.514, 23.2], ids=["0.5 deg", "1.2 deg"])
def test_counts_are_those_that_cubes_predict(shape, north) -> None:
    run = made_up_run(pointing=(83.633, north))
    model = source("crab", shape)
    geometry = replace(small_geometry(pixel=0.05, columns=32, offset_max=3.0), true=TRUE)
    seen = observe(run, [model], seed=2, background=False)
    cube = reduce_run(seen.observation, geometry, NO_RANGE)
    predicted = Likelihood.of(data_of_cubes([cube]), JointModel((model,))).predicted()
    predicted = np.moveaxis(predicted.reshape(*geometry.grid.shape, -1), -1, 0)
    for axes in ((1, 2), (0, 1), (0, 2)):  # the spectrum, and profiles along and across the gradient of the acceptance
        found, expected = cube.counts.sum(axis=axes), predicted.sum(axis=axes)
        used = expected > 30
        assert used.sum() >= 4
        slack = 4.0 * np.sqrt(expected[used]) + 0.015 * expected[used]  # true-energy bins and pixels are coarse
        assert np.all(np.abs(found - expected)[used] < slack)
    assert cube.counts.sum() == pytest.approx(predicted.sum(), rel=0.015)


def test_every_event_says_what_it_is() -> None:
    run = made_up_run()
    elsewhere = default_shape("point", 83.0, 22.5)
    seen = observe(run, [source("crab", POINT), source("other", elsewhere, CRAB)], seed=2)
    events, true = seen.observation.events, seen.true
    assert np.all(np.diff(events.time) >= 0) and events.event_id.tolist() == list(range(1, len(events) + 1))
    assert seen.counts["background"] == np.isnan(true.true_energy).sum() > 1000
    assert seen.counts["crab"] > 200 * seen.counts["other"] > 10_000
    for number, (ra, dec) in enumerate((CENTRE, (83.0, 22.5)), 1):
        mine = seen.mc_id == number
        assert np.all(true.true_ra[mine] == ra) and np.all(true.true_dec[mine] == dec)
        assert np.median(separation(events.ra[mine], events.dec[mine], ra, dec)) < 0.12
        ratio = events.energy[mine] / true.true_energy[mine]
        assert 0.05 < np.std(np.log(ratio)) < 0.3
    assert seen.extras.keys["MMN00002"] == "other"
    assert set(seen.extras.columns) == {"MC_ID", "ENERGY_TRUE", "RA_TRUE", "DEC_TRUE"}


def test_the_share_within_a_radius_is_that_of_the_psf() -> None:
    run = made_up_run()
    seen = observe(run, [source("crab", POINT)], seed=5, background=False)
    distance = separation(seen.observation.events.ra, seen.observation.events.dec, *CENTRE)
    psf = run.responses.psf
    assert psf is not None
    for radius in (0.05, 0.1, 0.2):
        expected = psf.containment(seen.true.true_energy, 0.5, radius)
        assert np.mean(distance < radius) == pytest.approx(expected.mean(), abs=4 * 0.5 / np.sqrt(len(distance)))


def test_another_source_or_background_leaves_the_photons_of_the_first_alone() -> None:
    run = made_up_run()
    alone = observe(run, [source("crab", POINT)], seed=3, background=False)
    among = observe(run, [source("crab", POINT), source("more", GAUSSIAN)], seed=3)
    mine = among.mc_id == 1
    np.testing.assert_array_equal(among.observation.events.energy[mine], alone.observation.events.energy)
    other = observe(replace(run, obs_id=2), [source("crab", POINT)], seed=3, background=False)
    assert not np.isin(other.observation.events.energy, alone.observation.events.energy).any()


def test_tables_that_runs_share_change_nothing() -> None:
    """Not even the last digit, where the offsets of the runs differ in theirs."""
    north = made_up_run(pointing=(CENTRE[0], CENTRE[1] + 0.5))
    south = replace(north, obs_id=2, pointing=replace(north.pointing, dec=CENTRE[1] - 0.5))
    tables, sky = Tables(), [source("crab", POINT)]
    observe(north, sky, 1, tables=tables)
    shared, alone = observe(south, sky, 1, tables=tables), observe(south, sky, 1)
    for name in ("time", "energy", "ra", "dec"):
        np.testing.assert_array_equal(getattr(shared.observation.events, name), getattr(alone.observation.events, name))


def test_a_source_may_be_for_some_runs_only() -> None:
    limited = source("crab", POINT, datasets=("2",))
    assert len(observe(made_up_run(obs_id=1), [limited], 1, background=False).mc_id) == 0
    assert len(observe(made_up_run(obs_id=2), [limited], 1, background=False).mc_id) > 0


def test_what_is_missing_is_named() -> None:
    run = made_up_run()
    with pytest.raises(DataError, match="simulate without background"):
        observe(replace(run, responses=Responses()), [], 1)
    with pytest.raises(DataError, match="a PSF"):
        observe(replace(run, responses=replace(run.responses, psf=None)), [source("crab", POINT)], 1)
    with pytest.raises(DataError, match="check the flux"):
        observe(run, [source("hole", POINT, CRAB.with_values((2.4, -1e-11, 1.0)))], 1)
    with pytest.raises(DataError, match="check flux and time"):
        observe(run, [source("crab", POINT, CRAB.with_values((2.4, 1.0, 1.0)))], 1)
