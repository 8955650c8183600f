from pathlib import Path

import pytest

from vhegui.analysis import edits
from vhegui.analysis.edits import joint as joint_edits
from vhegui.analysis.edits import model as model_edits
from vhegui.analysis.edits import source_list
from vhegui.analysis.gammapy_config import models_yaml, parse_models
from vhegui.analysis.session.reading import parse_session, session_yaml
from vhegui.core.errors import VheguiError
from vhegui.core.models.parameters import Prior
from vhegui.core.models.spectral.composing import multiplied
from vhegui.core.models.spectral.evaluate import default_model, default_spectrum


@pytest.fixture
def analysis():
    """Two sources: the shown "source", and "halo"."""
    return model_edits.add_source(edits.new_analysis(), default_model("power_law", "halo"))


def linked_to(analysis, name, target):
    """The analysis with a parameter linked to another one, by their names in the joint fit."""
    return joint_edits.set_joint_link(analysis, joint_edits.joint_of(analysis), name, target)


def test_sources_are_added_shown_and_removed(analysis):
    swapped = source_list.show(analysis, joint_edits.joint_of(analysis), "halo")
    assert swapped.model.name == "halo" and [s.name for s in swapped.others] == ["source"]
    assert source_list.remove(swapped, joint_edits.joint_of(swapped), "source").others == ()


@pytest.mark.parametrize("name", ["source", "halo", "", "a.b"])
def test_a_source_needs_a_name_of_its_own_without_a_point(analysis, name):
    with pytest.raises(VheguiError):
        model_edits.add_source(analysis, default_model("power_law", name))


def test_a_link_to_another_source_goes_when_that_source_goes(analysis):
    linked = linked_to(analysis, "index", "halo.index")
    assert linked.model.spectral["index"].link == "halo.index"
    alone = source_list.remove(linked, joint_edits.joint_of(linked), "halo")
    assert alone.model.spectral["index"].link == ""


@pytest.mark.parametrize("link", ["index", "nothing", "halo.beta", "amplitude"])
def test_links_to_itself_to_nothing_or_to_another_unit_are_refused(analysis, link):
    with pytest.raises(VheguiError):
        linked_to(analysis, "index", link)


def test_chains_of_links_are_kept_in_session_and_models_files(analysis):
    analysis = model_edits.add_source(analysis, default_model("power_law", "bridge"))
    analysis = linked_to(linked_to(analysis, "halo.index", "index"), "bridge.index", "halo.index")
    assert parse_session(session_yaml(analysis, Path()), Path())[0] == analysis
    models, _ = parse_models(models_yaml((analysis.model, *analysis.others)))
    assert [each.spectral["index"].link for each in models] == ["", "source.index", "source.index"]


def test_a_parameter_of_a_source_cannot_follow_a_systematic(analysis):
    with_area = model_edits.set_nuisance(analysis, "area", "HESS", 0.15)
    with pytest.raises(VheguiError, match="only parameters of sources"):
        linked_to(with_area, "index", "HESS.area")


def test_two_parameters_cannot_be_linked_to_each_other(analysis):
    linked = linked_to(analysis, "index", "halo.index")
    with pytest.raises(VheguiError, match="circle"):
        linked_to(linked, "halo.index", "index")


def test_a_systematic_has_a_prior_about_one_and_a_width_of_zero_takes_it_away(analysis):
    with_area = model_edits.set_nuisance(analysis, "area", "HESS", 0.15)
    (nuisance,) = model_edits.set_nuisance(with_area, "area", "HESS", 0.1).nuisances
    assert nuisance.parameter.prior == Prior("gaussian", 1.0, 0.1)
    assert model_edits.set_nuisance(with_area, "area", "HESS", 0.0).nuisances == ()
    with pytest.raises(VheguiError, match="fraction"):
        model_edits.set_nuisance(analysis, "energy", "HESS", 15.0)


def test_a_range_of_one_instrument_is_replaced_and_taken_away(analysis):
    first = model_edits.set_dataset_range(analysis, "MAGIC", 0.08, 30.0)
    second = model_edits.set_dataset_range(first, "MAGIC", 0.1, None)
    assert [(r.low, r.high) for r in second.fit.ranges] == [(0.1, None)]
    assert model_edits.set_dataset_range(second, "MAGIC", None, None).fit.ranges == ()
    with pytest.raises(VheguiError, match="not above"):
        model_edits.set_dataset_range(analysis, "MAGIC", 3.0, 1.0)


def test_absorption_and_its_removal_keep_what_the_spectrum_had(analysis):
    steep = analysis.model.spectral.with_parameter("index", value=2.7)
    absorbed = multiplied(steep, default_spectrum("log_parabola_norm"))
    changed = model_edits.set_spectrum(analysis, analysis.model, absorbed)
    assert changed.model.spectral["index"].value == 2.7 and len(changed.model.spectral.parameters) > 3
