"""The catalogue of public data, and fetching from a server that stands in for the real one."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import Fault, WebServer, small_data_set, web_server

from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.remote import cache, credentials, public_data, source
from vhegui.core.dl3.remote.address import parse_address
from vhegui.core.dl3.remote.link import Timing
from vhegui.core.dl3.remote.public_data import PublicDataSet, PublicFile
from vhegui.core.errors import DataError


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_data_set(tmp_path_factory.mktemp("public") / "set")


@pytest.fixture
def server(original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    monkeypatch.setattr(cache, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(credentials, "settings_file", lambda: tmp_path / "servers.json")
    monkeypatch.setattr(source, "Timing", lambda: Timing(2.0, 0.3, 0.0, 2))
    with web_server(Path(shutil.copytree(original, tmp_path / "served" / "pinned"))) as running:
        yield running


def published(folder: Path, address: str) -> PublicDataSet:
    """A catalogue entry for what is in a folder."""
    paths = sorted(path for path in folder.rglob("*.fits*"))
    files = tuple(
        PublicFile(
            path.relative_to(folder).as_posix(), path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()
        )
        for path in paths
    )
    return PublicDataSet("small", "Small", "", address, "", "Be kind.", "Data by us.", files)


def test_every_entry_of_the_catalogue_has_terms_and_a_line_to_state() -> None:
    for data_set in public_data.catalogue():
        assert data_set.terms.strip()
        assert data_set.attribution.strip()
        assert str(parse_address(data_set.address)) == data_set.address, "sessions name it by this very text"
        assert all(len(file.sha256) == 64 and file.size > 0 for file in data_set.files)


def test_the_checksums_are_those_of_the_release(data: Path) -> None:
    (data_set,) = public_data.catalogue()
    folder = data / "hess-dl3-dr1"
    for file in data_set.files:
        assert hashlib.sha256((folder / file.path).read_bytes()).hexdigest() == file.sha256
    assert len(data_set.files) == len(list(folder.rglob("*.fits.gz")))


def test_a_public_data_set_is_fetched_and_opens(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    data_set = published(server.folder, server.url)
    monkeypatch.setattr(public_data, "catalogue", lambda: (data_set,))
    seen: list[float] = []
    assert public_data.bytes_there(data_set) == 0
    assert public_data.fetch_data_set(data_set, lambda fraction, text: seen.append(fraction)) == data_set.size
    assert public_data.bytes_there(data_set) == data_set.size
    assert seen[-1] == 1.0
    store = open_store(data_set.address)
    assert store.load(1003).obs_id == 1003
    assert store.source is not None
    assert "State: “Data by us.”" in store.source.notice


def test_another_base_address_serves_the_same_files(server: WebServer) -> None:
    elsewhere = public_data.at(published(server.folder, "https://example.org/x/"), server.url)
    assert public_data.fetch_data_set(elsewhere) == elsewhere.size


def test_a_file_with_a_wrong_checksum_is_not_kept(server: WebServer) -> None:
    data_set = published(server.folder, server.url)
    name = "data/sim_obs_id_001002.fits"
    changed = bytearray((server.folder / name).read_bytes())
    changed[-1] ^= 1
    server.always[name] = Fault(body=bytes(changed))
    with pytest.raises(DataError, match=r"1 of 5 files are missing: .*sim_obs_id_001002\.fits arrived damaged"):
        public_data.fetch_data_set(data_set)
    del server.always[name]
    server.asked.clear()
    public_data.fetch_data_set(data_set)
    assert server.paths() == [name], "only the damaged file is fetched again"


def test_cancelling_keeps_whole_files(server: WebServer) -> None:
    class Enough(Exception):
        pass

    def progress(fraction: float, text: str) -> None:
        if public_data.bytes_there(data_set):
            raise Enough

    data_set = published(server.folder, server.url)
    server.always["data/sim_obs_id_001002.fits"] = Fault(after=1000, stall=True)
    with pytest.raises(Enough):
        public_data.fetch_data_set(data_set, progress)
    assert 0 < public_data.bytes_there(data_set) < data_set.size
