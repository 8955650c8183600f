"""What a headless run says of results that are not, or not all, what was asked for."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from made_up_light_curves import TRUTH, made_light_curve, timed_run
from msgspec import structs

from vhegui.analysis import edits
from vhegui.analysis.edits import new_analysis
from vhegui.analysis.export.results_json import fit_content
from vhegui.analysis.headless.shortcomings import remarks, shortcomings
from vhegui.analysis.state import DatasetRange, EventSelection, FluxPointSettings
from vhegui.core.background.field_of_view import FieldOfViewFit
from vhegui.core.cubes.run_sky import SkyRow
from vhegui.core.estimators.flux_points.points import flux_points
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import evaluate
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.fitting.upper_limit import limit_of_nothing
from vhegui.core.fitting.verdict import Outcome, Verdict
from vhegui.core.sed.table import sed_table

RUN = timed_run(np.random.default_rng(1))
SPECTRUM = replace(RUN.spectrum, instrument="H.E.S.S.", start=RUN.time.start, stop=RUN.time.stop)


def test_a_light_curve_without_any_good_time_is_a_problem_and_one_with_some_is_not():
    nothing = made_light_curve(intervals=[(50.0, 51.0), (60.0, 61.0)])
    (said,) = shortcomings({"light_curve_result": nothing}, new_analysis())
    assert "no run has good time in any of the 2 time bins" in said
    assert remarks({"light_curve_result": nothing}, new_analysis()) == []
    part = made_light_curve(intervals=[(0.0, 1.0), (60.0, 61.0)])
    assert shortcomings({"light_curve_result": part}, new_analysis()) == []
    (said,) = remarks({"light_curve_result": part}, new_analysis())
    assert "1 of 2 time bins hold no good time" in said


@pytest.mark.parametrize(("outcome", "result"), [(Outcome.NO_EXCESS, True), (Outcome.NOT_CONVERGED, False)])
def test_a_limit_stands_for_a_result_where_the_fit_ended_well_and_beside_a_failure_elsewhere(outcome, result):
    data = data_of_spectra([replace(SPECTRUM, counts=np.floor(SPECTRUM.background))])
    model = JointModel.of(TRUTH)
    fitted = replace(evaluate(data, model, Verdict(outcome, number=60)), success=False)
    limit = limit_of_nothing(data, model, fitted)
    values = {"fit_result": fitted, "amplitude_limit": limit}
    assert bool(shortcomings(values, new_analysis())) == (not result)
    (said,) = remarks(values, new_analysis())
    assert "no detection" in said and ("with the shape as it was given" in said) == (not result)
    content = fit_content(model, fitted, limit=limit)
    assert content["success"] == result and content["upper_limit"]["upper"] > 0.0


def test_a_spectrum_that_does_not_say_when_it_was_taken_is_not_in_the_light_curve_and_is_named():
    timeless = replace(SPECTRUM, name="old", start=0.0, stop=0.0)
    values = {"light_curve_result": made_light_curve(), "all_spectra": (SPECTRUM, timeless), "spectra": {}}
    (said,) = remarks(values, new_analysis())
    assert 'spectrum "old"' in said


@pytest.mark.parametrize("name", ["run", "hess", "H.E.S.S."])
def test_a_range_may_be_for_a_spectrum_or_an_instrument_in_any_spelling(name):
    analysis = new_analysis()
    fit = structs.replace(analysis.fit, ranges=(DatasetRange(name, 1.0, 10.0), DatasetRange("magic", 1.0, 10.0)))
    (said,) = shortcomings({"all_spectra": (SPECTRUM,), "spectra": {}}, replace(analysis, fit=fit))
    assert said == "fit.ranges: nothing is called 'magic', so its range has no effect (there: H.E.S.S., run)"


def test_ranges_of_data_sets_have_no_effect_on_cubes_and_are_named():
    spectra = edits.change(new_analysis(), "fit", ranges=(DatasetRange("run 1", 1.0, 10.0),))
    (said,) = shortcomings({}, edits.change(spectra, "fit", data="cubes"))
    assert "ranges" in said and "no effect" in said
    assert not list(shortcomings({}, spectra))


def test_runs_and_bands_that_cannot_be_used_are_named():
    safe = replace(SPECTRUM, safe=SPECTRUM.reco.edges[:-1] > 1.0)
    points = flux_points((safe,), TRUTH, [0.3, 0.6, 3.0, 30.0])
    spectra = {1: replace(safe, n_off_regions=0), 2: replace(safe, safe=np.zeros(safe.reco.n, dtype=bool)), 3: safe}
    values = {"spectra": spectra, "all_spectra": tuple(spectra.values()), "flux_points_result": points}
    analysis = replace(new_analysis(), flux_points=FluxPointSettings(edges=(0.3, 0.6, 3.0, 30.0)))
    assert [text.split(",")[0].split(" have")[0] for text in shortcomings(values, analysis)] == [
        "run 1: no OFF region fits",
        "run 2: no energy bin is in its safe range",
    ]
    (said,) = remarks(values, analysis)
    assert said == "flux points: 1 of 3 bands have no safe energy bin: a row of NaN each"


def test_a_time_range_that_cannot_be_applied_to_a_spectrum_of_a_file_is_named():
    cut = replace(new_analysis(), events=EventSelection(times=((SPECTRUM.start, SPECTRUM.stop),)))
    assert shortcomings({"all_spectra": (SPECTRUM,), "spectra": {}}, cut) == []
    inside = replace(cut, events=EventSelection(times=((SPECTRUM.start, (SPECTRUM.start + SPECTRUM.stop) / 2),)))
    (said,) = shortcomings({"all_spectra": (SPECTRUM,), "spectra": {}}, inside)
    assert "cannot be cut to a time range" in said


def test_a_band_without_bins_is_a_row_of_nan_with_its_reason():
    safe = replace(SPECTRUM, safe=SPECTRUM.reco.edges[:-1] > 1.0)
    table = sed_table(flux_points((safe,), TRUTH, [0.3, 0.6, 3.0, 30.0]))
    assert len(table) == 3
    assert np.isnan(table["dnde"]).tolist() == [True, False, False]
    assert table["reason"].tolist() == ["no safe energy bin with a response", "", ""]


def test_runs_that_add_nothing_to_maps_and_backgrounds_that_are_not_fitted_are_named():
    fine = SkyRow("1", 9.0, 8.0, 100.0, 110.0, FieldOfViewFit(norm=1.1, norm_error=0.1), n_bins=5)
    rows = [
        fine,
        replace(fine, name="2", n_bins=0),
        replace(fine, name="3", n_bins=0, fit=None),
        replace(fine, name="4", fit=FieldOfViewFit(problem="there are no counts")),
        replace(fine, name="5", fit=replace(fine.fit, problem="the tilt is not known")),
    ]
    values = {"stacked_sky": SimpleNamespace(rows=rows)}
    said = shortcomings(values, new_analysis())
    assert [text.partition(":")[0] for text in said] == ["runs 2, 3", "run 4", "run 5"]
    assert "nothing is used" in said[0]
    assert said[1].endswith("there are no counts; it is as the response says")
    assert said[2].endswith("the tilt is not known; only its norm is fitted")


def test_a_source_that_names_data_which_are_not_there_is_named_also_where_others_are():
    model = replace(new_analysis().sources[0], datasets=(SPECTRUM.name, "typo"))
    analysis = replace(new_analysis(), sources=(model,))
    (said,) = shortcomings({"all_spectra": (SPECTRUM,), "spectra": {}}, analysis)
    assert "is for data called 'typo', which are not there" in said
    known = replace(analysis, sources=(replace(model, datasets=(SPECTRUM.name,)),))
    assert shortcomings({"all_spectra": (SPECTRUM,), "spectra": {}}, known) == []
