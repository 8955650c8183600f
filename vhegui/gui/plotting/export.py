"""Plots as files: PNG at a chosen resolution, SVG and PDF as vectors, or on the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtWidgets import QWidget

from vhegui.core.errors import DataError
from vhegui.core.files.whole import write_whole
from vhegui.gui.plotting.canvas import Canvas
from vhegui.gui.plotting.laying_out import laid_out, on_screen, plots_in
from vhegui.gui.plotting.sheet import SCREEN_DPI, USUAL_DPI, Sheet
from vhegui.gui.theme import LIGHT, Theme

FORMATS = (".png", ".svg", ".pdf")
QUICK = 80  # "quality" of PNG files, which are compressed the less the higher it is


def save(view: QWidget, path: Path | str, sheet: Sheet | None = None, *, theme: Theme | None = LIGHT) -> None:
    """Write a plot (or a widget that holds several); the suffix chooses the format.

    sheet : its size, as on the screen without · theme : put on for the picture (white paper by default); None keeps
    the look.
    """
    drawn(view, path, sheet, theme=theme)()


def drawn(
    view: QWidget, path: Path | str, sheet: Sheet | None = None, *, theme: Theme | None = LIGHT
) -> Callable[[], None]:
    """Draw a plot for a file, see `save`; what is returned packs and writes it, in any thread."""
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise DataError(f"{path.name}: a plot is written as {', '.join(FORMATS)}. Choose one of these endings.")
    draw = {".png": _png, ".svg": _svg, ".pdf": _pdf}[suffix]
    sheet = sheet or on_screen(view).sheet(USUAL_DPI)
    with laid_out(view, sheet):
        packed = draw(view, sheet, theme)
    return partial(_write, path, packed)


def _write(path: Path, packed: Callable[[], bytes]) -> None:
    try:
        write_whole(path, packed())
    except OSError as error:
        raise DataError(f"{path}: the plot could not be written ({error.strerror}). Choose another folder.") from error


def copy_to_clipboard(view: QWidget, sheet: Sheet | None = None, *, theme: Theme | None = LIGHT) -> None:
    """Put the plot on the clipboard as an image."""
    QGuiApplication.clipboard().setImage(image(view, sheet, theme=theme))


def image(view: QWidget, sheet: Sheet | None = None, *, theme: Theme | None = LIGHT) -> QImage:
    """The plot as an image; its lines and letters are as wide on paper at any `dpi`."""
    sheet = sheet or on_screen(view).sheet(USUAL_DPI)
    with laid_out(view, sheet):
        return _image(view, sheet, theme)


def paint(view: QWidget, painter: QPainter, sheet: Sheet, *, theme: Theme | None = LIGHT) -> None:
    """Draw the plot in the units of the screen, from where the painter is."""
    with laid_out(view, sheet), dressed(view, theme):
        _render(view, painter)


def _image(view: QWidget, sheet: Sheet, theme: Theme | None) -> QImage:
    result = QImage(QSize(*sheet.pixels), QImage.Format.Format_ARGB32)
    result.setDevicePixelRatio(sheet.dpi / SCREEN_DPI)
    result.fill((theme or _theme_of(view)).color("background"))
    with dressed(view, theme), _painting(result) as painter:
        _render(view, painter)
    result.setDotsPerMeterX(round(sheet.dpi / 0.0254))  # afterwards: before, it would scale the letters a second time
    result.setDotsPerMeterY(round(sheet.dpi / 0.0254))
    return result


def _png(view: QWidget, sheet: Sheet, theme: Theme | None) -> Callable[[], bytes]:
    return partial(_packed, _image(view, sheet, theme))


def _packed(picture: QImage) -> bytes:
    data, buffer = _buffer()
    # Of a plot the smallest file takes much longer than one that is a little larger.
    picture.save(buffer, "PNG", QUICK)  # pyright: ignore[reportCallIssue, reportArgumentType]
    buffer.close()
    return bytes(data.data())


def _svg(view: QWidget, sheet: Sheet, theme: Theme | None) -> Callable[[], bytes]:
    from PySide6.QtSvg import QSvgGenerator

    data, buffer = _buffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(view.size())
    generator.setViewBox(QRect(0, 0, view.width(), view.height()))
    generator.setResolution(round(SCREEN_DPI))
    generator.setTitle(view.accessibleName())
    with dressed(view, theme), _painting(generator) as painter:
        painter.fillRect(view.rect().adjusted(0, 0, 1, 1), (theme or _theme_of(view)).color("background"))
        _render(view, painter)
    buffer.close()
    return lambda: bytes(data.data())


def _pdf(view: QWidget, sheet: Sheet, theme: Theme | None) -> Callable[[], bytes]:
    data, buffer = _buffer()
    writer = QPdfWriter(buffer)
    points = QSizeF(sheet.width * 72, sheet.height * 72)
    page = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    layout = QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    writer.setPageLayout(layout)
    writer.setResolution(round(SCREEN_DPI))
    writer.setTitle(view.accessibleName())
    with dressed(view, theme), _painting(writer) as painter:
        painter.fillRect(view.rect().adjusted(0, 0, 1, 1), (theme or _theme_of(view)).color("background"))
        _render(view, painter)
    buffer.close()
    return lambda: bytes(data.data())


def _buffer() -> tuple[QByteArray, QBuffer]:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return data, buffer


@contextmanager
def _painting(device: QPaintDevice) -> Iterator[QPainter]:
    painter = QPainter(device)
    try:
        yield painter
    finally:
        painter.end()


def _render(view: QWidget, painter: QPainter) -> None:
    """Plots as vectors, each at its place in a group; controls between them are no part of a picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for plot in plots_in(view):
        at = plot.mapTo(view, plot.rect().topLeft())
        plot.render(painter, QRectF(plot.rect()).translated(at), plot.rect())


@contextmanager
def dressed(view: QWidget, theme: Theme | None) -> Iterator[None]:
    """Plots in another look for a moment."""
    with ExitStack() as undo:
        if theme is not None:
            for plot in plots_in(view):
                undo.enter_context(plot.dressed(theme))
        yield


def _theme_of(view: QWidget) -> Theme:
    plot = view if isinstance(view, Canvas) else view.findChild(Canvas)
    return plot.theme if isinstance(plot, Canvas) else LIGHT
