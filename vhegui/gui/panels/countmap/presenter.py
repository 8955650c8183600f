"""The map of the sky: shows the mosaic, the regions and the OFF regions; turns drags into edits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from vhegui.analysis import edits
from vhegui.analysis.brush import Brush
from vhegui.analysis.edits.joint import joint_of
from vhegui.analysis.pipeline import is_whole
from vhegui.analysis.region_refs import listed_regions
from vhegui.analysis.shown_map import MAP_KINDS, MODELS, map_of, step_of
from vhegui.analysis.state import Analysis
from vhegui.core.background.drawn import DrawnRegion
from vhegui.core.background.method import Off
from vhegui.core.background.scattered import ScatteredOff
from vhegui.core.background.sky_registry import SKY_METHODS
from vhegui.core.catalogues.known_sources import Source, all_sources
from vhegui.core.maps.counts import SkyEvents
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import ExclusionMask
from vhegui.core.typing import EMPTY, Array
from vhegui.gui.figures.off_shapes import NO_SHAPES, off_shapes
from vhegui.gui.panels.countmap.bands import ask_bands
from vhegui.gui.panels.countmap.map_layers import MapLayersShown, steps_of_layers
from vhegui.gui.panels.countmap.notices import is_empty, notice
from vhegui.gui.panels.countmap.profile import connect_profile
from vhegui.gui.panels.countmap.region_edits import RegionEdits
from vhegui.gui.panels.countmap.source_edits import SourceEdits
from vhegui.gui.panels.countmap.source_marks import model_on_map
from vhegui.gui.panels.countmap.view import CountMapView
from vhegui.gui.plotting.sky.sky_box import DRAWN
from vhegui.gui.session.advice import advice_in, take_advice
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.theme import LIGHT, Theme

CATALOGUE_RADIUS = 12.0  # deg about the middle of the map
ADVICE = "advice_on_off"
SAME_PLACE = 0.03  # deg
NEEDS = (
    "off_regions",
    "cut_messages",
    "on_radii",
    "counts_map",
    "exclusion_shapes",
    "sky_events",
    "brushed_events",
    "map_psf",
)
_LABELS = {
    "shape": "Change source of flux maps",
    "radius": "Change correlation radius",
    "sigma": "Change width of the Gaussian",
    "index": "Change spectral index of flux maps",
}


class CountMapPanel(Panel):
    """The map of the sky. `set_tool` is for the main window's tool bar; `tool_changed(name)` answers it."""

    name = "countmap"
    title = "Map"
    studies = ("candidates",)

    @property
    def needs(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The fit, where it says where sources are; what statistic it has makes no difference."""
        return (*NEEDS, "cubes_on_screen") if self._fits_places else NEEDS

    @property
    def _fits_places(self) -> bool:
        return self.session.analysis.fits_cubes

    @property
    def wants(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Maps beside that of the counts are made for those who look at them, and errors of places that are fitted."""
        errors = ("fit_result",) if self._fits_places and self.session.analysis.fit.follow else ()
        return (*steps_of_layers(self.session.analysis), *errors, ADVICE)

    def __init__(self, session: Session, theme: Theme = LIGHT) -> None:
        self.view = CountMapView(theme)
        self._layers = MapLayersShown(self.view.sky)
        super().__init__(session, self.view)
        self.tool_changed = self.view.sky.tool_changed
        self._results = session.results
        self._near: list[Source] = []
        self._connect()
        self._recall_layers()

    def show(self, results: Results) -> None:
        self._results = results
        analysis = results.analysis
        drawn = edits.drawn_regions(analysis)
        regions = analysis.source, analysis.exclusions, analysis.marks, analysis.labels, drawn
        if self.seen.new("regions", *regions):
            self.view.regions.show_regions(listed_regions(analysis))
        if results.numbers and self.seen.new("row", *regions):
            self.view.show_row(listed_regions(analysis))
        if results.numbers:
            self.view.say_position()
        self._show_model(results)
        off = results.get("off_regions") if analysis.source and analysis.dataset.runs else None
        off_stale = "off_regions" in results.stale
        if self.seen.new("off", off, off_stale):
            self.view.sky.set_off_shapes(off_shapes(off) if off else NO_SHAPES, off_stale)
        if self.seen.new("unused", off, drawn):
            self.view.regions.show_unused(_unused(drawn, off or {}))
        radii = results.get("on_radii") or {}
        if self.seen.new("cut", analysis.source, radii):
            self.view.sky.drawn.set_outlines("field", *_cut_circles(analysis, radii))
        shapes = results.get("exclusion_shapes") or ()
        if self.seen.new("masks", shapes):
            self.view.sky.set_masks(tuple(shape for shape in shapes if isinstance(shape, ExclusionMask)))
        if self.seen.new("runs", analysis.dataset.runs, results.loaded, analysis.target):
            self._show_pointings(results)
        if self.seen.new("settings", analysis.map, analysis.map_looks):
            self.view.show_settings(analysis.map, analysis.map_looks)
        counts = results.get("counts_map")
        self._show_map(results)
        self._layers.show(results)
        problems = self.session.data.layer_problems
        if self.seen.new("layers", analysis.map_layers, problems):
            self.view.layers.show_layers(analysis.map_layers, problems)
        if self.seen.new("events", counts):
            self.view.sky.set_event_source(self._events)
        self._show_overlays(results)
        found = results.get("candidates")
        if self.seen.new("candidates", found, "candidates" in results.old):
            self.view.sky.candidates.show_found(found, "candidates" in results.old)
        if self.seen.new("profile", analysis.sky_profile):
            self.view.sky.profile.set_profile(analysis.sky_profile)
        psf = results.get("map_psf")
        if self.seen.new("psf", psf):
            self.view.sky.furniture.set_psf(float("nan") if psf is None else psf)
        if self.seen.new("catalogue", analysis.map.ra, analysis.map.dec, analysis.target):
            self._show_catalogue(analysis)
        near = () if "catalogue" in self.view.controls.layers_menu.hidden else self._near
        self._layers.show_sources(analysis.map_layers.catalogues, self.session.data.catalogues, near)
        self.view.show_notice(*notice(results, self.tool, self.shape))
        self.view.show_empty(is_empty(results))
        if not results.gesture:
            self.view.advice.show_advice(advice_in(results, [ADVICE]))

    def _show_model(self, results: Results) -> None:
        """The sources where they are on screen; position errors belong to a fit that has put them there."""
        analysis = results.analysis
        live = results.current("cubes_on_screen") if analysis.fits_cubes else None
        fitted = results.current("fit_result") if analysis.fits_cubes and analysis.fit.follow else None
        if self.seen.new("model", analysis.sources, analysis.model.name, live, fitted):
            self.view.show_model(model_on_map(analysis, joint_of(analysis, fitted or live), fitted))

    def _show_map(self, results: Results) -> None:
        """The map that was chosen; until it is there, the last one that was."""
        analysis, counts = results.analysis, results.get("counts_map")
        if self.seen.new("show", *_shown_settings(analysis)):
            self.view.show_menu.show_settings(analysis)
        kind = MAP_KINDS[analysis.map_looks.shown]
        step = step_of(kind.key, analysis.sky.shape)
        shown = map_of(kind.key, results.values, analysis)
        if self.seen.new("map", counts, results.get(step), kind.key) and shown is not None:
            steady = results.gesture and kind.key in MODELS and not self.seen.new("kind", kind.key, analysis.map_looks)
            self.view.show_map(counts, shown, steady)
        waits = step in results.stale and is_whole(results.current("stacked_sky"))  # else it grows, run by run
        self.view.sky.set_map_stale(waits or (shown is None and kind.key != "counts"))

    def _show_overlays(self, results: Results) -> None:
        brushed, pinned = results.current("brushed_events"), self.session.pinned
        if self.seen.new("brush", brushed):
            events = (EMPTY, EMPTY, None) if brushed is None else (brushed.ra, brushed.dec, brushed.brush.sky)
            self.view.sky.overlays.show_brush(*events)
        region = None if pinned is None or pinned.analysis.source == results.analysis.source else pinned.analysis.source
        if self.seen.new("pinned", region):
            self.view.sky.overlays.show_pinned(region)

    def _show_catalogue(self, analysis: Analysis) -> None:
        """Known sources about the middle of the map, without what is marked as the target."""
        table, target = all_sources(), analysis.target
        marked = table.near(target.ra, target.dec, SAME_PLACE) if target else []
        near = table.near(analysis.map.ra, analysis.map.dec, CATALOGUE_RADIUS)
        sources = [source for source in near if source not in marked]
        ra, dec = (np.array([getattr(source, angle) for source in sources]) for angle in ("ra", "dec"))
        self.view.show_catalogue(ra, dec, tuple(source.name for source in sources))
        self._near = sources

    def _remember_layers(self, hidden: list[str]) -> None:
        if self.session.settings is not None:
            self.session.settings.setValue("map/hidden", ",".join(hidden))

    def _recall_layers(self) -> None:
        kept = self.session.settings.value("map/hidden") if self.session.settings is not None else None
        if isinstance(kept, str):
            self.view.controls.layers_menu.show_hidden(kept.split(","))

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)

    @property
    def tool(self) -> str:
        """What the mouse does on the map now."""
        return self.view.sky.tool

    def set_tool(self, tool: str) -> None:
        """One of `vhegui.gui.plotting.sky.sky_box.TOOLS`."""
        self.view.sky.set_tool(tool)

    @property
    def shape(self) -> str:
        """What the drawing tools draw now."""
        return self.view.sky.box.draws if self.tool in DRAWN else self.view.sky.box.chosen_shape

    def choose_shape(self, shape: str) -> None:
        """Draw regions of this shape (a name of `drawing.SHAPES`), by a tool that can."""
        self.view.sky.box.choose_shape(shape)
        self.set_tool(self.tool if shape in DRAWN.get(self.tool, ()) else "measure")

    def _show_pointings(self, results: Results) -> None:
        loaded = results.loaded.observations
        runs = [run for run in results.analysis.dataset.runs if run in loaded]
        pointings = [loaded[run].pointing for run in runs]
        self.view.show_pointings(runs, np.array([p.ra for p in pointings]), np.array([p.dec for p in pointings]))
        self.view.show_target(results.analysis.target)

    def _events(self) -> tuple[Array, Array]:
        """Events of the selected runs in the map's energy range, deg."""
        settings = self._results.analysis.map
        runs: Mapping[int, SkyEvents] = self._results.get("sky_events") or {}
        slices = [(events, events.between(settings.low, settings.high)) for events in runs.values()]
        return (
            np.concatenate([np.empty(0), *(events.ra[part] for events, part in slices)]),
            np.concatenate([np.empty(0), *(events.dec[part] for events, part in slices)]),
        )

    # gestures → edits

    def _connect(self) -> None:
        session, view = self.session, self.view
        self._region_edits = RegionEdits(session, view)
        self._source_edits = SourceEdits(session, view)
        view.controls.layers_menu.switched.connect(lambda layer, seen: layer == "model" and view.show_sources(seen))
        connect_profile(view.sky.profile, session)
        session.looked_at.connect(view.sky.look_at)
        view.sky.box.brushed.connect(self._brush)
        view.sky.let_go.connect(lambda: session.set_brush(None))
        view.advice.taken.connect(lambda advice: take_advice(self.session, advice))
        view.sky.tool_changed.connect(lambda tool: view.show_notice(*notice(self._results, tool, self.shape)))
        view.off_runs_typed.connect(
            lambda ref, runs: session.apply("Choose runs of OFF region", edits.set_off_runs, ref.position, runs)
        )
        view.settings_previewed.connect(lambda changes: session.preview(partial(edits.change, part="map", **changes)))
        view.layers_changed.connect(self._remember_layers)
        view.layers.edited.connect(session.apply)
        view.layers.begun.connect(session.begin_gesture)
        view.layers.previewed.connect(session.preview)
        view.layers.committed.connect(session.commit_gesture)
        view.limits_begun.connect(session.begin_gesture)
        view.looks_previewed.connect(
            lambda changes: session.preview(partial(edits.change, part="map_looks", **changes))
        )
        view.limits_committed.connect(lambda: session.commit_gesture("Change colour limits"))
        view.settings_changed.connect(self._change_settings)
        view.preview_cancelled.connect(session.cancel_gesture)
        view.show_menu.kind_chosen.connect(self._choose_map)
        view.show_menu.method_chosen.connect(self._choose_method)
        view.show_menu.changed.connect(lambda name, value: self._change_settings(_LABELS[name], "sky", {name: value}))
        view.show_menu.slide_begun.connect(session.begin_gesture)
        view.show_menu.slid.connect(
            lambda name, value: session.preview(partial(edits.change, part="sky", **{name: value}))
        )
        view.show_menu.slide_committed.connect(lambda name: session.commit_gesture(_LABELS[name]))
        view.show_menu.slide_cancelled.connect(session.cancel_gesture)
        view.show_menu.band_chosen.connect(lambda number: session.apply("Choose band", edits.choose_band, number))
        view.show_menu.bands_wanted.connect(self._ask_bands)
        view.mosaic_requested.connect(lambda: session.apply("Map 10° wide", edits.mosaic_map))
        view.centre_requested.connect(self._centre)
        view.centre_here.connect(lambda ra, dec: session.apply("Centre map", edits.centre_map, ra, dec))
        view.sky.cursor_moved.connect(lambda ra, dec: session.set_cursor((ra, dec)))
        view.sky.cursor_left.connect(lambda: session.set_cursor(None))
        view.controls.options.sexagesimal_chosen.connect(
            lambda on: session.preferences.put("coordinates", "sexagesimal" if on else "degrees")
        )
        session.preferences.changed.connect(self._prefer)
        self._prefer()
        view.failed.connect(lambda reason: session.message.emit("error", reason))

    def _prefer(self, *_: object) -> None:
        """As the preferences say."""
        wanted = self.session.preferences.value
        self.view.controls.options.show_sexagesimal(wanted.coordinates == "sexagesimal")
        self.view.set_new_radius(wanted.radius)

    def _choose_map(self, kind: str) -> None:
        self.session.apply(f"Show {MAP_KINDS[kind].label.lower()}", edits.show_map, kind)

    def _choose_method(self, method: str) -> None:
        label = f"Use {SKY_METHODS[method].label.lower()} background"
        self.session.apply(label, edits.use_sky_method, method, self.session.history.past)

    def _ask_bands(self) -> None:
        def answered(edges: tuple[float, ...]) -> None:
            self.session.apply("Change bands of maps", edits.set_bands, edges)

        ask_bands(self.widget, self.session.analysis.sky.edges, answered)

    def _brush(self, ra: float, dec: float, radius: float) -> None:
        """A circle is held up in all panels; a click lets go."""
        brush = Brush(sky=Circle(ra, dec, radius), by=self.name) if radius > 0.0 else None
        self.session.set_brush(brush)

    def _change_settings(self, label: str, part: str, changes: Mapping[str, Any]) -> None:
        """Of the analysis as it is now: two changes may come before the next frame."""
        edit = partial(edits.change, part=part, **changes)
        if self.session.gesture:
            self.session.preview(edit)
            self.session.commit_gesture(label)
        elif not self.session.apply(label, edit):
            self.view.show_settings(self.session.analysis.map, self.session.analysis.map_looks)

    def _centre(self, what: str) -> None:
        """Centre the map on the "target", the source "region" or the pointing of the "runs"."""
        analysis, loaded = self.session.analysis, self.session.loaded.observations
        run = next((run for run in analysis.dataset.runs if run in loaded), None)
        places = {
            "target": analysis.target,
            "region": analysis.source,
            "runs": None if run is None else loaded[run].pointing,
        }
        place = places[what]
        if place is not None:
            self.session.apply("Centre map", edits.centre_map, place.ra, place.dec)


def _shown_settings(analysis: Analysis) -> tuple[object, ...]:
    return analysis.map_looks.shown, analysis.sky_background, analysis.sky, analysis.map, analysis.reco


def _unused(drawn: tuple[DrawnRegion, ...], off: Mapping[int, Off]) -> set[int]:
    """Positions of the drawn OFF regions that no run uses."""
    used = {circle for each in off.values() if isinstance(each, ScatteredOff) for circle in each.regions}
    return {i for i, region in enumerate(drawn) if off and region.circle not in used}


def _cut_circles(analysis: Analysis, radii: Mapping[int, Any]) -> tuple[Array, Array, Array]:
    """Circles about the source of the directional cuts that are used instead of the radius drawn."""
    cuts = {size for radius in radii.values() if radius.by_cut for size in (radius.smallest, radius.largest)}
    if analysis.source is None or not cuts:
        return EMPTY, EMPTY, EMPTY
    sizes = np.array(sorted(cuts))
    return np.full_like(sizes, analysis.source.ra), np.full_like(sizes, analysis.source.dec), sizes
