"""From off runs to an analysis with their background: `vhegui template-background`, then `vhegui run`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from off_fields import write_off_runs

from vhegui import cli
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.write import Extras
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.background_3d import Background3D

H_E_S_S = Extras(keys={"CREATOR": "SASH FITS::EventListWriter", "HDUVERS": "0.2"})


@pytest.fixture(scope="module")
def off_runs(tmp_path_factory) -> Path:
    return write_off_runs(tmp_path_factory.mktemp("data") / "set")


def make(*words: object) -> int:
    return cli.main(["template-background", *map(str, words), "--no-plots"])


def content(folder: Path) -> dict[str, str]:
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def test_every_run_has_the_template_of_its_zenith_angle_and_the_old_data_set_is_untouched(off_runs, tmp_path):
    before = content(off_runs.parent)
    assert make(off_runs, "--runs", "1-5", "-o", tmp_path / "out") == 0
    assert content(off_runs.parent) == before
    store, old = open_store(tmp_path / "out", allow_outside=True), open_store(off_runs)
    results = json.loads((tmp_path / "out" / "template.json").read_text())
    for run, number in zip((1, 2, 3, 4, 5), (0, 0, 1, 1, 2), strict=True):
        found, known = store.load(run), old.load(run)
        np.testing.assert_array_equal(found.events.energy, known.events.energy)
        background = found.responses.background
        assert isinstance(background, Background2D)
        np.testing.assert_allclose(background.values, results["zenith_bins"][number]["rate"])
    assert [each["used_for"] for each in results["zenith_bins"]] == [[1, 2], [3, 4], [5]]
    assert store.index.target.tolist() == old.index.target.tolist()


def test_errors_counts_and_exposure_lie_beside_the_rate(off_runs, tmp_path):
    assert make(off_runs, "--runs", "1-5", "-o", tmp_path / "out") == 0
    with fits.open(tmp_path / "out" / "background" / "bkg_2d_zenith_0_20.fits.gz") as hdus:
        row, header = hdus["BACKGROUND"].data[0], hdus["BACKGROUND"].header
        assert row["BKG"].shape == (9, 19)
        full = row["COUNTS"] > 0
        width = row["ENERG_HI"] - row["ENERG_LO"]
        np.testing.assert_allclose(row["BKG"] * row["EXPOSURE"] * width, row["COUNTS"], rtol=1e-9)
        np.testing.assert_allclose(row["BKG_ERR"][full] / row["BKG"][full], row["COUNTS"][full] ** -0.5, rtol=1e-9)
        assert (header["ZEN_LO"], header["ZEN_HI"], header["N_RUNS"]) == (0.0, 20.0, 2)


def test_files_outside_are_opened_only_when_that_is_allowed_and_copies_stand_alone(off_runs, tmp_path):
    assert make(off_runs, "--runs", "1-5", "-o", tmp_path / "out") == 0
    assert len(open_store(tmp_path / "out").problems) == 5
    assert make(off_runs, "--runs", "1-5", "-o", tmp_path / "copy", "--copy") == 0
    moved = (tmp_path / "copy").rename(tmp_path / "moved")
    store = open_store(moved)
    assert not store.problems
    assert len(store.load(3).events) == len(open_store(off_runs).load(3).events)


@pytest.mark.parametrize("extras", [None, H_E_S_S])
def test_a_camera_comes_back_the_right_way_round_whoever_wrote_the_events(extras, tmp_path):
    root = write_off_runs(tmp_path / "set", extras)
    assert make(root, "--runs", "1-5", "--kind", "3d", "--offset-bins", 4, "-o", tmp_path / "out") == 0
    run = open_store(tmp_path / "out", allow_outside=True).load(5)
    background = run.responses.background
    assert isinstance(background, Background3D)
    assert background.mirrored == (extras is not None)
    table = np.array(json.loads((tmp_path / "out" / "template.json").read_text())["zenith_bins"][2]["rate"])
    middle = 0.5 * (background.lon_edges[1:] + background.lon_edges[:-1])
    energy = np.sqrt(background.energy_edges[1:] * background.energy_edges[:-1])
    lon = -middle if background.mirrored else middle
    found = background.rate(energy[:, None, None], lon[:, None], middle[None, :])
    table = table.reshape(found.shape)
    assert np.abs(table - table[:, ::-1]).sum() > 0.1 * table.sum()
    np.testing.assert_allclose(found[table > 0], table[table > 0], rtol=1e-9)


def test_runs_without_an_off_run_at_their_zenith_angle_keep_what_they_have_and_are_named(off_runs, tmp_path, capsys):
    assert make(off_runs, "--runs", "zen<40", "-o", tmp_path / "out") == 3
    assert "no template for 5: no off run at their zenith angle" in capsys.readouterr().err
    assert open_store(tmp_path / "out", allow_outside=True).load(5).responses.background is None
    assert make(off_runs, "--runs", "zen<40", "-o", tmp_path / "out", "--allow-partial") == 0


def test_a_run_that_cannot_be_read_is_left_out_and_named(tmp_path, capsys):
    root = write_off_runs(tmp_path / "set")
    (root / "events" / "run_2.fits.gz").write_bytes(b"no FITS")
    assert make(root, "--runs", "1-5", "-o", tmp_path / "out") == 3
    assert "left out: run 2:" in capsys.readouterr().err
    assert json.loads((tmp_path / "out" / "template.json").read_text())["zenith_bins"][0]["off_runs"] == [1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--runs", "zen>80"], "no run fits “zen>80”"),
        (["--zenith", "40,20"], "give two or more rising angles"),
        (["--zenith", "equal:many"], "such as 0,20,40,90, or equal:3"),
        (["--energy", "1 TeV"], "expected 2 numbers"),
        (["--energy", "5 TeV,1 TeV"], "is not above the lower end"),
        (["--offset", "3 TeV"], "not a unit here"),
        (["--exclude", "missing.reg"], "missing.reg"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(words, says, off_runs, tmp_path, capsys):
    assert make(off_runs, "-o", tmp_path / "out", *words) == 1
    assert says in capsys.readouterr().err


def test_nothing_is_written_into_the_data_set_nor_over_what_is_not_ours(off_runs, tmp_path, capsys):
    assert make(off_runs, "-o", off_runs / "out") == 1
    assert "never changed" in capsys.readouterr().err
    assert not (off_runs / "out").exists()
    (tmp_path / "hdu-index.fits.gz").write_bytes(b"mine")
    assert make(off_runs, "--runs", "1-5", "-o", tmp_path) == 1
    assert "choose another folder" in capsys.readouterr().err
    assert (tmp_path / "hdu-index.fits.gz").read_bytes() == b"mine"


def test_made_again_it_replaces_what_it_made(off_runs, tmp_path):
    assert make(off_runs, "--runs", "1-5", "-o", tmp_path / "out", "--zenith", "0,40,90") == 0
    assert make(off_runs, "--runs", "1-5", "-o", tmp_path / "out", "--zenith", "0,90") == 0
    assert [path.name for path in (tmp_path / "out" / "background").iterdir()] == ["bkg_2d_zenith_0_90.fits.gz"]


def test_event_files_without_an_index_and_workers_of_their_own_give_the_same(off_runs, tmp_path):
    assert make(off_runs, "--runs", "1-5", "-o", tmp_path / "out") == 0
    assert make(off_runs / "events", "--runs", "1-5", "-o", tmp_path / "bare", "--scheduler", "threads") == 0
    one, other = (json.loads((tmp_path / name / "template.json").read_text()) for name in ("out", "bare"))
    assert one["zenith_bins"] == other["zenith_bins"]
    assert open_store(tmp_path / "bare", allow_outside=True).load(4).responses.background is not None


def test_exclusions_of_a_region_file_are_cut_out(off_runs, tmp_path):
    run = open_store(off_runs).load(1)
    stars = tmp_path / "stars.reg"
    stars.write_text(f"icrs\ncircle({run.pointing.ra}, {run.pointing.dec}, 0.5)\n")
    assert make(off_runs, "--runs", "1-5", "-o", tmp_path / "out", "--exclude", stars) == 0
    results = json.loads((tmp_path / "out" / "template.json").read_text())
    lost = {each["obs_id"]: each["solid_angle_lost"] for each in results["runs"]}
    assert lost[1] == pytest.approx((0.5 / 3.0) ** 2, rel=1e-3)
    assert lost[3] == 0.0


def test_an_analysis_with_off_regions_anywhere_follows_the_template(data, tmp_path):
    """The off runs of H.E.S.S. DR1 → a template → the Crab with it: α is the ratio of rates at the two offsets."""
    dr1 = data / "hess-dl3-dr1"
    assert make(dr1, "-o", tmp_path / "out") == 0
    (tmp_path / "off.reg").write_text("icrs\ncircle(83.63, 22.9, 0.2) # background\n")
    alpha = {}
    for name, folder in (("dr1", dr1), ("template", tmp_path / "out")):
        (tmp_path / "session.yaml").write_text(
            f"format: 1\ndata: {{path: '{folder}', runs: [23523]}}\n"
            "source: {ra: 83.63 deg, dec: 22.01 deg, radius: 0.11 deg}\nmodel: {name: crab, kind: power_law}\n"
            "studies: {template: {query: '20275,20339', settings: {zenith_edges: [0, 90], reach: 2 deg}}}\n"
        )
        words = ["run", tmp_path / "session.yaml", "-o", tmp_path / name, "--off-regions", tmp_path / "off.reg"]
        assert cli.main([*map(str, words), "--no-plots", "--allow-outside"]) in (0, 3)
        results = json.loads((tmp_path / name / "results.json").read_text())
        alpha[name] = results["observations"][0]["alpha"]
        assert results["template"]["zenith_bins"][0]["off_runs"] == [20339, 20275]  # by zenith angle
        if name == "template":
            assert "response" in " ".join(results["regions"])
    assert alpha["template"] == pytest.approx(alpha["dr1"], rel=0.15)
    assert alpha["template"] != alpha["dr1"]


def test_a_data_set_with_a_template_is_one_to_make_a_template_of(off_runs, tmp_path):
    """Its backgrounds lie in files of their own, which nobody opens who only counts events."""
    assert make(off_runs, "--runs", "1-5", "-o", tmp_path / "out") == 0
    assert make(tmp_path / "out", "--runs", "1-5", "-o", tmp_path / "again", "--allow-outside") == 0
    one, other = (json.loads((tmp_path / name / "template.json").read_text()) for name in ("out", "again"))
    assert one["zenith_bins"] == other["zenith_bins"]
