"""What is in a folder of a WebDAV server."""

from __future__ import annotations

from dataclasses import dataclass

from vhegui.core.dl3.remote.address import Parts
from vhegui.core.dl3.remote.link import Link
from vhegui.core.errors import DataError


@dataclass(frozen=True)
class Listing:
    """Files of a folder with their sizes in bytes (-1 when unknown), and the folders in it."""

    files: dict[str, int]
    folders: tuple[str, ...]


def list_folder(link: Link, parts: Parts) -> Listing:
    """Ask for the content of a folder (PROPFIND). Raises the errors of `remote.errors`."""
    from webdav4.client import Client, HTTPError, IsAResourceError, ResourceNotFound

    name = "/".join(parts) or "/"
    url = link.address.url(parts, folder=True)
    client = Client(url, http_client=link.client, retry=False)  # type: ignore[arg-type]  # it only asks for requests
    with link.errors(name):
        try:
            entries = client.ls("", detail=True)
        except ResourceNotFound:
            raise link.refusal(404, name) from None
        except HTTPError as error:
            raise _refused(link, error.status_code, name) from None
        except IsAResourceError:
            raise DataError(f"{url}: is a file, not a folder; its name has to end with .fits or .fits.gz") from None
        except SyntaxError:  # what the XML parser of the standard library raises
            raise DataError(f"{url}: the server's answer is not WebDAV; try https:// instead of davs://") from None
    files: dict[str, int] = {}
    folders: list[str] = []
    for entry in entries:
        last = str(entry["name"]).rstrip("/").rpartition("/")[2]  # type: ignore[index]
        if entry["type"] == "directory":  # type: ignore[index]
            folders.append(last)
        else:
            files[last] = int(entry.get("content_length") or -1)  # type: ignore[union-attr]
    return Listing(files, tuple(folders))


def _refused(link: Link, status: int, name: str) -> DataError:
    if status in (405, 501):
        return DataError(f"{link.address.netloc} does not speak WebDAV; use https:// (or http://) in the address")
    return link.refusal(status, name)
