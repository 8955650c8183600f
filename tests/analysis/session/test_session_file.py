"""The session file: YAML ↔ Analysis."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vhegui.analysis.marks import Mark
from vhegui.analysis.session.reading import parse_session, read_session, session_yaml, write_session
from vhegui.analysis.state import (
    Analysis,
    Dataset,
    DatasetRange,
    EventSelection,
    FitSettings,
    FluxPointSettings,
    LightCurveSettings,
    LogAxis,
    MapLooks,
    MapSettings,
    MaskFile,
    SafeRange,
    SavedSelection,
    Target,
)
from vhegui.analysis.studies.settings import Comparison, Contours, Profiles, ScanRequest, Studies, Toys
from vhegui.core.background.reflected import Reflected
from vhegui.core.background.wobble import Wobble
from vhegui.core.errors import ConfigError
from vhegui.core.maps.grid import FRAMES
from vhegui.core.maps.projections import PROJECTIONS
from vhegui.core.models.nuisances import Nuisance, systematic
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.absorption import EblAbsorption
from vhegui.core.models.spectral.composing import added, multiplied
from vhegui.core.models.spectral.evaluate import default_model, default_spectrum, model_of
from vhegui.core.models.spectral.forms import FORMS
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.registry import KINDS
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ds9_exclusions import exclusions_of
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.settings import Settings

PLACE = "ra: 3 deg, dec: 4 deg"
FIXTURE = Path(__file__).parent / "session_format_1.yaml"
NEWEST = Path(__file__).parent / "session_format_3.yaml"
SECOND = Path(__file__).parent / "session_format_2.yaml"
HOME = Path("/home/someone/analyses")

angles = st.floats(-360.0, 440.0)
latitudes = st.floats(-90.0, 90.0)
sizes = st.floats(1e-4, 20.0)
map_sizes, pixels = st.floats(0.1, 20.0), st.floats(0.006, 1.0)
names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
paths = st.lists(st.text("abcdef ä.", min_size=1, max_size=6).filter(lambda t: t.strip(".")), min_size=1, max_size=3)
circles = st.builds(Circle, angles, latitudes, sizes)
axes = st.floats(0.1, 2.0)  # deg, of ellipses: not too long
ellipses = st.builds(Ellipse, st.floats(0, 359), latitudes, axes, axes, st.floats(0, 179))
rectangles = st.builds(Rectangle, st.floats(0, 359), latitudes, axes, axes, st.floats(0, 179))
triangles = st.builds(
    lambda ra, dec, size: Polygon(((ra, dec), (ra + size, dec), (ra, dec + size))),
    *(st.floats(0, 350), st.floats(-70, 70), axes),
)
hollow = st.builds(
    lambda ra, dec, a, b, turn, part: Annulus(Ellipse(ra, dec, a, b, turn), Ellipse(ra, dec, part * a, part * b, turn)),
    *(st.floats(0, 359), latitudes, axes, axes, st.floats(0, 179), st.floats(0.1, 0.9)),
)
rings = st.builds(
    lambda ra, dec, size, part: Annulus(Circle(ra, dec, size), Circle(ra, dec, part * size)),
    *(st.floats(0, 359), latitudes, axes, st.floats(0.1, 0.9)),
)
absolute = paths.map(lambda parts: str(Path("/home/someone", *parts)))
eastern, western = (st.tuples(st.floats(ra, ra + 35), st.floats(-20, 20)) for ra in (45, 5))
lines = st.builds(Line, eastern, western)
points = st.builds(Point, st.floats(0, 359), latitudes)
exclusions = circles | ellipses | rectangles | triangles | hollow | rings
marks = st.builds(
    Mark, ellipses | rectangles | triangles | hollow | rings | lines | points, st.just("") | names,
    st.sampled_from(["", "series2", "#ff8800"]), st.just("") | names,
)  # fmt: skip
ranges = st.tuples(st.floats(1e-3, 1.0), st.floats(1.5, 300.0))
optional_ranges = st.one_of(ranges, st.just((None, None)), st.tuples(st.none(), st.floats(1.0, 5.0)))


@st.composite
def parameters(draw, default):
    value = draw(st.floats(-1e3, 1e3))
    return replace(
        default,
        value=value,
        error=draw(st.floats(0.0, 1e3)),
        minimum=draw(st.one_of(st.just(-math.inf), st.just(value - 1.0))),
        maximum=draw(st.one_of(st.just(math.inf), st.just(value + 1.0))),
        frozen=draw(st.booleans()),
    )


@st.composite
def models(draw):
    kind = draw(st.sampled_from(list(KINDS)))
    values = tuple(draw(parameters(default)) for default in KINDS[kind].parameters)
    return SourceModel(draw(names), SpectralModel(kind, values))


@st.composite
def analyses(draw):
    low, high = draw(ranges)
    safe, fit = draw(optional_ranges), draw(optional_ranges)
    edges = tuple(sorted(draw(st.sets(st.floats(0.01, 100.0), min_size=2, max_size=5))))
    return Analysis(
        sources=(draw(models()),),
        dataset=Dataset(
            draw(st.one_of(st.just(""), absolute)), tuple(draw(st.lists(st.integers(0, 10**11), max_size=4)))
        ),
        events=EventSelection(draw(st.booleans())),
        target=draw(st.none() | st.builds(Target, names, angles, latitudes)),
        source=draw(st.none() | circles | ellipses | rectangles | triangles | rings),
        exclusions=tuple(draw(st.lists(exclusions | st.builds(MaskFile, absolute), max_size=3))),
        marks=tuple(draw(st.lists(marks, max_size=3))),
        labels=tuple(draw(st.lists(marks, max_size=2))),
        background=draw(
            st.builds(Wobble, st.integers(1, 30))
            | st.builds(Reflected, st.sampled_from(["packed", "gammapy"]), sizes, sizes, st.integers(1, 10000))
        ),
        reco=LogAxis(low, high, draw(st.integers(1, 200))),
        true=LogAxis(low, high, draw(st.integers(1, 200))),
        safe=SafeRange(draw(st.none() | st.floats(0.1, 100.0)), *safe, header=draw(st.booleans())),
        containment=draw(st.booleans()),
        fit=FitSettings(
            draw(st.sampled_from(["spectra", "cubes"])),
            *fit,
            stack=draw(st.booleans()),
            follow=draw(st.booleans()),
            statistic=draw(st.sampled_from(["wstat", "cash", "cstat", "chi2"])),
            ranges=tuple(draw(st.lists(st.builds(DatasetRange, names, st.none() | st.just(low)), max_size=2))),
        ),
        flux_points=FluxPointSettings(
            draw(st.sampled_from([(), edges])),
            draw(sizes),
            draw(sizes),
            overlays=draw(st.sampled_from([(), ("hegra_2004", "/data/published.ecsv")])),
        ),
        light_curve=LightCurveSettings(
            draw(st.sampled_from(["run", "night", "fixed", "intervals", "blocks"])),
            draw(sizes),
            draw(st.sampled_from([(), ((53343.9, 53343.95), (53345.0, 53346.0))])),
            edges=draw(st.sampled_from([(), edges])),
            phase_bins=draw(st.integers(2, 500)),
            soft=draw(st.integers(0, 3)),
            hard=draw(st.integers(-1, 3)),
        ),
        map=MapSettings(
            draw(angles),
            draw(latitudes),
            width=draw(map_sizes),
            height=draw(st.just(0.0) | map_sizes),
            pixel=draw(pixels),
            projection=draw(st.sampled_from(sorted(PROJECTIONS))),
            frame=draw(st.sampled_from(FRAMES)),
            low=low,
            high=high,
            smooth=draw(sizes),
        ),
        map_looks=MapLooks("viridis", "log", draw(st.booleans()), "fixed", low=-1.0, high=draw(st.floats(0, 1e9))),
        selections=tuple(draw(st.lists(st.builds(SavedSelection, names, names), max_size=2))),
    )


@settings(max_examples=40)
@given(analyses())
def test_an_analysis_written_and_read_again_is_the_same(analysis):
    read, warnings = parse_session(session_yaml(analysis, HOME), HOME)
    assert read == analysis
    assert warnings == ()


def test_what_a_region_file_excludes_can_be_saved():
    text = "icrs; circle(83,22,45); ellipse(83,22,30,0.5,10); box(83,22,80,1,5); annulus(83,22,30,60)"
    found = exclusions_of(f"{text}; polygon(60,0,100,0,100,40)", "large.reg")
    analysis = replace(Analysis((default_model("power_law", "x"),)), exclusions=tuple(found.regions))
    assert len(found.regions) == 5 and not found.left_out
    assert parse_session(session_yaml(analysis, HOME), HOME)[0].exclusions == tuple(found.regions)


def _rich_models():
    """Models that use all a model can have: a form, priors, limits, links, data sets."""
    prior = Prior("gaussian", 2.3, 0.1)
    power_law = default_spectrum("power_law").with_parameter("index", prior=prior)
    absorbed = multiplied(power_law, default_spectrum("ebl_absorption")).with_parameter("redshift", value=0.116)
    nested = added(
        absorbed,
        default_spectrum("log_parabola").with_parameter("beta", link="alpha", prior=Prior("log_uniform", 0.01, 1.0)),
    )
    forms = [default_spectrum(kind) for kind in FORMS if kind != "compound"]
    spectra = [power_law.with_parameter("index", minimum=0.0, error=0.3, frozen=True), absorbed, nested, *forms]
    return [SourceModel(f"source {i}", each, ("run 1", "HESS")) for i, each in enumerate(spectra)]


RICH_MODELS = _rich_models()
NUISANCES = (
    Nuisance("area", "HESS", Parameter("area", 1.01, error=0.02, prior=Prior("gaussian", 1.0, 0.15))),
    Nuisance("energy", "Fermi-LAT", Parameter("energy", 1.0, minimum=0.5, frozen=True)),
)


def changed_one_by_one(part):
    """Copies of a part of the Analysis, each with one number or switch changed."""
    for name in part.__struct_fields__:
        value = getattr(part, name)
        if isinstance(value, bool):
            yield msgspec.structs.replace(part, **{name: not value})
        elif isinstance(value, int | float):
            yield msgspec.structs.replace(part, **{name: value + 1 if isinstance(value, int) else 1.01 * value + 0.001})


PLACES = ("target", "source", "exclusions", "marks", "labels", "sky_profile")


@pytest.mark.parametrize("name", [f.name for f in fields(Analysis) if f.name not in PLACES])
def test_no_setting_is_lost(name):
    start = Analysis(
        (default_model("power_law", "x"),), safe=SafeRange(5.0, 0.2, 20.0), fit=FitSettings(low=0.3, high=30.0)
    )
    part = getattr(start, name)
    parts = list(changed_one_by_one(part)) if isinstance(part, Settings) else [not part]
    if name == "dataset":
        parts = [Dataset("/data", (3, 1))]
    if name == "selections":
        parts = [(SavedSelection("low", "zen<40"), SavedSelection("dark runs", 'run=1,2 or "x y"'))]
    if name in ("sources", "nuisances"):
        sources = [*((model,) for model in RICH_MODELS), tuple(RICH_MODELS[:2])]
        parts = {"sources": sources, "nuisances": [NUISANCES]}[name]
    if name == "map_looks":
        parts = [MapLooks("viridis", inverted=True), MapLooks(scale="log", limits="percentile", percent=90.0)]
        parts += [MapLooks(limits="fixed", low=-2.0, high=3.0), MapLooks(shown="significance")]
    if name == "shown":
        parts = ["x"]
    if name == "studies":
        asked = Studies(Profiles(("index",), 7), Contours((("index", "amplitude"),), 9, (1.0,)), Toys(5, 3))
        parts = [asked, Studies(comparison=Comparison(("power_law",), "dominguez", 0.2), optimisation=ScanRequest())]
    assert parts
    for changed in parts:
        analysis = replace(start, **{name: changed})
        assert analysis != start
        assert parse_session(session_yaml(analysis, HOME), HOME)[0] == analysis


def test_the_fixture_of_format_1_still_reads_as_it_did_when_it_was_written():
    analysis, warnings = read_session(FIXTURE)
    assert warnings == ()
    assert analysis.dataset.runs == (23523, 23526)
    assert analysis.dataset.path == str(FIXTURE.parent / "hess-dl3-dr1")
    assert analysis.events == EventSelection(keep_outside_gti=True)
    assert analysis.target == Target("Crab Nebula", 83.633, 22.0145)
    assert analysis.source == Circle(83.63, 22.01, 0.11)
    assert analysis.exclusions == (Circle(84.4, 21.1, 0.25), MaskFile(str(FIXTURE.parent / "exclusion.fits")))
    assert analysis.background == Reflected("gammapy", 0.0, 0.05, 500)
    assert analysis.reco == LogAxis(0.1, 40.0, 27)
    assert analysis.safe == SafeRange(10.0, None, 30.0, False)
    assert analysis.fit == FitSettings(low=0.7, stack=True, follow=False)
    assert analysis.flux_points == FluxPointSettings((0.7, 3.0, 30.0), 2.0, 4.0)
    assert analysis.map_looks.scale == "asinh"
    assert analysis.selections == ()
    assert analysis.model.spectral["lambda_"].value == 0.1
    assert analysis.model.spectral["alpha"].frozen
    assert analysis.model.spectral["amplitude"].maximum == 1e-9


def test_the_fixture_of_format_2_still_reads_as_it_did_when_it_was_written():
    analysis, warnings = read_session(NEWEST)
    assert warnings == ()
    assert [source.name for source in analysis.sources] == ["halo", "crab"] and analysis.shown == "crab"
    assert analysis.model.spectral["lambda_"].value == 0.1
    assert (analysis.others[0].datasets, analysis.others[0].spectral["index"].link) == (("HESS",), "crab.index")
    assert analysis.nuisances == (systematic("area", "HESS", 0.15), systematic("background", "23523", 0.02))


def test_an_older_format_gives_the_same_analysis():
    """Format 1 had the shown source as `model`, further ones as `others`, and systematics of instruments only."""
    old = FIXTURE.read_text() + "others:\n  - {name: halo, kind: power_law, datasets: [HESS]}\n"
    area = "{name: area, value: 1.0, minimum: 0.05, maximum: 20.0, prior: {kind: gaussian, a: 1.0, b: 0.15}}"
    old += f"nuisances:\n  - {{kind: area, instrument: HESS, parameter: {area}}}\n"
    analysis, warnings = parse_session(old, FIXTURE.parent)
    newest, _ = read_session(NEWEST)
    halo = replace(default_model("power_law", "halo"), datasets=("HESS",))
    expected = replace(newest, sources=(newest.model, halo), shown="", nuisances=newest.nuisances[:1])
    assert (analysis, warnings) == (expected, ())


def test_what_was_fitted_to_maps_alone_still_is():
    assert parse_session(SECOND.read_text(), SECOND.parent) == parse_session(NEWEST.read_text(), NEWEST.parent)
    shaped = "sources: [{name: a, kind: power_law, shape: {kind: point}}]"
    sessions = {
        f"format: 2\nsky: {{maps: true}}\n{shaped}": "cubes",
        f"format: 3\nsky: {{maps: true}}\n{shaped}": "spectra",
        f"format: 2\n{shaped}": "spectra",
        "format: 2\nsky: {maps: true}\nsources: [{name: a, kind: power_law}]": "spectra",
        f"format: 2\nsky: {{maps: true}}\nsource: {{{PLACE}, radius: 0.1 deg}}\n{shaped}": "spectra",
        f"format: 2\nsky: {{maps: true}}\ndata: {{spectra: [a.pha]}}\n{shaped}": "spectra",
        f"format: 2\nsky: {{maps: true}}\nfit: {{stack: true}}\n{shaped}": "cubes",
    }
    for text, data in sessions.items():
        assert parse_session(text, HOME)[0].fit.data == data, text


def test_what_is_wrong_in_an_older_file_is_named_with_both_formats():
    for old, new in (("kind: exp_cutoff_power_law", "kind: magic"), ("model:", "modell:"), ("low: 0.7 TeV", "low: x")):
        text = FIXTURE.read_text()
        assert old in text
        with pytest.raises(ConfigError, match="format 1, read as format 3"):
            parse_session(text.replace(old, new), FIXTURE.parent)


def test_a_session_is_text_a_person_can_read(tmp_path):
    analysis = Analysis(
        sources=(default_model("power_law", "crab"),),
        dataset=Dataset(str(tmp_path / "data" / "hess"), (23523,)),
        source=Circle(83.63, 22.01, 0.11),
    )
    write_session(tmp_path / "work" / "crab.yaml", analysis)
    text = (tmp_path / "work" / "crab.yaml").read_text()
    assert text.startswith("format: 3\n")
    assert "path: ../data/hess" in text
    assert "source: {ra: 83.63 deg, dec: 22.01 deg, radius: 0.11 deg}" in text
    assert "energy: {low: 0.1 TeV, high: 40.0 TeV, bins: 27}" in text
    assert "!!" not in text
    assert read_session(tmp_path / "work" / "crab.yaml")[0] == analysis


def test_a_session_moved_together_with_its_data_finds_them(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    write_session(
        old / "s.yaml", Analysis((default_model("power_law", "x"),), dataset=Dataset(str(old / "data"), (1,)))
    )
    old.rename(new)
    assert read_session(new / "s.yaml")[0].dataset.path == str(new / "data")


def test_a_table_of_absorption_moves_with_the_session(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    rows = (f"{energy},{z},{energy * z}" for energy in (0.1, 1.0, 10.0) for z in (0.01, 0.1, 1.0))
    (old / "tau.csv").write_text("\n".join(["energy,redshift,tau", *rows]))
    absorption = model_of(EblAbsorption(str(old / "tau.csv")))
    for spectral in (multiplied(default_spectrum("power_law"), absorption), absorption):
        analysis = Analysis((SourceModel("x", spectral),))
        assert "table: tau.csv" in session_yaml(analysis, old)
        assert parse_session(session_yaml(analysis, old), old)[0] == analysis
    write_session(old / "s.yaml", Analysis((SourceModel("x", absorption),)))
    old.rename(new)
    assert read_session(new / "s.yaml")[0].model.spectral.form == EblAbsorption(str(new / "tau.csv"))


def test_writing_leaves_no_other_file_behind_and_replaces_the_old_one(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text("old")
    write_session(path, Analysis((default_model("power_law", "x"),)))
    assert [p.name for p in tmp_path.iterdir()] == ["s.yaml"]
    assert path.read_text() != "old"


def test_a_failed_write_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "s.yaml"
    path.write_text("old")

    def full_disk(_):
        raise OSError("No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_session(path, Analysis((default_model("power_law", "x"),)))
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["s.yaml"]


def edited(old: str, new: str) -> str:
    text = NEWEST.read_text()
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format: 3", "format: 99", ["newer vhegui", "format 99", "up to 3"]),
        ("format: 3", "shape: 1", ["not a vhegui session"]),
        ("method: reflected", "method: ring", ["background.method", "'ring'", "'reflected', 'wobble'"]),
        ("bins: 27", "bins: 0", ["energy.bins", "0", "1 to 1,000"]),
        ("high: 40 TeV", "high: 40", ["energy.high", "40", "unit", "1 TeV"]),
        ("high: 40 TeV", "high: 40 deg", ["energy.high", "'40 deg'"]),
        ("high: 40 TeV", "high: 10 GeV", ["energy.high", "not above"]),
        ("radius: 0.11 deg", "radius: -1 deg", ["source.radius", "-1 deg"]),
        ("dec: 22.01 deg", "dec: 122.01 deg", ["source.dec", "-90 to 90°"]),
        ("kind: exp_cutoff_power_law", "kind: magic", ["sources[1].kind", "'magic'", "log_parabola"]),
        ("kind: exp_cutoff_power_law", "kind: exp_cutof_power_law", ["sources[1].kind", 'mean "exp_cutoff_power_law"']),
        ("name: lambda_", "name: lamda_", ["sources[1].parameters[3].name", "'lamda_'", 'mean "lambda_"']),
        ("stack: true", "stack: maybe", ["fit.stack", "'maybe'", "true or false"]),
        ("runs: [23523, 23526]", "runs: [23523, x]", ["data.runs[1]", "'x'", "a whole number"]),
        ("mask: exclusion.fits", "ra: 3 deg", ["exclusions[1]", "ra and dec"]),
        (
            "mask: exclusion.fits",
            f"{PLACE}, a: 200 deg, b: 1 deg, angle: 0 deg",
            ["exclusions[1]", "0 and 90 deg"],
        ),
        ("mask: exclusion.fits", f"{PLACE}, a: 2 deg, angle: 0 deg", ["exclusions[1]", "a, b and angle"]),
        ("mask: exclusion.fits", f"{PLACE}, radius: 1 deg, a: 2 deg", ["exclusions[1]", "with radius or"]),
        ("mask: exclusion.fits", f"{PLACE}, radius: 1 deg, hole: {{radius: 2 deg}}", ["exclusions[1]", "a hole"]),
        ("mask: exclusion.fits", f"{PLACE}, radius: 1 deg, hole: {{a: 2 deg}}", ["exclusions[1].hole", "radius"]),
        ("mask: exclusion.fits", f"{PLACE}, width: 1 deg, height: 1 deg", ["exclusions[1]", "angle"]),
        ("mask: exclusion.fits", "polygon: [{ra: 1 deg, dec: 1 deg}]", ["exclusions[1].polygon", "3 to 2,000 values"]),
        (
            "mask: exclusion.fits",
            "polygon: [{ra: 1 deg, dec: 1 deg}, {ra: 1 deg, dec: 1 deg}, {ra: 2 deg, dec: 1 deg}, {ra: 1 deg, dec: 2 deg}]",  # noqa: E501
            ["exclusions[1]", "each another place"],
        ),
        ("mask: exclusion.fits", "mask: exclusion.fits, b: 2 deg", ["exclusions[1]", "or mask"]),
        (
            "- {mask: exclusion.fits}",
            "\nmarks: [{ra: 1 deg, dec: 2 deg, color: mauve}]",
            ["marks[0]", "'mauve'"],
        ),
        (
            "- {mask: exclusion.fits}",
            "\nmarks: [{line: [{ra: 1 deg, dec: 1 deg}]}]",
            ["marks[0].line", "expected 2 values"],
        ),
        ("- {mask: exclusion.fits}", "\nmarks: [{name: jet}]", ["marks[0]", "ra and dec"]),
        ("- name: crab\n    kind", "- kind", ["sources[1].name", "missing"]),
        ("- name: halo", "- name: crab", ["sources", "more than one named 'crab'"]),
        ("shown: crab", "shown: crabs", ["shown", "'crabs'", 'mean "crab"']),
        ("kind: area", "kind: areas", ["nuisances[0].kind", "'areas'", 'mean "area"']),
        ("runs: [23523, 23526]", "runs: [23523, 23526", ["not valid YAML", "line"]),
        ("containment: true", "containment: true\ncontainment: false", ['"containment" is given twice']),
    ],
)
def test_a_wrong_value_is_named_with_file_key_and_what_is_allowed(old, new, said):
    with pytest.raises(ConfigError) as error:
        parse_session(edited(old, new), FIXTURE.parent, "crab.yaml")
    message = str(error.value)
    assert "crab.yaml" in message
    for part in said:
        assert part in message


def test_an_unknown_key_is_warned_about_and_the_rest_still_read():
    analysis, warnings = parse_session(edited("placement: gammapy", "placment: gammapy"), FIXTURE.parent, "crab.yaml")
    assert len(warnings) == 1
    assert "background.placment" in warnings[0]
    assert 'did you mean "placement"?' in warnings[0]
    assert analysis.background.placement == "packed"


def test_numbers_may_be_written_without_a_point_as_in_1e_12():
    analysis, _ = parse_session(edited("value: 4.0e-11", "value: 4e-11"), FIXTURE.parent)
    assert analysis.model.spectral["amplitude"].value == 4e-11


@pytest.mark.parametrize("name", ["0E0", "1e5", "12e-3", "true", "~", "2004-12-04", "1_000", "- x", "#5"])
def test_names_that_look_like_something_else_are_read_as_they_were_written(name):
    fit = FitSettings(ranges=(DatasetRange(name, 1.0, 2.0),))
    analysis = Analysis((default_model("power_law", "x"),), fit=fit)
    assert parse_session(session_yaml(analysis, Path("/")), Path("/"))[0].fit == fit
