"""Opening whatever it is: by menu, by a drop on the window, named on the command line, handed over by another start.

What paths are is found out in the background. One session or data set is opened first; what lies beside it (spectra,
models, regions, masks, layers, responses) is added once it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vhegui.analysis import edits
from vhegui.analysis.edits.flux_points import add_overlay
from vhegui.analysis.loading.first_view import DEMO_TARGET, choose_files, common_folder, demo_view, opening_view
from vhegui.analysis.loading.opened_as import Opens, by_kind, data_sets_in
from vhegui.core.dl3.remote.address import is_address
from vhegui.core.errors import DataError
from vhegui.core.progress import Progress
from vhegui.gui.file_questions import ask_folder, ask_open_several
from vhegui.gui.session.spectrum_commands import open_spectra
from vhegui.gui.window.reading import read_in_background
from vhegui.gui.window.session_commands import open_configuration, open_session

if TYPE_CHECKING:
    from vhegui.analysis.state import Analysis
    from vhegui.core.models.nuisances import Nuisance
    from vhegui.core.models.sources import SourceModel
    from vhegui.gui.window.main_window import MainWindow

READ = (
    "*.fits *.fits.gz *.fit *.fts *.yaml *.yml *.reg *.pha *.pi *.ecsv *.csv *.vot *.votable *.txt *.lis *.list *.dat"
)
FILES = f"All that is read ({READ});;All files (*)"
Kinds = Mapping[Opens, Sequence[Path | str]]
Done = Callable[[], object]


def open_folder(window: MainWindow) -> None:
    """Ask for a data set's folder."""
    ask_folder(window, "Open data set", partial(open_any, window))


def open_file(window: MainWindow) -> None:
    """Ask for files of any kind."""
    ask_open_several(window, "Open files", FILES, partial(open_paths, window), beside_opened=True)


def open_any(window: MainWindow, path: Path | str) -> None:
    """Open whatever this is: see `open_paths`."""
    open_paths(window, [path])


def open_paths(window: MainWindow, paths: Sequence[Path | str]) -> None:
    """Open what these folders, files and addresses are, together."""
    if not paths:
        return
    places = [path if is_address(str(path)) else Path(path).absolute() for path in paths]

    def look(progress: Progress) -> Done:
        progress(0.0, "Looking at what is opened")
        kinds, problems = by_kind(places)
        if not kinds:
            raise DataError("\n".join(problems))
        if len(places) == 1 and isinstance(places[0], Path) and (found := data_sets_in(places[0])):
            return partial(window.start.data_sets, places[0], found)
        return partial(open_kinds, window, kinds, problems)

    each = f"look at {places}"  # another opened meanwhile does not take the place of these
    read_in_background(window, look, "this could not be opened", each)


def open_kinds(window: MainWindow, kinds: Kinds, problems: Sequence[str] = ()) -> None:
    """Open paths whose kinds are known: one of those that replace what is open, then all that is added to it.

    problems : what is wrong with paths beside them.
    """
    if problems:
        window.show_message("warning", "\n".join(problems))
    first = next((kind for kind in REPLACING if kind in kinds), None)
    added = {kind: paths for kind, paths in kinds.items() if kind in ADDED}

    def add() -> None:
        for kind, paths in added.items():
            ADDED[kind](window, [Path(path) for path in paths])

    if first is None:
        add()
        _say_what_waits(window, added)
        return
    replacing = [path for kind in REPLACING for path in kinds.get(kind, ())]
    together = kinds[first] if first is Opens.RUN else kinds[first][:1]
    if others := [Path(path).name for path in replacing if path not in together]:
        opened, left = Path(together[0]).name, ", ".join(others)
        window.show_message(
            "warning", f"{opened} is opened. A window shows one session or data set, so not opened: {left}."
        )
    REPLACING[first](window, together, add)


def _say_what_waits(window: MainWindow, added: Kinds) -> None:
    """Where nothing is open yet, most of what is added is not seen."""
    dataset = window.session.analysis.dataset
    waiting = [Path(path).name for kind, paths in added.items() if kind not in SEEN_ALONE for path in paths]
    if waiting and not (dataset.path or dataset.spectra):
        verb = "is" if len(waiting) == 1 else "are"
        text = f"{', '.join(waiting)} {verb} kept for the data set that is opened next."
        window.show_message("information", text, "Open a data set…", partial(open_folder, window))


def open_demo(
    window: MainWindow,
    target: str = DEMO_TARGET,
    look: Callable[[Analysis], Analysis] = lambda analysis: analysis,
    opened: Done = lambda: None,
) -> None:
    """Open the demo data, simulated first where they are not there yet.

    target : whose runs are chosen · look : edits what is shown first · opened : called once it is shown.
    """
    from vhegui.core.simulation.demo import ensure_demo

    session = window.session

    def done(result: Path | Exception) -> None:
        if isinstance(result, Exception):
            session.complain(result, "the demo data could not be made")
            return

        def view(analysis: Analysis) -> Analysis:
            return look(demo_view(analysis, session.store.index, result, target)) if session.store else analysis

        session.open_path(result, view, partial(_anew, window, opened))

    session.worker.submit("demo", ensure_demo, done)


# --- what replaces what is open ------------------------------------------------------------------------------


def _anew(window: MainWindow, added: Done) -> None:
    """Another data set is no part of the session file that was open: saving asks for a name."""
    window.session_file = None
    window.show_state()
    added()


def _session(window: MainWindow, paths: Sequence[Path | str], added: Done) -> None:
    open_session(window, Path(paths[0]), added)


def _configuration(window: MainWindow, paths: Sequence[Path | str], added: Done) -> None:
    open_configuration(window, Path(paths[0]), added)


def _data(window: MainWindow, paths: Sequence[Path | str], added: Done) -> None:
    session, path = window.session, paths[0]

    def view(analysis: Analysis) -> Analysis:
        radius = session.preferences.value.radius
        return opening_view(analysis, session.store.index, radius) if session.store else analysis

    def opened() -> None:
        _anew(window, added)
        if not session.analysis.dataset.runs:
            window.start.targets()

    session.open_path(path, view, opened)


def _runs(window: MainWindow, paths: Sequence[Path | str], added: Done) -> None:
    """One event file is a data set; several are those runs of the folder that they lie in."""
    if len(paths) == 1:
        _data(window, paths, added)
        return
    session, files = window.session, [Path(path) for path in paths]
    folder = common_folder(files)
    if folder is None:
        window.show_message(
            "warning",
            f"These {len(files)} event files lie too far apart to be one data set: put them into one folder, and open "
            "that.",
        )
        return

    def view(analysis: Analysis) -> Analysis:
        return choose_files(analysis, session.store, files) if session.store else analysis

    session.open_path(folder, view, partial(_anew, window, added))


REPLACING: dict[Opens, Callable[[MainWindow, Sequence[Path | str], Done], None]] = {
    Opens.SESSION: _session,
    Opens.CONFIGURATION: _configuration,
    Opens.DATA: _data,
    Opens.RUN: _runs,
}


# --- what is added to it -------------------------------------------------------------------------------------


def _named(what: str, paths: Sequence[Path]) -> str:
    """`Exclude mask.fits`, `Exclude 3 files`."""
    return f"{what} {paths[0].name if len(paths) == 1 else f'{len(paths)} files'}"


def _spectra(window: MainWindow, paths: Sequence[Path]) -> None:
    """Where there is nothing but spectra, they get the window: there is no sky to show."""
    open_spectra(window.session, paths)
    dataset = window.session.analysis.dataset
    if dataset.spectra and not dataset.path:
        window.workspaces.show("spectrum")


def _models(window: MainWindow, paths: Sequence[Path]) -> None:
    from vhegui.analysis.gammapy_config.models import read_models, read_sky_models

    path, on_sky = paths[0], window.session.analysis.fits_cubes
    if len(paths) > 1:
        window.show_message("warning", f"Models of {path.name} are taken; of several files only the first.")

    def read(progress: Progress) -> Done:
        progress(0.0, f"Reading {path.name}")
        if on_sky:
            return partial(_take_models, window, path, *read_sky_models(path))
        sources, warnings = read_models(path)
        return partial(_take_models, window, path, sources, (), warnings)

    read_in_background(window, read, f"{path.name} could not be read", "models")


def _take_models(
    window: MainWindow,
    path: Path,
    sources: Sequence[SourceModel],
    backgrounds: Sequence[Nuisance],
    warnings: Sequence[str],
) -> None:
    from vhegui.gui.session.radiation import prepared

    for warning in warnings:
        window.show_message("warning", warning)
    label = f"Models of {path.name}"

    def show(_: Exception | None) -> None:
        if window.session.apply(label, edits.take_models, sources, backgrounds):
            window.remember_recent(str(path))
            window.show_panel("spectrum")

    prepared(window.session, [source.spectral for source in sources], show)


def _regions(window: MainWindow, paths: Sequence[Path]) -> None:
    from vhegui.gui.window.region_files import take_regions

    for path in paths:
        take_regions(window, path, off=True)


def _masks(window: MainWindow, paths: Sequence[Path]) -> None:
    window.session.apply(_named("Exclude the mask", paths), edits.add_masks, paths)


def _images(window: MainWindow, paths: Sequence[Path]) -> None:
    for path in paths:
        window.session.apply(f"Lay {path.name} over the map", edits.add_image, str(path))


def _catalogues(window: MainWindow, paths: Sequence[Path]) -> None:
    for path in paths:
        window.session.apply(f"Lay {path.name} over the map", edits.add_catalogue, str(path))


def _flux_points(window: MainWindow, paths: Sequence[Path]) -> None:
    for path in paths:
        window.session.apply(f"Draw {path.name}", add_overlay, str(path))
    window.show_panel("spectrum")


def _responses(window: MainWindow, paths: Sequence[Path]) -> None:
    window.show_panel("response")
    window.panels["response"].open_files(paths)  # type: ignore[attr-defined]


def _run_lists(window: MainWindow, paths: Sequence[Path]) -> None:
    window.show_panel("observations")
    for path in paths:
        window.panels["observations"].queries.read_list(str(path))  # type: ignore[attr-defined]


def _plan(window: MainWindow, paths: Sequence[Path]) -> None:
    name = paths[0].name
    window.show_message(
        "information", f'{name} plans simulated runs: "vhegui simulate {name} -o FOLDER" makes them; open that folder.'
    )


ADDED: dict[Opens, Callable[[MainWindow, Sequence[Path]], None]] = {
    Opens.SPECTRUM: _spectra,
    Opens.MODELS: _models,
    Opens.REGIONS: _regions,
    Opens.MASK: _masks,
    Opens.IMAGE: _images,
    Opens.CATALOGUE: _catalogues,
    Opens.FLUX_POINTS: _flux_points,
    Opens.RESPONSES: _responses,
    Opens.RUN_LIST: _run_lists,
    Opens.PLAN: _plan,
}
SEEN_ALONE = (Opens.SPECTRUM, Opens.RESPONSES, Opens.PLAN, Opens.REGIONS)  # regions ask what they are for
