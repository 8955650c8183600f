"""Sources moved, widened and turned by what is drawn of them on the map, and put there.

`joint` is what is on screen when it begins, see `vhegui.analysis.edits.joint`.
"""

from __future__ import annotations

from dataclasses import replace

from vhegui.analysis.edits.joint import keep_joint
from vhegui.analysis.edits.model import source_of
from vhegui.analysis.edits.settings import change
from vhegui.analysis.edits.source_list import add_at
from vhegui.analysis.source_outlines import outline_of, values_of
from vhegui.analysis.state import Analysis
from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.shapes import MarkShape

TELLING = 1e-9  # by which a value has to differ to be another one, relative


def reshape_source(analysis: Analysis, joint: JointModel, name: str, outline: MarkShape) -> Analysis:
    """Give a source the place and size of an outline, as far as limits and frozen parameters let it.

    What a parameter is linked to moves with it. A fit of cubes stops following the data, as the user is trying values
    out; spectra do not know where a source is. Raises AnalysisError for a source that is nowhere.
    """
    kept = keep_joint(analysis, joint)
    whole = _everything(kept)
    wanted = _wanted(source_of(kept, name), outline)
    for place, value in _places(whole, name, wanted).items():
        own = whole.parameters[place]
        if not own.frozen:
            whole = _with_value(whole, place, min(max(value, own.minimum), own.maximum))
    changed = {source.name: source for source in whole.sources}
    kept = replace(kept, sources=tuple(changed[source.name] for source in kept.sources))
    return _held(kept)


def _held(analysis: Analysis) -> Analysis:
    """Not fitted to cubes any more; spectra do not know where sources are."""
    return change(analysis, "fit", follow=False) if analysis.fits_cubes else analysis


def held_fast(analysis: Analysis, name: str, outline: MarkShape) -> tuple[str, ...]:
    """Names of the frozen parameters that an outline would change, those of other sources that they are linked to in
    place of the source's own.
    """
    whole = _everything(analysis)
    places = _places(whole, name, _wanted(source_of(analysis, name), outline))
    return tuple(
        whole.names[place]
        for place, value in places.items()
        if whole.parameters[place].frozen and abs(value - whole.values[place]) > TELLING * max(1.0, abs(value))
    )


def put_source(analysis: Analysis, joint: JointModel, outline: MarkShape) -> Analysis:
    """A source where an outline is: a circle is a Gaussian as wide, anything else a point.

    It is the shown source, where that is nowhere yet; else one more. A fit of cubes stops following the data, so that
    model and residual can follow the mouse.
    """
    shape = default_shape("point", outline.ra, outline.dec)
    if isinstance(outline, Circle):
        shape = default_shape("gaussian", outline.ra, outline.dec)
        shape = shape.with_values((*shape.values[:2], outline.radius, *shape.values[3:]))
    if analysis.model.spatial is None:
        kept = keep_joint(analysis, joint)
        placed = replace(kept.model, spatial=shape)
        return _held(replace(kept, sources=tuple(placed if each is kept.model else each for each in kept.sources)))
    more = add_at(analysis, joint, outline.ra, outline.dec)
    new = replace(more.sources[-1], spatial=shape)
    return _held(replace(more, sources=(*more.sources[:-1], new)))


def put_name(before: Analysis, after: Analysis) -> str:
    """Which source was put."""
    known = {source.name for source in before.sources}
    return next((source.name for source in after.sources if source.name not in known), before.model.name)


def outline_on_screen(analysis: Analysis, name: str) -> MarkShape | None:
    """The outline of a source, linked values and all; None where it has none."""
    whole = _everything(analysis)
    source = next((source for source in whole.with_values(whole.values).sources if source.name == name), None)
    return outline_of(source.spatial) if source is not None and isinstance(source.spatial, SpatialModel) else None


def _everything(analysis: Analysis) -> JointModel:
    """All sources, those that are left out too; the first is the one that is shown."""
    shown = analysis.model
    return JointModel((shown, *(each for each in analysis.sources if each is not shown)), analysis.nuisances)


def _wanted(source: SourceModel, outline: MarkShape) -> dict[str, float]:
    """What an outline asks of the parameters of a source, by their names in its shape."""
    shape = source.spatial
    if not isinstance(shape, SpatialModel) or shape.centre is None:
        raise AnalysisError(f"{source.name} has no place on the sky that could change; give it a point, to begin")
    if isinstance(outline, Ellipse) and outline.b > outline.a and shape["phi"].frozen:
        outline = replace(outline, b=outline.a)  # the major axis stays where it is
    return values_of(shape, outline)


def _places(whole: JointModel, name: str, wanted: dict[str, float]) -> dict[int, float]:
    """The same by the position, among all parameters, of what each is linked to, or of itself."""
    number = next(i for i, source in enumerate(whole.sources) if source.name == name)
    source, start = whole.sources[number], whole.slices[number].start + whole.sources[number].slices["spatial"].start
    assert isinstance(source.spatial, SpatialModel)
    names = [parameter.name for parameter in source.spatial.parameters]
    return {whole.linked_to[start + i]: wanted[each] for i, each in enumerate(names) if each in wanted}


def _with_value(whole: JointModel, place: int, value: float) -> JointModel:
    error = 0.0 if value != whole.parameters[place].value else whole.parameters[place].error
    return whole.with_parameter(whole.names[place], value=value, error=error)
