"""Speed of OGIP spectra (run with --benchmark-enable)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vhegui.analysis.loading.spectra import read_spectra
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.spectra.ogip import write_ogip


def crab(data: Path) -> list[str]:
    """The ten spectra of the Crab by five instruments."""
    return [str(path) for path in sorted((data / "joint-crab" / "spectra").glob("*/pha_*.fits"))]


def test_read_ten_spectra(benchmark: Any, data: Path) -> None:
    """Budget 100 ms (gammapy: 865 ms)."""
    assert len(benchmark(read_spectra, crab(data))) == 10


def test_write_ten_spectra(benchmark: Any, data: Path, tmp_path: Path) -> None:
    """Budget 1 s."""
    spectra = read_spectra(crab(data)).values()
    files = benchmark(lambda: [write_ogip(item, tmp_path) for item in spectra])
    assert len(files) == 10


def test_joint_fit_of_five_instruments(benchmark: Any, data: Path) -> None:
    """Budget 100 ms, with covariance (gammapy: 2.4 s)."""
    spectra = tuple(read_spectra(crab(data)).values())
    joint_data = data_of_spectra(spectra, 0.03, 30.0)
    model = default_spectrum("log_parabola").with_parameter("amplitude", value=3.8e-11)
    assert benchmark(fit, joint_data, model).success
