"""Several HDUs of one kind in a file, and index rows that name the wrong one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from vhegui.core.dl3.load import HduLocation, load_observation
from vhegui.core.dl3.observation import Observation
from vhegui.core.errors import DataError

Edited = Callable[..., Path]
AREA = 1e5  # m², of the made-up run


def load(path: Path) -> Observation:
    return load_observation([HduLocation("", path)])


def notes(observation: Observation) -> str:
    return "\n".join(map(str, observation.notes))


def area(observation: Observation) -> float:
    assert observation.responses.aeff is not None
    return float(observation.responses.aeff.evaluate(np.array([1.0]), 0.5)[0])


def areas(names: list[str], factors: list[float], **cards: list[int]) -> Callable[[fits.HDUList], None]:
    """An edit: the effective area replaced by several, times a factor each, in this order and place."""

    def edit(hdus: Any) -> None:
        first = hdus.index_of("EFFECTIVE AREA")
        own = hdus.pop(first)
        for i, (name, factor) in reversed(list(enumerate(zip(names, factors, strict=True)))):
            table = own.copy()
            table.data = table.data.copy()
            table.data["EFFAREA"] *= factor
            table.name = name
            for key, values in cards.items():
                table.header[key] = values[i]
            hdus.insert(first, table)

    return edit


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["EFFECTIVE AREA PROTONS", "EFFECTIVE AREA ELECTRONS", "EFFECTIVE AREA"], 2),
        (["AEFF_PROTON", "AEFF_GAMMA"], 1),
        (["AEFF_1", "AEFF_2", "AEFF_GAMMA"], 2),
        (["AEFF LOOSE", "EFFECTIVE AREA"], 1),
        (["EFFECTIVE AREA", "EFFECTIVE AREA"], 0),
    ],
)
def test_the_effective_area_of_gamma_rays_is_used_and_it_is_said(edited: Edited, names: list[str], chosen: int) -> None:
    factors = [2.0 + i for i in range(len(names))]
    run = load(edited(areas(names, factors)))
    assert area(run) == pytest.approx(factors[chosen] * AREA)
    assert f"{len(names)} aeff responses" in notes(run)
    assert f'"{names[chosen]}" is used' in notes(run)


def test_of_several_versions_the_lowest_is_used(edited: Edited) -> None:
    run = load(edited(areas(["EFFECTIVE AREA"] * 3, [2.0, 3.0, 4.0], EXTVER=[3, 1, 2])))
    assert area(run) == pytest.approx(3.0 * AREA)
    assert "it has the lowest EXTVER" in notes(run)


def test_tables_that_hold_the_same_are_no_choice(edited: Edited) -> None:
    assert "aeff responses" not in notes(load(edited(areas(["EFFECTIVE AREA", "AEFF_2D"], [1.0, 1.0]))))


def test_an_area_of_protons_alone_is_said(edited: Edited) -> None:
    run = load(edited(areas(["EFFECTIVE AREA PROTONS"], [2.0])))
    assert 'the aeff response is called "EFFECTIVE AREA PROTONS"; used as that of gamma rays' in notes(run)


def indexed(path: Path, **names: str) -> list[HduLocation]:
    """Rows of an index for the made-up run, with the HDU names given."""
    usual = {"events": "EVENTS", "gti": "GTI", "aeff": "EFFECTIVE AREA", "edisp": "ENERGY DISPERSION"}
    return [HduLocation(kind, path, name) for kind, name in (usual | names).items()]


def test_an_index_row_cannot_tell_versions_of_one_name_apart_so_the_rule_does(edited: Edited) -> None:
    path = edited(areas(["EFFECTIVE AREA"] * 2, [2.0, 3.0], EXTVER=[2, 1]))
    run = load_observation(indexed(path))
    assert area(run) == pytest.approx(3.0 * AREA)
    assert "it has the lowest EXTVER" in notes(run)


@pytest.mark.parametrize("name", ["EVENTS", "NOT_THERE", "PSF"])
def test_a_good_time_row_that_names_another_hdu_is_set_right(run: Observation, edited: Edited, name: str) -> None:
    back = load_observation(indexed(edited(), gti=name))
    np.testing.assert_allclose(back.gti, run.gti)
    assert f'the index names HDU "{name}" for gti' in notes(back)
    assert 'HDU "GTI" of the same file is used' in notes(back)


def test_event_and_response_rows_that_name_another_hdu_are_set_right(edited: Edited) -> None:
    back = load_observation(indexed(edited(), events="GTI", aeff="ENERGY DISPERSION", edisp="EDISP"))
    assert len(back.events) == 40
    assert area(back) == AREA
    assert back.responses.edisp is not None
    assert notes(back).count("the index names HDU") == 3


def test_a_row_for_which_the_file_has_nothing_is_an_error(edited: Edited) -> None:
    def drop(hdus: Any) -> None:
        del hdus["EFFECTIVE AREA"]

    with pytest.raises(DataError, match=r'there is no HDU "EFFECTIVE AREA"'):
        load_observation(indexed(edited(drop)))


def test_a_second_event_list_in_a_file_is_said(edited: Edited) -> None:
    def double(hdus: Any) -> None:
        second = hdus["EVENTS"].copy()
        second.header["EXTVER"] = 2
        hdus.append(second)

    assert "the file holds 2 EVENTS tables" in notes(load(edited(double)))
