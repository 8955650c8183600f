"""What is fitted and how, the background, and what is asked of the analysis as a whole."""

from __future__ import annotations

from vhegui.analysis.state import FitSettings
from vhegui.core.background.registry import METHODS
from vhegui.core.settings import settings_of
from vhegui.gui.session.fit_commands import choose_data
from vhegui.gui.window import commands, simulate_commands
from vhegui.gui.window.actions.entry import Action
from vhegui.gui.window.errands import in_panel


def _method(key: str) -> Action:
    method = METHODS[key]
    return Action(
        key, "Analysis/OFF regions", f"{method.label} regions", lambda w: commands.set_method(w, key),
        tip=method.tip, group="method", checked=lambda w: w.session.analysis.background.method == key,
        words="background method",
    )  # fmt: skip


def _data(data: str, first: bool) -> Action:
    setting = next(setting for setting in settings_of(FitSettings) if setting.name == "data")
    return Action(
        f"fit-{data}", "Fit", f"Fit {data}", lambda w: choose_data(w.session, data), tip=setting.label.tip,
        group="fit-data", separator=first, checked=lambda w: w.session.analysis.fit.data == data,
        words="3d 1d joint what is fitted",
    )  # fmt: skip


ANALYSIS: tuple[Action, ...] = (
    *(_method(key) for key in METHODS),
    Action("draw-off", "Analysis/OFF regions", "Draw what is placed now", lambda w: commands.draw_placed(w, False),
           tip="The OFF regions of all runs become circles that you can move; every run uses all that it can.",
           separator=True),
    Action("draw-off-runs", "Analysis/OFF regions", "Draw what is placed now, run by run",
           lambda w: commands.draw_placed(w, True),
           tip="The same, but each circle is for the run that it was placed for: the counts stay as they are."),
    Action("off-file", "Analysis/OFF regions", "From a DS9 file…", commands.open_off_regions,
           tip="Circles that a region file marks as background become the OFF regions."),
    Action("compare-backgrounds", "Analysis", "Compare backgrounds",
           in_panel("backgrounds", button=lambda p: p.view.go),
           tip="The source region with OFF regions, ring, field of view and template side by side.",
           separator=True, words="systematic ring field of view template"),
    Action("make-template", "Analysis", "Background model from off runs",
           in_panel("template", button=lambda p: p.view.form.go),
           tip="Count off runs in bins of energy, offset and zenith angle: a background template.",
           words="off template"),
    Action("theta-square", "Analysis", "θ² of the source", in_panel("theta"),
           tip="Events against their squared distance from the source, ON and OFF, with the PSF.",
           words="theta squared theta2 distance", separator=True),
    Action("theta-growth", "Analysis", "Significance against the ON radius",
           in_panel("theta", button=lambda p: p.view.growth),
           tip="Significance and excess of a region of every radius, below the θ² plot; once more hides them.",
           words="theta growth"),
    Action("optimise", "Analysis", "Optimise ON radius and threshold",
           in_panel("optimise", button=lambda p: p.view.form.go),
           tip="Try every radius with every energy threshold; the trials are counted.", words="scan cuts best"),
    Action("use-optimised", "Analysis", "Use the optimised radius and threshold",
           in_panel("optimise", button=lambda p: p.view.form.use),
           tip="Take over what the scan has found, as one step to undo."),
    Action("simulate-fit", "Analysis", "Simulate the fit…", simulate_commands.ask_events,
           tip="Observe the chosen runs again on a sky of the fitted sources, and open them with the truth beside.",
           separator=True, enabled=simulate_commands.has_runs, words="fake events monte carlo truth data set"),
    Action("fake-spectra", "Analysis", "Fake spectra of the fit…", simulate_commands.ask_spectra,
           tip="Spectra with the counts that the fitted model lets expect, by chance or exactly (Asimov).",
           enabled=simulate_commands.has_spectra, words="simulate counts poisson asimov ogip"),
    Action("pin", "Analysis/Compare analyses", "Pin the analysis as A", in_panel("compare", lambda p: p.pin()),
           tip="Keep the analysis as it is now, with its results, to compare what follows with it.", words="a/b"),
    Action("swap", "Analysis/Compare analyses", "Swap A and the current analysis",
           in_panel("compare", button=lambda p: p.view.swap),
           tip="Go on with A; what is current now becomes the pinned one.",
           enabled=lambda w: w.session.pinned is not None),
    Action("unpin", "Analysis/Compare analyses", "Unpin A", lambda w: w.session.set_pinned(None),
           tip="Let the pinned analysis go.", enabled=lambda w: w.session.pinned is not None),
    Action("gammapy_conventions", "Analysis", "Conventions of gammapy", commands.toggle_gammapy_conventions, "",
           "Place OFF regions where gammapy's search puts them and keep events outside the good time, to compare.",
           separator=True, checked=commands.has_gammapy_conventions),
)  # fmt: skip

FIT: tuple[Action, ...] = (
    Action("follow", "Fit", "Fit while data change", commands.toggle_follow, "Shift+F",
           "Off: the model stays as you type it, and only the statistic follows.",
           checked=lambda w: w.session.analysis.fit.follow),
    Action("cubes", "Fit", "Fit cubes of the map", commands.toggle_cubes, "",
           "On: the counts in all pixels of the map, with the place and shape of every source; off: spectra of the ON "
           "region.", checked=lambda w: w.session.analysis.fits_cubes, words="3d spatial model spectra what is fitted"),
    Action("stack", "Fit", "Stack runs before the fit", commands.toggle_stack, "",
           "On: runs are added up first; off: fitted jointly, each with its own response.",
           checked=lambda w: w.session.analysis.fit.stack),
    *(_data(data, first) for data, first in (("spectra", True), ("cubes", False))),
    Action("compare-models", "Fit", "Compare models",
           in_panel("fit", lambda p: p.view.show_page(p.view.compare), lambda p: p.view.compare.go),
           tip="Power law against cutoff against log-parabola: ΔTS, p-value, AIC.", separator=True,
           words="likelihood ratio curvature cutoff aic"),
    Action("fit-profile", "Fit", "Likelihood profile of a parameter",
           in_panel("fit", lambda p: p.view.show_page(p.view.profiles), lambda p: p.view.profiles.go),
           tip="Move a parameter and fit all others again at every step.", words="minos steppar scan profiles"),
    Action("fit-contours", "Fit", "Contours of two parameters",
           in_panel("fit", lambda p: p.view.show_page(p.view.profiles), lambda p: p.view.profiles.both),
           tip="68 and 95 % contours of two parameters."),
    Action("fit-correlation", "Fit", "Correlations of the parameters",
           in_panel("fit", lambda p: p.view.show_page(p.view.correlation)),
           tip="The correlation matrix of the fit.", words="covariance matrix"),
    Action("fit-toys", "Fit", "Goodness of fit by simulated toys",
           in_panel("fit", lambda p: p.view.show_page(p.view.toys), lambda p: p.view.toys.go),
           tip="Simulate the fit a thousand times: is the statistic as expected, do the errors cover?",
           words="toys monte carlo coverage goodness p-value"),
    Action("fit-points", "Fit", "Fit the flux points",
           in_panel("fit", lambda p: p.view.show_page(p.view.points), lambda p: p.view.points.go),
           tip="Fit a model to flux points, one's own or published ones, by χ² or their likelihood profiles.",
           words="chi2 sed"),
)  # fmt: skip
