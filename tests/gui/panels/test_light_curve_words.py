"""What the light-curve panel says in words, units and looks: no window is needed."""

from __future__ import annotations

import math

import pytest

from vhegui.core.estimators.light_curve.variability import Constancy, Variability
from vhegui.core.models.spectral.crab_references import CRABS
from vhegui.gui.figures.flux_units import DEFAULT_CRAB, flux_unit
from vhegui.gui.figures.looks import Looks
from vhegui.gui.panels.light_curve.wording import cut_words, held_words, variability_words, verdict

NAN = (math.nan, math.nan)


def found(p: float = 0.5, **changes) -> Variability:
    test = Constancy(1e-11, 1e-12, 12.0, 10, p)
    parts = {
        "n": 11, "mean": 1e-11, "constant": test, "likelihood": test, "excess_variance": (0.04, 0.02),
        "fvar": (0.2, 0.05), "fpp": NAN, "doubling": NAN, "halving": NAN,
    }  # fmt: skip
    return Variability(**{**parts, **changes})


@pytest.mark.parametrize(
    ("p", "said"), [(0.5, "Agrees"), (0.02, "May vary (2.3 σ)"), (1e-5, "Varies (4.4 σ)"), (0.0, "> 37")]
)
def test_the_verdict_follows_the_probability(p, said):
    assert said in verdict(found(p).likelihood)


def test_without_a_test_nothing_is_claimed():
    assert "cannot be tested" in verdict(Constancy(1.0, 1.0, math.nan, 0, math.nan))


def test_a_negative_excess_variance_is_explained():
    words = variability_words(found(fvar=NAN, excess_variance=(-0.01, 0.02)))
    none = next(each for each in words if "none beyond the errors" in each.text)
    assert "is negative" in none.tip
    assert any("σ²_NXS −0.010 ± 0.020" in each.text for each in words)


def test_one_bin_has_nothing_to_compare():
    assert "One time bin" in variability_words(found(n=1))[0].text


def test_times_come_in_the_unit_that_suits_them_and_say_when_they_are_doubtful():
    texts = [each.text for each in variability_words(found(1e-5, doubling=(1920.0, 480.0), halving=(19.0, 8.0)))]
    assert "doubles in 32.0 ± 8.0 min" in texts
    assert "halves in 19.0 ± 8.0 s (2.4 σ)" in texts


def test_a_constant_light_curve_has_no_times_of_change():
    texts = [each.text for each in variability_words(found(0.5, doubling=(1920.0, 480.0)))]
    assert not any("doubles" in text for text in texts)


def test_a_time_cut_is_said_in_utc_and_mjd():
    text = cut_words(((53945.0, 53945.5),))
    assert "only 2006-07-28 23:58:55 – 2006-07-29 11:58:55 UTC" in text and "MJD 53945.00000" in text
    assert "2 intervals, 1 d in all" in cut_words(((53945.0, 53945.5), (53946.0, 53946.5)))
    assert cut_words(()) == ""
    assert held_words((53945.0, 53945.5), 3).endswith("(12 h) · 3 events")


def test_looks_survive_the_settings_and_damage_gives_the_usual_ones():
    looks = Looks(unit="crab", mjd=True, cut=False)
    assert Looks.from_text(looks.as_text()) == looks
    assert Looks.from_text("not json") == Looks.from_text("[1]") == Looks()


def test_units_and_crab_references_that_are_not_known_give_the_usual_ones():
    assert flux_unit("nonsense").key == "flux"
    assert DEFAULT_CRAB in CRABS and len(CRABS) >= 4
