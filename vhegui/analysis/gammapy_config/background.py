"""The background section: how OFF regions are placed, and what they must not touch."""

from __future__ import annotations

from pathlib import Path

from vhegui.analysis.gammapy_config import schema
from vhegui.analysis.gammapy_config.places import find
from vhegui.analysis.state import Background, MaskFile
from vhegui.analysis.yaml_files.checked import checked
from vhegui.core.errors import ConfigError
from vhegui.core.regions.circle import Circle

_KEY = "datasets.background"


def exclusions(name: str | None, folder: Path) -> tuple[Circle | MaskFile, ...]:
    """The exclusion mask image, or the circles of a DS9 region file (*.reg)."""
    path = find(name, folder, f"{_KEY}.exclusion")
    if path is None:
        return ()
    if path.suffix == ".reg":
        from vhegui.core.regions.exclusions import read_exclusion_circles

        return read_exclusion_circles(path)
    return (MaskFile(str(path)),)


def background(section: schema.Background, notes: list[str]) -> Background:
    """Only reflected regions are done; no method at all is read as reflected, with a note."""
    if section.method in ("ring", "fov_background"):
        raise ConfigError(f"{_KEY}.method: '{section.method}' is not supported for 1d data; allowed: 'reflected'")
    if section.method is None:
        notes.append(f"{_KEY}.method is not given: the background is measured in reflected regions")
    parameters, unknown = checked(section.parameters, schema.BackgroundParameters, f"{_KEY}.parameters")
    notes += unknown
    for name in ("angle_increment", "binsize"):
        if getattr(parameters, name) is not None:
            notes.append(f"{_KEY}.parameters.{name} is not supported and has no effect")
    if parameters.placement == "wobble":
        return Background(method="wobble", n_regions=parameters.n_off_regions or 3)
    return _reflected(parameters, notes)


def _reflected(parameters: schema.BackgroundParameters, notes: list[str]) -> Background:
    chosen = Background(placement=parameters.placement, max_regions=parameters.max_region_number or 10000)
    for name in ("min_distance", "min_distance_input"):
        # In gammapy these are angles about the pointing (0 and 0.1 rad); ours are distances on the sky.
        if getattr(parameters, name) is not None:
            notes.append(f"{_KEY}.parameters.{name} is not supported and has no effect")
    return chosen
