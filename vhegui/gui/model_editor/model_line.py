"""The model as a line of chips, "Power law × EBL Domínguez 2011 (z = 0.116)", each with a menu of what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from vhegui.core.models.spectral.compound import Compound
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.parts import Path, piece_at
from vhegui.gui.model_editor.model_choices import (
    Groups,
    factor_choices,
    key_of,
    piece_label,
    settable,
    spectrum_choices,
)
from vhegui.gui.text.plain import tooltip
from vhegui.gui.widgets.flow_row import FlowRow
from vhegui.gui.widgets.plain_label import PlainLabel

CHIP = """
QToolButton { border: 1px solid palette(mid); border-radius: 10px; padding: 3px 18px 3px 9px;
    background: palette(base); }
QToolButton:hover, QToolButton:focus { border-color: palette(highlight); }
QToolButton::menu-indicator { subcontrol-origin: padding; subcontrol-position: right center; right: 6px; }
"""


@dataclass(frozen=True)
class Request:
    """What was asked for: `action` "exchange", "multiply", "add", "remove" or "settings"; `key` of a choice; where."""

    action: str
    key: str = ""
    path: Path = ()


class ModelLine(FlowRow):
    """requested(Request): a part shall be exchanged, added, taken away, or its settings changed."""

    requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Spectral model", spacing=4)
        self._flow.setContentsMargins(0, 1, 0, 1)
        self.setStyleSheet(CHIP)
        self.chips: list[QToolButton] = []
        self._widgets: list[QWidget] = []
        self._shape: object = None
        self._after: tuple[QWidget, ...] = ()
        self.plus = self._button("+", "Add to the model: absorption, a factor, another component")
        self.plus.setAccessibleName("Add to the model")
        self.plus.setMenu(self._plus_menu())

    def show_model(self, model: SpectralModel) -> None:
        """Show a model; while only values change the chips stay and are written anew."""
        shape = (model.kind, model.form)
        if shape != self._shape:
            self._shape = shape
            self._rebuild(model)
        for chip in self.chips:
            self._write(chip, piece_at(model, chip.property("path")))

    def put_after(self, *widgets: QWidget) -> None:
        """Widgets that stand at the end of the line."""
        self._after = widgets
        self.add(*widgets)

    def text(self) -> str:
        """The whole line in words."""
        return " ".join(w.text() for w in self._widgets if isinstance(w, PlainLabel | QToolButton))

    def _rebuild(self, model: SpectralModel) -> None:
        for widget in self._widgets:
            widget.setParent(None)
            widget.deleteLater()
        shown = [widget.isVisibleTo(self) for widget in self._after]
        for widget in (self.plus, *self._after):
            widget.setParent(None)
        self.chips, self._widgets = [], []
        self._add_pieces(model, ())
        self.add(*self._widgets, self.plus, *self._after)
        for widget in (*self._widgets, self.plus):
            widget.show()
        for widget, on in zip(self._after, shown, strict=True):
            widget.setVisible(on)

    def _add_pieces(self, model: SpectralModel, path: Path) -> None:
        piece = piece_at(model, path)
        if not isinstance(piece.form, Compound):
            self._add_chip(piece, path, alone=not path)
            return
        brackets = bool(path)
        if brackets:
            self._add_sign("(")
        for i in range(len(piece.form.parts)):
            if i:
                self._add_sign("+" if piece.form.operation == "sum" else "×")
            self._add_pieces(model, (*path, i))
        if brackets:
            self._add_sign(")")

    def _add_sign(self, text: str) -> None:
        label = PlainLabel(text, self)
        label.setEnabled(False)
        self._widgets.append(label)

    def _add_chip(self, piece: SpectralModel, path: Path, alone: bool) -> None:
        chip = self._button(piece_label(piece), "")
        chip.setProperty("path", path)
        chip.setMenu(self._chip_menu(piece, path, alone))
        self.chips.append(chip)
        self._widgets.append(chip)

    def _write(self, chip: QToolButton, piece: SpectralModel) -> None:
        label = piece_label(piece)
        if chip.text() != label:
            chip.setText(label)
            chip.setAccessibleName(f"Part of the model: {label}")
            chip.updateGeometry()
        chip.setToolTip(tooltip(f"{formula_of(piece).formula}\n\nClick: another formula, settings, remove"))

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(f"Part of the model: {text}")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _chip_menu(self, piece: SpectralModel, path: Path, alone: bool) -> QMenu:
        menu = _menu(self)
        formula = formula_of(piece)
        if settable(formula):
            _act(menu, "Settings…", "", lambda: self.requested.emit(Request("settings", key_of(piece), path)))
            menu.addSeparator()
        choices = factor_choices() if formula.is_norm else spectrum_choices()
        _fill(menu, choices, lambda key: self.requested.emit(Request("exchange", key, path)), key_of(piece))
        menu.addSeparator()
        remove = _act(
            menu,
            "Remove this component",
            "Take it out of the model",
            lambda: self.requested.emit(Request("remove", "", path)),
        )
        remove.setEnabled(not alone)
        return menu

    def _plus_menu(self) -> QMenu:
        menu = _menu(self)
        for group, choices in factor_choices().items():
            part = _submenu(menu, f"× {group}")
            _fill(part, {"": choices}, lambda key: self.requested.emit(Request("multiply", key)))
        part = _submenu(menu, "+ Component")
        _fill(part, spectrum_choices(), lambda key: self.requested.emit(Request("add", key)))
        return menu


def _fill(menu: QMenu, groups: Groups, chosen: Callable[[str], None], current: str = "") -> None:
    for group, choices in groups.items():
        part = _submenu(menu, group) if group else menu
        for choice in choices:
            action = _act(part, choice.label, choice.tip, lambda key=choice.key: chosen(key))
            action.setData(choice.key)
            if choice.key == current:
                action.setCheckable(True)
                action.setChecked(True)


def _act(menu: QMenu, label: str, tip: str, done: Callable[[], None]) -> QAction:
    action = menu.addAction(label)
    action.setToolTip(tip)
    action.triggered.connect(lambda _=False: done())
    return action


def _menu(parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    return menu


def _submenu(menu: QMenu, title: str) -> QMenu:
    part = menu.addMenu(title)
    part.setToolTipsVisible(True)
    return part
