"""The doctor: where the open data depart from the standard, what was assumed, and what it changes."""

from vhegui.gui.panels.doctor.presenter import DoctorPanel

__all__ = ["DoctorPanel"]
