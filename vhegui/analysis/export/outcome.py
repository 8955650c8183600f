"""An outcome as a folder of files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.analysis.edits.model import with_all_parts
from vhegui.analysis.export import ogip
from vhegui.analysis.export.flux_content import flux_content
from vhegui.analysis.export.folder import ResultFolder
from vhegui.analysis.export.light_curve_table import light_curve_content, light_curve_table
from vhegui.analysis.export.regions import measured, write_region_files
from vhegui.analysis.export.residuals import write_residuals
from vhegui.analysis.export.results_json import counts_content, fit_content, no_fit_content, results_json
from vhegui.analysis.export.sky import NAMES as SKY_NAMES
from vhegui.analysis.export.sky import maps_content, sky_counts_content, write_sky
from vhegui.analysis.export.study_content import study_content, study_tables
from vhegui.analysis.export.tables import counts_table, flux_points_table, spectra_table, write_table
from vhegui.analysis.gammapy_config.models import write_models
from vhegui.analysis.session.reading import session_yaml
from vhegui.analysis.session.writing import session_content
from vhegui.analysis.state import Analysis
from vhegui.analysis.yaml_files.file import write_atomically
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.result import FitResult
from vhegui.core.models.nuisances import FIELD_OF_VIEW, Nuisance
from vhegui.core.models.sources import PartName, SourceModel
from vhegui.core.typing import Array

if TYPE_CHECKING:
    from vhegui.analysis.outcome import Outcome, Request


PLOTS = ("counts_spectrum", "sed", "counts_map", "theta_squared", "light_curve")
SKY_PLOTS = ("significance_map", "excess_map", "sky_counts_map", "profile")
NAMES = (
    "session.yaml",
    "results.json",
    "counts.ecsv",
    "spectra.ecsv",
    "best_fit_models.yaml",
    "best_fit_models_covariance.dat",
    "flux_points.ecsv",
    "light_curve.ecsv",
    "profiles.ecsv",
    "contours.ecsv",
    "toys.ecsv",
    "model_comparison.ecsv",
    "optimisation.ecsv",
    "backgrounds.ecsv",
    "candidates.ecsv",
    "profile.ecsv",
    *SKY_NAMES,
    *(f"{plot}{ending}" for plot in PLOTS for ending in (".svg", ".png")),
    *(f"{plot}{ending}" for plot in SKY_PLOTS for ending in (".svg", ".png", ".pdf")),
)


def result_folder(request: Request, folder: Path) -> ResultFolder:
    """The folder for the results of a request; what the request reads is safe there. Raises DataError."""
    data = request.analysis.dataset
    spectra = (Path(path.partition("{")[0]) for path in data.spectra)
    return ResultFolder.prepare(folder, NAMES, (*request.inputs, *spectra, *map(Path, data.cubes)))


def write_outcome(outcome: Outcome, folder: Path, home: Path) -> tuple[Path, ...]:
    """Write everything there is into `folder`: results, tables, best-fit model, session. Returns the files.

    home : the folder where the files are going to lie, from which they name other files. OSError is passed through.
    """
    values, files = outcome.values, [folder / "session.yaml"]
    fit = values.get("fit_result")
    write_atomically(files[0], session_yaml(outcome.fitted, home))
    if "counts_table" in values or "sky_summary" in values:
        files.append(folder / "results.json")
        write_atomically(files[-1], _results(outcome, home))
    if "counts_table" in values:
        files.append(folder / "counts.ecsv")
        write_table(counts_table(*values["counts_table"]), files[-1])
    if "sky_bands" in values:
        sources = values.get("source_bands", ())
        files += write_sky(values["stacked_sky"], values["sky_bands"], outcome.analysis, folder, sources)
    if values.get("all_spectra"):
        files.append(folder / "spectra.ecsv")
        fitted = None if fit is None or outcome.analysis.fits_cubes else fit.joint
        write_table(spectra_table(values["all_spectra"], fitted, outcome.analysis.fit), files[-1])
        runs = tuple(values.get("spectra", {}).values())
        files += ogip.write_spectra(runs, values["all_spectra"], folder / ogip.FOLDER)
    if fit is not None:
        files += [folder / "best_fit_models.yaml", folder / "best_fit_models_covariance.dat"]
        write_models(files[-2], *_best_models(outcome.analysis, fit))
    if "flux_points_result" in values:
        files.append(folder / "flux_points.ecsv")
        write_table(flux_points_table(values["flux_points_result"], outcome.analysis.flux_points), files[-1])
    if "residual" in values and outcome.analysis.dataset.cubes:
        files += write_residuals(values["residual"].images, folder)
    if "light_curve_result" in values:
        files.append(folder / "light_curve.ecsv")
        write_table(light_curve_table(values["light_curve_result"]), files[-1])
    if measured(values):
        files += write_region_files(outcome.analysis, folder)
    for name, table in study_tables(values, outcome.analysis):
        files.append(folder / name)
        write_table(table, files[-1])
    return tuple(files)


def _best_models(analysis: Analysis, fit: FitResult) -> tuple[tuple[SourceModel, ...], Array, tuple[Nuisance, ...]]:
    """Sources as they were fitted, with the parts that were not; the covariance of all parameters, with zeros for these
    and the systematics behind; and the backgrounds of cubes.
    """
    joint = fit.joint
    known = {each.name: each for each in analysis.sources}
    sources = tuple(with_all_parts(each, known[each.name]) for each in joint.sources)
    starts = np.cumsum([0, *(len(each.parameters) for each in sources)])
    size = len(fit.joint_covariance) - joint.slices[-1].stop
    pairs = zip(starts, sources, joint.sources, strict=False)
    places = [start + whole.slices[part].start + i for start, whole, each in pairs for part, i in _in_parts(each)]
    places += range(starts[-1], starts[-1] + size)
    covariance = np.zeros((starts[-1] + size, starts[-1] + size))
    covariance[np.ix_(places, places)] = fit.joint_covariance
    return sources, covariance, tuple(each for each in joint.nuisances if each.kind in FIELD_OF_VIEW)


def _in_parts(source: SourceModel) -> Iterator[tuple[PartName, int]]:
    """Of every parameter the part, and its position in that."""
    for name, part in source.parts.items():
        for i in range(len(part.parameters)):
            yield name, i


def _results(outcome: Outcome, home: Path) -> str:
    """The text of results.json."""
    values, analysis = outcome.values, outcome.analysis
    fit = values.get("fit_result")
    maps = maps_content(values["sky_summary"], analysis) if "sky_summary" in values else None
    sky_counts = sky_counts_content(values["stacked_sky"].rows, values["sky_summary"]) if maps is not None else {}
    counts = sky_counts
    if "counts_table" in values:
        counts = counts_content(*values["counts_table"])
        maps = None if maps is None else {**maps, "observations": sky_counts["observations"]}
    if analysis.fits_cubes:
        content = _cubes_fit_content(outcome)
    elif "counts_table" in values:
        content = fit_content(
            JointModel((analysis.model, *analysis.others), analysis.nuisances).of_spectra,
            fit,
            outcome.errors.get("fit_result", ""),
            analysis.fit.statistic,
            values.get("minos_errors", {}),
            values.get("amplitude_limit"),
            analysis.flux_points.ul_ts,
        )
    else:
        content = no_fit_content("no model is fitted to maps")
    if fit is not None:
        content["fluxes"] = flux_content(fit, values.get("joint_data"))
    curve = None
    if "light_curve_result" in values:
        curve = light_curve_content(values["light_curve_result"], values.get("variability", ()))
    said = outcome.exit_code == 0, outcome.notes, values.get("cut_messages", ())
    return results_json(counts, content, _settings(outcome, home), curve, study_content(values, analysis), *said, maps)


def _cubes_fit_content(outcome: Outcome) -> dict[str, Any]:
    """The "fit" part of a fit of cubes, with the counts that its models expect in the bins that were fitted."""
    values, analysis = outcome.values, outcome.analysis
    content = fit_content(
        JointModel((analysis.model, *analysis.others), analysis.nuisances),
        values.get("fit_result"),
        outcome.errors.get("fit_result", ""),
        values["joint_data"].statistic if "joint_data" in values else "cash",
        values.get("minos_errors", {}),
        values.get("amplitude_limit"),
        analysis.flux_points.ul_ts,
    )
    rest = values.get("residual")
    expected = {} if rest is None else {"npred": {"background": rest.background, "sources": dict(rest.by_source)}}
    return content | expected


def _settings(outcome: Outcome, folder: Path) -> dict[str, Any]:
    return {
        "configuration": outcome.request.name,
        "analysis": session_content(outcome.analysis, folder),
        "warnings": list(outcome.request.warnings),
        "not_done": list(outcome.not_done),
    }
