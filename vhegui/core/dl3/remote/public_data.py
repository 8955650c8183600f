"""Public data sets that can be fetched, with their terms of use; their files are known by checksum.

A data set is opened by its address like any other remote one, so that a session file names it for everybody.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from vhegui.core.errors import DataError
from vhegui.core.progress import Progress
from vhegui.core.resources import resource

if TYPE_CHECKING:
    from vhegui.core.dl3.remote.address import Address, Parts
    from vhegui.core.dl3.remote.checksums import Checksum

FOLDER = "public_data"


@dataclass(frozen=True)
class PublicFile:
    """One file: `path` below the address, size in bytes."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class PublicDataSet:
    """A data set, where it is, and what its users have agreed to.

    terms : a summary in our words · attribution : the line that every use has to state · home : the full text.
    """

    id: str
    title: str
    summary: str
    address: str
    home: str
    terms: str
    attribution: str
    files: tuple[PublicFile, ...] = ()

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(file.size for file in self.files)


@lru_cache(maxsize=1)
def catalogue() -> tuple[PublicDataSet, ...]:
    """All public data sets that are known."""
    content = tomllib.loads(resource(FOLDER, "catalogue.toml").read_text(encoding="utf-8"))
    return tuple(PublicDataSet(**{**entry, "files": _files(entry["files"])}) for entry in content["data_set"])


def _files(name: str) -> tuple[PublicFile, ...]:
    lines = resource(FOLDER, name).read_text(encoding="utf-8").splitlines()
    rows = (line.split(" ", 2) for line in lines)
    return tuple(PublicFile(path, int(size), sha256) for sha256, size, path in rows)


def at(data_set: PublicDataSet, address: str) -> PublicDataSet:
    """The same data set on another server: a mirror of it nearer by."""
    return replace(data_set, address=address)


def fetch_data_set(data_set: PublicDataSet, progress: Progress | None = None) -> int:
    """Fetch every file that is not in the cache yet; returns the bytes of the whole set there.

    What has arrived stays when `progress` raises to cancel. Raises DataError with the first reason when files fail.
    """
    from vhegui.core.dl3.remote.address import parse_address
    from vhegui.core.dl3.remote.source import remote_files

    address = parse_address(data_set.address)
    source = remote_files(address, _checksums(data_set, address))
    problems = source.fetch((source.mirror.path(_parts(address, file)) for file in data_set.files), progress)
    if problems:
        raise DataError(f"{len(problems)} of {len(data_set.files)} files are missing: {next(iter(problems.values()))}")
    return data_set.size


def bytes_there(data_set: PublicDataSet) -> int:
    """Bytes of the data set that are in the cache."""
    from vhegui.core.dl3.remote.address import parse_address
    from vhegui.core.dl3.remote.cache import mirror_of

    address = parse_address(data_set.address)
    mirror = mirror_of(address)
    return sum(file.size for file in data_set.files if mirror.record(mirror.path(_parts(address, file))) is not None)


def checksums_for(address: Address, data_sets: Iterable[PublicDataSet] | None = None) -> Mapping[Parts, Checksum]:
    """Checksums of the files behind an address, by path on the server; none for what is not in the catalogue."""
    found = _find(address, data_sets)
    return _checksums(found, address) if found is not None else {}


def notice_for(address: Address, data_sets: Iterable[PublicDataSet] | None = None) -> str:
    """What to state when data from this address are used, "" for what is not in the catalogue."""
    found = _find(address, data_sets)
    return f"Public data with terms of use (File → Public data). State: “{found.attribution}”" if found else ""


def _find(address: Address, data_sets: Iterable[PublicDataSet] | None) -> PublicDataSet | None:
    return next((d for d in data_sets or catalogue() if d.address == str(address)), None)


def _checksums(data_set: PublicDataSet, address: Address) -> dict[Parts, Checksum]:
    from vhegui.core.dl3.remote.checksums import Checksum

    return {_parts(address, file): Checksum("sha256", file.sha256) for file in data_set.files}


def _parts(address: Address, file: PublicFile) -> Parts:
    return (*address.place, *file.path.split("/"))
