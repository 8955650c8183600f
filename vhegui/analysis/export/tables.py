"""Results as tables (ECSV): flux points, counts per run, spectra per run and bin."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.analysis.state import FitSettings, FluxPointSettings
from vhegui.analysis.yaml_files.file import write_atomically
from vhegui.core.estimators.counts import CountsRow
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.spectra_data import data_of_spectra, ranges_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.sed.flux_points import FluxPoints
from vhegui.core.sed.table import sed_table
from vhegui.core.spectra.folding import bins_in_ranges
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.typing import Array

if TYPE_CHECKING:
    from astropy.table import Table

WHOLE_RANGE = FitSettings()
_COUNTS_UNITS = {"livetime": "s", "ontime": "s", "energy_min": "TeV", "energy_max": "TeV"}


def flux_points_table(points: FluxPoints, settings: FluxPointSettings) -> Table:
    """Flux points in the field's columns: SED_TYPE dnde, beside it the other forms and the reference spectrum.

    is_ul : TS below `settings.ul_ts`, to be drawn as an upper limit · npred, npred_excess, counts : a value a run.
    """
    return sed_table(points, "dnde", settings.ul_ts, everything=True)


def _column(values: Any, unit: str) -> Any:
    from astropy.table import Column

    return Column(values, unit=unit)


def counts_table(rows: Sequence[CountsRow], total: CountsRow) -> Table:
    """Counts in the safe range, a row a run and a last one for all."""
    from astropy.table import Table

    everything = [*rows, total]
    table = Table({"obs_id": [row.name for row in everything]})
    for name in ("counts", "counts_off", "n_off_regions"):
        table[name] = [round(getattr(row, name)) for row in everything]
    names = (
        "alpha",
        "background",
        "excess",
        "excess_error",
        "sqrt_ts",
        "livetime",
        "ontime",
        "energy_min",
        "energy_max",
    )
    for name in names:
        table[name] = _column([getattr(row, name) for row in everything], _COUNTS_UNITS.get(name, ""))
    return table


def spectra_table(
    spectra: Sequence[SpectrumOnOff], model: SpectralModel | JointModel | None, fit: FitSettings = WHOLE_RANGE
) -> Table:
    """Every spectrum, a row a bin; obs_id is text where a spectrum's name is no number.

    npred_signal : signal expected from `model` · npred : with the best background for that signal; NaN without model
    stat : the fit statistic of the bin · safe : whether the bin can be used · fitted : whether it is in the fit range,
    too; `stat` summed over these is that of the fit, without its priors, where runs are not added up.
    """
    from astropy.table import Table, vstack

    parts = []
    numbered = all(spectrum.name.isdigit() for spectrum in spectra)
    ranges = ranges_of([(item.name, item.low, item.high) for item in fit.ranges])
    for spectrum in spectra:
        part = Table({"obs_id": np.full(spectrum.reco.n, int(spectrum.name) if numbered else spectrum.name)})
        part["e_min"], part["e_max"] = _column(spectrum.reco.edges[:-1], "TeV"), _column(spectrum.reco.edges[1:], "TeV")
        for name in ("counts", "counts_off", "alpha", "background", "excess"):
            part[name] = getattr(spectrum, name)
        part["npred_signal"], part["npred"], part["stat"] = _prediction(spectrum, model, fit)
        part["safe"] = spectrum.safe
        part["fitted"] = bins_in_ranges(spectrum, fit.low or 0.0, fit.high or np.inf, ranges)
        parts.append(part)
    return vstack(parts)


def _prediction(
    spectrum: SpectrumOnOff, model: SpectralModel | JointModel | None, fit: FitSettings
) -> tuple[Array, Array, Array]:
    """Signal, ON counts and the statistic of every bin, systematics included."""
    if model is None:
        nothing = np.full(spectrum.reco.n, np.nan)
        return nothing, nothing, nothing
    everywhere = replace(spectrum, safe=np.ones(spectrum.reco.n, dtype=np.bool_))
    data = data_of_spectra((everywhere,), statistic=fit.statistic, systematic=fit.systematic)
    likelihood = Likelihood.of(data, model)
    signal = likelihood.predicted(likelihood.values)
    terms = likelihood.counts(likelihood.values).at(signal)
    return signal, terms.mu_on, terms.stat


def write_table(table: Table, path: Path) -> None:
    """Write as ECSV, whole or not at all."""
    text = io.StringIO()
    table.write(text, format="ascii.ecsv")
    write_atomically(path, text.getvalue())
