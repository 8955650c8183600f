"""Every row of the reference tables, all zero cases included (exact results of gammapy 2.1)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vhegui.core import statistics as st


@pytest.fixture(scope="module")
def stats(reference: Any) -> Any:
    return reference("stats.json")


def table(stats: Any, name: str) -> dict[str, np.ndarray]:
    rows = np.array([[np.nan if v is None else v for v in row] for row in stats[name]], dtype=float)
    return dict(zip(stats[f"{name}_columns"], rows.T, strict=True))


def close(actual: np.ndarray, expected: np.ndarray, rtol: float = 1e-7, atol: float = 1e-6) -> None:
    np.testing.assert_allclose(actual, expected, rtol=rtol, atol=atol, equal_nan=True)


def test_wstat_its_background_and_its_gradient_agree_on_every_row(stats: Any) -> None:
    t = table(stats, "wstat")
    args = t["n_on"], t["n_off"], t["alpha"], t["mu_sig"]
    close(st.wstat(*args), t["wstat"])
    close(st.wstat(*args) - st.saturated_wstat(args[0], args[1]), t["wstat_without_gof_terms"])
    close(st.profiled_background(*args), t["mu_bkg"])
    close(st.wstat_gradient(*args), t["d_wstat_d_mu_sig"])


def test_cash_and_cstat_agree_on_every_row(stats: Any) -> None:
    t = table(stats, "cash_cstat")
    close(st.cash(t["n_on"], t["mu_on"]), t["cash"])
    close(st.cstat(t["n_on"], t["mu_on"]), t["cstat"])
    known = np.isfinite(t["d_cash_d_mu"])
    close(st.cash_gradient(t["n_on"], t["mu_on"])[known], t["d_cash_d_mu"][known])


def test_excess_error_and_significance_of_on_off_counts_agree_on_every_row(stats: Any) -> None:
    t = table(stats, "onoff")
    args = t["n_on"], t["n_off"], t["alpha"]
    close(st.excess_error(*args), t["error_sqrt(n_on+alpha^2*n_off)"])
    close(st.li_ma_significance(*args), t["significance_LiMa_signed"])
    # The table's asymmetric errors and limits are all empty: those are checked by their definition.


def test_known_background_errors_and_limits_agree_on_every_row(stats: Any) -> None:
    t = table(stats, "cash_counts")
    n_on, mu_bkg = t["n_on"], t["mu_bkg"]
    close(st.cash_significance(n_on, mu_bkg), t["significance_signed"])
    errn, errp = st.known_background_interval(n_on)
    close(errn, t["errn_1sigma"])
    close(errp, t["errp_1sigma"])
    for n_sigma in (1, 2, 3):
        close(st.known_background_upper_limit(n_on, mu_bkg, n_sigma), t[f"ul_{n_sigma}sigma"])


def test_a_hundred_thousand_significances_have_the_reference_mean(stats: Any) -> None:
    check = stats["lima_1e5_check"]
    rng = np.random.default_rng(0)
    n_on, n_off = rng.poisson(20, 100_000), rng.poisson(100, 100_000)
    significance = st.li_ma_significance(n_on, n_off, np.float64(0.1))
    close(significance[:10], np.array(check["first10"]))
    assert significance.mean() == pytest.approx(check["mean"], rel=1e-6)
    assert significance.std() == pytest.approx(check["std"], rel=1e-6)
