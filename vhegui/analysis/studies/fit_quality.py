"""What surrounds a fit: models compared with the shown one, toys that grow, fits of flux points, and using a result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from vhegui.analysis.edits import model as model_edits
from vhegui.analysis.edits.joint import keep_joint
from vhegui.analysis.state import Analysis
from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.comparison import ComparisonRow, comparison
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.toy_result import ToyResult
from vhegui.core.fitting.toys import toys
from vhegui.core.fitting.watched import watched
from vhegui.core.models.spectral.absorption import KIND as ABSORPTION
from vhegui.core.models.spectral.change import change_kind
from vhegui.core.models.spectral.composing import multiplied, parts_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.progress import Progress, silent

# Toys are drawn in portions, so that a histogram can grow; all from one generator, as if at once.
PORTION = 20


@dataclass(frozen=True)
class Candidates:
    """Which shapes are compared, the first is the base; absorption : also each of them times it, None: not."""

    kinds: tuple[str, ...]
    absorption: SpectralModel | None = None


def compared(
    joint_data: JointData, model: JointModel, candidates: Candidates, progress: Progress | None = None
) -> tuple[ComparisonRow, ...]:
    """Fit the first source in every shape, absorption that it has kept as it is, and compare.

    Other sources and systematics are refitted with each. `AnalysisError` without a shape.
    """
    if not candidates.kinds:
        raise AnalysisError("there is no model to compare; tick at least two")
    results: list[FitResult] = []
    wanted = [(kind, factor) for factor in _factors(model.first, candidates) for kind in candidates.kinds]
    for k, (kind, factor) in enumerate(wanted):
        tell = partial(progress or silent, k / len(wanted), f"Fit {k + 1} of {len(wanted)}")
        tell()
        start = results[0].model if results and results[0].success else model.first
        results.append(fit(watched(joint_data, tell), _with_first(model, shaped(model.first, start, kind, factor))))
    return comparison(results)


def _factors(model: SpectralModel, candidates: Candidates) -> list[SpectralModel | None]:
    """What shapes are multiplied with: the absorption the model has, or none and the one that is asked for."""
    known = [part for part in parts_of(model) if part.kind == ABSORPTION]
    if known:
        return [known[0]]
    return [None] if candidates.absorption is None else [None, candidates.absorption]


def shaped(model: SpectralModel, start: SpectralModel, kind: str, factor: SpectralModel | None) -> SpectralModel:
    """`model` as a shape of this kind, times a factor: its own parameters where it has it, else from `start`'s values.

    `AnalysisError` where a sum or product has no single shape to be exchanged.
    """
    own, other = _shape(model), _shape(start)
    shape = own if own.kind == kind else change_kind(other, kind)
    return shape if factor is None else multiplied(shape, factor)


def _shape(model: SpectralModel) -> SpectralModel:
    parts = [part for part in parts_of(model) if part.kind != ABSORPTION]
    if len(parts) != 1:
        raise AnalysisError("the shown source is a sum or product: no single shape of it can be exchanged")
    return parts[0]


def _with_first(model: JointModel, spectral: SpectralModel) -> JointModel:
    return replace(model, sources=(replace(model.sources[0], spectral=spectral), *model.sources[1:]))


def use_model(analysis: Analysis, joint: JointModel) -> Analysis:
    """Go on with a fitted model: its shape and values for the shown source, its values for all others."""
    changed = keep_joint(analysis, replace(joint, sources=(analysis.model, *joint.sources[1:])))
    return model_edits.set_spectrum(changed, analysis.model, joint.first)


def growing_toys(
    joint_data: JointData, result: FitResult, n: int, seed: int, progress: Progress | None = None
) -> Iterator[ToyResult]:
    """`n` simulated repetitions of a fit; yields all so far after every portion. The same seed gives the same toys."""
    rng, found, done = np.random.default_rng(seed), None, 0
    while done < n:
        count = min(PORTION, n - done)

        def report(fraction: float, _: str, done: int = done, count: int = count) -> None:
            if progress is not None:
                progress((done + fraction * count) / n, f"Toy {done + round(fraction * count)} of {n}")

        portion = toys(joint_data, result, count, rng, report)
        found = portion if found is None else joined(found, portion)
        done += count
        yield found


def joined(first: ToyResult, second: ToyResult) -> ToyResult:
    """Toys of the same fit together."""
    rises = None if first.rises is None or second.rises is None else np.concatenate([first.rises, second.rises])
    return replace(
        first,
        values=np.concatenate([first.values, second.values]),
        errors=np.concatenate([first.errors, second.errors]),
        stat=np.concatenate([first.stat, second.stat]),
        converged=np.concatenate([first.converged, second.converged]),
        rises=rises,
    )


def degenerate_pairs(
    names: Sequence[str], correlation: np.ndarray, least: float = 0.9
) -> tuple[tuple[str, str, float], ...]:
    """Pairs of parameters whose correlation is at least this large either way, the strongest first."""
    pairs = [
        (names[i], names[k], float(correlation[i, k]))
        for i in range(len(names))
        for k in range(i)
        if abs(correlation[i, k]) >= least
    ]
    return tuple(sorted(pairs, key=lambda pair: -abs(pair[2])))
