"""The error ellipse of a position, from the covariance of a fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from smooth_cubes import POWER_LAW

from vhegui.core import sphere
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.position_error import PositionError, position_error
from vhegui.core.fitting.result import Fitted
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel, default_shape

AT = (83.63, 22.01)


def fitted(shape: SpatialModel, covariance: np.ndarray) -> Fitted:
    joint = JointModel((SourceModel("crab", POWER_LAW, spatial=shape),))
    full = np.zeros((len(joint.parameters), len(joint.parameters)))
    full[3:5, 3:5] = covariance
    return Fitted(joint, 0.0, full, 0.0)


def covariance_of(major: float, minor: float, angle: float, dec: float) -> np.ndarray:
    """Of longitude and latitude, for an ellipse on the sky; angle from north through east."""
    turn = np.radians(angle)
    axes = np.array([[np.sin(turn), np.cos(turn)], [np.cos(turn), -np.sin(turn)]])
    on_sky = axes @ np.diag([major**2, minor**2]) @ axes.T
    stretch = np.array([1.0 / np.cos(np.radians(dec)), 1.0])
    return on_sky * np.outer(stretch, stretch)


@pytest.mark.parametrize("angle", [0.0, 35.0, 90.0, 160.0])
def test_the_ellipse_is_that_of_the_covariance_on_the_sky(angle: float) -> None:
    found = position_error(fitted(default_shape("point", *AT), covariance_of(0.01, 0.004, angle, AT[1])), "crab")
    assert found is not None
    assert (found.ra, found.dec, found.major, found.minor) == pytest.approx((*AT, 0.01, 0.004))
    assert np.cos(np.radians(2 * (found.angle - angle))) == pytest.approx(1.0)
    inside = found.ellipse(0.68)
    assert (inside.a, inside.b) == pytest.approx((0.0151, 0.00604), abs=1e-4)
    assert found.ellipse(0.95).a == pytest.approx(0.02448, abs=1e-5)


def test_of_galactic_coordinates_it_is_turned_to_the_north_of_icrs() -> None:
    lon, lat = (float(x) for x in sphere.to_galactic(*AT))
    found = position_error(
        fitted(default_shape("point", lon, lat, "galactic"), covariance_of(0.01, 0.004, 0.0, lat)), "crab"
    )
    assert isinstance(found, PositionError)
    ra, dec = sphere.from_galactic(np.array([lon, lon]), np.array([lat, lat + 0.01]))
    north = float(sphere.position_angle(ra[0], dec[0], ra[1], dec[1]))
    assert found.angle == pytest.approx(north % 180.0, abs=1e-3)
    assert (found.ra, found.dec) == pytest.approx(AT)


def test_without_a_fitted_place_there_is_none() -> None:
    nothing = np.zeros((2, 2))
    assert position_error(fitted(default_shape("point", *AT), nothing), "crab") is None
    assert position_error(fitted(default_shape("point", *AT), nothing), "other") is None
    shape = default_shape("point", *AT)
    linked = SourceModel(
        "halo", POWER_LAW, spatial=shape.with_parameters(replace(p, link=f"crab.{p.name}") for p in shape.parameters)
    )
    joint = JointModel((SourceModel("crab", POWER_LAW, spatial=shape), linked))
    full = np.zeros((10, 10))
    full[3:5, 3:5] = covariance_of(0.01, 0.004, 20.0, AT[1])
    found = position_error(Fitted(joint, 0.0, full, 0.0), "halo")
    assert found is not None and found.major == pytest.approx(0.01), "it is as well known as what it is linked to"
