"""What the data say of each source: whether it is there, whether it is extended, whether its spectrum ends.

Each is a likelihood-ratio test of a simpler model against a richer one, with everything else fitted along in both:

    source      amplitude 0       against the source as it is
    extension   a point           against a Gaussian, or the shape the source has
    cutoff      a power law       against one with an exponential cutoff

See `vhegui.core.fitting.comparison` for the p-values, `nesting` for where they are valid.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from vhegui.core import sphere
from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.comparison import LikelihoodRatio, likelihood_ratio
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.verdict import Outcome
from vhegui.core.fitting.watched import Tell, watched
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.change import change_shape
from vhegui.core.models.spatial.kind import CENTRE
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spectral.change import change_kind
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.progress import Progress, silent

Question = Literal["source", "extension", "cutoff"]
QUESTIONS: tuple[Question, ...] = ("source", "extension", "cutoff")
STOPPED = 0.02  # by which the statistic of a fit of weak sources may lie above its minimum
NEARER = 0.5  # of its distance: from there on a source has moved to the place of another
START = 0.05  # deg: size with which the fit of an extension begins
POWER_LAW, CUTOFF = "power_law", "exp_cutoff_power_law"
Refit = Callable[[JointModel, Tell], tuple[JointData, FitResult]]


@dataclass(frozen=True, eq=False)
class SourceTest:
    """A test of one source.

    simpler, richer : the two models in words · parameter : the one that is tested, as the richer model was fitted
    test : ΔTS, p-value, significance, see `LikelihoodRatio` · warning : why ΔTS may not be what it seems, "" if it is.
    """

    source: str
    question: Question
    simpler: str
    richer: str
    parameter: Parameter
    test: LikelihoodRatio
    warning: str = ""


@dataclass(frozen=True, eq=False)
class _Pair:
    """Two models to be compared, and the name of the tested parameter in the richer one."""

    source: str
    question: Question
    words: tuple[str, str]
    simpler: JointModel
    richer: JointModel
    name: str


def source_tests(
    model: JointModel, refit: Refit, progress: Progress = silent, questions: tuple[Question, ...] = QUESTIONS
) -> tuple[SourceTest, ...]:
    """Test all sources of a model whose amplitude is fitted.

    refit(model, tell) : data gathered for a model, and its best fit to them; the simpler model of a pair is then fitted
    to the data of the richer one · progress : may raise to stop, in the middle of a fit, too, which calls `tell`.

    >>> from vhegui.core.fitting.spectra_data import data_of_spectra
    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> data = data_of_spectra([demo_spectrum()])
    >>> found = source_tests(JointModel.of(default_spectrum("power_law")), lambda model, tell: (data, fit(data, model)))
    >>> [(each.question, each.test.delta_ts > 100.0) for each in found]
    [('source', True), ('cutoff', False)]
    """
    tell = partial(progress, 0.0, "Fitting the model as it is")
    tell()
    data, best = refit(model, tell)
    pairs = [pair for pair in _pairs(best.joint) if pair.question in questions]
    found = []
    for k, pair in enumerate(pairs, 1):
        tell = partial(progress, k / (len(pairs) + 1), f"Testing {pair.source}: {pair.question}")
        tell()
        own, richer = (data, best) if pair.richer is best.joint else refit(pair.richer, tell)
        again = watched(own, tell)
        simpler = best if pair.simpler is best.joint and own.key == data.key else fit(again, pair.simpler)
        richer = _not_worse(pair, again, simpler, richer)
        parameter, warning = richer.joint[pair.name], _place_taken(pair, simpler.joint, richer.joint)
        test = _ratio(pair, simpler, richer)
        found.append(SourceTest(pair.source, pair.question, *pair.words, parameter, test, warning))
    return tuple(found)


def _not_worse(pair: _Pair, data: JointData, simpler: FitResult, richer: FitResult) -> FitResult:
    """The fit of the richer model, once more from where the simpler one ended if it has not come as far."""
    if pair.question == "source" or richer.total_stat <= simpler.total_stat:
        return richer
    known = dict(zip(simpler.joint.names, simpler.joint.values, strict=True)) | {pair.name: 0.0}
    values = zip(pair.richer.names, pair.richer.values, strict=True)
    again = fit(data, pair.richer.with_values([known.get(name, value) for name, value in values]))
    best = min(richer, again, key=lambda result: result.total_stat)
    # It holds the simpler one, so that its minimum is no higher: what is left is what fits stop at.
    near = best.total_stat - simpler.total_stat < STOPPED
    return replace(best, total_stat=min(best.total_stat, simpler.total_stat)) if near else best


def _ratio(pair: _Pair, simpler: FitResult, richer: FitResult) -> LikelihoodRatio:
    """The test; nothing is gained where the richer model does best as the simpler one."""
    verdict = richer.verdict
    try:
        test = likelihood_ratio(simpler, richer)
    except AnalysisError as error:
        delta, ndf = simpler.total_stat - richer.total_stat, richer.n_free - simpler.n_free
        return LikelihoodRatio(delta, ndf, math.nan, math.nan, str(error))
    ended = verdict.outcome in (Outcome.AT_LIMIT, Outcome.NO_EXCESS) and set(verdict.parameters) <= {pair.name}
    below = pair.question != "cutoff" and richer.joint[pair.name].value <= 0.0
    if not simpler.success or not (ended or below):
        return test
    return LikelihoodRatio(0.0, test.ndf, 1.0, 0.0, f"fitted best as: {pair.words[0]}")


def _place_taken(pair: _Pair, without: JointModel, best: JointModel) -> str:
    """Which other source explains the counts of one that is taken away, "" if none: ΔTS is then that of having both."""
    places = {source.name: place for source in _on_sky(best) if (place := _centre(source)) is not None}
    here = places.get(pair.source)
    if here is None or pair.question != "source":
        return ""
    for source in _on_sky(without):
        place, before = _centre(source), places.get(source.name)
        if source.name == pair.source or place is None or before is None:
            continue
        if sphere.separation(*place, *here) < NEARER * sphere.separation(*before, *here):
            return (
                f"without {pair.source}, {source.name} moves to its place, so that ΔTS is that of two sources against "
                f"one: freeze the position of {source.name} to test {pair.source} alone"
            )
    return ""


def _on_sky(joint: JointModel) -> tuple[SourceModel, ...]:
    """The sources with the values of what they are linked to."""
    return joint.with_values(joint.values).sources


def _centre(source: SourceModel) -> tuple[float, float] | None:
    return source.spatial.centre if isinstance(source.spatial, SpatialModel) else None


def _pairs(best: JointModel) -> Iterator[_Pair]:
    for k, source in enumerate(best.sources):
        if not any(source.spectral.parameters[i].varies for i in formula_of(source.spectral).amplitudes):
            continue
        prefix = "" if k == 0 else f"{source.name}."
        for found in (_presence(best, k), _extension(best, k), _cutoff(best, k)):
            if found is not None:
                question, words, simpler, richer, name = found
                yield _Pair(source.name, question, words, simpler, richer, prefix + name)


Found = tuple[Question, tuple[str, str], JointModel, JointModel, str] | None


def _presence(best: JointModel, k: int) -> Found:
    """Without the source: its amplitude is 0, and what else is fitted of it alone means nothing, so it is frozen."""
    source = best.sources[k]
    amplitudes = formula_of(source.spectral).amplitudes
    roots = {best.linked_to[i] for i, p in enumerate(best.parameters) if p.link}
    start = best.slices[k].start
    if any(source.parameters[i].link or start + i in roots for i in amplitudes):
        return None  # other sources would go with it

    def without(i: int, parameter: Parameter) -> Parameter:
        if i in amplitudes:
            return replace(parameter, value=0.0, minimum=min(parameter.minimum, 0.0), frozen=True, prior=None)
        return parameter if start + i in roots else replace(parameter, frozen=True)

    nothing = source.with_parameters(without(i, p) for i, p in enumerate(source.parameters))
    words = "no source", _shape_words(source) or formula_of(source.spectral).label
    return "source", words, _with(best, k, nothing), best, source.names[amplitudes[0]]


def _extension(best: JointModel, k: int) -> Found:
    """A point against the shape that the source has, or a Gaussian where it is a point."""
    source, shape = best.sources[k], best.sources[k].spatial
    if not isinstance(shape, SpatialModel) or not shape.formula.has_centre:
        return None
    if shape.formula.is_point:
        wide = change_shape(shape, "gaussian", (0.0, 0.0)).with_parameters(_starting(shape))
        return "extension", ("Point source", "Gaussian"), best, _with(best, k, replace(source, spatial=wide)), "sigma"
    size = shape.formula.size
    if not size or not shape[size].varies or _is_linked_to(best, k, shape):
        return None
    point = change_shape(shape, "point", (0.0, 0.0))
    simpler = _with(best, k, replace(source, spatial=point))
    return "extension", ("Point source", shape.formula.label), simpler, best, _name_of(source, size)


def _starting(point: SpatialModel) -> list[Parameter]:
    """Parameters of the Gaussian that a point may be."""
    wide = change_shape(point, "gaussian", (0.0, 0.0))
    return [*point.parameters, *(replace(p, value=START) if p.name == "sigma" else p for p in wide.parameters[2:])]


def _cutoff(best: JointModel, k: int) -> Found:
    """A power law against one with an exponential cutoff."""
    source = best.sources[k]
    words = "Power law", "with exponential cutoff"
    if source.spectral.kind in (POWER_LAW, CUTOFF) and not source.spectral["index"].varies:
        return None  # the cutoff would have to make up for a slope that is held
    if source.spectral.kind == POWER_LAW:
        other = _with(best, k, replace(source, spectral=change_kind(source.spectral, CUTOFF)))
        return "cutoff", words, best, other, "lambda_"
    if source.spectral.kind == CUTOFF and source.spectral["lambda_"].varies and source.spectral["alpha"].frozen:
        other = _with(best, k, replace(source, spectral=change_kind(source.spectral, POWER_LAW)))
        return "cutoff", words, other, best, "lambda_"
    return None


def _is_linked_to(best: JointModel, k: int, shape: SpatialModel) -> bool:
    """Whether another parameter has the value of one of the size of a shape, which a point has not."""
    first = best.slices[k].start + len(best.sources[k].spectral.parameters) + len(CENTRE)
    last = first + len(shape.parameters) - len(CENTRE)
    return any(first <= root < last for i, root in enumerate(best.linked_to) if root != i)


def _name_of(source: SourceModel, spatial: str) -> str:
    """What a parameter of the shape is called in the source."""
    where = source.slices["spatial"]
    return next(
        name for name, p in zip(source.names[where], source.parameters[where], strict=True) if p.name == spatial
    )


def _shape_words(source: SourceModel) -> str:
    return source.spatial.formula.label if isinstance(source.spatial, SpatialModel) else ""


def _with(joint: JointModel, k: int, source: SourceModel) -> JointModel:
    return replace(joint, sources=(*joint.sources[:k], source, *joint.sources[k + 1 :]))
