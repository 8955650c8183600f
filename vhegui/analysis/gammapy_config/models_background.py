"""gammapy's FoVBackgroundModel ↔ norm and tilt of the background of a data set, which are fitted along.

There, the background is scaled by norm (E/reference)^−tilt; here the reference is 1 TeV.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from vhegui.analysis.gammapy_config.models_parameters import parameter_entry, parameter_from
from vhegui.analysis.gammapy_config.models_schema import Component, Spectral
from vhegui.analysis.yaml_files.checked import NotDone, suggestion
from vhegui.core.errors import ConfigError
from vhegui.core.models.nuisances import FIELD_OF_VIEW, Nuisance, field_of_view
from vhegui.core.models.parameters import Parameter

TYPE, TAG = "FoVBackgroundModel", "fov-bkg"
SPECTRA = ("PowerLawNormSpectralModel", "pl-norm")
REFERENCE = Parameter("reference", 1.0, "TeV", frozen=True)
ORDER = ("tilt", "norm", "reference")  # of a covariance, which gammapy reads by position


def background_name(dataset: str) -> str:
    """What gammapy calls the background model of a data set."""
    return f"{dataset}-bkg"


def background_from(component: Component, key: str, notes: list[str]) -> tuple[Nuisance, ...]:
    """Norm and tilt of each data set that a component names; none, with a note, for one that is not done here.

    Raises ConfigError naming the key.
    """
    names = component.datasets_names or ()
    names = (names,) if isinstance(names, str) else tuple(names)
    if not names:
        raise ConfigError(f'"{key}.datasets_names" is missing; name the data set the background is of')
    if component.spatial is not None:
        notes.append(NotDone(f"{key}.spatial has no effect; a background is scaled alike all over the field of view"))
    spectral = component.spectral or Spectral(SPECTRA[0])
    if spectral.type not in SPECTRA:
        said = f"{key}.spectral.type: '{spectral.type}' is not supported, so this background model is left out"
        notes.append(NotDone(f"{said}; there is {SPECTRA[0]}"))
        return ()
    return tuple(
        Nuisance(kind, name, parameter)
        for name in names
        for kind, parameter in _parameters(name, spectral, f"{key}.spectral", notes).items()
    )


def _parameters(dataset: str, section: Spectral, key: str, notes: list[str]) -> dict[str, Parameter]:
    """Norm and tilt about 1 TeV."""
    defaults = {each.kind: each.parameter for each in field_of_view(dataset, tilt=False)}
    defaults = {**defaults, REFERENCE.name: REFERENCE}
    for i, entry in enumerate(section.parameters):
        if entry.name not in defaults:
            place = f"{key}.parameters[{i}].name"
            raise ConfigError(f"{place}: '{entry.name}' is not one of this model's; {suggestion(entry.name, defaults)}")
    given = {entry.name: (i, entry) for i, entry in enumerate(section.parameters)}
    found = {
        name: parameter_from(given[name][1], default, f"{key}.parameters[{given[name][0]}]", notes)
        if name in given
        else default
        for name, default in defaults.items()
    }
    reference = found.pop(REFERENCE.name).value
    if reference != REFERENCE.value:
        notes.append(f"{key}: the norm is given at {reference:g} TeV; it is fitted and written as that at 1 TeV")
        found["norm"] = _times(found["norm"], reference ** found["tilt"].value)
    return found


def _times(norm: Parameter, factor: float) -> Parameter:
    scaled = {name: getattr(norm, name) * factor for name in ("value", "error", "minimum", "maximum")}
    return replace(norm, **scaled)


def background_sections(
    nuisances: Sequence[Nuisance], label: Callable[[Nuisance], str]
) -> Iterator[tuple[str, dict[str, Any], tuple[tuple[str, Nuisance | None], ...]]]:
    """For each data set that has one the name and the section of its background model, as gammapy writes it, and what
    each of its parameters is; `label` is that of linked parameters.
    """
    defaults = {each.kind: each.parameter for each in field_of_view("", tilt=False)} | {REFERENCE.name: REFERENCE}
    of_field = [each for each in nuisances if each.kind in FIELD_OF_VIEW]
    for dataset in dict.fromkeys(each.dataset for each in of_field):
        own = {each.kind: each for each in of_field if each.dataset == dataset}
        entries = [
            parameter_entry(own[kind].parameter, label(own[kind])) if kind in own else parameter_entry(defaults[kind])
            for kind in ORDER
        ]
        name, spectral = background_name(dataset), {"type": SPECTRA[0], "parameters": entries}
        section = {"type": TYPE, "name": name, "datasets_names": [dataset], "spectral": spectral}
        yield name, section, tuple((kind, own.get(kind)) for kind in ORDER)
