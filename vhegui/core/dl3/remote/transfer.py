"""One file from a server into the cache: resumed where it broke off, never put together from two versions."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vhegui.core.dl3.remote.address import Parts
from vhegui.core.dl3.remote.cache import Mirror, Record
from vhegui.core.dl3.remote.checksums import WANTED, Checksum, check, stated_checksum
from vhegui.core.dl3.remote.errors import Changed, Interrupted
from vhegui.core.dl3.remote.link import Link
from vhegui.core.dl3.remote.part import Part
from vhegui.core.errors import DataError

if TYPE_CHECKING:
    import httpx

CHUNK = 1 << 16
FITS_BLOCK = 2880
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Wanted:
    """A file of the server: parts of its path, and its checksum where that is known beforehand."""

    parts: Parts
    checksum: Checksum | None = None

    @property
    def name(self) -> str:
        """The file in messages."""
        return "/".join(self.parts)


def transfer(link: Link, mirror: Mirror, wanted: Wanted, tell: Tell) -> bool:
    """Bring one file up to date; True when it is new or another than before.

    tell : called with (bytes there, bytes in all or -1). Raises the errors of `remote.errors`; what has arrived is
    kept for another time, unless it proved wrong.
    """
    furthest, failures = -1, 0
    while True:
        with Part(mirror, mirror.path(wanted.parts)) as part:
            try:
                return _attempt(link, mirror, wanted, part, tell)
            except Interrupted as error:
                # A file that arrived damaged is fetched anew once, not attempt after attempt.
                failures = (failures if part.size <= furthest else 0) + (2 if isinstance(error, Changed) else 1)
                furthest = max(furthest, part.size)
                if isinstance(error, Changed):
                    part.restart()
                if failures >= link.timing.attempts or link.stopped.is_set():
                    raise _final(error, part) from None
        link.wait()


def _final(error: Interrupted, part: Part) -> Interrupted:
    if isinstance(error, Changed):
        return error
    total = part.record.size if part.record is not None else -1
    arrived = f"{part.size} of {total}" if total >= 0 else f"{part.size}"
    return Interrupted(f"{error} ({arrived} bytes have arrived and are kept; open it again to go on)")


def _attempt(link: Link, mirror: Mirror, wanted: Wanted, part: Part, tell: Tell) -> bool:
    target = mirror.path(wanted.parts)
    known = mirror.record(target)
    headers = {"Want-Digest": WANTED, **(_resuming(part) if part.resumable else _unless_same(known))}
    with link.get(link.address.url(wanted.parts), wanted.name, headers) as response:
        if response.status_code == 304 and known is not None:
            mirror.write_record(target, replace(known, current=True, fetched=_now()))
            return False
        total = _begin(response, part, wanted.name)
        for chunk in response.iter_raw():
            part.write(chunk)
            tell(part.size, total)
            if link.stopped.is_set():
                raise Interrupted(f"{wanted.name}: stopped")
        stated = stated_checksum(response.headers)
    part.flush()
    _check_whole(part, total, wanted.name)
    for checksum in filter(None, (wanted.checksum, stated)):
        check(part.path, checksum, wanted.name)
    assert part.record is not None
    part.finish(replace(part.record, size=part.size, fetched=_now(), current=True))
    return True


def _resuming(part: Part) -> dict[str, str]:
    assert part.record is not None
    return {"Range": f"bytes={part.size}-", "If-Range": part.record.validator}


def _unless_same(known: Record | None) -> dict[str, str]:
    if known is None:
        return {}
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in conditions.items() if value}


def _begin(response: httpx.Response, part: Part, name: str) -> int:
    """Prepare the part for what comes; returns the bytes of the whole file, -1 when the server does not say."""
    offered = _record(response)
    if response.status_code == 206:
        match = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("content-range", "").strip())
        before = part.record
        same = before is not None and before.validator == offered.validator and part.resumable
        if match is None or not same or int(match[1]) != part.size or before.size not in (-1, int(match[2])):  # type: ignore[union-attr]
            raise Changed(f"{name} changed on the server while it was fetched, again and again; try later")
        return int(match[2])
    if response.status_code != 200:
        raise Changed(f"the server does not go on with {name} (status {response.status_code}); try again")
    part.restart(offered)
    return offered.size


def _record(response: httpx.Response) -> Record:
    headers = response.headers
    length = headers.get("content-length", "")
    size = int(length) if length.isdigit() and response.status_code == 200 else -1
    return Record(headers.get("etag", ""), headers.get("last-modified", ""), size)


def _check_whole(part: Part, total: int, name: str) -> None:
    """Raise when bytes are missing, or when this is no FITS file at all (a login page, say)."""
    with part.path.open("rb") as file:
        first = file.read(6)
    if first[:2] != b"\x1f\x8b" and first != b"SIMPLE"[: len(first)]:
        part.restart()
        raise DataError(
            f"the server sent something else than a FITS file for {name} (a login page?); check the address"
        )
    if total >= 0 and part.size != total:
        raise Interrupted(f"{name} is truncated: {total} bytes expected, {part.size} received")
    if total < 0 and not _complete(part.path, first):
        part.restart()
        raise Interrupted(f"{name} is truncated: the server did not say its size, and its end is missing")


def _complete(path: Path, first: bytes) -> bool:
    """Whether a FITS file of unknown size has its end."""
    if first == b"SIMPLE":
        return path.stat().st_size % FITS_BLOCK == 0
    inflater = zlib.decompressobj(31)
    with path.open("rb") as file:
        while not inflater.eof and (chunk := file.read(CHUNK)):
            data = inflater.decompress(chunk, CHUNK)
            while data and inflater.unconsumed_tail:
                data = inflater.decompress(inflater.unconsumed_tail, CHUNK)
    return inflater.eof


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
