"""Regions and what they measure → the table; rows that are chosen and typed → the selection and edits."""

from __future__ import annotations

from functools import partial

from vhegui.analysis.measured_regions import RegionRow
from vhegui.analysis.region_refs import ListedRegion, RegionRef, listed_regions
from vhegui.analysis.shown_map import SKY_STEPS
from vhegui.core.estimators.sky.region_sums import RegionSum
from vhegui.gui.panels.regions.columns import columns
from vhegui.gui.panels.regions.view import RegionsView
from vhegui.gui.session import region_commands
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.theme import LIGHT, Theme

COUNTS, SUMS, MODEL = "counts_in_regions", "region_sums", "model_in_regions"
IMAGES = SKY_STEPS[: SKY_STEPS.index("images_between") + 1]


class RegionsPanel(Panel):
    """The list of regions; what is selected here is selected on the map, and back."""

    name = "regions"
    title = "Regions"

    def __init__(self, session: Session, theme: Theme = LIGHT) -> None:
        self.view = RegionsView()
        super().__init__(session, self.view)
        self._theme = theme
        self._regions: tuple[ListedRegion, ...] = ()
        self.view.rows_chosen.connect(self._choose)
        self.view.removed.connect(partial(region_commands.remove, session))
        self.view.menu_wanted.connect(partial(region_commands.region_menu, session))
        self.view.typed.connect(session.request_pull)
        self.view.failed.connect(lambda reason: session.message.emit("error", reason))
        session.regions_chosen.connect(self._show_chosen)

    @property
    def needs(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Nothing is computed where there is no region."""
        return (COUNTS, SUMS, *((MODEL,) if self._models else ())) if self._measures else ()

    @property
    def wants(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The images that the background is summed of, and what the model is seen with."""
        return (*IMAGES, *(("sky_folding",) if self._models else ())) if self._measures else ()

    @property
    def _models(self) -> bool:
        """Whether a source of the model has a place."""
        return any(source.spatial is not None for source in self.session.analysis.fitted_sources)

    @property
    def _measures(self) -> bool:
        analysis = self.session.analysis
        return bool(analysis.dataset.runs and (analysis.source or analysis.exclusions or analysis.marks))

    def show(self, results: Results) -> None:
        if not results.numbers or self.view.typing:
            return
        analysis = results.analysis
        regions = analysis.source, analysis.exclusions, analysis.marks, analysis.labels, analysis.background
        rows = (results.current(SUMS) or results.current(COUNTS) or ()) if analysis.dataset.runs else ()
        model = (results.current(MODEL) or ()) if self._models else ()
        energies = _energies(results)
        if self.seen.new("regions", *regions, rows, model, energies):
            self._regions = listed_regions(analysis)
            found = _sums(rows), _model(rows, model)
            self.view.show_columns(columns(self._regions, *found, self._theme, self._rename, energies))
            self._show_chosen(self.session.chosen_regions)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.seen.forget("regions")

    def _show_chosen(self, refs: tuple[RegionRef, ...]) -> None:
        self.view.choose([row for row, region in enumerate(self._regions) if region.ref in refs])

    def _choose(self, rows: list[int]) -> None:
        self.session.choose_regions(tuple(self._regions[row].ref for row in rows if row < len(self._regions)))

    def _rename(self, row: int, name: str) -> None:
        region_commands.rename(self.session, self._regions[row].ref, name)


def _model(rows: tuple[RegionRow, ...], model: tuple[float, ...]) -> dict[RegionRef, float]:
    """What the model expects in each region."""
    return dict(zip(_sums(rows), model, strict=False))


def _energies(results: Results) -> tuple[float, float]:
    """Between which is counted, TeV: the chosen ones, and with a background the edges of bins next to them."""
    images = results.get(IMAGES[-1]) if results.current(SUMS) else None
    if images is None:
        return results.analysis.map.low, results.analysis.map.high
    return float(images.edges[0]), float(images.edges[-1])


def _sums(rows: tuple[RegionRow, ...]) -> dict[RegionRef, RegionSum]:
    """What each region holds."""
    return {row.region.ref: row.found for row in rows}
