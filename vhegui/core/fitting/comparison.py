"""Which model do the data want: likelihood-ratio tests of nested models, and the information criterion of Akaike.

    ΔTS = W(simpler) − W(richer),   p = P(χ² with the difference of free parameters ≥ ΔTS),
    AIC = W + 2 k (Akaike 1974), k free parameters; weights exp(−ΔAIC/2), normalised.

The significance σ is that of a normal distribution with the same two-sided p; with the same one-sided p where the
simpler model lies on a limit of the richer, so that one more parameter gives √ΔTS in either case. A p-value is given
where it is valid, see `vhegui.core.fitting.nesting`; AIC compares any models of the same data.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.nesting import AT_LIMIT, UNDEFINED, nesting
from vhegui.core.fitting.result import FitResult
from vhegui.core.models.spectral.change import change_kind
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.progress import Progress

DEFAULT_KINDS = ("power_law", "exp_cutoff_power_law", "log_parabola")
NOT_NESTED = "neither is a special case of the other: compare AIC"
HALVED = "on a limit: half of the χ² probability (Chernoff)"


@dataclass(frozen=True)
class LikelihoodRatio:
    """A test of a simpler model against a richer one.

    delta_ts, ndf : ΔTS and the difference of free parameters · p_value, significance (σ) : NaN where not valid
    note : what to know about the p-value, "" if nothing.
    """

    delta_ts: float
    ndf: int
    p_value: float
    significance: float
    note: str


@dataclass(frozen=True, eq=False)
class ComparisonRow:
    """A model in the table. The test is against the base, or of the base's richer form against this one where the base
    is the richer; for the base itself delta_ts and ndf are 0.

    result : its fit · label : its formula's name · nested : whether the test is one of nested models
    aic, delta_aic, weight : Akaike's; delta_aic from the best of the table.
    """

    result: FitResult
    label: str
    delta_ts: float
    ndf: int
    p_value: float
    significance: float
    nested: bool
    note: str
    aic: float
    delta_aic: float
    weight: float

    @property
    def kind(self) -> str:
        """Kind of the spectrum."""
        return self.result.model.kind

    @property
    def stat(self) -> float:
        """Statistic at the best fit."""
        return self.result.total_stat

    @property
    def n_free(self) -> int:
        """Fitted parameters."""
        return self.result.n_free

    @property
    def success(self) -> bool:
        """Whether the fit is a measurement; `message` says why not."""
        return self.result.success

    @property
    def message(self) -> str:
        """What the fit said."""
        return self.result.message


def compare_models(
    data: JointData,
    model: SpectralModel | JointModel,
    kinds: Sequence[str] = DEFAULT_KINDS,
    progress: Progress | None = None,
) -> tuple[ComparisonRow, ...]:
    """Fit the first source of `model` as each of `kinds` (the first is the base) and compare.

    Other sources and nuisances are refitted with each. Every kind starts where the base ended.
    """
    joint = JointModel.of(model)
    results: list[FitResult] = []
    for k, kind in enumerate(kinds):
        if progress is not None:
            progress(k / len(kinds), f"Fit {k + 1} of {len(kinds)}")
        base = results[0].joint if results and results[0].success else joint
        results.append(fit(data, as_kind(joint, base, kind)))
    return comparison(results)


def as_kind(model: JointModel, start: JointModel, kind: str) -> JointModel:
    """`model` with its first source as another kind: as it is if it is of that kind, else from `start`'s values."""
    first = model.first if model.first.kind == kind else change_kind(start.first, kind)
    return replace(model, sources=(replace(model.sources[0], spectral=first), *model.sources[1:]))


def comparison(results: Sequence[FitResult]) -> tuple[ComparisonRow, ...]:
    """The table of fits to the same data, the first as base. `AnalysisError` for other data or another statistic."""
    if not results:
        raise AnalysisError("there is no model to compare; choose at least one")
    for result in results[1:]:
        _check_data(results[0], result)
    aic = np.array([result.total_stat + 2.0 * result.n_free for result in results])
    known = np.where([math.isfinite(value) for value in aic], aic, np.inf)
    weight = np.exp(-0.5 * (known - known.min()))
    weight /= weight.sum()
    rows = []
    for i, result in enumerate(results):
        test, nested = _test(results[0], result) if i else (LikelihoodRatio(0.0, 0, math.nan, math.nan, ""), True)
        rows.append(
            ComparisonRow(
                result=result,
                label=formula_of(result.model).label,
                delta_ts=test.delta_ts,
                ndf=test.ndf,
                p_value=test.p_value,
                significance=test.significance,
                nested=nested,
                note=test.note,
                aic=float(aic[i]),
                delta_aic=float(aic[i] - known.min()),
                weight=float(weight[i]),
            )
        )
    return tuple(rows)


def _test(base: FitResult, other: FitResult) -> tuple[LikelihoodRatio, bool]:
    """The test of a pair, whichever is the richer; ΔTS and ndf count from the base."""
    if nesting(base.joint, other.joint) is not None:
        return likelihood_ratio(base, other), True
    if nesting(other.joint, base.joint) is not None:
        test = likelihood_ratio(other, base)
        return replace(test, delta_ts=-test.delta_ts, ndf=-test.ndf), True
    difference = base.total_stat - other.total_stat
    return LikelihoodRatio(difference, other.n_free - base.n_free, math.nan, math.nan, NOT_NESTED), False


def likelihood_ratio(null: FitResult, alternative: FitResult) -> LikelihoodRatio:
    """Test of a model against a richer one of which it is a special case.

    `AnalysisError` where it is not, or where data or statistic differ. Without a valid distribution, or where a fit did
    not succeed, the p-value is NaN and the note says why.
    """
    _check_data(null, alternative)
    nested = nesting(null.joint, alternative.joint)
    if nested is None:
        a, b = formula_of(null.model).label, formula_of(alternative.model).label
        raise AnalysisError(f"“{a}” is no special case of “{b}” with more free parameters; compare their AIC instead")
    delta, ndf = null.total_stat - alternative.total_stat, alternative.n_free - null.n_free
    reason = _why_invalid(null, alternative, delta)
    if reason:
        return LikelihoodRatio(delta, ndf, math.nan, math.nan, reason)
    if nested.case == UNDEFINED:
        return LikelihoodRatio(delta, ndf, math.nan, math.nan, f"{nested.why}: ΔTS is not χ², simulate it")
    on_limit = nested.case == AT_LIMIT
    p, log_p = p_value(delta, ndf, on_limit)
    sigma = two_sided_sigma(min(log_p + math.log(2.0), 0.0) if on_limit else log_p)
    return LikelihoodRatio(delta, ndf, p, sigma, f"{nested.why} {HALVED}" if on_limit else "")


def _why_invalid(null: FitResult, alternative: FitResult, delta: float) -> str:
    for result in (null, alternative):
        if not result.success:
            return f"{formula_of(result.model).label}: {result.message}"
    if delta < -1e-3:
        return "the richer model fits worse: its fit has not found the minimum"
    return ""


def p_value(delta_ts: float, ndf: int, at_limit: bool = False) -> tuple[float, float]:
    """P(ΔTS or more) by chance and its natural logarithm; at a limit the mean of ndf − 1 and ndf (Chernoff)."""
    from scipy.special import chdtrc

    ts = max(delta_ts, 0.0)
    if at_limit:
        below = chdtrc(ndf - 1, ts) if ndf > 1 else float(ts <= 0.0)
        p = 0.5 * (chdtrc(ndf, ts) + below)
    else:
        p = chdtrc(ndf, ts)
    if p > 1e-290:
        return float(p), math.log(p)
    # Far out: the leading term of the incomplete gamma function, good to (ndf − 2) / ΔTS.
    log_p = (0.5 * ndf - 1.0) * math.log(0.5 * ts) - 0.5 * ts - math.lgamma(0.5 * ndf)
    return float(p), log_p - (math.log(2.0) if at_limit else 0.0)


def two_sided_sigma(log_p: float) -> float:
    """σ of a normal distribution beyond which, on both sides, the probability is exp(log_p)."""
    from scipy.special import ndtri_exp

    return float(-ndtri_exp(min(log_p, 0.0) - math.log(2.0))) + 0.0


def _check_data(a: FitResult, b: FitResult) -> None:
    if a.data_key != b.data_key or a.dataset_names != b.dataset_names or a.n_bins != b.n_bins:
        raise AnalysisError("the two fits are of different data, fit ranges or statistics; fit both to the same")
