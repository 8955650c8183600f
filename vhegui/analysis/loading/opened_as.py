"""What a path is opened as, told from what is in it; nothing is read as a whole, but for images that may be masks."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import numpy as np

from vhegui.core.dl3.layout import event_files, folders_with_index, is_fits
from vhegui.core.dl3.load import events_table
from vhegui.core.dl3.remote.address import is_address
from vhegui.core.dl3.unindexed import index_kind
from vhegui.core.errors import DataError, VheguiError
from vhegui.core.files.fits import FitsFile
from vhegui.core.files.kinds import CATALOGUE, FLUX_POINTS, OGIP_RESPONSE, REGIONS, SKY_CUBE, SKY_IMAGE, other_kind
from vhegui.core.irf.registry import is_response

VOTABLES = (".vot", ".votable")
YAMLS = (".yaml", ".yml")
MOST_LOOKED_AT = 300  # files of a folder without an index
MOSTLY = 0.5  # of a mask is not excluded
OPENED = (
    "data sets, event files, OGIP spectra, responses, regions, masks, models, sessions, configurations of gammapy, "
    "images, catalogues, flux points and lists of runs"
)


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
    RUN_LIST = "a list of runs"
    PLAN = "a plan of simulated runs"


OF_KIND = {
    REGIONS: Opens.REGIONS, CATALOGUE: Opens.CATALOGUE, FLUX_POINTS: Opens.FLUX_POINTS, SKY_CUBE: Opens.IMAGE,
    SKY_IMAGE: Opens.IMAGE,
}  # fmt: skip


def opened_as(path: Path | str) -> Opens:
    """What a folder, a file or an address is opened as; what is not there, or a FITS file that nobody can tell, is
    tried as a data set, which says why not. Raises DataError for any other file.

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
    if (found := _of_tables(path)) is not None:
        return found
    kind = other_kind(path)
    if (found := OF_KIND.get(kind)) is not None:
        return Opens.MASK if found is Opens.IMAGE and _is_mask(path) else found
    if _is_run_list(path):
        return Opens.RUN_LIST
    if is_fits(path.name) and not kind:
        return Opens.DATA
    what = f"this is {kind}, which is not opened in the window" if kind else "nobody can tell what this file is"
    raise DataError(f"{path.name}: {what}; what is opened: {OPENED}")


def data_sets_in(path: Path) -> list[Path]:
    """The data sets below a folder that is none itself, where there are several: one has to be chosen."""
    if not path.is_dir() or any(is_fits(each.name) for each in path.iterdir()):
        return []
    below = folders_with_index(path)
    return below if len(below) > 1 else []


def by_kind(paths: Iterable[Path | str]) -> tuple[dict[Opens, list[Path | str]], list[str]]:
    """Paths by what they are opened as, in the order in which kinds are opened; and what is wrong with the others.

    Folders of spectra or of responses, without any run, are opened as these files; responses and backgrounds beside the
    spectra that name them are read with them.
    """
    found, problems = dict[Opens, list[Path | str]](), dict[Path | str, str]()
    for path in (each for given in paths for each in _with_folders(given)):
        try:
            found.setdefault(opened_as(path), []).append(path)
        except DataError as error:
            problems[path] = str(error)
    if spectra := found.get(Opens.SPECTRUM):
        found[Opens.SPECTRUM] = [path for path in spectra if not _is_part(Path(path))] or spectra
        problems = {path: text for path, text in problems.items() if not _is_part(Path(path))}
    return {kind: found[kind] for kind in Opens if kind in found}, list(problems.values())


def _with_folders(path: Path | str) -> list[Path | str]:
    """A path, or the spectra and responses in a folder that holds no runs."""
    if isinstance(path, str) or not path.is_dir() or folders_with_index(path):
        return [path]
    try:
        files, _ = event_files(path)
    except DataError:
        return [path]
    if len(files) > MOST_LOOKED_AT:
        return [path]
    kinds = {file: _of_tables(file) for file in files}
    if not files or any(kind in (Opens.RUN, Opens.DATA) for kind in kinds.values()):
        return [path]
    return [file for file, kind in kinds.items() if kind in (Opens.SPECTRUM, Opens.RESPONSES)] or [path]


def _is_part(path: Path) -> bool:
    """Whether a file is the response or the background of an OGIP spectrum."""
    if other_kind(path) == OGIP_RESPONSE:
        return True
    try:
        table = FitsFile(path).find("SPECTRUM")
    except (VheguiError, OSError):
        return False
    return table is not None and str(table.header.get("HDUCLAS2") or "").strip().upper() == "BKG"


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


def _is_run_list(path: Path) -> bool:
    """Whether a table or a text gives numbers of runs, and nothing else where it has no titles."""
    from vhegui.analysis.runs.saved import read_run_list

    try:
        return len(read_run_list(path)) > 0
    except VheguiError:
        return False


def _is_mask(path: Path) -> bool:
    """Whether an image holds 0 and one other value, and less than half of it is 0: counts are mostly 0 instead."""
    from vhegui.core.regions.exclusions import read_exclusion_mask

    try:
        image = read_exclusion_mask(path).image
    except VheguiError:
        return False
    return 0.0 < float(np.mean(image)) < MOSTLY
