"""Where a profile is taken: in a band along a line, in rings about a point, in wedges about a point.

Each shape gives a direction two coordinates (deg): `place`, in whose bins the profile is, and `beside`, which says
whether it belongs to the shape at all.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from msgspec import Meta

from vhegui.core import sphere
from vhegui.core.settings import Declination, Degrees, Distance, Label, RightAscension, Settings, Unit
from vhegui.core.typing import Array

LARGEST = 45.0  # deg
WHOLE = 360.0
SCALE = float(np.degrees(1.0))
Extent = Annotated[float, Meta(gt=0, le=LARGEST), Unit("°", "angle")]
BinNumber = Annotated[int, Meta(ge=1, le=360), Label("Bins of the profile", "Equal steps of it.", row="Bins")]
Quantity = Annotated[
    Literal["counts", "background", "excess", "significance", "flux", "brightness"],
    Label(
        "Quantity of the profile",
        "Counts, background, excess and its significance in each bin; the integral flux that makes this excess, spread "
        "evenly over the bin; and that flux per square degree.",
        row="Quantity",
        words=("Counts", "Background", "Excess", "Significance", "Flux", "Flux per deg²"),
    ),
]


class LineProfile(Settings, frozen=True, tag_field="kind", tag="line"):
    """A band along the great circle from (ra, dec) to (ra_end, dec_end).

    >>> line = LineProfile(83.63, 21.51, 83.63, 22.51, width=0.2, bins=5)  # northwards
    >>> line.edges.round(3).tolist()
    [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    >>> place, beside = line.coordinates(*sphere.unit_vectors(83.63, 22.01) @ line.axes)
    >>> round(float(place), 3), round(float(beside), 3)
    (0.5, 0.0)
    """

    ra: Annotated[RightAscension, Label("Right ascension of the start of the profile")]
    dec: Annotated[Declination, Label("Declination of the start of the profile")]
    ra_end: Annotated[RightAscension, Label("Right ascension of the end of the profile")]
    dec_end: Annotated[Declination, Label("Declination of the end of the profile")]
    width: Annotated[Extent, Label("Width of the profile", "Of the whole band, across the line.", row="Width")] = 0.2
    bins: BinNumber = 20
    quantity: Quantity = "excess"

    def conflict(self) -> tuple[str, str] | None:
        if 1e-4 <= self.length <= LARGEST:
            return None
        return "ra_end", f"the line is {self.length:.4g}° long; give one from 0.0001° to {LARGEST:g}°"

    @property
    def length(self) -> float:
        """Deg."""
        return float(sphere.separation(self.ra, self.dec, self.ra_end, self.dec_end))

    @property
    def angle(self) -> float:
        """Position angle of the line at its start, deg from north through east."""
        return float(sphere.position_angle(self.ra, self.dec, self.ra_end, self.dec_end))

    @property
    def edges(self) -> Array:
        """Of the bins: distance from the start, deg."""
        return np.linspace(0.0, self.length, self.bins + 1)

    @property
    def limits(self) -> tuple[float, float]:
        """Of `beside`."""
        return -0.5 * self.width, 0.5 * self.width

    @property
    def middle(self) -> tuple[float, float]:
        """RA and Dec of the middle, deg."""
        ra, dec = sphere.offset_by(self.ra, self.dec, self.angle, 0.5 * self.length)
        return float(ra), float(dec)

    @property
    def reach(self) -> float:
        """Radius (deg) about the middle that holds all of it."""
        return float(np.hypot(0.5 * self.length, 0.5 * self.width))

    @property
    def title(self) -> str:
        """What `place` is."""
        return "Distance along the line"

    @property
    def axes(self) -> Array:
        """To the start, along the line and to its left on the sky (where east is left of north): columns, (3, 3)."""
        first, last = sphere.unit_vectors(self.ra, self.dec), sphere.unit_vectors(self.ra_end, self.dec_end)
        left = np.cross(last, first)
        left /= np.linalg.norm(left)
        return np.stack([first, np.cross(first, left), left], axis=1)

    def coordinates(self, x: Array, y: Array, z: Array) -> tuple[Array, Array]:
        """Distance along the line, and from it, positive to its left: deg, shape (…,).

        x, y, z : of directions along the `axes`, shape (…,), of unit length or nearly.
        """
        return SCALE * np.arctan2(y, x), SCALE * np.arctan2(z, np.hypot(x, y))

    def spread(self, place: Array, beside: Array, step: float) -> tuple[Array, Array]:
        """By how much the coordinates change, at most, within `step` of there; all deg."""
        return step / np.maximum(np.cos(np.radians(beside)), 0.1), np.full_like(beside, step)


class AboutPoint(Settings, frozen=True):
    """What is between two radii about (ra, dec)."""

    ra: Annotated[RightAscension, Label("Right ascension of the centre of the profile")]
    dec: Annotated[Declination, Label("Declination of the centre of the profile")]
    inner: Annotated[Distance, Meta(lt=LARGEST), Label("Inner radius of the profile", row="Inner")] = 0.0
    outer: Annotated[Extent, Label("Outer radius of the profile", row="Outer")] = 0.5

    def conflict(self) -> tuple[str, str] | None:
        if self.inner < self.outer:
            return None
        return "outer", f"{self.outer:g}° is not above the inner radius, {self.inner:g}°"

    @property
    def middle(self) -> tuple[float, float]:
        """RA and Dec of the centre, deg."""
        return self.ra, self.dec

    @property
    def reach(self) -> float:
        """Radius (deg) about the centre that holds all of it."""
        return self.outer

    @property
    def axes(self) -> Array:
        """To the north, to the east and to the centre: columns, (3, 3)."""
        return np.stack(sphere.local_axes(self.ra, self.dec), axis=1)


class RadialProfile(AboutPoint, frozen=True, tag_field="kind", tag="radial"):
    """Rings about (ra, dec), or the part of them between two position angles."""

    start: Annotated[
        Degrees, Label("Sector of the profile from", "Position angle, from north through east.", row="From")
    ] = 0.0
    sector: Annotated[
        float,
        Meta(gt=0, le=WHOLE),
        Unit("°", "angle"),
        Label("Sector of the profile", "Its opening angle; 360°: whole rings.", row="Sector"),
    ] = WHOLE
    bins: BinNumber = 20
    quantity: Quantity = "excess"

    @property
    def edges(self) -> Array:
        """Of the bins: distance from the centre, deg."""
        return np.linspace(self.inner, self.outer, self.bins + 1)

    @property
    def limits(self) -> tuple[float, float]:
        """Of `beside`."""
        return 0.0, self.sector

    @property
    def title(self) -> str:
        """What `place` is."""
        return "Distance from the centre"

    def coordinates(self, x: Array, y: Array, z: Array) -> tuple[Array, Array]:
        """Distance from the centre, and position angle about it, from that of the start: see `LineProfile`."""
        around = np.zeros_like(x) if self.sector == WHOLE else _angle(x, y, self.start)
        return SCALE * np.arctan2(np.hypot(x, y), z), around

    def spread(self, place: Array, beside: Array, step: float) -> tuple[Array, Array]:
        """By how much the coordinates change, at most, within `step` of there; all deg."""
        whole = np.zeros_like(beside) if self.sector == WHOLE else _turn(place, step)
        return np.full_like(place, step), whole


class WedgeProfile(AboutPoint, frozen=True, tag_field="kind", tag="wedges"):
    """Wedges about (ra, dec), all round, between two radii.

    >>> WedgeProfile(83.63, 22.01, bins=4, start=-45.0).edges.tolist()
    [-45.0, 45.0, 135.0, 225.0, 315.0]
    """

    start: Annotated[
        Degrees,
        Label("First wedge from", "Position angle where the first wedge begins, from north through east.", row="From"),
    ] = 0.0
    bins: BinNumber = 12
    quantity: Quantity = "excess"

    @property
    def edges(self) -> Array:
        """Of the wedges: position angles, deg."""
        return self.start + np.linspace(0.0, WHOLE, self.bins + 1)

    @property
    def limits(self) -> tuple[float, float]:
        """Of `beside`."""
        return self.inner, self.outer

    @property
    def title(self) -> str:
        """What `place` is."""
        return "Position angle"

    def coordinates(self, x: Array, y: Array, z: Array) -> tuple[Array, Array]:
        """Position angle about the centre, and distance from it: see `LineProfile`."""
        return self.start + _angle(x, y, self.start), SCALE * np.arctan2(np.hypot(x, y), z)

    def spread(self, place: Array, beside: Array, step: float) -> tuple[Array, Array]:
        """By how much the coordinates change, at most, within `step` of there; all deg."""
        return _turn(beside, step), np.full_like(beside, step)


ProfileShape = LineProfile | RadialProfile | WedgeProfile


def _angle(north: Array, east: Array, start: float) -> Array:
    """Position angle beyond `start` in [0, 360), deg."""
    angle = (SCALE * np.arctan2(east, north) - start) % WHOLE
    return np.where(angle < WHOLE, angle, 0.0)  # −1e-16 % 360 is 360


def _turn(distance: Array, step: float) -> Array:
    """Largest change of the position angle within `step` of a place at this distance; all deg."""
    return np.where(distance > 1.5 * step, 1.5 * np.degrees(step / np.maximum(distance, step)), WHOLE)
