"""Read → write → read is the identity, for everything that is read, whatever the numbers."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vhegui.core.dl3.doctor.clean import clean_observation
from vhegui.core.dl3.load import HduLocation, load_observation
from vhegui.core.dl3.observation import Events, Observation, Pointing, PointingTrack
from vhegui.core.dl3.write import write_observation
from vhegui.core.horizon import Site
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.background_3d import Background3D
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.psf_3gauss import Psf3Gauss
from vhegui.core.irf.psf_king import PsfKing
from vhegui.core.irf.psf_table import PsfTable
from vhegui.core.irf.rad_max import RadMax2D
from vhegui.core.irf.responses import Responses

SLOW = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
COUNT = st.integers(1, 4)


def positive(low: float = 1e-6, high: float = 1e6, width: int = 64) -> st.SearchStrategy[float]:
    return st.floats(low, high, width=width)  # type: ignore[arg-type]


@st.composite
def rising(draw: Any, n: int, start: float, step: float) -> np.ndarray:
    """n rising numbers; half of the time such as a 32-bit float holds."""
    steps = np.array(draw(st.lists(st.floats(0.1, 1.0), min_size=n, max_size=n))) * step
    values = start + np.cumsum(steps)
    return values.astype(np.float32).astype(np.float64) if draw(st.booleans()) else values


@st.composite
def offset_axes(draw: Any) -> OffsetAxis:
    n = draw(COUNT)
    edges = draw(rising(n + 1, -0.1, 1.0))
    edges[0] = max(edges[0], 0.0)
    return OffsetAxis.nodes(edges[1:]) if draw(st.booleans()) else OffsetAxis.bins(edges)


def tables(*shape: int, low: float = 0.0, high: float = 1e6) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float64, shape, elements=st.floats(low, high, allow_subnormal=False))


@st.composite
def all_responses(draw: Any) -> Responses:
    energy, axis = np.exp(draw(rising(draw(COUNT) + 1, -3.0, 2.0))), draw(offset_axes())
    shape = len(axis), len(energy) - 1
    migra, radius = draw(rising(draw(COUNT) + 1, -0.05, 0.5)), draw(rising(draw(COUNT) + 1, -0.005, 0.2))
    migra[0], radius[0] = max(migra[0], 0.0), max(radius[0], 0.0)
    lon, lat = draw(rising(draw(COUNT) + 1, -2.0, 1.0)), draw(rising(draw(COUNT) + 1, -2.0, 1.0))
    pointlike = draw(st.booleans())
    key = draw(st.sampled_from([float("nan"), 0.1, 0.1414213]))
    dispersion = EnergyDispersion2D(energy, migra, axis, draw(tables(*shape, len(migra) - 1)), pointlike)
    psf = draw(st.sampled_from(["table", "king", "gauss", "none"]))
    sigma, power = tables(3, *shape, low=0.01, high=1.0), tables(3, *shape, low=0.0, high=2.0)
    amplitude = draw(power)
    amplitude[0] = 1.0
    psfs = {
        "table": PsfTable(energy, axis, radius, draw(tables(*shape, len(radius) - 1))),
        "king": PsfKing(energy, axis, draw(tables(*shape, low=0.01, high=1)), draw(tables(*shape, low=1.1, high=9))),
        "gauss": Psf3Gauss(energy, axis, draw(sigma), amplitude),
        "none": None,
    }
    alignment = draw(st.sampled_from(["RADEC", "ALTAZ"]))
    cells = len(energy) - 1, len(lon) - 1, len(lat) - 1
    backgrounds = (
        Background3D(energy, lon, lat, draw(tables(*cells)), alignment, False, pointlike),
        Background2D(energy, axis, draw(tables(*shape[::-1])), pointlike),
        None,
    )
    cut = RadMax2D(energy, axis, draw(tables(*shape, low=0.01, high=1.0))) if pointlike and np.isnan(key) else None
    if pointlike and not np.isnan(key):
        cut = RadMax2D.fixed(key)
    area = EffectiveArea2D(
        energy, axis, draw(tables(*shape)), pointlike, key, 0.2, draw(st.sampled_from([50.0, np.nan]))
    )
    return Responses(area, dispersion, psfs[psf], draw(st.sampled_from(backgrounds)), cut)


# What the data are like, which no cleaning changes.
NO_REPAIR = (
    "MATRIX is all zero", "RPSF is all zero", "the events lie around", "offsets begin at", "the energy dispersion",
    "the PSF", "the same event occurs",
)  # fmt: skip


@st.composite
def observations(draw: Any) -> Observation:
    n = draw(st.integers(0, 6))
    edges = draw(rising(2 * draw(st.integers(1, 3)), 1e6, 500.0)).round(6)
    gti = edges.reshape(-1, 2)
    which = np.array(draw(st.lists(st.integers(0, len(gti) - 1), min_size=n, max_size=n)), dtype=np.int64)
    part = np.array(draw(st.lists(st.floats(0.0, 0.99), min_size=n, max_size=n)))
    time = gti[which, 0] + part * (gti[which, 1] - gti[which, 0]) if n else np.empty(0)
    events = Events(
        draw(arrays(np.int64, n, elements=st.integers(0, 2**62))),
        time,
        draw(arrays(np.float64, n, elements=st.floats(0.0, 359.999))),
        draw(arrays(np.float64, n, elements=st.floats(-90.0, 90.0))),
        draw(arrays(np.float64, n, elements=positive(1e-3, 1e3))),
    )
    text = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30).filter(
        lambda t: not t.endswith("'")
    )
    ontime = float(np.diff(gti, axis=1).sum())
    pointing = Pointing(
        draw(st.floats(0.5, 359.9)), draw(st.floats(-90, 90)), draw(st.floats(0, 90)), draw(st.floats(0, 359))
    )
    track = PointingTrack(gti[:, 0], *(np.full(len(gti), v) for v in (pointing.ra, pointing.dec, 70.0, 100.0)))
    return Observation(
        obs_id=draw(st.integers(0, 10**11)), target=draw(text), pointing=pointing,
        time_ref=float(draw(st.floats(40000, 60000))), gti=gti, ontime=ontime, livetime=0.9 * ontime, events=events,
        responses=draw(all_responses()), telescope=draw(text), track=track if draw(st.booleans()) else None,
        site=Site(draw(st.floats(-180, 180)), draw(st.floats(-90, 90))),
    )  # fmt: skip


def same(before: Any, after: Any, place: str = "") -> None:
    """Equal in every array, number and text."""
    assert type(before) is type(after), place
    if is_dataclass(before):
        for field in fields(before):
            if field.name not in ("notes", "outside_gti", "pointing", "livetime", "site"):
                same(getattr(before, field.name), getattr(after, field.name), f"{place}.{field.name}")
    else:
        np.testing.assert_array_equal(before, after, err_msg=place)


def round_trip(observation: Observation, path: Path) -> Observation:
    write_observation(observation, path)
    return load_observation([HduLocation("", path)])


@SLOW
@given(observation=observations())
def test_read_after_write_is_the_identity(observation: Observation, tmp_path: Path) -> None:
    back = round_trip(observation, tmp_path / "run.fits")
    same(observation, back)
    assert back.livetime == pytest.approx(observation.livetime, rel=1e-14)
    assert (back.pointing.ra, back.pointing.dec) == pytest.approx(
        (observation.pointing.ra, observation.pointing.dec), abs=1e-9
    )
    assert back.site is not None and observation.site is not None
    assert (back.site.longitude, back.site.latitude) == pytest.approx(
        (observation.site.longitude, observation.site.latitude), abs=1e-9
    )


@SLOW
@given(observation=observations())
def test_a_cleaned_run_needs_no_repair_and_is_the_same_when_cleaned_again(
    observation: Observation, tmp_path: Path
) -> None:
    once = round_trip(clean_observation(observation), tmp_path / "run.fits")
    said = [note.found for note in once.notes if "point-like" not in note.found and "RAD_MAX" not in note.found]
    assert [text for text in said if not text.startswith(NO_REPAIR)] == []
    again = round_trip(clean_observation(once), tmp_path / "again.fits")
    for role in ("edisp", "psf", "background"):
        a, b = getattr(once.responses, role), getattr(again.responses, role)
        values = next((f for f in ("density", "values", "sigma") if hasattr(a, f)), "")
        if values:
            first, second = getattr(a, values), getattr(b, values)
            np.testing.assert_allclose(first, second, rtol=1e-9, atol=1e-12 * max(first.max(), 1e-300))
