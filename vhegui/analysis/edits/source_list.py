"""Analysis → Analysis, for the list of sources: added, duplicated, removed, left out, shown.

`joint` is what is on screen, see `vhegui.analysis.edits.joint`: its values are kept. Sources are meant by name.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from vhegui.analysis.edits.joint import free_name, keep_joint
from vhegui.analysis.edits.model import add_source, fixed_source, place_of, source_of, without_dead_links
from vhegui.analysis.edits.settings import change
from vhegui.analysis.edits.source_parameters import by_default, fixed, with_part
from vhegui.analysis.state import Analysis
from vhegui.analysis.studies.next_source import NextSource
from vhegui.core import sphere
from vhegui.core.catalogues.known_sources import Source
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.peaks import Candidate
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.models.spectral.crab_references import CRABS
from vhegui.core.models.spectral.evaluate import default_spectrum, scaled_by
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.models.spectral.model import SpectralModel

BESIDE = 0.2  # deg, to the east: where a duplicate is
CRAB = "hess_2006_pl"  # which spectrum of it the fluxes of known sources are parts of


def add_at(analysis: Analysis, joint: JointModel, ra: float, dec: float, wish: str = "source") -> Analysis:
    """A point source at a direction (deg), a power law of a hundredth of the shown spectrum."""
    return _added(analysis, joint, wish, fixed_source(joint.first, "new").spectral, default_shape("point", ra, dec))


def add_beside(analysis: Analysis, joint: JointModel, wish: str) -> Analysis:
    """The same a little to the east of the shown source, of the middle of the ON region or of the target.

    Raises AnalysisError where none of them is anywhere.
    """
    shape = joint.sources[0].spatial
    centre = shape.centre if isinstance(shape, SpatialModel) else None
    ra, dec = sphere.offset_by(*(centre or place_of(analysis, wish)), 90.0, BESIDE)
    return add_at(analysis, joint, float(ra), float(dec), wish)


def add_known(analysis: Analysis, joint: JointModel, known: Source) -> Analysis:
    """A source of the list of known ones, with what the list says of its flux and size."""
    if not math.isfinite(known.crab):
        spectral = fixed_source(joint.first, "new").spectral
    else:
        spectral = scaled_by(CRABS[CRAB], known.crab)
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
    return add_source(analysis, with_part(new, "spectral", by_default if analysis.fits_cubes else fixed))


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
        new = with_part(new, "spectral", fixed)
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
