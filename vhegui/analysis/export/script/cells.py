"""An analysis as steps in Python: what is decided, group by group, then what is computed, then what came out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import vhegui
from vhegui.analysis.export.script.source_code import PythonSource
from vhegui.analysis.state import PARTS, Analysis
from vhegui.analysis.studies.settings import Studies
from vhegui.core.settings import Label, Settings, mark_of, setting_of, settings_of

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
ALWAYS = ("dataset", "source", "background", "reco", "true", "safe", "containment", "sources", "fit")
WHOLE = ("background", "reco", "true", "safe", "fit")
"""Of these all settings are named, whether they are as at the start of an analysis or not."""
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
ENVIRONMENT = (
    'os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # sums in the order of vhegui: the same last digit',
    'os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # plots are drawn without a screen',
)
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


def cells_of(analysis: Analysis, allow_outside: bool = False, in_page: bool = False) -> tuple[Cell, ...]:
    """The steps that do an analysis again, the first of them the imports.

    allow_outside : files outside of the data set's folder that it names are read, too · in_page : plots are shown where
    the code stands, in a notebook.
    """
    python = PythonSource()
    decided = list(_decisions(analysis, python))
    computed = _computing(python, allow_outside)
    shown = [*_results(analysis, python), _plots(python, in_page)]
    own = [line for line in python.imports if line.startswith("from vhegui.")]
    first = ("import os", *(line for line in python.imports if line not in own), "", *ENVIRONMENT, "", *own)
    about = "What is needed."
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
        lines = [_assignment(python, name, getattr(analysis, name)) for name in written]
        made += written
        if lines:
            yield Cell(title, text, "\n".join(lines))
    analysed = python.use(Analysis.__module__, Analysis.__name__)
    arguments = "".join(f"    {name}={_variable(name)},\n" for name in made)
    yield Cell("Analysis", "All of it together is one value.", f"analysis = {analysed}(\n{arguments})")


def _is_written(name: str, value: Any, default: Any) -> bool:
    return value != default or (name in ALWAYS and value is not None)


def _assignment(python: PythonSource, name: str, value: Any) -> str:
    """Settings with what each is, whatever else in as few lines as it takes."""
    if isinstance(value, Settings) and any(mark_of(each.hint, Label) for each in settings_of(type(value))):
        word = PARTS[name].word if name in PARTS else ""
        return python.settings(_variable(name), value, word, whole=name in WHOLE)
    line = python.assignment(_variable(name), value)
    return f"{line}  # {setting_of(name, name, PARTS[name].hint).label.name}" if isinstance(value, bool) else line


def _variable(name: str) -> str:
    return VARIABLES.get(name, name)


def _computing(python: PythonSource, allow_outside: bool) -> Cell:
    results_of = python.use("vhegui.analysis.headless.run", "results_of")
    further = ", allow_outside=True" if allow_outside else ""
    text = (
        "Runs are read, events counted, the model fitted, and all that follows from it computed. What was assumed or "
        "could not be done is printed. outcome.values holds every result by name."
    )
    return Cell("Compute", text, f"outcome = {results_of}(analysis, say=print{further})")


COUNTS = """\
rows, total = outcome.values["counts_table"]
for row in (*rows, total):
    excess = f"excess {row.excess:.1f} ± {row.excess_error:.1f}, {row.sqrt_ts:.1f} sigma"
    print(f"{row.name}: ON {row.counts:.0f}, OFF {row.counts_off:.0f}, alpha {row.alpha:.5f}, {excess}")"""
FIT = """\
fit = outcome.values["fit_result"]
print(f"{fit.message}; statistic {fit.total_stat:.4f}, {fit.n_bins} bins, {fit.n_free} free parameters")
for name, parameter in zip(fit.joint_names, fit.joint.parameters):
    print(f"{name} = {parameter.value:.6g} ± {parameter.error:.2g} {parameter.unit}")"""
FLUX_POINTS = """\
points = flux_points_table(outcome.values["flux_points_result"], analysis.flux_points)
for row in points:
    flux = f"< {row['dnde_ul']:.3g}" if row["is_ul"] else f"{row['dnde']:.3g} ± {row['dnde_err']:.2g}"
    energies = f"{row['e_min']:.3g} to {row['e_max']:.3g} TeV"
    print(f"{energies}: {flux} cm-2 s-1 TeV-1, sqrt(TS) {row['sqrt_ts']:.1f}")"""
LIGHT_CURVE = """\
curve = light_curve_table(outcome.values["light_curve_result"])
for row in curve:
    for band, (flux, error) in enumerate(zip(row["flux"], row["flux_err"])):
        shown = f"< {row['flux_ul'][band]:.3g}" if row["is_ul"][band] else f"{flux:.3g} ± {error:.2g}"
        energies = f"{row['e_min'][band]:.3g} to {row['e_max'][band]:.3g} TeV"
        print(f"MJD {row['time_min']:.5f} to {row['time_max']:.5f}, {energies}: {shown} cm-2 s-1")"""
STUDIES = """\
for name, table in study_tables(outcome.values, analysis):
    print(name)
    table.pprint(max_width=-1)"""
PLOTS = """\
from vhegui.gui.figures.headless import draw

folder = Path("plots")
folder.mkdir(exist_ok=True)
for file in draw(outcome, folder{formats}):
    {show}"""
IN_FILES = PLOTS.format(formats="", show="print(file)")
IN_PAGE = "from IPython.display import Image, display\n" + PLOTS.format(
    formats=', (".png",)', show="display(Image(file))"
)


def _results(analysis: Analysis, python: PythonSource) -> Iterator[Cell]:
    """What came out; a result that could not be computed is not there, and was named when it was computed."""
    if analysis.has_spectra and not analysis.fits_cubes:
        text = "What was counted in ON and OFF in the safe energies, by run."
        yield Cell("Counts", text, _if_there("counts_table", COUNTS))
    if analysis.makes_cubes:
        code = 'print(outcome.values["sky_summary"])'
        yield Cell("Maps", "What the maps hold.", _if_there("sky_summary", code))
    if not analysis.maps_alone or analysis.fits_cubes:
        yield Cell("Parameters", "The best fit, with errors of 1 σ.", _if_there("fit_result", FIT))
        if analysis.flux_points.automatic or analysis.flux_points.edges:
            python.use("vhegui.analysis.export.tables", "flux_points_table")
            text = "A line a band of energy; the table has more columns."
            yield Cell("Flux points", text, _if_there("flux_points_result", FLUX_POINTS))
        python.use("vhegui.analysis.export.light_curve_table", "light_curve_table")
        text = "A line a time bin and band of energy; the table has more columns."
        yield Cell("Light curve", text, _if_there("light_curve_result", LIGHT_CURVE))
    if analysis.studies != Studies() or analysis.marks or analysis.sky_profile:
        python.use("vhegui.analysis.export.study_content", "study_tables")
        yield Cell("Further questions", "A table for each that was asked.", STUDIES)


def _plots(python: PythonSource, in_page: bool) -> Cell:
    python.use("pathlib", "Path")
    where = "shown here and kept" if in_page else "written"
    text = f'Those of the window, {where} in a folder "plots"; those of an earlier time are replaced.'
    return Cell("Plots", text, IN_PAGE if in_page else IN_FILES)


def _if_there(step: str, code: str) -> str:
    lines = "\n".join(f"    {line}" for line in code.splitlines())
    return f'if "{step}" in outcome.values:\n{lines}'
