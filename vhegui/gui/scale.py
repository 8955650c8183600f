"""How large everything is: one factor for letters, lines, symbols and what the mouse hits.

The application carries it, as it carries its font; 1 is the usual size.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

PROPERTY, OF_PLOTS = "scale", "plot-scale"
STEPS = (0.8, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5)


def scale() -> float:
    """The factor."""
    application = QCoreApplication.instance()
    return float((application and application.property(PROPERTY)) or 1.0)


def scaled(pixels: float) -> int:
    """So many pixels of the usual size, on the screen."""
    return round(pixels * scale())


def plot_scale() -> float:
    """The factor of plots: that of everything, but while a picture of another size is drawn."""
    application = QCoreApplication.instance()
    return float((application and application.property(OF_PLOTS)) or scale())


@contextmanager
def plots_scaled(factor: float) -> Iterator[None]:
    """Another factor for plots alone, for a moment."""
    application = QCoreApplication.instance()
    assert application is not None
    before = application.property(OF_PLOTS)
    application.setProperty(OF_PLOTS, factor)
    try:
        yield
    finally:
        application.setProperty(OF_PLOTS, before)


def set_scale(application: QApplication, factor: float) -> None:
    """Another factor; the application's font follows."""
    if factor == scale():
        return
    font = application.font()
    font.setPointSizeF(font.pointSizeF() / scale() * factor)
    application.setProperty(PROPERTY, factor)
    application.setFont(font)


def next_step(factor: float, larger: bool) -> float:
    """The next larger or smaller of `STEPS`; at their ends the same."""
    steps = [step for step in STEPS if (step > factor if larger else step < factor)]
    return (min(steps) if larger else max(steps)) if steps else factor
