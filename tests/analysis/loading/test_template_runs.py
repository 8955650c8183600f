"""The off runs of a template: chosen by a query, counted as they are read, as gammapy counts them."""

from __future__ import annotations

import numpy as np
import pytest

from vhegui.analysis.loading.template_runs import choose_template_runs, count_off_runs
from vhegui.core import sphere
from vhegui.core.background.template.counting import count_run
from vhegui.core.background.template.settings import TemplateSettings
from vhegui.core.background.template.template import build_template
from vhegui.core.catalogues.known_sources import all_sources
from vhegui.core.dl3.open import open_store
from vhegui.core.errors import AnalysisError


def test_a_query_that_fits_no_run_says_what_to_type(data):
    with pytest.raises(AnalysisError, match="no run fits “zen>80”; choose off runs, for example"):
        choose_template_runs(open_store(data / "hess-dl3-dr1"), "zen>80")


def test_the_45_off_runs_of_dr1_give_the_template_of_gammapy(data, reference):
    """Rates to 0.5 %; the solid angle of a ring there is that of the plane. One event of 353302 is 4e-7 deg from the
    edge of a ring, and beyond it there because its coordinates are rounded to 32 bits once more.
    """
    expected, store = reference("template_bkg.json"), open_store(data / "hess-dl3-dr1")
    runs = choose_template_runs(store, '"off data"')
    assert list(runs) == expected["off_obs_ids"]
    assert choose_template_runs(store) == runs
    settings = TemplateSettings(source_radius=0.0, keep_outside_gti=True)
    counted = count_off_runs(store, runs, settings)
    template = build_template(settings, counted.runs)
    for found, known in zip(template.bins, expected["zenith_bins"].values(), strict=True):
        assert sorted(found.runs) == known["obs_ids"]
        assert found.ontime == pytest.approx(known["ontime_s"])
        counts = np.array(known["counts_energy_by_offset"])
        assert np.abs(found.counts - counts).sum() <= 2
        assert found.counts.sum() == known["n_counts_in_bins"]
        np.testing.assert_array_equal(found.counts.sum(axis=1), known["counts_per_energy"])
        rate = 1e6 * np.array(known["rate_per_s_MeV_sr_energy_by_offset"])
        same = (found.counts == counts) & (counts > 0)
        np.testing.assert_allclose(found.rate[same], rate[same], rtol=5e-4)
    seen = {run.run: run for run in counted.runs}
    trend, rates = expected["zenith_vs_energy_threshold"], expected["zenith_vs_rate"]
    ordered = [seen[run] for run in expected["off_obs_ids"]]
    np.testing.assert_allclose([run.zenith for run in ordered], trend["zenith_deg"], rtol=1e-6)
    np.testing.assert_allclose([run.threshold for run in ordered], trend["safe_energy_lo_TeV"], rtol=1e-6)
    np.testing.assert_allclose([run.rate for run in ordered], rates["events_per_s"], rtol=1e-6)
    assert [run.events for run in ordered] == rates["event_count"]


def test_known_sources_in_the_off_fields_of_dr1_are_found(data):
    observation = open_store(data / "hess-dl3-dr1").load(20734, responses=False)
    run = count_run(observation, TemplateSettings(), all_sources())
    assert run.sources == ("SN 1006",)
    assert run.lost == pytest.approx(sphere.cap_solid_angle(0.3) / sphere.cap_solid_angle(3.0), rel=1e-6)
