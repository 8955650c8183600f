"""The sections about what went in: data set, runs, regions, background."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from vhegui.analysis.compare.settings import said_settings
from vhegui.analysis.export.report.about import About
from vhegui.analysis.export.report.html import Column, facts, items, paragraph, section, table
from vhegui.analysis.state import Analysis
from vhegui.analysis.theta_words import inside_text
from vhegui.analysis.written_numbers import NOT_A_NUMBER, fixed, integer, number
from vhegui.core.background.registry import METHODS
from vhegui.core.background.sky_registry import SKY_METHODS
from vhegui.core.cubes.run_sky import SkyRow
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.time import SECONDS_PER_DAY, tt_minus_utc
from vhegui.core.estimators.counts import CountsRow
from vhegui.core.sphere import separation

MOST_SPECTRA = 50
_ZERO = np.datetime64("1858-11-17T00:00:00")
RUN_COLUMNS = (
    Column("Run", number=False), Column("Target", number=False), Column("Start (UTC)", number=False),
    Column("Good time (min)"), Column("Live time (min)"), Column("Zenith"), Column("Offset"),
)  # fmt: skip
COUNT_COLUMNS = (
    Column("Run", number=False), Column("ON"), Column("OFF"), Column("Regions"), Column("α"), Column("α × OFF"),
    Column("Excess"), Column("σ"), Column("Safe energies (TeV)"),
)  # fmt: skip
SKY_COLUMNS = (
    Column("Run", number=False), Column("Live time (min)"), Column("Counts"), Column("Background"), Column("Norm"),
    Column("Tilt"),
)  # fmt: skip


def data_section(about: About) -> str:
    """The data set, the files, and how the runs were chosen."""
    data, request = about.analysis.dataset, about.outcome.request
    files = [*data.spectra, *data.cubes]
    rows = [("Data set", data.path)] if data.path else []
    rows += [("Files", "\n".join(files[:MOST_SPECTRA]) + ("\n…" if len(files) > MOST_SPECTRA else ""))] if files else []
    if request.name in {path.name for path in request.inputs}:
        rows.append(("Session", request.name))
    if names := sorted({each.telescope for each in about.outcome.runs.observations.values()} - {""}):
        rows.append(("Telescope", ", ".join(names)))
    if data.runs:
        rule = "" if request.selection is None else ", by the rule of the configuration"
        rows.append(("Runs", f"{len(data.runs)}{rule}"))
    rows += [("Saved selection", f"{each.name}: {each.query}") for each in about.analysis.selections]
    return section("Data", facts(rows), _runs(about))


def _runs(about: About) -> str:
    if about.analysis.makes_cubes and not about.outcome.runs.observations:
        return paragraph("Runs of maps are read one after the other, and not kept: what each adds is below.", "soft")
    observations = about.outcome.runs.observations
    missing = sorted(set(about.analysis.dataset.runs) - set(observations))
    listed = table(RUN_COLUMNS, [_run(about, run) for run in observations.values()]) if observations else ""
    left = f"Not read: {', '.join(map(str, missing))}; see “Assumed and left out”."
    return listed + (paragraph(left) if missing else "")


def _run(about: About, run: Observation) -> tuple[str, ...]:
    centre = about.analysis.source or about.analysis.target
    offset = math.nan
    if centre is not None:
        offset = float(separation(run.pointing.ra, run.pointing.dec, centre.ra, centre.dec))
    start = run.time_ref + float(run.gti[0, 0]) / SECONDS_PER_DAY if len(run.gti) else math.nan
    return (
        str(run.obs_id),
        run.target,
        utc(start),
        _minutes(run.ontime),
        _minutes(run.livetime),
        _degrees(run.pointing.zenith, 1),
        _degrees(offset, 2),
    )


def regions_section(about: About) -> str:
    """Where was counted, and a picture of it."""
    analysis = about.analysis
    said = [each for each in said_settings(analysis) if each.group == "Region" or each.path == "exclusions"]
    rows = [(each.setting, each.value) for each in said if each.value != "none"]
    sky = about.picture("counts_map", "Counts on the sky with the ON region, the OFF regions and the exclusions")
    return section("Regions", facts(rows) if rows else "", items(about.values.get("cut_messages", ())), sky)


def background_section(about: About) -> str:
    """How the background is known, and the counts."""
    return section("Background and counts", *_background(about))


def _background(about: About) -> Iterator[str]:
    analysis = about.analysis
    if "counts_table" in about.values and not analysis.fits_cubes:
        if analysis.dataset.path:
            method = METHODS[analysis.background.method]
            said = [("OFF regions", method.label), ("", method.tip), ("Assumed", method.assumes)]
            yield facts([*said, *_corrections(analysis)])
        rows, total = about.values["counts_table"]
        lines = [_counts(row) for row in (*rows, total)]
        yield table(COUNT_COLUMNS, lines, total=True)
        yield paragraph(
            "In the safe energies. σ after Li & Ma (1983), equation 17; α of the total is Σ α OFF / Σ OFF; the error "
            "of the excess is √(ON + α² OFF).",
            "soft",
        )
        yield _theta(about)
    if "stacked_sky" in about.values:
        sky = SKY_METHODS[str(analysis.sky_background.__struct_config__.tag)]
        yield facts([("Map background", sky.label), ("", sky.tip), ("Assumed", sky.assumes)])
        yield table(SKY_COLUMNS, [_sky_run(row) for row in about.values["stacked_sky"].rows])
    if not analysis.maps_alone and (missing := about.missing("counts_table", "Counts were not computed")):
        yield paragraph(missing)


def _theta(about: About) -> str:
    theta = about.values.get("theta_fit")
    return (
        ""
        if theta is None
        else about.picture(
            "theta_squared", f"Events by θ². {inside_text(theta, about.values.get('theta_expected_fit'))}"
        )
    )


def _corrections(analysis: Analysis) -> Iterator[tuple[str, str]]:
    """What decides which energies are used, and what the effective area is corrected for."""
    for each in said_settings(analysis):
        if each.path == "containment" or (each.path.startswith("safe.") and each.value not in ("none", "no")):
            yield each.setting, each.value


def _counts(row: CountsRow) -> tuple[str, ...]:
    return (
        row.name,
        integer(row.counts),
        integer(row.counts_off),
        str(row.n_off_regions),
        number(row.alpha),
        number(row.background, 4),
        f"{fixed(row.excess, 1)} ± {row.excess_error:.1f}",
        fixed(row.sqrt_ts, 1),
        f"{number(row.energy_min)}–{number(row.energy_max)}",
    )


def _sky_run(row: SkyRow) -> tuple[str, ...]:
    fit = row.fit
    norm, tilt = (math.nan, math.nan) if fit is None else (fit.norm, fit.tilt)
    return row.name, _minutes(row.livetime), integer(row.counts), number(row.background, 4), number(norm), number(tilt)


def utc(mjd: float) -> str:
    """An instant (MJD, TT) as date and time in UTC, to the second.

    >>> utc(53343.92234)
    '2004-12-04 22:07:06'
    """
    if not math.isfinite(mjd):
        return NOT_A_NUMBER
    seconds = round(mjd * SECONDS_PER_DAY - tt_minus_utc(mjd))
    return str(_ZERO + np.timedelta64(seconds, "s")).replace("T", " ")


def _minutes(seconds: float) -> str:
    return f"{seconds / 60.0:.1f}" if math.isfinite(seconds) else NOT_A_NUMBER


def _degrees(angle: float, places: int) -> str:
    return f"{angle:.{places}f}°" if math.isfinite(angle) else NOT_A_NUMBER
