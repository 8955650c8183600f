"""What a user types to say where: coordinates in one of two frames, or the name of a source. No Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vhegui.analysis.quantities import latitude, longitude, sky_position
from vhegui.analysis.runs.cones import Find
from vhegui.analysis.state import Target
from vhegui.analysis.written_numbers import MINUS
from vhegui.core.catalogues.known_sources import find_source
from vhegui.core.errors import DataError
from vhegui.core.sphere import from_galactic

RESOLVER_TIMEOUT = 5.0  # s
_GALACTIC = re.compile(r"^\s*(?:gal(?:actic)?\b|l\s*=)\s*(.+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Unresolved:
    """A name the embedded list does not have."""

    name: str


def read_place(text: str, galactic: bool = False, find: Find = find_source) -> Target | Unresolved:
    """Where `text` is: `83.63 22.01`, `05h34m31.9s +22d00m52s`, `l=184.56 b=-5.78`, `Crab`.

    galactic : bare coordinates are l and b · find : looks up names. Raises ValueError with a sentence for the user.
    """
    text = text.strip()
    if not text:
        raise ValueError("Type a position or the name of a source.")
    written_galactic = _GALACTIC.match(text)
    if galactic or written_galactic:
        position = _galactic_position(written_galactic[1] if written_galactic else text)
        if position is not None:
            return _target(*position)
    elif (position := _equatorial_position(text)) is not None:
        return _target(*position)
    source = find(text)
    if source is not None:
        return Target(source.name, source.ra, source.dec)
    if not re.search(r"[a-zA-Z]{2}", text):
        raise ValueError(f"“{text}” is not a position: type RA and Dec as 83.63 22.01 or 05h34m31.9s +22d00m52s.")
    return Unresolved(text)


def resolve_online(name: str) -> Target:
    """Ask the Sesame name service of CDS. Raises DataError when it does not know the name or cannot be reached."""
    from astropy.coordinates.name_resolve import NameResolveError, get_icrs_coordinates
    from astropy.utils.data import conf

    try:
        with conf.set_temp("remote_timeout", RESOLVER_TIMEOUT):
            found = get_icrs_coordinates(name)
    except (NameResolveError, OSError, ValueError) as error:
        raise DataError(
            f"“{name}” is not in the list of TeV sources, and the online name service "
            f"{'does not know it' if 'Unable to find' in str(error) else 'cannot be reached'}. Type its coordinates."
        ) from error
    return Target(name, float(found.ra.deg), float(found.dec.deg))  # pyright: ignore


def position_name(ra: float, dec: float) -> str:
    """A position as a name: `83.633° +22.014°`."""
    return f"{ra:.3f}° {dec:+.3f}°".replace("-", MINUS)


def _target(ra: float, dec: float) -> Target:
    return Target(position_name(ra, dec), ra, dec)


def _equatorial_position(text: str) -> tuple[float, float] | None:
    """RA and Dec, or None for what cannot be coordinates. ValueError for coordinates that are not possible."""
    try:
        return sky_position(text)
    except ValueError:
        if re.fullmatch(r"[\d\s.,;:+\-−hmsd°'\"′″ʰᵐˢ]+", text):
            raise
        return None


def _galactic_position(text: str) -> tuple[float, float] | None:
    parts = re.split(r"[\s,;]+", re.sub(r"\b[lb]\s*=\s*", " ", text).strip())
    try:
        if len(parts) != 2:
            raise ValueError(f"“{text}” is not a position: type l and b as 184.56 −5.78.")
        ra, dec = from_galactic(longitude(parts[0]), latitude(parts[1]))
    except ValueError:
        if re.search(r"[a-zA-Z]{2}", text):
            return None
        raise
    return float(ra), float(dec)
