"""What a user prefers, whatever is analysed: remembered from start to start, each setting one line.

    radius: Annotated[Size, Label("Radius of a new source region", "…")] = 0.11

Its row in Edit → Preferences, its place in the palette and how it is kept follow from that line, as for the settings of
an analysis (`vhegui.core.settings`); who uses it listens to `changed`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, structs
from PySide6.QtCore import QObject, QSettings, Signal

from vhegui.analysis.defaults import DEFAULT_RADIUS
from vhegui.core.setting_checks import checked
from vhegui.core.settings import Label, Setting, Settings, Unit, settings_of

Colours = Literal[
    "inferno", "magma", "plasma", "viridis", "cividis", "heat", "ice", "diverging", "rainbow", "grey", "grey inverted"
]


class Preferences(Settings, frozen=True):
    """All of them."""

    theme: Annotated[
        Literal["system", "light", "dark"],
        Label("Theme", "Colours of the window and of all plots.", words=("As the desktop", "Light", "Dark")),
    ] = "system"
    size: Annotated[
        float,
        Meta(ge=0.8, le=2.5),
        Unit("×"),
        Label("Size of letters, lines and symbols", "1 × is the usual one (Ctrl + and Ctrl −, Ctrl 0)."),
    ] = 1.0
    ask_before_closing: Annotated[
        bool, Label("Ask before closing what is unsaved", "Off: it is kept for the next start without a question.")
    ] = True
    autosave: Annotated[
        float,
        Meta(ge=0.5, le=600.0),
        Unit("s"),
        Label("Save aside after", "An edit is written aside so much later at most, for a crash; see Recover session."),
    ] = 1.0
    sed_unit: Annotated[
        Literal["erg", "tev", "gev", "dnde", "dnde_gev", "dnde_erg", "flux", "eflux", "eflux_tev"],
        Label(
            "Unit of the SED",
            "What is drawn as the spectral energy distribution.",
            words=("E² dN/dE, erg", "E² dN/dE, TeV", "E² dN/dE, GeV", "dN/dE, TeV⁻¹", "dN/dE, GeV⁻¹", "dN/dE, erg⁻¹",
                   "Flux per band", "Energy flux per band, erg", "Energy flux per band, TeV"),
        ),
    ] = "erg"  # fmt: skip
    energy_unit: Annotated[
        Literal["TeV", "GeV", "MeV", "erg"],
        Label("Energy axis of the SED", "Unit of the energies.", words=("TeV", "GeV", "MeV", "erg")),
    ] = "TeV"
    flux_unit: Annotated[
        Literal["flux", "erg", "tev", "crab"],
        Label(
            "Unit of light curves",
            "What is drawn against time: photons, energy, or the flux of the Crab Nebula.",
            words=("cm⁻² s⁻¹", "erg cm⁻² s⁻¹", "TeV cm⁻² s⁻¹", "Crab"),
        ),
    ] = "flux"
    coordinates: Annotated[
        Literal["sexagesimal", "degrees"],
        Label("Coordinates on the map", "How positions are written.", words=("h m s, ° ′ ″", "Degrees")),
    ] = "sexagesimal"
    frame: Annotated[
        Literal["icrs", "galactic"],
        Label("Frame of new maps", "Whose north is up when a data set is opened.", words=("ICRS", "Galactic")),
    ] = "icrs"
    colormap: Annotated[Colours, Label("Colours of new maps", "What a new analysis begins with.")] = "inferno"
    scale: Annotated[
        Literal["linear", "sqrt", "log", "asinh"],
        Label("Scale of the colours of new maps", "What a new analysis begins with."),
    ] = "sqrt"
    radius: Annotated[
        float,
        Meta(gt=0, le=5.0),
        Unit("°"),
        Label("Radius of a new source region", "Where a data set is opened, a source aimed at, or a click draws it."),
    ] = DEFAULT_RADIUS
    method: Annotated[
        Literal["reflected", "wobble"],
        Label("OFF regions of a new analysis", "How the background of spectra is measured at the start."),
    ] = "reflected"
    picture_size: Annotated[
        Literal["screen", "column", "columns", "slide", "own"],
        Label(
            "Size of saved pictures",
            "What papers and slides ask for, as large as on the screen, or what is typed below.",
            words=("As on the screen", "One journal column, 8.8 cm", "Two journal columns, 18 cm",
                   "Slide, 1920 × 1080 pixels", "Own size"),
        ),
    ] = "screen"  # fmt: skip
    picture_width: Annotated[
        float, Meta(gt=0, le=200), Unit("cm"), Label("Own width", "Of pictures of an own size.")
    ] = 12.0
    picture_height: Annotated[
        float, Meta(gt=0, le=200), Unit("cm"), Label("Own height", "Of pictures of an own size.")
    ] = 9.0
    picture_letters: Annotated[
        float, Meta(ge=3, le=72), Unit("pt"), Label("Letters of an own size", "Lines and symbols grow with them.")
    ] = 9.0
    picture_dpi: Annotated[
        int, Meta(ge=30, le=2400), Unit("dpi"), Label("Resolution of PNG pictures", "Papers ask for 300 or more.")
    ] = 300
    picture_unit: Annotated[
        Literal["cm", "inch", "px"],
        Label("Unit of sizes", "What the size of a picture is typed in.", words=("cm", "inch", "pixels")),
    ] = "cm"
    picture_colours: Annotated[
        Literal["paper", "window"],
        Label(
            "Colours of saved pictures",
            "White paper has the light colours, also of a dark window.",
            words=("White paper", "As in the window"),
        ),
    ] = "paper"
    picture_format: Annotated[
        Literal["png", "svg", "pdf"],
        Label("Format of saved pictures", "What is proposed.", words=("PNG picture", "SVG drawing", "PDF")),
    ] = "png"
    name_service: Annotated[
        bool,
        Label("Ask an online service for unknown names", "Sesame of the CDS, for names that no list here has."),
    ] = True


GROUPS: dict[str, tuple[str, ...]] = {
    "Window": ("theme", "size", "ask_before_closing", "autosave"),
    "Units and coordinates": ("sed_unit", "energy_unit", "flux_unit", "coordinates"),
    "New analyses": ("radius", "method", "frame", "colormap", "scale"),
    "Saved pictures": (
        "picture_size", "picture_width", "picture_height", "picture_letters", "picture_dpi", "picture_unit",
        "picture_colours", "picture_format",
    ),
    "Network": ("name_service",),
}  # fmt: skip
KEYS = {
    "theme": "theme",
    "size": "scale",
    "ask_before_closing": "ask-before-closing",
}  # as they were kept before there were preferences


class PreferenceStore(QObject):
    """`value` : the preferences · changed(name, value) : one of them is another."""

    changed = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.value = Preferences()
        self._settings: QSettings | None = None

    def keep_in(self, settings: QSettings) -> None:
        """Read what is remembered, and remember from now on; what cannot be is as at first."""
        self._settings = settings
        known = {}
        for setting in settings_of(Preferences):
            kept = settings.value(_key(setting.name))
            try:
                known[setting.name] = msgspec.convert(kept, setting.hint, strict=False)
            except msgspec.ValidationError:
                continue
        self.value = structs.replace(self.value, **known)

    def put(self, name: str, value: Any) -> None:
        """Another value; raises AnalysisError for one that cannot be."""
        if value == getattr(self.value, name):
            return
        self.value = checked(structs.replace(self.value, **{name: value}))
        if self._settings is not None:
            self._settings.setValue(_key(name), value)
        self.changed.emit(name, value)

    def reset(self, name: str) -> None:
        """As at first."""
        self.put(name, default_of(name).default)


def default_of(name: str) -> Setting:
    """The line of a preference."""
    return next(setting for setting in settings_of(Preferences) if setting.name == name)


def _key(name: str) -> str:
    return KEYS.get(name, f"preferences/{name}")
