"""Keys of a configuration that are understood and have no effect: what a file asks for with them is named.

A value that gammapy writes into every file asks for nothing. What only concerns gammapy's own messages is a remark.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vhegui.analysis.gammapy_config import schema
from vhegui.analysis.gammapy_config.sky import excess_parameters
from vhegui.analysis.yaml_files.checked import NotDone

OF_3D, OF_1D = "it is of 3d data sets alone", "it is of 1d data sets alone"
NO_EFFECT = {
    "general.log.filename": "messages go to the terminal",
    "general.datasets_file": "data sets are made from the runs",
    "datasets.safe_mask.parameters.n_95_percent": "",
    "flux_points.parameters.n_sigma": "errors are those of 1 σ",
    "flux_points.parameters.reoptimize": "the shape of the spectrum stays as it was fitted",
    "flux_points.parameters.norm": "the scan reaches as far as the likelihood asks for",
    "light_curve.parameters.n_sigma": "errors are those of 1 σ",
    "light_curve.parameters.norm": "the scan reaches as far as the likelihood asks for",
}
NO_EFFECT_IN_1D = {
    "datasets.geom.selection.offset_max": f"{OF_3D}; the method 'offset-max' of safe_mask leaves out runs",
    "datasets.geom.wcs.binsize_irf": OF_3D,
    "datasets.map_selection": OF_3D,
    "datasets.safe_mask.parameters.position": "bins are judged at the source region",
    "datasets.safe_mask.parameters.fixed_offset": "bins are judged at the source region",
    "datasets.safe_mask.parameters.irfs": "bins are judged by the responses of the spectra (DL4)",
}
NO_EFFECT_IN_3D = {
    "datasets.containment_correction": OF_1D,
    "datasets.on_region": OF_1D,
    "datasets.safe_mask.parameters.position": "bins are judged in the middle of each field of view",
    "datasets.safe_mask.parameters.fixed_offset": "bins are judged in the middle of each field of view",
    "datasets.safe_mask.parameters.irfs": "bins are judged by the responses in the bins of the cubes (DL4)",
}
OF_MESSAGES = ("level", "filemode", "format", "datefmt")
METHOD_OF = {"aeff_percent": "aeff-max", "bias_percent": "edisp-bias", "offset_max": "offset-max"}
COMPUTED = ("all", "errn-errp", "ul", "scan")
_USUAL = schema.Config()


def remarks_on_keys(config: schema.Config) -> list[str]:
    """A sentence for each, a `NotDone` where something that is asked for is missing in the results."""
    missing = [*_without_effect(config), *_of_safe_mask(config.datasets.safe_mask), *_not_computed(config)]
    log = [f"general.log.{key}" for key in OF_MESSAGES if getattr(config.general.log, key) != getattr(_LOG, key)]
    about_log = [f"{', '.join(log)}: concerns gammapy's own messages; those of vhegui stay as they are"] if log else []
    return [*map(NotDone, missing), *about_log]


_LOG = _USUAL.general.log


def _without_effect(config: schema.Config) -> Iterator[str]:
    of_type = NO_EFFECT_IN_1D if config.datasets.type == "1d" else NO_EFFECT_IN_3D
    for path, why in (NO_EFFECT | of_type).items():
        if _at(config, path) != _at(_USUAL, path):
            yield f"{path} is not supported and has no effect{f'; {why}' if why else ''}"


def _at(value: Any, path: str) -> Any:
    for name in path.split("."):
        value = getattr(value, name)
    return value


def _of_safe_mask(mask: schema.SafeMask) -> Iterator[str]:
    """Parameters of methods that are not chosen."""
    for name, method in METHOD_OF.items():
        if getattr(mask.parameters, name) != getattr(schema.SafeMaskParameters(), name) and method not in mask.chosen:
            yield f"datasets.safe_mask.parameters.{name} has no effect without the method '{method}'"


def _not_computed(config: schema.Config) -> Iterator[str]:
    """Results that are asked for and not made."""
    if config.datasets.type == "3d":
        yield from _not_computed_in_3d(excess_parameters(config.excess_map))
        if config.datasets.stack and is_light_curve_asked(config.light_curve):
            yield "light_curve: there is none of a stack; with datasets.stack: false the flux of each run is measured"
    elif _is_excess_map_asked(config.excess_map):
        yield "excess_map is not supported for 1d data: no excess map is made"
    source = config.flux_points.source
    if config.light_curve.source not in ("source", source):
        yield f"light_curve.source: the light curve is that of the source of the flux points, '{source}'"
    for section in ("flux_points", "light_curve"):
        yield from _not_computed_of(config, section)


def _not_computed_of(config: schema.Config, section: str) -> Iterator[str]:
    asked = _at(config, f"{section}.parameters.selection_optional")
    words = [asked] if isinstance(asked, str) else asked if isinstance(asked, list) else []
    if other := [str(word) for word in words if word not in COMPUTED]:
        yield f"{section}.parameters.selection_optional: {', '.join(map(repr, other))} is not computed"


def is_light_curve_asked(section: schema.LightCurve) -> bool:
    """Whether the section says when or in which bands."""
    return any(getattr(section, key) != getattr(_USUAL.light_curve, key) for key in ("time_intervals", "energy_edges"))


def _not_computed_in_3d(parameters: schema.ExcessMapParameters) -> Iterator[str]:
    asked = parameters.selection_optional
    words = [asked] if isinstance(asked, str) else asked if isinstance(asked, list) else []
    if other := [str(word) for word in words if word not in ("all", "ul", "sensitivity")]:
        yield f"excess_map.parameters.selection_optional: {', '.join(map(repr, other))} is not computed"
    for name in ("spectral_model", "n_sigma", "n_sigma_ul"):
        if getattr(parameters, name) != getattr(schema.ExcessMapParameters(), name):
            yield f"excess_map.parameters.{name} is not supported and has no effect"


def _is_excess_map_asked(section: schema.ExcessMap) -> bool:
    """Whether the section says more than gammapy writes into every file."""
    usual = section.correlation_radius in (None, schema.CORRELATION_RADIUS)
    return section.energy_edges != schema.EnergyBins() or bool(section.parameters) or not usual
