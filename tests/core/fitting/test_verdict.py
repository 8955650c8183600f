"""Verdicts are facts that say themselves in one sentence: those that tables and files have always quoted."""

from __future__ import annotations

import pytest

from vhegui.core.fitting.verdict import Outcome, Verdict


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (Verdict(Outcome.CONVERGED), "converged"),
        (Verdict(Outcome.LIVE_AT_LIMIT, ("index", "lambda_")), "converged; at its limit: index, lambda_"),
        (Verdict(Outcome.NOT_CONVERGED, number=61), "not converged after 61 evaluations"),
        (
            Verdict(Outcome.DEGENERATE, ("amplitude", "north.area"), -0.98765),
            "converged; amplitude and north.area can hardly be told apart (correlation −0.988); "
            "freeze one of them, or give it a prior or a narrower one",
        ),
        (
            Verdict(Outcome.NO_MINIMUM),
            "MIGRAD failed: no minimum found; try other starting values, limits or fewer free parameters",
        ),
        (
            Verdict(Outcome.ONLY_TOGETHER, ("amplitude", "area")),
            "the data fix amplitude and area only in combination; freeze one of them or give it a prior",
        ),
    ],
)
def test_a_verdict_is_one_sentence(verdict: Verdict, sentence: str) -> None:
    assert str(verdict) == sentence


def test_only_what_converged_is_a_measurement() -> None:
    assert {outcome for outcome in Outcome if Verdict(outcome).measured} == {Outcome.CONVERGED, Outcome.DEGENERATE}
