"""The one line that says what is selected and what came out."""

from __future__ import annotations

from vhegui.analysis.state import Analysis
from vhegui.core.estimators.counts import CountsRow


def summary_line(analysis: Analysis, total: CountsRow | None, used: int, runs: int, missing: int) -> str:
    """As in *4 runs · 1.75 h · E 0.10–40 TeV · ON 550 · α·OFF 37.9 · 40.9 σ*.

    total : counts of all runs and spectra, None while there are none · used : runs and spectra that contribute
    runs : that were read · missing : chosen but not readable.
    """
    dataset = analysis.dataset
    if not dataset.path and not dataset.spectra:
        return "Nothing is open"
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
    if total is not None:
        parts.append(f"ON {total.counts:.0f}")
        parts.append(f"α·OFF {total.background:.1f}")
        parts.append(f"{total.sqrt_ts:.1f} σ")
    return " · ".join(parts)


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}" if count else ""


def _energy(value: float) -> str:
    return f"{value:.2f}" if value < 1.0 else f"{value:.3g}"
