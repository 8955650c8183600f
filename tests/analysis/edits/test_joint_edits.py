"""Edits of all sources and systematics as they are on screen."""

from __future__ import annotations

import numpy as np
import pytest

from vhegui.analysis import edits
from vhegui.analysis.dataset_rows import dataset_rows, instrument_rows
from vhegui.analysis.edits import joint as joint_edits
from vhegui.analysis.edits import model as model_edits
from vhegui.analysis.edits import source_list
from vhegui.core.axes import EnergyAxis
from vhegui.core.errors import AnalysisError, ConfigError
from vhegui.core.models.parameters import Prior
from vhegui.core.models.spectral.evaluate import default_model, default_spectrum
from vhegui.core.spectra.onoff import SpectrumOnOff


@pytest.fixture
def analysis():
    """The shown "source", a "halo", and an area systematic."""
    two = model_edits.add_source(edits.new_analysis(), default_model("power_law", "halo"))
    return model_edits.set_nuisance(two, "area", "HESS", 0.15)


@pytest.fixture
def joint(analysis):
    return joint_edits.joint_of(analysis)


def test_any_parameter_is_set_by_its_name_in_the_whole_and_the_others_keep_their_values(analysis, joint):
    shown = joint.with_parameter("halo.index", value=3.3).with_parameter("HESS.area", value=1.07)
    changed = joint_edits.set_joint_parameter(analysis, shown, "index", 2.4)
    assert not changed.fit.follow
    assert changed.model.spectral["index"].value == 2.4
    assert changed.others[0].spectral["index"].value == 3.3
    assert changed.nuisances[0].parameter.value == 1.07


def test_freezing_a_systematic_goes_on_following_the_data(analysis, joint):
    changed = joint_edits.set_joint_parameter(analysis, joint, "HESS.area", frozen=True)
    assert changed.fit.follow
    assert changed.nuisances[0].parameter.frozen


def test_a_value_outside_its_limits_is_refused(analysis, joint):
    with pytest.raises(AnalysisError, match="outside its limits"):
        joint_edits.set_joint_parameter(analysis, joint, "HESS.area", 50.0)


def test_a_link_between_sources_survives_showing_the_other_and_renaming(analysis, joint):
    linked = joint_edits.set_joint_link(analysis, joint, "halo.index", "index")
    renamed = joint_edits.rename_source(linked, "source", "Crab")
    swapped = source_list.show(renamed, joint_edits.joint_of(renamed), "halo")
    for state in (linked, renamed, swapped):
        whole = joint_edits.joint_of(state)
        first = "index" if state.model.name == "halo" else "halo.index"
        other = "Crab.index" if state.model.name == "halo" else "index"
        assert whole.names[whole.linked_to[whole.names.index(first)]] == other


def test_links_go_to_the_same_unit_and_never_back(analysis, joint):
    assert joint_edits.link_targets(joint, "index") == ("halo.index",)
    linked = joint_edits.joint_of(joint_edits.set_joint_link(analysis, joint, "index", "halo.index"))
    assert joint_edits.link_targets(linked, "halo.index") == ()
    assert joint_edits.link_targets(joint, "HESS.area") == ()
    with pytest.raises(AnalysisError, match="units"):
        joint_edits.set_joint_link(analysis, joint, "index", "amplitude")


def test_a_link_is_taken_away_again(analysis, joint):
    linked = joint_edits.set_joint_link(analysis, joint, "index", "halo.index")
    free = joint_edits.set_joint_link(linked, joint_edits.joint_of(linked), "index", "")
    assert free.model.spectral["index"].link == ""


def test_a_prior_of_another_source_is_kept_and_an_impossible_one_refused(analysis, joint):
    prior = Prior("gaussian", 2.0, 0.2)
    changed = joint_edits.set_joint_prior(analysis, joint, "halo.index", prior)
    assert changed.others[0].spectral["index"].prior == prior
    with pytest.raises(ConfigError):
        joint_edits.set_joint_prior(analysis, joint, "halo.index", Prior("uniform", 3.0, 1.0))


def test_another_spectrum_of_one_source_leaves_the_others(analysis, joint):
    changed = joint_edits.set_joint_spectrum(analysis, joint, "halo", default_spectrum("log_parabola"))
    assert changed.model == analysis.model
    assert changed.others[0].spectral.kind == "log_parabola"


@pytest.mark.parametrize("name", ["halo", "", "a.b"])
def test_a_source_cannot_be_called_what_is_taken_or_empty_or_has_a_point(analysis, name):
    with pytest.raises(AnalysisError):
        joint_edits.rename_source(analysis, "source", name)


def test_free_names_are_counted_up(analysis):
    assert joint_edits.free_name(analysis, "source") == "source 2"
    assert joint_edits.free_name(analysis, "nebula") == "nebula"


def _spectrum(name: str, instrument: str) -> SpectrumOnOff:
    axis = EnergyAxis(np.array([0.1, 1.0, 10.0, 100.0]))
    counts = np.array([5.0, 4.0, 3.0])
    return SpectrumOnOff(
        name, axis, axis, counts, counts, np.full(3, 0.1), np.ones(3), np.eye(3), np.array([False, True, True]),
        60.0, 60.0, 10, instrument,
    )  # fmt: skip


def test_rows_of_data_sets_know_whose_range_is_used(analysis):
    spectra = (_spectrum("1", "HESS"), _spectrum("2", "MAGIC"))
    ranged = model_edits.set_dataset_range(analysis, "MAGIC", None, 10.0)
    first, second = dataset_rows(ranged, spectra, {"m.pha": spectra[1]}, None)
    assert (first.low, first.high, first.bins, first.own, first.path) == (1.0, 100.0, 2, "", "")
    assert (second.low, second.high, second.bins, second.own, second.path) == (1.0, 10.0, 1, "instrument", "m.pha")
    assert second.counts == 4.0


def test_instruments_show_their_ranges_and_systematics(analysis):
    ranged = model_edits.set_dataset_range(analysis, "MAGIC", None, 10.0)
    hess, magic = instrument_rows(ranged, (_spectrum("1", "HESS"), _spectrum("2", "MAGIC")))
    assert (hess.name, hess.deltas.get("area"), hess.deltas.get("energy", 0.0), hess.low) == ("HESS", 0.15, 0.0, None)
    assert (magic.name, magic.deltas.get("area", 0.0), magic.high) == ("MAGIC", 0.0, 10.0)
