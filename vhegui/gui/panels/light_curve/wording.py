"""Variability in words, each with a tooltip that gives formula and paper. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vhegui.analysis.written_numbers import number, value_error
from vhegui.core.dl3.time import SECONDS_PER_DAY
from vhegui.core.estimators.light_curve.phase import PhaseCurve
from vhegui.core.estimators.light_curve.variability import Constancy, Pair, Variability
from vhegui.core.fitting.comparison import two_sided_sigma
from vhegui.gui.figures.tips import when
from vhegui.gui.plotting.span_brush import duration

CONSTANT_TIP = (
    "Is the flux constant? Likelihood ratio: 2 ln L with a flux for every bin minus 2 ln L with one flux for all,\n"
    "χ² with n − 1 degrees of freedom if it is (Wilks 1938). It uses the Poisson likelihood of ON and OFF counts, and\n"
    "holds for bins with few counts too. p: the chance of as much scatter without any change of the source."
)
CHI2_TIP = (
    "χ² = Σ (xᵢ − x̄)² / σᵢ² of the fluxes about their weighted mean, n − 1 degrees of freedom, as in most papers.\n"
    "Errors grow with the flux, so x̄ is biased low where bins have tens of counts: prefer the likelihood ratio there."
)
FVAR_TIP = (
    "Fractional variability F_var = √(S² − ⟨σ²⟩) / ⟨x⟩: the scatter beyond the measurement errors, as a part of the\n"
    "mean flux. S² is the sample variance of the fluxes, ⟨σ²⟩ their mean squared error. Error: Vaughan et al. 2003,\n"
    "MNRAS 345, 1271, eq. B2. It holds for this binning only: longer bins smooth what is faster."
)
NONE_TIP = (
    "S² − ⟨σ²⟩ is negative: the fluxes scatter less than their errors allow, so F_var = √(S² − ⟨σ²⟩) / ⟨x⟩ is no real\n"
    "number, and no variability beyond the errors is seen. That happens by chance in half of all light curves of a\n"
    "constant source. Quote the normalised excess variance with its error instead."
)
NXS_TIP = (
    "Normalised excess variance σ²_NXS = (S² − ⟨σ²⟩) / ⟨x⟩², the square of F_var, with the error from the measurement\n"
    "errors alone (Vaughan et al. 2003, MNRAS 345, 1271, eq. 11). It may be negative: then it agrees with zero."
)
TIME_TIP = (
    "Shortest time to {what} between neighbouring bins that differ by 3 σ, t ln 2 / |ln(x₂/x₁)| (Brown 2013,\n"
    "MNRAS 431, 824; there all pairs), with the propagated error; a flux below its error counts as large as that.\n"
    "The shortest of many pairs is biased low: noise makes short times too. Trust it where the error is small\n"
    "against the value, and where the light curve is not constant anyway."
)


MAY_VARY = 0.05  # chance from which on a light curve agrees with a constant, and has no times of change


@dataclass(frozen=True)
class Statement:
    """A few words and what they mean."""

    text: str
    tip: str


def variability_words(found: Variability) -> list[Statement]:
    """Verdict first."""
    if found.n < 2:
        return [Statement("One time bin: nothing to compare. Choose shorter time bins, or more runs.", CONSTANT_TIP)]
    words = [
        Statement(verdict(found.likelihood), CONSTANT_TIP),
        Statement(f"χ² {_test(found.constant)}", CHI2_TIP),
    ]
    value, error = found.fvar
    if math.isfinite(value):
        words.append(Statement(f"F_var {value_error(100 * value, 100 * error)} %", FVAR_TIP))
    else:
        words.append(Statement("F_var: none beyond the errors", NONE_TIP))
    words.append(Statement(f"Excess variance σ²_NXS {value_error(*found.excess_variance)}", NXS_TIP))
    for what, pair in (("double", found.doubling), ("halve", found.halving)):
        if math.isfinite(pair[0]) and not found.likelihood.p_value >= MAY_VARY:
            words.append(Statement(f"{what}s in {_time(pair)}", TIME_TIP.format(what=what)))
    return words


def verdict(test: Constancy) -> str:
    """`Varies (5.4 σ): TS 61.2/14, p = 7×10⁻⁸`."""
    if not math.isfinite(test.p_value):
        return "Constant? cannot be tested"
    sigma = two_sided_sigma(math.log(test.p_value)) if test.p_value > 0 else math.inf
    said = f"{sigma:.1f} σ" if sigma < 37 else "> 37 σ"
    if test.p_value < 2.7e-3:
        word = f"Varies ({said})"
    elif test.p_value < MAY_VARY:
        word = f"May vary ({said})"
    else:
        word = "Agrees with constant"
    return f"{word}: TS {_test(test)}"


def _test(test: Constancy) -> str:
    chance = f", p = {number(test.p_value, 2)}" if test.p_value > 0.0 else ""
    return f"{number(test.statistic, 4 if test.statistic >= 1000 else 3)}/{test.ndf}{chance}"


def _time(pair: Pair) -> str:
    """`12 ± 3 min`, `12 ± 8 min (1.5 σ)` where the time is below three times its error."""
    seconds, error = pair
    size, unit = next(
        (each for each in ((365.25 * SECONDS_PER_DAY, "yr"), (SECONDS_PER_DAY, "d"), (3600.0, "h"), (60.0, "min"))
         if seconds >= 2 * each[0]), (1.0, "s"),
    )  # fmt: skip
    doubt = f" ({seconds / error:.1f} σ)" if error > 0 and seconds < 3.0 * error else ""
    return f"{value_error(seconds / size, error / size)} {unit}{doubt}"


def cut_words(times: tuple[tuple[float, float], ...]) -> str:
    """What the time cut is; "" for none."""
    if not times:
        return ""
    total = duration(sum(stop - start for start, stop in times))
    if len(times) == 1:
        return f"Time cut: only {when(*times[0])} is used, everywhere."
    return f"Time cut: only {len(times)} intervals, {total} in all, are used, everywhere; the first: {when(*times[0])}."


def held_words(times: tuple[float, float], events: int | None) -> str:
    """What is held up."""
    counted = "" if events is None else f" · {events} events"
    return f"Selected: {when(*times)} ({duration(times[1] - times[0])}){counted}"


PHASE_TIP = (
    "Is the flux the same at all phases? Likelihood ratio as for the light curve. H test for a period of any shape:\n"
    "H = max (Z²ₘ − 4m + 4) over 1 to 20 harmonics (de Jager et al. 1989, A&A 221, 180), chance exp(−0.4 H) for one\n"
    "trial (de Jager & Büsching 2010, A&A 517, L9): an ephemeris that was searched for needs the trials counted."
)


def phase_words(found: PhaseCurve) -> list[Statement]:
    """What the tests for a periodic signal say."""
    harmonics = f"{found.h_harmonics} harmonic{'' if found.h_harmonics == 1 else 's'}"
    chance = number(found.h_probability, 2)
    words = [
        Statement(verdict(found.likelihood), PHASE_TIP),
        Statement(f"H = {number(found.h, 3)} ({harmonics}), chance {chance}", PHASE_TIP),
    ]
    if not math.isfinite(found.uneven_exposure):
        words.append(Statement("no exposure at some phases: H does not hold", PHASE_TIP))
    elif found.uneven_exposure > 0.1:
        words.append(Statement(f"exposure uneven by {100 * found.uneven_exposure:.0f} %: H too large", PHASE_TIP))
    return words


GROWTH = Statement(
    "A steady source follows the dashed lines: excess ∝ t, significance ∝ √t.",
    "N = ∫ F A dt grows evenly; Li & Ma significance ≈ excess / √(background), both ∝ t: it grows as √t. A bend that\n"
    "is no flare: other elevation, weather or offset (compare the runs in the table).",
)
