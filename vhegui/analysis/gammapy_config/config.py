"""gammapy's high-level analysis YAML → Analysis.

What it means is what gammapy 2.1 makes of it: OFF regions are placed as gammapy places them unless
`datasets.background.parameters.placement` says "packed" or "wobble", and events just
outside the good time count. Keys that cannot be honoured give a warning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import structs

from vhegui.analysis.gammapy_config import schema
from vhegui.analysis.gammapy_config.background import background, exclusions
from vhegui.analysis.gammapy_config.not_done import is_light_curve_asked, remarks_on_keys
from vhegui.analysis.gammapy_config.places import circle, find, position
from vhegui.analysis.gammapy_config.selection import RunSelection, intervals, run_selection
from vhegui.analysis.gammapy_config.sky import fit_range, is_set, sky_background, sky_map, sky_settings
from vhegui.analysis.state import (
    PARTS,
    Analysis,
    Dataset,
    EventSelection,
    FitSettings,
    FluxPointSettings,
    LightCurveSettings,
    LogAxis,
    MapSettings,
    SafeRange,
    Target,
)
from vhegui.analysis.yaml_files.checked import NotDone, checked, in_file
from vhegui.analysis.yaml_files.file import parse_yaml, read_yaml
from vhegui.core.errors import AnalysisError, ConfigError
from vhegui.core.models.spectral.evaluate import default_model
from vhegui.core.regions.circle import Circle
from vhegui.core.setting_checks import fault
from vhegui.core.settings import Settings


@dataclass(frozen=True)
class GammapyConfig:
    """What a configuration asks for.

    analysis : everything but the runs, which `selection` finds in the index of the data set
    models : the models file it names, or None · outdir : as given · source : the model flux points are made for
    name : of its file · asks_for_a_fit : whether it names what only follows from a fit
    workers : processes to use · safe_range_given : whether the methods of the safe mask are not those of gammapy that
    apply where a file gives none.
    """

    analysis: Analysis
    selection: RunSelection
    models: Path | None
    outdir: str
    source: str
    warnings: tuple[str, ...]
    workers: int = 1
    safe_range_given: bool = True
    name: str = ""
    asks_for_a_fit: bool = False


def is_gammapy_config(content: dict[str, object]) -> bool:
    """Whether a YAML mapping looks like a gammapy configuration (and not like a session)."""
    return "format" not in content and any(key in content for key in ("datasets", "observations", "general"))


def read_config(path: Path) -> GammapyConfig:
    """Read a configuration file; paths in it are relative to it, or to the current directory.

    Raises ConfigError naming file, key, value and what is allowed.
    """
    return config_from(read_yaml(path), path.name, path.parent)


def parse_config(text: str, folder: Path, file: str = "configuration") -> GammapyConfig:
    """The same from text; `folder` is where relative paths start."""
    return config_from(parse_yaml(text, file), file, folder)


def config_from(content: dict[str, object], file: str, folder: Path) -> GammapyConfig:
    """The same from a mapping."""
    config, warnings = checked(content, schema.Config, file)
    notes: list[str] = []
    try:
        analysis = _analysis(config, folder, notes)
        selection = run_selection(config, folder)
        models = find(config.general.models_file, folder, "general.models_file", required=False)
    except (ConfigError, AnalysisError) as error:
        raise ConfigError(f"{file}: {error}") from error
    notes += remarks_on_keys(config)
    if config.general.models_file is not None and models is None:
        name = config.general.models_file
        notes.append(NotDone(f"general.models_file: {name!r} does not exist; give the models with --models"))
    return GammapyConfig(
        analysis=analysis,
        selection=selection,
        models=models,
        outdir=config.general.outdir,
        source=config.flux_points.source,
        warnings=(*warnings, *(in_file(file, note) for note in notes)),
        workers=config.general.n_jobs,
        safe_range_given=config.datasets.safe_mask.methods is not None,
        name=file,
        asks_for_a_fit=is_set(config.flux_points.energy) or is_light_curve_asked(config.light_curve),
    )


def _analysis(config: schema.Config, folder: Path, notes: list[str]) -> Analysis:
    if config.datasets.type == "3d":
        return _sky_analysis(config, folder, notes)
    datasets = config.datasets
    source = circle(datasets.on_region, "datasets.on_region")
    if source is None:
        raise ConfigError('datasets.on_region is missing; give frame ("icrs" or "galactic"), lon, lat and radius')
    reco = _axis(datasets.geom.axes.energy, "datasets.geom.axes.energy")
    times = intervals(config.observations.obs_time, "observations.obs_time")
    store = find(config.observations.datastore, folder, "observations.datastore")
    parts: dict[str, Any] = {
        "dataset": Dataset(str(store)),
        "events": EventSelection(keep_outside_gti=True, times=times),
        "target": Target(config.flux_points.source, source.ra, source.dec),
        "background": background(datasets.background, datasets.on_region.frame, notes),
        "reco": reco,
        "true": _axis(datasets.geom.axes.energy_true, "datasets.geom.axes.energy_true"),
        "safe": _safe_range(datasets.safe_mask),
        "containment": datasets.containment_correction,
        "fit": _fit_settings(config),
        "flux_points": _flux_points(config.flux_points),
        "light_curve": _light_curve(config.light_curve),
        "map": _map(datasets.geom.wcs, source, reco),
    }
    _require_possible(parts)
    return Analysis(
        sources=(default_model("power_law", config.flux_points.source),),
        source=source,
        exclusions=exclusions(datasets.background.exclusion, folder, notes),
        **parts,
    )


def _require_possible(parts: Mapping[str, Any]) -> None:
    """Raise ConfigError for the first setting that breaks the limits of its line."""
    for name, settings in parts.items():
        if isinstance(settings, Settings) and (wrong := fault(settings, PARTS[name].word)):
            raise ConfigError(f"{wrong.title}: {wrong.reason}")


def _sky_analysis(config: schema.Config, folder: Path, notes: list[str]) -> Analysis:
    """Cubes and maps; without a source region there are no spectra."""
    datasets = config.datasets
    axes = datasets.geom.axes
    reco = _axis(axes.energy, "datasets.geom.axes.energy")
    pixels = sky_map(datasets.geom.wcs, reco)
    name = config.flux_points.source
    low, high = fit_range(config.fit.fit_range, reco, notes)
    if set(datasets.map_selection) != set(schema.Datasets().map_selection):
        notes.append("datasets.map_selection: all maps are made, whatever is selected")
    parts: dict[str, Any] = {
        "dataset": Dataset(str(find(config.observations.datastore, folder, "observations.datastore"))),
        "events": EventSelection(True, intervals(config.observations.obs_time, "observations.obs_time")),
        "target": Target(name, pixels.ra, pixels.dec),
        "reco": reco,
        "true": _axis(axes.energy_true, "datasets.geom.axes.energy_true"),
        "safe": _safe_range(datasets.safe_mask),
        "fit": structs.replace(_fit_settings(config), low=low, high=high),
        "flux_points": _flux_points(config.flux_points),
        "light_curve": _light_curve(config.light_curve),
        "map": pixels,
        "sky": sky_settings(config, reco, _bands(config.excess_map.energy_edges, "excess_map.energy_edges")),
        "sky_background": sky_background(datasets.background, reco, notes),
    }
    _require_possible(parts)
    excluded = exclusions(datasets.background.exclusion, folder, notes)
    return Analysis(sources=(default_model("power_law", name),), exclusions=excluded, **parts)


def _bands(bins: schema.EnergyBins, key: str) -> tuple[float, ...]:
    """Edges (TeV) of equal logarithmic bands, () where none are given."""
    if not is_set(bins):
        return ()
    bands = _axis(bins, key)
    return tuple(float(edge) for edge in np.geomspace(bands.low, bands.high, bands.bins + 1))


def _axis(bins: schema.EnergyBins, key: str) -> LogAxis:
    for name in ("min", "max", "nbins"):
        if getattr(bins, name) is None:
            raise ConfigError(f"{key}.{name} is missing; give min, max and nbins")
    low, high, count = bins.min, bins.max, bins.nbins
    assert low is not None
    assert high is not None
    assert count is not None
    if not low < high:
        raise ConfigError(f"{key}.max: {high:g} TeV is not above min ({low:g} TeV)")
    return LogAxis(float(low), float(high), count)


def _fit_settings(config: schema.Config) -> FitSettings:
    low, high = config.fit.fit_range.min, config.fit.fit_range.max
    if low is not None and high is not None and not low < high:
        raise ConfigError(f"fit.fit_range.max: {high:g} TeV is not above min ({low:g} TeV)")
    return FitSettings(low=_number(low), high=_number(high), stack=config.datasets.stack)


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _safe_range(mask: schema.SafeMask) -> SafeRange:
    parameters = mask.parameters
    return SafeRange(
        aeff_percent=parameters.aeff_percent if "aeff-max" in mask.chosen else None,
        header="aeff-default" in mask.chosen,
        bias_percent=parameters.bias_percent if "edisp-bias" in mask.chosen else None,
        bkg_peak="bkg-peak" in mask.chosen,
        offset_max=float(parameters.offset_max) if "offset-max" in mask.chosen else None,
    )


def _flux_points(points: schema.FluxPoints) -> FluxPointSettings:
    parameters = points.parameters
    ul_sigma, ul_ts = float(parameters.n_sigma_ul), float(parameters.sqrt_ts_threshold_ul) ** 2
    return FluxPointSettings(_bands(points.energy, "flux_points.energy"), ul_sigma, ul_ts)


def _light_curve(curve: schema.LightCurve) -> LightCurveSettings:
    """Bins at the given intervals, else one a run. A run that is only partly in an interval is split there; gammapy
    takes runs that are fully inside and leaves the others out.
    """
    times = intervals(curve.time_intervals, "light_curve.time_intervals")
    return LightCurveSettings(
        bins="intervals" if times else "run",
        intervals=times,
        edges=_bands(curve.energy_edges, "light_curve.energy_edges"),
        refit=curve.parameters.reoptimize,
        ul_sigma=float(curve.parameters.n_sigma_ul),
        ul_ts=float(curve.parameters.sqrt_ts_threshold_ul) ** 2,
    )


def _map(wcs: schema.Wcs, source: Circle, reco: LogAxis) -> MapSettings:
    """The counts map is not part of a 1D analysis in gammapy; here it is drawn, with these settings."""
    centre = position(wcs.skydir, "datasets.geom.wcs.skydir") or (source.ra, source.dec)
    width, height = float(wcs.width.width), float(wcs.width.height)
    return MapSettings(
        *centre,
        width=width,
        height=0.0 if height == width else height,
        pixel=float(wcs.binsize),
        frame=wcs.skydir.frame or "icrs",
        low=reco.low,
        high=reco.high,
    )
