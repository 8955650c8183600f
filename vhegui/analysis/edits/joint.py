"""Edits of the model as a whole: all sources and systematics as they are on screen, by the names of the joint fit.

`joint` is what is on screen: an edit keeps its values, so that nothing jumps back to where a fit once started.
Parameters are named "index" (of the shown source), "halo.index", "HESS.area".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from msgspec import structs

from vhegui.analysis.edits.model import set_source, source_of, with_all_parts
from vhegui.analysis.edits.settings import change
from vhegui.analysis.state import Analysis
from vhegui.analysis.studies.settings import Studies
from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.priors import check_prior
from vhegui.core.fitting.result import Fitted
from vhegui.core.models.nuisances import FIELD_OF_VIEW, NUISANCES, Nuisance
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.kind import CENTRE
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.spectra.instruments import same_instrument


def joint_of(analysis: Analysis, live: Fitted | None = None) -> JointModel:
    """All sources and systematics as decided, at the values of a fit of the same formulas where there is one."""
    joint = JointModel((analysis.model, *analysis.others), analysis.nuisances)
    if not analysis.fits_cubes:
        joint = joint.of_spectra
    elif live is not None:
        joint = replace(joint, nuisances=_with_backgrounds(joint, live.joint))
    if live is None or not _same_formulas(live.joint, joint):
        return joint
    errors = tuple(parameter.error for parameter in live.joint.parameters)
    return joint.with_values(live.joint.values, errors)


def _with_backgrounds(joint: JointModel, fitted: JointModel) -> tuple[Nuisance, ...]:
    """The nuisances of a fit of cubes, in its order: its data sets have backgrounds that nobody had to decide on."""
    decided = {(each.kind, each.dataset): each for each in joint.nuisances}
    return tuple(decided.get((each.kind, each.dataset), each) for each in fitted.nuisances)


def keep_joint(analysis: Analysis, joint: JointModel) -> Analysis:
    """The analysis with these sources and systematics; what spectra do not see of a model stays as it is."""
    new = {source.name: source for source in joint.sources}
    sources = tuple(with_all_parts(new.get(source.name, source), source) for source in analysis.sources)
    return replace(analysis, sources=sources, nuisances=(*joint.nuisances, *_unseen(analysis, joint)))


def _unseen(analysis: Analysis, joint: JointModel) -> Iterable[Nuisance]:
    """Backgrounds of cubes, where the joint model is of spectra or of other cubes."""
    taken = {(each.kind, each.dataset) for each in joint.nuisances}
    return (n for n in analysis.nuisances if n.kind in FIELD_OF_VIEW and (n.kind, n.dataset) not in taken)


def hold_joint(analysis: Analysis, joint: JointModel) -> Analysis:
    """Stop fitting and keep what is on screen."""
    return change(keep_joint(analysis, joint), "fit", follow=False)


def set_joint_parameter(
    analysis: Analysis, joint: JointModel, name: str, value: float | None = None, **changes: float | bool
) -> Analysis:
    """Change one parameter of any source or systematic.

    A new value stops the fit from following the data (the user is trying values out); a new limit or a freeze does
    not. Raises AnalysisError for a value that is not a number or lies outside the limits.
    """
    if value is not None:
        changes |= {"value": float(value), "error": 0.0}
    changed = replace(joint[name], **changes)  # type: ignore[arg-type]
    _check_value(changed)
    analysis = keep_joint(analysis, joint.with_parameter(name, **changes))
    return analysis if value is None else change(analysis, "fit", follow=False)


def _check_value(parameter: Parameter) -> None:
    if not np.isfinite(parameter.value):
        raise AnalysisError(f"{parameter.name}: {parameter.value} is not a number")
    if not parameter.minimum <= parameter.value <= parameter.maximum:
        raise AnalysisError(
            f"{parameter.name}: {parameter.value:g} is outside its limits {parameter.minimum:g} to "
            f"{parameter.maximum:g}: widen them"
        )


def set_joint_prior(analysis: Analysis, joint: JointModel, name: str, prior: Prior | None) -> Analysis:
    """What is known of a parameter beforehand, or (None) nothing. Raises ConfigError for an impossible prior."""
    check_prior(replace(joint[name], prior=prior), name)
    return keep_joint(analysis, joint.with_parameter(name, prior=prior))


def set_joint_link(analysis: Analysis, joint: JointModel, name: str, target: str) -> Analysis:
    """Let a parameter have the value of `target` (a name of the joint fit), or ("") its own again.

    Raises AnalysisError for what is no parameter of a source and for other units, ConfigError for links in a circle.
    """
    if not target:
        return keep_joint(analysis, joint.with_parameter(name, link=""))
    if target not in joint.names[: joint.slices[-1].stop]:
        raise AnalysisError(f"{name} cannot be linked to {target}: only parameters of sources can be linked to")
    if joint[name].unit != joint[target].unit:
        raise AnalysisError(f"{name} cannot be linked to {target}: their units differ")
    linked = joint.with_parameter(name, link=_link_text(joint, name, target))
    linked.check()
    return keep_joint(analysis, linked)


def link_targets(joint: JointModel, name: str) -> tuple[str, ...]:
    """Parameters of sources that `name` may be linked to: in the same unit, and not linked back to it.

    A coordinate of a place is only one for the same coordinate of another.
    """
    short = name.rpartition(".")[2]
    last = joint.slices[-1].stop
    own, roots = joint.names.index(name), joint.linked_to
    return tuple(
        p.name
        for i, p in enumerate(joint.parameters[:last])
        if own < last
        and i != own
        and p.unit == joint[name].unit
        and roots[i] != own
        and (short == (other := p.name.rpartition(".")[2]) or not {short, other} & {*CENTRE})
    )


def set_joint_spectrum(analysis: Analysis, joint: JointModel, source: str, spectral: SpectralModel) -> Analysis:
    """Describe one source with another spectrum; links to what is gone are taken away."""
    known = next((each for each in joint.sources if each.name == source), None)
    if known is None:
        raise AnalysisError(f"there is no source {source!r}")
    return set_source(keep_joint(analysis, joint), replace(known, spectral=spectral))


def rename_source(analysis: Analysis, old: str, new: str) -> Analysis:
    """Another name for a source; links to it, and what is asked about its parameters, follow.

    Raises AnalysisError for a name that cannot be or is taken.
    """
    new = new.strip()
    if not new or "." in new:
        raise AnalysisError(f"{new!r} cannot be the name of a source: give letters and digits, no point")
    if new != old and new in [source.name for source in analysis.sources]:
        raise AnalysisError(f"there is a source {new!r} already; give another name")

    def renamed(source: SourceModel) -> SourceModel:
        source = source.with_parameters(replace(p, link=_renamed_link(p.link, old, new)) for p in source.parameters)
        return replace(source, name=new) if source.name == old else source

    shown = new if analysis.shown == old else analysis.shown
    studies = _renamed_studies(analysis.studies, old, new)
    return replace(analysis, sources=tuple(map(renamed, analysis.sources)), shown=shown, studies=studies)


def _renamed_studies(studies: Studies, old: str, new: str) -> Studies:
    """Profiles and contours of parameters of a source, by its new name."""
    profiles, contours = studies.profiles, studies.contours
    if profiles is not None:
        names = tuple(_renamed_link(name, old, new) for name in profiles.parameters)
        profiles = structs.replace(profiles, parameters=names)
    if contours is not None:
        pairs = tuple((_renamed_link(x, old, new), _renamed_link(y, old, new)) for x, y in contours.pairs)
        contours = structs.replace(contours, pairs=pairs)
    return structs.replace(studies, profiles=profiles, contours=contours)


def set_seen_by(analysis: Analysis, source: str, datasets: Iterable[str]) -> Analysis:
    """Which runs, spectra or instruments see a source; none: all do."""
    return set_source(analysis, replace(source_of(analysis, source), datasets=tuple(dict.fromkeys(datasets))))


def free_name(analysis: Analysis, wish: str = "source") -> str:
    """A name that no source has yet: "source 2"."""
    taken = {source.name for source in analysis.sources}
    return next(name for n in range(1, len(taken) + 2) if (name := wish if n == 1 else f"{wish} {n}") not in taken)


def delta_of(analysis: Analysis, kind: str, dataset: str) -> float:
    """The fraction to which a systematic of a data set or instrument is known beforehand; 0 where it is not fitted."""
    assert kind in NUISANCES
    for nuisance in analysis.nuisances:
        mine = nuisance.kind == kind and same_instrument(nuisance.dataset, dataset)
        if mine and nuisance.parameter.prior:
            return nuisance.parameter.prior.b
    return 0.0


def _renamed_link(link: str, old: str, new: str) -> str:
    owner, point, name = link.rpartition(".")
    return f"{new}.{name}" if point and owner == old else link


def _link_text(joint: JointModel, name: str, target: str) -> str:
    """How a link is written: short inside a source, with the source's name elsewhere, whichever is shown."""
    places = {
        joint.names[i]: (source.name, p.name)
        for source, part in zip(joint.sources, joint.slices, strict=True)
        for i, p in zip(range(part.start, part.stop), source.parameters, strict=True)
    }
    owner, short = places[target]
    return short if name in places and places[name][0] == owner else f"{owner}.{short}"


def _same_formulas(first: JointModel, second: JointModel) -> bool:
    def formulas(joint: JointModel) -> list[object]:
        return [joint.names, *(source.formulas for source in joint.sources)]

    return formulas(first) == formulas(second)
