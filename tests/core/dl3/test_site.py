"""Where the telescopes stand is read and written, and missed where the background needs it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_up_cubes import SITE, leaning_background, made_up_run

from vhegui.core.dl3.doctor.catalogue import quirk_of
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.write import write_observation
from vhegui.core.horizon import Site


@pytest.mark.parametrize("site", [SITE, None])
def test_the_site_is_read_as_it_was_written(site: Site | None, tmp_path: Path) -> None:
    run = made_up_run(background=leaning_background("ALTAZ"))
    write_observation(replace(run, site=site), tmp_path / "run.fits")
    again = open_store(tmp_path).load(1)
    assert again.site == site
    notes = [note for note in again.notes if note.found.startswith("the background is aligned with the horizon")]
    assert len(notes) == (site is None)
    for note in notes:
        assert quirk_of(note).severity == "result"


def test_h_e_s_s_stands_in_namibia(data: Path) -> None:
    site = open_store(data / "hess-dl3-dr1").load(23523, responses=False).site
    assert site is not None and (site.longitude, site.latitude) == pytest.approx((16.5002, -23.2718), abs=1e-3)
