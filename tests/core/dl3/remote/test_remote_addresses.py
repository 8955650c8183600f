"""Addresses, names in the cache, tokens in files."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.dl3.remote.address import parse_address
from vhegui.core.dl3.remote.cache import Mirror
from vhegui.core.dl3.remote.checksums import Checksum, checksum_of, stated_checksum
from vhegui.core.dl3.remote.credentials import VARIABLE, Token, read_token, token_file
from vhegui.core.errors import DataError

NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20).filter(
    lambda name: name not in (".", "..")
)


@pytest.mark.parametrize(
    ("text", "url", "place", "file"),
    [
        ("https://Host.org/a/b", "https://host.org/a/b/", ("a", "b"), ""),
        ("davs://host:2880/a/", "https://host:2880/a/", ("a",), ""),
        ("webdav://host/a", "http://host/a/", ("a",), ""),
        ("https://host/a/run%201.fits.gz", "https://host/a/", ("a",), "run 1.fits.gz"),
        ("https://host/data/#Events/North", "https://host/data/", ("data", "Events", "North"), ""),
        ("https://host/data/#E/hdu-index.fits", "https://host/data/", ("data", "E"), "hdu-index.fits"),
        ("https://[::1]:8443/x/", "https://[::1]:8443/x/", ("x",), ""),
    ],
)
def test_what_an_address_means(text: str, url: str, place: tuple[str, ...], file: str) -> None:
    address = parse_address(text)
    assert (address.url(address.root, folder=True), address.place, address.file) == (url, place, file)
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    "text",
    ["https://me:hunter2@host/a/", "https://host/a/?authz=hunter2", "https://user@host/", "https://host/?hunter2"],
)
def test_secrets_in_an_address_are_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(DataError, match="token file") as caught:
        parse_address(text)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["ftp://host/a", "https:///a", "https://host/../../x", "https://host/a%2Fb/", "https://host:port/"]
)
def test_what_is_no_address_is_said(text: str) -> None:
    with pytest.raises(DataError):
        parse_address(text)


@given(st.lists(NAMES, min_size=1, max_size=4).map(tuple))
def test_any_name_on_a_server_has_a_place_in_the_cache_and_back(parts: tuple[str, ...]) -> None:
    mirror = Mirror(Path("cache"))
    path = mirror.path(parts)
    assert mirror.parts(path) == parts
    assert len(path.parts) == 2 + len(parts)
    assert ".." not in path.parts


def test_a_token_does_not_show_itself() -> None:
    token = Token("hunter2")
    assert "hunter2" not in f"{token!r} {token}"
    with pytest.raises(TypeError):
        pickle.dumps(token)


@pytest.mark.parametrize("content", [b"", b"two words", b"\xff\xfe", b"a\nb", b"x" * 70_000])
def test_a_file_without_a_token_is_named_and_not_quoted(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "token.txt"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"token\.txt: holds no token") as caught:
        read_token(path)
    assert "words" not in str(caught.value)


def test_a_token_file_for_one_server_can_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "door.example.org:2880=/run/token")
    assert token_file(parse_address("davs://door.example.org:2880/x/")) == "/run/token"
    assert token_file(parse_address("davs://door.example.org/x/")) == ""


def test_checksums_that_servers_state(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"Wikipedia")
    assert checksum_of(path, "adler32") == Checksum("adler32", "11e60398")
    assert stated_checksum({"digest": "adler32=11E60398"}) == Checksum("adler32", "11e60398")
    sha = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"
    assert stated_checksum({"repr-digest": sha, "digest": "adler32=1"}) == Checksum(
        "sha256", "5f8f04f6a3a892aaabbddb6cf273894493773960d4a325b105fee46eef4304f1"
    )
    assert stated_checksum({"digest": "unknown=1, md5=short"}) is None
