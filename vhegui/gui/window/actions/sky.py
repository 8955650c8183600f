"""The map: what it shows, what lies over it, how it is coloured, profiles over it."""

from __future__ import annotations

from vhegui.analysis import edits
from vhegui.analysis.map_profile import PROFILE_KINDS
from vhegui.analysis.shown_map import KEYS, MAP_KINDS
from vhegui.analysis.state import MapLooks
from vhegui.core.settings import settings_of
from vhegui.gui.panels.countmap.layers import LAYERS
from vhegui.gui.plotting.colour_maps import COLOUR_MAPS
from vhegui.gui.window import map_commands
from vhegui.gui.window.actions.entry import Action
from vhegui.gui.window.errands import in_panel

CENTRES = {"target": "Target", "region": "Source region", "runs": "Pointing of the first run"}
_LOOKS = {setting.name: setting for setting in settings_of(MapLooks)}


def _map(key: str) -> Action:
    kind = MAP_KINDS[key]
    return Action(
        f"map-{key}", "Map/Show", kind.label,
        lambda w: w.session.apply(f"Show {kind.label.lower()}", edits.show_map, key),
        KEYS.get(key, ""), kind.tip,
        group="map", checked=lambda w: w.session.analysis.map_looks.shown == key, words="map",
    )  # fmt: skip


def _look(menu: str, name: str, value: str, word: str) -> Action:
    setting = _LOOKS[name]
    return Action(
        f"{name}-{value.replace(' ', '-')}", menu, word,
        lambda w: w.session.apply(f"Change {setting.label.name.lower()}", edits.change, "map_looks", **{name: value}),
        tip=f"{setting.label.name} of the map: {word}.", group=name,
        checked=lambda w: getattr(w.session.analysis.map_looks, name) == value,
    )  # fmt: skip


def _layer(name: str, first: bool) -> Action:
    text, tip = LAYERS[name]
    return Action(
        f"layer-{name}", "Map/Layers", text,
        in_panel("countmap", button=lambda p: p.view.controls.layers_menu.boxes[name]), tip=f"{tip}; again to hide it.",
        separator=first, checked=lambda w: name not in map_commands.hidden_layers(w), words="layer show hide map",
    )  # fmt: skip


def _profile(key: str) -> Action:
    kind = PROFILE_KINDS[key]
    return Action(
        f"profile-{key}", "Map/Profile over the map", kind.label,
        lambda w: w.session.apply(f"Profile {kind.label.lower()}", edits.choose_profile, key), tip=kind.tip,
        group="profile", checked=lambda w: map_commands.profile_kind(w) == key,
    )  # fmt: skip


MAP: tuple[Action, ...] = (
    *(_map(key) for key in MAP_KINDS),
    Action("find-sources", "Map", "Find sources on the map", in_panel("candidates", button=lambda p: p.view.go),
           tip="Look for the peaks of the map of √TS: candidate sources, with their positions and fluxes.",
           words="candidates hot spots blind search", separator=True),
    Action("map-whole", "Map", "Show the whole map", in_panel("countmap", lambda p: p.view.sky.show_all()),
           tip="Zoom out to all that was computed.", words="zoom reset"),
    *(
        Action(f"centre-{what}", "Map/Centre on", text,
               in_panel("countmap", lambda p, what=what: p.view.centre_requested.emit(what)),
               tip=f"{text} in the middle of the map.", words="centre center map")
        for what, text in CENTRES.items()
    ),
    Action("map-limits", "Map", "Automatic colour limits",
           lambda w: w.session.apply("Reset colour limits", edits.change, "map_looks", limits="automatic"),
           tip="As before the colour bar was dragged; other limits under More on the map.", words="zscale percentile"),
    Action("map-contours", "Map/Layers", "Contours of the significance", map_commands.toggle_contours, "C",
           "Lines at 3, 5, 7 and 10 σ over whatever is shown; other maps and levels under Layers.",
           checked=map_commands.has_contours),
    Action("map-swipe", "Map/Layers", "Swipe between two maps",
           lambda w: map_commands.take_turns(w, "swipe"), "W",
           "The map that is shown left of a line to drag, the one that was shown before right of it.",
           checked=lambda w: w.session.analysis.map_layers.turns == "swipe"),
    Action("map-blink", "Map/Layers", "Blink between two maps",
           lambda w: map_commands.take_turns(w, "blink"), "B",
           "The map that is shown and the one that was shown before, in turns.",
           checked=lambda w: w.session.analysis.map_layers.turns == "blink"),
    Action("map-image", "Map/Layers", "Image over the map…", map_commands.open_image, "",
           "A FITS image of any instrument, in any projection and frame, over the map or as contours."),
    Action("map-catalogue", "Map/Layers", "Catalogue on the map…", map_commands.open_catalogue, "",
           "Sources of any table with RA and Dec: gamma-cat, FITS, ECSV, CSV, VOTable."),
    *(_layer(name, first) for name, first in zip(LAYERS, (True, *[False] * len(LAYERS)), strict=False)),
    Action("map-layers", "Map/Layers", "All layers…", map_commands.show_layers, "L",
           "Contours, images, catalogues and the second map, each with an eye, its levels and its colour."),
    *(_look("Map/Colours", "colormap", name, name.capitalize()) for name in COLOUR_MAPS),
    *(_look("Map/Scale of colours", "scale", name, _LOOKS["scale"].word(name)) for name in _LOOKS["scale"].choices),
    *(_profile(key) for key in PROFILE_KINDS),
    Action("no-profile", "Map/Profile over the map", "No profile",
           lambda w: w.session.apply("Remove profile", edits.choose_profile, ""), "", "Take the profile off the map.",
           enabled=lambda w: w.session.analysis.sky_profile is not None),
    Action("mosaic", "Map", "Map 10° wide, as for mosaics", lambda w: w.session.apply("Map 10° wide", edits.mosaic_map),
           "M", "501 × 501 pixels of 0.02° about the target, events above 0.1 TeV.", "mosaic", separator=True,
           words="mosaic rule"),
)  # fmt: skip
