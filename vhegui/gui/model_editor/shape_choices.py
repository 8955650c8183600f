"""What shapes a source can have on the sky, as entries of a menu. No Qt.

A key is a kind of the registry, or "template_image" (asked for a file).
"""

from __future__ import annotations

from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spatial.registry import KINDS
from vhegui.core.models.spatial.template import KIND as IMAGE
from vhegui.gui.model_editor.model_choices import Choice


def shape_choices() -> list[Choice]:
    """All kinds of the registry, then what comes from a file."""
    found = [Choice(entry.kind, entry.label, entry.formula) for entry in KINDS.values()]
    return [*found, Choice(IMAGE, "Image from a file…", "A FITS image of any projection; all of the source is on it")]


def shape_label(shape: object) -> str:
    """A shape in a few words; a source that has none is nowhere."""
    return shape.formula.label if isinstance(shape, SpatialModel) else "nowhere on the sky"


def shape_tip(shape: object) -> str:
    """Its formula."""
    return shape.formula.formula if isinstance(shape, SpatialModel) else "Choose a shape to give the source a place"
