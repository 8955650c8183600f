"""What can be done with a source, from the tree, the spectrum and menus alike: each one step to undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from vhegui.analysis.edits import joint as joint_edits
from vhegui.analysis.edits import source_list, source_parameters, source_parts
from vhegui.analysis.edits.model import source_of
from vhegui.analysis.edits.source_parameters import What
from vhegui.analysis.studies.next_source import NextSource
from vhegui.core.catalogues.known_sources import Source, all_sources
from vhegui.core.errors import VheguiError
from vhegui.core.estimators.sky.peaks import Candidate
from vhegui.core.models.sources import PartName
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spatial.template import TemplateImage, image_shape
from vhegui.core.models.spatial.template_cube import TemplateCube, cube_shape, is_cube
from vhegui.core.models.temporal.tables import LIGHT_CURVE, LightCurveTable, PhaseTable, change_of
from vhegui.gui.file_questions import ask_open
from vhegui.gui.model_editor.part_choices import FILES, shape_choices, time_choices
from vhegui.gui.model_editor.seen_by_dialog import SeenByDialog
from vhegui.gui.session.on_screen import joint_on_screen
from vhegui.gui.session.session import Session
from vhegui.gui.widgets.text_dialog import TextDialog, ask_text

IMAGES = "FITS images and cubes (*.fits *.fits.gz *.fit);;All files (*)"
TABLES = "Tables (*.fits *.fits.gz *.ecsv *.csv);;All files (*)"
FIXED = "{name} begins with everything of its spectrum fixed: spectra alone cannot tell two sources apart. "
FREE_IT = "Free it once the data can: seen by other data, another model, or a prior."


class SourceCommands:
    """Of one session; dialogs belong to `parent`."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        self._session, self._parent = session, parent

    def _apply(self, label: str, edit: Callable[..., Any], *arguments: Any, **named: Any) -> bool:
        return self._session.apply(label, edit, joint_on_screen(self._session), *arguments, **named)

    # more sources

    def add_at(self, ra: float, dec: float) -> None:
        """A point source at a direction (deg)."""
        self._add("Add source", source_list.add_at, ra, dec)

    def add(self, where: str) -> None:
        """At the "target" (or in the source region), in the "middle" of the map, or a "known" one by name."""
        analysis = self._session.analysis
        if where == "known":
            self.ask_known()
        elif where == "middle":
            self.add_at(analysis.map.ra, analysis.map.dec)
        else:
            self.add_at(*source_parts.usual_place(analysis))

    def ask_known(self) -> TextDialog:
        """Ask for the name of a known source."""

        def parse(text: str) -> Source:
            found = all_sources().find(text)
            if found is None:
                raise ValueError("No known source has this name, or several begin so.")
            return found

        return ask_text(self._parent, "Add a known source", "Name", "Crab Nebula", parse, self.add_known)

    def add_known(self, known: Source) -> None:
        """A source of the list of known ones."""
        self._add(f"Add {known.name}", source_list.add_known, known)

    def add_candidate(self, found: Candidate, energy: tuple[float, float], name: str) -> None:
        """A point source at a peak of the map, with its flux between two energies (TeV)."""
        self._add(f"Add {name}", source_list.add_candidate, found, energy, name)

    def add_next(self, found: NextSource) -> None:
        """The source that was found in what the others leave; a message where none was."""
        self._add("Add the next source", source_list.add_next, found)

    def duplicate(self, name: str) -> None:
        """The same once more, beside it."""
        self._add(f"Duplicate {name}", source_list.duplicate, name)

    def _add(self, label: str, edit: Callable[..., Any], *arguments: Any) -> None:
        if self._apply(label, edit, *arguments):
            new = self._session.analysis.sources[-1]
            if all(parameter.frozen for parameter in new.spectral.parameters):
                self._session.message.emit("information", FIXED.format(name=new.name) + FREE_IT)

    # one source

    def show(self, name: str) -> None:
        """Have its spectrum drawn."""
        if name != self._session.analysis.model.name:
            self._apply(f"Show {name}", source_list.show, name)

    def remove(self, name: str) -> None:
        """Take it away."""
        self._apply(f"Remove {name}", source_list.remove, name)

    def set_in_fit(self, name: str, on: bool) -> None:
        """Leave it out of the fit, or take it in again."""
        self._apply(f"Take in {name}" if on else f"Leave out {name}", source_list.leave_out, name, not on)

    def freeze(self, name: str, part: PartName | None, on: bool) -> None:
        """Freeze or free all parameters of a source, or of a part."""
        self._apply(f"{'Freeze' if on else 'Free'} {name}", source_parameters.freeze, name, part, on)

    def freeze_background(self, dataset: str, on: bool) -> None:
        """Freeze or free norm and tilt of a background."""
        label = f"{'Freeze' if on else 'Free'} the background of {dataset}"
        self._apply(label, source_parameters.set_background_frozen, dataset, on)

    def link(self, name: str, other: str, what: What) -> None:
        """Let it have position or shape of another one."""
        self._apply(f"Link {what} of {name} to {other}", source_parameters.link_to, name, other, what)

    def unlink(self, name: str) -> None:
        """Let it have a place and size of its own again."""
        self._apply(f"Unlink {name}", source_parameters.unlink, name)

    def ask_name(self, name: str) -> TextDialog:
        """Ask for another name."""

        def parse(text: str) -> object:
            return joint_edits.rename_source(self._session.analysis, name, text)

        dialog = TextDialog("Rename the source", "Name", name, parse, self._parent)
        dialog.accepted.connect(lambda: self.rename(name, dialog.field.text().strip()))
        dialog.open()
        return dialog

    def rename(self, name: str, new: str) -> None:
        """Give it another name."""
        joint = joint_on_screen(self._session)
        self._session.apply(
            f"Rename {name}", lambda a: joint_edits.rename_source(joint_edits.keep_joint(a, joint), name, new)
        )

    def ask_seen_by(self, name: str) -> SeenByDialog:
        """Ask which data sets see it."""
        data = self._session.results.get("joint_data")
        names = () if data is None else data.names
        instruments = () if data is None else tuple(dict.fromkeys(data.instruments))
        chosen = source_of(self._session.analysis, name).datasets
        dialog = SeenByDialog(name, chosen, instruments, names, self._parent)
        dialog.accepted.connect(
            lambda: self._session.apply(f"{name} seen by", joint_edits.set_seen_by, name, dialog.datasets)
        )
        dialog.open()
        return dialog

    def look_at(self, name: str) -> None:
        """Bring it to the middle of the map."""
        shape = source_of(self._session.analysis, name).spatial
        centre = getattr(shape, "centre", None)
        if centre is not None:
            self._session.look_at(*centre)

    # its parts

    def choose_shape(self, name: str, key: str) -> None:
        """Another shape, by its key of `shape_choices`."""
        if key in FILES:
            self._ask_file("Image or cube of a source", IMAGES, lambda path: self.read_image(name, path))
            return
        label = next(choice.label for choice in shape_choices() if choice.key == key)
        self._apply(f"{name}: {label}", source_parts.choose_shape, name, key)

    def choose_change(self, name: str, key: str) -> None:
        """Another change with time, by its key of `time_choices`."""
        if key in FILES:
            self._ask_file("Table of a change with time", TABLES, lambda path: self.read_table(name, key, path))
            return
        label = next(choice.label for choice in time_choices() if choice.key == key)
        runs = self._session.loaded.observations.values()
        start = min((run.time_ref + float(run.gti[0, 0]) / 86400.0 for run in runs if len(run.gti)), default=None)
        self._apply(f"{name}: {label}", source_parts.choose_change, name, key, start)

    def read_image(self, name: str, path: Path) -> None:
        """The shape of an image, or of images against energy; a message if it cannot be one."""

        def shape() -> SpatialModel:
            return cube_shape(TemplateCube.read(path)) if is_cube(path) else image_shape(TemplateImage.read(path))

        self._read(path, shape, name, source_parts.set_shape)

    def read_table(self, name: str, kind: str, path: Path) -> None:
        """The change with time of a table; a message if it cannot be one."""
        table = LightCurveTable if kind == LIGHT_CURVE else PhaseTable
        self._read(path, lambda: change_of(table.read(path)), name, source_parts.set_change)

    def _ask_file(self, title: str, filters: str, done: Callable[[Path], None]) -> None:
        ask_open(self._parent, title, filters, done)

    def _read(self, path: Path, read: Callable[[], Any], name: str, edit: Callable[..., Any]) -> None:
        try:
            part = read()
        except VheguiError as error:
            self._session.message.emit("error", str(error))
            return
        self._apply(f"{name}: {path.name}", edit, name, part)
