"""The list of sources: what is done with one of them, and what is refused in words."""

from dataclasses import replace
from pathlib import Path

import pytest

from vhegui.analysis import edits
from vhegui.analysis.edits import joint as joint_edits
from vhegui.analysis.edits import source_list, source_parameters, source_parts
from vhegui.analysis.session.reading import parse_session, session_yaml
from vhegui.analysis.state import Analysis
from vhegui.analysis.studies.settings import Contours, Profiles, Studies
from vhegui.core import sphere
from vhegui.core.catalogues.known_sources import Source
from vhegui.core.errors import AnalysisError, VheguiError
from vhegui.core.estimators.sky.peaks import Candidate
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.spatial.registry import KINDS
from vhegui.core.models.spectral.evaluate import default_spectrum

PLACE = (83.633, 22.014)


def joint_of(analysis: Analysis) -> JointModel:
    return JointModel((analysis.model, *analysis.others), analysis.nuisances)


def do(analysis: Analysis, edit, *arguments, **named) -> Analysis:
    """An edit of the list, of what is on screen."""
    return edit(analysis, joint_of(analysis), *arguments, **named)


@pytest.fixture
def analysis() -> Analysis:
    """Cubes with two sources: the shown "crab", a Gaussian, and the point "halo" beside it."""
    crab = SourceModel("crab", default_spectrum("power_law"), spatial=default_shape("gaussian", *PLACE))
    halo = SourceModel("halo", default_spectrum("power_law"), spatial=default_shape("point", 84.0, 22.0))
    return edits.with_maps(
        edits.change(replace(edits.new_analysis(), sources=(crab, halo), source=None), "fit", data="cubes")
    )


def test_a_source_that_is_left_out_stays_but_is_in_no_joint_model(analysis):
    out = do(analysis, source_list.leave_out, "crab")
    assert [source.name for source in out.sources] == ["crab", "halo"]
    assert out.model.name == "halo" and out.others == ()
    assert parse_session(session_yaml(out, Path()), Path())[0] == out
    back = do(out, source_list.leave_out, "crab", False)
    assert [source.name for source in (back.model, *back.others)] == ["halo", "crab"]
    with pytest.raises(AnalysisError, match="left out of the fit; take it in"):
        do(out, source_list.show, "crab")


@pytest.mark.parametrize("edit", [source_list.leave_out, source_list.remove])
def test_the_last_source_in_the_fit_stays_there(analysis, edit):
    out = do(analysis, source_list.leave_out, "crab")
    with pytest.raises(AnalysisError, match="halo is the only source in the fit"):
        do(out, edit, "halo")
    with pytest.raises(AnalysisError, match="take one in"):
        replace(out, sources=tuple(replace(source, left_out=True) for source in out.sources))


def test_what_is_linked_to_a_source_that_is_left_out_keeps_its_value(analysis):
    linked = do(analysis, source_parameters.link_to, "halo", "crab", "position")
    assert (linked.others[0]["lon_0"].link, linked.others[0]["lon_0"].value) == ("crab.lon_0", PLACE[0])
    out = do(linked, source_list.leave_out, "crab")
    assert (out.model["lon_0"].link, out.model["lon_0"].value) == ("", PLACE[0])


def test_a_source_added_to_cubes_is_free_and_one_added_to_spectra_is_fixed(analysis):
    for cubes, free in ((True, ["index", "amplitude", "lon_0", "lat_0"]), (False, ["lon_0", "lat_0"])):
        start = analysis if cubes else edits.change(analysis, "fit", data="spectra")
        added = do(start, source_list.add_at, 83.0, 21.5, "halo")
        new = added.sources[-1]
        assert new.name == "halo 2" and new.spatial.centre == (83.0, 21.5)
        assert [name for name in new.names if not new[name].frozen] == free


def test_known_sources_and_candidates_bring_their_place_size_and_flux(analysis):
    known = Source("RX J1713.7-3946", (), 258.4, -39.8, "SNR", 0.66, 0.3)
    added = do(analysis, source_list.add_known, known).sources[-1]
    assert "." not in added.name and added.spatial.centre == pytest.approx((known.ra, known.dec))
    assert added.spatial.kind == "gaussian" and added["sigma"].value == known.size
    assert added["amplitude"].value == pytest.approx(0.66 * 3.45e-11)
    peak = Candidate(83.2, 21.9, 0.01, 0.01, 0.02, 7.0, 3, 4, flux=2e-12, flux_error=1e-13)
    added = do(edits.change(analysis, "sky", index=2.0), source_list.add_candidate, peak, (1.0, 1e4)).sources[-1]
    assert added["amplitude"].value == pytest.approx(2e-12, rel=1e-3)  # of E⁻² above 1 TeV


def test_a_duplicate_is_beside_under_a_new_name_without_links(analysis):
    linked = do(analysis, source_parameters.link_to, "halo", "crab", "position")
    twice = do(do(linked, source_list.duplicate, "halo"), source_list.duplicate, "halo 2")
    assert [source.name for source in twice.sources] == ["crab", "halo", "halo 2", "halo 3"]
    first, second, third = (source.spatial.centre for source in twice.sources[1:])
    assert sphere.separation(*first, *second) == pytest.approx(0.2)
    assert sphere.position_angle(*second, *third) == pytest.approx(90.0, abs=0.1)
    assert not any(p.link for p in twice.sources[2].parameters)


def test_a_renamed_source_keeps_its_links_and_what_is_asked_about_it(analysis):
    asked = Studies(profiles=Profiles(("index", "halo.index")), contours=Contours((("halo.index", "amplitude"),)))
    linked = replace(do(analysis, source_parameters.link_to, "crab", "halo", "position"), studies=asked)
    renamed = joint_edits.rename_source(linked, "halo", "nebula")
    assert renamed.model["lat_0"].link == "nebula.lat_0"
    assert renamed.studies.profiles.parameters == ("index", "nebula.index")
    assert renamed.studies.contours.pairs == (("nebula.index", "amplitude"),)


def test_freezing_all_and_freeing_again_leaves_what_a_formula_holds_itself(analysis):
    before = [p.frozen for p in analysis.model.parameters]
    frozen = do(analysis, source_parameters.freeze, "crab")
    assert all(p.frozen for p in frozen.model.parameters)
    assert [p.frozen for p in do(frozen, source_parameters.freeze, "crab", on=False).model.parameters] == before
    shape = do(analysis, source_parameters.freeze, "crab", "spatial")
    assert not shape.model["index"].frozen and shape.model["sigma"].frozen


@pytest.mark.parametrize(("what", "reason"), [("shape", "no size in common"), ("position", "cannot be linked to crab")])
def test_links_that_cannot_be_are_refused_in_words(analysis, what, reason):
    with pytest.raises(AnalysisError, match=reason):
        do(analysis, source_parameters.link_to, "halo" if what == "shape" else "crab", "crab", what)
    around = do(analysis, source_parameters.link_to, "halo", "crab", "position")
    with pytest.raises(VheguiError, match="circle"):
        do(around, source_parameters.link_to, "crab", "halo", "position")
    assert not any(p.link for p in do(around, source_parameters.unlink, "halo").others[0].parameters)


@pytest.mark.parametrize("kind", KINDS)
def test_another_shape_is_where_the_old_one_was(analysis, kind):
    changed = do(analysis, source_parts.choose_shape, "crab", kind).model.spatial
    assert changed.kind == kind
    assert changed.centre is None or changed.centre == pytest.approx(PLACE)
    joint_of(do(analysis, source_parts.choose_shape, "halo", kind)).check()


def test_a_link_to_a_size_goes_with_the_size(analysis):
    both = do(analysis, source_parts.choose_shape, "halo", "gaussian")
    linked = do(both, source_parameters.link_to, "halo", "crab", "shape")
    assert linked.others[0]["sigma"].link == "crab.sigma"
    assert do(linked, source_parts.choose_shape, "crab", "point").others[0]["sigma"].link == ""


def test_a_change_with_time_begins_with_the_data_and_keeps_its_reference(analysis):
    flare = do(analysis, source_parts.choose_change, "crab", "exp_decay", 53000.0)
    assert flare.model["t_ref"].value == 53000.0
    other = do(flare, source_parts.choose_change, "crab", "linear", 54000.0)
    assert other.model.temporal.kind == "linear" and other.model["t_ref"].value == 53000.0
    assert do(other, source_parts.choose_change, "crab", "").model.temporal is None


def test_brightness_at_points_lies_about_the_source(analysis):
    shape = do(analysis, source_parts.choose_shape, "crab", "piecewise").model.spatial
    ra, dec, radius = shape.form.circle
    assert len(shape.parameters) == 9 and sphere.separation(ra, dec, *PLACE) < 0.01 and 0.6 < radius < 0.8
    joint_of(do(analysis, source_parts.choose_shape, "halo", "piecewise")).check()


def test_who_is_shown_stays_so_where_another_is_removed(analysis):
    three = do(analysis, source_list.show, "halo")
    three = do(three, source_list.duplicate, "crab")
    gone = do(three, source_list.remove, "crab")
    assert [source.name for source in gone.sources] == ["halo", "crab 2"] and gone.model.name == "halo"
    last = do(do(gone, source_list.show, "crab 2"), source_list.remove, "halo")
    assert last.model.name == "crab 2"
    back = do(do(three, source_list.show, "crab 2"), source_list.remove, "crab")
    assert back.model.name == "crab 2" and back.sources[0].name == "halo"


def test_a_duplicate_was_never_fitted_and_has_no_errors(analysis):
    crab = analysis.sources[0]
    crab = crab.with_parameters(replace(p, error=0.0 if p.frozen else 0.01) for p in crab.parameters)
    twice = do(replace(analysis, sources=(crab, analysis.sources[1])), source_list.duplicate, "crab")
    assert any(p.error for p in twice.sources[0].parameters)
    assert not any(p.error for p in twice.sources[-1].parameters)
