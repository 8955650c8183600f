"""Sources as outlines on the sky that can be held, and back: the shape that an outline means.

A point is a point. What has a width is held where that is: a Gaussian at σ, a generalised Gaussian and a disk at r₀, a
shell at its inner and its outer radius. A round shape whose eccentricity is frozen is a circle, any other an ellipse.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from vhegui.core import sphere
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spatial.template import TemplateImage
from vhegui.core.models.spatial.template_cube import TemplateCube
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import LONGEST, Ellipse
from vhegui.core.regions.point import Point
from vhegui.core.regions.shapes import MarkShape
from vhegui.core.typing import Array

SHELLS = ("shell", "shell_by_outer")
SMALLEST = 0.002  # deg, of an outline: a smaller source could not be held
HELD_BY_GAUSSIAN = math.sqrt(-2.0 * math.log(1.0 - 0.68))  # σ, the radius that holds 68 %
EDGE = 24  # points a side of a template


def outline_of(shape: SpatialModel) -> MarkShape | None:
    """What is drawn and held of a source; None for one that is everywhere, or an image.

    >>> from vhegui.core.models.spatial.model import default_shape
    >>> outline_of(default_shape("gaussian", 83.63, 22.01))  # round, and frozen so
    Circle(ra=83.63, dec=22.01, radius=0.1)
    """
    centre = shape.centre
    if centre is None:
        return None
    if shape.kind in SHELLS:
        inner, outer = _radii(shape)
        return Annulus(Circle(*centre, outer), Circle(*centre, inner)) if inner >= SMALLEST else Circle(*centre, outer)
    if not shape.formula.size:
        return Point(*centre)
    size, e = max(shape[shape.formula.size].value, SMALLEST), shape["e"]
    if e.value == 0.0 and e.frozen:
        return Circle(*centre, size)
    minor = max(size * math.sqrt(1.0 - e.value**2), size / LONGEST)
    return Ellipse(*centre, size, minor, (shape["phi"].value + shape.north) % 180.0)


def holds_68(shape: SpatialModel) -> MarkShape | None:
    """The outline about a Gaussian that holds 68 % of it; None for other shapes."""
    outline = outline_of(shape)
    if shape.kind != "gaussian" or not isinstance(outline, Circle | Ellipse):
        return None
    if isinstance(outline, Circle):
        return replace(outline, radius=HELD_BY_GAUSSIAN * outline.radius)
    return replace(outline, a=HELD_BY_GAUSSIAN * outline.a, b=HELD_BY_GAUSSIAN * outline.b)


def edge_of_image(shape: SpatialModel) -> tuple[Array, Array] | None:
    """The edge of a source that is an image, or the circle about one of another form: right ascension and declination
    (deg), shape (n,); None for others.
    """
    image = shape.form.images[0] if isinstance(shape.form, TemplateCube) else shape.form
    if image is None:
        return None
    if not isinstance(image, TemplateImage):
        return Circle(*image.circle).outline()
    grid, part = image.grid, np.arange(EDGE) / EDGE
    columns, rows, along = grid.columns - 0.5, grid.rows - 0.5, np.zeros(EDGE)
    x = np.concatenate([part * (columns + 0.5) - 0.5, along + columns, columns - part * (columns + 0.5), along - 0.5])
    y = np.concatenate([along - 0.5, part * (rows + 0.5) - 0.5, along + rows, rows - part * (rows + 0.5)])
    ra, dec = grid.to_sky(np.append(x, x[0]), np.append(y, y[0]))
    return ra, dec


def values_of(shape: SpatialModel, outline: MarkShape) -> dict[str, float]:
    """The values, by the names of the parameters, that make a source look like an outline.

    >>> from vhegui.core.models.spatial.model import default_shape
    >>> values_of(default_shape("gaussian"), Circle(83.6, 22.0, 0.2))["sigma"]
    0.2
    """
    lon, lat = outline.ra, outline.dec
    if shape.frame == "galactic":
        lon, lat = (float(angle) for angle in sphere.to_galactic(lon, lat))
    found = {"lon_0": _nearest(lon, shape.values[0]), "lat_0": lat}
    now = outline_of(shape)
    if now is None or now.moved(outline.ra, outline.dec) == outline:  # what is drawn larger than it is stays as it is
        return found
    if shape.kind in SHELLS:
        return found | _shell(shape, outline)
    if not shape.formula.size:
        return found
    if isinstance(outline, Circle):
        return found | {shape.formula.size: outline.radius}
    return found | (_ellipse(shape, outline, now) if isinstance(outline, Ellipse) else {})


def _ellipse(shape: SpatialModel, outline: Ellipse, now: MarkShape) -> dict[str, float]:
    """Size, eccentricity and position angle, of those what has changed."""
    found: dict[str, float] = {}
    major, minor = max(outline.a, outline.b), min(outline.a, outline.b)
    if not isinstance(now, Ellipse) or (now.a, now.b) != (outline.a, outline.b):
        found |= {shape.formula.size: major, "e": math.sqrt(1.0 - (minor / major) ** 2)}
    if major > minor and (not isinstance(now, Ellipse) or now.angle != outline.angle or outline.b > outline.a):
        angle = outline.angle + (90.0 if outline.b > outline.a else 0.0)
        found["phi"] = _nearest(angle - shape.north, shape["phi"].value, 180.0)
    return found


def _radii(shape: SpatialModel) -> tuple[float, float]:
    """Inner and outer radius of a shell, deg."""
    first, second = shape.formula.shape_values(shape.values)
    inner, outer = (first, first + second) if shape.kind == "shell" else (first * (1.0 - second), first)
    outer = max(outer, SMALLEST)
    return min(inner, 0.98 * outer), outer


def _shell(shape: SpatialModel, outline: MarkShape) -> dict[str, float]:
    inner, outer = _radii(shape)
    if isinstance(outline, Annulus) and isinstance(outline.outer, Circle) and isinstance(outline.inner, Circle):
        inner, outer = outline.inner.radius, outline.outer.radius
    elif isinstance(outline, Circle):
        inner, outer = inner * outline.radius / outer, outline.radius
    if shape.kind == "shell":
        return {"radius": inner, "width": outer - inner}
    return {"r_0": outer, "eta": 1.0 - inner / outer}


def _nearest(angle: float, known: float, period: float = 360.0) -> float:
    """The same angle (deg) in the turn where a known one is."""
    return angle + period * round((known - angle) / period)
