"""Shapes on the sky and backgrounds of cubes in gammapy's models YAML, in sessions, and beside spectra."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vhegui.analysis.compare.settings import differences
from vhegui.analysis.edits import new_analysis
from vhegui.analysis.edits.joint import joint_of, keep_joint
from vhegui.analysis.edits.model import set_source
from vhegui.analysis.gammapy_config.models import (
    models_yaml,
    parse_models,
    parse_sky_models,
    read_covariance,
    write_models,
)
from vhegui.analysis.session.reading import parse_session, session_yaml
from vhegui.analysis.yaml_files.checked import NotDone
from vhegui.core.errors import ConfigError
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.maps.fits_map import FitsMap, write_map
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.map_axes import MapAxis
from vhegui.core.models.nuisances import field_of_view
from vhegui.core.models.parameters import Prior
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.models.spatial.piecewise import Nodes, nodes_shape
from vhegui.core.models.spatial.registry import KINDS
from vhegui.core.models.spatial.template import TemplateImage, image_shape
from vhegui.core.models.spatial.template_cube import TemplateCube
from vhegui.core.models.spectral.evaluate import default_spectrum, dnde

POWER_LAW = default_spectrum("power_law").with_values((2.4, 4e-11, 1.0))
MODELS = """
components:
- name: nebula
  type: SkyModel
  datasets_names: [stacked]
  spectral: {type: pl, parameters: [{name: index, value: 2.4}, {name: amplitude, value: 4.0e-11,
    unit: TeV-1 s-1 cm-2}, {name: reference, value: 1.0, unit: TeV}]}
  spatial:
    type: GaussianSpatialModel
    frame: galactic
    parameters:
    - {name: lon_0, value: 11.07, unit: rad, error: 1.0e-4}
    - {name: lat_0, value: -5.8, unit: deg, min: -6.0, max: -5.5, frozen: true}
    - {name: sigma, value: 3.0, unit: arcmin, link: width}
- name: pulsar
  type: SkyModel
  spectral: {type: pl, parameters: [{name: amplitude, value: 1.0e-12, unit: TeV-1 s-1 cm-2}]}
  spatial:
    type: disk
    parameters: [{name: lon_0, value: 83.6, unit: deg}, {name: lat_0, value: 22.0, unit: deg},
      {name: r_0, value: 3.0, unit: arcmin, link: width}]
- type: FoVBackgroundModel
  datasets_names: [stacked]
  spectral: {type: PowerLawNormSpectralModel, parameters: [{name: norm, value: 1.1, min: 0.0},
    {name: tilt, value: 0.1, frozen: false}]}
"""


def source(shape: SpatialModel, name: str = "crab") -> SourceModel:
    return SourceModel(name, POWER_LAW, spatial=shape)


def shape_in(text: str) -> tuple[SpatialModel, list[str]]:
    """Of one source with this spatial part, and what is said about it."""
    spectral = "spectral: {type: pl, parameters: [{name: reference, value: 1.0, unit: TeV}]}"
    models, _, notes = parse_sky_models(f"components: [{{name: x, {spectral}, spatial: {text}}}]")
    assert isinstance(models[0].spatial, SpatialModel)
    return models[0].spatial, [note for note in notes if "spatial" in note]


@pytest.mark.parametrize("frame", ["icrs", "galactic"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_shape_is_read_as_it_was_written(kind: str, frame: str) -> None:
    shape = default_shape(kind, 83.6, 22.0, "galactic" if frame == "galactic" and KINDS[kind].has_centre else "icrs")
    shape = shape.with_parameters(
        replace(p, value=p.value + 0.01, error=0.02, frozen=not p.frozen) for p in shape.parameters
    )
    (read,), _, notes = parse_sky_models(models_yaml(source(shape)))
    same = default_shape("constant") if kind == "constant_flux" else shape  # which gammapy cannot read
    assert read == source(same)
    assert not [note for note in notes if isinstance(note, NotDone)]


def test_frames_units_limits_links_and_backgrounds_are_read() -> None:
    (nebula, pulsar), (norm, tilt), notes = parse_sky_models(MODELS)
    assert isinstance(nebula.spatial, SpatialModel) and isinstance(pulsar.spatial, SpatialModel)
    assert (nebula.spatial.kind, nebula.spatial.frame, nebula.datasets) == ("gaussian", "galactic", ("stacked",))
    lon, lat, sigma = nebula.spatial.parameters[:3]
    assert (lon.value, lon.error) == pytest.approx((np.degrees(11.07), np.degrees(1e-4)))
    assert (lat.minimum, lat.maximum, lat.frozen) == (-6.0, -5.5, True)
    assert sigma.value == pytest.approx(0.05)
    assert pulsar.spatial["r_0"].link == "nebula.sigma"
    assert (norm.dataset, norm.kind, norm.parameter.value, norm.parameter.frozen) == ("stacked", "norm", 1.1, False)
    assert (tilt.kind, tilt.parameter.value, tilt.parameter.frozen) == ("tilt", 0.1, False)
    joint = JointModel((nebula, pulsar), (norm, tilt))
    assert joint.linked_to[joint.names.index("pulsar.r_0")] == joint.names.index("sigma")
    assert not [note for note in notes if isinstance(note, NotDone)]


def test_what_was_read_is_written_again() -> None:
    models, backgrounds, _ = parse_sky_models(MODELS)
    assert parse_sky_models(models_yaml(models, backgrounds=backgrounds))[:2] == (models, backgrounds)


def test_gammapy_finds_its_defaults_where_a_file_says_nothing() -> None:
    shape, notes = shape_in("{type: gauss-general, parameters: [{name: lon_0, value: 83.6}]}")
    assert (shape["r_0"].value, shape["eta"].frozen, shape["e"].frozen) == (1.0, False, True)
    assert any("lat_0 is not given; its default 0 deg is used" in note for note in notes)
    assert any("no unit is given; deg is assumed" in note for note in notes)


def test_the_norm_of_a_background_at_another_energy_is_brought_to_one_tev() -> None:
    text = MODELS.replace("{name: tilt, value: 0.1, frozen: false}", "{name: tilt, value: 0.5}, "
                          "{name: reference, value: 4.0, unit: TeV}")  # fmt: skip
    _, (norm, _), notes = parse_sky_models(text)
    assert norm.parameter.value == pytest.approx(2.2)
    assert any("given at 4 TeV" in note for note in notes)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("type: disk", "type: TemplateNDSpatialModel", "'TemplateNDSpatialModel' is not supported, so this"),
        ("type: disk", "type: disk\n    frame: fk5", "frame: 'fk5' is not supported, so this source is left out"),
        ("type: FoVBackgroundModel", "type: TemplateNPredModel", "TemplateNPredModel is not supported and left out"),
        ("PowerLawNormSpectralModel", "PiecewiseNormSpectralModel", "so this background model is left out"),
        ("- name: pulsar", "  temporal: {type: FlickerTemporalModel}\n- name: pulsar", "is not supported and has no"),
    ],
)
def test_what_is_not_done_is_named_and_the_rest_is(old: str, new: str, said: str) -> None:
    models, _, notes = parse_sky_models(MODELS.replace(old, new))
    assert models[0].name == "nebula"
    assert len(models) == (1 if "source is left out" in said or ("so this" in said and "disk" in old) else 2)
    assert any(said in note for note in notes if isinstance(note, NotDone))


def test_a_source_without_a_shape_is_left_out_of_cubes_alone() -> None:
    text = models_yaml((source(default_shape("point", 83.6, 22.0)), SourceModel("bare", POWER_LAW)))
    models, _, notes = parse_sky_models(text)
    assert [model.name for model in models] == ["crab"]
    assert any("components[1].spatial is missing" in note for note in notes if isinstance(note, NotDone))
    assert [model.name for model in parse_models(text)[0]] == ["crab", "bare"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{name: r_0", "{name: radius", "spatial.parameters[2].name: 'radius' is not one of this model's"),
        ("3.0, unit: arcmin", "3.0, unit: s", "spatial.parameters[2].unit: 's' is not allowed"),
        ("{name: tilt", "{name: slope", "'slope' is not one of this model's"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(old: str, new: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse_sky_models(MODELS.replace(old, new))
    assert said in str(error.value)


@pytest.mark.parametrize("normalised", [True, False])
def test_an_image_is_a_shape_by_its_file(tmp_path: Path, normalised: bool) -> None:
    grid = SkyGrid(83.6, 22.0, pixel=0.1, columns=5)
    write_map(FitsMap(grid, (), np.arange(25.0).reshape(5, 5), "sr-1"), tmp_path / "map.fits")
    section = f"{{type: TemplateSpatialModel, filename: map.fits, normalize: {str(normalised).lower()}}}"
    text = f"components: [{{name: x, spectral: {{type: pl}}, spatial: {section}}}]"
    (first,), _, _ = parse_sky_models(text, folder=tmp_path)
    assert isinstance(first.spatial, SpatialModel) and isinstance(first.spatial.form, TemplateImage)
    integral = float((first.spatial.form.image * grid.solid_angle).sum())
    assert integral == pytest.approx(1.0 if normalised else 300.0 * grid.solid_angle.mean(), rel=1e-4)
    (again,), _, _ = parse_sky_models(models_yaml(first))
    analysis = replace(new_analysis(), sources=(first,))
    session, _ = parse_session(session_yaml(analysis, tmp_path / "sub"), tmp_path / "sub")
    for shape in (again.spatial, session.sources[0].spatial):
        assert isinstance(shape, SpatialModel) and isinstance(shape.form, TemplateImage)
        np.testing.assert_array_equal(shape.form.image, first.spatial.form.image)
        assert shape.form.is_normalised is normalised


def test_a_cube_is_a_shape_and_a_missing_file_is_an_error(tmp_path: Path) -> None:
    grid, axis = SkyGrid(83.6, 22.0, pixel=0.1, columns=5), MapAxis("energy_true", np.array([1.0, 2.0, 4.0]))
    write_map(FitsMap(grid, (axis,), np.ones((2, 5, 5)), "sr-1"), tmp_path / "cube.fits")
    cube = "{name: x, spectral: {type: pl}, spatial: {type: template, filename: cube.fits}}"
    point = "{name: y, spectral: {type: pl}, spatial: {type: point}}"
    models, _, notes = parse_sky_models(f"components: [{cube}, {point}]", folder=tmp_path)
    assert [model.name for model in models] == ["x", "y"]
    assert not [note for note in notes if isinstance(note, NotDone)]
    with pytest.raises(ConfigError, match="filename"):
        parse_sky_models(f"components: [{cube}]", folder=tmp_path / "elsewhere")


def test_a_covariance_is_that_of_all_parameters_in_the_order_of_gammapy(tmp_path: Path) -> None:
    image = image_shape(TemplateImage(SkyGrid(83.6, 22.0, 0.1, 3), np.ones((3, 3)), "map.fits"))
    models = source(default_shape("point", 83.6, 22.0)), source(image, "cloud")
    backgrounds = field_of_view("stacked")
    size = len(JointModel(models, backgrounds).names)
    write_models(tmp_path / "best.yaml", models, np.diag(np.arange(1.0, size + 1.0)), backgrounds)
    names, matrix = read_covariance(tmp_path / "best_covariance.dat")
    assert names[3:5] == ("crab.spatial.lon_0", "crab.spatial.lat_0")
    assert names[-5:-3] == ("cloud.spatial.lon_0", "cloud.spatial.lat_0")
    assert names[-3:] == tuple(f"stacked-bkg.spectral.{name}" for name in ("tilt", "norm", "reference"))
    assert np.diag(matrix).tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 0.0, 0.0, 10.0, 9.0, 0.0]


def test_spectra_do_not_see_shapes_and_edits_keep_them() -> None:
    shape = default_shape("point", 83.6, 22.0)
    analysis = replace(new_analysis(), sources=(source(shape),), nuisances=field_of_view("stacked"))
    joint = joint_of(analysis)
    assert joint.names == ("index", "amplitude", "reference")
    kept = keep_joint(analysis, joint.with_parameter("index", value=2.6))
    assert (kept.model["index"].value, kept.model.spatial, kept.nuisances) == (2.6, shape, analysis.nuisances)
    other = set_source(analysis, replace(joint.sources[0], spectral=default_spectrum("log_parabola")))
    assert (other.model.spectral.kind, other.model.spatial) == ("log_parabola", shape)


def test_a_session_holds_shapes_and_backgrounds(tmp_path: Path) -> None:
    models, backgrounds, _ = parse_sky_models(MODELS)
    assert isinstance(models[1].spatial, SpatialModel)
    known = replace(models[1].spatial["lon_0"], prior=Prior("gaussian", 83.6, 0.01))
    shape = models[1].spatial.with_parameters((known, *models[1].spatial.parameters[1:]))
    models = models[0], replace(models[1], spatial=shape)
    analysis = replace(new_analysis(), sources=models, shown="nebula", nuisances=backgrounds)
    read, warnings = parse_session(session_yaml(analysis, tmp_path), tmp_path)
    assert (read.sources, read.nuisances, warnings) == (models, backgrounds, ())


def test_compare_names_what_differs_in_a_shape() -> None:
    point, disk = (source(default_shape(kind, 83.6, 22.0)) for kind in ("point", "disk"))
    moved = source(default_shape("point", 83.7, 22.0))
    analysis = replace(new_analysis(), sources=(point,))
    (found,) = differences(analysis, replace(analysis, sources=(moved,)))
    assert (found.setting, found.a, found.b) == ("lon_0: value", "83.6", "83.7")
    named = {each.setting: (each.a, each.b) for each in differences(analysis, replace(analysis, sources=(disk,)))}
    assert named["Shape on the sky"] == ("Point source", "Disk")
    assert "r_0: value" in named


def test_parameters_of_one_name_in_spectrum_and_shape_are_told_apart() -> None:
    line = SourceModel("line", default_spectrum("gaussian"), spatial=default_shape("gaussian"))
    joint = JointModel((line, replace(line, name="other")))
    joint.check()
    assert {"sigma", "spatial_sigma", "other.sigma", "other.spatial_sigma"} <= set(joint.names)


@pytest.fixture
def cube_file(tmp_path: Path) -> Path:
    """Two images of different brightness, per sr and MeV."""
    grid, axis = SkyGrid(83.6, 22.0, pixel=0.1, columns=6), MapAxis("energy_true", np.array([0.5, 2.0, 8.0]))
    planes = np.stack([np.full(grid.shape, 1e-9), np.arange(36.0).reshape(6, 6) * 1e-11])
    write_map(FitsMap(grid, (axis,), planes, "1 / (cm2 s MeV sr)", "diffuse"), tmp_path / "cube.fits")
    return tmp_path / "cube.fits"


def test_a_cube_of_flux_times_a_factor_is_a_source(cube_file: Path) -> None:
    """As gammapy has diffuse emission; it is written as the spectrum of the cube and its normalised images."""
    text = """components:
- {name: diffuse, type: SkyModel, spatial: {type: TemplateSpatialModel, filename: cube.fits, normalize: false},
   spectral: {type: PowerLawNormSpectralModel, parameters: [{name: norm, value: 2.0, frozen: false}]}}
"""
    (source,), _, notes = parse_sky_models(text, folder=cube_file.parent)
    assert not [note for note in notes if isinstance(note, NotDone)]
    assert isinstance(source.spatial, SpatialModel) and isinstance(source.spatial.form, TemplateCube)
    flux = dnde(source.spectral, np.array([1.0]))
    solid_angle = SkyGrid(83.6, 22.0, pixel=0.1, columns=6).solid_angle.sum()
    assert flux[0] == pytest.approx(2.0 * 1e-9 * 1e6 * solid_angle, rel=1e-6)
    assert [p.name for p in source.parameters if p.varies] == ["norm"]
    (again,), _, _ = parse_sky_models(models_yaml(source))
    np.testing.assert_allclose(dnde(again.spectral, np.array([1.0, 3.0])), dnde(source.spectral, np.array([1.0, 3.0])))
    saved, _ = parse_session(
        session_yaml(replace(new_analysis(), sources=(source,)), cube_file.parent), cube_file.parent
    )
    assert isinstance(saved.sources[0].spatial, SpatialModel)
    assert isinstance(saved.sources[0].spatial.form, TemplateCube)


def test_a_brightness_at_points_is_read_as_it_was_written() -> None:
    shape = nodes_shape(Nodes((83.0, 84.0, 84.0, 83.0), (21.0, 21.0, 22.0, 22.5))).with_values((1.0, 2.0, 3.0, 4.0))
    (read,), _, notes = parse_sky_models(models_yaml(source(shape)))
    assert read.spatial == shape
    assert not [note for note in notes if isinstance(note, NotDone)]
    saved, _ = parse_session(session_yaml(replace(new_analysis(), sources=(read,)), Path()), Path())
    assert saved.sources[0].spatial == shape
