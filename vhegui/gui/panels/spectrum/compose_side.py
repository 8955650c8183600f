"""Chips and sources → edits: parts exchanged, added, taken away; sources added, renamed, removed, shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from vhegui.analysis.edits import joint as joint_edits
from vhegui.analysis.edits import model as model_edits
from vhegui.analysis.edits import source_list
from vhegui.analysis.state import Analysis
from vhegui.core.errors import ConfigError, VheguiError
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.spectral.absorption import EblAbsorption
from vhegui.core.models.spectral.change import change_kind
from vhegui.core.models.spectral.composing import multiplied
from vhegui.core.models.spectral.evaluate import default_model, default_spectrum, formula_of, model_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.particles import Particles
from vhegui.core.models.spectral.parts import piece_at, scaled_to, with_component, with_piece, without_piece
from vhegui.core.models.spectral.table_files import read_template
from vhegui.core.models.spectral.tables import PiecewiseNorm
from vhegui.core.models.spectral.typed_formula import TypedFormula, formula_text, typed_model
from vhegui.gui.file_questions import ask_open
from vhegui.gui.model_editor.model_choices import particles_of, piece_label
from vhegui.gui.model_editor.model_dialogs import EblDialog, FormulaDialog, parse_nodes
from vhegui.gui.model_editor.model_line import Request
from vhegui.gui.model_editor.source_commands import SourceCommands
from vhegui.gui.panels.spectrum.view import SpectrumView
from vhegui.gui.session.radiation import prepared
from vhegui.gui.session.session import Session
from vhegui.gui.widgets.text_dialog import TextDialog, ask_text

Done = Callable[[SpectralModel], None]
ADDED_TO_CUBES = "{name} is a point a little to the east: put it where it belongs, on the map or in the table."
ADDED = (
    "{name} begins with 1 % of {shown} and everything fixed. Free it once the data can tell the two apart: "
    "seen by other data (Sources → Data sets that see it…), another model, or a prior."
)
TABLES = "Tables (*.ecsv *.csv *.txt *.dat);;All files (*)"


class ComposeSide:
    """What models are made of. `joint` gives what is on screen."""

    def __init__(self, session: Session, view: SpectrumView, joint: Callable[[], JointModel]) -> None:
        self.session, self.view, self._joint = session, view, joint
        view.model_line.requested.connect(self.fulfil)
        row = view.controls
        self.commands = SourceCommands(session, view)
        row.source_chosen.connect(self.commands.show)
        row.add.triggered.connect(self._ask_new_source)
        row.rename.triggered.connect(lambda: self.commands.ask_name(self._shown()))
        row.seen_by.triggered.connect(lambda: self.commands.ask_seen_by(self._shown()))
        row.remove.triggered.connect(lambda: self.commands.remove(self._shown()))
        view.shape.requested.connect(lambda key: self.commands.choose_shape(self._shown(), key))
        view.time.requested.connect(lambda key: self.commands.choose_change(self._shown(), key))

    # parts of the model

    def fulfil(self, request: Request) -> None:
        """Do what a chip's menu asked for, after asking for what is missing."""
        if request.action == "remove":
            label = piece_label(piece_at(self._joint().first, request.path))
            self._change(f"Without {label}", lambda model: without_piece(model, request.path))
            return
        old = piece_at(self._joint().first, request.path) if request.action in ("exchange", "settings") else None
        self._make(request.key, old, lambda part: self.put(request, part))

    def put(self, request: Request, part: SpectralModel) -> None:
        sign = {"multiply": "× ", "add": "+ "}.get(request.action, "")

        def changed(model: SpectralModel) -> SpectralModel:
            if request.action == "multiply":
                return multiplied(model, part)
            if request.action == "add":
                return with_component(model, part)
            return with_piece(model, request.path, part)

        self._change(f"Model: {sign}{piece_label(part)}", changed)

    def _change(self, label: str, change: Callable[[SpectralModel], SpectralModel]) -> None:
        joint = self._joint()

        def edit(analysis: Analysis) -> Analysis:
            return joint_edits.set_joint_spectrum(analysis, joint, joint.sources[0].name, change(joint.first))

        self.session.apply(label, edit)

    def _make(self, key: str, old: SpectralModel | None, done: Done) -> None:
        """The part a key stands for, `done` with it once everything needed is known."""
        kind = key.partition(":")[0]
        if kind == "formula":
            self._ask_formula(old, done)
        elif kind in ("template", "template_norm"):
            self._ask_table(kind, done)
        elif kind == "ebl":
            self._ask_absorption(key.partition(":")[2], old, done)
        elif kind == "piecewise_norm":
            self._ask_nodes(old, done)
        elif kind == "particles":
            self._prepare_particles(particles_of(key), old, done)
        else:
            done(default_spectrum(kind) if old is None else change_kind(old, kind))

    def _ask_formula(self, old: SpectralModel | None, done: Done) -> None:
        text = formula_text(old) if old is not None and isinstance(old.form, TypedFormula) else ""
        dialog = FormulaDialog(text, self.view)
        dialog.accepted.connect(lambda: done(_carried(typed_model(dialog.field.text()), old)))
        dialog.open()

    def _ask_table(self, kind: str, done: Done) -> None:
        ask_open(self.view, "Table of a spectrum", TABLES, lambda path: self.read_table(kind, path, done))

    def read_table(self, kind: str, path: Path, done: Done) -> None:
        """A template of a file; a message if it cannot be one."""
        try:
            form = read_template(path)
            if form.is_norm != (kind == "template_norm"):
                wanted = "factor" if kind == "template_norm" else "dnde"
                raise ConfigError(f"{path.name}: there is no column {wanted}")
            done(model_of(form))
        except VheguiError as error:
            self.session.message.emit("error", str(error))

    def _ask_absorption(self, table: str, old: SpectralModel | None, done: Done) -> None:
        own = old.form if old is not None and isinstance(old.form, EblAbsorption) else None
        redshift = old["redshift"].value if own and old else 0.1
        free = not old["redshift"].frozen if own and old else False
        dialog = EblDialog(table or (own.table if own else ""), redshift, free, self.view)

        def accepted() -> None:
            try:
                model = _carried(model_of(EblAbsorption(dialog.table)), old if own else None)
            except VheguiError as error:
                self.session.message.emit("error", str(error))
                return
            done(model.with_parameter("redshift", value=dialog.redshift, frozen=not dialog.free))

        dialog.accepted.connect(accepted)
        dialog.open()

    def _ask_nodes(self, old: SpectralModel | None, done: Done) -> None:
        form = old.form if old is not None and isinstance(old.form, PiecewiseNorm) else PiecewiseNorm()
        text = ", ".join(f"{energy:g}" for energy in form.energy)

        def answered(form: PiecewiseNorm) -> None:
            done(model_of(form))

        ask_text(self.view, "Factors at energies", "Energies (TeV)", text, parse_nodes, answered)

    def _prepare_particles(self, form: Particles, old: SpectralModel | None, done: Done) -> None:
        """naima takes seconds the first time: in the background."""

        def then(problem: Exception | None) -> None:
            if problem is not None:
                self.session.complain(problem, f"{form.formula().label} could not be prepared")
            else:
                done(model_of(form) if old is None else _touching(model_of(form), old))

        prepared(self.session, [model_of(form)], then)

    # sources

    def _ask_new_source(self) -> None:
        name = joint_edits.free_name(self.session.analysis, "source")

        def parse(text: str) -> object:
            return model_edits.add_source(self.session.analysis, default_model("power_law", text.strip()))

        dialog = TextDialog("New source", "Name", name, parse, self.view)
        dialog.accepted.connect(lambda: self.add_source(dialog.field.text().strip()))
        dialog.open()

    def add_source(self, name: str) -> None:
        joint = self._joint()
        if self.session.analysis.fits_cubes:
            if self.session.apply(f"Add source {name}", source_list.add_beside, joint, name):
                self.session.message.emit("information", ADDED_TO_CUBES.format(name=name))
            return

        def edit(analysis: Analysis) -> Analysis:
            new = model_edits.fixed_source(joint.first, name)
            return model_edits.add_source(joint_edits.keep_joint(analysis, joint), new)

        if self.session.apply(f"Add source {name}", edit):
            self.session.message.emit("information", ADDED.format(name=name, shown=joint.sources[0].name))

    def _shown(self) -> str:
        return self.session.analysis.model.name


def _carried(new: SpectralModel, old: SpectralModel | None) -> SpectralModel:
    """Limits and priors of parameters that keep their names."""
    known = {} if old is None else {parameter.name: parameter for parameter in old.parameters}
    parameters = tuple(
        replace(p, minimum=known[p.name].minimum, maximum=known[p.name].maximum, prior=known[p.name].prior)
        if p.name in known and known[p.name].unit == p.unit
        else p
        for p in new.parameters
    )
    return replace(new, parameters=parameters)


def _touching(new: SpectralModel, old: SpectralModel) -> SpectralModel:
    """The new spectrum with the old one's value at its reference energy."""
    return scaled_to(new, old, 1.0) if not formula_of(old).is_norm else new
