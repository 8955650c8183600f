"""The menu of a parameter: freeze, unit, limits, prior, link."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from vhegui.analysis.edits.joint import link_targets
from vhegui.analysis.parameter_names import is_place, parameter_label
from vhegui.analysis.written_numbers import unit_text
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.gui.model_editor.limits_dialog import LimitsDialog
from vhegui.gui.model_editor.parameter_units import CHOICES
from vhegui.gui.model_editor.prior_dialog import KINDS, PriorDialog
from vhegui.gui.text.plain import menu_text


class ParameterMenus(QObject):
    """Makes the menus; what is chosen leaves as a signal.

    prior_chosen(name, prior or None) · link_chosen(name, target or "") · frozen_chosen(name, frozen)
    unit_chosen(internal unit, unit to show) · limits_chosen(name, (minimum, maximum))
    """

    prior_chosen = Signal(str, object)
    link_chosen = Signal(str, str)
    frozen_chosen = Signal(str, bool)
    unit_chosen = Signal(str, str)
    limits_chosen = Signal(str, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent

    def full(self, joint: JointModel, parameter: Parameter, shown: str) -> QMenu:
        """Everything."""
        menu = QMenu(self._parent)
        menu.setTitle(menu_text(parameter_label(parameter.name)))
        freeze = menu.addAction("Fixed (frozen)")
        _tick(freeze, parameter.frozen)
        freeze.triggered.connect(lambda on: self.frozen_chosen.emit(parameter.name, on))
        if parameter.unit in CHOICES and not is_place(parameter.name):
            units = menu.addMenu("Unit")
            self._units(units, parameter, shown)
        menu.addSeparator()
        self._known(menu, joint, parameter, shown)
        return menu

    def units(self, parameter: Parameter, shown: str) -> QMenu:
        """Units to show it in."""
        menu = QMenu(self._parent)
        self._units(menu, parameter, shown)
        return menu

    def known(self, joint: JointModel, parameter: Parameter, shown: str) -> QMenu:
        """Limits, prior and link."""
        menu = QMenu(self._parent)
        self._known(menu, joint, parameter, shown)
        return menu

    def _units(self, menu: QMenu, parameter: Parameter, shown: str) -> None:
        own = {parameter.unit: 1.0}
        for unit in own if is_place(parameter.name) else CHOICES.get(parameter.unit, own):
            action = menu.addAction(unit_text(unit) or "no unit")
            _tick(action, unit == shown)
            action.triggered.connect(lambda _=False, unit=unit: self.unit_chosen.emit(parameter.unit, unit))

    def _known(self, menu: QMenu, joint: JointModel, parameter: Parameter, shown: str) -> None:
        limits = menu.addAction("Limits…")
        limits.triggered.connect(lambda _=False: self.ask_limits(parameter, shown))
        menu.addSeparator()
        kind = parameter.prior.kind if parameter.prior else ""
        none = menu.addAction("No prior")
        _tick(none, not kind)
        none.triggered.connect(lambda _=False: self.prior_chosen.emit(parameter.name, None))
        for key, (title, *_, tip) in KINDS.items():
            action = menu.addAction(f"{title} prior…")
            action.setToolTip(tip)
            _tick(action, key == kind)
            action.triggered.connect(lambda _=False, key=key: self.ask_prior(parameter, key))
        targets = link_targets(joint, parameter.name)
        links = menu.addMenu("Link to")
        links.setEnabled(bool(targets))
        linked = joint.names[joint.linked_to[joint.names.index(parameter.name)]] if parameter.link else ""
        for target in ("", *targets):
            action = links.addAction(menu_text(parameter_label(target)) or "No link")
            _tick(action, target == linked)
            action.triggered.connect(lambda _=False, to=target: self.link_chosen.emit(parameter.name, to))

    def ask_limits(self, parameter: Parameter, shown: str) -> LimitsDialog:
        """Open the dialog for the limits."""
        dialog = LimitsDialog(parameter, shown, self._parent)
        dialog.accepted.connect(lambda: self.limits_chosen.emit(parameter.name, dialog.limits))
        dialog.open()
        return dialog

    def ask_prior(self, parameter: Parameter, kind: str) -> PriorDialog:
        """Open the dialog for a prior of this kind."""
        dialog = PriorDialog(parameter, kind, self._parent)

        def accepted() -> None:
            prior: Prior = dialog.prior
            self.prior_chosen.emit(parameter.name, prior)

        dialog.accepted.connect(accepted)
        dialog.open()
        return dialog


def _tick(action: QAction, on: bool) -> None:
    action.setCheckable(True)
    action.setChecked(on)
