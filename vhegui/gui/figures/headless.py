"""The plots of a headless run: the window's own, drawn on an invisible screen, as SVG and PNG; maps as PDF too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from vhegui.analysis.export.plot_files import contours_file, profile_file
from vhegui.analysis.outcome import Outcome
from vhegui.core.spectra.ogip.files import file_stem
from vhegui.gui.figures.counts_plot import CountsPlot
from vhegui.gui.figures.flux_plot import FluxPlot
from vhegui.gui.figures.looks import CountsLooks, Looks
from vhegui.gui.figures.off_shapes import draw_off_shapes, off_shapes
from vhegui.gui.figures.parameter_plots import ContourPlot, ParameterPlot
from vhegui.gui.figures.profile_plot import ProfilePlot
from vhegui.gui.figures.regions import draw_regions
from vhegui.gui.figures.sed_plot import SedPlot
from vhegui.gui.figures.sky_maps import sky_maps
from vhegui.gui.figures.theta_plot import ThetaPlot
from vhegui.gui.plotting.colour_maps import shown_colours
from vhegui.gui.plotting.export import drawn
from vhegui.gui.plotting.laying_out import on_screen
from vhegui.gui.plotting.sheet import Page
from vhegui.gui.plotting.sky.sky_view import SkyView
from vhegui.gui.theme import LIGHT, apply_theme

SIZES = {
    "counts_spectrum": (800, 600), "sed": (800, 600), "counts_map": (820, 700), "theta_squared": (800, 600),
    "light_curve": (1000, 500), "parameters": (600, 450),
}  # fmt: skip
BINS_IN_ONE = 2  # of θ², as at first in the window
FORMATS = (".svg", ".png")
SKY_FORMATS = (*FORMATS, ".pdf")
LAYOUTS = 3
USUAL_PAGE = Page()
USUAL_COUNTS = CountsLooks()
Write = Callable[[], Sequence[Path]]  # writes files, and says which


def draw(
    outcome: Outcome,
    folder: Path,
    formats: Sequence[str] = SKY_FORMATS,
    page: Page = USUAL_PAGE,
    counts: CountsLooks = USUAL_COUNTS,
) -> Sequence[Path]:
    """Write every plot there is a result for, as those of the formats that it is usually written in; needs Qt's
    offscreen platform. page : width and dots per inch · counts : how counts are drawn. Returns the files.
    """
    return [file for write in draw_each(outcome, folder, formats, page, counts) for file in write()]


def draw_each(
    outcome: Outcome,
    folder: Path,
    formats: Sequence[str] = SKY_FORMATS,
    page: Page = USUAL_PAGE,
    counts: CountsLooks = USUAL_COUNTS,
) -> Iterator[Write]:
    """The same in pieces, for a window that has other things to do between them. Each piece returns what writes the
    files that are drawn, in any thread.
    """
    usual = [each for each in FORMATS if each in formats]
    if QApplication.instance() is None:
        apply_theme(QApplication(["vhegui"]), LIGHT)
    for name, make in (
        ("counts_spectrum", partial(_counts, looks=counts)),
        ("sed", _sed),
        ("counts_map", _map),
        ("theta_squared", _theta),
        ("light_curve", _light_curve),
    ):
        plot = make(outcome)
        if plot is not None:
            yield from _each_file(plot, folder / name, SIZES[name], usual, page)
    for name, plot in sky_maps(outcome).items():
        yield from _each_file(plot, folder / name, SIZES["counts_map"], formats, page)
    if "profile_of_map" in outcome.values:
        plot = ProfilePlot()
        plot.set_profile(outcome.values["profile_of_map"])
        yield from _each_file(plot, folder / "profile", SIZES["sed"], formats, page)
    for group, plot in _counts_of_groups(outcome, counts).items():
        yield from _each_file(
            plot, folder / f"counts_spectrum_{file_stem(group)}", SIZES["counts_spectrum"], usual, page
        )
    for name, plot in _of_parameters(outcome):
        yield from _each_file(plot, folder / name, SIZES["parameters"], usual, page)


def save_plot(
    plot: QWidget, stem: Path, size: tuple[int, int], formats: Sequence[str] = FORMATS, page: Page = USUAL_PAGE
) -> list[Path]:
    """Write a plot, or a widget of several, of a size (pixels) as `stem` with the ending of each format."""
    return [file for write in _each_file(plot, stem, size, formats, page) for file in write()]


def _each_file(plot: QWidget, stem: Path, size: tuple[int, int], formats: Sequence[str], page: Page) -> Iterator[Write]:
    try:
        plot.resize(*size)
        plot.show()
        for _ in range(LAYOUTS):
            plot.grab()  # makes axes fit their labels, which moves what is beside them
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        for suffix in formats:
            yield tuple
            file = stem.with_suffix(suffix)
            yield partial(_written, drawn(plot, file, page.sheet(on_screen(plot))), file)
    finally:
        plot.hide()  # not closed: pyqtgraph then takes the scene apart, which plots with a header do not survive
        plot.deleteLater()


def _written(write: Callable[[], None], file: Path) -> Sequence[Path]:
    write()
    return (file,)


def _counts(outcome: Outcome, looks: CountsLooks) -> CountsPlot | None:
    summed, predicted = outcome.values.get("summed_counts"), outcome.values.get("predicted_counts")
    if summed is None:
        return None
    plot = CountsPlot()
    plot.set_looks(looks)
    if outcome.analysis.fits_cubes:
        plot.set_words("Counts", "Background")
    plot.set_counts(summed, None if predicted is None else predicted.counts)
    return plot


def _counts_of_groups(outcome: Outcome, looks: CountsLooks) -> dict[str, CountsPlot]:
    """A counts spectrum for every group beyond the first, where energy axes differ."""
    plots: dict[str, CountsPlot] = {}
    groups, predicted = outcome.values.get("summed_groups", {}), outcome.values.get("predicted_groups", {})
    for name in list(groups)[1:]:
        plots[name] = CountsPlot()
        plots[name].set_looks(looks)
        plots[name].set_counts(groups[name], predicted[name].counts if name in predicted else None)
    return plots


def _of_parameters(outcome: Outcome) -> Iterator[tuple[str, QWidget]]:
    """Profiles and contours, by the names of their files."""
    fit = outcome.values.get("fit_result")
    if fit is None:
        return
    for each in outcome.values.get("profiles", ()):
        profile = ParameterPlot()
        profile.show_profile(each.name, fit, each.values, each.rise, each.error)
        yield profile_file(each.name), profile
    for each in outcome.values.get("contours", ()):
        contours = ContourPlot()
        contours.begin(fit, *each.names)
        contours.show_contours(each)
        yield contours_file(*each.names), contours


def _sed(outcome: Outcome) -> SedPlot | None:
    band, points = outcome.values.get("fit_band"), outcome.values.get("flux_points_result")
    if band is None and points is None:
        return None
    plot = SedPlot()
    plot.set_model(band)
    plot.set_points(points)
    return plot


def _theta(outcome: Outcome) -> ThetaPlot | None:
    theta = outcome.values.get("theta_fit")
    if theta is None:
        return None
    plot = ThetaPlot()
    plot.set_theta(theta.rebinned(BINS_IN_ONE), outcome.values.get("theta_expected_fit"))
    plot.set_radius(theta.radius)
    return plot


def _light_curve(outcome: Outcome) -> FluxPlot | None:
    curve = outcome.values.get("light_curve_result")
    if curve is None:
        return None
    plot = FluxPlot()
    plot.set_curve(curve, outcome.values.get("variability", ()), Looks(stacked=True))
    return plot


def _map(outcome: Outcome) -> SkyView | None:
    counts, analysis = outcome.values.get("counts_map"), outcome.analysis
    if counts is None:
        return None
    plot = SkyView(name="Counts map")
    looks = analysis.map_looks.of("counts")
    plot.set_looks(shown_colours(looks.colormap, looks.inverted), looks.scale, looks.colour_limits)
    plot.set_image(counts.shown, counts.grid)
    plot.set_colour_bar_title("Counts per pixel")
    shapes = off_shapes(outcome.values.get("off_regions", {}))
    draw_off_shapes(plot, shapes)
    draw_regions(plot, analysis)
    plot.show_all()
    return plot
