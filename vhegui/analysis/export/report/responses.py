"""The section about the responses: what every run can see at the source, at one energy."""

from __future__ import annotations

import math
from itertools import islice

from vhegui.analysis.export.report.about import About
from vhegui.analysis.export.report.html import Column, paragraph, section, table
from vhegui.analysis.written_numbers import number
from vhegui.core.dl3.observation import Observation
from vhegui.core.irf.inspect import ResponseInspector
from vhegui.core.irf.quantities import QUANTITIES
from vhegui.core.regions.circle import Circle
from vhegui.core.sphere import separation

SHOWN = ("area", "resolution", "bias", "psf68", "contained")
MOST_RUNS = 30
USUAL = 1.0  # TeV


def responses_section(about: About) -> str:
    """A row a run, a column a response that there is; nothing without a source region."""
    runs, source = about.outcome.runs.observations, about.analysis.source
    if source is None or not runs or about.analysis.fits_cubes:
        return ""
    energy = _energy(about)
    values = {run: _values(each, about, energy) for run, each in islice(runs.items(), MOST_RUNS)}
    there = [key for key in SHOWN if any(math.isfinite(each[key]) for each in values.values())]
    columns = [Column("Run", number=False), *(Column(_heading(key)) for key in there)]
    rows = [(str(run), *(number(each[key]) for key in there)) for run, each in values.items()]
    said = f"At {number(energy)} TeV of true energy, at the offset of the source region."
    left = f" The first {MOST_RUNS} of {len(runs)} runs." if len(runs) > MOST_RUNS else ""
    return section("Responses", table(columns, rows), paragraph(said + left, "soft")) if there else ""


def _energy(about: About) -> float:
    """1 TeV where that is fitted, else the middle of what is (TeV)."""
    band = about.values.get("fit_band")
    low, high = (about.analysis.reco.low, about.analysis.reco.high) if band is None else band.energy[[0, -1]]
    return USUAL if low <= USUAL <= high else math.sqrt(low * high)


def _values(run: Observation, about: About, energy: float) -> dict[str, float]:
    """Of each quantity its value, in per cent where it is one; NaN where there is none."""
    source = about.analysis.source
    assert source is not None
    tables = ResponseInspector(run.responses).tables
    offset = float(separation(run.pointing.ra, run.pointing.dec, source.ra, source.dec))
    radius = source.radius if isinstance(source, Circle) else math.nan
    scales = {key: 100.0 if QUANTITIES[key].percent else 1.0 for key in SHOWN}
    return {key: scale * tables.value(key, energy, offset, radius) for key, scale in scales.items()}


def _heading(key: str) -> str:
    return f"{QUANTITIES[key].name} ({QUANTITIES[key].unit})"
