"""The embedded list of TeV sources: found however people write them, and where they really are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.catalogues.known_sources import all_sources, find_source, plain, read_sources
from vhegui.core.errors import DataError
from vhegui.core.resources import resource
from vhegui.core.sphere import separation


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Crab", "Crab Nebula"),
        ("crab nebula", "Crab Nebula"),
        ("M 1", "Crab Nebula"),
        ("m1", "Crab Nebula"),
        ("PKS2155", "PKS 2155-304"),
        ("pks 2155 304", "PKS 2155-304"),
        ("Mkn421", "Markarian 421"),
        ("markarian 501", "Markarian 501"),
        ("RXJ1713", "RX J1713.7-3946"),
        ("MSH15-52", "MSH 15-52"),
        ("sgr a*", "Galactic Centre"),
        ("LSI +61 303", "LS I +61 303"),
        ("1es1959", "1ES 1959+650"),
    ],
)
def test_a_source_is_found_as_people_write_it(written, name):
    source = find_source(written)
    assert source is not None
    assert source.name == name


@pytest.mark.parametrize("written", ["", "?", "HESS J", "Alpha Centauri", "1ES"])
def test_an_unknown_or_ambiguous_name_finds_nothing(written):
    assert find_source(written) is None


@given(st.sampled_from(all_sources().sources), st.booleans(), st.sampled_from(["", " ", "_"]))
def test_case_and_blanks_never_matter(source, upper, blank):
    written = source.name.replace(" ", blank)
    assert find_source(written.upper() if upper else written.lower()) == source


def test_the_list_is_long_sound_and_says_one_thing_per_name():
    table = all_sources()
    assert len(table) >= 120
    assert np.all((table.ra >= 0) & (table.ra < 360) & (np.abs(table.dec) <= 90))
    spelled = [key for s in table.sources for key in {plain(name) for name in (s.name, *s.aliases)}]
    assert len(spelled) == len(set(spelled))
    assert all(0 < s.crab <= 1 for s in table.sources if np.isfinite(s.crab))


def test_names_that_hold_coordinates_agree_with_the_position():
    for source in all_sources().sources:
        if source.name.startswith("HESS J"):
            digits = source.name[6:]
            ra = 15.0 * (int(digits[:2]) + int(digits[2:4]) / 60.0)
            sign = -1.0 if digits[4] == "-" else 1.0
            dec = sign * (int(digits[5:7]) + int(digits[7]) / 10.0)
            assert separation(ra, dec, source.ra, source.dec) < 0.5, source.name


def test_of_two_sources_at_one_place_the_one_that_is_meant_comes_first():
    assert [source.name for source in all_sources().near(83.63, 22.01, 0.5)] == ["Crab Nebula", "Crab Pulsar"]


def test_sources_near_a_direction_come_nearest_first():
    names = [source.name for source in all_sources().near(276.5, -13.8, 1.5)]
    assert names[0] == "HESS J1825-137"
    assert {"HESS J1826-130", "LS 5039"} <= set(names)
    assert "Crab Nebula" not in names


def test_positions_agree_with_the_gamma_cat_catalogue(data):
    from astropy.table import Table

    catalogue = Table.read(data / "gammacat" / "gammacat.fits.gz", hdu=1)
    apart = []
    for row in catalogue:
        source = find_source(str(row["common_name"]))
        if source is not None:
            apart.append(float(separation(source.ra, source.dec, float(row["ra"]), float(row["dec"]))))
    assert len(apart) > 140
    # Extended: the catalogue gives where a name points to, the list the centroid. It puts VER J2019+368 at CTB 87.
    assert np.mean(np.array(apart) < 0.05) > 0.75
    assert np.mean(np.array(apart) < 0.4) > 0.97


def test_a_text_of_ones_own_is_read_with_comments_and_gaps():
    table = read_sources("# mine\nname,aliases,ra,dec,kind,crab\nB,b one;b two,20,5,unid,\n\nA,,10,-5,pwn,0.5\n")
    assert [source.name for source in table.sources] == ["A", "B"]
    assert table.sources[1].aliases == ("b one", "b two")
    assert np.isnan(table.sources[1].crab)


def test_a_missing_resource_says_which():
    with pytest.raises(DataError, match=r"sources/none\.csv"):
        resource("sources", "none.csv")


def test_the_copy_inside_an_installed_package_comes_first(tmp_path, monkeypatch):
    from vhegui.core import resources

    (tmp_path / "resources" / "sources").mkdir(parents=True)
    (tmp_path / "resources" / "sources" / "tev_sources.csv").write_text("from the wheel")
    monkeypatch.setattr(resources, "files", lambda package: tmp_path)
    assert resource("sources", "tev_sources.csv").read_text() == "from the wheel"
