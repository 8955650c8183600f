"""The source of an observation that is planned: typed, from a models file, a catalogue or the list of known sources."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from vhegui.analysis.gammapy_config.models import read_models
from vhegui.analysis.quantities import quantity
from vhegui.analysis.studies.optimise import crab_spectrum
from vhegui.core.catalogues.known_sources import find_source
from vhegui.core.errors import ConfigError
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.absorption import EblAbsorption
from vhegui.core.models.spectral.composing import multiplied
from vhegui.core.models.spectral.evaluate import default_spectrum, formula_of, model_of, scaled_by
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.sed.gammacat import read_gammacat

LOWEST, HIGHEST = 1e-6, 1e4  # TeV


@dataclass(frozen=True)
class SourceWords:
    """How a source is named on the command line.

    source : its name · spectrum : "power_law index=2.5 amplitude=1e-12" · models, catalogue : files with it
    scale : factor on its flux · redshift : for the absorption by the background light `ebl`; None: no absorption.
    """

    source: str = ""
    spectrum: str = ""
    models: Path | None = None
    catalogue: Path | None = None
    scale: float = 1.0
    redshift: float | None = None
    ebl: str = "dominguez"


def source_from_words(words: SourceWords) -> tuple[str, SpectralModel]:
    """Name and spectrum. Raises ConfigError or DataError.

    >>> name, model = source_from_words(SourceWords(spectrum="power_law index=2.6 amplitude=3.45e-11", scale=0.1))
    >>> name, model["amplitude"].value
    ('power_law', 3.45e-12)
    """
    name, model = _found(words)
    if words.scale != 1.0:
        model = scaled_by(model, words.scale)
        name = name if words.spectrum else f"{words.scale:g} × {name}"
    if words.redshift is None:
        return name, model
    absorption = model_of(EblAbsorption(words.ebl))
    if not 0.0 <= words.redshift <= absorption["redshift"].maximum:
        raise ConfigError(f"--redshift {words.redshift:g}: the table goes to {absorption['redshift'].maximum:g}")
    return f"{name} at z = {words.redshift:g}", multiplied(
        model, absorption.with_parameter("redshift", value=words.redshift)
    )


def energies_from_words(text: str) -> tuple[float, float]:
    """Two energies (TeV), the lower first. Raises ConfigError.

    >>> energies_from_words("50 GeV, 30 TeV")
    (0.05, 30.0)
    """
    try:
        found = [quantity(part, "TeV") for part in text.split(",")]
    except ValueError as error:
        raise ConfigError(f"--energy {text}: {error}") from error
    if len(found) != 2 or not LOWEST <= found[0] < found[1] <= HIGHEST:
        raise ConfigError(f'--energy {text}: expected two rising energies between 1 MeV and 10 PeV: "0.05 TeV,50 TeV"')
    return found[0], found[1]


def _found(words: SourceWords) -> tuple[str, SpectralModel]:
    given = [word for word in ("spectrum", "models", "catalogue") if getattr(words, word)]
    if len(given) > 1:
        raise ConfigError(f"--{given[0]} and --{given[1]}: give one of them")
    if words.spectrum:
        return _typed(words.spectrum)
    if words.models is not None:
        return _of_models(read_models(words.models)[0], words.source)
    if not words.source:
        raise ConfigError("which source? Give --source NAME, --spectrum, --models or --catalogue")
    if words.catalogue is not None:
        entry = read_gammacat(words.catalogue, words.source)
        if entry.model is None:
            raise ConfigError(f"{words.catalogue.name}: {entry.name} has no spectrum there, only flux points")
        return entry.name, entry.model
    return _known(words.source)


def _typed(text: str) -> tuple[str, SpectralModel]:
    """ "power_law index=2.5 amplitude=1e-12": a kind, and values in cm⁻² s⁻¹ TeV⁻¹, TeV."""
    kind, *values = text.split() or [""]
    model = default_spectrum(kind)
    if formula_of(model).is_norm:
        raise ConfigError(f"--spectrum: {kind} is a factor, not a spectrum; such as power_law, log_parabola")
    names = [parameter.name for parameter in model.parameters]
    for word in values:
        name, _, value = word.partition("=")
        if name not in names:
            raise ConfigError(f"--spectrum: {kind} has no '{name}'; it has {', '.join(names)}")
        try:
            number = float(value)
        except ValueError as error:
            raise ConfigError(f"--spectrum: '{word}': expected a number, as in {name}=2.5") from error
        if not math.isfinite(number):
            raise ConfigError(f"--spectrum: '{word}': expected a number, as in {name}=2.5")
        model = model.with_parameter(name, value=number)
    return kind, model


def _of_models(models: tuple[SourceModel, ...], name: str) -> tuple[str, SpectralModel]:
    found = next((model for model in models if name in ("", model.name)), None)
    if found is None:
        raise ConfigError(f"--source: no model is called '{name}'; there are {', '.join(m.name for m in models)}")
    return found.name, found.spectral


def _known(name: str) -> tuple[str, SpectralModel]:
    """A source of the built-in list, which has rough fluxes only: the spectrum of the Crab, as bright as it says."""
    source = find_source(name)
    if source is None:
        raise ConfigError(f"--source: no source is known as '{name}'; give its --spectrum, or a --catalogue")
    if not math.isfinite(source.crab):
        raise ConfigError(f"--source: no flux of {source.name} is in the built-in list; give --spectrum or --catalogue")
    return source.name, scaled_by(crab_spectrum(), source.crab)
