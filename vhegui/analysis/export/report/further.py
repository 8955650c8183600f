"""The sections about what was asked beyond the fit: light curve, maps, tests and studies."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from vhegui.analysis.export.plot_files import contours_file, profile_file
from vhegui.analysis.export.report.about import NARROW, WIDE, About
from vhegui.analysis.export.report.data import utc
from vhegui.analysis.export.report.html import Column, facts, items, paragraph, section, subsection, table
from vhegui.analysis.export.study_content import study_tables
from vhegui.analysis.parameter_names import parameter_label, parameter_name
from vhegui.analysis.written_numbers import NOT_A_NUMBER, asymmetric, integer, number, signed, unit_text, value_error
from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.estimators.light_curve.variability import Constancy, Variability

MOST_TIMES = 300
TIMES = (
    Column("From (UTC)", number=False), Column("To (UTC)", number=False), Column("Live time (min)"),
    Column("Energy (TeV)"), Column("Flux (cm⁻² s⁻¹)"), Column("√TS"), Column("Runs", number=False),
)  # fmt: skip
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "model_comparison.ecsv": ("Models compared", ("kind", "success", "nested", "delta_aic")),
    "source_tests.ecsv": ("Tests of the sources", ("simpler",)),
    "backgrounds.ecsv": ("Other backgrounds", ("key", "counts_off", "alpha", "background_error", "statistic")),
    "candidates.ecsv": ("Candidate sources in the map", ("error_east", "error_north")),
    "regions.ecsv": ("What regions hold", ("shape", "length", "solid_angle", "covered")),
}
"""Tables of studies that are short enough for a page: what they are called, and columns that are left out there."""
NOTES = ("note", "problem")
"""Columns of sentences, which stand below the table."""
ERRORS = ("_err", "_error")
EMPTY = ("", NOT_A_NUMBER)
HEADINGS = {
    "delta_ts": "ΔTS", "sqrt_ts": "σ", "ts": "TS", "aic": "AIC", "p_value": "p", "n_free": "free", "stat": "statistic",
    "label": "", "significance": "σ", "radius_95": "radius of 95 %", "ra": "RA", "dec": "Dec",
}  # fmt: skip
WRITERS = {"unit": lambda unit: unit_text(str(unit)), "parameter": lambda name: parameter_label(str(name))}


def light_curve_section(about: About) -> str:
    """Fluxes against time, and whether they vary."""
    curve: LightCurve | None = about.values.get("light_curve_result")
    if curve is None or not len(curve):
        failed = "fit_result" in about.values and "light_curve_result" in about.outcome.errors
        return section("Light curve", paragraph(about.missing("light_curve_result", "There is none"))) if failed else ""
    rows = list(_times(curve))
    more = f"The first {MOST_TIMES} of {len(rows)}; all are in the tables that “Export results” writes."
    bands = [
        subsection(f"{number(low)}–{number(high)} TeV" if curve.n_bands > 1 else "Variability", facts(_varies(each)))
        for low, high, each in zip(curve.e_min, curve.e_max, about.values.get("variability", ()), strict=False)
    ]
    return section(
        "Light curve",
        about.picture("light_curve", "Flux against time", WIDE),
        table(TIMES, rows[:MOST_TIMES]),
        paragraph(more, "soft") if len(rows) > MOST_TIMES else "",
        *bands,
    )


def _times(curve: LightCurve) -> Iterator[tuple[str, ...]]:
    for i in range(len(curve)):
        for band in range(curve.n_bands):
            yield (
                utc(float(curve.time_min[i])),
                utc(float(curve.time_max[i])),
                number(float(curve.livetime[i]) / 60.0),
                f"{number(float(curve.e_min[band]))}–{number(float(curve.e_max[band]))}",
                _flux(curve, i, band),
                number(float(curve.sqrt_ts[i, band]), 2),
                " ".join(curve.runs[i]),
            )


def _flux(curve: LightCurve, i: int, band: int) -> str:
    flux, errn, errp, limit = (float(getattr(curve, f"flux{each}")[i, band]) for each in ("", "_errn", "_errp", "_ul"))
    if not math.isfinite(flux):
        return curve.notes[i][band] or NOT_A_NUMBER
    return f"< {number(limit)}" if curve.is_ul[i, band] else asymmetric(flux, errn, errp)


def _varies(found: Variability) -> Iterator[tuple[str, str]]:
    yield "Points", str(found.n)
    for name, test in (("Constant, by χ²", found.constant), ("Constant, by likelihood", found.likelihood)):
        yield name, _constant(test)
    yield "Fractional variability", value_error(*found.fvar) if math.isfinite(found.fvar[0]) else NOT_A_NUMBER


def _constant(test: Constancy) -> str:
    if not math.isfinite(test.p_value):
        return NOT_A_NUMBER
    flux = value_error(test.flux, test.flux_err, "cm⁻² s⁻¹")
    return f"{number(test.statistic)} for {test.ndf} degrees of freedom, p = {number(test.p_value, 2)}; flux {flux}"


def maps_section(about: About) -> str:
    """What the maps hold."""
    if not about.analysis.makes_cubes:
        return ""
    summary = about.values.get("sky_summary")
    if summary is None:
        return section("Maps", paragraph(about.missing("sky_summary", "Maps were not computed")))
    ra, dec, significance = summary.peak
    rows = [
        ("Counts", integer(summary.counts)),
        ("Background", number(summary.background, 5)),
        ("Excess", number(round(summary.excess, 1), 4)),
        ("Highest significance", f"{significance:.1f} σ at RA {ra:.4f}°, Dec {signed(dec, 4)}°"),
        ("Significances outside the exclusions", f"mean {number(summary.mean)}, width {number(summary.std)}"),
    ]
    left = " of what the fit has left" if about.analysis.fits_cubes else ""
    return section(
        "Maps",
        facts(rows),
        about.picture("significance_map", f"Significance{left}"),
        about.picture("excess_map", f"Excess{left}"),
        about.picture("sky_counts_map", "Counts in the safe bins"),
        about.picture("profile", "Profile over the map"),
    )


def studies_section(about: About) -> str:
    """What was asked about the result."""
    parts = [
        subsection(TABLES[name][0], *_study(found, TABLES[name][1]))
        for name, found in study_tables(about.values, about.analysis)
        if name in TABLES and len(found)
    ]
    for each in about.values.get("profiles", ()):
        parts.append(about.picture(profile_file(each.name), f"Profile of {parameter_name(each.name)}", NARROW))
    for each in about.values.get("contours", ()):
        names = " and ".join(map(parameter_name, each.names))
        parts.append(about.picture(contours_file(*each.names), f"Contours of {names}", NARROW))
    if toys := about.values.get("toys"):
        parts.append(subsection("Simulated repetitions of the fit", items(toys.sentences())))
    if backgrounds := about.values.get("backgrounds"):
        parts.append(items(backgrounds.notes))
    return section("Further questions", *parts)


def _study(found: Any, left_out: tuple[str, ...]) -> tuple[str, str]:
    """An astropy table, and below it what it says in sentences. Values and their errors share a column, units stand in
    the headings; columns without any value are left out.
    """
    filled = [name for name in found.colnames if any(_cell(name, value) not in EMPTY for value in found[name])]
    names = [name for name in filled if name not in (*left_out, *NOTES)]
    errors = {name: error for name in names if (error := _error_of(name, names))}
    shown = [name for name in names if name not in errors.values()]
    columns = [Column(_heading(name, found), number=found[name].dtype.kind in "fiu") for name in shown]
    rows = [
        [value_error(row[name], row[errors[name]]) if name in errors else _cell(name, row[name]) for name in shown]
        for row in found
    ]
    said = [f"{row[names[0]]}: {row[note]}" for note in NOTES if note in filled for row in found if row[note]]
    return table(columns, rows), items(dict.fromkeys(said))


def _error_of(name: str, names: Sequence[str]) -> str:
    """The column with the errors of this one, "" for none."""
    wanted = ["error"] if name == "value" else [name + ending for ending in ERRORS]
    return next((each for each in wanted if each in names), "")


def _heading(name: str, found: Any) -> str:
    unit = unit_text(found[name].unit.to_string("fits")) if found[name].unit else ""
    words = HEADINGS.get(name, parameter_label(name).replace("_", " "))
    return f"{words} ({unit})" if unit else words


def _cell(name: str, value: Any) -> str:
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if isinstance(value, bool) or kind == "b":
        return "yes" if value else "no"
    if isinstance(value, float) or kind == "f":
        plain = float(value)
        return number(plain, 4) if plain % 1.0 else integer(plain)
    return WRITERS.get(name, str)(value)
