"""The spectrum: its model, its tables, how it is drawn."""

from __future__ import annotations

from vhegui.core.models.spectral.crab_references import CRAB_REFERENCES
from vhegui.core.models.spectral.registry import KINDS
from vhegui.gui.figures.sed_units import SED_UNITS
from vhegui.gui.model_editor.model_line import Request
from vhegui.gui.window.actions.entry import Action
from vhegui.gui.window.errands import in_panel


def _model(kind: str) -> Action:
    entry = KINDS[kind]
    return Action(
        f"model-{kind}", "Spectrum/Spectral model", entry.label,
        in_panel("spectrum", lambda p: p.view.model_line.requested.emit(Request("exchange", kind))), tip=entry.formula,
        group="model", checked=lambda w: w.session.analysis.model.spectral.kind == kind,
        words=f"spectral model {entry.abbreviation}",
    )  # fmt: skip


def _tab(name: str, tab: str, text: str, tip: str, words: str = "", separator: bool = False) -> Action:
    show = in_panel("spectrum", lambda p: p.view.show_tab(tab))
    return Action(name, "Spectrum", text, show, tip=tip, words=words, separator=separator)


def _unit(key: str, label: str) -> Action:
    choose = in_panel("spectrum", lambda p: p.view.plots.sed_menus.unit_actions[key].trigger())
    return Action(f"sed-{key}", "Spectrum/Unit of the SED", label, choose, tip=f"Draw the spectrum as {label}.",
                  words="sed flux unit energy")  # fmt: skip


def _reference(key: str, label: str, citation: str) -> Action:
    switch = in_panel("spectrum", lambda p: p.view.plots.sed_menus.reference_actions[key].trigger())
    return Action(f"reference-{key}", "Spectrum/Published spectra", label, switch, tip=citation,
                  checked=lambda w: key in w.session.analysis.flux_points.overlays, words="crab reference")  # fmt: skip


SPECTRUM: tuple[Action, ...] = (
    *(_model(kind) for kind in KINDS),
    Action("add-source", "Spectrum", "Add a source…", in_panel("spectrum", lambda p: p.view.controls.add.trigger()),
           tip="One more source, fitted together with the others.", words="component"),
    Action("add-known-source", "Spectrum/Sources", "Add a known source…",
           in_panel("sources", lambda p: p.commands.ask_known()),
           tip="A source of the embedded list, by name, with its place, size and rough flux.", words="catalogue"),
    Action("add-target-source", "Spectrum/Sources", "Add a source at the target",
           in_panel("sources", lambda p: p.commands.add("target")),
           tip="A point source at the target, or in the source region, fitted together with the others."),
    Action("find-next-source", "Spectrum/Sources", "Find the next source",
           in_panel("sources", button=lambda p: p.view.search),
           tip="The highest peak in what the models leave of the sky is added to the model, and all is fitted.",
           words="residual blind search"),
    Action("test-sources", "Spectrum/Sources", "Test sources", in_panel("sources", button=lambda p: p.view.test),
           tip="ΔTS of every source, of its extension and of a cutoff.", words="significance extension cutoff ts"),
    _tab("show-model", "Model", "Model and parameters", "Values, errors, limits, links and priors.",
         "parameters freeze prior link", True),
    _tab("show-counts", "Counts per run", "Counts per run", "ON, OFF, excess and significance of every run.",
         "significance excess table"),
    _tab("show-points", "Flux points", "Flux points", "Fluxes in bands of energy, with upper limits.",
         "sed upper limits bands"),
    _tab("show-data-sets", "Data sets", "Data sets and their ranges",
         "What is fitted: runs and spectra, their ranges, systematics of the instruments, the statistic.",
         "wstat cash statistic systematics fit range"),
    _tab("show-fluxes", "Fluxes", "Integral fluxes", "Integral and energy flux in a range, pivot energy.",
         "energy flux decorrelation pivot"),
    Action("log-counts", "Spectrum", "Logarithmic or linear counts",
           in_panel("spectrum", button=lambda p: p.view.plots.log_y),
           tip="The axis of the counts; a negative excess needs a linear one.", words="log y axis", separator=True),
    Action("counts-below", "Spectrum", "Residuals, ratio, or nothing below the counts",
           in_panel("spectrum", lambda p: p.view.plots.counts_menu.other_below()),
           tip="The next of: significance of what the model leaves, excess / model, nothing.",
           words="residuals ratio data model sigma"),
    Action("join-bins", "Spectrum", "Join bins for display…",
           in_panel("spectrum", lambda p: p.view.plots.counts_menu.ask()),
           tip="Until their excess is so significant, or they are so many; the fit uses every bin.",
           words="rebin setplot group counts"),
    Action("sed-profiles", "Spectrum", "Likelihood of the flux points",
           in_panel("spectrum", lambda p: p.view.plots.sed_menus.profiles.trigger()),
           tip="In every band a column, dark where the flux is likely; once more hides it.", words="profiles"),
    Action("sed-quick", "Spectrum", "Quick estimate without a fit",
           in_panel("spectrum", lambda p: p.view.plots.sed_menus.quick.trigger()),
           tip="Excess over effective area and livetime in every band; once more hides it."),
    *(_unit(unit.key, unit.label) for unit in SED_UNITS),
    *(_reference(each.key, each.label, each.citation) for each in CRAB_REFERENCES),
    Action("published-catalogue", "Spectrum/Published spectra", "From the gamma-cat catalogue…",
           in_panel("spectrum", lambda p: p.view.plots.sed_menus.catalogue_wanted.emit()),
           tip="Draw a spectrum of the catalogue beside your own.", separator=True),
    Action("published-table", "Spectrum/Published spectra", "From a table…",
           in_panel("spectrum", lambda p: p.view.plots.sed_menus.table_wanted.emit()),
           tip="Flux points of an ECSV or FITS table in the field's columns."),
)  # fmt: skip
