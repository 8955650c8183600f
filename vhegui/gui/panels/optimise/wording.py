"""What the optimise panel says in words. No Qt."""

from __future__ import annotations

from vhegui.analysis.studies.optimise import Optimisation
from vhegui.analysis.written_numbers import number
from vhegui.core.estimators.trials import after_trials, toy_chance

MERIT_NAMES = {
    "expected": "Expected σ (recommended)",
    "significance": "σ seen",
    "error": "Relative error seen",
}
MERIT_TIPS = (
    "Expected: for a weak source with some per cent of the Crab's flux, on the background that OFF regions show. The\n"
    "ON counts are not looked at, so the choice cannot pick a lucky fluctuation and costs no trials.\n"
    "Seen: Li & Ma significance of the excess in ON. The best of many choices is too good: pay for the trials.\n"
    "Relative error: error / excess, for the spectrum of a source that is certain."
)
MERIT_SCALES = {
    "expected": "Expected σ",
    "significance": "Significance seen (σ)",
    "error": "Relative error (%), least is best",
}
Cell = tuple[int, int]


def choice_text(found: Optimisation, cell: Cell, percent: float) -> str:
    """One choice: `θ < 0.07°, E > 0.74 TeV: 0.70 σ expected for 1 % Crab · 34.1 σ seen · error 6.3 % · ON 299 …`."""
    scan = found.scan
    if not scan.usable[cell]:
        return f"{place_text(found, cell)}: {scan.n_off[cell]:.0f} OFF counts, too few for a significance"
    parts = [
        f"{number(float(scan.expected_significance(percent / 100.0)[cell]), 3)} σ expected for {percent:g} % Crab",
        f"{number(float(scan.significance[cell]), 3)} σ seen",
        f"error {number(100.0 * float(scan.relative_error[cell]), 3)} %",
        f"ON {scan.n_on[cell]:.0f}",
        f"α × OFF {number(float(scan.background[cell]), 3)}",
    ]
    unbroken = (part.replace(" ", "\u00a0") for part in parts)
    return f"{place_text(found, cell)}: {' · '.join(unbroken)}"


def place_text(found: Optimisation, cell: Cell) -> str:
    """`θ < 0.07°, E > 0.74 TeV`."""
    return f"θ < {found.scan.radius[cell[0]]:.3g}°, E > {number(float(found.scan.threshold[cell[1]]), 3)} TeV"


def trials_text(found: Optimisation, merit: str, cell: Cell) -> str:
    """What has to be said about trials for a choice made by `merit`."""
    if merit == "expected":
        return "The ON counts were not used to choose: nothing to pay for trials. Choose before you look, all the same."
    seen = float(found.scan.significance[cell])
    if not seen > 0.0:
        return f"{found.scan.choices} choices were looked at; none has an excess worth a correction here."
    tried = found.scan.choices
    text = (
        f"{tried} choices were looked at. If all were independent, {number(seen, 3)} σ is "
        f"{_sigma(after_trials(seen, tried))} after trials (1 − (1 − p)^N)."
    )
    if found.effective == found.effective:
        text += (
            f" {len(found.maxima)} skies without a source say: they count as {found.effective:.0f}, which leaves "
            f"{_sigma(after_trials(seen, found.effective))}; {_skies(found, seen)}."
        )
    if found.refused:
        text += f" {found.refused}"
    if merit == "error":
        text += " The least error is for a source that is certain, not to claim one."
    return text


def _skies(found: Optimisation, seen: float) -> str:
    reached = int((found.maxima >= seen).sum())
    p, error = toy_chance(found.maxima, seen)
    if reached == 0:
        return f"none of them did as well by chance (p < {number(p, 1)})"
    return f"{reached} of them did as well by chance (p = {number(p, 2)} ± {number(error, 1)})"


def _sigma(value: float) -> str:
    return f"{number(value, 3)} σ" if value > 0.0 else "nothing (p > 0.5)"
