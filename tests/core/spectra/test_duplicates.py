"""The same observation fitted twice is noticed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ogip_files import made_up_spectrum

from vhegui.core.spectra.duplicates import duplicates
from vhegui.core.spectra.onoff import SpectrumOnOff


def run(name: str, instrument: str = "HESS", start: float = 53343.0, stop: float = 53343.02) -> SpectrumOnOff:
    return replace(made_up_spectrum(), name=name, instrument=instrument, start=start, stop=stop)


NO_TIMES = {"start": np.nan, "stop": np.nan}


@pytest.mark.parametrize(
    ("second", "same"),
    [
        (run("hess 1", "hess"), True),
        (run("1", "hess", **NO_TIMES), True),
        (run("2", "hess", **NO_TIMES), True),
        (replace(run("2", "hess", **NO_TIMES), counts=made_up_spectrum().counts + 1), False),
        (run("1", "MAGIC"), False),
        (run("2", start=53343.02, stop=53343.04), False),
        (run("all", start=53342.0, stop=53350.0), True),
        (replace(run("hess 1"), safe=np.zeros(run("1").reco.n, dtype=bool)), False),
    ],
)
def test_a_run_and_its_spectrum_from_a_file_are_duplicates(second: SpectrumOnOff, same: bool) -> None:
    apart = replace(run("0", start=53340.0, stop=53340.02), counts=made_up_spectrum().counts + 2)
    for spectra in ((apart, run("1"), second), (second, run("1"), apart)):
        found = [set(pair) for pair in duplicates(spectra)]
        assert found == ([{"1", second.name}] if same else [])
