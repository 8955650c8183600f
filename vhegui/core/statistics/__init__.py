"""Statistics of counts: Poisson likelihoods, their derivatives, significance, intervals and upper limits."""

from vhegui.core.statistics.chi_squared import Chi2Counts
from vhegui.core.statistics.counts import (
    excess_error,
    excess_for_significance,
    excess_interval,
    excess_upper_limit,
    li_ma_significance,
)
from vhegui.core.statistics.interface import CountsStatistic, StatTerms, background_slope
from vhegui.core.statistics.known import CashCounts, CstatCounts
from vhegui.core.statistics.known_background import (
    cash_significance,
    known_background_excess_for_significance,
    known_background_interval,
    known_background_upper_limit,
)
from vhegui.core.statistics.poisson import cash, cash_gradient, cstat, cstat_gradient
from vhegui.core.statistics.registry import STATISTICS, CountsOf, counts_of
from vhegui.core.statistics.wstat import (
    WstatCounts,
    WstatTerms,
    profiled_background,
    saturated_wstat,
    wstat,
    wstat_curvature,
    wstat_expected_curvature,
    wstat_gradient,
)

__all__ = [
    "STATISTICS",
    "CashCounts",
    "Chi2Counts",
    "CountsOf",
    "CountsStatistic",
    "CstatCounts",
    "StatTerms",
    "WstatCounts",
    "WstatTerms",
    "background_slope",
    "cash",
    "cash_gradient",
    "cash_significance",
    "counts_of",
    "cstat",
    "cstat_gradient",
    "excess_error",
    "excess_for_significance",
    "excess_interval",
    "excess_upper_limit",
    "known_background_excess_for_significance",
    "known_background_interval",
    "known_background_upper_limit",
    "li_ma_significance",
    "profiled_background",
    "saturated_wstat",
    "wstat",
    "wstat_curvature",
    "wstat_expected_curvature",
    "wstat_gradient",
]
