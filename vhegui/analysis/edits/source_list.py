"""Analysis → Analysis, for the list of sources: added, removed, renamed, left out, frozen, linked, reshaped.

`joint` is what is on screen, see `vhegui.analysis.edits.joint`: its values are kept. Sources are meant by name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal

import numpy as np

from vhegui.analysis.edits.joint import free_name, keep_joint
from vhegui.analysis.edits.model import add_source, fixed_source, without_dead_links
from vhegui.analysis.edits.settings import change
from vhegui.analysis.state import Analysis
from vhegui.analysis.studies.next_source import NextSource
from vhegui.core import sphere
from vhegui.core.catalogues.known_sources import Source
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.peaks import Candidate
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.sources import PartName, SourceModel
from vhegui.core.models.spatial.change import change_shape
from vhegui.core.models.spatial.kind import CENTRE
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.models.spatial.piecewise import KIND as PIECEWISE
from vhegui.core.models.spatial.piecewise import Nodes, nodes_shape
from vhegui.core.models.spectral.evaluate import default_spectrum, formula_of
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.temporal.model import TemporalModel, default_change

SPACING = 0.5  # deg: between the points of a brightness that is given at points
BESIDE = 0.2  # deg, to the east: where a duplicate is
CRAB = 3.45e-11, 2.63  # Crab nebula: flux at 1 TeV (cm⁻² s⁻¹ TeV⁻¹), index: Aharonian et al. 2006, A&A 457, 899
What = Literal["position", "shape"]


def source_of(analysis: Analysis, name: str) -> SourceModel:
    """The source of this name. Raises AnalysisError where there is none."""
    found = next((source for source in analysis.sources if source.name == name), None)
    if found is None:
        raise AnalysisError(f"there is no source {name!r}; there: {', '.join(s.name for s in analysis.sources)}")
    return found


def has_place(source: SourceModel) -> bool:
    """Whether a source is somewhere on the sky."""
    return isinstance(source.spatial, SpatialModel) and source.spatial.formula.has_centre


# --- more and fewer sources


def add_at(analysis: Analysis, joint: JointModel, ra: float, dec: float, wish: str = "source") -> Analysis:
    """A point source at a direction (deg), a power law of a hundredth of the shown spectrum."""
    return _added(analysis, joint, wish, fixed_source(joint.first, "new").spectral, default_shape("point", ra, dec))


def add_beside(analysis: Analysis, joint: JointModel, wish: str) -> Analysis:
    """The same a little to the east of the shown source, of the middle of the ON region or of the target.

    Raises AnalysisError where none of them is anywhere.
    """
    shape = joint.sources[0].spatial
    centre = shape.centre if isinstance(shape, SpatialModel) else None
    if centre is None:
        place = analysis.source or analysis.target
        if place is None:
            raise AnalysisError(f"nothing says where '{wish}' is: aim at a target, or put it on the map")
        centre = place.ra, place.dec
    ra, dec = sphere.offset_by(*centre, 90.0, BESIDE)
    return add_at(analysis, joint, float(ra), float(dec), wish)


def add_known(analysis: Analysis, joint: JointModel, known: Source) -> Analysis:
    """A source of the list of known ones, with what the list says of its flux and size."""
    if not math.isfinite(known.crab):
        spectral = fixed_source(joint.first, "new").spectral
    else:
        spectral = default_spectrum("power_law").with_parameter("amplitude", value=known.crab * CRAB[0])
        spectral = spectral.with_parameter("index", value=CRAB[1])
    shape = default_shape("point", known.ra, known.dec)
    if known.size > 0.0:
        shape = default_shape("gaussian", known.ra, known.dec)
        shape = shape.with_values((*shape.values[:2], known.size, *shape.values[3:]))
    return _added(analysis, joint, known.name, spectral, shape)


def add_candidate(
    analysis: Analysis, joint: JointModel, found: Candidate, energy: tuple[float, float], wish: str = "source"
) -> Analysis:
    """A point source at a peak of the map, with its flux there; energy : from, to (TeV), of the map."""
    spectral = default_spectrum("power_law").with_parameter("index", value=analysis.sky.index)
    flux = float(flux_in_bins(spectral, np.array(energy))[0])
    if found.flux > 0.0 and flux > 0.0:
        spectral = spectral.with_parameter("amplitude", value=spectral["amplitude"].value * found.flux / flux)
    else:
        spectral = fixed_source(joint.first, "new").spectral
    return _added(analysis, joint, wish, spectral, default_shape("point", found.ra, found.dec))


def add_next(analysis: Analysis, joint: JointModel, found: NextSource) -> Analysis:
    """The source that was found in what the others leave, and the fit of all. Raises AnalysisError where none was."""
    if found.found is None:
        raise AnalysisError(f"nothing is left above {found.threshold:g} σ: the highest peak has {found.highest:.1f} σ")
    more = add_candidate(analysis, joint, found.found, found.energy, found.known or "source")
    return change(more, "fit", follow=True)


def _added(analysis: Analysis, joint: JointModel, wish: str, spectral: SpectralModel, shape: SpatialModel) -> Analysis:
    """One more source; cubes tell it from its neighbours, spectra do not: there its spectrum is fixed."""
    analysis = keep_joint(analysis, joint)
    new = SourceModel(free_name(analysis, wish.replace(".", "_")), spectral, spatial=shape)
    return add_source(analysis, _with_part(new, "spectral", _by_default if analysis.fits_cubes else _fixed))


def duplicate(analysis: Analysis, joint: JointModel, name: str) -> Analysis:
    """The same once more, under a new name, a little to the east; its links are not taken over."""
    analysis = keep_joint(analysis, joint)
    old = source_of(analysis, name)
    stem, _, number = name.rpartition(" ")
    new = replace(old, name=free_name(analysis, stem if stem and number.isdigit() else name), left_out=False)
    new = new.with_parameters(replace(p, link="", error=0.0) for p in new.parameters)
    if isinstance(new.spatial, SpatialModel) and (centre := new.spatial.centre) is not None:
        moved = sphere.offset_by(*centre, 90.0, BESIDE)
        new = replace(new, spatial=_moved(new.spatial, float(moved[0]), float(moved[1])))
    if not analysis.fits_cubes:
        new = _with_part(new, "spectral", _fixed)
    return add_source(analysis, new)


def _moved(shape: SpatialModel, ra: float, dec: float) -> SpatialModel:
    lon, lat = (ra, dec) if shape.frame == "icrs" else sphere.to_galactic(ra, dec)
    return shape.with_values((float(lon), float(lat), *shape.values[2:]))


def remove(analysis: Analysis, joint: JointModel, name: str) -> Analysis:
    """Take a source away; where it was shown, the first one in the fit is now.

    Raises AnalysisError for the last source in the fit.
    """
    analysis = keep_joint(analysis, joint)
    gone = source_of(analysis, name)
    rest = tuple(source for source in analysis.sources if source is not gone)
    if all(source.left_out for source in rest):
        raise AnalysisError(f"{name} is the only source in the fit; add another one first, or take one in")
    return without_dead_links(_showing(replace(analysis, sources=rest, shown=""), analysis.model.name))


def leave_out(analysis: Analysis, joint: JointModel, name: str, out: bool = True) -> Analysis:
    """Keep a source out of the fit, or take it in again; what is linked to it then has its value for its own.

    Raises AnalysisError for the last source in the fit.
    """
    analysis = keep_joint(analysis, joint.with_values(joint.values))
    chosen = source_of(analysis, name)
    if out and all(source.left_out for source in analysis.sources if source is not chosen):
        raise AnalysisError(f"{name} is the only source in the fit; nothing would be fitted without it")
    shown = analysis.model.name
    sources = tuple(replace(s, left_out=out) if s is chosen else s for s in analysis.sources)
    return without_dead_links(_showing(replace(analysis, sources=sources, shown=""), shown))


def _showing(analysis: Analysis, name: str) -> Analysis:
    """The source of this name is shown where it is in the fit, else the first one there."""
    there = [source.name for source in analysis.fitted_sources]
    return replace(analysis, shown=name if name in there else there[0])


def show(analysis: Analysis, joint: JointModel, name: str) -> Analysis:
    """Another source is the one whose spectrum is shown. Raises AnalysisError for one that is left out."""
    analysis = keep_joint(analysis, joint)
    if source_of(analysis, name).left_out:
        raise AnalysisError(f"{name} is left out of the fit; take it in to show its spectrum")
    return replace(analysis, shown=name)


# --- parameters of a source or of a part of it


def freeze(analysis: Analysis, joint: JointModel, name: str, part: PartName | None = None, on: bool = True) -> Analysis:
    """Freeze all parameters of a source, or of one part; or free those that its formulas leave free by themselves."""
    analysis = keep_joint(analysis, joint)
    return _changed(analysis, name, lambda source: _with_part(source, part, _fixed if on else _by_default))


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

    analysis = _changed(analysis, name, linked)
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
    return _changed(analysis, name, lambda source: _with_part(source, part, lambda p, _: replace(p, link="")))


def _changed(analysis: Analysis, name: str, to: Callable[[SourceModel], SourceModel]) -> Analysis:
    chosen = source_of(analysis, name)
    return replace(analysis, sources=tuple(to(s) if s is chosen else s for s in analysis.sources))


Change = Callable[[Parameter, bool], Parameter]


def _fixed(parameter: Parameter, default: bool) -> Parameter:
    return replace(parameter, frozen=True)


def _by_default(parameter: Parameter, default: bool) -> Parameter:
    return replace(parameter, frozen=default)


def _with_part(source: SourceModel, part: PartName | None, to: Change) -> SourceModel:
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


# --- shapes and changes with time


def set_shape(analysis: Analysis, joint: JointModel, name: str, shape: SpatialModel) -> Analysis:
    """Give a source this shape; links to what is gone are taken away."""
    analysis = keep_joint(analysis, joint)
    return without_dead_links(_changed(analysis, name, lambda source: replace(source, spatial=shape)))


def choose_shape(analysis: Analysis, joint: JointModel, name: str, kind: str) -> Analysis:
    """Another kind of shape for a source, where it is and as large as it is; one that was nowhere is put in the source
    region. "piecewise": points about that place.
    """
    analysis = keep_joint(analysis, joint)
    old = source_of(analysis, name).spatial
    assert old is None or isinstance(old, SpatialModel)
    if kind == PIECEWISE:
        return set_shape(analysis, joint, name, _points_about(*((old and old.centre) or usual_place(analysis))))
    return set_shape(analysis, joint, name, change_shape(old, kind, usual_place(analysis)))


def _points_about(ra: float, dec: float) -> SpatialModel:
    """Brightness at 3 × 3 points."""
    y, x = SPACING * (np.indices((3, 3)).reshape(2, -1) - 1.0)
    lon, lat = sphere.from_tangent(x, y, ra, dec)
    return nodes_shape(Nodes(tuple(lon.tolist()), tuple(lat.tolist())))


def usual_place(analysis: Analysis) -> tuple[float, float]:
    """Where a source is that is not said to be anywhere: the source region, the target, the middle of the map."""
    place = analysis.source or analysis.target or analysis.map
    return place.ra, place.dec


def set_change(analysis: Analysis, joint: JointModel, name: str, temporal: TemporalModel | None) -> Analysis:
    """Let a source change with time, or (None) not; links to what is gone are taken away."""
    analysis = keep_joint(analysis, joint)
    return without_dead_links(_changed(analysis, name, lambda source: replace(source, temporal=temporal)))


def choose_change(analysis: Analysis, joint: JointModel, name: str, kind: str, start: float | None = None) -> Analysis:
    """Another kind of change with time, "" for none. Its time of reference is that of the old one, else `start`, MJD
    (TT).
    """
    if not kind:
        return set_change(analysis, joint, name, None)
    old, new = source_of(analysis, name).temporal, default_change(kind)
    given = () if old is None else (p.value for p in old.parameters if p.name == "t_ref")
    begin = next(iter(given), start)
    if begin is not None:
        new = new.with_parameters(replace(p, value=begin) if p.name == "t_ref" else p for p in new.parameters)
    return set_change(analysis, joint, name, new)
