"""What shapes a source can have on the sky, and how it can change with time, as entries of menus. No Qt.

A key is a kind of the registry, or one that is asked for a file: "template_image", "light_curve", "phase_curve". A
source that does not change with time has the key "".
"""

from __future__ import annotations

from vhegui.core.models.sources import ModelPart
from vhegui.core.models.spatial.piecewise import KIND as PIECEWISE
from vhegui.core.models.spatial.registry import KINDS as SHAPES
from vhegui.core.models.spatial.template import KIND as IMAGE
from vhegui.core.models.temporal.registry import KINDS as CHANGES
from vhegui.core.models.temporal.tables import LIGHT_CURVE, PHASE_CURVE
from vhegui.gui.model_editor.model_choices import Choice
from vhegui.gui.model_editor.wording import formula_of_part

FILES = (IMAGE, LIGHT_CURVE, PHASE_CURVE)
NOWHERE = Choice("", "nowhere on the sky", "Choose a shape to give the source a place")
STEADY = Choice("", "Constant in time", "The spectrum is the same at all times")


def shape_choices() -> list[Choice]:
    """All kinds of the registry, then what comes from a file."""
    found = [Choice(entry.kind, entry.label, entry.formula) for entry in SHAPES.values()]
    points = "Brightness at 3 × 3 points 0.5° apart about where the source is, each a parameter, smooth in between"
    image = "A FITS image of any projection, or a cube of images against energy; all of the source is on it"
    return [
        *found,
        Choice(PIECEWISE, "Brightness at points", points),
        Choice(IMAGE, "Image or cube from a file…", image),
    ]


def time_choices() -> list[Choice]:
    """No change, all kinds of the registry, then what comes from a file."""
    known = [Choice(entry.kind, entry.label, entry.formula) for entry in CHANGES.values() if entry.kind != "constant"]
    return [
        STEADY,
        *known,
        Choice(LIGHT_CURVE, "Light curve from a file…", "A table of factors against time, linear in between"),
        Choice(PHASE_CURVE, "Phase curve from a file…", "A table of factors against the phase of an ephemeris"),
    ]


def choice_of(part: ModelPart | None, none: Choice) -> Choice:
    """What a part is, as an entry; `none` where there is no such part."""
    if part is None:
        return none
    formula = formula_of_part(part)
    return Choice(part.kind, formula.label, formula.formula)
