"""The plots of a background template as files, drawn on an invisible screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from vhegui.core.background.template.template import Template
from vhegui.gui.figures.headless import save_plot
from vhegui.gui.figures.template_plots import CameraImages, EnergyRates, OffRunPlots, OffsetRates, ResidualPlot
from vhegui.gui.plotting.export import FORMATS
from vhegui.gui.theme import LIGHT, apply_theme

PLOTS = {
    "rate_energy": (EnergyRates, (800, 600)),
    "rate_offset": (OffsetRates, (800, 600)),
    "off_runs": (OffRunPlots, (800, 700)),
    "residuals": (ResidualPlot, (800, 500)),
}
CAMERA_SIZE = 460, 400  # of each image


def draw_template(template: Template, folder: Path) -> Sequence[Path]:
    """Write every plot as PNG, SVG and PDF; needs Qt's offscreen platform. Returns the files."""
    if QApplication.instance() is None:
        apply_theme(QApplication(["vhegui"]), LIGHT)
    files: list[Path] = []
    for name, (make, size) in PLOTS.items():
        plot = make(LIGHT)
        plot.show_template(template)
        files += save_plot(plot, folder / name, size, FORMATS)
    images = CameraImages(LIGHT)
    images.show_template(template)
    size = CAMERA_SIZE[0] * len(template.bins), CAMERA_SIZE[1]
    return [*files, *save_plot(images, folder / "camera_images", size, FORMATS)]
