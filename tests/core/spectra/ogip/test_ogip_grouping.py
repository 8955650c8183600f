"""Channels grouped into bins: enough in each, nothing lost, safe and unsafe kept apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ogip_files import made_up_spectrum

from vhegui.core.errors import AnalysisError
from vhegui.core.spectra.ogip import apply_grouping, group_channels, group_min_counts, group_min_significance
from vhegui.core.spectra.ogip.grouping import bin_starts
from vhegui.core.statistics import li_ma_significance

FLUX = made_up_spectrum().true.centres ** -2.0


@given(seed=st.integers(0, 500), minimum=st.integers(1, 60))
def test_bins_have_enough_counts_and_nothing_is_lost(seed, minimum):
    spectrum = made_up_spectrum(seed)
    flags = group_min_counts(spectrum, minimum)
    grouped = apply_grouping(spectrum, flags)
    enough = grouped.counts[grouped.safe] >= minimum
    assert enough.all() or grouped.safe.sum() == 1
    assert grouped.safe.any()
    for name in ("counts", "counts_off", "background"):
        assert getattr(grouped, name).sum() == pytest.approx(getattr(spectrum, name).sum())
    assert np.allclose((FLUX @ grouped.response).sum(), (FLUX @ spectrum.response).sum())
    mixed = [len(set(part)) for part in np.split(spectrum.safe, bin_starts(flags)[1:])]
    assert set(mixed) == {1}


def test_bins_of_a_significance_are_significant():
    spectrum = replace(made_up_spectrum(1), counts=np.full(12, 9.0))
    grouped = apply_grouping(spectrum, group_min_significance(spectrum, 4.0))
    safe = grouped.safe
    assert 1 < safe.sum() < 9
    assert np.all(li_ma_significance(grouped.counts, grouped.counts_off, grouped.alpha)[safe] >= 4.0)


def test_bins_of_a_number_of_channels_share_the_rest_with_the_last():
    flags = group_channels(made_up_spectrum(), 4)
    assert list(flags[:3]) == [1, 1, 1]
    assert list(bin_starts(flags)) == [0, 1, 2, 3, 7]
    with pytest.raises(AnalysisError, match="0 channels"):
        group_channels(made_up_spectrum(), 0)


def test_one_bad_channel_makes_its_bin_bad():
    flags = np.array([1, -1, -1, -1] * 3)
    grouped = apply_grouping(made_up_spectrum(), flags)
    assert list(grouped.safe) == [False, True, True]
    with pytest.raises(AnalysisError, match="3 grouping flags for 12 channels"):
        apply_grouping(made_up_spectrum(), flags[:3])
