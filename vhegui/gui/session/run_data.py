"""What has been read for the current state: the store, the runs, exclusion masks and OGIP spectra.

Files are opened in the worker, never in the GUI thread; what a state names and memory lacks is read when the state
changes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from vhegui.analysis.loading.runs import LoadedRuns, load_runs
from vhegui.analysis.pipeline import Pipeline
from vhegui.analysis.state import Analysis, MaskFile
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.store import Store
from vhegui.core.errors import VheguiError
from vhegui.core.progress import Progress
from vhegui.gui.session.named_files import NamedFiles
from vhegui.gui.session.off_run_data import OffRunData
from vhegui.gui.session.trusted import TrustedData
from vhegui.gui.session.worker import Worker

if TYPE_CHECKING:
    from vhegui.analysis.loading.spectra import LoadedSpectra
    from vhegui.core.catalogues.known_sources import SourceTable
    from vhegui.core.files.notes import FormatNote
    from vhegui.core.maps.foreign_image import ForeignImage
    from vhegui.core.regions.exclusions import ExclusionMask
    from vhegui.core.sed.overlays import Overlay
    from vhegui.core.spectra.onoff import SpectrumOnOff

T = TypeVar("T")
SPARE_BYTES = 512 << 20  # what runs that are not chosen may hold
CANCELLED = "Reading was cancelled. Ctrl+R reads the runs that are missing."


class RunData(QObject):
    """The data of the window; `given` is what the pipeline's steps get of it.

    opened : a store is open and shown · changed : more was read · spectra_read : format notes of spectrum files
    message : severity and sentence · question : a sentence, an answer to it, and what that does
    failed : an exception, and what could not be done.
    """

    opened = Signal(object)
    changed = Signal()
    spectra_read = Signal(object)
    message = Signal(str, str)
    question = Signal(str, str, object)
    failed = Signal(object, str)

    def __init__(self, worker: Worker, pipeline: Pipeline, trusted: TrustedData, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.trusted = trusted
        self.store: Store | None = None
        self.path = ""  # of the store: a path or an address
        self.loaded = LoadedRuns()
        self._chosen: dict[int, None] = {}  # runs in the order in which they were last chosen
        self._worker = worker
        worker.idle.connect(self._forget_loading)
        self._pipeline = pipeline
        self._spectra: dict[str, SpectrumOnOff] = {}
        self._noted: dict[str, tuple[FormatNote, ...]] = {}
        self._reading_spectra: tuple[str, ...] = ()
        self._unreadable: frozenset[str] = frozenset()
        self._masks = NamedFiles(worker, "exclusion masks", _read_masks, self)
        self._overlays = NamedFiles(worker, "published spectra", _read_overlays, self)
        self._off_runs = OffRunData(worker, self)
        self._images = NamedFiles(worker, "images of the sky", _read_images, self)
        self._catalogues = NamedFiles(worker, "catalogues", _read_catalogues, self)
        for part in self._parts:
            part.changed.connect(self.changed)
            part.message.connect(self.message)
            part.failed.connect(self.failed)
        self._loading: tuple[int, ...] = ()
        self._for_containment = True

    @property
    def _parts(self) -> tuple[NamedFiles | OffRunData, ...]:
        return self._masks, self._overlays, self._off_runs, self._images, self._catalogues

    @property
    def catalogues(self) -> Mapping[str, SourceTable]:
        """The catalogues on the map that were read, by path."""
        return self._catalogues.known

    @property
    def layer_problems(self) -> Mapping[str, str]:
        """Why images and catalogues on the map could not be read, by path."""
        return {**self._images.problems, **self._catalogues.problems}

    @property
    def loading(self) -> bool:
        """Whether runs, spectra or masks are being read."""
        return bool(self._loading or self._reading_spectra or self._masks.reading)

    def given(self, analysis: Analysis) -> dict[str, Any]:
        """The values that steps use beside the parts of the Analysis."""
        known, spectra, overlays = self.loaded.observations, self._spectra, self._overlays.known
        return {
            "observations": {run: known[run] for run in analysis.dataset.runs if run in known},
            "mask_images": self._masks.known,
            "off_runs": self._off_runs.given,
            "store": self.store,
            "foreign_images": self._images.known,
            "spectrum_files": {path: spectra[path] for path in analysis.dataset.spectra if path in spectra},
            "overlays": tuple(overlays[key] for key in analysis.flux_points.overlays if key in overlays),
        }

    def spectrum_notes(self, analysis: Analysis) -> tuple[FormatNote, ...]:
        """Format notes of the spectra from files that the analysis names."""
        notes = (note for path in analysis.dataset.spectra for note in self._noted.get(path, ()))
        return tuple(dict.fromkeys(notes))

    def unread(self, analysis: Analysis) -> tuple[int, ...]:
        """Chosen runs that are not in memory, and not being read."""
        known = self.loaded.observations
        return () if self._loading else tuple(run for run in analysis.dataset.runs if run not in known)

    def open(self, path: str, shown: Callable[[], None]) -> None:
        """Open a data set in the background; `shown` is called when it is there and has runs."""

        def done(result: Any) -> None:
            if isinstance(result, Exception):
                self.failed.emit(result, f"{Path(path).name} could not be opened")
            elif not len(result.index) and not result.outside:
                self.message.emit("error", _no_runs(Path(path).name, result))
            elif not len(result.index):
                self._ask_outside(result, path, lambda: self.open(path, shown))
            else:
                self._set_store(result, path)
                if result.problems:
                    some = f"{len(result.problems)} of {len(result.index)} runs cannot be used"
                    self.message.emit("warning", f"{result.label}: {some}; the log says why.")
                shown()
                self._ask_outside(result, path, lambda: self.open(path, shown))

        self._submit_open(path, done)

    def _submit_open(self, path: str, done: Callable[[Any], None]) -> None:
        allow = self.trusted.holds(path)
        self._worker.submit("open", lambda progress: open_store(path, allow, progress), done)

    def _ask_outside(self, store: Store, path: str, again: Callable[[], None]) -> None:
        """Whether files outside of the folder of a data set may be read; `again` opens it once they may."""
        if not store.outside:
            return

        def allow() -> None:
            self.trusted.add(path)
            again()

        first = os.path.relpath(store.outside[0], store.root)
        more = f" and {len(store.outside) - 1} others" if len(store.outside) > 1 else ""
        text = f"{Path(path).name} names files outside of its folder, which are not read: {first}{more}."
        self.question.emit(text, "Allow for this data set", allow)

    def follow(self, analysis: Analysis) -> None:
        """Read what the state names and memory lacks: another store, more runs, mask images, spectra."""
        self._forget_unchosen(analysis)
        self._masks.follow(item.path for item in analysis.exclusions if isinstance(item, MaskFile))
        self._read_spectra(analysis)
        self._overlays.follow(analysis.flux_points.overlays)
        self._images.follow(each.path for each in analysis.map_layers.images)
        self._catalogues.follow(each.path for each in analysis.map_layers.catalogues)
        if analysis.containment != self._for_containment:  # which runs can be used depends on it
            self._for_containment = analysis.containment
            self.loaded = LoadedRuns(self.loaded.observations)
        if analysis.dataset.path and self.path != analysis.dataset.path:
            self._reopen(analysis)
        else:
            self._read_runs(analysis)
            if self.store is not None:
                self._off_runs.follow(analysis, self.given(analysis)["observations"], self.store)

    def read_again(self, analysis: Analysis) -> None:
        """Try again to read what could not be read."""
        self.loaded = LoadedRuns(self.loaded.observations)
        for part in self._parts:
            part.try_again()
        self._unreadable = frozenset()
        self.follow(analysis)

    def _set_store(self, store: Store, path: str) -> None:
        self._worker.cancel("load")
        self.store, self.path = store, path
        self.loaded = LoadedRuns()
        self._chosen, self._spectra = {}, {}
        self._masks.forget()
        self._off_runs.forget()
        self._loading = ()
        self.opened.emit(store)
        if store.source is not None and store.source.notice:
            self.message.emit("information", store.source.notice)

    def _reopen(self, analysis: Analysis) -> None:
        path = analysis.dataset.path

        def done(result: Any) -> None:
            if isinstance(result, Exception):
                self.failed.emit(result, f"{Path(path).name} could not be opened")
            else:
                self._set_store(result, path)
                self.changed.emit()
                self._ask_outside(result, path, lambda: self._reopen(analysis))

        self._submit_open(path, done)

    def _read_runs(self, analysis: Analysis) -> None:
        wanted = tuple(run for run in analysis.dataset.runs if run not in self.loaded.problems)
        if self.store is None or wanted == self._loading or set(wanted) <= self.loaded.observations.keys():
            return
        self._loading = wanted
        store, known, containment = self.store, self.loaded.observations, analysis.containment
        fork = self._pipeline.fork(analysis, self.given(analysis))

        def work(progress: Progress) -> LoadedRuns:
            loaded = load_runs(store, wanted, known, lambda part, text: progress(0.7 * part, text), containment)
            new = {run: observation for run, observation in loaded.observations.items() if run not in known}
            for count, run in enumerate(new):
                progress(0.7 + 0.3 * count / len(new), f"Preparing run {run}")
                given = {"observations": {run: new[run]}, "mask_images": {}, "spectrum_files": {}}
                for step in fork.on_open:
                    fork.pull(step.name, analysis, given)
            return loaded

        def done(result: Any) -> None:
            self._loading = ()
            if isinstance(result, Exception):
                self.failed.emit(result, "the runs could not be read")
                return
            if store is self.store:
                self._pipeline.adopt(fork)
                self.loaded = LoadedRuns({**known, **result.observations}, {**self.loaded.problems, **result.problems})
                for problem in result.problems.values():
                    self.message.emit("warning", problem)
                self.changed.emit()

        self._worker.submit("load", work, done)

    def _forget_unchosen(self, analysis: Analysis) -> None:
        """Runs that are no longer chosen stay, so that choosing them again is quick, as long as there is room."""
        for run in analysis.dataset.runs:
            self._chosen.pop(run, None)
            self._chosen[run] = None
        kept = self.loaded.within(SPARE_BYTES, list(self._chosen), len(analysis.dataset.runs))
        if kept is not self.loaded:
            self._pipeline.forget_runs(self.loaded.observations.keys() - kept.observations.keys())
            self.loaded = kept

    def _forget_loading(self) -> None:
        """Nothing is being read any more: what a cancelled load left out is asked for at the next edit."""
        if self.loading:
            self._loading = self._reading_spectra = ()
            self.message.emit("information", CANCELLED)

    def _read_spectra(self, analysis: Analysis) -> None:
        """All files anew when one is missing: their names are told apart together."""
        wanted = tuple(path for path in analysis.dataset.spectra if path not in self._unreadable)
        if set(wanted) <= self._spectra.keys() or wanted == self._reading_spectra:
            return
        self._reading_spectra = wanted

        def done(result: Any) -> None:
            self._reading_spectra = ()
            if isinstance(result, Exception):
                self.failed.emit(result, "the spectra could not be read")
                return
            self._unreadable |= result.problems.keys()
            for problem in result.problems.values():
                self.message.emit("error", problem)
            self.spectra_read.emit(result.notes)
            self._spectra, self._noted = result.spectra, result.noted
            self.changed.emit()

        self._worker.submit("spectra", lambda progress: _load_spectra(wanted, progress), done)


def _read_masks(paths: tuple[str, ...]) -> tuple[dict[str, ExclusionMask], dict[str, str]]:
    from vhegui.core.regions.exclusions import read_exclusion_mask

    found, problems = {}, {}
    for path in paths:
        try:
            found[path] = read_exclusion_mask(path)
        except VheguiError as error:
            problems[path] = str(error)
    return found, problems


def _read_images(paths: tuple[str, ...]) -> tuple[dict[str, ForeignImage], dict[str, str]]:
    from vhegui.core.maps.foreign_image import read_foreign_image

    return _read_each(read_foreign_image, paths)


def _read_catalogues(paths: tuple[str, ...]) -> tuple[dict[str, SourceTable], dict[str, str]]:
    from vhegui.core.catalogues.user_tables import read_catalogue

    return _read_each(read_catalogue, paths)


def _read_each(read: Callable[[Path], T], paths: tuple[str, ...]) -> tuple[dict[str, T], dict[str, str]]:
    """What is read of each file, and why others are not."""
    found, problems = {}, {}
    for path in paths:
        try:
            found[path] = read(Path(path))
        except VheguiError as error:
            problems[path] = str(error)
    return found, problems


def _read_overlays(keys: tuple[str, ...]) -> tuple[dict[str, Overlay], dict[str, str]]:
    from vhegui.core.sed.overlays import read_overlays

    found, problems = read_overlays(keys)
    return {overlay.key: overlay for overlay in found}, problems


def _load_spectra(paths: tuple[str, ...], progress: Progress) -> LoadedSpectra:
    from vhegui.analysis.loading.spectra import load_spectra

    progress(0.0, f"Reading {len(paths)} spectra")
    return load_spectra(paths)


def _no_runs(name: str, store: Store) -> str:
    """Why a data set without runs is not opened."""
    first = next(iter(store.problems.values()), "")
    if first:
        return f"{name}: no run can be read: {first}"
    return (
        f"{name} holds no runs: open a folder with event files or an index (responses alone: see the Response panel)."
    )
