"""What lies over the map: a second map, contours, images and catalogues from files, with a legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor

from vhegui.analysis.map_layers import CatalogueFile, Contours, ImageFile
from vhegui.analysis.shown_map import MAP_KINDS, ShownMap, map_of, step_of, steps_for
from vhegui.analysis.state import Analysis
from vhegui.analysis.steps.sky_maps import LayerImage
from vhegui.analysis.written_numbers import MINUS
from vhegui.core.catalogues.known_sources import Source, SourceTable
from vhegui.core.maps.contours import contour_lines
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import EMPTY, AnyArray
from vhegui.gui.panels.countmap.map_image import drawn_looks, drawn_picture, drawn_values
from vhegui.gui.plotting.colour_maps import COLOUR_MAPS
from vhegui.gui.plotting.sky.contour_layers import ContourSet
from vhegui.gui.plotting.sky.pictures import Picture
from vhegui.gui.plotting.sky.source_layers import SourceSet
from vhegui.gui.session.results import Results
from vhegui.gui.session.seen import Seen

if TYPE_CHECKING:
    from vhegui.gui.panels.countmap.sky import MapSky

SHOWN_LEVELS = 5  # in the legend
MOST_ALIASES = 3


def kinds_on_map(analysis: Analysis) -> tuple[str, ...]:
    """All maps that are drawn: the one that is shown, the second one, those of contours."""
    layers = analysis.map_layers
    second = () if layers.turns == "off" else (layers.second,)
    return (analysis.map_looks.shown, *second, *(each.of for each in layers.contours if each.visible))


def steps_of_layers(analysis: Analysis) -> tuple[str, ...]:
    """The slow steps that make them."""
    images = ("layer_images",) if any(each.visible for each in analysis.map_layers.images) else ()
    return (*steps_for(kinds_on_map(analysis), analysis.sky.shape), *images)


class MapLayersShown:
    """Draws the layers of the analysis on the map."""

    def __init__(self, sky: MapSky) -> None:
        self._sky, self._seen = sky, Seen()

    def show_sources(
        self, layers: tuple[CatalogueFile, ...], known: Mapping[str, SourceTable], embedded: Sequence[Source]
    ) -> None:
        """The catalogues from files that were read; and what is told under the mouse of those of the embedded list."""
        if not self._seen.new("sources", layers, known, tuple(embedded)):
            return
        sets = [_source_set(embedded, "known TeV source", "", drawn=False)] if embedded else []
        for layer in layers:
            if layer.visible and layer.path in known:
                sets.append(_source_set(known[layer.path].sources, Path(layer.path).name, _colour(layer)))
        self._sky.sources.show_sets(sets)

    def show(self, results: Results) -> None:
        """What there is of the maps and images."""
        analysis = results.analysis
        self._show_second(results, analysis)
        shape = analysis.sky.shape
        steps = [step_of(each.of, shape) for each in analysis.map_layers.contours]
        maps = [results.get(step) or results.errors.get(step) for step in steps]
        images = results.get("layer_images") or {}
        if self._seen.new("contours", analysis.map_layers.contours, *maps, analysis.map_layers.images, images):
            self._show_contours(results, analysis)
            seen = [each for each in analysis.map_layers.images if _is_seen(each) and each.path in images]
            self._sky.pictures.show([_picture(each, images[each.path]) for each in seen])

    def _show_second(self, results: Results, analysis: Analysis) -> None:
        layers, second = analysis.map_layers, self._sky.second
        if self._seen.new("turns", layers.turns, layers.interval):
            second.set_turns(layers.turns, layers.interval)
        if layers.turns == "off":
            return
        shown, first = map_of(layers.second, results.values, analysis), analysis.map_looks.shown
        stale, dark = step_of(layers.second, analysis.sky.shape) in results.stale, self._sky.theme.dark
        if shown is None:
            failed = step_of(layers.second, analysis.sky.shape) in results.errors
            why = "cannot be made" if failed else "is being computed …"
            second.name(MAP_KINDS[first].label, f"{MAP_KINDS[layers.second].label} {why}")
            return
        if self._seen.new("second", layers.second, shown.sky.maps, analysis.map_looks, first, stale, dark):
            second.show_image(
                drawn_values(shown),
                shown.grid,
                drawn_picture(shown, analysis.map_looks),
                drawn_looks(layers.second, analysis.map_looks, dark),
            )
            limits = "" if layers.second == "rgb" else _limits(shown, second.image.levels_)
            second.name(MAP_KINDS[first].label, f"{shown.kind.label}{limits}{', being computed …' if stale else ''}")

    def _show_contours(self, results: Results, analysis: Analysis) -> None:
        sets: list[ContourSet] = []
        for layer in analysis.map_layers.contours:
            shown = map_of(layer.of, results.values, analysis)
            if layer.visible and shown is None:
                failed = step_of(layer.of, analysis.sky.shape) in results.errors
                why = "cannot be made" if failed else "is being computed …"
                sets.append(ContourSet(EMPTY, EMPTY, _colour(layer), f"{MAP_KINDS[layer.of].label} {why}"))
            elif layer.visible and shown is not None:
                name = f"{shown.kind.label} {_levels(layer, shown.kind.unit or 'counts')}"
                sets.append(self._set(layer, shown.values, shown.grid, name))
        images = results.get("layer_images") or {}
        for image in analysis.map_layers.images:
            found = images.get(image.path)
            if image.visible and image.drawn == "contours" and found is not None:
                sets.append(self._set(image, found.values, found.grid, f"{found.name} {_levels(image, found.unit)}"))
        self._sky.contours.show_sets(sets)
        self._sky.legend.set_lines(self._sky.contours.legend)

    def _set(self, layer: Contours | ImageFile, values: AnyArray, grid: SkyGrid, name: str) -> ContourSet:
        ra, dec = contour_lines(values, grid, levels_of(layer, values))
        return ContourSet(ra, dec, _colour(layer), name)


def levels_of(layer: Contours | ImageFile, values: AnyArray) -> list[float]:
    """The values at which lines are drawn; parts of the maximum where the levels are that."""
    if not layer.fractions:
        return list(layer.levels)
    largest = float(np.nanmax(values, initial=0.0))
    return [level * largest for level in layer.levels] if largest > 0.0 else []


def _colour(layer: Contours | ImageFile | CatalogueFile) -> str:
    """As it was chosen, "" where a file names none that is known."""
    return layer.colour if QColor.isValidColorName(layer.colour) else ""


def _source_set(sources: Sequence[Source], catalogue: str, colour: str, drawn: bool = True) -> SourceSet:
    ra, dec, size = (np.array([getattr(each, name) for each in sources]) for name in ("ra", "dec", "size"))
    tips = tuple(_tip(each, catalogue) for each in sources)
    return SourceSet(ra, dec, size, tuple(each.name for each in sources), tips, colour, drawn)


def _tip(source: Source, catalogue: str) -> str:
    """Names, kind, size and brightness in a line."""
    said = [source.name, *source.aliases[:MOST_ALIASES], source.kind]
    said += [f"size {source.size:.3g}°"] if source.size > 0.0 else []
    said += [f"{100.0 * source.crab:.3g} % of the Crab"] if source.crab > 0.0 else []
    return f"{', '.join(filter(None, said))} ({catalogue})"


def _picture(image: ImageFile, found: LayerImage) -> Picture:
    colours = image.colours if image.colours in COLOUR_MAPS else "grey"
    return Picture(found.values, found.grid, image.opacity, colours)


def _is_seen(image: ImageFile) -> bool:
    return image.visible and image.drawn == "image"


def _levels(layer: Contours | ImageFile, unit: str) -> str:
    """`3, 5, 7 σ`, `10, 50 % of the maximum`."""
    values = [100.0 * level for level in layer.levels] if layer.fractions else layer.levels
    more = ", …" if len(values) > SHOWN_LEVELS else ""
    text = ", ".join(f"{value:.3g}" for value in values[:SHOWN_LEVELS]) + more
    return f"{text} {'% of the maximum' if layer.fractions else unit}".replace("-", MINUS).rstrip()


def _limits(shown: ShownMap, levels: tuple[float, float]) -> str:
    """From the first to the last colour."""
    low, high = levels
    return f" ({low:.3g} to {high:.3g} {shown.kind.unit or 'counts'})".replace("-", MINUS)
