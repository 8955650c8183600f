"""Sources of the model as the map shows them: outlines, lines about them, and what is said under the mouse. No Qt
widgets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt

from vhegui.analysis.edits.joint import keep_joint
from vhegui.analysis.edits.source_shapes import outline_on_screen
from vhegui.analysis.source_outlines import edge_of_image, holds_68
from vhegui.analysis.state import Analysis
from vhegui.analysis.written_numbers import value_error
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.position_error import PositionError, position_error
from vhegui.core.fitting.result import Fitted
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.shapes import MarkShape
from vhegui.core.typing import Array
from vhegui.gui.plotting.axes.ticks import dms, hms
from vhegui.gui.plotting.sky.source_item import Line, SourceLook

PROBABILITIES = (0.68, 0.95)  # of the error ellipses
ROUND = 0.05  # an eccentricity with which a direction means little
LEAST_ERROR = 1e-6  # deg, of an ellipse that is drawn
_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)


@dataclass(frozen=True, eq=False)
class SourceMark:
    """A source with a place: its outline, and how it looks."""

    name: str
    outline: MarkShape
    look: SourceLook


@dataclass(frozen=True, eq=False)
class ModelOnMap:
    """All that is drawn of the model.

    marks : of sources that can be held · edges : of those that are images, (RA, Dec, deg) by name · everywhere : names
    of the constant ones.
    """

    marks: tuple[SourceMark, ...] = ()
    edges: dict[str, tuple[Array, Array]] = field(default_factory=dict)
    everywhere: tuple[str, ...] = ()


def model_on_map(analysis: Analysis, joint: JointModel, fitted: Fitted | None) -> ModelOnMap:
    """The sources as they are on screen (`joint`), with position errors where a fit has found them just there."""
    analysis = keep_joint(analysis, joint)
    marks, edges, everywhere = list[SourceMark](), dict[str, tuple[Array, Array]](), list[str]()
    for source in analysis.sources:
        shape = source.spatial
        if not isinstance(shape, SpatialModel):
            continue
        outline = outline_on_screen(analysis, source.name)
        if outline is not None:
            error = None if fitted is None or source.left_out else position_error(fitted, source.name)
            marks.append(SourceMark(source.name, outline, _look(source, shape, analysis.model is source, error)))
        elif (edge := edge_of_image(shape)) is not None:
            edges[source.name] = edge
        else:
            everywhere.append(source.name)
    return ModelOnMap(tuple(marks), edges, tuple(everywhere))


def _look(source: SourceModel, shape: SpatialModel, shown: bool, error: PositionError | None) -> SourceLook:
    lines = list[Line]()
    if (wide := holds_68(shape)) is not None:
        lines.append(Line(*wide.outline(), Qt.PenStyle.DotLine, 0.8))
    if error is not None and error.minor > LEAST_ERROR:
        ellipses = (error.ellipse(probability) for probability in PROBABILITIES)
        lines += [Line(*each.outline(), style) for each, style in zip(ellipses, _STYLES, strict=True)]
    elongated = "e" in shape.formula.names and shape["e"].frozen
    return SourceLook(shown, source.left_out, elongated, _tip(source, shape, shown, error), tuple(lines))


def _tip(source: SourceModel, shape: SpatialModel, shown: bool, error: PositionError | None) -> str:
    """Name and shape, place, sizes, error of the place, what is frozen."""
    state = ", left out of the fit" if source.left_out else ", its spectrum is shown" if shown else ""
    centre = shape.centre
    assert centre is not None
    said = [f"{source.name}: {shape.formula.label}{state}", f"{hms(centre[0], 0.1)} {dms(centre[1], 1.0)}"]
    said += [", ".join(_number(p) for p in shape.parameters[2:] if p.name != "phi" or shape["e"].value > ROUND)]
    if shape.kind == "gaussian":
        said.append("Line: 1 σ, which holds 39 % of a round one; dots: 68 %")
    if error is not None and error.minor > LEAST_ERROR:
        said += [_error(error.ellipse(probability), probability) for probability in PROBABILITIES]
    frozen = [p.name for p in shape.parameters if p.frozen and p.name not in ("e", "phi")]
    said += [f"Frozen: {', '.join(frozen)}"] if frozen else []
    said += [f"Linked: {', '.join(f'{p.name} to {p.link}' for p in linked)}"] if (linked := _linked(shape)) else []
    return "\n".join(filter(None, said))


def _number(parameter: Parameter) -> str:
    unit = {"deg": "°"}.get(parameter.unit, parameter.unit)
    return f"{parameter.name} {value_error(parameter.value, parameter.error)}{unit}"


def _error(ellipse: Ellipse, probability: float) -> str:
    angle = f", PA {ellipse.angle:.0f}°" if ellipse.a > 1.05 * ellipse.b else ""
    return f"Inside {ellipse.a:.2g}° × {ellipse.b:.2g}°{angle} with {100 * probability:.0f} %"


def _linked(shape: SpatialModel) -> Sequence[Parameter]:
    return [p for p in shape.parameters if p.link]
