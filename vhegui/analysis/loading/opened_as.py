"""What a path is opened as, told from what is in it; nothing is read as a whole, but for images that may be masks."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import numpy as np

from vhegui.core.dl3.layout import folders_with_index, is_fits
from vhegui.core.dl3.load import events_table
from vhegui.core.dl3.remote.address import is_address
from vhegui.core.dl3.unindexed import index_kind
from vhegui.core.errors import VheguiError
from vhegui.core.files.fits import FitsFile
from vhegui.core.files.kinds import CATALOGUE, FLUX_POINTS, REGIONS, SKY_CUBE, SKY_IMAGE, other_kind
from vhegui.core.irf.registry import is_response

VOTABLES = (".vot", ".votable")
YAMLS = (".yaml", ".yml")
MOSTLY = 0.5  # of a mask is not excluded


class Opens(StrEnum):
    """Every kind of thing that is opened, in words; those that replace what is open come first."""

    SESSION = "a session"
    CONFIGURATION = "a configuration of gammapy"
    DATA = "a data set"
    RUN = "an event file"
    SPECTRUM = "an OGIP spectrum"
    MODELS = "a models file"
    REGIONS = "a region file"
    MASK = "an exclusion mask"
    IMAGE = "an image of the sky"
    CATALOGUE = "a catalogue of sources"
    FLUX_POINTS = "a table of flux points"
    RESPONSES = "a file of responses"
    PLAN = "a plan of simulated runs"


OF_KIND = {
    REGIONS: Opens.REGIONS, CATALOGUE: Opens.CATALOGUE, FLUX_POINTS: Opens.FLUX_POINTS, SKY_CUBE: Opens.IMAGE,
    SKY_IMAGE: Opens.IMAGE,
}  # fmt: skip


def opened_as(path: Path | str) -> Opens:
    """What a folder, a file or an address is opened as; what nobody can tell is tried as a data set, which says why
    not.

    >>> opened_as("https://example.org/dl3"), opened_as(Path("field.reg"))
    (<Opens.DATA: 'a data set'>, <Opens.REGIONS: 'a region file'>)
    """
    if is_address(str(path)):
        return Opens.DATA
    path = Path(path)
    ending = path.suffix.lower()
    if path.is_dir():
        return Opens.DATA
    if ending in YAMLS:
        return _of_yaml(path)
    if ending == ".reg":
        return Opens.REGIONS
    if ending in VOTABLES:
        return Opens.CATALOGUE
    if not path.is_file():
        return Opens.DATA
    found = _of_tables(path) or OF_KIND.get(other_kind(path), Opens.DATA)
    return Opens.MASK if found is Opens.IMAGE and _is_mask(path) else found


def data_sets_in(path: Path) -> list[Path]:
    """The data sets below a folder that is none itself, where there are several: one has to be chosen."""
    if not path.is_dir() or any(is_fits(each.name) for each in path.iterdir()):
        return []
    below = folders_with_index(path)
    return below if len(below) > 1 else []


def by_kind(paths: Iterable[Path | str]) -> dict[Opens, list[Path | str]]:
    """Paths by what they are opened as, in the order in which kinds are opened."""
    found = dict[Opens, list[Path | str]]()
    for path in paths:
        found.setdefault(opened_as(path), []).append(path)
    return {kind: found[kind] for kind in Opens if kind in found}


def _of_tables(path: Path) -> Opens | None:
    """Of a FITS file with index tables, events, a spectrum, or responses and no events; None of any other."""
    try:
        file = FitsFile(path)
        if any(index_kind(table) for table in file):
            return Opens.DATA
        if file.find("SPECTRUM") is not None:
            return Opens.SPECTRUM
        if events_table(file) is not None:
            return Opens.RUN
        return Opens.RESPONSES if any(is_response(table) for table in file) else None
    except (VheguiError, OSError):
        return None


def _of_yaml(path: Path) -> Opens:
    """By its keys; what cannot be read is tried as a session, which says why not."""
    from vhegui.analysis.gammapy_config import is_gammapy_config
    from vhegui.analysis.yaml_files.file import read_yaml

    try:
        content = read_yaml(path)
    except (VheguiError, OSError):
        return Opens.SESSION
    if "format" in content:
        return Opens.SESSION
    if "responses" in content or "like" in content:
        return Opens.PLAN
    if "components" in content:
        return Opens.MODELS
    return Opens.CONFIGURATION if is_gammapy_config(content) else Opens.SESSION


def _is_mask(path: Path) -> bool:
    """Whether an image holds 0 and one other value, and less than half of it is 0: counts are mostly 0 instead."""
    from vhegui.core.regions.exclusions import read_exclusion_mask

    try:
        image = read_exclusion_mask(path).image
    except VheguiError:
        return False
    return 0.0 < float(np.mean(image)) < MOSTLY
