"""The profile that an option of the command line asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vhegui.analysis.quantities import angle, sky_position
from vhegui.core.errors import AnalysisError, ConfigError
from vhegui.core.estimators.sky.profile_shapes import LineProfile, ProfileShape, RadialProfile, WedgeProfile
from vhegui.core.setting_checks import checked
from vhegui.core.settings import Setting, settings_of

KINDS: Mapping[str, type[ProfileShape]] = {"line": LineProfile, "radial": RadialProfile, "wedges": WedgeProfile}
HELP = (
    '"line,RA,DEC,RA,DEC", "radial,RA,DEC" or "wedges,RA,DEC", with more settings of it: "radial,83.63,22.01,outer=0.3 '
    'deg,bins=15" (line: width; radial: inner, outer, start, sector; wedges: inner, outer, start; all: bins, quantity)'
)


def profile_from(text: str) -> ProfileShape:
    """The profile in words. Raises ConfigError.

    >>> shape = profile_from("line, 83.2, 22.0, 84.0, 22.0, width=6 arcmin, quantity=flux")
    >>> round(shape.length, 3), shape.width, shape.quantity
    (0.742, 0.1, 'flux')
    """
    kind, *parts = (part.strip() for part in text.split(","))
    if kind not in KINDS:
        raise ConfigError(f"--profile: '{kind}': expected one of: {', '.join(KINDS)}; such as {HELP}")
    given = [part.partition("=") for part in parts if "=" in part]
    places = [part for part in parts if "=" not in part]
    names = ("ra", "dec", "ra_end", "dec_end") if kind == "line" else ("ra", "dec")
    if len(places) != len(names):
        raise ConfigError(f"--profile: '{text}': expected {len(names) // 2} positions (RA,DEC); such as {HELP}")
    values: dict[str, Any] = dict(zip(names, _positions(places), strict=True))
    settings = {setting.name: setting for setting in settings_of(KINDS[kind]) if setting.name not in names}
    for name, _, value in given:
        if name.strip() not in settings:
            raise ConfigError(f"--profile: '{name.strip()}': expected one of: {', '.join(settings)}")
        values[name.strip()] = _value(settings[name.strip()], value.strip())
    try:
        return checked(KINDS[kind](**values))
    except AnalysisError as error:
        raise ConfigError(f"--profile: {error}") from error


def _positions(places: list[str]) -> list[float]:
    try:
        return [
            each for ra, dec in zip(places[::2], places[1::2], strict=True) for each in sky_position(f"{ra}, {dec}")
        ]
    except ValueError as error:
        raise ConfigError(f"--profile: {error}") from error


def _value(setting: Setting, text: str) -> Any:
    """A number, an angle with or without unit, or a word."""
    try:
        if setting.unit.kind == "angle":
            return angle(text)
        return int(text) if setting.kind is int else text
    except ValueError as error:
        raise ConfigError(f"--profile: {setting.name}: {error}") from error
