"""The Crab spectra of five instruments (Nigro et al. 2019, A&A 625, A10): counts exactly, fits to 0.1 % of errors."""

from __future__ import annotations

import numpy as np
import pytest
from iminuit import Minuit

from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.nuisances import Nuisance
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.spectra.ogip import read_ogip

INSTRUMENTS = ("fermi", "magic", "veritas", "fact", "hess")
START = {"amplitude": 3.8e-11, "alpha": 2.47, "beta": 0.24 / np.log(10)}
# The ranges of the single-instrument fits of the publication, and those its text gives.
REPOSITORY = {"fermi": (0.03, 2), "magic": (0.08, 30), "veritas": (0.15, 30), "fact": (0.4, 30), "hess": (0.66, 30)}
NOMINAL = {"fermi": (0.03, 2), "magic": (0.08, 30), "veritas": (0.16, 30), "fact": (0.45, 30), "hess": (0.71, 30)}
SNAPPED = {
    "fermi": (0.0316227766, 1.9952623), "magic": (0.0794328, 31.6227766), "veritas": (0.1584893, 31.6227766),
    "fact": (0.4466836, 31.6227766), "hess": (0.7079458, 31.6227766),
}  # fmt: skip
VARIANTS = {"published": REPOSITORY, "literal": NOMINAL, "snapped": SNAPPED}


@pytest.fixture(scope="module")
def crab(reference):
    return reference("joint_crab.json")


@pytest.fixture(scope="module")
def spectra(data, crab):
    files = crab["settings"]["files"]
    return {name: [read_ogip(data / file).spectrum for file in files[name]] for name in INSTRUMENTS}


def log_parabola():
    model = default_spectrum("log_parabola")
    for name, value in START.items():
        model = model.with_parameter(name, value=value)
    return model


def joint_data(spectra, who, variant):
    everyone = who == "joint"
    chosen = [item for name in INSTRUMENTS if everyone or name == who for item in spectra[name]]
    ranges = VARIANTS[variant]
    if variant == "published" and everyone:
        ranges = dict.fromkeys(INSTRUMENTS, (0.03, 30.0))
    return data_of_spectra(chosen, ranges=ranges)


def test_counts_alpha_and_responses_are_those_of_the_reference(spectra, crab):
    for name in INSTRUMENTS:
        for spectrum, expected in zip(spectra[name], crab["datasets"][name], strict=True):
            assert np.array_equal(spectrum.counts, expected["on"])
            assert np.array_equal(spectrum.counts_off, expected["off"])
            assert np.array_equal(spectrum.safe, np.array(expected["quality_ok"], dtype=bool))
            assert np.allclose(spectrum.alpha, expected["alpha"], rtol=3e-8)
            assert np.allclose(spectrum.exposure, np.array(expected["exposure_m2s"]) * 1e4, rtol=1e-6)
            assert np.allclose(spectrum.edisp.sum(axis=1), expected["rmf_row_sums"], atol=2e-7)
            assert spectrum.livetime == pytest.approx(expected["livetime_s"], rel=1e-7)
            assert spectrum.instrument == name


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("who", [*INSTRUMENTS, "joint"])
def test_fits_agree_with_the_refined_minimum_of_the_reference(spectra, crab, variant, who):
    """Amplitudes are 0.0005 σ (10⁻⁵) lower than the reference's, which integrates over bins by trapezoids in log-log:
    exact for a power law, too low by the curvature of a log-parabola.
    """
    expected = crab["fits"][variant][who]
    data = joint_data(spectra, who, variant)
    assert data.n_bins == expected["n_bins_used"]
    assert data.counts.n_on.sum() == expected["n_on_used"]
    assert data.counts.n_off.sum() == expected["n_off_used"]
    result, refined = fit(data, log_parabola()), expected["refined_minimum"]
    assert result.success, result.message
    assert result.total_stat == pytest.approx(refined["total_stat"], abs=1e-5)
    for name in START:
        value, error = refined["parameters"][f"crab.{name}"]
        assert result.model[name].value == pytest.approx(value, abs=1e-3 * error), name
        # The reference's errors come from finite steps of 0.1 and 0.4 σ; without steps (Richardson) they would be:
        exact = error - (refined["errors_step_0p4"][f"crab.{name}"] - error) / 15.0
        assert result.model[name].error == pytest.approx(exact, rel=3e-4, abs=0), name


def test_the_joint_fit_is_the_published_one(spectra, crab):
    result = fit(joint_data(spectra, "joint", "published"), log_parabola()).model
    scale = {"amplitude": 1.0, "alpha": 1.0, "beta": np.log(10)}
    published = crab["published_joint_crab_repository"]["joint"]
    for name, key in (("amplitude", "amplitude"), ("alpha", "alpha"), ("beta", "beta10")):
        value, error = published[key]
        assert result[name].value * scale[name] == pytest.approx(value, abs=0.01 * error)
        assert result[name].error * scale[name] == pytest.approx(error, rel=0.002, abs=0)


def test_energy_scales_of_the_instruments_are_fitted_with_their_priors(spectra):
    """φ(E/f)/f of a log-parabola is one with amplitude N/f and reference f E₀: a second way to the same likelihood."""
    widths = {name: 0.05 if name == "fermi" else 0.15 for name in INSTRUMENTS}
    nuisances = tuple(
        Nuisance("energy", name, Parameter("energy", 1.0, minimum=0.1, maximum=10.0, prior=Prior("gaussian", 1.0, w)))
        for name, w in widths.items()
    )
    data = joint_data(spectra, "joint", "published")
    result = fit(data, JointModel((SourceModel("crab", log_parabola()),), nuisances))
    assert result.success, result.message
    alone = {name: data_of_spectra(spectra[name], 0.03, 30.0) for name in INSTRUMENTS}

    def stat(values):
        amplitude, alpha, beta, *scales = values
        total = 0.0
        for (name, width), f in zip(widths.items(), scales, strict=True):
            shifted = log_parabola().with_values((amplitude * 1e-11 / f, f, alpha, beta))
            total += Likelihood.of(alone[name], shifted).stat() + ((f - 1.0) / width) ** 2
        return total

    minuit = Minuit(stat, [3.85, 2.5, 0.1, *[1.0] * len(widths)])
    minuit.errordef, minuit.tol = 1.0, 1e-3
    minuit.migrad()
    minuit.hesse()
    free = [result.joint[name] for name in ("amplitude", "alpha", "beta", *(f"{i}.energy" for i in INSTRUMENTS))]
    units = [1e-11, *[1.0] * 7]
    for parameter, value, error, unit in zip(free, minuit.values, minuit.errors, units, strict=True):
        assert parameter.value == pytest.approx(value * unit, abs=3e-3 * parameter.error), parameter.name
        assert parameter.error == pytest.approx(error * unit, rel=3e-3, abs=0), parameter.name
    assert result.total_stat == pytest.approx(minuit.fval, abs=1e-4)
    assert result.total_stat < fit(data, log_parabola()).total_stat - 10.0
    assert result.model["amplitude"].error > 2.0 * fit(data, log_parabola()).model["amplitude"].error
