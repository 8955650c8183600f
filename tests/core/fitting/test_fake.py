"""Fake data: exactly what a model lets expect, or by chance about it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up_cubes import CENTRE, made_up_run, small_geometry

from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.errors import ConfigError
from vhegui.core.fitting.cubes_data import data_of_cubes
from vhegui.core.fitting.fake import fake_cube, fake_spectrum
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.nuisances import field_of_view
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.simulation.counts import demo_spectrum

TRUTH = default_spectrum("power_law").with_values((2.2, 5e-11, 1.0))
START = default_spectrum("power_law").with_values((2.5, 2e-11, 1.0))
POINT = default_shape("point", *CENTRE)


def sky(spectrum=TRUTH) -> JointModel:
    return JointModel((SourceModel("it", spectrum, spatial=POINT),))


@pytest.fixture(scope="module")
def cube() -> Cube:
    return reduce_run(made_up_run(), small_geometry(pixel=0.05, columns=30, bins=5))


def test_a_fit_of_the_expected_spectrum_gives_the_model_back() -> None:
    spectrum = fake_spectrum(demo_spectrum(), sky())
    result = fit(data_of_spectra([spectrum]), START)
    for parameter in ("index", "amplitude"):
        found = result.model[parameter]
        assert abs(found.value - TRUTH[parameter].value) < 0.02 * found.error


def test_a_fit_of_the_expected_cube_gives_the_model_back(cube: Cube) -> None:
    norm, tilt = field_of_view(cube.name)
    background = replace(norm, parameter=replace(norm.parameter, value=1.3)), tilt
    expected = fake_cube(cube, replace(sky(), nuisances=background))
    assert not expected.counts[~cube.safe].any()
    model = replace(sky(START), nuisances=(norm, tilt))
    result = fit(data_of_cubes([expected]), model)
    found = {parameter.name: parameter for parameter in result.joint.parameters}
    for name, true in (("index", 2.2), ("amplitude", 5e-11), (f"{cube.name}.norm", 1.3)):
        assert abs(found[name].value - true) < 0.02 * found[name].error, name


def test_chance_scatters_about_what_is_expected(cube: Cube) -> None:
    expected = fake_cube(cube, sky()).counts.sum()
    rng = np.random.default_rng(1)
    drawn = np.array([fake_cube(cube, sky(), rng).counts.sum() for _ in range(40)])
    assert drawn.mean() == pytest.approx(expected, abs=float(4 * np.sqrt(expected / 40)))
    assert 0.6 < drawn.std() / np.sqrt(expected) < 1.5
    spectrum = fake_spectrum(demo_spectrum(), sky(), rng)
    assert np.all(spectrum.counts == np.rint(spectrum.counts)) and np.all(spectrum.counts_off >= 0)


def test_a_cube_needs_to_know_where_a_source_is(cube: Cube) -> None:
    with pytest.raises(ConfigError, match="no spatial model"):
        fake_cube(cube, JointModel((SourceModel("it", TRUTH),)))
