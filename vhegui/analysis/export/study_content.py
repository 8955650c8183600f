"""Studies for `results.json` and as tables (ECSV): only those that were asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.analysis.export.background_content import backgrounds_content, backgrounds_table
from vhegui.analysis.export.candidates_table import candidates_content, candidates_table
from vhegui.analysis.export.profile_table import profile_table
from vhegui.analysis.export.regions import measured, regions_content, regions_table
from vhegui.analysis.export.source_tests import source_tests_content, source_tests_table
from vhegui.analysis.state import Analysis
from vhegui.analysis.steps.studies import Profile
from vhegui.analysis.studies.optimise import Optimisation
from vhegui.analysis.studies.template import TemplateStudy
from vhegui.core.fitting.comparison import ComparisonRow
from vhegui.core.fitting.contours import Contours
from vhegui.core.fitting.toy_result import ToyResult

if TYPE_CHECKING:
    from astropy.table import Table

_ROW = ("kind", "label", "success", "n_free", "stat", "delta_ts", "ndf", "p_value", "significance", "nested", "note",
        "aic", "delta_aic", "weight")  # fmt: skip
_TOYS = ("pull_mean", "pull_mean_error", "pull_width", "pull_width_error", "bias", "bias_error", "coverage",
         "coverage_error")  # fmt: skip


def study_content(values: Mapping[str, Any], analysis: Analysis) -> dict[str, Any]:
    """The keys that studies add to `results.json`; values : step → result."""
    writers = {"profiles": _profiles, "contours": _contours, "toys": _toys, "comparison": _comparison,
               "optimisation": _optimisation, "template": _template, "backgrounds": backgrounds_content,
               "candidates": candidates_content, "source_tests": source_tests_content}  # fmt: skip
    rows = measured(values)
    content = {"measured_regions": regions_content(rows, analysis)} if rows else {}
    return content | {name: write(values[name]) for name, write in writers.items() if name in values}


def study_tables(values: Mapping[str, Any], analysis: Analysis) -> Iterator[tuple[str, Table]]:
    """Name and content of every table of studies."""
    from astropy.table import Table, vstack

    if rows := measured(values):
        yield "regions.ecsv", regions_table(rows, analysis)
    if values.get("profiles"):
        parts = [
            Table({"parameter": [each.name] * len(each.values), "value": each.values, "delta_stat": each.rise})
            for each in values["profiles"]
        ]
        yield "profiles.ecsv", vstack(parts)
    if values.get("contours"):
        parts = [_contour_table(each, level) for each in values["contours"] for level in range(len(each.delta))]
        yield "contours.ecsv", vstack(parts)
    if "toys" in values:
        toys: ToyResult = values["toys"]
        columns = {name: toys.values[:, i] for i, name in enumerate(toys.names)}
        columns |= {f"{name}_err": toys.errors[:, i] for i, name in enumerate(toys.names)}
        yield "toys.ecsv", Table({**columns, "stat": toys.stat, "converged": toys.converged})
    if values.get("comparison"):
        rows = values["comparison"]
        yield "model_comparison.ecsv", Table({name: [getattr(row, name) for row in rows] for name in _ROW})
    if "optimisation" in values:
        units = {"radius": "deg", "threshold": "TeV"}
        yield "optimisation.ecsv", Table(_scan_columns(values["optimisation"]), units=units)
    if "backgrounds" in values:
        yield "backgrounds.ecsv", backgrounds_table(values["backgrounds"])
    if "candidates" in values:
        yield "candidates.ecsv", candidates_table(values["candidates"])
    if values.get("source_tests"):
        yield "source_tests.ecsv", source_tests_table(values["source_tests"])
    if "profile_of_map" in values:
        yield "profile.ecsv", profile_table(values["profile_of_map"])


def _scan_columns(found: Optimisation) -> dict[str, Any]:
    """A row a choice of radius and threshold."""
    scan = found.scan
    radius, threshold = np.meshgrid(scan.radius, scan.threshold, indexing="ij")
    columns = {"radius": radius, "threshold": threshold, "counts": scan.n_on, "counts_off": scan.n_off,
               "background": scan.background, "excess": scan.excess, "sqrt_ts": scan.significance,
               "relative_error": scan.relative_error, "npred": scan.predicted}  # fmt: skip
    return {name: np.broadcast_to(values, radius.shape).ravel() for name, values in columns.items()}


def _contour_table(found: Contours, level: int) -> Table:
    from astropy.table import Table

    n = found.x.shape[1]
    columns = {"parameter_x": [found.names[0]] * n, "parameter_y": [found.names[1]] * n}
    return Table({**columns, "delta_stat": np.full(n, found.delta[level]), "x": found.x[level], "y": found.y[level]})


def _profiles(found: tuple[Profile, ...]) -> list[dict[str, Any]]:
    return [
        {
            "parameter": each.name,
            "errn": each.error.errn,
            "errp": each.error.errp,
            "success": each.error.success,
            "message": each.error.message,
            "values": each.values.tolist(),
            "delta_stat": each.rise.tolist(),
        }
        for each in found
    ]


def _contours(found: tuple[Contours, ...]) -> list[dict[str, Any]]:
    return [
        {"parameters": list(each.names), "best": list(each.best), "delta_stat": delta, "x": x.tolist(), "y": y.tolist()}
        for each in found
        for delta, x, y in zip(each.delta, each.x, each.y, strict=True)
    ]


def _toys(found: ToyResult) -> dict[str, Any]:
    numbers = {name: getattr(found, name).tolist() for name in _TOYS} if found.n_good > 1 else {}
    return {
        "n": found.n,
        "n_converged": found.n_good,
        "p_value": found.p_value,
        "p_value_error": found.p_value_error,
        "observed_stat": found.observed_stat,
        "parameters": list(found.names),
        "truth": found.truth.tolist(),
        **numbers,
    }


def _comparison(rows: tuple[ComparisonRow, ...]) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in _ROW} for row in rows]


def _optimisation(found: Optimisation) -> dict[str, Any]:
    """The best of every figure of merit; the whole scan is in the table."""
    scan = found.scan
    best = {name: scan.best(name, 0.01) for name in ("significance", "expected", "error")}
    return {
        "fixed_radius": found.fixed_radius,
        "effective_trials": found.effective,
        "refused": found.refused,
        "best": {
            name: None
            if cell is None
            else {"radius": float(scan.radius[cell[0]]), "threshold": float(scan.threshold[cell[1]])}
            for name, cell in best.items()
        },
    }


def _template(found: TemplateStudy) -> dict[str, Any]:
    """What a background template is made of; `vhegui template-background` writes the template itself."""
    bins = [
        {"zenith": list(each.zenith), "off_runs": list(each.runs), "ontime": each.ontime, "counts": each.counts.sum()}
        for each in found.template.bins
    ]
    residuals = [{"obs_id": e.run, "norm": e.norm, "norm_err": e.norm_error} for e in found.template.residuals]
    return {"zenith_bins": bins, "residuals": residuals, "left_out": list(found.left_out)}
