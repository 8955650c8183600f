"""Changes with time: integrals, bounds and derivatives of every kind; values of gammapy 2.1; tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.errors import ConfigError, DataError
from vhegui.core.models.temporal.model import TemporalModel, default_change, means, slopes_of_means
from vhegui.core.models.temporal.registry import KINDS
from vhegui.core.models.temporal.tables import LightCurveTable, PhaseTable, change_of

UTC = 69.184 / 86400.0  # TT − UTC in 2020, days
REF = 59000.1 + UTC
TABLE = LightCurveTable(np.array([0.0, 1.0, 2.0, 4.0]), np.array([0.2, 1.0, 0.6, 0.1]), REF)
PHASES = PhaseTable(np.linspace(0.0, 1.0, 11), np.array([1.0, 2.0, 5.0, 2.0, *[1.0] * 7]))
CHANGES = {
    "constant": default_change("constant"),
    "linear": default_change("linear").with_values((0.5, 0.2, REF)),
    "exp_decay": default_change("exp_decay").with_values((2.0, REF)),
    "gaussian_flare": default_change("gaussian_flare").with_values((REF, 0.4)),
    "flare": default_change("flare").with_values((REF, 0.5, 1.5, 0.8)),
    "power_law_in_time": default_change("power_law_in_time").with_values((-1.3, REF, 0.5)),
    "sine": default_change("sine").with_values((0.4, 2.0, REF)),
    "light_curve": change_of(TABLE),
    "phase_curve": change_of(PHASES).with_values((REF, 0.1, 1.5e-5, 1e-14, 0.0)),
}
# gammapy 2.1 at MJD (TT) 59000.3, 59001.5, 59003.0; reference at MJD (UTC) 59000.1, the phase there is 0.
GAMMAPY = {
    "linear": (0.5398398518533213, 0.7798398518527392, 1.0798398518527392),
    "exp_decay": (0.9051997606556031, 0.4967841616380456, 0.23466422188929864),
    "gaussian_flare": (0.8833788887865068, 0.0022028671386514725, 3.912914677340687e-12),
    "flare": (0.9607092216088977, 0.632320682376528, 0.3199880534336581),
    "power_law_in_time": (3.3081635390058888, 0.262432470667305, 0.10178868905598394),
    "sine": (1.1551771125794579, 1.1345986686213605, 0.8135921095539476),
    "light_curve": (0.3593594074132852, 0.8403202962945215, 0.375200185184076),
    "phase_curve": (2.0344302299288914, 0.6249999999999996, 0.6249999999999996),
}


def test_every_kind_is_tested() -> None:
    assert set(KINDS) <= set(CHANGES)


@pytest.mark.parametrize("kind", GAMMAPY)
def test_values_are_those_of_gammapy(kind: str) -> None:
    change = CHANGES[kind]
    if kind == "phase_curve":
        change = change.with_values((REF, 0.0, *change.values[2:]))
    np.testing.assert_allclose(change.factor(np.array([59000.3, 59001.5, 59003.0])), GAMMAPY[kind], rtol=1e-9)


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
@given(start=st.floats(-1.0, 3.0), length=st.floats(0.01, 1.5))
def test_integrals_are_those_of_the_factor(change: TemporalModel, start: float, length: float) -> None:
    start = abs(start) + 0.01 if change.kind == "power_law_in_time" else start
    edges = np.linspace(REF + start, REF + start + length, 20_001)
    middles = 0.5 * (edges[:-1] + edges[1:])
    values = change.factor(middles)
    assert change.mean(np.array([[edges[0], edges[-1]]])) == pytest.approx(values.mean(), rel=2e-5, abs=1e-9)
    assert values.max() <= change.formula.most(edges[:1], edges[-1:], *change.values)[0] * (1.0 + 1e-9)


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_derivatives_are_those_of_the_means(change: TemporalModel) -> None:
    good = [REF + np.array([[0.2, 0.3], [0.5, 0.8]]), REF + np.array([[1.2, 1.9]])]
    values = change.values
    found = slopes_of_means(change.formula, good, values, range(len(values)))
    for i, parameter in enumerate(change.parameters):
        step = {"t_ref": 1e-3, "f1": 1e-14, "f2": 1e-19}.get(parameter.name, 1e-4 * max(abs(values[i]), 1e-3))
        step = 1e-9 if parameter.name == "f0" else step
        ends = [tuple(v + sign * step * (k == i) for k, v in enumerate(values)) for sign in (1.0, -1.0)]
        slope = (means(change.formula, good, ends[0]) - means(change.formula, good, ends[1])) / (2.0 * step)
        np.testing.assert_allclose(found[i], slope, rtol=2e-3, atol=1e-4 * float(np.abs(slope).max()) + 1e-9)


def test_a_light_curve_keeps_its_ends_and_is_the_mean_of_its_good_time() -> None:
    change = change_of(TABLE)
    np.testing.assert_allclose(change.factor(REF + np.array([-5.0, 9.0])), [0.2, 0.1])
    apart = REF + np.array([[-2.0, -1.0], [0.0, 1.0]])
    assert change.mean(apart) == pytest.approx(0.5 * (0.2 + 0.6))


def test_tables_come_from_files(tmp_path: Path) -> None:
    from astropy.table import Table

    curve = Table({"TIME": [0.0, 86400.0], "NORM": [[[1.0]], [[0.5]]]}, units={"TIME": "s"})
    curve.meta = {"MJDREFI": 59000, "MJDREFF": 0.1, "TIMESYS": "utc"}
    curve.write(tmp_path / "curve.fits")
    found = LightCurveTable.read(tmp_path / "curve.fits")
    assert found.zero == pytest.approx(REF, abs=1e-9)
    assert found.time.tolist() == [0.0, 1.0] and found.norm.tolist() == [1.0, 0.5]
    del curve.meta["TIMESYS"]  # UTC then, as in gammapy
    curve.write(tmp_path / "silent.fits")
    assert LightCurveTable.read(tmp_path / "silent.fits").zero == pytest.approx(REF, abs=1e-9)
    phases = Table({"PHASE": [0.0, 0.5, 1.0], "NORM": [1.0, 3.0, 1.0]})
    phases.write(tmp_path / "phases.ecsv", format="ascii.ecsv")
    factor = (
        change_of(PhaseTable.read(tmp_path / "phases.ecsv")).with_values((REF, 0.0, 1.0 / 86400.0, 0.0, 0.0)).factor
    )
    np.testing.assert_allclose(factor(REF + np.array([0.0, 0.5, 7.5])), [0.5, 1.5, 1.5], rtol=1e-6)
    curve.remove_column("NORM")
    curve.write(tmp_path / "none.fits")
    with pytest.raises(DataError, match="no column NORM"):
        LightCurveTable.read(tmp_path / "none.fits")
    with pytest.raises(ConfigError, match="times must rise"):
        LightCurveTable(np.array([1.0, 0.0]), np.ones(2), REF)
