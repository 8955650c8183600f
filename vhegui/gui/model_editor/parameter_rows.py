"""The rows of the parameter table: parameters of all sources and systematics, under headings where there are several.

No Qt.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from vhegui.analysis.parameter_names import is_place, parameter_label
from vhegui.analysis.written_numbers import MINUS
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.nuisances import FIELD_OF_VIEW, NUISANCES
from vhegui.core.models.parameters import Parameter
from vhegui.gui.model_editor.wording import formula_of_part, prior_text, short_number


@dataclass(frozen=True)
class Row:
    """A parameter (`index` in the joint model), or a heading (−1)."""

    index: int
    label: str


def rows_of(joint: JointModel) -> tuple[Row, ...]:
    """One row a parameter; headings when there is more than one source, a part beside the spectrum, or a systematic."""
    headed = bool(joint.nuisances) or len(joint.sources) > 1 or any(len(each.parts) > 1 for each in joint.sources)
    rows: list[Row] = []
    for source, where in zip(joint.sources, joint.slices, strict=True):
        for name, part in source.parts.items():
            rows += [Row(-1, f"{source.name}: {formula_of_part(part).label}")] * headed
            frame, start = str(getattr(part, "frame", "")), where.start + source.slices[name].start
            rows += [Row(i, parameter_label(p.name, frame)) for i, p in enumerate(part.parameters, start)]
    if joint.nuisances:
        first = joint.slices[-1].stop
        for kind, entry in (NUISANCES | FIELD_OF_VIEW).items():
            mine = [(i, n.dataset) for i, n in enumerate(joint.nuisances) if n.kind == kind]
            title = f"Systematics: {entry.title}" if kind in NUISANCES else entry.title.capitalize()
            rows += [Row(-1, title)] * bool(mine)
            rows += [Row(first + i, name or "(no name)") for i, name in mine]
    return tuple(rows)


def known_text(joint: JointModel, index: int) -> str:
    """What is known besides the data: "= index" for a link, the pull of a systematic, or the prior."""
    parameter = joint.parameters[index]
    if parameter.link:
        return f"= {parameter_label(joint.names[joint.linked_to[index]])}"
    if is_nuisance(joint, index):
        return f"{pull_of(parameter):+.2f} σ".replace("-", MINUS)
    return prior_text(parameter.prior)


def limits_text(low: float, high: float) -> str:
    """`≥ 0`, `≤ 5`, `0 … 5`; nothing without limits."""
    if math.isfinite(low) and math.isfinite(high):
        return f"{short_number(low)} … {short_number(high)}"
    return f"≥ {short_number(low)}" if math.isfinite(low) else f"≤ {short_number(high)}" if math.isfinite(high) else ""


def is_nuisance(joint: JointModel, index: int) -> bool:
    """Whether a parameter is a systematic with a Gaussian prior."""
    prior = joint.parameters[index].prior
    return index >= joint.slices[-1].stop and prior is not None and prior.kind == "gaussian"


def pull_of(parameter: Parameter) -> float:
    """(value − 1)/δ: how far, in units of what was known beforehand, the data pulled a systematic."""
    assert parameter.prior is not None
    return (parameter.value - parameter.prior.a) / parameter.prior.b


def edit_text(parameter: Parameter, field: str, factor: float = 1.0) -> str:
    """What the editor of a cell starts with: enough digits to keep the fit, no unit."""
    value = getattr(parameter, field, "")
    if not isinstance(value, float):
        return str(value)
    digits = 8 if is_place(parameter.name) else 6  # an arcsecond of 360°
    return f"{value * factor:.{digits}g}" if math.isfinite(value) else ""
