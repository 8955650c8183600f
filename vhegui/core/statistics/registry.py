"""The fit statistics by name, for menus, settings and files. A new one is one entry in `STATISTICS`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from numpy.typing import ArrayLike

from vhegui.core.errors import ConfigError
from vhegui.core.statistics.chi_squared import Chi2Counts
from vhegui.core.statistics.interface import CountsStatistic
from vhegui.core.statistics.known import CashCounts, CstatCounts
from vhegui.core.statistics.wstat import WstatCounts


class CountsOf(Protocol):
    """Counts with a statistic, from ON, OFF and α, and the variance of the excess that the data state (NaN: none)."""

    def __call__(
        self, n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike, stated: ArrayLike = math.nan, /
    ) -> CountsStatistic:
        """Arrays of shapes that broadcast together. Likelihoods of Poisson counts have no use for a stated variance."""
        ...


@dataclass(frozen=True)
class Statistic:
    """A fit statistic: key, name for people, when to use it, and what builds it.

    `of(systematic, minimum)` gives the function (n_on, n_off, alpha, stated) → counts with this statistic.
    gaussian_fit_quality : whether its value at the best fit is about χ² distributed when counts are many.
    """

    kind: str
    label: str
    note: str
    of: Callable[[float, float], CountsOf]
    gaussian_fit_quality: bool = True


def _chi2(systematic: float, minimum: float) -> CountsOf:
    def build(n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike, stated: ArrayLike = math.nan, /) -> CountsStatistic:
        return Chi2Counts.of(n_on, n_off, alpha, systematic, minimum, stated)

    return build


def _poisson(
    of: Callable[[ArrayLike, ArrayLike, ArrayLike], CountsStatistic],
) -> Callable[[float, float], CountsOf]:
    """A likelihood of Poisson counts, which are all it needs."""

    def build(n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike, stated: ArrayLike = math.nan, /) -> CountsStatistic:
        return of(n_on, n_off, alpha)

    return lambda systematic, minimum: build


_ENTRIES = (
    Statistic("wstat", "W (Poisson, OFF measured)", "The right one for ON/OFF counts.", _poisson(WstatCounts.of)),
    Statistic(
        "cash",
        "Cash (background known)",
        "The background α × OFF counts as known exactly: errors are too small where OFF counts are few.",
        _poisson(CashCounts.of),
        gaussian_fit_quality=False,
    ),
    Statistic(
        "cstat",
        "C statistic (background known)",
        "Cash with a value that tells how good the fit is.",
        _poisson(CstatCounts.of),
    ),
    Statistic(
        "chi2",
        "χ² of the excess",
        "Gaussian errors: wrong where counts are few. Bins without ON counts are left out. Files may state errors.",
        _chi2,
    ),
)

STATISTICS: Mapping[str, Statistic] = MappingProxyType({entry.kind: entry for entry in _ENTRIES})


def counts_of(statistic: str, systematic: float = 0.0, minimum: float = 1.0) -> CountsOf:
    """What makes counts with this statistic from ON, OFF, α and, for "chi2", a variance that the data state.

    systematic, minimum : of "chi2" only: the fraction of the background added in quadrature to its error, and the
    fewest ON counts of a bin that is used. `ConfigError` for a name that is not known or a negative fraction.
    """
    if statistic not in STATISTICS:
        raise ConfigError(f"fit statistic {statistic!r} is not known; use one of: {', '.join(STATISTICS)}")
    if not systematic >= 0:
        raise ConfigError(f"the systematic fraction of the background is {systematic:g}; it must be 0 or more")
    return STATISTICS[statistic].of(systematic, minimum)
