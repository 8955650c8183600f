"""The counts table and the flux-point table as columns: what they are, how they are computed, how they are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from vhegui.analysis.written_numbers import integer, number, unit_text
from vhegui.core.estimators.counts import CountsRow
from vhegui.core.estimators.flux_points.points import FluxPoints
from vhegui.core.fitting.counts_by_energy import CountsByEnergy
from vhegui.core.models.spectral.flux import TEV_TO_ERG
from vhegui.core.statistics.known_background import cash_significance
from vhegui.core.typing import Array
from vhegui.gui.widgets.table import Column

Write = Callable[[Any], str]


class Form(NamedTuple):
    """A form of the points: its name ("" : norm), heading, unit, factor from the internal unit, what it is."""

    name: str
    heading: str
    unit: str
    factor: float
    tip: str


FORMS = (
    Form("e2dnde", "E² dN/dE", "erg cm-2 s-1", TEV_TO_ERG, "energy flux E² dN/dE at E, erg cm⁻² s⁻¹"),
    Form("dnde", "dN/dE", "cm-2 s-1 TeV-1", 1.0, "differential flux at E, cm⁻² s⁻¹ TeV⁻¹"),
    Form("flux", "Flux", "cm-2 s-1", 1.0, "integral flux in the band, cm⁻² s⁻¹"),
    Form("eflux", "E flux", "erg cm-2 s-1", TEV_TO_ERG, "energy flux in the band, erg cm⁻² s⁻¹"),
    Form("", "Norm", "", 1.0, "flux relative to the fitted model"),
)
ERRORS = (
    ("_err", "±", "1σ from the curvature of the statistic"),
    ("_errn", "− err", "1σ downwards: the statistic has risen by 1"),
    ("_errp", "+ err", "1σ upwards: the statistic has risen by 1"),
)
LESSER = {"is_ul": 5, "e_min": 4, "e_max": 4, "counts": 3, "e2dnde_ul": 2}
LESSER_COUNTS = {
    "energy_max": 9, "energy_min": 8, "ontime": 7, "n_off_regions": 6, "alpha": 5, "excess_error": 4, "livetime": 3,
    "background": 2,
}  # fmt: skip
FIRST_SHOWN = frozenset(
    ("e_ref", "e_min", "e_max", "e2dnde", "e2dnde_errn", "e2dnde_errp", "sqrt_ts", "is_ul", "e2dnde_ul", "counts")
)


def counts_columns(rows: Sequence[CountsRow], total: CountsRow) -> list[Column]:
    """The runs, then the total."""
    everything = (*rows, total)

    def column(key: str, heading: str, tip: str, write: Write = number, unit: str = "", attribute: str = "") -> Column:
        values = [getattr(row, attribute or key) for row in everything]
        return Column(key, heading, values, unit, write, tip, heading, LESSER_COUNTS.get(key, 0))

    return [
        column("obs_id", "Run", "Run number, or the sum of all runs", str, attribute="name"),
        column("counts", "ON", "Events in the source region, safe energies", integer),
        column("counts_off", "OFF", "Events in all OFF regions, safe energies", integer),
        column("n_off_regions", "Regions", "Number of OFF regions (total: summed over runs)", integer),
        column("alpha", "α", "Exposure of ON relative to OFF: 1 / number of OFF regions; total: Σ α × OFF / Σ OFF"),
        column("background", "α × OFF", "Background expected in the source region"),
        column("excess", "Excess", "ON − α × OFF"),
        column("excess_error", "±", "Error of the excess, √(ON + α² OFF)"),
        column("sqrt_ts", "σ", "Significance after Li & Ma (1983), equation 17, with the sign of the excess", _sigma),
        column("livetime", "Live (min)", "Observation time without dead time; s in files", _minutes, "s"),
        column("ontime", "On (min)", "Good time, dead time included; s in files", _minutes, "s"),
        column("energy_min", "E min (TeV)", "Lower end of the safe energies", unit="TeV"),
        column("energy_max", "E max (TeV)", "Upper end of the safe energies", unit="TeV"),
    ]


def cube_columns(found: CountsByEnergy, livetimes: Mapping[str, float]) -> list[Column]:
    """The cubes, then all together; livetimes : of each, s."""
    one = len(found.names) == 1
    names = ["total"] if one else [*found.names, "total"]

    def rows(per_cube: Array) -> Array:
        return per_cube[-1:] if one else np.append(per_cube, per_cube.sum())

    def column(key: str, heading: str, values: Any, tip: str, write: Write = number, unit: str = "") -> Column:
        lesser = 2 if key.startswith("source_") else 1 if key == "background" else LESSER_COUNTS.get(key, 0)
        return Column(key, heading, values, unit, write, tip, heading, lesser)

    counts, background = rows(found.counts.sum(axis=1)), rows(found.background.sum(axis=1))
    sources = [
        column(f"source_{i}", name, rows(found.by_source[i].sum(axis=1)), f"Counts that the source {name} expects")
        for i, name in enumerate(found.sources)
    ]
    return [
        Column("obs_id", "Run", names, "", str, "Run number of a cube, or all of them", "Run", 0),
        column("counts", "Counts", counts, "In the ON region, or where there is none on the whole map", integer),
        column("background", "Background", background, "Expected there, with the norm and tilt of the fit"),
        *sources,
        column("excess", "Excess", counts - background, "Counts − background"),
        column("sqrt_ts", "σ", cash_significance(counts, background), "Of the counts above the background", _sigma),
        column("livetime", "Live (min)", rows(np.array([livetimes.get(name, np.nan) for name in found.names])),
               "Observation time without dead time; s in files", _minutes, "s"),
    ]  # fmt: skip


def point_columns(points: FluxPoints) -> list[Column]:
    """One row a band, everything there is; `FIRST_SHOWN` is what is looked at before anything was chosen."""
    columns = [
        _point("e_ref", "E (TeV)", points.e_ref, "Logarithmic centre of the band", "TeV"),
        _point("e_min", "E min", points.e_min, "Lower edge of the band, TeV", "TeV"),
        _point("e_max", "E max", points.e_max, "Upper edge of the band, TeV", "TeV"),
    ]
    columns += _form_columns(points, FORMS[0])
    columns += [
        _point("sqrt_ts", "√TS", points.sqrt_ts, "√TS against no signal, with the sign of the flux", write=_sigma),
        _point("is_ul", "Shown as", points.is_ul, "Limit where TS is below the threshold for limits", write=_shown_as),
    ]
    for form in FORMS[1:]:
        columns += _form_columns(points, form)
    on, signal = points.counts.sum(axis=1), points.npred_excess.sum(axis=1)
    return [
        *columns,
        _point("ts", "TS", points.ts, "Statistic without signal minus that at the best flux"),
        _point("stat", "Statistic", points.stat, "Statistic of the band at its best flux"),
        _point("counts", "ON", on, "Events in the source region in this band", write=integer),
        _point("npred_excess", "Signal", signal, "Signal counts expected for this flux"),
    ]


def _form_columns(points: FluxPoints, form: Form) -> list[Column]:
    """Value, errors and limit of the points in one form."""
    scale = form.factor * points.reference(form.name) if form.name else np.ones(len(points.e_ref))
    key = form.name or "norm"
    heading = f"{form.heading}\n{unit_text(form.unit)}".rstrip()
    columns = [_point(key, heading, scale * points.norm, f"{form.tip}", form.unit)]
    for suffix, heading, tip in ERRORS:
        values = scale * getattr(points, f"norm{suffix}")
        columns.append(_point(f"{key}{suffix}", heading, values, f"{tip}, {form.tip}", form.unit, _error))
    limit = scale * points.norm_ul
    return [*columns, _point(f"{key}_ul", "Limit", limit, f"Upper limit, {form.tip}", form.unit)]


def _point(key: str, heading: str, values: Any, tip: str, unit: str = "", write: Write = number) -> Column:
    return Column(key, heading, values, unit, write, tip, heading, LESSER.get(key, 0))


def _sigma(value: float) -> str:
    return number(value, 3) if abs(value) < 10 else number(value, 4)


def _minutes(seconds: float) -> str:
    return number(seconds / 60.0, 3)


def _error(value: float) -> str:
    return number(value, 2)


def _shown_as(limit: bool) -> str:
    return "limit" if limit else "point"
