"""How far sources may reach in cubes during a fit: circles about each, outside of which bins are summed up."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from vhegui.core import sphere
from vhegui.core.cubes.cube import Cube
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.typing import BoolArray

ROOM = 0.3  # deg, in which a source may move
GROWTH = 2.0  # by which a shape may become larger
STEP = 0.1  # deg, in which both change
TOO_LARGE = 1.5  # times as far as a source needs, in which pixels are kept apart for nothing

Circle = tuple[float, float, float]
Room = tuple[Circle, ...] | None  # None: everywhere


def rooms_in(cubes: Sequence[Cube], model: JointModel) -> tuple[Room, ...]:
    """For each cube the circles that the sources may reach in a fit; they change in steps, not with every move."""
    return tuple(_room_of(cube, model) for cube in cubes)


def rooms_about(cubes: Sequence[Cube], model: JointModel, known: tuple[Room, ...] | None) -> tuple[Room, ...]:
    """The same for a model that nobody fits: those that are known, as long as all sources are inside; where one has
    left, rooms for both places, so that a source that is moved to and fro stays inside. Anew where these are far too
    large for what they hold.
    """
    found = rooms_in(cubes, model)
    if known is None or [_n_sources(room) for room in known] != [_n_sources(room) for room in found]:
        return found
    if not are_in(known, cubes, model):
        known = tuple(_about_both(*pair) for pair in zip(known, found, strict=True))
    return known if all(_is_as_large(*pair) for pair in zip(known, found, strict=True)) else found


def are_in(rooms: tuple[Room, ...], cubes: Sequence[Cube], model: JointModel) -> bool:
    """Whether all sources of a model are where there is room for them: in a circle of their own each."""
    return all(
        len(room) == len(model.sources)
        and all(_reaches(circle, _reached_by(source, cube)) for circle, source in zip(room, model.sources, strict=True))
        for cube, room in zip(cubes, rooms, strict=True)
        if room is not None
    )


def _n_sources(room: Room) -> int | None:
    return None if room is None else len(room)


def _about_both(known: Room, found: Room) -> Room:
    """For each source the smallest circle about two."""
    return None if known is None or found is None else tuple(map(_circle_about, known, found))


def _circle_about(a: Circle, b: Circle) -> Circle:
    apart = float(sphere.separation(*a[:2], *b[:2]))
    if apart + min(a[2], b[2]) <= max(a[2], b[2]):
        return a if a[2] >= b[2] else b
    radius = 0.5 * (apart + a[2] + b[2])
    ra, dec = sphere.offset_by(*a[:2], sphere.position_angle(*a[:2], *b[:2]), radius - a[2])
    return float(ra), float(dec), radius


def _is_as_large(known: Room, needed: Room) -> bool:
    if known is None or needed is None:
        return known is needed
    return all(old[2] <= TOO_LARGE * new[2] for old, new in zip(known, needed, strict=True))


def _room_of(cube: Cube, model: JointModel) -> Room:
    circles = [_circle_of(source, cube) for source in model.sources]
    return None if None in circles else tuple(circle for circle in circles if circle is not None)


def within(room: Room, cube: Cube) -> BoolArray:
    """Pixels of a room, shape (n_rows, n_columns)."""
    grid = cube.geometry.grid
    if room is None:
        return np.ones(grid.shape, dtype=np.bool_)
    found, directions = np.zeros(grid.shape, dtype=np.bool_), cube.geometry.directions
    for ra, dec, radius in room:
        found |= directions @ sphere.unit_vectors(ra, dec) >= math.cos(math.radians(min(radius, 180.0)))
    return found


def _reaches(room: Circle, reached: Circle | None) -> bool:
    """Whether a circle holds another."""
    return reached is None or float(sphere.separation(*room[:2], *reached[:2])) + reached[2] <= room[2]


def _reached_by(source: SourceModel, cube: Cube) -> Circle | None:
    """The circle (ra, dec, radius, deg) in which a source is seen; None where that is everywhere."""
    shape = source.spatial
    blur = 0.0 if cube.psf is None else float(cube.psf.radii[-1])
    if isinstance(shape, SpatialModel) and shape.form is not None:
        ra, dec, radius = shape.form.circle
        return ra, dec, radius + blur
    centre = shape.centre if isinstance(shape, SpatialModel) else None
    if not isinstance(shape, SpatialModel) or centre is None:
        return None
    return *centre, shape.reach + blur


def _circle_of(source: SourceModel, cube: Cube) -> Circle | None:
    """The same with room for what a fit changes, in whole steps: it is the same while a source moves a little."""
    circle, shape = _reached_by(source, cube), source.spatial
    if circle is None:
        return None
    ra, dec, radius = circle
    if isinstance(shape, SpatialModel) and not all(p.frozen for p in shape.parameters):
        radius += ROOM + (GROWTH - 1.0) * shape.reach
    dec = round(dec / STEP) * STEP
    step = STEP / max(math.cos(math.radians(dec)), 1e-3)
    return round(ra / step) * step, dec, math.ceil(radius / STEP + 1.0) * STEP
