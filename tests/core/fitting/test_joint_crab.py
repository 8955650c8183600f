"""The joint fit of Fermi-LAT, MAGIC, VERITAS, FACT and H.E.S.S. to the Crab nebula: Nigro et al. 2019, A&A 625, A10."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vhegui.core.fitting.contours import contours
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.profiles import minos
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.nuisances import Nuisance
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.spectra.ogip.reading import read_ogip
from vhegui.core.spectra.onoff import SpectrumOnOff

START = default_spectrum("log_parabola").with_values((3.8e-11, 1.0, 2.47, 0.24 / np.log(10)))
OWN = {"fermi": (0.03, 2.0), "magic": (0.08, 30.0), "veritas": (0.15, 30.0), "fact": (0.4, 30.0), "hess": (0.66, 30.0)}
LITERAL = {**OWN, "veritas": (0.16, 30.0), "fact": (0.45, 30.0), "hess": (0.71, 30.0)}
Spectra = dict[str, list[SpectrumOnOff]]


@pytest.fixture(scope="module")
def joint(reference: Any) -> Any:
    return reference("joint_crab.json")


@pytest.fixture(scope="module")
def spectra(joint: Any, data: Path) -> Spectra:
    files = joint["settings"]["files"]
    return {name: [read_ogip(data / path).spectrum for path in paths] for name, paths in files.items()}


def agree(joint_data: JointData, expected: Any) -> None:
    """Values to a thousandth, errors to two thousandths (theirs are finite differences)."""
    found = fit(joint_data, START)
    assert found.success
    assert found.n_bins == expected["n_bins_used"]
    assert found.total_stat == pytest.approx(expected["refined_minimum"]["total_stat"], abs=1e-4)
    for name, (value, error) in expected["refined_minimum"]["parameters"].items():
        ours = found.model[name.split(".")[1]]
        assert abs(ours.value - value) < 1e-3 * error
        assert ours.error == pytest.approx(error, rel=2e-3, abs=1e-20)


@pytest.mark.parametrize("name", OWN)
def test_each_instrument_alone(joint: Any, spectra: Spectra, name: str) -> None:
    agree(data_of_spectra(spectra[name], *OWN[name]), joint["fits"]["published"][name])


def test_all_instruments_in_one_range_and_each_in_its_own(joint: Any, spectra: Spectra) -> None:
    everything = [spectrum for some in spectra.values() for spectrum in some]
    agree(data_of_spectra(everything, 0.03, 30.0), joint["fits"]["published"]["joint"])
    agree(data_of_spectra(everything, ranges=LITERAL), joint["fits"]["literal"]["joint"])


def test_minos_errors_and_contour(joint: Any, spectra: Spectra) -> None:
    joint_data = data_of_spectra([item for some in spectra.values() for item in some], 0.03, 30.0)
    result, expected = fit(joint_data, START), joint["fits"]["published"]["joint"]
    for name, (errn, errp) in expected["minos_1sigma"].items():
        ours = minos(joint_data, result, [name])[name]
        assert (ours.errn, ours.errp) == pytest.approx((errn, errp), rel=1e-3, abs=0)
    found = contours(joint_data, result, "alpha", "beta", (2.3,), 40)
    their = expected["contour_dstat_2.3_alpha_beta"]
    assert found.x.max() == pytest.approx(max(their["alpha"]), abs=1e-3)
    assert found.y.min() == pytest.approx(min(their["beta"]), abs=1e-3)


def test_energy_scales_are_within_their_priors_and_widen_the_errors(spectra: Spectra) -> None:
    joint_data = data_of_spectra([item for some in spectra.values() for item in some], 0.03, 30.0)
    widths = {name: 0.05 if name == "fermi" else 0.15 for name in spectra}
    scales = tuple(
        Nuisance("energy", spectra[name][0].instrument, Parameter("energy", 1.0, prior=Prior("gaussian", 1.0, width)))
        for name, width in widths.items()
    )
    plain, wide = fit(joint_data, START), fit(joint_data, JointModel((SourceModel("crab", START),), scales))
    assert wide.success
    assert wide.total_stat < plain.total_stat
    for parameter, width in zip(wide.joint.parameters[4:], widths.values(), strict=True):
        assert abs(parameter.value - 1.0) < 1.5 * width
        assert parameter.error < width
    assert wide.model["amplitude"].error > 2 * plain.model["amplitude"].error
    assert abs(wide.model["alpha"].value - plain.model["alpha"].value) < wide.model["alpha"].error
