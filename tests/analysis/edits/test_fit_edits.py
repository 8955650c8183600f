"""What is fitted: sources get a place when they are fitted to cubes, and the model on screen stays."""

from dataclasses import replace

import pytest

from vhegui.analysis import edits
from vhegui.analysis.edits import joint as joint_edits
from vhegui.analysis.edits import source_list
from vhegui.analysis.edits.fit import sources_without_place
from vhegui.analysis.edits.model import add_source, fixed_source
from vhegui.analysis.state import Target
from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.live import LiveFit
from vhegui.core.fitting.verdict import Outcome, Verdict
from vhegui.core.models.nuisances import field_of_view
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.regions.circle import Circle


def test_a_source_without_a_place_becomes_a_point_in_the_on_region():
    start = edits.move_region(edits.new_analysis(), Circle(83.6, 22.0, 0.1))
    assert sources_without_place(start) == ("source",)
    cubes = edits.fit_to_cubes(start)
    assert cubes.fits_cubes and not sources_without_place(cubes)
    assert cubes.model.spatial.values == (83.6, 22.0)
    assert not any(parameter.frozen for parameter in cubes.model.spatial.parameters)
    back = edits.fit_to_spectra(cubes)
    assert not back.fits_cubes and back.model.spatial == cubes.model.spatial
    shape = default_shape("gaussian", 84.0, 22.0)
    shaped = replace(start, sources=(replace(start.model, spatial=shape),))
    assert edits.fit_to_cubes(shaped).model.spatial == shape


def test_the_target_says_where_a_source_is_and_a_fixed_one_stays_there():
    nowhere = edits.new_analysis()
    with pytest.raises(AnalysisError, match="aim at a target"):
        edits.fit_to_cubes(nowhere)
    aimed = replace(nowhere, target=Target("x", 10.0, 20.0))
    two = edits.fit_to_cubes(add_source(aimed, fixed_source(aimed.model.spectral, "halo")))
    assert [source.spatial.values for source in two.sources] == [(10.0, 20.0)] * 2
    assert all(parameter.frozen for parameter in two.sources[1].spatial.parameters)


def test_a_parameter_of_cubes_is_set_with_all_others_as_they_were_fitted():
    """Also backgrounds of data sets that nobody had decided on, but not those of other data sets."""
    cubes = edits.fit_to_cubes(edits.move_region(edits.new_analysis(), Circle(83.6, 22.0, 0.1)))
    cubes = replace(cubes, nuisances=field_of_view("run 9"))
    fitted = JointModel((cubes.model,), field_of_view("stacked")).with_parameter("stacked.norm", value=1.3)
    live = LiveFit(fitted.with_parameter("lon_0", value=83.65), 0.0, None, 0.0, True, Verdict(Outcome.CONVERGED), 1)
    joint = joint_edits.joint_of(cubes, live)
    assert joint.names == live.joint.names
    held = joint_edits.set_joint_parameter(cubes, joint, "lat_0", 22.1)
    assert not held.fit.follow
    assert held.model.spatial.values == (83.65, 22.1)
    assert [(each.dataset, each.parameter.value) for each in held.nuisances] == [
        ("stacked", 1.3),
        ("stacked", 0.0),
        ("run 9", 1.0),
        ("run 9", 0.0),
    ]
    assert joint_edits.joint_of(held, live).names == live.joint.names


def test_another_source_of_cubes_lies_beside_the_shown_one_and_other_data_begin_with_spectra():
    start = edits.move_region(edits.new_analysis(), Circle(83.6, 22.0, 0.1))
    cubes = edits.fit_to_cubes(start)
    more = source_list.add_beside(cubes, joint_edits.joint_of(cubes), "halo")
    assert more.sources[1].spatial.centre == pytest.approx((83.816, 22.0), abs=1e-3)
    assert not edits.open_dataset(more, "/data").fits_cubes
    nowhere = edits.new_analysis()
    with pytest.raises(AnalysisError, match="nothing says where 'halo' is"):
        source_list.add_beside(nowhere, joint_edits.joint_of(nowhere), "halo")
