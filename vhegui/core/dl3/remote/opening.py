"""From an address to a `Store`: the index tables are fetched, the runs wait until they are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath, PureWindowsPath

from vhegui.core.dl3.indexed import open_indexed
from vhegui.core.dl3.layout import KINDS, Named, Outside, Places, index_names
from vhegui.core.dl3.remote.address import FITS, Address, Parts, parse_address
from vhegui.core.dl3.remote.errors import Interrupted, Missing, Refused, Unreachable
from vhegui.core.dl3.remote.link import Link
from vhegui.core.dl3.remote.listing import Listing, list_folder
from vhegui.core.dl3.remote.parallel import attended
from vhegui.core.dl3.remote.source import RemoteFiles, remote_files
from vhegui.core.dl3.store import Store
from vhegui.core.dl3.unindexed import index_kind, open_event_files
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile
from vhegui.core.files.notes import FormatNote
from vhegui.core.progress import Progress

MANY_FILES = 500
MANY_FOLDERS = 500


def open_remote(text: str, allow_outside: bool = False, progress: Progress | None = None) -> Store:
    """Open the data set at an address. Only its index tables are fetched (all event files where there is no index).

    allow_outside : also read files elsewhere on the same server that the index names.
    Raises DataError when there is nothing to open, neither there nor in the cache.
    """
    from vhegui.core.dl3.remote.public_data import checksums_for, notice_for

    address = parse_address(text)
    source = remote_files(address, checksums_for(address))
    opening = _Opening(source, progress)
    paths, reason = _bring(opening)
    store = _open_local(opening, paths, allow_outside)
    notes = store.notes
    if reason:
        notes = (FormatNote(str(address), "", "the server gave nothing new", reason), *notes)
    notice = " ".join(filter(None, (reason and f"Working offline: {reason}.", notice_for(address))))
    return replace(store, label=str(address), notes=notes, source=replace(source, notice=notice))


@dataclass(frozen=True)
class _Opening:
    """A source that reports to the progress of the opening."""

    source: RemoteFiles
    progress: Progress | None
    notice: str = ""

    def fetch(self, paths: Iterable[Path], progress: Progress | None = None) -> dict[Path, str]:
        return self.source.fetch(paths, progress or self.progress)


def _open_local(opening: _Opening, paths: list[Path], allow_outside: bool) -> Store:
    """A store of what has been fetched."""
    source = opening.source
    root = source.mirror.path(source.address.place)
    if any(index_kind(table) for path in paths[:2] for table in FitsFile(path)):
        return open_indexed(root, paths, partial(_resolve_all, source, allow_outside), opening)
    return open_event_files(root, paths, source.address.file)


@dataclass
class _Visit:
    """One visit to the server: brings single files up to date, and remembers what that showed."""

    source: RemoteFiles
    link: Link
    progress: Progress | None
    changed: bool = False
    reason: str = ""

    def bring(self, name: str) -> Path:
        """The cached copy of a file beside the index, as new as can be had."""
        path = self.source.mirror.path((*self.source.address.place, name))
        if self.reason and self.source.mirror.record(path) is not None:
            return path  # the server has just failed: do not wait for it again
        changed, reason = self.source.refresh(self.link, path, self.progress)
        self.changed, self.reason = self.changed or changed, self.reason or reason
        return path


def _bring(opening: _Opening) -> tuple[list[Path], str]:
    """Fetch what says which runs there are; returns the files, and why they may be out of date or ""."""
    source = opening.source
    try:
        with source.link() as link:
            visit = _Visit(source, link, opening.progress)
            paths = _find(visit, opening)
    except (Unreachable, Interrupted, Refused) as error:
        cached = _cached(source)
        if not cached:
            raise
        return cached, f"{error}; what was fetched before is used"
    if visit.changed:
        source.mirror.distrust(source.mirror.path(source.address.root))
    return paths, visit.reason


def _cached(source: RemoteFiles) -> list[Path]:
    """What an earlier visit has left: the single file, or the index tables, or the event files."""
    folder, mirror = source.mirror.path(source.address.place), source.mirror
    if source.address.file and mirror.record(folder / source.address.file) is None:
        return []
    there = [path for path in sorted(folder.rglob("*")) if mirror.record(path) is not None]
    indices = index_names(path.name for path in there if path.parent == folder)
    if source.address.file and source.address.file not in indices:
        return [folder / source.address.file]
    return [folder / name for name in indices] or there


def _find(visit: _Visit, opening: _Opening) -> list[Path]:
    """The given file, with the other index beside it where it is one; or what the folder holds."""
    address = visit.source.address
    if address.file and not index_names([address.file]):
        path = visit.bring(address.file)
        is_index = any(index_kind(table) for table in FitsFile(path))
        return [path, *(other for other in _probe(visit) if other != path)] if is_index else [path]
    if address.listing:
        listing = _list(visit.link, address.place, visit.progress)
        indices = index_names(listing.files)
        return [visit.bring(name) for name in indices] if _has_hdu_index(indices) else _event_files(opening, listing)
    found = _probe(visit)
    if not _has_hdu_index(path.name for path in found):
        raise Missing(
            f"{address}: there is no hdu-index.fits(.gz), and a web server does not list its files; "
            "name a file, or use davs:// if the server speaks WebDAV"
        )
    return found


def _list(link: Link, parts: Parts, progress: Progress | None) -> Listing:
    state = 0.0, f"Listing {'/'.join(parts) or link.address.netloc}"
    return attended(link, lambda: list_folder(link, parts), lambda: state, progress)


def _has_hdu_index(names: Iterable[str]) -> bool:
    return any(name.lower().startswith("hdu") for name in names)


def _probe(visit: _Visit) -> list[Path]:
    """Index tables of a server that lists nothing, by their usual names; those of the last visit first."""
    known = [path.name for path in _cached(visit.source)]
    found: list[Path] = []
    for kind in KINDS:
        usual = [f"{stem}{suffix}" for stem in (kind, kind.replace("-", "_")) for suffix in (".fits.gz", ".fits")]
        first = [name for name in known if name.lower().replace("_", "-").startswith(kind)]
        for name in dict.fromkeys([*first, *usual]):
            try:
                found.append(visit.bring(name))
            except Missing:
                continue
            break
    return found


def _event_files(opening: _Opening, listing: Listing) -> list[Path]:
    """All FITS files of a folder without index and of all folders in it, fetched: only they know their runs."""
    source = opening.source
    address = source.address
    found = _listed_below(opening, listing)
    indexed = [folder for folder, each in found.items() if _has_hdu_index(index_names(each.files))]
    if indexed and not any(name.lower().endswith(FITS) for name in listing.files):
        there = replace(address, folder=(*address.folder, *indexed[0]), file="")
        more = f" ({len(indexed) - 1} more are below)" if len(indexed) > 1 else ""
        raise DataError(f"{address}: the index table lies in a folder below{more}; open {there}")
    parts = [(*folder, name) for folder, each in found.items() for name in each.files]
    wanted = [p for p in sorted(parts) if p[-1].lower().endswith(FITS) and "index" not in p[-1].lower()]
    if not wanted:
        raise DataError(f"{address}: there is no index table and no event file (.fits, .fits.gz) in this folder")
    if len(wanted) > MANY_FILES:
        raise DataError(f"{address}: {len(wanted)} files and no hdu-index; make an index, or open a single file")
    paths = [source.mirror.path((*address.place, *p)) for p in wanted]
    problems = opening.fetch(paths)
    if len(problems) == len(paths):
        raise DataError(next(iter(problems.values())))
    return [path for path in paths if path not in problems]


def _listed_below(opening: _Opening, listing: Listing) -> dict[Parts, Listing]:
    """What is in a folder and in all folders below, by the path from it; hidden ones are passed over, as on disk."""
    address = opening.source.address
    found: dict[Parts, Listing] = {(): listing}
    waiting = [(name,) for name in listing.folders]
    with opening.source.link() as link:
        while waiting:
            folder = waiting.pop(0)
            if folder[-1].startswith("."):
                continue
            if len(found) > MANY_FOLDERS:
                raise DataError(
                    f"{address}: more than {MANY_FOLDERS} folders and no hdu-index; open the folder of a data set"
                )
            found[folder] = _list(link, (*address.place, *folder), opening.progress)
            waiting += [(*folder, name) for name in found[folder].folders]
    return found


def _resolve_all(
    source: RemoteFiles, allow_outside: bool, base: str, names: Iterable[Named]
) -> tuple[Places, tuple[FormatNote, ...]]:
    """Cached places of the files of an index; BASE_DIR is a folder of another computer, and says nothing."""
    return {named: _resolve(source, allow_outside, *named) for named in dict.fromkeys(names)}, ()


def _resolve(source: RemoteFiles, allow_outside: bool, folder: str, name: str) -> tuple[Path, str]:
    """Cached place of an indexed file, and why it is not fetched ("" when it can be)."""
    address, mirror = source.address, source.mirror
    text = f"{folder}/{name}".replace("\\", "/") if folder else name.replace("\\", "/")
    relative = PurePosixPath(text)
    parts = _walk(address.place, relative)
    try:
        path = mirror.path(parts if parts is not None else (*address.place, "refused"))
    except DataError as error:
        return mirror.path(address.place), f"the index names a file that cannot be: {error}"
    absolute = relative.is_absolute() or "://" in text or PureWindowsPath(text).drive != ""
    inside = parts is not None and (allow_outside or parts[: len(address.root)] == address.root)
    return path, "" if inside and not absolute else _refused(address, relative, None if absolute else parts)


def _walk(place: Parts, relative: PurePosixPath) -> Parts | None:
    """Path on the server of a file named from `place`; None when it is above the server's top."""
    parts = list(place)
    for part in relative.parts:
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part not in (".", "/", ""):
            parts.append(part)
    return tuple(parts)


def _refused(address: Address, relative: PurePosixPath, parts: Parts | None) -> str:
    """Why a file is not fetched, and the address with which it would be: the folder above both is the root."""
    said = f"the index names the file {relative}, outside {address.url(address.root, folder=True)}; it is not fetched. "
    if parts is None:
        return Outside(f"{said}Files elsewhere than on the server of the index never are.")
    shared = 0
    while shared < min(len(parts) - 1, len(address.place)) and parts[shared] == address.place[shared]:
        shared += 1
    above = replace(address, root=address.place[:shared], folder=address.place[shared:])
    return Outside(f"{said}If you trust it, open {above}")
