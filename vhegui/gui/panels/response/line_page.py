"""The widget that shows a `Lines` figure. Items are made once and given new arrays."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal

from vhegui.analysis.written_numbers import number
from vhegui.core.typing import Array
from vhegui.gui.panels.response.figures import OPEN, Curve, Level, Lines
from vhegui.gui.plotting.curve_items import LINE_STYLES, CurveItem, LineItem
from vhegui.gui.plotting.curve_plot import Axis
from vhegui.gui.plotting.drag_line import DragLine
from vhegui.gui.plotting.outside_item import OutsideItem
from vhegui.gui.plotting.plot_header import Name, TitledView
from vhegui.gui.theme import LIGHT, Theme

MOST_CURVES = 24


class LinePage(TitledView):
    """place_moved(what, value) : the line with the knob was dragged · told(text) : read-out, "" for nothing."""

    place_moved = Signal(str, float)
    told = Signal(str)

    def __init__(self, theme: Theme = LIGHT, name: str = "Response") -> None:
        super().__init__("", theme, name=name)
        self.figure: Lines | None = None
        self.outside = self.plot.add(OutsideItem(theme))
        self.safe = self.plot.add_safe_range()
        self.lines = [self.plot.add_line("on") for _ in range(MOST_CURVES)]
        self.uprights = [self.plot.add_level(vertical=True, style="dash") for _ in range(4)]
        self.floors = [self.plot.add_level(style="dash") for _ in range(4)]
        self.handle = DragLine(theme)
        self.plot.box.addItem(self.handle, ignoreBounds=True)
        self.handle.moved.connect(self._moved)
        self.plot.box.home_requested.disconnect(self.plot.fit_range)
        self.plot.box.home_requested.connect(self.show_all)
        self.cursor_moved.connect(self._tell)
        self.readout_changed.connect(lambda text: text or self.told.emit(""))

    def show_figure(self, figure: Lines) -> None:
        """Draw it; the visible range changes only with what is shown, not with every offset."""
        known, self.figure = self.figure, figure
        if known is None or (known.x, known.y) != (figure.x, figure.y):
            self.set_axes(figure.x, figure.y)
        if known is None or known.home != figure.home or (known.x, known.y) != (figure.x, figure.y):
            self.show_all()
        self.header.setToolTip(figure.tip)
        if figure.title != self.header.title:
            self.set_title(figure.title)
        names = self._show_curves(figure.curves)
        names += self._show_levels(figure.levels)
        self.outside.set_data(figure.supported if figure.x.log or figure.moves == "offset" else OPEN)
        self.safe.set_data(*(value if np.isfinite(value) else None for value in figure.safe))
        if np.isfinite(figure.safe).any():
            names.append(("outside the safe range", [self.safe]))
        self.handle.set_value(figure.handle if figure.moves and figure.curves else np.nan, figure.x.log)
        self.note.say(figure.note)
        if names != [(name, list(items)) for name, items in self.header.entries]:
            self.set_names(names)

    def show_all(self) -> None:
        """The ranges that show everything."""
        if self.figure is not None:
            self.plot.set_range(*self.figure.home)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if hasattr(self, "handle"):
            self.handle.set_theme(theme)

    def _show_curves(self, curves: tuple[Curve, ...]) -> list[Name]:
        names: dict[str, list[CurveItem]] = {}
        for number_, line in enumerate(self.lines):
            line.setVisible(number_ < len(curves))
            if number_ >= len(curves):
                continue
            curve = curves[number_]
            _dress(line, curve)
            if not _same(line.arrays, (curve.x, curve.y)):
                line.set_data(curve.x, curve.y)
            if curve.name:
                names.setdefault(curve.name, []).append(line)
        thick_first = sorted(names.items(), key=lambda entry: len(entry[1]) > 1)
        return list(thick_first)

    def _show_levels(self, levels: tuple[Level, ...]) -> list[Name]:
        names: list[Name] = []
        for items, vertical in ((self.uprights, True), (self.floors, False)):
            wanted = [level for level in levels if level.vertical == vertical]
            for item, level in zip(items, [*wanted, *[None] * len(items)], strict=False):
                item.set_data(*([level.value] if level else []))
                if level:
                    item.role = level.role
                    names += [(level.name, [item])] if level.name else []
        return names

    def _moved(self, value: float) -> None:
        if self.figure is not None:
            self.place_moved.emit(self.figure.moves, value)

    def _tell(self, row: int, x: float, y: float) -> None:
        if self.figure is not None:
            self.told.emit(read_out(self.figure, x))


def _same(known: tuple[Array, ...], new: tuple[Array, Array]) -> bool:
    """Whether a curve stays as it is: painting is dear, comparing is not."""
    return all(a is b or np.array_equal(a, b, equal_nan=True) for a, b in zip(known, new, strict=True))


def read_out(figure: Lines, x: float) -> str:
    """What the thick curves say at `x`."""
    parts = [f"{with_unit(x, figure.x)}"]
    for curve in figure.curves:
        if curve.width < 2.0 or (not curve.name and curve.style == "dot"):
            continue
        value = value_at(curve, x, figure.x.log)
        if np.isfinite(value):
            label = f"{curve.name}: " if curve.name else ""
            parts.append(f"{label}{with_unit(value, figure.y, named=False)}")
    return " · ".join(parts)


def value_at(curve: Curve, x: float, log: bool) -> float:
    """The curve at `x`; NaN where it is not drawn."""
    if len(curve.x) < 2 or not curve.x[0] <= x <= curve.x[-1]:
        return float("nan")
    at, scale = (np.log(x), np.log(curve.x)) if log else (x, curve.x)
    return float(np.interp(at, scale, curve.y))


def with_unit(value: float, axis: Axis, named: bool = True) -> str:
    """`Offset 0.53°`, `2.31×10⁵ m²`."""
    gap = "" if axis.unit == "°" else " "
    text = f"{number(value)}{gap}{axis.unit}".rstrip()
    return f"{axis.name} {text}" if named else text


def _dress(line: LineItem, curve: Curve) -> None:
    style = LINE_STYLES[curve.style]
    if (line.role, line.style, line.width) != (curve.role, style, curve.width):
        line.role, line.style, line.width = curve.role, style, curve.width
        line.update()
    line.setOpacity(curve.opacity)
