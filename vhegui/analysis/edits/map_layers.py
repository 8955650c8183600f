"""What lies over the map of the sky: contours, images and catalogues from files, a second map."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import structs

from vhegui.analysis.edits.settings import change
from vhegui.analysis.map_layers import FRACTIONS, SIGMAS, CatalogueFile, Contours, ImageFile
from vhegui.analysis.shown_map import MAP_KINDS
from vhegui.analysis.state import Analysis


def add_contours(analysis: Analysis, of: str) -> Analysis:
    """Contours of a map, in σ where it has those, else at parts of its maximum."""
    kind = MAP_KINDS[of]
    levels = SIGMAS if kind.sigma else FRACTIONS
    return _add(analysis, "contours", Contours(of=kind.key, levels=levels, fractions=not kind.sigma))


def contours_of(analysis: Analysis, number: int, of: str) -> Analysis:
    """The contours of another map instead; levels stay where they mean the same."""
    before = analysis.map_layers.contours[number]
    kind = MAP_KINDS[of]
    if MAP_KINDS[before.of].sigma == kind.sigma:
        return change_layer(analysis, "contours", number, of=of, fractions=before.fractions and not kind.sigma)
    levels = SIGMAS if kind.sigma else FRACTIONS
    return change_layer(analysis, "contours", number, of=of, levels=levels, fractions=not kind.sigma)


def toggle_contours(analysis: Analysis, of: str) -> Analysis:
    """Contours of a map, or none of it."""
    layers = analysis.map_layers.contours
    if any(each.of == of for each in layers):
        return change(analysis, "map_layers", contours=tuple(each for each in layers if each.of != of))
    return add_contours(analysis, of)


def add_image(analysis: Analysis, path: str) -> Analysis:
    """An image of the sky from a file, over all others."""
    return _add(analysis, "images", ImageFile(str(Path(path))))


def add_catalogue(analysis: Analysis, path: str) -> Analysis:
    """The sources of a table."""
    return _add(analysis, "catalogues", CatalogueFile(str(Path(path))))


def change_layer(analysis: Analysis, group: str, number: int, **changes: Any) -> Analysis:
    """Other settings of a layer. group : "contours", "images" or "catalogues". Raises AnalysisError."""
    layers = getattr(analysis.map_layers, group)
    changed = structs.replace(layers[number], **changes)
    return change(analysis, "map_layers", **{group: (*layers[:number], changed, *layers[number + 1 :])})


def remove_layer(analysis: Analysis, group: str, number: int) -> Analysis:
    """Without a layer."""
    layers = getattr(analysis.map_layers, group)
    return change(analysis, "map_layers", **{group: (*layers[:number], *layers[number + 1 :])})


def take_turns(analysis: Analysis, turns: str, past: Iterable[Analysis] = ()) -> Analysis:
    """The second map seen by swipe or blink, or (asked for what is on already) not.

    A second map that is the first one is none: it becomes the one shown last in the `past` (newest first).
    """
    layers, shown = analysis.map_layers, analysis.map_looks.shown
    if layers.turns == turns:
        return change(analysis, "map_layers", turns="off")
    others = (each.map_looks.shown for each in past if each.map_looks.shown != shown)
    fallback = "excess" if shown == "counts" else "counts"
    second = layers.second if layers.second != shown else next(others, fallback)
    return change(analysis, "map_layers", turns=turns, second=second)


def _add(analysis: Analysis, group: str, layer: Any) -> Analysis:
    return change(analysis, "map_layers", **{group: (*getattr(analysis.map_layers, group), layer)})
