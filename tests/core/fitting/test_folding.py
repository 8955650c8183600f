"""The fit serves more than spectra: a toy cube, whose signal a spatial parameter spreads over pixels, is fitted by the
same code, alone and together with a spectrum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy.special import ndtr

from vhegui.core.fitting.contours import contour
from vhegui.core.fitting.folding import Folding
from vhegui.core.fitting.joint_data import JointData, together
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.live import live_fit, warm_start
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.profiles import minos, profile
from vhegui.core.fitting.source import Source
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.links import wrong_link
from vhegui.core.models.nuisances import systematic
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.statistics.registry import counts_of
from vhegui.core.typing import Array, IntArray

Run = Callable[..., SpectrumOnOff]
LINE = default_spectrum("power_law").with_values((2.5, 3e-11, 1.0))
EDGES = np.linspace(-2.0, 2.0, 21)  # of the pixels, deg
REACH = 5.0  # widths: beyond these pixels a source is not looked for


@dataclass(frozen=True)
class Gauss:
    """A source that is spread along one line of the sky."""

    parameters: tuple[Parameter, ...] = (Parameter("lon", 0.1, "deg"), Parameter("width", 0.3, "deg", minimum=0.05))
    kind: str = "gauss"
    form: object = None

    def with_parameters(self, parameters: Iterable[Parameter]) -> Gauss:
        return replace(self, parameters=tuple(parameters))


@dataclass(frozen=True, eq=False)
class ToyCube(Folding):
    """Energy bins × pixels; the bins of one energy are side by side. energies : the folding of their spectrum."""

    energies: Folding

    @property
    def n_bins(self) -> int:
        return self.energies.n_bins * (len(EDGES) - 1)

    def signal(self, source: Source, values: Array) -> tuple[Array, IntArray]:
        pixels, fraction, _ = self._spread(source, values)
        counts, _ = self.energies.signal(source, values)
        return np.outer(counts, fraction).ravel(), self._bins(pixels)

    def fold(self, source: Source, values: Array) -> tuple[Array, Array, IntArray]:
        pixels, fraction, moved = self._spread(source, values)
        counts, rows, _ = self.energies.fold(source, values)
        slopes = rows[:, :, None] * fraction
        for a, position in enumerate(source.positions):
            if position >= source.slices["spatial"].start:
                slopes[a] += np.outer(counts, moved[position - source.slices["spatial"].start])
        return np.outer(counts, fraction).ravel(), slopes.reshape(len(rows), -1), self._bins(pixels)

    def _bins(self, pixels: IntArray) -> IntArray:
        return (np.arange(self.energies.n_bins)[:, None] * (len(EDGES) - 1) + pixels).ravel()

    def _spread(self, source: Source, values: Array) -> tuple[IntArray, Array, tuple[Array, Array]]:
        lon, width = values[source.slices["spatial"]]
        pixels = np.flatnonzero((EDGES[1:] > lon - REACH * width) & (EDGES[:-1] < lon + REACH * width))
        z = (EDGES[pixels[0] : pixels[-1] + 2] - lon) / width
        density = np.exp(-0.5 * z**2) / np.sqrt(2.0 * np.pi)
        return pixels, np.diff(ndtr(z)), (-np.diff(density) / width, -np.diff(z * density) / width)


def cube_of(run: SpectrumOnOff, model: JointModel) -> JointData:
    """A cube with the response of a run and the counts it is expected to have, 2 background counts in every bin."""
    spectrum = data_of_spectra((run,))
    cube = ToyCube(spectrum.foldings[0])
    n_pixels = len(EDGES) - 1
    empty = np.zeros(cube.n_bins)
    data = JointData(
        names=("cube",),
        instruments=("toy",),
        foldings=(cube,),
        run=np.zeros(cube.n_bins, dtype=np.int64),
        reco_min=np.repeat(spectrum.reco_min, n_pixels),
        reco_max=np.repeat(spectrum.reco_max, n_pixels),
        counts=counts_of("wstat", 0.0)(empty, empty + 20.0, empty + 0.1),
        statistic="wstat",
    )
    return data.with_counts(Likelihood.of(data, model).predicted() + 2.0, empty + 20.0)


@pytest.fixture
def model() -> JointModel:
    """A source at 0.1 deg, with a second one beside it that is half as bright."""
    halo = SourceModel("halo", LINE.with_parameter("amplitude", value=1.5e-11), spatial=Gauss())
    second = halo.with_parameters([replace(p, value=-0.9) if p.name == "lon" else p for p in halo.parameters])
    return JointModel((SourceModel("crab", LINE, spatial=Gauss()), second))


def elsewhere(model: JointModel) -> JointModel:
    """The model at values some errors away."""
    return model.with_values([p.value if p.frozen else p.value * 1.05 for p in model.parameters])


def test_a_source_has_the_parameters_of_all_its_parts(model: JointModel) -> None:
    spectrum = ("index", "amplitude", "reference")
    names = (*spectrum, "lon", "width")
    assert model.names == (*names, *(f"halo.{name}" for name in names))
    assert model.slices == (slice(0, 5), slice(5, 10)) and model.first_spectrum == slice(0, 3)
    assert model.with_parameter("halo.width", value=0.7).sources[1]["width"].value == 0.7
    linked = model.with_parameter("halo.lon", link="crab.lon")
    linked.check()
    assert linked.linked_to[8] == 3 and wrong_link(linked.sources) == ""


@pytest.mark.parametrize("nuisances", [(), ("area", "energy", "background")])
def test_derivatives_are_those_of_the_statistic(expected_run: Run, model: JointModel, nuisances: tuple) -> None:
    model = replace(model, nuisances=tuple(systematic(kind, "toy", 0.1) for kind in nuisances))
    likelihood = Likelihood.of(cube_of(expected_run(LINE), model), elsewhere(model))
    at, hessian, x = likelihood.evaluate(), likelihood.hessian(), likelihood.start
    scale = np.sqrt(np.diag(at.fisher))
    for k, step in enumerate(1e-5 * np.abs(x)):
        up, down = x.copy(), x.copy()
        up[k], down[k] = x[k] + step, x[k] - step
        above, below = likelihood.evaluate(up), likelihood.evaluate(down)
        assert (above.stat - below.stat) / (2 * step) / scale[k] == pytest.approx(at.gradient[k] / scale[k], abs=1e-4)
        row = (above.gradient - below.gradient) / (2 * step)
        np.testing.assert_allclose(row / scale / scale[k], hessian[k] / scale / scale[k], atol=1e-3)


def test_what_was_put_in_is_fitted_by_all_fitters(expected_run: Run, model: JointModel) -> None:
    data = cube_of(expected_run(LINE), model)
    result, live = fit(data, elsewhere(model)), live_fit(data, elsewhere(model))
    assert result.success and live.converged, result.message
    np.testing.assert_allclose(result.joint.values, model.values, rtol=1e-4)
    np.testing.assert_allclose(live.joint.values, model.values, rtol=1e-3)
    assert warm_start(elsewhere(model), live).values == live.joint.values
    assert result.covariance.shape == (3, 3) and result.joint_covariance.shape == (10, 10)
    assert result.covariance[0, 0] == result.joint_covariance[0, 0] > 0


def test_profiles_and_contours_are_of_spatial_parameters_too(expected_run: Run, model: JointModel) -> None:
    data = cube_of(expected_run(LINE), model)
    result = fit(data, model)
    error, parameter = minos(data, result, ["lon"])["lon"], result.joint["lon"]
    assert error.success and error.errp == pytest.approx(parameter.error, rel=0.05)
    rise = profile(data, result, "lon", [parameter.value, parameter.value + error.errp]) - result.total_stat
    np.testing.assert_allclose(rise, [0.0, 1.0], atol=2e-3)
    x, y = contour(data, result, "lon", "halo.index", delta=1.0, n_points=8)
    assert np.max(x) - parameter.value == pytest.approx(error.errp, rel=0.05) and np.isfinite(y).all()


def test_a_cube_and_a_spectrum_share_a_source(expected_run: Run) -> None:
    """The spectrum knows nothing of where the photons come from, and makes the index better known."""
    model = JointModel((SourceModel("crab", LINE, spatial=Gauss()),))
    cube = cube_of(expected_run(LINE), model)
    joint = together([cube, data_of_spectra((expected_run(LINE, "north"),))])
    alone, beside = fit(cube, elsewhere(model)), fit(joint, elsewhere(model))
    np.testing.assert_allclose(beside.joint.values, model.values, rtol=1e-4)
    assert beside.joint["index"].error < 0.8 * alone.joint["index"].error
    assert beside.joint["lon"].error == pytest.approx(alone.joint["lon"].error, rel=0.05)
    only = replace(model, sources=(replace(model.sources[0], datasets=("north",)),))
    assert not Likelihood.of(joint, only).predicted()[: cube.n_bins].any()


def test_a_source_costs_only_the_bins_it_reaches(expected_run: Run, model: JointModel) -> None:
    data = cube_of(expected_run(LINE), model)
    likelihood = Likelihood.of(data, model)
    signal, where = data.foldings[0].signal(likelihood.sources[1], likelihood.values)
    assert len(signal) == len(where) < 0.9 * data.n_bins
    outside = np.ones(data.n_bins, dtype=bool)
    outside[where] = False
    assert not likelihood.by_source(likelihood.values)[1][outside].any()
