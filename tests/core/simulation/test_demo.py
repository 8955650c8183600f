"""The demo data set: whole or not there at all, readable like real data, and true to what is written beside it."""

from dataclasses import replace

import numpy as np
import pytest

from vhegui.core.catalogues.known_sources import all_sources
from vhegui.core.errors import DataError
from vhegui.core.simulation import demo
from vhegui.core.simulation.demo import ensure_demo, is_complete, run_file, write_simulation
from vhegui.core.simulation.run import draw_run, planned_exposure, simulate_run
from vhegui.core.simulation.scene import demo_plan
from vhegui.core.simulation.truth import load_truth, write_truth
from vhegui.core.sphere import separation

PLAN = demo_plan(2004)


def some_runs(*numbers, seed=2004):
    plan = demo_plan(seed)
    return replace(plan, runs=tuple(plan.run(number) for number in numbers))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return write_simulation(some_runs(1001, 1015, 1022, 1042), tmp_path_factory.mktemp("simulated") / "small")


def test_the_plan_is_four_fields_and_twenty_six_runs_that_never_overlap():
    targets = [run.target for run in PLAN.runs]
    assert [sum(word in target for target in targets) for word in ("Crab", "Blazar", "Off", "Galactic")] == [
        4,
        6,
        12,
        4,
    ]
    assert all(later.start >= earlier.start + 1680 for earlier, later in zip(PLAN.runs, PLAN.runs[1:], strict=False))
    assert {run.psf for run in PLAN.runs} == {"table", "3gauss"}
    assert all("simulated" in target for target in targets)


def test_zenith_and_azimuth_are_those_of_the_sky_at_that_time():
    import astropy.units as u
    from astropy.coordinates import AltAz, EarthLocation, SkyCoord
    from astropy.time import Time
    from astropy.utils import iers

    place = EarthLocation(lon=PLAN.site.longitude * u.deg, lat=PLAN.site.latitude * u.deg)
    # The bundled Earth rotation table is enough for a hundredth of a degree: nothing is fetched.
    with iers.conf.set_temp("auto_download", False), iers.conf.set_temp("auto_max_age", None):
        for number in (1004, 1016, 1031, 1041):
            run = PLAN.run(number)
            middle = Time(PLAN.time_ref + (run.start + 840.0) / 86400.0, format="mjd", scale="tt")
            seen = SkyCoord(run.ra, run.dec, unit="deg").transform_to(AltAz(obstime=middle, location=place))
            assert separation(seen.az.deg, seen.alt.deg, run.azimuth, 90.0 - run.zenith) < 0.02


def test_every_run_is_taken_in_the_dark():
    from astropy.coordinates import get_sun
    from astropy.time import Time

    from vhegui.core.horizon import zenith_azimuth

    for run in PLAN.runs:
        for moment in (run.start, run.start + 1680.0):
            time = Time(PLAN.time_ref + moment / 86400.0, format="mjd", scale="tt").utc
            sun = get_sun(time)
            zenith, _ = zenith_azimuth(float(sun.ra.deg), float(sun.dec.deg), float(time.mjd), PLAN.site)
            assert zenith > 108.0, run.obs_id


def test_zenith_angles_spread_as_asked():
    crab = [run.zenith for run in PLAN.runs if "Crab" in run.target]
    off = [run.zenith for run in PLAN.runs if "Off" in run.target]
    assert min(crab) == pytest.approx(20, abs=1.5)
    assert max(crab) == pytest.approx(47, abs=1.5)
    assert min(off) < 12
    assert max(off) > 45


def test_off_runs_look_where_nothing_is_known_to_be():
    assert not any(all_sources().near(run.ra, run.dec, 3.0) for run in PLAN.runs if "Off" in run.target)


def test_runs_have_as_many_events_as_real_ones_and_off_runs_no_photons():
    counts = {}
    for number in (1001, 1014, 1025, 1043):
        run = PLAN.run(number)
        counts[number] = [len(part) for part in draw_run(PLAN, run, planned_exposure(PLAN, run))]
    assert all(4000 < sum(parts) < 15_000 for parts in counts.values())
    assert len(counts[1025]) == 1
    assert 170 < counts[1001][0] < 280
    assert counts[1014][0] > 200
    assert len(counts[1043]) == 3


def test_the_flare_changes_the_flux_within_its_run():
    flare = PLAN.run(1014)
    [photons, _] = draw_run(PLAN, flare, planned_exposure(PLAN, flare))
    since = photons.time - flare.start
    assert (np.abs(since - 540) < 150).sum() > 1.5 * (since < 300).sum()
    assert flare.flux_factors["Blazar (simulated)"] > 4


def test_events_lie_in_the_good_time_in_order():
    run = simulate_run(PLAN, PLAN.run(1015))
    time = run.events.time
    assert np.all(np.diff(time) >= 0)
    assert np.all(((time[:, None] >= run.gti[:, 0]) & (time[:, None] <= run.gti[:, 1])).any(axis=1))
    assert run.ontime == pytest.approx(600 + 890)
    assert run.livetime == pytest.approx(0.94 * run.ontime)


def test_the_truth_is_read_back_as_it_was_written(tmp_path):
    write_truth(PLAN, tmp_path)
    assert load_truth(tmp_path) == PLAN
    assert load_truth(tmp_path).source("Crab-like (simulated)").model["index"].value == 2.39


def test_a_folder_without_truth_says_so(tmp_path):
    with pytest.raises(DataError, match=r"truth\.yaml"):
        load_truth(tmp_path)


def test_a_damaged_truth_names_the_field(tmp_path):
    write_truth(PLAN, tmp_path)
    path = tmp_path / "truth.yaml"
    path.write_text(path.read_text().replace("seed: 2004", "seed: many"))
    with pytest.raises(DataError, match="seed"):
        load_truth(tmp_path)


def test_simulated_files_are_read_like_real_ones_without_a_note(small):
    from vhegui.core.dl3.open import open_store

    store = open_store(small)
    truth = load_truth(small)
    assert [run.obs_id for run in truth.runs] == [1001, 1015, 1022, 1042]
    for planned in truth.runs:
        read, made = store.load(planned.obs_id), simulate_run(truth, planned)
        assert read.notes == ()
        assert read.target == planned.target
        assert read.pointing.zenith == pytest.approx(planned.zenith, abs=1e-4)
        assert read.livetime == pytest.approx(made.livetime)
        assert read.gti == pytest.approx(made.gti)
        assert len(read.events) == len(made.events)
        assert read.events.time == pytest.approx(made.events.time, abs=1e-5)
        assert separation(read.events.ra, read.events.dec, made.events.ra, made.events.dec).max() < 1e-4
        assert read.events.energy == pytest.approx(made.events.energy, rel=1e-6)


def test_responses_in_the_files_are_those_the_events_were_drawn_from(small):
    from vhegui.core.dl3.open import open_store

    store, energy = open_store(small), np.geomspace(0.1, 50.0, 20)
    for planned in load_truth(small).runs:
        read, made = store.load(planned.obs_id).responses, simulate_run(PLAN, planned).responses
        assert read.aeff is not None
        assert made.aeff is not None
        assert read.aeff.evaluate(energy, 0.8) == pytest.approx(made.aeff.evaluate(energy, 0.8), rel=1e-5)
        assert read.aeff.safe_energy == pytest.approx(made.aeff.safe_energy)
        assert read.psf is not None
        assert made.psf is not None
        expected = made.psf.containment(energy, 0.8, 0.1)
        assert read.psf.containment(energy, 0.8, 0.1) == pytest.approx(expected, rel=1e-4)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    first, second = (write_simulation(some_runs(1002), tmp_path / name) for name in ("first", "second"))
    other = write_simulation(some_runs(1002, seed=1), tmp_path / "other")
    files = [path.relative_to(first) for path in sorted(first.rglob("*")) if path.is_file()]
    assert len(files) == 4
    assert all((first / file).read_bytes() == (second / file).read_bytes() for file in files)
    assert (first / "obs-index.fits.gz").read_bytes()[4:8] == bytes(4)  # no date in the gzip header
    assert (first / run_file(1002)).read_bytes() != (other / run_file(1002)).read_bytes()


def test_cancelling_leaves_nothing_behind(tmp_path):
    def cancel(fraction, text):
        if fraction > 0.3:
            raise InterruptedError(text)

    with pytest.raises(InterruptedError):
        write_simulation(some_runs(1021, 1022), tmp_path / "demo", cancel)
    assert list(tmp_path.iterdir()) == []


def test_progress_rises_to_one(tmp_path):
    fractions = []
    write_simulation(some_runs(1021, 1022), tmp_path / "demo", lambda fraction, text: fractions.append(fraction))
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_simulated_data_never_replace_someone_elses_files(tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(DataError, match="empty folder"):
        write_simulation(some_runs(1021), tmp_path)
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_the_demo_is_simulated_once_and_again_when_a_file_is_lost(tmp_path, monkeypatch):
    folder, fractions = tmp_path / "cache" / "demo", []
    monkeypatch.setattr(demo, "demo_folder", lambda: folder)
    monkeypatch.setattr(demo, "demo_plan", lambda seed: some_runs(1021, seed=seed))
    note = lambda fraction, text: fractions.append(fraction)  # noqa: E731
    assert ensure_demo(note) == folder
    assert is_complete(folder)
    fractions.clear()
    ensure_demo(note)
    assert fractions == []
    (folder / run_file(1021)).unlink()
    ensure_demo(note)
    assert fractions
    assert is_complete(folder)
    assert list(folder.parent.iterdir()) == [folder]
