"""The one line that says what is selected and what came out."""

from __future__ import annotations

from vhegui.analysis.state import Analysis
from vhegui.analysis.summary_parts import NOTHING_OPEN, SEPARATOR
from vhegui.analysis.written_numbers import fixed
from vhegui.core.estimators.counts import CountsRow
from vhegui.core.fitting.counts_by_energy import CountsByEnergy


def summary_line(
    analysis: Analysis, total: CountsRow | None, used: int, runs: int, missing: int, cubes: CountsByEnergy | None = None
) -> str:
    """As in *4 runs · 1.75 h · E 0.10–40 TeV · ON 550 · α × OFF 37.9 · 40.9 σ*, or of cubes *… · cubes: ON 553 ·
    background 36.1 · sources 517*.

    total : counts of all runs and spectra, None while there are none · used : runs and spectra that contribute
    runs : that were read · missing : chosen but not readable · cubes : their counts, where they are fitted.
    """
    dataset = analysis.dataset
    if not dataset.path and not dataset.spectra:
        return NOTHING_OPEN
    if not dataset.runs and not dataset.spectra:
        return "No run is selected"
    parts = [" + ".join(filter(None, (_number(runs, "run"), _number(len(dataset.spectra), "spectrum", "spectra"))))]
    if used != runs + len(dataset.spectra):
        parts[0] = f"{used} of {parts[0]}"
    if missing:
        parts[0] += f" ({missing} more could not be read)"
    if total is not None:
        parts.append(f"{total.livetime / 3600.0:.2f} h")
    if runs:
        parts.append(f"E {_energy(analysis.reco.low)}–{_energy(analysis.reco.high)} TeV")
    if cubes is not None:
        where = "field" if analysis.source is None else "ON"
        parts.append(f"cubes: {where} {cubes.counts.sum():.0f}")
        parts.append(f"background {cubes.background.sum():.1f}")
        parts.append(f"sources {cubes.by_source.sum():.1f}")
    elif total is not None and not analysis.fits_cubes:
        parts.append(f"ON {total.counts:.0f}")
        parts.append(f"α × OFF {total.background:.1f}")
        parts.append(f"{fixed(total.sqrt_ts, 1)} σ")
    return SEPARATOR.join(parts)


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}" if count else ""


def _energy(value: float) -> str:
    return f"{value:.2f}" if value < 1.0 else f"{value:.3g}"
