"""Which spectral model is a special case of which: what makes a likelihood-ratio test valid.

Twice the difference of log-likelihoods is χ² distributed (Wilks 1938) only if the simpler model is the other one with
some parameters at fixed values inside their limits. On a limit half of the probability is at ΔTS = 0 (Chernoff 1954);
where a parameter of the richer model means nothing in the simpler one (a break energy without a break), ΔTS has no
known distribution and needs toys (Davies 1987); so does a parameter that is known beforehand: its prior holds ΔTS down.
What both models have must have the same priors in both. `SpectralKind.special_cases` says which formula contains which.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.priors import allowed_range
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.kind import SpecialCase
from vhegui.core.models.spectral.model import SpectralModel

REGULAR, AT_LIMIT, UNDEFINED = "regular", "at limit", "undefined"


@dataclass(frozen=True)
class Nesting:
    """That one model is a special case of another: `case` is REGULAR, AT_LIMIT or UNDEFINED; `why` says where."""

    case: str
    why: str


def nesting(null: SpectralModel | JointModel, alternative: SpectralModel | JointModel) -> Nesting | None:
    """How `null` is a special case of `alternative`; None where it is not, or where that is not known.

    The sources beside the first, and the nuisances, must be the same in both.
    """
    simple, rich = JointModel.of(null), JointModel.of(alternative)
    if len(rich.free) <= len(simple.free) or _others(simple) != _others(rich):
        return None
    a, b = simple.first, rich.first
    if a.kind == b.kind:
        return _same_formula(a, b) if a.form == b.form else None
    special = next((case for case in formula_of(b).special_cases if a.kind in case.of), None)
    if special is None or not _slope_is_covered(a, b):
        return None
    shared = [p for p in b.parameters if p.name != special.parameter]
    return _by_formula(b, special) if _priors(a.parameters) == _priors(shared) else None


def _by_formula(rich: SpectralModel, special: SpecialCase) -> Nesting | None:
    parameter = rich[special.parameter]
    undefined = [name for name in special.without if rich[name].varies]
    if undefined:
        return Nesting(UNDEFINED, f"{', '.join(undefined)} means nothing in the simpler model")
    if special.equal:
        equal = rich[special.equal]
        return Nesting(REGULAR, f"{parameter.name} = {equal.name}") if parameter.varies or equal.varies else None
    if not parameter.varies:
        return None
    return _at(parameter, special.value)


def _same_formula(simple: SpectralModel, rich: SpectralModel) -> Nesting | None:
    """The same formula with parameters frozen that the richer model fits."""
    held = []
    for a, b in zip(simple.parameters, rich.parameters, strict=True):
        if a.link != b.link and not b.varies:
            return None
        if a.varies and not b.varies:
            return None
        if not a.varies and not b.varies and a.value != b.value:
            return None
        if b.varies and a.varies and a.prior != b.prior:
            return None
        if b.varies and not a.varies:
            held.append(_at(b, a.value))
    if not held:
        return None
    worst = (UNDEFINED, AT_LIMIT, REGULAR)
    return min(held, key=lambda found: worst.index(found.case))


def _priors(parameters: Iterable[Parameter]) -> Counter[Prior]:
    return Counter(parameter.prior for parameter in parameters if parameter.varies and parameter.prior is not None)


def _at(parameter: Parameter, value: float) -> Nesting:
    if parameter.prior is not None and parameter.prior.kind != "uniform":
        return Nesting(UNDEFINED, f"{parameter.name} has a prior")
    parameter = replace(parameter, minimum=allowed_range(parameter)[0], maximum=allowed_range(parameter)[1])
    where = f"{parameter.name} = {value:g}" if math.isfinite(value) else f"{parameter.name} without end"
    on_limit = not math.isfinite(value) or value <= parameter.minimum or value >= parameter.maximum
    return Nesting(AT_LIMIT if on_limit else REGULAR, where)


def _slope_is_covered(simple: SpectralModel, rich: SpectralModel) -> bool:
    """What may be free in the simpler model must be free in the richer one."""
    slopes = formula_of(simple).slopes
    if not slopes:
        return True
    a, b = simple[slopes[0]], rich[formula_of(rich).slopes[0]]
    return b.varies or (not a.varies and a.value == b.value)


def _others(model: JointModel) -> tuple[object, ...]:
    """All but the spectrum of the first source, without values of what is fitted."""
    parameters = model.parameters[model.first_spectrum.stop :]
    told = tuple((p.name, p.varies, None if p.varies else p.value, p.prior) for p in parameters)
    first, *others = model.sources
    kinds = tuple((s.name, s.formulas, s.datasets) for s in others)
    return (first.formulas[1:], first.datasets, kinds, told)
