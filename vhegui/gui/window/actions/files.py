"""Opening, saving, leaving; undo. Read before the window is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vhegui.gui.later import Later
from vhegui.gui.window.actions.entry import Action

if TYPE_CHECKING:
    from vhegui.gui.session import spectrum_commands
    from vhegui.gui.window import (
        commands,
        export_commands,
        map_commands,
        opening,
        print_commands,
        remote_commands,
        script_commands,
        session_commands,
    )
    from vhegui.gui.window.main_window import MainWindow
else:
    spectrum_commands = Later("vhegui.gui.session.spectrum_commands")
    commands = Later("vhegui.gui.window.commands")
    export_commands = Later("vhegui.gui.window.export_commands")
    map_commands = Later("vhegui.gui.window.map_commands")
    opening = Later("vhegui.gui.window.opening")
    print_commands = Later("vhegui.gui.window.print_commands")
    remote_commands = Later("vhegui.gui.window.remote_commands")
    script_commands = Later("vhegui.gui.window.script_commands")
    session_commands = Later("vhegui.gui.window.session_commands")


def _has_data(window: MainWindow) -> bool:
    dataset = window.session.history.current.dataset
    return bool(dataset.runs or dataset.spectra or dataset.cubes)


def _has_results(window: MainWindow) -> bool:
    """A fit of cubes needs no source region, so no counts in one; counts of nothing are no result."""
    steps = ("counts_table", "fit_result")
    return _has_data(window) and any(window.session.results.current(step) is not None for step in steps)


FILE: tuple[Action, ...] = (
    Action("open-folder", "File", "Open data set…", opening.open_folder, "Ctrl+O",
           "Open a folder with DL3 data: with index tables, or just event files.", "open", button="Open"),
    Action("open-file", "File", "Open files…", opening.open_file, "Ctrl+Shift+O",
           "Sessions, event files, spectra, responses, regions, masks, models, images, catalogues: several together.",
           words="exclusion mask ds9 region file run list flux points configuration yaml irf response"),
    Action("open-demo", "File", "Open demo data", opening.open_demo, "Ctrl+Shift+D",
           "Simulated observations with known truth; made at the first use, in a few seconds."),
    Action("open-remote", "File", "Open remote data set…", remote_commands.open_remote, "Ctrl+Shift+R",
           "Open a data set on a web or WebDAV server by its address; runs are fetched when they are chosen."),
    Action("public-data", "File", "Public data…", remote_commands.show_public_data, "",
           "Fetch data that observatories have made public, under their terms of use."),
    Action("data-cache", "File", "Data cache…", remote_commands.show_data_cache, "",
           "How much room fetched data take on this computer, and making room again."),
    Action("add-spectra", "File", "Add spectra (OGIP)…",
           lambda w: spectrum_commands.add_spectra(w.session, w), "Ctrl+Shift+A",
           "PHA files with background and responses, of any instrument, fitted together with the runs or alone."),
    Action("read-again", "File", "Read and compute what is missing", lambda w: w.session.read_again(), "Ctrl+R",
           "Read the chosen runs that could not be read, or whose reading was cancelled; compute what was cancelled.",
           enabled=lambda w: bool(w.session.unread or w.session.slow.stopped)),
    Action("save", "File", "Save session", session_commands.save_session, "Ctrl+S",
           "Write everything you decided (not the data) to a readable YAML file.", "save", separator=True,
           button="Save"),
    Action("save-as", "File", "Save session as…", session_commands.save_session_as, "Ctrl+Shift+S",
           "Write the session to another file."),
    Action("recover", "File", "Recover session…", lambda w: w.start.left_behind(), "",
           "Sessions that ended without being saved, by a crash or a quit.", words="crash lost autosave backup"),
    Action("export", "File", "Export results…", export_commands.export_results, "Ctrl+E",
           "Write results.json, flux points, best-fit model, spectra and plots into a folder.", "export",
           button="Export", enabled=_has_results),
    Action("export-report", "File", "Export report…", export_commands.export_report, "",
           "Write one page of HTML that tells all of the analysis: data, method, results, pictures, what was assumed.",
           enabled=_has_results, words="html pdf print document summary"),
    Action("export-script", "File", "Export as Python script…", script_commands.export_script, "",
           "Write a readable script that does this analysis again: the same numbers, without a window.",
           enabled=_has_data, words="python code reproduce"),
    Action("export-notebook", "File", "Export as notebook…", script_commands.export_notebook, "",
           "Write the same steps as a Jupyter notebook, with a cell for each.",
           enabled=_has_data, words="jupyter python ipynb reproduce"),
    Action("save-map", "File", "Save map as FITS…", map_commands.save_map, "",
           "Write the map that is shown as an image with its coordinates and settings."),
    Action("print", "File", "Print plots…", print_commands.print_plots, "Ctrl+P",
           "See the plots of the panel that has the keyboard on paper, and print them or keep them as a PDF.",
           words="printer paper pdf preview"),
    Action("print-report", "File", "Print report…", export_commands.print_report, "",
           "See the report of the analysis on paper, and print it or keep it as a PDF.",
           enabled=_has_results, words="printer paper pdf preview document"),
    Action("quit", "File", "Quit", lambda w: w.close(), "Ctrl+Q", "Leave; an unsaved session can be recovered.",
           separator=True),
)  # fmt: skip

EDIT: tuple[Action, ...] = (
    Action("undo", "Edit", "Undo", lambda w: w.session.undo(), "Ctrl+Z", "Take the last edit back.", "undo",
           button="Undo", separator=True, enabled=lambda w: w.session.history.undo_label is not None),
    Action("redo", "Edit", "Redo", lambda w: w.session.redo(), "Ctrl+Shift+Z", "Do again what was taken back.", "redo",
           button="Redo", enabled=lambda w: w.session.history.redo_label is not None),
    Action("cancel-work", "Edit", "Cancel background work", lambda w: w.session.cancel_work(), "Ctrl+.",
           "Stop what is being read or computed; what was there before stays."),
    Action("preferences", "Edit", "Preferences…", commands.show_preferences, "Ctrl+,",
           "Theme, units, what a new analysis begins with, and the keys of all commands.", separator=True,
           words="settings options configuration shortcuts keys"),
)  # fmt: skip
