"""No number of a session, a configuration or the command line becomes an array before it is compared to the largest."""

from __future__ import annotations

import typing
from pathlib import Path

import pytest
import yaml
from msgspec import Struct

from vhegui.analysis import edits
from vhegui.analysis.edits.flux_points import set_flux_point_bands
from vhegui.analysis.edits.light_curve import set_light_curve_bands
from vhegui.analysis.edits.studies import USUAL, ask_studies
from vhegui.analysis.gammapy_config import parse_config
from vhegui.analysis.session.reading import parse_session, session_yaml
from vhegui.analysis.state import PARTS, LogAxis
from vhegui.cli import main
from vhegui.core.errors import AnalysisError, ConfigError
from vhegui.core.settings import Setting, plain_type, settings_of, structs_of

STRUCTS = [struct for part in PARTS.values() for struct in structs_of(part.hint)]
STRUCTS += [type(study) for study in USUAL.values()]
CONFIG = """
observations: {datastore: .}
datasets:
  geom:
    wcs: {binsize: 0.02 deg, width: {width: 4 deg, height: 4 deg}}
    axes:
      energy: {min: 1 TeV, max: 10 TeV, nbins: 5}
      energy_true: {min: 0.5 TeV, max: 20 TeV, nbins: 6}
  background: {method: reflected, parameters: {max_region_number: 7}}
  on_region: {frame: icrs, lon: 83.63 deg, lat: 22.01 deg, radius: 0.11 deg}
flux_points: {energy: {min: 1 TeV, max: 10 TeV, nbins: 8}}
light_curve: {energy_edges: {min: 1 TeV, max: 10 TeV, nbins: 9}}
"""


def nested(struct: type[Struct]) -> typing.Iterator[tuple[type[Struct], Setting]]:
    """The settings of a struct and of structs in its lists."""
    for setting in settings_of(struct):
        yield struct, setting
        for item in typing.get_args(setting.kind):
            kind = plain_type(item)
            if isinstance(kind, type) and issubclass(kind, Struct):
                yield from nested(kind)


SETTINGS = [pair for struct in STRUCTS for pair in nested(struct)]


@pytest.mark.parametrize(("struct", "setting"), SETTINGS, ids=lambda value: getattr(value, "__name__", None))
def test_every_whole_number_and_every_list_has_a_largest_size(struct: type[Struct], setting: Setting) -> None:
    if setting.kind is int:
        assert setting.limits.le is not None
    if typing.get_origin(setting.kind) is tuple and typing.get_args(setting.kind)[-1] is Ellipsis:
        assert setting.limits.max_length is not None


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("energy.bins", 10**9, "1 to 1,000"),
        ("energy_true.bins", 10**30, "1 to 1,000"),
        ("background.max_regions", 10**9, "1 to 10,000"),
        ("light_curve.phase_bins", 10**9, "2 to 500"),
        ("studies.profiles.points", 10**9, "3 to 1,000"),
        ("studies.contours.points", 10**9, "3 to 1,000"),
        ("studies.toys.n", 10**12, "2 to 1,000,000"),
        ("studies.optimisation.steps", 10**9, "1 to 200"),
        ("studies.optimisation.toys", 10**9, "0 to 100,000"),
        ("map.pixel", "1e-320 deg", "at most 4000 pixels"),
        ("map.pixel", "0.0001 deg", "at most 4000 pixels"),
        ("flux_points.edges_TeV", [1.0 + i for i in range(2000)], "501"),
        ("light_curve.edges_TeV", [1.0 + i for i in range(2000)], "501"),
        ("events.times_MJD_TT", [{"start": i, "stop": i + 0.5} for i in range(10_001)], "10,000"),
        ("exclusions", [{"ra": "1 deg", "dec": "1 deg", "radius": "1 deg"}] * 10_001, "10,000"),
    ],
)
def test_a_session_that_asks_for_too_much_is_refused_with_the_key_and_the_largest(key, value, says) -> None:
    content = yaml.safe_load(session_yaml(edits.new_analysis(), Path()))
    section = content
    for word in key.split(".")[:-1]:
        section = section.setdefault(word, {})
    section[key.split(".")[-1]] = value
    with pytest.raises(ConfigError) as error:
        parse_session(yaml.safe_dump(content), Path())
    assert key in str(error.value)
    assert says in str(error.value)
    assert len(str(error.value)) < 1000


def test_what_is_fine_alone_and_too_much_together_is_refused() -> None:
    analysis = edits.change(edits.new_analysis(), "map", width=4.0, pixel=0.001)
    with pytest.raises(AnalysisError, match=r"1,000 × 4,000 × 4,000 numbers take 128 GB.*larger pixels"):
        edits.select_runs(analysis, range(1000))
    fine = LogAxis(0.1, 10.0, 1000)
    analysis = edits.put(edits.put(edits.new_analysis(), "reco", fine), "true", fine)
    assert len(edits.select_runs(analysis, range(100)).dataset.runs) == 100
    with pytest.raises(AnalysisError, match=r"1,000 × 1,000 × 1,000 numbers take 8 GB.*fewer energy bins"):
        edits.select_runs(analysis, range(1000))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("nbins: 5", "nbins: 1000000000", "datasets.geom.axes.energy.nbins: 1000000000 is not allowed.*1 to 1,000"),
        ("nbins: 6", "nbins: 1000000000", "datasets.geom.axes.energy_true.nbins"),
        ("nbins: 8", "nbins: 1000000000", "flux_points.energy.nbins"),
        ("nbins: 8", "nbins: 900", "Bands: a list of 901 is not possible; give at most 501"),
        ("nbins: 9", "nbins: 1000000000", "light_curve.energy_edges.nbins"),
        ("max_region_number: 7", "max_region_number: 1000000000", "max_region_number.*1 to 10,000"),
        ("binsize: 0.02 deg", "binsize: 1e-9 deg", "Pixel of the map.*at most 4000 pixels"),
        ("width: 4 deg", "width: 1e9 deg", "Pixel of the map.*at most 4000 pixels"),
    ],
)
def test_a_configuration_of_gammapy_that_asks_for_too_much_is_refused(old: str, new: str, says: str) -> None:
    assert not [text for text in parse_config(CONFIG, Path()).warnings if "allowed" in text]
    with pytest.raises(ConfigError, match=says):
        parse_config(CONFIG.replace(old, new), Path(), "analysis.yaml")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "x.yaml", "-o", "out", "--toys", "1000000000"), "from 2 to 1,000,000"),
        (("run", "x.yaml", "-o", "out", "--workers", "1000000"), "from 1 to 1,000"),
        (("fit", "x.pha", "-o", "out", "--toys", "9" * 5000), "from 2 to 1,000,000"),
        (("simulate-demo", "-o", "out", "--seed", "-1"), "from 0 to 2,147,483,648"),
        (("screenshot", "-o", "x.png", "--size", "1000000x1000000"), "at most 10,000 pixels"),
    ],
)
def test_the_command_line_says_the_largest_number(words, says, capsys) -> None:
    assert main(words) == 2
    assert says in capsys.readouterr().err


def test_what_edits_ask_for_is_compared_first() -> None:
    analysis = edits.new_analysis()
    with pytest.raises(AnalysisError, match="at most 500"):
        set_flux_point_bands(analysis, 1.0, 10.0, 10**12)
    with pytest.raises(AnalysisError, match="at most 500"):
        set_light_curve_bands(analysis, 1.0, 10.0, 10**12)
    with pytest.raises(AnalysisError, match="2 to 1,000,000"):
        ask_studies(analysis, {"toys": {"n": 10**12}})
