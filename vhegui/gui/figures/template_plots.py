"""Plots of a background template: its rates, the camera in each bin of the zenith angle, the off runs it is made of."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vhegui.core.background.template.curves import Curve, against_energy, against_offset, camera_image
from vhegui.core.background.template.template import Template
from vhegui.core.typing import Array
from vhegui.gui.plotting.curve_items import CurveItem, LineItem, PointsItem
from vhegui.gui.plotting.curve_plot import Axis
from vhegui.gui.plotting.image_view import ImageView
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.theme import LIGHT, Theme

LEAST_HEIGHT = 140  # pixels
COLOURS = "inferno"
ENERGY_TIP = (
    "Events per time, reconstructed energy and solid angle, averaged over the field of view,\n"
    "for each bin of the zenith angle. The larger the angle, the higher the threshold, below which the rate falls."
)
OFFSET_TIP = (
    "Events of all energies per time and solid angle against the distance from the pointing, averaged around it."
)
CAMERA_TIP = "Events of all energies per time and solid angle over the field of view, north up, east to the left."
RUNS_TIP = (
    "The off runs against their zenith angle. Threshold: that of the index; squares: the energy with most events per\n"
    "ln E, which is near it. Rate: all events per second, with Poisson errors."
)
RESIDUAL_TIP = (
    "Counts of each off run by what the others in its bin of the zenith angle let expect (leave one out).\n"
    "Errors are those of counts; what runs differ beyond them is the systematic error of the template's level."
)
ZENITH = Axis("Zenith angle", "deg")


class RatePlot(TitledView):
    """A curve for each bin of the zenith angle, with errors."""

    def __init__(self, title: str, theme: Theme, x: Axis, y: Axis, tip: str) -> None:
        super().__init__(title, theme, name=title, tip=tip)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.set_axes(x, y)
        self._pairs: list[tuple[LineItem, PointsItem]] = []

    def show_curves(self, curves: dict[str, Curve]) -> None:
        """Curves by name, in order; the axis shows all of them."""
        while len(self._pairs) < len(curves):
            role = f"series{len(self._pairs)}"
            self._pairs.append((self.plot.add_line(role, width=1.5), self.plot.add_points(role, size=2.5)))
        for number, (line, points) in enumerate(self._pairs):
            curve = list(curves.values())[number] if number < len(curves) else None
            self._draw(line, points, curve)
        names: list[tuple[str, list[CurveItem]]] = [
            (name, [line]) for name, (line, _) in zip(curves, self._pairs, strict=False)
        ]
        self.set_names(names)
        self.fit_range()

    def _draw(self, line: LineItem, points: PointsItem, curve: Curve | None) -> None:
        if curve is None:
            line.set_data(np.zeros(0), np.zeros(0))
            points.set_data(np.zeros(0), np.zeros(0))
            return
        low, high = curve.edges[:-1], curve.edges[1:]
        middle = np.sqrt(low * high) if self.plot.x.log else 0.5 * (low + high)
        line.set_data(middle, curve.values)
        points.set_data(middle, curve.values, None, curve.errors)


class EnergyRates(RatePlot):
    """Rate against energy."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        y = Axis("Rate", "s⁻¹ TeV⁻¹ sr⁻¹", log=True)
        super().__init__("Rate against energy", theme, Axis("Energy", "TeV", log=True), y, ENERGY_TIP)

    def show_template(self, template: Template) -> None:
        """Draw every bin of the zenith angle."""
        self.show_curves({each.name: against_energy(template, each) for each in template.bins})


class OffsetRates(RatePlot):
    """Rate against offset."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Rate against offset", theme, Axis("Offset", "deg"), Axis("Rate", "s⁻¹ sr⁻¹"), OFFSET_TIP)

    def show_template(self, template: Template) -> None:
        """Draw every bin of the zenith angle."""
        self.show_curves({each.name: against_offset(template, each) for each in template.bins})


class CameraImages(QWidget):
    """The field of view in each bin of the zenith angle, side by side, with one scale of colours."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__()
        self.setAccessibleName("Camera images")
        self.theme, self.views = theme, list[ImageView]()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)

    def show_template(self, template: Template) -> None:
        """Draw every bin of the zenith angle."""
        images = [camera_image(template, each) for each in template.bins]
        top = max(float(np.nanmax(rate)) for _, rate in images)
        while len(self.views) < len(images):
            self._add_view()
        for number, view in enumerate(self.views):
            view.setVisible(number < len(images))
            if number < len(images):
                edges, rate = images[number]
                view.set_title(f"Zenith {template.bins[number].name}")
                view.show_image(edges, edges, rate, "linear", (0.0, top or 1.0), COLOURS, "Rate (s⁻¹ sr⁻¹)")
                view.plot.set_range((float(edges[0]), float(edges[-1])), (float(edges[0]), float(edges[-1])))

    def set_theme(self, theme: Theme) -> None:
        """Another look."""
        self.theme = theme
        for view in self.views:
            view.set_theme(theme)

    def _add_view(self) -> None:
        view = ImageView(self.theme, name=f"Camera image {len(self.views) + 1}", tip=CAMERA_TIP)
        view.setMinimumHeight(LEAST_HEIGHT)
        view.set_axes(Axis("Longitude", "deg"), Axis("Latitude", "deg"))
        view.plot.box.setAspectLocked(True)
        self.views.append(view)
        self._row.addWidget(view)


class OffRunPlots(TitledView):
    """Threshold and rate of the off runs against their zenith angle."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Off runs", theme, (1, 1), name="Off runs against zenith angle", tip=RUNS_TIP)
        self.setMinimumHeight(LEAST_HEIGHT)
        self._threshold = self.plots[0].add_points("model", size=3.0)
        self._peak = self.plots[0].add_points("series0", symbol="square", size=2.5)
        self._rate = self.plots[1].add_points("model", size=3.0)
        self.set_axes(ZENITH, Axis("Energy", "TeV", log=True), Axis("Rate", "Hz"))

    def show_template(self, template: Template) -> None:
        """Draw every off run."""
        zenith, threshold, peak, rate, events = np.array(
            [(run.zenith, run.threshold, run.peak, run.rate, run.events) for run in template.runs]
        ).T
        self._threshold.set_data(zenith, threshold)
        self._peak.set_data(zenith, peak)
        self._rate.set_data(zenith, rate, None, rate / np.sqrt(np.maximum(events, 1.0)))
        known: list[tuple[str, list[CurveItem]]] = [("Most events", [self._peak])]
        self.set_names([("Threshold", [self._threshold]), *known] if np.isfinite(threshold).any() else known)
        self.fit_range()


class ResidualPlot(TitledView):
    """Each off run against the template of the others."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Leave one out", theme, name="Residuals of the off runs", tip=RESIDUAL_TIP)
        self.setMinimumHeight(LEAST_HEIGHT)
        self._level = self.plot.add_level("muted")
        self._edges = self.plot.add_level("muted", vertical=True, style="dash")
        self._points = self.plot.add_points("model", size=3.0)
        self.set_axes(ZENITH, Axis("Counts / expected"))

    def show_template(self, template: Template) -> None:
        """Draw every off run."""
        zenith = np.array([run.zenith for run in template.runs])
        norm: Array = np.array([(each.norm, each.norm_error) for each in template.residuals]).T
        self._points.set_data(zenith, norm[0], None, norm[1])
        self._level.set_data(1.0)
        self._edges.set_data(*template.edges[1:-1])
        self.note.say("" if np.isfinite(norm[0]).any() else "No bin holds two runs, so none can be compared.")
        self.fit_range()
