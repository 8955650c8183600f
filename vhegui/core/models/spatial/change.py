"""The same source in another shape: where it is and how large it is are kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vhegui.core import sphere
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spatial.kind import CENTRE
from vhegui.core.models.spatial.model import SpatialModel, default_shape

STEPS = 4000  # of the radius, in the mean square
NOT_SIZES = (*CENTRE, "phi")


def change_shape(shape: SpatialModel | None, kind: str, at: tuple[float, float]) -> SpatialModel:
    """The shape as another kind; `at`: right ascension and declination (deg) of one that had no centre.

    Centre, eccentricity and position angle keep value, error, limits, prior, link and whether they are frozen. Sizes
    are scaled so that the mean square distance from the centre is that of the old shape; a point has none, and what
    follows it has the size that the registry begins with.

    >>> ball = change_shape(default_shape("gaussian", 83.6, 22.0), "disk", (0.0, 0.0))  # σ = 0.1 deg
    >>> ball["lon_0"].value, ball["r_0"].value
    (83.6, 0.2)
    """
    if shape is None:
        return default_shape(kind, *at)
    if shape.kind == kind:
        return shape
    new = _placed(shape, kind, at)
    given = {parameter.name: parameter for parameter in shape.parameters}
    kept = [
        replace(given[p.name], link=given[p.name].link if p.name in CENTRE else "", meaning=p.meaning)
        if p.name in given and p.name in (*CENTRE, "e", "phi") and p.unit == given[p.name].unit
        else p
        for p in new.parameters
    ]
    return _as_large(shape, new.with_parameters(kept))


def _placed(shape: SpatialModel, kind: str, at: tuple[float, float]) -> SpatialModel:
    centre = shape.centre
    if centre is not None:
        return default_shape(kind, shape.values[0], shape.values[1], shape.frame)
    lon, lat = at if shape.frame == "icrs" else sphere.to_galactic(*at)
    return default_shape(kind, float(lon), float(lat), shape.frame)


def _as_large(old: SpatialModel, new: SpatialModel) -> SpatialModel:
    """The new shape with the old one's size, where both have one."""
    if {old.kind, new.kind} == {"shell", "shell_by_outer"}:
        return _other_shell(old, new)
    before, now = mean_square(old), mean_square(new)
    if not (np.isfinite(before) and before > 0.0 and np.isfinite(now) and now > 0.0):
        return new
    factor = float(np.sqrt(before / now))
    return new.with_parameters(_scaled(p, factor) if _is_size(p) else p for p in new.parameters)


def _other_shell(old: SpatialModel, new: SpatialModel) -> SpatialModel:
    """The same hollow ball by its other parameters."""
    first, second = old.formula.shape_values(old.values)
    sizes = (
        (first + second, second / (first + second)) if old.kind == "shell" else (first * (1 - second), first * second)
    )
    return new.with_values((*new.values[:2], *(round(size, 9) for size in sizes)))


def mean_square(shape: SpatialModel) -> float:
    """Mean square distance (deg²) from the centre along the major axis, of the round shape of this size; NaN for a
    shape that has no size: a point, a constant, an image.
    """
    formula = shape.formula
    if not formula.has_centre or formula.brightness is None or not np.isfinite(shape.reach):
        return float("nan")
    values = [0.0 if p.name == "e" else p.value for p in shape.parameters]
    radius = (np.arange(STEPS) + 0.5) * (shape.reach / STEPS)
    profile = radius * formula.brightness(radius, np.zeros(STEPS), *formula.shape_values(tuple(values)))
    total = float(profile.sum())
    return float((profile * radius**2).sum() / total) if total > 0.0 else float("nan")


def _is_size(parameter: Parameter) -> bool:
    return parameter.unit == "deg" and parameter.name not in NOT_SIZES


def _scaled(parameter: Parameter, factor: float) -> Parameter:
    return replace(parameter, value=float(f"{parameter.value * factor:.4g}"), error=0.0)
