"""Where the files of a data set on this computer are: index tables, event files, and what FILE_DIR means.

FILE_DIR counts from BASE_DIR of the HDU index where that folder holds the file, else from the folder of the index.
Files outside of that folder are refused, as an index can come from anybody, and so are symbolic links that lead out of
it; but for one layout that public data have: an index beside its data (`index/gps` and `data`, CTA's first data
challenge). There, where the folder of the index holds no indexed file itself, the common folder of index and data is
the root.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from vhegui.core.errors import DataError
from vhegui.core.files.notes import FormatNote

SUFFIXES = (".fits", ".fits.gz", ".fit", ".fit.gz")
RULE = "GADF v0.3, HDU index table"
HIGHEST = 3  # levels above the folder of an index that its data may lie
DEEPEST = 3  # levels below a folder that an index is looked for
MOST_FILES = 20_000
KINDS = ("obs-index", "hdu-index")


class Outside(str):
    """Why a file cannot be used that lies outside of the folder of its data set: until the user allows it."""


Named = tuple[str, str]  # FILE_DIR, FILE_NAME
Places = Mapping[Named, tuple[Path, str]]  # → path, and why it cannot be used or ""
Resolve = Callable[[str, Iterable[Named]], tuple[Places, tuple[FormatNote, ...]]]  # BASE_DIR, files of the index


def index_files(folder: Path) -> list[Path]:
    """obs-index and hdu-index files of a folder, in any case and with - or _ between the words."""
    return [folder / name for name in index_names(path.name for path in folder.iterdir() if path.is_file())]


def index_names(names: Iterable[str]) -> list[str]:
    """The obs-index and the hdu-index among file names; the shortest where there are several."""
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (len(name), name)):
        stem = name.lower().replace("_", "-")
        for kind in KINDS:
            if stem in tuple(kind + suffix for suffix in SUFFIXES):
                found.setdefault(kind, name)
    return [found[kind] for kind in KINDS if kind in found]


def is_fits(name: str) -> bool:
    """Whether a file of this name may be FITS, and is not hidden."""
    return name.lower().endswith(SUFFIXES) and not name.startswith(".")


def event_files(folder: Path, allow_outside: bool = False) -> tuple[list[Path], tuple[Path, ...]]:
    """FITS files of a folder and of all folders in it, those of the folder itself first; and links, of such files and
    of folders, that lead out of it and are not followed.

    Raises DataError when there are more files than any data set without index has.
    """
    files: list[Path] = []
    refused: list[Path] = []
    for place, folders, names in _walk(folder):
        leaving = [] if allow_outside else [place / name for name in folders if not _is_inside(place / name, folder)]
        folders[:] = [name for name in folders if place / name not in leaving]
        refused += leaving
        for path in (place / name for name in sorted(names) if is_fits(name) and (place / name).is_file()):
            (files if allow_outside or _is_inside(path, folder) else refused).append(path)
        if len(files) > MOST_FILES:
            raise DataError(
                f"{folder}: more than {MOST_FILES} FITS files in it and no index table; open the folder of a data set"
            )
    return files, tuple(refused)


def folders_with_index(folder: Path) -> list[Path]:
    """Folders below that hold an HDU index, not those inside of one another."""
    found: list[Path] = []
    for place, folders, names in _walk(folder):
        if any(name.lower().startswith("hdu") for name in index_names(names)):
            found.append(place)
            folders.clear()
        elif len(place.relative_to(folder).parts) >= DEEPEST:
            folders.clear()
    return found


def _walk(folder: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Folders from the top down, in order of name, also linked ones, each once; hidden ones are passed over."""
    seen: set[str] = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield Path(place), folders, names


@dataclass(frozen=True)
class LocalFiles:
    """Finds the files that an HDU index in `folder` names; allow_outside : wherever they are."""

    folder: Path
    allow_outside: bool = False

    def __call__(self, base: str, names: Iterable[Named]) -> tuple[Places, tuple[FormatNote, ...]]:
        """Path of every named file, and why it cannot be used ("" when it can)."""
        notes: list[FormatNote] = []
        paths = {named: self._packed(self._path(base, named, notes), notes) for named in dict.fromkeys(names)}
        outside = {named: path for named, path in paths.items() if self._leaves(path)}
        root = self._common_folder([path for path in outside.values() if _is_file(path)], len(paths) > len(outside))
        if root is not None:
            found = "the index lies beside its data, not above them"
            notes.append(FormatNote(self.folder.name, "", found, f"{root.name or root} is the data set", "none", RULE))
        refused = {
            named
            for named, path in outside.items()
            if not (self.allow_outside or (root is not None and _is_inside(path, root)))
        }
        places = {named: (path, self._problem(named, path, named in refused, base)) for named, path in paths.items()}
        return places, tuple(notes)

    def _path(self, base: str, named: Named, notes: list[FormatNote]) -> Path:
        """Where BASE_DIR, FILE_DIR and FILE_NAME lead, environment variables filled in."""
        relative = _relative(named)
        if "$" in str(relative):
            return self._by_variable(relative, notes)
        if base and _is_file(path := self.folder / os.path.expandvars(base) / relative):
            _add(notes, self.folder.name, "BASE_DIR of the index is given", f"FILE_DIR counts from {base}")
            return path
        if base and _is_file(self.folder / relative):
            found = f"BASE_DIR is {base}, where the files are not"
            _add(notes, self.folder.name, found, "FILE_DIR counts from the folder of the index")
        return self.folder / relative

    def _packed(self, path: Path, notes: list[FormatNote]) -> Path:
        """The path, or the file beside it that is compressed (.gz) where the index says it is not, or the reverse."""
        is_packed = path.suffix.lower() == ".gz"
        other = path.with_suffix("") if is_packed else path.parent / f"{path.name}.gz"
        if _is_file(path) or not _is_file(other):
            return path
        found = "FILE_NAME ends in .gz, the files do not" if is_packed else "FILE_NAME lacks the .gz of the files"
        _add(notes, self.folder.name, found, "the file beside it is taken")
        return other

    def _by_variable(self, relative: PurePosixPath, notes: list[FormatNote]) -> Path:
        """A path with $VARIABLES; of one that is not set, the folder of its name in or above that of the index."""
        path = self.folder / os.path.expandvars(str(relative))
        unset = re.search(r"\$\{?(\w+)\}?", str(path))
        if unset is None:
            return path
        rest = str(path)[unset.end() :].lstrip("/")
        for start in _upwards(self.folder):
            for place in (start / unset[1].lower(), start / unset[1], start):
                if _is_file(place / rest):
                    found = f"FILE_DIR begins with {unset[0]}, which is not set"
                    _add(notes, self.folder.name, found, f"the folder {place.name} is taken for it")
                    return place / rest
        return path

    def _leaves(self, path: Path) -> bool:
        """Whether a path leads out of the folder, also by a symbolic link; one that leads nowhere does not."""
        folder = os.path.abspath(self.folder)
        try:
            lexically = os.path.commonpath([folder, os.path.abspath(path)]) != folder
        except ValueError:  # on another drive, or no path at all
            return True
        return not _is_inside(path, self.folder) and (lexically or _is_file(path))

    def _common_folder(self, outside: Sequence[Path], any_inside: bool) -> Path | None:
        """The folder that holds index and data, where the data are all beside the index; None where they are not."""
        if any_inside or not outside:
            return None
        folder = self.folder.resolve()
        common = Path(os.path.commonpath([folder, *(path.resolve().parent for path in outside)]))
        climbed = len(folder.parts) - len(common.parts)
        return common if climbed <= HIGHEST and common not in (Path(common.anchor), Path.home()) else None

    def _problem(self, named: Named, path: Path, refused: bool, base: str) -> str:
        relative = str(_relative(named))
        try:
            if refused and not path.parent.exists():
                return f"the file {relative} is not there: its folder, outside that of the data set, does not exist"
            if refused:
                above = f" of BASE_DIR {base}" if base and not self._leaves(self.folder / relative) else ""
                return Outside(
                    f"the index names the file {relative}{above}, outside the folder of the data set; it is not "
                    "opened. Allow files outside the folder for this data set if you trust it (--allow-outside)"
                )
            if path.is_file():
                return ""
            unset = re.search(r"\$\{?\w+\}?", os.path.expandvars(relative))
            hint = f" ({unset[0]} is not set)" if unset else f" (nor in BASE_DIR {base})" if base else ""
            return f"the file {relative} is not there{hint}"
        except (OSError, ValueError, RuntimeError):  # a name that is too long, or a loop of links
            return f"the file {relative[:80]!r} cannot be there; the index is damaged"


def _relative(named: Named) -> PurePosixPath:
    return PurePosixPath(named[0].replace("\\", "/")) / named[1]


def _upwards(folder: Path) -> Iterator[Path]:
    """A folder and those above it that may hold its data."""
    absolute = Path(os.path.abspath(folder))
    yield from (absolute, *absolute.parents[:HIGHEST])


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return root.resolve() in path.resolve().parents
    except (OSError, ValueError, RuntimeError):
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError, RuntimeError):
        return False


def _add(notes: list[FormatNote], file: str, found: str, assumed: str) -> None:
    note = FormatNote(file, "HDU_INDEX", found, assumed, "none", RULE)
    if note not in notes:
        notes.append(note)
