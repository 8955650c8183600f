"""What is told of a background template: `template.json` for programs, `report.md` for people."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vhegui.analysis.export.results_json import versions
from vhegui.core.background.template.counting import CountedRun
from vhegui.core.background.template.residuals import Residual
from vhegui.core.background.template.template import Template, ZenithTemplate
from vhegui.core.regions.exclusions import ExclusionMask
from vhegui.core.settings import values_of
from vhegui.core.typing import Array

if TYPE_CHECKING:
    from vhegui.analysis.headless.template import TemplateOutcome

RESULTS, REPORT = "template.json", "report.md"


def template_json(outcome: TemplateOutcome) -> str:
    """The text of `template.json`: TeV, deg, s, s⁻¹ TeV⁻¹ sr⁻¹; tables are by energy, then by cell; NaN is null."""
    study, template, settings = outcome.study, outcome.study.template, outcome.study.template.settings
    edges = settings.camera_edges if settings.kind == "bkg_3d" else settings.offset_edges
    content = {
        "complete": not outcome.not_done,
        "settings": values_of(settings),
        "data": str(study.store.root),
        "query": study.asked.query,
        "exclusions": [_region(each) for each in study.cut_out],
        "energy_edges": settings.energy_axis.edges.tolist(),
        "camera_edges" if settings.kind == "bkg_3d" else "offset_edges": edges.tolist(),
        "zenith_bins": [_bin(template, each, outcome.used_for.get(each.name, ())) for each in template.bins],
        "runs": [_run(run, left) for run, left in zip(template.runs, template.residuals, strict=True)],
        "not_done": list(outcome.not_done),
        "versions": versions(),
    }
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _region(region: Any) -> dict[str, Any] | str:
    return region.path if isinstance(region, ExclusionMask) else asdict(region)


def _bin(template: Template, each: ZenithTemplate, chosen: Iterable[int]) -> dict[str, Any]:
    return {
        "zenith": list(each.zenith),
        "off_runs": list(each.runs),
        "ontime": each.ontime,
        "counts_in_bins": float(each.counts.sum()),
        "counts": each.counts.tolist(),
        "exposure": each.exposure.tolist(),
        "rate": each.rate.tolist(),
        "rate_err": each.error.tolist(),
        "used_for": list(chosen),
    }


def _run(run: CountedRun, left: Residual) -> dict[str, Any]:
    chi2, n = left.shape
    return {
        "obs_id": run.run,
        "target": run.target,
        "zenith": _known(run.zenith),
        "ontime": run.ontime,
        "events": run.events,
        "rate": _known(run.rate),
        "threshold": _known(run.threshold),
        "peak": _known(run.peak),
        "sources_cut_out": list(run.sources),
        "solid_angle_lost": run.lost,
        "residual": {
            "counts": left.counts,
            "expected": _known(left.expected),
            "norm": _known(left.norm),
            "norm_err": _known(left.norm_error),
            "chi2": chi2,
            "n": n,
            "energy": _numbers(left.energy),
            "cells": _numbers(left.cells),
        },
    }


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _numbers(values: Array) -> list[float | None]:
    return [_known(value) for value in values.tolist()]


def template_report(outcome: TemplateOutcome, home: Path) -> str:
    """The text of `report.md`. home : the folder of the new data set."""
    template = outcome.study.template
    return "\n".join(
        [
            "# Background template",
            "",
            f"From {len(template.runs)} off runs of `{outcome.study.store.root}`.",
            "",
            *_how(outcome, home),
            "",
            *_settings(outcome),
            "",
            "## Bins of the zenith angle",
            "",
            "| zenith | off runs | ontime / h | events in bins | bins of the table that are filled | used for |",
            "|---|---|---|---|---|---|",
            *(_bin_row(each, outcome.used_for.get(each.name, ())) for each in template.bins),
            *(f"| {low:.3g}°–{high:.3g}° | none | | | | |" for low, high in template.empty),
            "",
            "## Off runs",
            "",
            "Each run against the template of the others in its bin: counts by expected counts, and χ² of its shape",
            "in energy and over the field, scaled to the others. Weather, mirrors and night sky change from night to",
            "night, so runs differ by more than their statistical errors: that is a systematic error of an analysis.",
            "",
            "| run | target | zenith | events / s | threshold / TeV | counts / expected | χ² / n | cut out |",
            "|---|---|---|---|---|---|---|---|",
            *map(_run_row, template.runs, template.residuals),
            "",
            *(["## Not done", "", *(f"* {text}" for text in outcome.not_done), ""] if outcome.not_done else []),
        ]
    )


def _how(outcome: TemplateOutcome, home: Path) -> list[str]:
    flag = "" if outcome.copied else " --allow-outside"
    where = (
        "The files of the data set were copied; this folder stands alone."
        if outcome.copied
        else "Its index names the files of the old one where they lie, outside of this folder: vhegui reads them only "
        "with `--allow-outside` (the window asks). Made with `--copy`, it stands alone."
    )
    return [
        "## How to use it",
        "",
        f"This folder is a data set: the runs of the old one with the template for their zenith angle. {where}",
        "",
        "```sh",
        f"vhegui run analysis.yaml -o results/{flag}   # with this folder as its data set",
        "```",
        "",
        'In gammapy: `DataStore.from_dir("' + home.name + '")`; `observation.bkg` is the template.',
    ]


def _settings(outcome: TemplateOutcome) -> list[str]:
    settings = outcome.study.template.settings
    cells = f"{settings.offset_bins} rings to {settings.reach:g}°"
    if settings.kind == "bkg_3d":
        cells = f"{settings.camera_bins}² squares to {settings.reach:g}° from the axis, north up"
    cut = (
        f"known TeV sources, {settings.source_radius:g}° around each"
        if settings.source_radius > 0
        else "no known source"
    )
    count = len(outcome.study.cut_out)
    regions = f", {count} region{'s' if count > 1 else ''} given" if count else ""
    return [
        "## Settings",
        "",
        f"* {settings.energy_bins} energy bins from {settings.low:g} to {settings.high:g} TeV, {cells}",
        f"* cut out, with the solid angle lost: {cut}{regions}; no list of bright stars is built in",
        f"* smoothing: {settings.smoothing:g}°" if settings.smoothing > 0 else "* no smoothing",
    ]


def _bin_row(each: ZenithTemplate, chosen: Iterable[int]) -> str:
    filled = f"{100 * float((each.counts > 0).mean()):.0f} %"
    hours, events = each.ontime / 3600.0, each.counts.sum()
    return f"| {each.name} | {len(each.runs)} | {hours:.2f} | {events:.0f} | {filled} | {len(list(chosen))} runs |"


def _run_row(run: CountedRun, left: Residual) -> str:
    chi2, n = left.shape
    norm = f"{left.norm:.3f} ± {left.norm_error:.3f}" if math.isfinite(left.norm) else "alone in its bin"
    threshold = run.threshold if math.isfinite(run.threshold) else run.peak
    values = f"{run.zenith:.1f}° | {run.rate:.2f} | {threshold:.3g} | {norm} | {chi2:.0f} / {n}"
    return f"| {run.run} | {run.target} | {values} | {', '.join(run.sources)} |"
