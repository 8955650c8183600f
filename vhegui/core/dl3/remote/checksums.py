"""Checksums: those we were given, and those the server states."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vhegui.core.dl3.remote.errors import Changed

CHUNK = 1 << 20
# What dCache and other grid storage answer with the header "Digest" (RFC 3230).
WANTED = "sha-256;q=1, adler32;q=0.5, md5;q=0.3"


@dataclass(frozen=True)
class Checksum:
    """`kind` is "sha256", "md5" or "adler32", `value` lower-case hexadecimal."""

    kind: str
    value: str


def stated_checksum(headers: Mapping[str, str]) -> Checksum | None:
    """The strongest checksum of the whole file among response headers (Repr-Digest, Digest); None without one."""
    found: dict[str, str] = {}
    for name in ("repr-digest", "digest"):
        for key, value in re.findall(r"([\w-]+)=:?([\w+/=-]+)", headers.get(name, "")):
            found.setdefault(key.lower().replace("-", ""), value)
    for kind in ("sha256", "md5", "adler32"):
        value = _hexadecimal(kind, found.get(kind, ""))
        if value:
            return Checksum(kind, value)
    return None


def check(path: Path, wanted: Checksum, name: str) -> None:
    """Raise Changed when the file's content has another checksum."""
    if checksum_of(path, wanted.kind).value != wanted.value:
        raise Changed(f"{name} arrived damaged: its {wanted.kind} checksum is not the expected one; it was not kept")


def checksum_of(path: Path, kind: str = "sha256") -> Checksum:
    """Checksum of a file, read in pieces."""
    digest = None if kind == "adler32" else hashlib.new(kind, usedforsecurity=False)
    adler = 1
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if digest is None:
                adler = zlib.adler32(chunk, adler)
            else:
                digest.update(chunk)
    return Checksum(kind, f"{adler:08x}" if digest is None else digest.hexdigest())


def _hexadecimal(kind: str, value: str) -> str:
    if kind == "adler32":
        return value.lower().rjust(8, "0") if re.fullmatch(r"[0-9a-fA-F]{1,8}", value) else ""
    try:
        raw = base64.b64decode(value, validate=True)
    except binascii.Error:
        return ""
    return raw.hex() if len(raw) == hashlib.new(kind, usedforsecurity=False).digest_size else ""
