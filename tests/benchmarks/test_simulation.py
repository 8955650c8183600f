"""How long it takes to simulate: a first start with the demo data, and ten runs from a plan, all written."""

from __future__ import annotations

from pathlib import Path

import pytest

from vhegui.analysis.headless.simulate import simulate_store
from vhegui.analysis.simulation.plan import Plan
from vhegui.core.dl3.load import read_responses
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.simulation.demo import write_demo
from vhegui.core.simulation.planned import Pointings, planned_runs

SHAPES = {
    "point": default_shape("point", 83.633, 22.014),
    "Gaussian": default_shape("gaussian").with_values((83.633, 22.014, 0.2, 0.0, 0.0)),
}
RESPONSES = {
    "H.E.S.S.": "hess-dl3-dr1/data/hess_dl3_dr1_obs_id_023523.fits.gz",
    "Prod5 North": "cta-caldb/Prod5-North-20deg-AverageAz-4LSTs09MSTs.180000s-v0.1.fits.gz",
}


def test_write_the_whole_demo(benchmark, tmp_path):
    rounds = iter(range(100))
    benchmark.pedantic(lambda: write_demo(tmp_path / f"demo-{next(rounds)}"), rounds=2)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("array", RESPONSES)
def test_ten_runs_of_28_min(benchmark, data: Path, tmp_path: Path, array: str, shape: str):
    """2 s are asked for ten runs of H.E.S.S."""
    pointings = Pointings("Crab", 83.633, 22.014, runs=10, good_time=((0.0, 1680.0),), zenith=20.0)
    crab = default_spectrum("power_law").with_values((2.6, 3.5e-11, 1.0))
    sky = (SourceModel("crab", crab, spatial=SHAPES[shape]),)
    rounds = iter(range(100))

    def simulate() -> None:
        responses, _ = read_responses(data / RESPONSES[array])
        plan = Plan(1, sky, tuple(planned_runs(pointings, responses, 1)))
        simulate_store(plan, tmp_path / f"store-{next(rounds)}")

    benchmark.pedantic(simulate, rounds=3)
