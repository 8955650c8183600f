"""Spectra of instruments with different energy axes: added up where that has a meaning, else kept apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ogip_files import made_up_spectrum

from vhegui.core.errors import AnalysisError
from vhegui.core.spectra.stacking import stack, stack_alike
from vhegui.core.spectra.summed import counts_groups

HESS = [made_up_spectrum(seed, f"hess {seed}", instrument="HESS") for seed in (1, 2)]
FERMI = made_up_spectrum(3, "fermi", n_reco=5, instrument="Fermi")


def test_axes_that_differ_cannot_be_stacked_and_the_error_says_what_to_do():
    with pytest.raises(AnalysisError, match=r'"hess 1" and "fermi" have different energy axes.*jointly'):
        stack([HESS[0], FERMI])


def test_each_instrument_has_a_stack_of_its_own():
    hess, fermi = stack_alike([HESS[0], FERMI, HESS[1]])
    assert (hess.name, fermi.name) == ("stacked HESS", "stacked Fermi")
    assert (hess.instrument, hess.start, hess.stop) == ("HESS", HESS[0].start, HESS[1].stop)
    assert hess.livetime == sum(item.livetime for item in HESS)
    assert [item.name for item in stack_alike(HESS)] == ["stacked"]


def test_axes_that_differ_by_the_rounding_of_files_are_the_same():
    rounded = replace(HESS[1], reco=replace(HESS[1].reco, edges=HESS[1].reco.edges.astype(np.float32).astype(float)))
    assert len(stack_alike([HESS[0], rounded])) == 1
    assert len(counts_groups([HESS[0], rounded])) == 1


def test_counts_are_summed_in_one_group_where_all_axes_are_equal_else_by_instrument():
    assert [group.name for group in counts_groups(HESS)] == ["all"]
    groups = counts_groups([HESS[0], FERMI, HESS[1]])
    assert [(group.name, len(group.spectra)) for group in groups] == [("HESS", 2), ("Fermi", 1)]
    coarse = replace(FERMI, name="other", instrument="HESS")
    assert [group.name for group in counts_groups([*HESS, coarse])] == ["HESS 1", "HESS 2"]
    assert counts_groups([]) == ()
