"""What is asked about a result beyond the fit: each study is None where it was not asked for.

The same structs are the part `studies` of an Analysis and the keys of a session file.
"""

from __future__ import annotations

from itertools import combinations
from typing import Annotated, Literal

import numpy as np
from msgspec import Meta, Struct

from vhegui.core.background.ring import Ring
from vhegui.core.background.template.settings import TemplateSettings
from vhegui.core.fitting.comparison import DEFAULT_KINDS
from vhegui.core.fitting.contours import LEVELS
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.source_tests import QUESTIONS, Question
from vhegui.core.models.spectral.absorption import EblAbsorption
from vhegui.core.models.spectral.evaluate import model_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.settings import Label, Settings, Sigma, Size
from vhegui.core.typing import Array

Points = Annotated[int, Meta(ge=3, le=1000)]
Seed = Annotated[int, Meta(ge=0, le=2**31)]
MOST_STUDIED = 200  # parameters, pairs, shapes


class Profiles(Struct, frozen=True):
    """Profiles of the statistic. parameters : by name in the whole fit ("index", "other.index"); empty: all fitted."""

    parameters: Annotated[tuple[str, ...], Meta(max_length=MOST_STUDIED)] = ()
    points: Points = 41

    def of(self, fit: FitResult) -> tuple[str, ...]:
        """The parameters of a fit that are meant."""
        return self.parameters or tuple(parameter.name for parameter in fit.joint.parameters if parameter.varies)


class Contours(Struct, frozen=True):
    """Contours of pairs of parameters; empty: of every pair that is fitted. levels : rises of the statistic."""

    pairs: Annotated[tuple[tuple[str, str], ...], Meta(max_length=MOST_STUDIED)] = ()
    points: Points = 40
    levels: Annotated[tuple[Annotated[float, Meta(gt=0)], ...], Meta(max_length=20)] = LEVELS

    def of(self, fit: FitResult) -> tuple[tuple[str, str], ...]:
        """The pairs of a fit that are meant."""
        return self.pairs or tuple(combinations(Profiles().of(fit), 2))


class Toys(Struct, frozen=True):
    """Simulated repetitions of the fit."""

    n: Annotated[int, Meta(ge=2, le=1_000_000), Label("Simulated repetitions")] = 1000
    seed: Seed = 1


class Comparison(Struct, frozen=True):
    """Shapes of the shown source, the first is the base. absorption : also each of them times this model of the
    background light ("" : not), at `redshift`.
    """

    kinds: Annotated[tuple[str, ...], Meta(max_length=MOST_STUDIED)] = DEFAULT_KINDS
    absorption: str = ""
    redshift: Annotated[float, Meta(ge=0, le=6)] = 0.1

    @property
    def factor(self) -> SpectralModel | None:
        """The absorption that is tried, or None."""
        if not self.absorption:
            return None
        return model_of(EblAbsorption(self.absorption)).with_parameter("redshift", value=self.redshift, frozen=True)


class ScanRequest(Struct, frozen=True):
    """What to try: radii from `low` to `high` (deg), `steps` of them, and every energy bin as threshold; `toys` skies
    without a source for the number of trials (0: none), drawn from `seed`.
    """

    low: Annotated[float, Meta(gt=0, le=90)] = 0.04
    high: Annotated[float, Meta(gt=0, le=90)] = 0.22
    steps: Annotated[int, Meta(ge=1, le=200)] = 19
    toys: Annotated[int, Meta(ge=0, le=100_000)] = 1000
    seed: Seed = 1

    @property
    def radii(self) -> Array:
        """Radii in equal steps, deg."""
        return np.linspace(self.low, self.high, self.steps)


class TemplateAsked(Settings, frozen=True):
    """A background template from the off runs that a query selects; "" : those whose target is called off."""

    query: str = ""
    settings: TemplateSettings = TemplateSettings()


class BackgroundsAsked(Settings, frozen=True):
    """Ways to know the background that are compared with the OFF regions of the analysis.

    ring : where it is asked for, about the middle of the source region · template : made of the off runs it says.
    """

    methods: Annotated[
        tuple[Literal["ring", "field_of_view", "field_of_view_tilt", "template"], ...], Meta(min_length=1, max_length=4)
    ] = ("ring", "field_of_view", "field_of_view_tilt", "template")
    ring: Ring = Ring()
    template: TemplateAsked = TemplateAsked()


class CandidateSearch(Settings, frozen=True):
    """Candidate sources: the peaks of a map of the sky, between its energies."""

    map: Annotated[
        Literal["ts", "significance"],
        Label(
            "Map that is searched",
            "√TS: a source of the shape of flux maps (else a point) is fitted in every pixel, through the PSF; errors "
            "of the position are those of the fit. Significance: of the counts within the correlation radius, quick, "
            "with rough errors.",
            row="Map",
            words=("√TS", "Significance"),
        ),
    ] = "ts"
    threshold: Annotated[Sigma, Label("Threshold", "Peaks that are at least so significant.", row="Above")] = 5.0
    distance: Annotated[
        Size, Label("Distance of candidates", "Of two peaks that are closer the lower one is left out.", row="Apart")
    ] = 0.3
    exclude: Annotated[
        bool,
        Label(
            "Exclude and search again",
            "What is significant is excluded from the background, with a margin, until nothing new is: a source that "
            "is not excluded is background to its neighbours. The exclusions of the analysis stay as they are.",
            row="Exclude and repeat",
        ),
    ] = False
    margin: Annotated[
        Size,
        Label(
            "Margin of what is excluded",
            "About every significant pixel.",
            row="Margin",
            only=(("exclude", True),),
        ),
    ] = 0.3
    most: Annotated[int, Meta(ge=1, le=MOST_STUDIED), Label("Most candidates")] = 50


class SourceTestsAsked(Settings, frozen=True):
    """Likelihood-ratio tests of every source in the fit: that it is there, extended, cut off."""

    questions: Annotated[tuple[Question, ...], Meta(min_length=1, max_length=len(QUESTIONS))] = QUESTIONS


class NextSourceAsked(Settings, frozen=True):
    """The highest peak in what the models leave of the sky."""

    threshold: Annotated[
        Sigma, Label("Threshold of the next source", "√TS that the highest peak must have to be one.", row="Above")
    ] = 5.0


class Studies(Struct, frozen=True, omit_defaults=True):
    """All that may be asked; each field is the name of the step that answers it."""

    profiles: Profiles | None = None
    contours: Contours | None = None
    toys: Toys | None = None
    comparison: Comparison | None = None
    optimisation: ScanRequest | None = None
    template: TemplateAsked | None = None
    backgrounds: BackgroundsAsked | None = None
    candidates: CandidateSearch | None = None
    source_tests: SourceTestsAsked | None = None
    next_source: NextSourceAsked | None = None
