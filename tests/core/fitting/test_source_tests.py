"""Tests of sources: whether they are there, extended, cut off; and the law of ΔTS where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2, kstest
from smooth_cubes import POWER_LAW, empty_cube, model_of

from vhegui.core.cubes.cube import Cube
from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.cubes_data import data_of_cubes
from vhegui.core.fitting.cubes_fit import expected_in, fit_cubes
from vhegui.core.fitting.fake import fake_cube
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.minimise import evaluate, fit
from vhegui.core.fitting.nesting import AT_LIMIT, UNDEFINED, nesting
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.source_tests import Question, SourceTest, source_tests
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.fitting.verdict import Outcome, Verdict
from vhegui.core.fitting.watched import Tell
from vhegui.core.models.nuisances import field_of_view
from vhegui.core.models.parameters import Prior
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.kind import CENTRE
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.models.spatial.template import TemplateImage, image_shape
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.simulation.counts import demo_spectrum

POINT = default_shape("point", 83.65, 22.03)
WIDE = default_shape("gaussian").with_values((83.45, 21.90, 0.12, 0.0, 0.0))


def held(shape: SpatialModel) -> SpatialModel:
    """The shape at a known place."""
    return shape.with_parameters(replace(p, frozen=p.frozen or p.name in CENTRE) for p in shape.parameters)


def drawn(model: JointModel, seed: int, columns: int = 20) -> Cube:
    """A cube with counts that the model may give."""
    return fake_cube(empty_cube(columns=columns), model, np.random.default_rng(seed))


def asked(cube: Cube, model: JointModel, *questions: Question) -> dict[tuple[str, str], SourceTest]:
    def refit(model: JointModel, tell: Tell) -> tuple[JointData, FitResult]:
        found = fit_cubes([cube], model)
        return found.data, found.result

    return {(each.source, each.question): each for each in source_tests(model, refit, questions=questions)}


def test_a_point_and_a_gaussian_are_found_and_told_apart() -> None:
    frozen = POWER_LAW.with_parameter("index", frozen=True)
    sources = SourceModel("point", POWER_LAW, spatial=held(POINT)), SourceModel("wide", frozen, spatial=held(WIDE))
    model = JointModel(sources)
    found = asked(drawn(model, 3), model, "source", "extension")
    assert set(found) == {(name, what) for name in ("point", "wide") for what in ("source", "extension")}
    assert min(found[name, "source"].test.delta_ts for name in ("point", "wide")) > 100.0
    wide, point = found["wide", "extension"], found["point", "extension"]
    assert wide.test.p_value < 1e-9 and (wide.simpler, wide.richer) == ("Point source", "Gaussian")
    assert wide.parameter.value == pytest.approx(0.12, abs=4.0 * wide.parameter.error)
    assert point.test.p_value > 0.01
    assert "is not χ²" in found["point", "source"].test.note  # its index means nothing without it


def test_a_source_whose_place_another_takes_says_so() -> None:
    frozen = POWER_LAW.with_parameter("index", frozen=True)
    weak = frozen.with_parameter("amplitude", value=3e-12)
    beside = default_shape("point", 83.45, 21.90)
    strong, free = SourceModel("strong", frozen, spatial=held(POINT)), SourceModel("weak", weak, spatial=beside)
    found = asked(drawn(JointModel((strong, free)), 5), JointModel((strong, free)), "source")
    assert found["strong", "source"].warning.startswith("without strong, weak moves to its place")
    assert not found["weak", "source"].warning
    kept = JointModel((strong, replace(free, spatial=held(beside))))
    found = asked(drawn(kept, 5), kept, "source")
    assert not found["strong", "source"].warning and found["strong", "source"].test.delta_ts > 100.0


def test_delta_ts_of_a_source_that_is_not_there_follows_half_a_chi_square() -> None:
    """Only the amplitude is fitted: on the limit half of the skies have ΔTS 0, the others χ² of one degree."""
    frozen = POWER_LAW.with_parameter("index", frozen=True)
    model = JointModel((SourceModel("nothing", frozen, spatial=held(POINT)),), field_of_view("one", tilt=False))
    nothing = model.with_parameter("amplitude", value=0.0)
    expected = expected_in(cube := empty_cube(columns=12), nothing).background
    rng, found = np.random.default_rng(8), list[SourceTest]()
    data = data_of_cubes([cube])
    for _ in range(100):
        counts = np.moveaxis(rng.poisson(expected), 0, -1).ravel().astype(float)
        sky = data.with_counts(counts, data.counts.n_off)
        found += source_tests(model, lambda model, tell, sky=sky: (sky, fit(sky, model)), questions=("source",))
    ts, p = (np.array([getattr(each.test, name) for each in found]) for name in ("delta_ts", "p_value"))
    assert np.mean(ts == 0.0) == pytest.approx(0.5, abs=4.0 * 0.5 / np.sqrt(100))
    assert kstest(ts[ts > 0.0], chi2(1).cdf).pvalue > 0.01
    assert np.all(p[ts == 0.0] == 1.0) and np.allclose(p[ts > 0.0], 0.5 * chi2.sf(ts[ts > 0.0], 1))


def test_a_source_whose_parameters_another_follows_can_be_taken_away() -> None:
    follower = default_shape("point", 83.45, 21.90)
    lon, lat = follower.parameters
    linked = follower.with_parameters((replace(lon, frozen=True), replace(lat, link="crab.lat_0")))
    frozen = POWER_LAW.with_parameter("index", frozen=True)
    sources = (SourceModel("crab", frozen, spatial=POINT), SourceModel("other", frozen, spatial=linked))
    model = JointModel(sources)
    data = data_of_cubes([drawn(model, 4)])
    found = source_tests(model, lambda model, tell: (data, fit(data, model)), questions=("source",))
    assert [each.source for each in found] == ["crab", "other"]
    assert min(each.test.delta_ts for each in found) > 100.0


def test_progress_may_stop_the_tests() -> None:
    def stop(fraction: float, text: str) -> None:
        if fraction > 0.0:
            raise AnalysisError(text)

    model = model_of(held(POINT), "one")
    data = data_of_cubes([drawn(model, 5)])
    with pytest.raises(AnalysisError, match="Testing crab: source"):
        source_tests(model, lambda model, tell: (data, fit(data, model)), stop)


@pytest.mark.parametrize(("free", "case"), [((), AT_LIMIT), (("e", "phi"), UNDEFINED)], ids=["round", "elongated"])
def test_a_point_is_a_gaussian_of_no_size(free: Sequence[str], case: str) -> None:
    wide = default_shape("gaussian", 83.65, 22.03)
    wide = wide.with_parameters(replace(p, frozen=p.frozen and p.name not in free) for p in wide.parameters)
    found = nesting(model_of(POINT), model_of(wide))
    assert found is not None and found.case == case
    assert nesting(model_of(held(POINT)), model_of(wide)) is None  # the place is fitted in one of them only


def test_what_is_everywhere_is_not_asked_for_its_extension() -> None:
    cube = empty_cube(columns=12)
    flat = image_shape(TemplateImage.normalised(cube.geometry.grid, np.ones(cube.geometry.grid.shape)))
    frozen = POWER_LAW.with_parameter("index", frozen=True)
    model = JointModel((SourceModel("flat", frozen, spatial=flat),))
    data = data_of_cubes([drawn(model, 6, columns=12)])
    assert [each.question for each in source_tests(model, lambda model, tell: (data, fit(data, model)))] == ["source"]


def test_what_was_known_of_the_amplitude_is_no_evidence_for_the_source():
    data = data_of_spectra([demo_spectrum()])

    def presence(spectrum: SpectralModel) -> float:
        model = JointModel.of(spectrum)
        (found,) = source_tests(model, lambda model, _: (data, fit(data, model)), questions=("source",))
        return found.test.delta_ts

    plain = fit(data, JointModel.of(default_spectrum("power_law"))).joint.first
    known = Prior("gaussian", plain["amplitude"].value, 0.01 * plain["amplitude"].value)
    alone, beside = presence(plain), presence(plain.with_parameter("amplitude", prior=known))
    assert beside == pytest.approx(alone, rel=0.05)


@pytest.mark.parametrize("kind", ["power_law", "exp_cutoff_power_law"])
def test_a_spectrum_that_bends_upwards_is_no_power_law_either(kind: str) -> None:
    """The cutoff is then negative, and its ΔTS is what it gains."""
    data = data_of_spectra([demo_spectrum()])
    upwards = default_spectrum("exp_cutoff_power_law").with_values((2.6, 3e-11, 1.0, -0.2, 1.0))
    signal, background = Likelihood.of(data, upwards).predicted(), data.counts.alpha * data.counts.n_off
    data = data.with_counts(signal + background, data.counts.n_off)
    model = JointModel.of(default_spectrum(kind))
    (found,) = source_tests(model, lambda model, tell: (data, fit(data, model)), questions=("cutoff",))
    assert found.parameter.value == pytest.approx(-0.2, rel=1e-3)
    assert found.test.delta_ts > 3.0 and found.test.p_value < 0.1


def test_a_fit_that_has_not_come_as_far_as_the_simpler_one_goes_on_from_there() -> None:
    frozen = POWER_LAW.with_parameter("index", frozen=True)
    shape = default_shape("gaussian").with_values((*POINT.values, 0.05, 0.0, 0.0))
    shape = shape.with_parameters(replace(p, frozen=p.name != "sigma") for p in shape.parameters)
    model = JointModel((SourceModel("crab", frozen, spatial=shape),))
    data, told = data_of_cubes([drawn(JointModel((SourceModel("crab", frozen, spatial=held(POINT)),)), 3)]), list[str]()

    def lost(model: JointModel, tell: Tell) -> tuple[JointData, FitResult]:
        return data, evaluate(data, model.with_parameter("sigma", value=2.0), Verdict(Outcome.AS_TYPED))

    (found,) = source_tests(model, lost, lambda _, text: told.append(text), questions=("extension",))
    assert found.parameter.value == found.test.delta_ts == 0.0
    assert len(told) < 20  # evaluations; 24 with the size at which it was lost
