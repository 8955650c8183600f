"""What is said of a θ² plot in words."""

from __future__ import annotations

from vhegui.analysis.written_numbers import number
from vhegui.core.estimators.theta_psf import PsfExpectation
from vhegui.core.estimators.theta_squared import ThetaSquared


def inside_text(theta: ThetaSquared, expected: PsfExpectation | None) -> str:
    """`θ < 0.11°: ON 549 · α × OFF 37.7 · excess 511 ± 23 · 41.0 σ · holds 64 % of the PSF`."""
    inside = theta.inside
    parts = [
        f"θ < {theta.radius:.3g}°:  ON {inside.on:.0f}",
        f"α × OFF {number(inside.background, 3)}",
        f"excess {inside.excess:.0f} ± {inside.excess_error:.0f}".replace("-", "−"),
        f"{number(inside.significance, 3)} σ",
    ]
    if expected is not None:
        parts.append(f"holds {100.0 * expected.inside:.0f} % of the PSF")
    return " · ".join(parts)


CUT = "Point-like responses: their own cut is the ON radius of the analysis, the line is only the circle drawn. "


def room_text(theta: ThetaSquared, by_cut: bool = False) -> str:
    """How many OFF centres there are where. `by_cut`: the data have a directional cut of their own."""
    used = theta.centres[theta.centres > 0]
    if not len(used):
        return "There is no room for OFF centres."
    steps = list(dict.fromkeys(int(count) for count in used))
    counts = ", then ".join(str(count) for count in steps)
    text = f"{CUT if by_cut else ''}OFF centres of all runs, from inside to outside: {counts}."
    if theta.reach < theta.edges[-1] * (1 - 1e-9):
        text += f" Beyond {theta.reach:.3g} deg² circles would overlap: no room for OFF (hatched)."
    return text
