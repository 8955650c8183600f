"""Positions on the sky and on the disk that a configuration names."""

from __future__ import annotations

import os
import re
from pathlib import Path

from vhegui.analysis.gammapy_config import schema
from vhegui.core import sphere
from vhegui.core.errors import ConfigError
from vhegui.core.regions.circle import Circle


def position(place: schema.SkyDir | schema.SkyCircle, key: str) -> tuple[float, float] | None:
    """ICRS ra and dec (deg), or None when neither lon nor lat is given."""
    if place.lon is None and place.lat is None:
        return None
    for name in ("frame", "lon", "lat"):
        if getattr(place, name) is None:
            raise ConfigError(f'{key}.{name} is missing; give frame ("icrs" or "galactic"), lon and lat')
    assert place.lon is not None
    assert place.lat is not None
    if not -90.0 <= place.lat <= 90.0:
        raise ConfigError(f"{key}.lat: {place.lat:g} deg is not allowed; expected -90 deg to 90 deg")
    if place.frame == "galactic":
        ra, dec = sphere.from_galactic(float(place.lon), float(place.lat))
        return float(ra) % 360.0, float(dec)
    try:
        return place.lon.right_ascension % 360.0, float(place.lat)
    except ValueError as error:
        raise ConfigError(f"{key}.lon: {error}") from error


def circle(place: schema.SkyCircle, key: str) -> Circle | None:
    """The circle in ICRS, or None when no position is given."""
    centre = position(place, key)
    if centre is None:
        return None
    if place.radius is None:
        raise ConfigError(f'{key}.radius is missing; give an angle such as "0.11 deg"')
    if not 0.0 < place.radius <= 180.0:
        raise ConfigError(f"{key}.radius: {place.radius:g} deg is not allowed; expected more than 0 deg")
    return Circle(*centre, float(place.radius))


def find(name: str | None, folder: Path, key: str, required: bool = True) -> Path | None:
    """The file or folder a configuration names: relative to it, or to the current directory; $VARIABLES are filled in.

    A missing one is a ConfigError where it is `required`, else None.
    """
    if name is None:
        return None
    expanded = os.path.expanduser(os.path.expandvars(name))
    for start in (folder, Path.cwd()):
        path = Path(os.path.abspath(start / expanded))
        if path.exists():
            return path
    if not required:
        return None
    unset = re.search(r"\$\{?\w+\}?", expanded)
    hint = f"; the environment variable {unset[0]} is not set" if unset else ""
    raise ConfigError(
        f"{key}: {name!r} does not exist (looked beside the configuration and in the current directory){hint}"
    )


def file_beside(name: str, folder: Path, key: str) -> Path:
    """The file that a models file in `folder` names, as an absolute path: results may be written elsewhere.

    Raises ConfigError where none is named.
    """
    if not name:
        raise ConfigError(f'"{key}.filename" is missing')
    return Path(os.path.abspath(folder / os.path.expandvars(os.path.expanduser(name))))
