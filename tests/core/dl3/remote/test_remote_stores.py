"""Data sets on web and WebDAV servers: lazily fetched, cached, resumed, and honest about what goes wrong."""

from __future__ import annotations

import re
import shutil
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from loopback import Fault, WebServer, small_data_set, web_server, webdav_server

from vhegui.analysis.loading.runs import load_runs
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.remote import cache, credentials, link, source
from vhegui.core.dl3.remote.address import parse_address
from vhegui.core.dl3.remote.checksums import Checksum
from vhegui.core.dl3.remote.errors import Missing, Refused, Unreachable
from vhegui.core.dl3.remote.link import Timing
from vhegui.core.dl3.store import Store
from vhegui.core.errors import DataError
from vhegui.core.progress import Cancelled

RUNS = (1001, 1002, 1003)
FILES = {run: f"data/sim_obs_id_00{run}.fits" for run in RUNS}
SECRET = "s3cret-t0ken.that-nobody_may~see"
QUICK = Timing(connect=2.0, stall=0.15, pause=0.0, attempts=3)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_data_set(tmp_path_factory.mktemp("original") / "set")


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """What the server serves; a test may change it."""
    return Path(shutil.copytree(original, tmp_path / "served" / "set"))


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache and settings of our own, and little patience."""
    monkeypatch.setattr(cache, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(credentials, "settings_file", lambda: tmp_path / "servers.json")
    monkeypatch.setattr(source, "Timing", lambda: QUICK)
    monkeypatch.delenv(credentials.VARIABLE, raising=False)


@pytest.fixture
def server(folder: Path) -> Iterator[WebServer]:
    with web_server(folder) as running:
        yield running


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(SECRET + "\n")
    return path


def same(store: Store, original: Path, run: int) -> bool:
    ours, theirs = store.load(run), open_store(original).load(run)
    return np.array_equal(ours.events.energy, theirs.events.energy) and theirs.responses.aeff is not None


def test_opening_fetches_the_index_and_loading_the_file_of_that_run(server: WebServer, original: Path) -> None:
    store = open_store(server.url)
    assert store.index.obs_id.tolist() == list(RUNS)
    assert sorted(server.paths()) == ["hdu-index.fits.gz", "obs-index.fits.gz"]
    assert same(store, original, 1002)
    assert FILES[1002] in server.paths()
    assert FILES[1001] not in server.paths()


def test_a_real_webdav_server_is_listed_and_read(folder: Path, original: Path) -> None:
    (folder / "hdu-index.fits.gz").rename(folder / "HDU_Index.fits.gz")
    with webdav_server(folder.parent) as url:
        store = open_store(url + "set")
        assert store.problems == {}
        assert same(store, original, 1003)


def test_a_webdav_folder_without_index_is_read_file_by_file(folder: Path, original: Path) -> None:
    for path in folder.glob("*-index.fits.gz"):
        path.unlink()
    with webdav_server(folder) as url:
        store = open_store(url)
        assert store.index.obs_id.tolist() == list(RUNS)
        assert same(store, original, 1001)


def test_runs_in_folders_far_below_are_found_as_on_disk(folder: Path, original: Path) -> None:
    for path in folder.glob("*-index.fits.gz"):
        path.unlink()
    deep = folder / "2020" / "01" / "night"
    hidden = folder / ".trash"
    for place in (deep, hidden):
        place.mkdir(parents=True)
    shutil.move(folder / FILES[1001], deep / "run.fits")
    shutil.move(folder / FILES[1002], hidden / "run.fits")
    with webdav_server(folder) as url:
        store = open_store(url)
        assert store.index.obs_id.tolist() == open_store(folder).index.obs_id.tolist() == [1001, 1003]
        assert same(store, original, 1001)
    assert open_store(url).index.obs_id.tolist() == [1001, 1003]  # the server is gone: what was fetched


def test_an_index_in_a_folder_below_is_named_with_its_address(folder: Path) -> None:
    with webdav_server(folder.parent) as url:
        with pytest.raises(DataError, match=r"the index table lies in a folder below; open dav://.*set") as error:
            open_store(url)
        assert open_store(str(error.value).partition("; open ")[2]).index.obs_id.tolist() == list(RUNS)


def test_a_single_event_file_has_an_address_too(server: WebServer, original: Path) -> None:
    store = open_store(server.url + FILES[1001])
    assert store.index.obs_id.tolist() == [1001]
    assert same(store, original, 1001)
    assert server.paths() == [FILES[1001]]


def test_a_webdav_server_asks_for_the_token_and_gets_it(folder: Path, token_file: Path) -> None:
    with webdav_server(folder, token=SECRET) as url:
        with pytest.raises(Refused, match=r"wants an access token .*401.*token file"):
            open_store(url)
        credentials.remember_token_file(parse_address(url), token_file)
        assert open_store(url).load(1001).obs_id == 1001


def split_trees(folder: Path) -> None:
    """The layout of CTAO: events and responses in trees of their own."""
    events, irfs = folder / "Events" / "North", folder / "IRFS" / "fits"
    events.mkdir(parents=True)
    irfs.mkdir(parents=True)
    with fits.open(folder / FILES[1001], memmap=False) as hdus:
        fits.HDUList([hdus[0], hdus["EVENTS"], hdus["GTI"]]).writeto(events / "run 1001.fits")
        rest = [hdu for hdu in hdus[1:] if hdu.name not in ("EVENTS", "GTI")]
        names = [hdu.name for hdu in rest]
        fits.HDUList([hdus[0], *rest]).writeto(irfs / "irf.fits.gz")
    rows = [("events", "", "run 1001.fits", "EVENTS"), ("gti", "", "run 1001.fits", "GTI")]
    kinds = {"EFFECTIVE AREA": "aeff", "ENERGY DISPERSION": "edisp", "BACKGROUND": "bkg"}
    rows += [(kinds.get(name, "psf"), "../../IRFS/fits", "irf.fits.gz", name) for name in names]
    columns = [
        fits.Column("OBS_ID", "K", array=[1001] * len(rows)),
        fits.Column("HDU_TYPE", "20A", array=[row[0] for row in rows]),
        fits.Column("FILE_DIR", "40A", array=[row[1] for row in rows]),
        fits.Column("FILE_NAME", "40A", array=[row[2] for row in rows]),
        fits.Column("HDU_NAME", "40A", array=[row[3] for row in rows]),
    ]
    fits.BinTableHDU.from_columns(columns, name="HDU_INDEX").writeto(events / "hdu-index.fits")


def test_responses_in_another_tree_are_fetched_when_the_common_folder_is_the_root(server: WebServer) -> None:
    split_trees(server.folder)
    store = open_store(server.url + "#Events/North")
    assert store.load(1001).responses.aeff is not None
    assert "IRFS/fits/irf.fits.gz" in server.paths()


def test_an_index_cannot_name_files_outside_the_root(server: WebServer) -> None:
    split_trees(server.folder)
    store = open_store(server.url + "Events/North/")
    assert "outside" in store.problems[1001]
    with pytest.raises(DataError, match=r"\.\./\.\./IRFS/fits/irf\.fits\.gz, outside .*Events/North"):
        store.load(1001)
    assert "IRFS/fits/irf.fits.gz" not in [asked.path for asked in server.asked]
    said = store.problems[1001]
    assert f"If you trust it, open {server.url}#Events/North" in said
    assert open_store(said.partition("open ")[2]).load(1001).responses.psf is not None
    assert open_store(server.url + "Events/North/", allow_outside=True).load(1001).responses.psf is not None


@pytest.mark.parametrize("directory", ["/etc", "../../../../../..", "https://example.org/x", "C:\\data", "a/../../.."])
def test_no_trick_in_the_index_leaves_the_cache(server: WebServer, directory: str) -> None:
    with fits.open(server.folder / "hdu-index.fits.gz") as hdus:
        columns = hdus[1].columns
        table = {column.name: np.asarray(hdus[1].data[column.name]) for column in columns}
    table["FILE_DIR"] = np.full(len(table["OBS_ID"]), directory)
    fields = [
        fits.Column(name, "K" if values.dtype.kind == "i" else "60A", array=values) for name, values in table.items()
    ]
    fits.BinTableHDU.from_columns(fields).writeto(server.folder / "hdu-index.fits.gz", overwrite=True)
    store = open_store(server.url)
    assert set(store.problems) == set(RUNS)
    assert all("outside" in problem for problem in store.problems.values())


def test_what_was_fetched_is_there_without_network(folder: Path, original: Path) -> None:
    with web_server(folder) as server:
        url = server.url
        open_store(url).load(1002)
    store = open_store(url)
    assert same(store, original, 1002)
    assert store.source is not None
    assert "offline" in store.source.notice
    assert "UTC" in str(store.notes[0])
    loaded = load_runs(store, RUNS, {}, lambda fraction, text: None)
    assert list(loaded.observations) == [1002]
    assert "cannot be reached" in loaded.problems[1001]


def test_a_server_that_is_not_there_and_nothing_cached_is_one_clear_error(folder: Path) -> None:
    with web_server(folder) as server:
        url = server.url
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:\d+ cannot be reached; check the address"):
        open_store(url)


def test_a_file_in_the_cache_is_not_fetched_again(server: WebServer) -> None:
    open_store(server.url).load(1001)
    before = len(server.paths())
    open_store(server.url).load(1001)
    assert len(server.paths()) == before, "the index is confirmed by its ETag, the run is not asked for"


def test_a_new_index_makes_old_files_be_confirmed(server: WebServer, original: Path) -> None:
    open_store(server.url).load(1001)
    shutil.copy(server.folder / FILES[1002], server.folder / FILES[1001])
    assert same(open_store(server.url), original, 1001), "the index has not changed, so the cached run is used"
    with fits.open(server.folder / "obs-index.fits.gz", memmap=False) as hdus:
        hdus[1].header["VERSION"] = 2
        hdus.writeto(server.folder / "obs-index.fits.gz", overwrite=True)
    store = open_store(server.url)
    assert not same(store, original, 1001)


def test_a_transfer_that_broke_off_goes_on_where_it_was(server: WebServer, original: Path) -> None:
    server.faults[FILES[1001]] = [Fault(after=100_000), Fault(after=50_000)]
    assert same(open_store(server.url), original, 1001)
    ranges = [asked.headers.get("Range") for asked in server.asked if asked.path == FILES[1001]]
    assert ranges == [None, "bytes=100000-", "bytes=150000-"]


def test_it_goes_on_another_day_too(server: WebServer, original: Path) -> None:
    server.always[FILES[1001]] = Fault(after=0)
    server.faults[FILES[1001]] = [Fault(after=100_000)]
    with pytest.raises(DataError, match=r"run 1001: .*was lost.*\(100000 of \d+ bytes have arrived and are kept"):
        open_store(server.url).load(1001)
    server.always.clear()
    server.asked.clear()
    assert same(open_store(server.url), original, 1001)
    assert next(a for a in server.asked if a.path == FILES[1001]).headers["Range"] == "bytes=100000-"


@pytest.mark.parametrize("tear", [False, True], ids=["server minds If-Range", "server ignores If-Range"])
def test_parts_of_two_versions_are_never_put_together(server: WebServer, original: Path, tear: bool) -> None:
    server.always[FILES[1001]] = Fault(after=0)
    server.faults[FILES[1001]] = [Fault(after=100_000)]
    with pytest.raises(DataError):
        open_store(server.url).load(1001)
    del server.always[FILES[1001]]
    server.faults[FILES[1001]] = [Fault(tear=True)] if tear else []
    changed = (original / FILES[1001]).read_bytes().replace(b"SIM-IACT", b"IACT-SIM")  # of the same size
    (server.folder / FILES[1001]).write_bytes(changed)
    store = open_store(server.url)
    assert store.load(1001).telescope == "IACT-SIM"
    assert store.files(1001)[0].read_bytes() == changed


def test_without_anything_to_recognise_a_file_by_it_is_fetched_from_the_beginning(
    server: WebServer, original: Path
) -> None:
    server.etags = False
    server.faults[FILES[1001]] = [Fault(after=100_000)]
    assert same(open_store(server.url), original, 1001)
    assert all("Range" not in asked.headers for asked in server.asked)


def test_the_time_of_change_serves_where_there_is_no_etag(server: WebServer, original: Path) -> None:
    server.etags, server.dates = False, True
    server.faults[FILES[1001]] = [Fault(after=100_000)]
    assert same(open_store(server.url), original, 1001)
    assert server.asked[-1].headers["Range"] == "bytes=100000-"


def test_a_server_without_ranges_sends_it_all_again(server: WebServer, original: Path) -> None:
    server.faults[FILES[1001]] = [Fault(after=100_000), Fault(no_range=True)]
    assert same(open_store(server.url), original, 1001)


def one_bad_run(server: WebServer) -> str:
    """What is said of run 1001, when the two others can be used all the same."""
    loaded = load_runs(open_store(server.url), RUNS, {}, lambda fraction, text: None)
    assert list(loaded.observations) == [1002, 1003]
    return loaded.problems[1001]


def test_a_stalled_server_is_given_up_after_a_stated_time(server: WebServer) -> None:
    server.always[FILES[1001]] = Fault(after=50_000, stall=True, no_range=True)
    assert f"sent nothing of {FILES[1001]} for 0.15 s" in one_bad_run(server)


def test_a_missing_file_is_named(server: WebServer) -> None:
    (server.folder / FILES[1001]).unlink()
    assert f"has no file {FILES[1001]} (404)" in one_bad_run(server)


def test_a_truncated_file_says_what_was_expected_and_received(server: WebServer) -> None:
    server.always[FILES[1001]] = Fault(after=123_456, no_range=True)
    size = (server.folder / FILES[1001]).stat().st_size
    assert f"(123456 of {size} bytes have arrived" in one_bad_run(server)


def test_a_body_of_unknown_length_that_ends_early_is_noticed(server: WebServer) -> None:
    server.always[FILES[1001]] = Fault(after=123_456, unsized=True)
    assert "truncated: the server did not say its size, and its end is missing" in one_bad_run(server)


def test_a_login_page_is_not_taken_for_data(server: WebServer) -> None:
    server.always[FILES[1001]] = Fault(body=b"<html>Please log in</html>")
    assert "something else than a FITS file" in one_bad_run(server)


def test_the_servers_checksum_is_checked(server: WebServer, original: Path) -> None:
    server.faults[FILES[1001]] = [Fault(headers={"Digest": "adler32=00000bad"})]
    assert same(open_store(server.url), original, 1001), "once damaged, fetched again"
    server.always[FILES[1002]] = Fault(headers={"Digest": "adler32=00000bad"})
    with pytest.raises(DataError, match="its adler32 checksum is not the expected one; it was not kept"):
        open_store(server.url).load(1002)


def test_a_known_checksum_is_checked(server: WebServer) -> None:
    store = open_store(server.url)
    remote = store.source
    assert isinstance(remote, source.RemoteFiles)
    wrong = replace(remote, checksums={tuple(FILES[1001].split("/")): Checksum("sha256", "0" * 64)})
    problems = wrong.fetch(store.files(1001))
    assert "sha256 checksum" in problems[store.files(1001)[0]]


def test_hopeless_servers_are_not_asked_for_every_file(server: WebServer) -> None:
    store = open_store(server.url)
    many = [store.root / f"data/{i}.fits" for i in range(30)]
    for i in range(30):
        server.always[f"data/{i}.fits"] = Fault(status=403)
    assert store.source is not None
    assert len(store.source.fetch(many)) == 30
    assert len([asked for asked in server.asked if asked.status == 403]) < 12


def test_cancelling_ends_at_once_and_keeps_what_has_arrived(server: WebServer, monkeypatch) -> None:
    cancelled_while_stalled(server, monkeypatch)
    part = next(cache.cache_folder().rglob("*.part"))
    assert part.stat().st_size == 100_000


def test_cancelling_ends_an_encrypted_connection_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trustme = pytest.importorskip("trustme")
    authority, tls = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    monkeypatch.setattr(link, "trusted_certificates", lambda: trusting)
    with web_server(folder, tls) as server:
        cancelled_while_stalled(server, monkeypatch)


def test_opening_can_be_cancelled_while_the_server_says_nothing(server: WebServer, monkeypatch) -> None:
    monkeypatch.setattr(source, "Timing", lambda: replace(QUICK, stall=60.0))
    server.always["obs-index.fits.gz"] = Fault(after=0, stall=True)

    def progress(fraction: float, text: str) -> None:
        if server.arrived.is_set():
            raise Cancelled

    with pytest.raises(Cancelled):
        open_store(server.url, progress=progress)
    threads_have_ended()


def cancelled_while_stalled(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cancel when 0.1 MB have arrived and nothing more comes; the threads must end long before the time limit."""
    monkeypatch.setattr(source, "Timing", lambda: replace(QUICK, stall=60.0))
    server.always[FILES[1001]] = Fault(after=100_000, stall=True)
    store = open_store(server.url)

    def progress(fraction: float, text: str) -> None:
        if "0.1 MB" in text:
            raise Cancelled

    with pytest.raises(Cancelled):
        load_runs(store, [1001], {}, progress)
    threads_have_ended()


def threads_have_ended() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith("vhegui fetch"):
            thread.join(2.0)
            assert not thread.is_alive()


def test_progress_counts_files_and_bytes(server: WebServer) -> None:
    seen: list[tuple[float, str]] = []
    open_store(server.url).fetch(RUNS, lambda fraction, text: seen.append((fraction, text)))
    assert seen[-1] == (1.0, "Fetching files: 3 of 3, 1.3 MB")
    assert all(0.0 <= fraction <= 1.0 for fraction, _ in seen)


def test_the_token_stays_with_its_server(server: WebServer, token_file: Path, tmp_path: Path) -> None:
    address = parse_address(server.url)
    credentials.remember_token_file(address, token_file)
    with web_server(server.folder) as other:
        server.always[FILES[1001]] = Fault(status=302, headers={"Location": other.url + FILES[1001]})
        open_store(server.url).load(1001)
        assert server.asked[0].headers["Authorization"] == f"Bearer {SECRET}"
        assert other.paths() == [FILES[1001]]
        assert "Authorization" not in other.asked[0].headers
        open_store(other.url)
        assert not any("Authorization" in asked.headers for asked in other.asked)


def test_the_token_is_never_shown_or_written(
    server: WebServer, token_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    server.token = SECRET
    credentials.remember_token_file(parse_address(server.url), token_file)
    store = open_store(server.url)
    store.load(1001)
    server.token = "another"
    with pytest.raises(Refused, match="does not accept the token") as caught:
        open_store(server.url + "elsewhere/")
    shown = [caplog.text, repr(caught.getrepr(showlocals=True)), repr(store), str(store.source), repr(store.notes)]
    shown += [path.read_text("latin-1") for path in tmp_path.rglob("*") if path.is_file() and path != token_file]
    assert not any(SECRET in text for text in shown)


@pytest.mark.parametrize("damage", [b"\xff", b"}", b"[]", b'{"a.example.org": 1}'])
def test_a_damaged_list_of_servers_is_kept_aside_said_and_not_written_over(
    token_file: Path, tmp_path: Path, damage: bytes
) -> None:
    address, other = parse_address("https://a.example.org/"), parse_address("https://b.example.org/")
    credentials.remember_token_file(address, token_file)
    servers = tmp_path / "servers.json"
    damaged = damage if damage.endswith((b"]", b"1}")) else servers.read_bytes() + damage
    servers.write_bytes(damaged)
    with pytest.raises(DataError, match=r"servers with access tokens is damaged and was kept as servers\.damaged-1"):
        credentials.remember_token_file(other, token_file)
    credentials.remember_token_file(other, token_file)
    assert (tmp_path / "servers.damaged-1.json").read_bytes() == damaged
    assert credentials.token_file(other) == str(token_file)
    assert credentials.token_file(address) == ""


def test_a_token_is_not_sent_unencrypted(token_file: Path) -> None:
    address = parse_address("http://example.org/data/")
    credentials.remember_token_file(address, token_file)
    with pytest.raises(DataError, match="would be sent unencrypted; use https"):
        open_store("http://example.org/data/")


def test_certificates_are_verified(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trustme = pytest.importorskip("trustme")
    authority = trustme.CA()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with web_server(folder, tls) as server:
        with pytest.raises(Unreachable, match=r"cannot prove who it is .*nothing was sent"):
            open_store(server.url)
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        monkeypatch.setattr(link, "trusted_certificates", lambda: trusting)
        store = open_store(server.url)
        assert store.load(1002).obs_id == 1002
        with web_server(folder) as plain:
            server.always[FILES[1001]] = Fault(status=302, headers={"Location": plain.url + FILES[1001]})
            with pytest.raises(DataError, match=r"redirects .* to an unencrypted address"):
                store.load(1001)


def test_certificates_are_verified_where_a_plain_address_redirects(folder: Path) -> None:
    trustme = pytest.importorskip("trustme")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    with web_server(folder, tls) as unknown, web_server(folder) as plain:
        plain.always[FILES[1001]] = Fault(status=302, headers={"Location": unknown.url + FILES[1001]})
        assert "cannot prove who it is" in one_bad_run(plain)
        assert not unknown.asked


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/x.fits", "file:///etc/hosts", "http://[", "http://a\u0000b/"])
def test_redirects_to_what_is_no_web_address_are_refused(server: WebServer, location: str) -> None:
    server.always[FILES[1001]] = Fault(status=302, headers={"Location": location})
    assert re.search("no web address|cannot be reached|connection to .* was lost", one_bad_run(server))


def test_redirects_in_circles_end(server: WebServer) -> None:
    server.always[FILES[1001]] = Fault(status=302, headers={"Location": "/" + FILES[1001]})
    assert "redirects data/sim_obs_id_001001.fits in circles" in one_bad_run(server)


def test_a_plain_web_server_without_index_says_what_to_do(server: WebServer) -> None:
    with pytest.raises(Missing, match=r"no hdu-index.*davs://"):
        open_store(server.url + "data/")


def test_the_cache_tells_its_size_and_can_be_cleared(server: WebServer, tmp_path: Path) -> None:
    assert cache.cache_entries() == ()
    store = open_store(server.url)
    store.load(1001)
    (entry,) = cache.cache_entries()
    assert entry.name == f"127.0.0.1:{server.port}"
    assert entry.files == 3
    assert entry.size > store.files(1001)[0].stat().st_size
    cache.clear_cache(entry)
    assert cache.cache_entries() == ()
    assert store.load(1001).obs_id == 1001, "fetched again"
    with pytest.raises(DataError, match="not part of the cache"):
        cache.clear_cache(replace(entry, folder=tmp_path))


def test_two_programs_may_fetch_the_same_file(server: WebServer, original: Path) -> None:
    from vhegui.core.dl3.remote.part import Part

    store = open_store(server.url)
    assert isinstance(store.source, source.RemoteFiles)
    with Part(store.source.mirror, store.files(1001)[0]) as first:
        first.write(b"half of it")
        assert same(store, original, 1001)
        first.flush()
        assert first.path.read_bytes() == b"half of it", "the other one has kept its hands off"


def test_nothing_remote_is_imported_before_it_is_needed() -> None:
    import subprocess
    import sys

    code = "import sys, vhegui.core.dl3.store; print([m for m in ('httpx', 'webdav4', 'keyring') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.fixture
def fake_keyring(monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[tuple[str, str], str]]:
    """A keyring in memory in place of the system's."""
    import sys
    import types

    kept: dict[tuple[str, str], str] = {}
    module = types.ModuleType("keyring")
    module.get_password = lambda service, user: kept.get((service, user))  # type: ignore[attr-defined]
    module.set_password = lambda service, user, value: kept.update({(service, user): value})  # type: ignore[attr-defined]
    module.delete_password = lambda service, user: kept.pop((service, user))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    return lambda: kept


def test_a_token_may_live_in_the_keyring(server: WebServer, token_file: Path, fake_keyring, tmp_path: Path) -> None:
    server.token = SECRET
    address = parse_address(server.url)
    credentials.remember_in_keyring(address, credentials.read_token(token_file))
    assert open_store(server.url).load(1001).obs_id == 1001
    assert SECRET not in (tmp_path / "servers.json").read_text()
    credentials.forget_token(address)
    assert fake_keyring() == {}
    assert credentials.token_for(address) is None
