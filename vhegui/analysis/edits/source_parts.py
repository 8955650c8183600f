"""Analysis → Analysis, for one source: another shape on the sky, another change with time.

`joint` is what is on screen, see `vhegui.analysis.edits.joint`: its values are kept. Sources are meant by name.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vhegui.analysis.edits.joint import keep_joint
from vhegui.analysis.edits.model import source_of, without_dead_links
from vhegui.analysis.edits.source_parameters import changed_source
from vhegui.analysis.state import Analysis
from vhegui.core import sphere
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.spatial.change import change_shape
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spatial.piecewise import KIND as PIECEWISE
from vhegui.core.models.spatial.piecewise import Nodes, nodes_shape
from vhegui.core.models.temporal.model import TemporalModel, default_change

SPACING = 0.5  # deg: between the points of a brightness that is given at points


def set_shape(analysis: Analysis, joint: JointModel, name: str, shape: SpatialModel) -> Analysis:
    """Give a source this shape; links to what is gone are taken away."""
    analysis = keep_joint(analysis, joint)
    return without_dead_links(changed_source(analysis, name, lambda source: replace(source, spatial=shape)))


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
    return without_dead_links(changed_source(analysis, name, lambda source: replace(source, temporal=temporal)))


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
