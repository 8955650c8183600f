"""Names, colours and groups of the source region and of exclusions, which are found by the shape that has them."""

from __future__ import annotations

from dataclasses import replace

from vhegui.analysis.marks import Mark
from vhegui.analysis.state import Analysis
from vhegui.core.regions.shapes import MarkShape


def label_of(analysis: Analysis, shape: MarkShape) -> Mark:
    """What a shape is called, with the colour and the group it has; all "" for one without."""
    return next((label for label in analysis.labels if label.shape == shape), Mark(shape))


def with_label(analysis: Analysis, label: Mark) -> Analysis:
    """A shape called so; a label that says nothing takes the one there was away."""
    others = tuple(each for each in analysis.labels if each.shape != label.shape)
    said = label.name or label.color or label.group
    return replace(analysis, labels=(*others, label) if said else others)


def moved_label(analysis: Analysis, shape: MarkShape, changed: MarkShape) -> Analysis:
    """The label of a shape goes with it to what it has become.

    >>> from vhegui.analysis.edits import new_analysis
    >>> from vhegui.core.regions.circle import Circle
    >>> here, there = Circle(83.6, 22.0, 0.1), Circle(84.0, 22.0, 0.1)
    >>> analysis = moved_label(with_label(new_analysis(), Mark(here, "nebula")), here, there)
    >>> label_of(analysis, there).name, label_of(analysis, here).name
    ('nebula', '')
    """
    known = label_of(analysis, shape)
    if known not in analysis.labels or shape == changed:
        return analysis
    return with_label(with_label(analysis, Mark(shape)), replace(known, shape=changed))
