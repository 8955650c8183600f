"""Safe ranges of runs as gammapy has them: `SafeMaskMaker` of gammapy 2.1 after `ReflectedRegionsBackgroundMaker`, ON
region of 0.11 deg, 27 bins of reconstructed energy from 0.1 to 40 TeV, 67 of true energy from 0.05 to 100 TeV.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vhegui.analysis.edits import new_analysis
from vhegui.analysis.loading.runs import load_runs
from vhegui.analysis.state import Dataset, EventSelection, LogAxis, SafeRange
from vhegui.analysis.steps import build_pipeline
from vhegui.core.background.reflected import Reflected
from vhegui.core.dl3.open import open_store
from vhegui.core.progress import silent
from vhegui.core.regions.circle import Circle

CRAB, PKS2155 = Circle(83.63, 22.01, 0.11), Circle(329.71693844, -30.2255883, 0.11)
# The first bin of each run that gammapy uses.
FIRST_BINS = [
    (SafeRange(None, bias_percent=10.0), {23523: 11, 23526: 10, 23559: 9, 23592: 10, 33787: 11}),
    (SafeRange(None, bias_percent=5.0), {23523: 12, 23526: 11, 23559: 10, 23592: 11, 33787: 13}),
    (SafeRange(None, bias_percent=30.0), {23523: 10, 23526: 9, 23559: 9, 23592: 10, 33787: 10}),
    (SafeRange(None, bkg_peak=True), {23523: 8, 23526: 7, 23559: 7, 23592: 8, 33787: 9}),
    (SafeRange(None, offset_max=0.6), {23523: 0, 23526: 0, 23559: 27, 23592: 27, 33787: 0}),
]


@pytest.fixture(scope="module")
def observations(data):
    runs = FIRST_BINS[0][1]
    return load_runs(open_store(data / "hess-dl3-dr1"), runs, {}, silent).observations


@pytest.mark.parametrize(("safe", "expected"), FIRST_BINS)
def test_runs_are_used_from_the_same_bin_on_as_by_gammapy(observations, safe, expected):
    found = {}
    for run, observation in observations.items():
        analysis = new_analysis()
        analysis = replace(
            analysis,
            source=PKS2155 if run == 33787 else CRAB,
            dataset=Dataset("hess", (run,)),
            events=EventSelection(keep_outside_gti=True),
            background=Reflected(placement="gammapy"),
            reco=LogAxis(0.1, 40.0, 27),
            true=LogAxis(0.05, 100.0, 67),
            safe=safe,
        )
        given = {"observations": {run: observation}, "mask_images": {}, "spectrum_files": {}}
        mask = build_pipeline().pull("spectra", analysis, given)[run].safe
        used = np.flatnonzero(mask)
        found[run] = int(used[0]) if len(used) else len(mask)
        assert mask[found[run] :].all()
    assert found == expected
