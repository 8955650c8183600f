"""Verdicts in plain words. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence

from vhegui.analysis.parameter_names import parameter_name
from vhegui.analysis.studies.fit_quality import degenerate_pairs
from vhegui.analysis.written_numbers import asymmetric, number, unit_text, value_error
from vhegui.core.estimators.flux_points.flux_point_fit import FluxPointFit
from vhegui.core.fitting.comparison import ComparisonRow
from vhegui.core.fitting.contours import Contours
from vhegui.core.fitting.profiles import AsymmetricError
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.toy_result import ToyResult
from vhegui.core.models.spectral.registry import KINDS
from vhegui.gui.text.plain import sentence

SEEN, CLEAR, HINTED = 3.0, 5.0, 2.0  # σ from which a richer model is preferred, clearly so, or only hinted at
POOR, DOUBTFUL = 0.01, 0.05  # goodness of fit


def short_name(label: str) -> str:
    """The usual abbreviation of a model's name, where it has one."""
    return next((entry.abbreviation for entry in KINDS.values() if label == entry.label), label)


def comparison_verdict(rows: Sequence[ComparisonRow]) -> str:
    """Which model the data want, and how much."""
    if len(rows) < 2:
        return f"Only {rows[0].label}: tick another model to compare with." if rows else ""
    tests = [row for row in rows[1:] if row.nested and row.ndf > 0 and math.isfinite(row.significance)]
    best = min(rows, key=lambda row: row.aic if row.success and math.isfinite(row.aic) else math.inf)
    said = f"Least AIC: {best.label} (weight {100 * best.weight:.0f} %)."
    if not tests:
        return said + " There is no nested pair with a valid test."
    strongest = max(tests, key=lambda row: row.significance)
    ts = f"ΔTS = {number(strongest.delta_ts, 3)} for {strongest.ndf} more"
    if strongest.significance >= SEEN:
        how = "clearly preferred" if strongest.significance >= CLEAR else "preferred"
        return f"{strongest.label} is {how} to {rows[0].label}: {strongest.significance:.1f} σ ({ts}). {said}"
    if strongest.significance >= HINTED:
        hint = f"{strongest.label} is hinted at, not established: {strongest.significance:.1f} σ over {rows[0].label}"
        return f"{hint} ({ts}). {said}"
    gain = f"{strongest.label} improves it by only {strongest.significance:.1f} σ ({ts})"
    return f"{rows[0].label} is enough: {gain}. {said}"


def profile_verdict(name: str, fit: FitResult, error: AsymmetricError) -> str:
    """The asymmetric error and whether the symmetric one will do."""
    parameter = fit.joint[name]
    if not error.success:
        return f"{name}: {error.message or 'no asymmetric error'}"
    shown = asymmetric(parameter.value, error.errn, error.errp, unit_text(parameter.unit))
    name = parameter_name(name)
    apart = max(abs(error.errn / parameter.error - 1.0), abs(error.errp / parameter.error - 1.0))
    if apart < 0.1:
        return f"{name} = {shown}: nearly a parabola, the symmetric error ({number(parameter.error, 2)}) will do."
    return f"{name} = {shown}: not a parabola (up to {100 * apart:.0f} % from the symmetric error), quote both sides."


def contours_verdict(found: Contours, fit: FitResult) -> str:
    """How correlated the two are."""
    names = list(fit.joint_names)
    i, k = (names.index(name) for name in found.names)
    rho = float(fit.joint_correlation[i, k])
    strength = "strongly" if abs(rho) > 0.8 else "somewhat" if abs(rho) > 0.3 else "hardly"
    missing = int((found.x != found.x).sum())
    open_ = f" {missing} points do not exist: a limit is in the way." if missing else ""
    return (
        f"68 and 95 % in two dimensions; {found.names[0]} and {found.names[1]} are {strength} correlated "
        f"(ρ = {number(rho, 2)}).{open_}"
    )


def correlation_verdict(fit: FitResult) -> str:
    """Degenerate pairs in words."""
    pairs = degenerate_pairs(fit.joint_names, fit.joint_correlation)
    if fit.n_free < 2:
        return "Fewer than two free parameters: nothing can be correlated."
    if not pairs:
        return "No pair of parameters is degenerate (all |ρ| < 0.9)."
    told = "; ".join(f"{a} and {b} (ρ = {number(rho, 3)})" for a, b, rho in pairs[:3])
    return (
        f"Nearly degenerate, one can stand for the other: {told}. Another reference energy, a wider energy range or a "
        "prior may part them."
    )


def toys_verdict(found: ToyResult) -> str:
    """What the toys say."""
    return " ".join((*_goodness(found), *found.sentences()))


def _goodness(found: ToyResult) -> tuple[str, ...]:
    if "cash" in found.statistic or found.n_good < 2:
        return ()
    if found.p_value < POOR:
        return ("The model does not describe the data: hardly a toy fits as badly.",)
    if found.p_value < DOUBTFUL:
        return ("A doubtful fit: few toys fit as badly.",)
    return ("The model describes the data.",)


def points_verdict(found: FluxPointFit) -> str:
    """How well the model describes the points."""
    ndf = found.n_points - found.n_free
    if not found.success:
        return f"{sentence(found.message)}."
    from scipy.special import chdtrc

    p = float(chdtrc(ndf, found.total_stat)) if ndf > 0 else math.nan
    chance = f", p = {number(p, 2)} if points were independent and Gaussian" if ndf > 0 else ""
    return (
        f"−2 ln L = {number(found.total_stat, 3)} for {found.n_points} points − {found.n_free} parameters{chance}. "
        "A fit of the counts knows more."
    )


def parameter_text(value: float, error: float) -> str:
    """With error, or fixed."""
    return value_error(value, error) if error > 0 else f"{number(value, 4)} (fixed)"
