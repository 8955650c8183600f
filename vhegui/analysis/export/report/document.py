"""The page as a whole. To add a section, write it and add it to `SECTIONS`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import vhegui
from vhegui.analysis.export.report import html
from vhegui.analysis.export.report.about import About
from vhegui.analysis.export.report.data import background_section, data_section, regions_section
from vhegui.analysis.export.report.ending import again_section, assumed_section, settings_section
from vhegui.analysis.export.report.fit import fit_section, spectrum_section
from vhegui.analysis.export.report.further import light_curve_section, maps_section, studies_section
from vhegui.analysis.export.report.responses import responses_section
from vhegui.analysis.outcome import Outcome
from vhegui.analysis.parameter_names import parameter_label
from vhegui.analysis.summary import summary_line
from vhegui.analysis.written_numbers import unit_text, value_error
from vhegui.core.files.notes import counted
from vhegui.core.fitting.result import FitResult

FEW = 6
GENERATOR = f"vhegui {vhegui.__version__}"
SECTIONS = (
    data_section,
    regions_section,
    background_section,
    responses_section,
    fit_section,
    spectrum_section,
    light_curve_section,
    maps_section,
    studies_section,
    assumed_section,
    settings_section,
    again_section,
)


def report_html(
    outcome: Outcome, said: Sequence[str], pictures: Mapping[str, bytes], home: Path, written: datetime
) -> str:
    """The text of the report; what was not asked for is not in it, and what failed is named.

    said : what was said on the way, a sentence each · pictures : PNG files by the name of the plot
    home : the folder the report is to lie in · written : the time that stands in it, UTC.
    """
    about = About(outcome, said, pictures, home, written)
    return html.page(_title(about), GENERATOR, [*_head(about), *(each(about) for each in SECTIONS)])


def _title(about: About) -> str:
    target = about.analysis.target
    return target.name if target is not None and target.name else about.analysis.model.name


def _head(about: About) -> Iterator[str]:
    yield f"<h1>{html.text(_title(about))}</h1>"
    yield html.paragraph(f"Report of an analysis by {GENERATOR}, {about.written:%Y-%m-%d %H:%M} UTC", "soft")
    yield html.paragraph(_counted(about), "lead")
    fit = about.values.get("fit_result")
    if fit is not None:
        yield html.paragraph("; ".join(_in_short(fit)), "lead")
        yield html.paragraph(f"Fit: {fit.message}.")


def _counted(about: About) -> str:
    """Runs, hours, counts in one line."""
    values, runs = about.values, about.outcome.runs
    if "stacked_sky" in values and not runs.observations:
        rows = values["stacked_sky"].rows
        hours, counts = sum(row.livetime for row in rows) / 3600.0, sum(row.counts for row in rows)
        background = sum(row.background for row in rows)
        return f"{counted(len(rows), 'run')} · {hours:.2f} h · map: counts {counts:.0f} · background {background:.1f}"
    total = values["counts_table"][1] if "counts_table" in values else None
    used = sum(bool(spectrum.safe.any()) for spectrum in values.get("all_spectra", ()))
    return summary_line(about.analysis, total, used, len(runs.observations), len(runs.problems))


def _in_short(fit: FitResult) -> Iterator[str]:
    """The fitted parameters of the source that is shown, where they are few."""
    source = fit.joint.sources[0]
    fitted, frame = [each for each in source.parameters if each.varies], getattr(source.spatial, "frame", "icrs")
    if len(fitted) <= FEW:
        for each in fitted:
            yield f"{parameter_label(each.name, frame)} {value_error(each.value, each.error, unit_text(each.unit))}"
