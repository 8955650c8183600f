"""The background section: how OFF regions are placed, and what they must not touch."""

from __future__ import annotations

from pathlib import Path

from msgspec import structs

from vhegui.analysis.gammapy_config import schema
from vhegui.analysis.gammapy_config.places import find
from vhegui.analysis.state import MaskFile
from vhegui.analysis.yaml_files.checked import NotDone, checked
from vhegui.core.background.registry import METHODS, BackgroundSettings
from vhegui.core.errors import ConfigError
from vhegui.core.regions.shapes import Area

_KEY = "datasets.background"


def exclusions(name: str | None, folder: Path, notes: list[str]) -> tuple[Area | MaskFile, ...]:
    """The exclusion mask image, or the shapes of a DS9 region file (*.reg); `notes` get what of it is not done."""
    path = find(name, folder, f"{_KEY}.exclusion")
    if path is None:
        return ()
    if path.suffix == ".reg":
        from vhegui.core.regions.ds9_exclusions import read_exclusion_regions

        found = read_exclusion_regions(path)
        notes += [NotDone(text) for text in found.left_out] + list(found.annotations)
        return found.regions
    return (MaskFile(str(path)),)


def background(section: schema.Background, frame: str | None, notes: list[str]) -> BackgroundSettings:
    """Only reflected regions are done; no method at all is read as reflected, with a note.

    frame : of the ON region, along which gammapy searches for reflected regions.
    """
    if section.method in ("ring", "fov_background"):
        raise ConfigError(f"{_KEY}.method: '{section.method}' is not supported for 1d data; allowed: 'reflected'")
    if section.method is None:
        notes.append(f"{_KEY}.method is not given: the background is measured in reflected regions")
    parameters, unknown = checked(section.parameters, schema.BackgroundParameters, f"{_KEY}.parameters")
    notes += unknown
    method = METHODS.get(parameters.placement, METHODS["reflected"])
    for name in parameters.__struct_fields__:
        if section.parameters.get(name) is not None and name not in ("placement", *method.gammapy):
            notes.append(NotDone(f"{_KEY}.parameters.{name} is not supported and has no effect"))
    known = {**structs.asdict(parameters), "frame": frame}
    given = {ours: known[theirs] for theirs, ours in method.gammapy.items() if known[theirs] is not None}
    return method.settings(**{name: float(v) if isinstance(v, float) else v for name, v in given.items()})
