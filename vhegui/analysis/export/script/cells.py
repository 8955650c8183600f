"""An analysis as steps in Python: what is decided, group by group, then what is computed, then what came out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import vhegui
from vhegui.analysis.export.script.source_code import PythonSource
from vhegui.analysis.state import Analysis

NAME_IN_MESSAGES = "this script"
# The fields of the Analysis that numbers depend on, in the order of the chain, with the words of a student's notebook.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Data", "Which runs of which data set, and which of their events.", ("dataset", "events")),
    (
        "Regions",
        "Where the source is looked for, what is kept out of the background, what else is measured. ICRS, in degrees.",
        ("target", "source", "exclusions", "marks"),
    ),
    ("Background", "How the counts without a source are known.", ("background", "sky_background")),
    (
        "Energies",
        "Bins of reconstructed and of true energy (TeV), which of them are safe to use, and whether the effective area "
        "is corrected for what the PSF has outside of the ON region.",
        ("reco", "true", "safe", "containment"),
    ),
    (
        "Model",
        "Every source with its spectrum, and its shape where there is one. The values are where the fit begins.",
        ("sources", "shown", "nuisances"),
    ),
    (
        "Fit",
        "What is fitted and how; bands of the flux points; time bins of the light curve; further questions.",
        ("fit", "flux_points", "light_curve", "studies"),
    ),
    ("Maps", "The map, its pixels, and what is computed from it.", ("map", "sky", "sky_profile")),
)
ALWAYS = ("dataset", "source", "background", "reco", "true", "safe", "sources", "fit")
NOT_WRITTEN = ("labels", "map_looks", "map_layers", "selections")
VARIABLES = {
    "source": "on_region",
    "reco": "energy",
    "true": "true_energy",
    "safe": "safe_range",
    "fit": "fit_settings",
    "map": "map_settings",
    "sky": "sky_settings",
}
LEFT_OUT = (
    "Not in it, as no number depends on it: how maps are drawn (colours, limits, layers), names and colours of regions "
    "that are only shown, saved selections of runs, snapshots."
)


@dataclass(frozen=True)
class Cell:
    """A step. title, text : what it is about, for people · code : what it does."""

    title: str
    text: str
    code: str


def cells_of(analysis: Analysis, allow_outside: bool = False) -> tuple[Cell, ...]:
    """The steps that do an analysis again, the first of them the imports.

    allow_outside : files outside of the data set's folder that it names are read, too.
    """
    python = PythonSource()
    decided = list(_decisions(analysis, python))
    computed = _computing(python, allow_outside)
    shown = list(_results(analysis, python))
    first = ("import os", "", 'os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")', "", *python.imports)
    about = "What is needed; and one thread for sums of matrices, as in vhegui: the same order, the same last digit."
    return (Cell("Imports", about, "\n".join(first)), *decided, computed, *shown)


def heading(analysis: Analysis) -> tuple[str, ...]:
    """What the script is, in paragraphs, without a word that anybody has typed."""
    return (
        f"An analysis, written by vhegui {vhegui.__version__} as Python.",
        "Where vhegui is installed, and the data lie where they are named below, this gives the numbers of the session "
        "to the last digit. Settings that are not named are as vhegui has them by itself.",
        LEFT_OUT,
    )


def _decisions(analysis: Analysis, python: PythonSource) -> Iterator[Cell]:
    defaults = {each.name: each.default for each in fields(Analysis)}
    made: list[str] = []
    for title, text, names in GROUPS:
        written = [name for name in names if _is_written(name, getattr(analysis, name), defaults[name])]
        lines = [python.assignment(_variable(name), getattr(analysis, name)) for name in written]
        made += written
        if lines:
            yield Cell(title, text, "\n".join(lines))
    analysed = python.use(Analysis.__module__, Analysis.__name__)
    arguments = "".join(f"    {name}={_variable(name)},\n" for name in made)
    yield Cell("Analysis", "All of it together is one value.", f"analysis = {analysed}(\n{arguments})")


def _is_written(name: str, value: Any, default: Any) -> bool:
    return value != default or (name in ALWAYS and value is not None)


def _variable(name: str) -> str:
    return VARIABLES.get(name, name)


def _computing(python: PythonSource, allow_outside: bool) -> Cell:
    python.use("vhegui.analysis.headless.run", "compute")
    python.use("vhegui.analysis.outcome", "Request")
    python.use("vhegui.core.progress", "silent")
    further = ", allow_outside=True" if allow_outside else ""
    code = (
        f'request = Request(analysis, selection=None, name="{NAME_IN_MESSAGES}", warnings=(){further})\n'
        "outcome = compute(request, progress=silent, say=print)"
    )
    text = (
        "Runs are read, events counted, the model fitted, and all that follows from it computed. What was assumed or "
        "could not be done is printed."
    )
    return Cell("Compute", text, code)


COUNTS = """\
rows, total = outcome.values["counts_table"]
for row in (*rows, total):
    print(f"{row.name}: ON {row.counts:.0f}, OFF {row.counts_off:.0f}, alpha {row.alpha:.5f}", end=", ")
    print(f"excess {row.excess:.1f} ± {row.excess_error:.1f}, {row.sqrt_ts:.1f} sigma")"""
FIT = """\
fit = outcome.values["fit_result"]
print(f"{fit.message}; statistic {fit.total_stat} in {fit.n_bins} bins, {fit.n_free} parameters fitted")
for name, parameter in zip(fit.joint_names, fit.joint.parameters):
    print(name, "=", parameter.value, "±", parameter.error, parameter.unit)"""


def _results(analysis: Analysis, python: PythonSource) -> Iterator[Cell]:
    """What came out; a result that could not be computed is not there, and was named when it was computed."""
    if analysis.has_spectra and not analysis.fits_cubes:
        text = "What was counted in ON and OFF in the safe energies, by run."
        yield Cell("Counts", text, _if_there("counts_table", COUNTS))
    if analysis.maps_alone and not analysis.fits_cubes:
        code = 'print(outcome.values["sky_summary"])'
        yield Cell("Maps", "What the maps hold.", _if_there("sky_summary", code))
        return
    yield Cell("Parameters", "The best fit, with errors of 1 σ.", _if_there("fit_result", FIT))
    if analysis.flux_points.automatic or analysis.flux_points.edges:
        table = python.use("vhegui.analysis.export.tables", "flux_points_table")
        code = f'print({table}(outcome.values["flux_points_result"], analysis.flux_points))'
        yield Cell("Flux points", "A row a band of energy.", _if_there("flux_points_result", code))
    table = python.use("vhegui.analysis.export.light_curve_table", "light_curve_table")
    code = f'print({table}(outcome.values["light_curve_result"]))'
    yield Cell("Light curve", "A row a time bin.", _if_there("light_curve_result", code))


def _if_there(step: str, code: str) -> str:
    lines = "\n".join(f"    {line}" for line in code.splitlines())
    return f'if "{step}" in outcome.values:\n{lines}'
