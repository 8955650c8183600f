"""What the hand does; importing this registers all of it."""

from monkey.gestures import controls, files, frame, plots, tables

__all__ = ["controls", "files", "frame", "plots", "tables"]
