"""The files of a server on this computer: a mirror of its paths, with what is known of every file beside it.

`HOST/files/path…` holds whole files only; `HOST/state/path….json` their validators; `….part` what is under way.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from vhegui.core.dl3.remote.address import Address, Parts
from vhegui.core.errors import DataError

RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{i}" for port in ("COM", "LPT") for i in range(10))}
UNSAFE = '%<>:"/\\|?*'


@dataclass(frozen=True)
class Record:
    """What the server said of a file: validators and size; `fetched` is the UTC time, `current` False when the server
    has to be asked again before the file is used.
    """

    etag: str = ""
    modified: str = ""
    size: int = -1
    fetched: str = ""
    current: bool = True

    @property
    def validator(self) -> str:
        """What proves that a part belongs to the same file: a strong ETag, else the time of change; "" for nothing."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.modified


@dataclass(frozen=True)
class Mirror:
    """The cached files of one server."""

    folder: Path

    @property
    def files(self) -> Path:
        """Where whole files lie."""
        return self.folder / "files"

    def path(self, parts: Parts) -> Path:
        """Place of a file of the server; names that a file system cannot hold are escaped."""
        return self.files.joinpath(*(_safe(part) for part in parts))

    def parts(self, path: Path) -> Parts:
        """Path on the server of a cached file."""
        return tuple(unquote(part) for part in path.relative_to(self.files).parts)

    def state(self, path: Path, suffix: str) -> Path:
        """A file beside a cached one, for the program itself."""
        relative = path.relative_to(self.files)
        return self.folder / "state" / relative.parent / (relative.name + suffix)

    def record(self, path: Path) -> Record | None:
        """What is known of a file that is there whole; None when it is not."""
        record = read_record(self.state(path, ".json"))
        if record is None or not path.is_file() or path.stat().st_size != record.size:
            return None
        return record

    def write_record(self, path: Path, record: Record) -> None:
        """Remember it."""
        write_record(self.state(path, ".json"), record)

    def distrust(self, below: Path) -> None:
        """The server has to be asked about every file below this folder before it is used again."""
        state = self.state(below / "x", "").parent
        for path in state.rglob("*.json"):
            record = read_record(path)
            if record is not None:
                write_record(path, replace(record, current=False))


@dataclass(frozen=True)
class CacheEntry:
    """The cached files of one server: how many, and bytes in all (with unfinished parts)."""

    name: str
    folder: Path
    files: int
    size: int


def cache_folder() -> Path:
    """Where fetched files are kept: the user's cache folder."""
    from platformdirs import user_cache_path

    return user_cache_path("vhegui", appauthor=False) / "remote"


def mirror_of(address: Address) -> Mirror:
    """The mirror of an address's server."""
    name = address.host.replace(":", "-") + ("" if address.port == 443 else f"_{address.port}")
    return Mirror(cache_folder() / _safe(name))


def cache_entries() -> tuple[CacheEntry, ...]:
    """What the cache holds, server by server."""
    root = cache_folder()
    folders = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    return tuple(_entry(folder) for folder in folders)


def clear_cache(entry: CacheEntry) -> None:
    """Delete the files of one server; they are fetched again when needed. DataError when some could not be deleted."""
    if entry.folder.parent != cache_folder():
        raise DataError(f"{entry.folder}: is not part of the cache; nothing was deleted")
    failed: list[str] = []
    shutil.rmtree(entry.folder, onerror=lambda _, path, __: failed.append(path))
    if entry.folder.exists():
        raise DataError(f"{entry.name}: {len(failed)} files are in use and could not be deleted; try again later")


def _entry(folder: Path) -> CacheEntry:
    sizes = list(_sizes(folder))
    whole = sum(count for count, _ in sizes)
    return CacheEntry(re.sub(r"_(\d+)$", r":\1", folder.name), folder, whole, sum(size for _, size in sizes))


def _sizes(folder: Path) -> Iterator[tuple[int, int]]:
    files = str(folder / "files")
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                size = os.stat(os.path.join(place, name)).st_size
            except OSError:  # just renamed or deleted by another program
                continue
            yield int(place.startswith(files)), size


def _safe(part: str) -> str:
    if part in ("", ".", ".."):
        raise DataError(f"{part!r} is not the name of a file")
    text = "".join(_escaped(c) if c in UNSAFE or not c.isprintable() else c for c in part)
    if text[-1] in ". ":
        text = text[:-1] + _escaped(text[-1])
    return _escaped(text[0]) + text[1:] if text.split(".")[0].upper() in RESERVED else text


def _escaped(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def read_record(path: Path) -> Record | None:
    """A record from its file; None when there is none or it is damaged."""
    try:
        return Record(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_record(path: Path, record: Record) -> None:
    """Write a record, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}-{id(record):x}")
    draft.write_text(json.dumps(asdict(record)), encoding="utf-8")
    os.replace(draft, path)
