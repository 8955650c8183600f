"""Addresses of data sets: `https://host/folder/`, `davs://host/folder/`, `…/file.fits`, `https://host/data/#Events/North`.

What follows `#` is never sent: it says where below the folder the index lies. So the folder before it is the root that
the user opened, and an index in `Events/North` may name responses in `../../IRFS/fits`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from vhegui.core.dl3.remote.errors import DataError

# scheme of the address: (scheme of the requests, whether the server can list folders)
SCHEMES = {
    "http": ("http", False),
    "https": ("https", False),
    "webdav": ("http", True),
    "dav": ("http", True),
    "webdavs": ("https", True),
    "davs": ("https", True),
}
PORTS = {"http": 80, "https": 443}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
FITS = (".fits", ".fits.gz", ".fit", ".fit.gz")
Parts = tuple[str, ...]


@dataclass(frozen=True)
class Address:
    """A data set on a server.

    scheme : "http" or "https" · host, port · root : decoded parts of the path of the folder that may be read
    folder : where the index tables or the file lie, below the root · file : name of the file, "" for a folder
    listing : whether the server can list folders (WebDAV).
    """

    scheme: str
    host: str
    port: int
    root: Parts = ()
    folder: Parts = ()
    file: str = ""
    listing: bool = False

    def __str__(self) -> str:
        scheme = {"http": "dav", "https": "davs"}[self.scheme] if self.listing else self.scheme
        below = "/".join((*self.folder, self.file) if self.file else self.folder)
        root = f"{scheme}://{self.netloc}/{_quoted(self.root)}"
        return f"{root.rstrip('/')}/{'#' + quote(below) if self.folder else quote(below)}"

    @property
    def netloc(self) -> str:
        """Host, with the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def place(self) -> Parts:
        """Parts of the path of the folder that FILE_DIR counts from."""
        return (*self.root, *self.folder)

    @property
    def is_loopback(self) -> bool:
        """True for this computer itself."""
        return self.host in LOOPBACK

    def url(self, parts: Parts, folder: bool = False) -> str:
        """Where to ask for a file (or a folder) of this server, given by the parts of its path."""
        return f"{self.scheme}://{self.netloc}/{_quoted(parts)}{'/' if folder and parts else ''}"


def is_address(text: str) -> bool:
    """True for what looks like an address rather than a path."""
    return "://" in text


def parse_address(text: str) -> Address:
    """Read an address. Raises DataError for an unknown scheme, and for anything secret in it (never repeated)."""
    try:
        split = urlsplit(text.strip())
        host, port = split.hostname or "", split.port
    except ValueError as error:
        raise DataError("this is not a valid address; expected something like https://host/folder/") from error
    if split.scheme.lower() not in SCHEMES:
        raise DataError(f"addresses of the kind {split.scheme}:// cannot be opened; use {', '.join(SCHEMES)}")
    if "@" in split.netloc or split.query:
        raise DataError(
            f"the address at {host} contains a user, a password or a query (?…), which would be kept in session files; "
            "leave it out, and give a token file instead"
        )
    if not re.fullmatch(r"[\w.:-]+", host):
        raise DataError("the address names no server; expected something like https://host/folder/")
    scheme, listing = SCHEMES[split.scheme.lower()]
    path, below = _parts(split.path), _parts(split.fragment)
    name = below[-1] if below else path[-1] if path else ""
    file = name if name.lower().endswith(FITS) and not text.endswith("/") else ""
    if file:
        path, below = (path, below[:-1]) if below else (path[:-1], ())
    return Address(scheme, host, port or PORTS[scheme], path, below, file, listing)


def _parts(path: str) -> Parts:
    parts = tuple(unquote(part) for part in path.split("/") if part not in ("", "."))
    if any(part == ".." or "/" in part or not part.isprintable() for part in parts):
        raise DataError('the path of the address contains ".." or unprintable characters; write it out')
    return parts


def _quoted(parts: Parts) -> str:
    return "/".join(quote(part, safe="") for part in parts)
