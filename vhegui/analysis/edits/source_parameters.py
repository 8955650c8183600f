"""Analysis → Analysis, for one source: its parameters frozen, linked and unlinked.

`joint` is what is on screen, see `vhegui.analysis.edits.joint`: its values are kept. Sources are meant by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal

from vhegui.analysis.edits.joint import keep_joint
from vhegui.analysis.edits.model import source_of
from vhegui.analysis.state import Analysis
from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.sources import PartName, SourceModel
from vhegui.core.models.spatial.kind import CENTRE
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.model import SpectralModel

What = Literal["position", "shape"]
Change = Callable[[Parameter, bool], Parameter]  # of a parameter, and whether its formula has it frozen


def has_place(source: SourceModel) -> bool:
    """Whether a source is somewhere on the sky."""
    return isinstance(source.spatial, SpatialModel) and source.spatial.formula.has_centre


def freeze(analysis: Analysis, joint: JointModel, name: str, part: PartName | None = None, on: bool = True) -> Analysis:
    """Freeze all parameters of a source, or of one part; or free those that its formulas leave free by themselves."""
    analysis = keep_joint(analysis, joint)
    return changed_source(analysis, name, lambda source: with_part(source, part, fixed if on else by_default))


def set_background_frozen(analysis: Analysis, joint: JointModel, dataset: str, frozen: bool) -> Analysis:
    """Freeze or free norm and tilt of the background of a data set of cubes."""
    nuisances = tuple(
        replace(n, parameter=replace(n.parameter, frozen=frozen)) if n.dataset == dataset else n
        for n in joint.nuisances
    )
    return keep_joint(analysis, replace(joint, nuisances=nuisances))


def link_to(analysis: Analysis, joint: JointModel, name: str, other: str, what: What) -> Analysis:
    """Let a source have position or shape of another one. Raises AnalysisError where they are not of the same sort."""
    analysis = keep_joint(analysis, joint)
    mine, theirs = source_of(analysis, name), source_of(analysis, other)
    if name == other or theirs.left_out > mine.left_out:
        raise AnalysisError(f"{name} cannot be linked to {other}: choose another source that is in the fit")
    _check_linkable(mine, theirs, what)
    chosen = slice(0, 2) if what == "position" else slice(2, None)
    here, there = _names_in(mine, "spatial")[chosen], _names_in(theirs, "spatial")[chosen]
    targets = {key: (f"{other}.{target}", theirs[target].value) for key, target in zip(here, there, strict=True)}

    def linked(source: SourceModel) -> SourceModel:
        pairs = zip(source.names, source.parameters, strict=True)
        return source.with_parameters(
            replace(p, link=targets[key][0], value=targets[key][1]) if key in targets else p for key, p in pairs
        )

    analysis = changed_source(analysis, name, linked)
    JointModel((analysis.model, *analysis.others)).check()
    return analysis


def _check_linkable(mine: SourceModel, theirs: SourceModel, what: What) -> None:
    """Raises AnalysisError where two sources have no position, or no size, of the same sort."""
    if not isinstance(mine.spatial, SpatialModel) or not isinstance(theirs.spatial, SpatialModel):
        raise AnalysisError(f"{mine.name} and {theirs.name}: only sources with a shape on the sky can be linked so")
    if mine.spatial.frame != theirs.spatial.frame:
        raise AnalysisError(f"{mine.name} and {theirs.name} are given in different frames, so these cannot be linked")
    if what == "position" and not (has_place(mine) and has_place(theirs)):
        raise AnalysisError(f"{mine.name} and {theirs.name}: one of them has no position")
    sized = has_place(mine) and len(mine.spatial.parameters) > len(CENTRE)
    if what == "shape" and not (sized and mine.spatial.kind == theirs.spatial.kind):
        raise AnalysisError(f"{mine.name} and {theirs.name} have no size in common; give both the same shape first")


def _names_in(source: SourceModel, part: PartName) -> tuple[str, ...]:
    """What the parameters of a part are called in the source."""
    return source.names[source.slices[part]]


def unlink(analysis: Analysis, joint: JointModel, name: str, part: PartName = "spatial") -> Analysis:
    """All parameters of a part have values of their own again."""
    analysis = keep_joint(analysis, joint.with_values(joint.values))
    return changed_source(analysis, name, lambda source: with_part(source, part, lambda p, _: replace(p, link="")))


def changed_source(analysis: Analysis, name: str, to: Callable[[SourceModel], SourceModel]) -> Analysis:
    """The analysis with one of its sources changed."""
    chosen = source_of(analysis, name)
    return replace(analysis, sources=tuple(to(s) if s is chosen else s for s in analysis.sources))


def fixed(parameter: Parameter, default: bool) -> Parameter:
    """The parameter, frozen."""
    return replace(parameter, frozen=True)


def by_default(parameter: Parameter, default: bool) -> Parameter:
    """The parameter, free where its formula leaves it free."""
    return replace(parameter, frozen=default)


def with_part(source: SourceModel, part: PartName | None, to: Change) -> SourceModel:
    """The source with the parameters of a part (None: of all) changed; to(parameter, frozen by default)."""

    def changed() -> Iterable[Parameter]:
        for name, content in source.parts.items():
            for parameter, default in zip(content.parameters, _defaults(content), strict=True):
                yield to(parameter, default) if part in (None, name) else parameter

    return source.with_parameters(changed())


def _defaults(part: object) -> tuple[bool, ...]:
    """Which parameters a formula has frozen by itself."""
    formula = formula_of(part) if isinstance(part, SpectralModel) else part.formula  # type: ignore[attr-defined]
    return tuple(parameter.frozen for parameter in formula.parameters)
