"""Published spectra to be drawn beside one's own: curves, points or both, from a key or a file.

A key is that of a built-in reference spectrum of the Crab nebula ("hess_2006_ecpl"). A file is a table of a spectrum
(ECSV or FITS; a curve where `curve: true` is in its header), or the gamma-cat catalogue with a source:
"gammacat.fits.gz#Crab nebula".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vhegui.core.errors import DataError
from vhegui.core.models.spectral.crab_references import CRAB_REFERENCES, ReferenceSpectrum
from vhegui.core.models.spectral.evaluate import dnde
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.sed.gammacat import CatalogueSpectrum, read_gammacat
from vhegui.core.sed.points import SedPoints
from vhegui.core.sed.read import read_sed
from vhegui.core.typing import Array

CURVE_POINTS = 100


@dataclass(frozen=True, eq=False)
class Overlay:
    """A published spectrum. `key` is what it was asked for by; `label` for legends; `citation` "" if not known.

    energy, dnde : its curve over the energies it was measured at, (n,), TeV and cm⁻² s⁻¹ TeV⁻¹; empty without one
    points : its flux points, or None · model : what the curve is, where it is one of our models.
    """

    key: str
    label: str
    citation: str
    energy: Array
    dnde: Array
    points: SedPoints | None = None
    model: SpectralModel | None = None


def reference_overlays() -> dict[str, Overlay]:
    """The built-in reference spectra by key."""
    return {reference.key: _of_reference(reference) for reference in CRAB_REFERENCES}


def read_overlay(key: str, folder: Path | None = None) -> Overlay:
    """The spectrum named by a key or a file (relative to `folder`). Raises DataError with what is wrong with it."""
    known = {reference.key: reference for reference in CRAB_REFERENCES}
    if key in known:
        return _of_reference(known[key])
    name, _, source = key.partition("#")
    path = Path(name) if folder is None else folder / name
    if not path.is_file():
        raise DataError(
            f"{name}: no such file, and no built-in spectrum of that name ({', '.join(known)}); give a table of a "
            "spectrum, or a catalogue with a source: gammacat.fits.gz#Crab nebula"
        )
    if source:
        return _of_catalogue(key, read_gammacat(path, source))
    points = read_sed(path)
    if points.is_curve:
        return Overlay(key, points.name, points.citation, points.e_ref, points.dnde)
    return Overlay(key, points.name, points.citation, np.empty(0), np.empty(0), points)


def read_overlays(keys: Sequence[str], folder: Path | None = None) -> tuple[tuple[Overlay, ...], dict[str, str]]:
    """All that can be read, in order, and by key what is wrong with the others."""
    found: list[Overlay] = []
    problems: dict[str, str] = {}
    for key in keys:
        try:
            found.append(read_overlay(key, folder))
        except DataError as error:
            problems[key] = str(error)
    return tuple(found), problems


def _of_reference(reference: ReferenceSpectrum) -> Overlay:
    energy = np.geomspace(*reference.energy_range, CURVE_POINTS)
    return Overlay(
        reference.key, reference.label, reference.citation, energy, reference.evaluate(energy), None, reference.model
    )


def _of_catalogue(key: str, spectrum: CatalogueSpectrum) -> Overlay:
    energy, curve = np.empty(0), np.empty(0)
    if spectrum.model is not None:
        energy = np.geomspace(*spectrum.energy_range, CURVE_POINTS)
        curve = dnde(spectrum.model, energy)
    citations = [spectrum.citation, spectrum.points.citation if spectrum.points is not None else ""]
    citation = ", ".join(dict.fromkeys(text for text in citations if text))
    return Overlay(key, f"{spectrum.name}, gamma-cat", citation, energy, curve, spectrum.points, spectrum.model)
