"""Two analyses side by side: every setting that differs is named, numbers are compared honestly."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from msgspec import structs

from vhegui.analysis import edits
from vhegui.analysis.compare.results import Compared, compared_counts, compared_parameters, flux_ratio
from vhegui.analysis.compare.settings import PINNED_STEPS, Difference, differences, in_short, pin, shift, take
from vhegui.analysis.map_layers import CatalogueFile, Contours, ImageFile
from vhegui.analysis.state import PARTS, Analysis, DatasetRange, MaskFile, SavedSelection, Target
from vhegui.analysis.steps import STEPS
from vhegui.core.models.nuisances import Nuisance
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.models.spectral.evaluate import default_model, default_spectrum
from vhegui.core.regions.circle import Circle
from vhegui.core.settings import Settings


def crab() -> Analysis:
    analysis = edits.select_runs(edits.open_dataset(edits.new_analysis(), "hess"), (1, 2, 3, 4))
    return edits.point_at(analysis, Target("Crab", 83.633, 22.014))


ITEMS = {
    "ranges": (DatasetRange("1"),),
    "contours": (Contours(),),
    "images": (ImageFile("a.fits"),),
    "catalogues": (CatalogueFile("a.csv"),),
}


def only(a: Analysis, b: Analysis) -> Difference:
    (found,) = differences(a, b)
    return found


def test_an_analysis_does_not_differ_from_itself():
    assert differences(crab(), crab()) == ()
    assert in_short(crab(), crab()) == ""


def changed(value):
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return abs(value) * 2 + 1
    if isinstance(value, str):
        return value + "x"
    return {tuple: ((1.0, 2.0),), type(None): 0.5}[type(value)]


SETTINGS = [name for name in PARTS if isinstance(getattr(crab(), name), Settings)]


@pytest.mark.parametrize("part", sorted(set(SETTINGS) - {"target"}))
def test_every_setting_that_changes_is_named(part):
    analysis = crab()
    value = getattr(analysis, part)
    for name in value.__struct_fields__:
        new = ITEMS[name] if name in ITEMS else changed(getattr(value, name))
        found = only(analysis, replace(analysis, **{part: structs.replace(value, **{name: new})}))
        assert found.a != found.b, name
        assert found.setting[0].isupper()
        assert "_" not in found.setting


def test_parts_that_are_lists_are_said_in_words():
    analysis = crab()
    exclusion = edits.add_exclusion(analysis, Circle(84.0, 22.0, 0.3))
    assert only(analysis, exclusion).b == "0.3° about RA 84.000°, Dec +22.000°"
    assert only(analysis, edits.add_exclusion(analysis, MaskFile("/data/mask.fits"))).b == "mask mask.fits"
    assert only(analysis, edits.save_selection(analysis, SavedSelection("good", "zenith < 30"))).b == "good"
    nuisance = Nuisance("energy", "HESS", Parameter("scale", 1.0, prior=Prior("gaussian", 1.0, 0.15)))
    assert only(analysis, replace(analysis, nuisances=(nuisance,))).b == "energy HESS"
    other = replace(default_model("power_law", "second"))
    assert only(analysis, replace(analysis, sources=(*analysis.sources, other))).b == "second"
    assert only(analysis, edits.select_runs(analysis, range(8))).b == "8: 0, 1, 2, 3, 4, 5 …"
    assert only(analysis, replace(analysis, target=None)).b == "none"


def test_a_region_is_its_centre_and_its_radius():
    analysis = crab()
    found = only(analysis, edits.move_region(analysis, replace(analysis.source, radius=0.2)))
    assert found == Difference("Region", "Radius of the source region", "0.11°", "0.2°")
    moved = edits.move_region(analysis, replace(analysis.source, dec=22.514))
    assert only(analysis, moved).setting == "Centre of the source region"
    assert shift(analysis.source, moved.source) == pytest.approx(0.5)
    assert {each.a for each in differences(edits.move_region(analysis, None), analysis)} >= {"–"}


def test_models_differ_by_formula_and_by_parameter():
    analysis = crab()
    frozen = replace(
        analysis,
        sources=(replace(analysis.model, spectral=analysis.model.spectral.with_parameter("index", frozen=True)),),
    )
    assert only(analysis, frozen) == Difference("Model", "index: frozen", "no", "yes")
    curved = differences(analysis, replace(analysis, sources=(default_model("log_parabola", "source"),)))
    assert Difference("Model", "Formula", "Power law", "Log-parabola") in [
        replace(each, a=each.a.capitalize(), b=each.b.capitalize()) for each in curved
    ]
    assert any(each.setting == "beta: value" and each.a == "–" for each in curved)
    assert not any(each.setting == "beta: frozen" for each in curved)
    limited = analysis.model.spectral.with_parameter("index", minimum=0.0, prior=Prior("gaussian", 2.0, 0.1))
    found = differences(analysis, replace(analysis, sources=(replace(analysis.model, spectral=limited),)))
    assert [(each.setting, each.a, each.b) for each in found] == [
        ("index: lower limit", "none", "0"),
        ("index: prior", "none", "gaussian (2, 0.1)"),
    ]


def test_the_short_form_names_what_changes_results_in_the_order_of_the_chain():
    analysis = crab()
    other = edits.put(edits.move_region(analysis, Circle(84.0, 22.0, 0.2)), "fit.stack", True)
    other = edits.put(other, "map_looks.colormap", "viridis")
    assert in_short(analysis, other) == "region, fit"


def test_a_pinned_analysis_keeps_only_results_that_belong_to_it():
    values = {"summed_counts": 1, "fit_result": 2, "off_regions": 3, "flux_points_result": None}
    pinned = pin(crab(), values, stale={"fit_result"})
    assert dict(pinned.values) == {"summed_counts": 1}
    assert pinned.get("fit_result") is None
    assert take(edits.new_analysis(), pinned.analysis) == crab()


def test_what_is_pinned_are_steps_of_the_analysis():
    assert set(PINNED_STEPS) <= {step.name for step in STEPS}


def test_a_difference_is_given_in_errors_of_a_and_not_in_the_quadratic_sum():
    row = Compared("index", "", 2.6, 0.1, 2.8, 0.1)
    assert row.in_errors == pytest.approx(2.0)
    assert Compared("index", "", 2.6, 0.0, 2.8, 0.1).in_errors == pytest.approx(2.0)
    assert np.isnan(Compared("reference", "TeV", 1.0, 0.0, 1.0, 0.0).in_errors)


def test_parameters_that_only_one_formula_has_are_listed_with_a_gap():
    straight, curved = default_spectrum("power_law"), default_spectrum("log_parabola")
    straight = straight.with_parameter("index", error=0.1)
    rows = compared_parameters((straight, np.zeros((3, 3))), (curved, np.zeros((4, 4))))
    by_name = {row.name: row for row in rows}
    assert by_name["index"].a_error == 0.1
    assert np.isnan(by_name["index"].b)
    assert np.isnan(by_name["beta"].a)
    assert by_name["Flux 1–10 TeV"].a > 0
    assert compared_parameters(None, None)[-1].name == "Energy flux 1–10 TeV"


def test_without_counts_in_one_of_them_the_others_are_shown():
    row = SimpleNamespace(
        counts=10.0, counts_off=20.0, background=2.0, excess=8.0, excess_error=3.2, sqrt_ts=3.0, livetime=7200.0
    )
    rows = compared_counts(row, None)  # pyright: ignore[reportArgumentType]
    assert rows[3].a_error == 3.2
    assert np.isnan(rows[3].b)
    assert rows[5].a == 2.0


def points(edges, dnde, is_ul=False):
    edges, dnde = np.array(edges), np.array(dnde)
    return SimpleNamespace(
        e_min=edges[:-1], e_max=edges[1:], e_ref=np.sqrt(edges[:-1] * edges[1:]), dnde=dnde, dnde_err=0.1 * dnde,
        is_ul=np.full(len(dnde), is_ul),
    )  # fmt: skip


def test_flux_points_are_compared_in_the_bands_both_have():
    a, b = points([1, 2, 4, 8], [4.0, 2.0, 1.0]), points([2, 4, 8.001, 16], [3.0, 1.0, 0.5])
    ratio = flux_ratio(a, b)  # pyright: ignore[reportArgumentType]
    assert ratio is not None
    np.testing.assert_allclose(ratio.ratio, [1.5, 1.0])
    np.testing.assert_allclose(ratio.b_error, [0.1, 0.1])
    assert ratio.measured.all()
    assert flux_ratio(a, points([1.5, 3], [1.0])) is None  # pyright: ignore[reportArgumentType]
    assert flux_ratio(a, None) is None  # pyright: ignore[reportArgumentType]
    assert not flux_ratio(a, points([1, 2], [1.0], is_ul=True)).measured.any()  # pyright: ignore


def test_layers_of_the_map_are_said_in_words():
    analysis = edits.add_catalogue(edits.add_contours(crab(), "excess"), "/data/gammacat.fits.gz")
    said = {each.setting: each.b for each in differences(crab(), analysis)}
    assert said == {
        "Contours on the map": "excess at 0.1, 0.3, 0.5, 0.7, 0.9 of the maximum",
        "Catalogues on the map": "gammacat.fits.gz",
    }
