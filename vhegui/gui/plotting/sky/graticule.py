"""The coordinate grid of a sky view: meridians, parallels, and where they leave the frame. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from vhegui.core.typing import Array
from vhegui.gui.plotting.axes.ticks import (
    DEC_STEPS,
    DEGREE_STEPS,
    RA_STEPS,
    Tick,
    Ticks,
    choose_step,
    degrees,
    dms,
    hms,
    multiples,
)
from vhegui.gui.plotting.sky.projection import Projection

LINE_POINTS = 81


@dataclass(frozen=True, slots=True, eq=False)
class Graticule:
    """Grid lines of shape (n lines, points) in the plane, and the labels along three edges and inside."""

    u: Array
    v: Array
    bottom: Ticks = field(default_factory=Ticks)
    left: Ticks = field(default_factory=Ticks)
    top: Ticks = field(default_factory=Ticks)
    inside: tuple[tuple[float, float, str], ...] = ()


def graticule(
    projection: Projection,
    left: float,
    right: float,
    bottom: float,
    top: float,
    columns: float,
    rows: float,
    sexagesimal: bool = True,
) -> Graticule:
    """Grid of the visible rectangle (deg in the plane) with about `columns` meridians and `rows` parallels.

    Galactic coordinates are written in degrees, whatever `sexagesimal` says.
    """
    sexagesimal = sexagesimal and not projection.galactic
    low, high = _declinations(projection, left, right, bottom, top)
    polar = high > 89.99 or low < -89.99
    dec_step = _dec_step((high - low) / rows if not polar else (top - bottom) / rows, sexagesimal)
    ra_low, ra_high = (0.0, 360.0) if polar else _right_ascensions(projection, left, right, bottom, top)
    ra_step = 15.0 if polar else _ra_step((ra_high - ra_low) / columns, sexagesimal)
    if polar and not sexagesimal:
        ra_step = 30.0
    decs = multiples(max(low, -90.0), min(high, 90.0), dec_step)
    decs = decs[np.abs(decs) < 89.9999]
    ras = multiples(ra_low, ra_high - (1e-6 if polar else 0.0), ra_step)
    margin = 0.05 * (high - low)
    span = np.linspace(max(low - margin, -90.0), min(high + margin, 90.0), LINE_POINTS)
    if polar:  # meridians end at the last parallel: 24 lines in one point would be a blot
        pole = np.sign(projection.lat)
        end = pole * (90.0 - dec_step / 2)
        span = (
            np.linspace(min(low, end), end, LINE_POINTS) if pole > 0 else np.linspace(end, max(high, end), LINE_POINTS)
        )
    around = np.linspace(ra_low, ra_high, 4 * LINE_POINTS if polar else LINE_POINTS)
    meridians = projection.frame_to_plane(*np.broadcast_arrays(ras[:, None], span[None, :]))
    parallels = projection.frame_to_plane(*np.broadcast_arrays(around[None, :], decs[:, None]))
    ra_names = [hms(ra, ra_step * 240.0) if sexagesimal else degrees(ra % 360.0, ra_step) for ra in ras]
    dec_names = [dms(dec, dec_step * 3600.0) if sexagesimal else degrees(dec, dec_step, signed=True) for dec in decs]
    inner = _inner_labels(projection, decs, dec_names, left, bottom, top) if polar else ()
    return Graticule(
        *_joined(meridians, parallels),
        bottom=_crossings(meridians[1], meridians[0], bottom, left, right, ra_names),
        top=_crossings(meridians[1], meridians[0], top, left, right, ra_names) if polar else Ticks(),
        left=_crossings(parallels[0], parallels[1], left, bottom, top, dec_names),
        inside=inner,
    )


def _declinations(projection: Projection, left: float, right: float, bottom: float, top: float) -> tuple[float, float]:
    """Range of declination in the rectangle, with a pole inside it counted."""
    _, dec = projection.to_frame(*_border(left, right, bottom, top))
    low, high = float(dec.min()), float(dec.max())
    for pole in (90.0, -90.0):
        u, v = projection.frame_to_plane(0.0, pole)
        if left <= u <= right and bottom <= v <= top:
            low, high = min(low, pole), max(high, pole)
    return low, high


def _right_ascensions(
    projection: Projection, left: float, right: float, bottom: float, top: float
) -> tuple[float, float]:
    """Range of right ascension in the rectangle, unwrapped about its middle."""
    ra, _ = projection.to_frame(*_border(left, right, bottom, top))
    middle = float(projection.to_frame((left + right) / 2, (bottom + top) / 2)[0])
    relative = (ra - middle + 180.0) % 360.0 - 180.0
    return middle + float(relative.min()), middle + float(relative.max())


def _border(left: float, right: float, bottom: float, top: float) -> tuple[Array, Array]:
    s = np.linspace(0.0, 1.0, 33)
    u, v = left + s * (right - left), bottom + s * (top - bottom)
    return (
        np.concatenate([u, u, np.full(33, left), np.full(33, right)]),
        np.concatenate([np.full(33, bottom), np.full(33, top), v, v]),
    )


def _ra_step(wanted: float, sexagesimal: bool) -> float:
    return choose_step(RA_STEPS, wanted * 240.0) / 240.0 if sexagesimal else choose_step(DEGREE_STEPS, wanted)


def _dec_step(wanted: float, sexagesimal: bool) -> float:
    return choose_step(DEC_STEPS, wanted * 3600.0) / 3600.0 if sexagesimal else choose_step(DEGREE_STEPS, wanted)


def _crossings(across: Array, along: Array, edge: float, low: float, high: float, names: list[str]) -> Ticks:
    """Where each line (row) passes `across == edge`, as ticks at the interpolated `along`, inside [low, high]."""
    a, b = across[:, :-1] - edge, across[:, 1:] - edge
    with np.errstate(invalid="ignore", divide="ignore"):
        row, column = np.nonzero((a <= 0) != (b <= 0))
        t = a[row, column] / (a[row, column] - b[row, column])
        at = along[row, column] * (1 - t) + along[row, column + 1] * t
    return Ticks(tuple(Tick(float(p), names[r]) for r, p in zip(row, at, strict=True) if low <= p <= high))


def _inner_labels(
    projection: Projection, decs: Array, names: list[str], left: float, bottom: float, top: float
) -> tuple[tuple[float, float, str], ...]:
    """Labels of the parallels that close around a pole without meeting the left edge."""
    pole = 90.0 if projection.lat > 0 else -90.0
    u0, v0 = (float(x) for x in projection.frame_to_plane(0.0, pole))
    radius = projection.frame_to_plane(projection.lon + 90.0 + pole, decs)[1] - v0  # above the pole
    return tuple(
        (u0, v0 + float(r), name)
        for r, name in zip(radius, names, strict=True)
        if u0 - r > left and bottom < v0 + r < top
    )


def _joined(first: tuple[Array, Array], second: tuple[Array, Array]) -> tuple[Array, Array]:
    """Both sets of lines as flat arrays with NaN between lines."""

    def flat(a: Array) -> Array:
        return np.pad(a, ((0, 0), (0, 1)), constant_values=np.nan).ravel()

    return np.concatenate([flat(first[0]), flat(second[0])]), np.concatenate([flat(first[1]), flat(second[1])])
