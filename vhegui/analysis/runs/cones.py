"""`cone crab 2` · `cone l=184.55 b=-5.78 2deg` · `cone 05h34m31.9s +22d00m52s 30arcmin border 0.2` → a cone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from vhegui.core import sphere
from vhegui.core.catalogues.known_sources import Source
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.circle import Circle
from vhegui.core.typing import BoolArray

DEFAULT_RADIUS = 2.0
Find = Callable[[str], Source | None]
_ANGLES = {"": 1.0, "deg": 1.0, "°": 1.0, "d": 1.0, "arcmin": 1 / 60, "'": 1 / 60, "arcsec": 1 / 3600}
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)"
_END = r"(?=[\s,()]|$)"
_COORDINATE = (
    rf"(?:\d+h(?:\d+m)?(?:[\d.]+s)?|[+-]?\d+[d°]\d+[m'′](?:[\d.]+[s\"″])?|[+-]?\d+:\d+(?::[\d.]+)?|{_NUMBER}(?:deg|°)?)"
)
_RADIUS = re.compile(rf"\s*({_NUMBER})\s*(deg|°|arcmin|arcsec|d|')?{_END}")
_BORDER = re.compile(rf"\s*border\s+({_NUMBER})\s*(deg|°|arcmin|arcsec|d|')?{_END}")
_PAIR = re.compile(rf"\s*({_COORDINATE})\s*[\s,]\s*({_COORDINATE}){_END}")
_NAMED_PAIR = re.compile(rf"\s*(ra|l|az|lon)\s*=\s*({_COORDINATE})[\s,]+(dec|b|alt|lat)\s*=\s*({_COORDINATE}){_END}")
_FRAME = re.compile(rf"\s*(icrs|galactic|gal|fk5|fk4|ecliptic|altaz){_END}")
_FRAMES = {"l": "galactic", "az": "altaz", "ra": "icrs", "lon": "icrs", "gal": "galactic"}
_QUOTED = re.compile(r'\s*"([^"]*)"?')
_WORDS = re.compile(r"\s*[^\s()]+")
LONGEST_NAME = 5  # words


@dataclass(frozen=True)
class Cone:
    """Runs that point nearer than `radius` + `border` (deg) to a direction: the rule of gammapy's `sky_circle`.

    lon, lat : deg, ICRS, or azimuth and altitude where `altaz`.
    """

    name: str
    lon: float
    lat: float
    radius: float = DEFAULT_RADIUS
    border: float = 0.0
    altaz: bool = False

    @property
    def circle(self) -> Circle:
        """The cone on the sky."""
        return Circle(self.lon, self.lat, self.radius + self.border)


def in_cone(index: ObservationIndex, cone: Cone) -> BoolArray:
    """Runs inside a cone, shape (n,). A pointing exactly at the radius is outside."""
    lon, lat = (index.azimuth, 90.0 - index.zenith) if cone.altaz else (index.ra, index.dec)
    return sphere.separation(cone.lon, cone.lat, lon, lat) < cone.radius + cone.border


def read_cone(text: str, find: Find) -> tuple[Cone | None, int]:
    """The cone at the beginning of `text` (what follows the word), and how many characters it takes.

    None where nothing has been typed yet. Raises AnalysisError for a name that is not known, or an impossible position.
    """
    frame, at = "", 0
    if match := _FRAME.match(text):
        frame, at = _FRAMES.get(match[1], match[1]), match.end()
    if not text[at:].strip(" ()"):
        return None, at
    name, lon, lat, frame, at = _place(text, at, frame, find)
    radius, border = DEFAULT_RADIUS, 0.0
    if match := _RADIUS.match(text, at):
        radius, at = float(match[1]) * _ANGLES[match[2] or ""], match.end()
    if match := _BORDER.match(text, at):
        border, at = float(match[1]) * _ANGLES[match[2] or ""], match.end()
    if not 0.0 < radius + border <= 180.0:
        raise AnalysisError(f"cone: a radius of {radius:g}° is not possible; use one between 0° and 180°")
    return Cone(name, lon, lat, radius, border, frame == "altaz"), at


def written_cone(cone: Cone) -> str:
    """What `read_cone` reads as this cone."""
    place = f'"{cone.name}"' if cone.name else f"{cone.lon:.6f} {cone.lat:.6f}"
    border = f" border {_plain(cone.border)}" if cone.border else ""
    return f"{'altaz ' if cone.altaz else ''}{place} {_plain(cone.radius)}{border}"


def _plain(angle: float) -> str:
    return f"{angle:.6f}".rstrip("0").rstrip(".")


def _place(text: str, at: int, frame: str, find: Find) -> tuple[str, float, float, str, int]:
    """Name, ICRS (or horizontal) coordinates, frame and the end of a place that begins at `at`."""
    if match := _NAMED_PAIR.match(text, at):
        frame = frame or _FRAMES[match[1]]
        return ("", *_to_icrs(match[2], match[4], frame), frame, match.end())
    if match := _PAIR.match(text, at):
        return ("", *_to_icrs(match[1], match[2], frame or "icrs"), frame, match.end())
    if match := _QUOTED.match(text, at):
        source, end = find(match[1]), match.end()
        shown = match[1]
    else:
        source, end, shown = _longest_name(text, at, find)
    if source is None:
        raise AnalysisError(
            f"cone: “{shown}” is not a source of the list; write its position (cone 83.63 22.01 2), or look for it "
            "with Near, which asks the name service"
        )
    return source.name, source.ra, source.dec, "icrs", end


def _longest_name(text: str, at: int, find: Find) -> tuple[Source | None, int, str]:
    """The source whose name takes most of the words that follow; a last number that it can do without is the radius."""
    words = list(_WORDS.finditer(text, at))[:LONGEST_NAME]
    for last in reversed(words):
        if source := find(text[at : last.end()]):
            shorter = words.index(last) > 0 and _RADIUS.fullmatch(last[0]) and find(text[at : last.start()])
            return source, last.start() if shorter == source else last.end(), source.name
    shown = words[0][0].strip() if words else text[at:].strip()
    return None, at, shown


def _to_icrs(lon: str, lat: str, frame: str) -> tuple[float, float]:
    """Typed coordinates of a frame in deg, ICRS (azimuth and altitude stay)."""
    hours = bool(re.search(r"[h:]", lon)) and frame in ("icrs", "fk5", "fk4")
    x, y = _degrees(lon) * (15.0 if hours else 1.0), _degrees(lat)
    if not -90.0 <= y <= 90.0:
        raise AnalysisError(f"cone: “{lat}” is not a latitude; it goes from −90° to 90°")
    if frame in ("icrs", "altaz"):
        return x % 360.0, y
    if frame == "galactic":
        ra, dec = sphere.from_galactic(x, y)
        return float(ra), float(dec)
    from astropy.coordinates import SkyCoord

    name = "barycentrictrueecliptic" if frame == "ecliptic" else frame
    icrs = SkyCoord(x, y, unit="deg", frame=name).icrs
    return float(icrs.ra.deg), float(icrs.dec.deg)  # pyright: ignore


def _degrees(text: str) -> float:
    """`83.63`, `5:34:31.9`, `05h34m31.9s`, `+22d00m52s` as a number in the unit of its first part."""
    parts = [float(part) for part in re.findall(r"\d+\.?\d*|\.\d+", text)]
    value = sum(part / 60.0**i for i, part in enumerate(parts))
    return -value if text.startswith("-") else value
