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
from vhegui.gui.theme import LIGHT, Theme

FORMATS = (".png", ".svg", ".pdf")
SCREEN_DPI = 96.0
QUICK = 80  # "quality" of PNG files, which are compressed the less the higher it is


def save(view: QWidget, path: Path | str, *, dpi: float = 200.0, theme: Theme | None = LIGHT) -> None:
    """Write a plot (or a widget that holds several) as it is on the screen; the suffix chooses the format.

    `dpi` matters for PNG only. `theme` is put on for the picture (white paper by default); None keeps the look.
    """
    drawn(view, path, dpi=dpi, theme=theme)()


def drawn(view: QWidget, path: Path | str, *, dpi: float = 200.0, theme: Theme | None = LIGHT) -> Callable[[], None]:
    """Draw a plot for a file, see `save`; what is returned packs and writes it, in any thread."""
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise DataError(f"{path.name}: a plot is written as {', '.join(FORMATS)}. Choose one of these endings.")
    packed = {".png": _png, ".svg": _svg, ".pdf": _pdf}[suffix](view, dpi, theme)
    return partial(_write, path, packed)


def _write(path: Path, packed: Callable[[], bytes]) -> None:
    try:
        write_whole(path, packed())
    except OSError as error:
        raise DataError(f"{path}: the plot could not be written ({error.strerror}). Choose another folder.") from error


def copy_to_clipboard(view: QWidget, *, dpi: float = 200.0, theme: Theme | None = LIGHT) -> None:
    """Put the plot on the clipboard as an image."""
    QGuiApplication.clipboard().setImage(image(view, dpi=dpi, theme=theme))


def image(view: QWidget, *, dpi: float = 200.0, theme: Theme | None = LIGHT) -> QImage:
    """The plot as an image; line widths and letters grow with `dpi` (96 is the size on the screen)."""
    scale = dpi / SCREEN_DPI
    result = QImage(QSize(round(view.width() * scale), round(view.height() * scale)), QImage.Format.Format_ARGB32)
    result.setDevicePixelRatio(scale)
    result.fill((theme or _theme_of(view)).color("background"))
    with dressed(view, theme), _painting(result) as painter:
        _render(view, painter)
    result.setDotsPerMeterX(round(dpi / 0.0254))  # afterwards: before, it would scale the letters a second time
    result.setDotsPerMeterY(round(dpi / 0.0254))
    return result


def _png(view: QWidget, dpi: float, theme: Theme | None) -> Callable[[], bytes]:
    return partial(_packed, image(view, dpi=dpi, theme=theme))


def _packed(picture: QImage) -> bytes:
    data, buffer = _buffer()
    # Of a plot the smallest file takes much longer than one that is a little larger.
    picture.save(buffer, "PNG", QUICK)  # pyright: ignore[reportCallIssue, reportArgumentType]
    buffer.close()
    return bytes(data.data())


def _svg(view: QWidget, dpi: float, theme: Theme | None) -> Callable[[], bytes]:
    from PySide6.QtSvg import QSvgGenerator

    data, buffer = _buffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(view.size())
    generator.setViewBox(QRect(0, 0, view.width(), view.height()))
    generator.setResolution(round(SCREEN_DPI))
    generator.setTitle(view.accessibleName())
    with dressed(view, theme), _painting(generator) as painter:
        painter.fillRect(view.rect(), (theme or _theme_of(view)).color("background"))
        _render(view, painter)
    buffer.close()
    return lambda: bytes(data.data())


def _pdf(view: QWidget, dpi: float, theme: Theme | None) -> Callable[[], bytes]:
    data, buffer = _buffer()
    writer = QPdfWriter(buffer)
    points = QSizeF(view.width() * 72 / SCREEN_DPI, view.height() * 72 / SCREEN_DPI)
    page = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    layout = QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    writer.setPageLayout(layout)
    writer.setResolution(round(SCREEN_DPI))
    writer.setTitle(view.accessibleName())
    with dressed(view, theme), _painting(writer) as painter:
        painter.fillRect(view.rect(), (theme or _theme_of(view)).color("background"))
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
    """Plots as vectors; other widgets of a group as they draw themselves."""
    if isinstance(view, Canvas):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view.render(painter, QRectF(view.rect()), view.rect())
        return
    plots = [plot for plot in view.findChildren(Canvas) if plot.isVisibleTo(view)]
    for plot in plots:
        at = plot.mapTo(view, plot.rect().topLeft())
        plot.render(painter, QRectF(plot.rect()).translated(at), plot.rect())


@contextmanager
def dressed(view: QWidget, theme: Theme | None) -> Iterator[None]:
    """Plots in another look for a moment."""
    plots = [view] if isinstance(view, Canvas) else list(view.findChildren(Canvas))
    with ExitStack() as undo:
        for plot in plots if theme is not None else []:
            undo.callback(plot.set_theme, plot.theme)
            plot.set_theme(theme)  # pyright: ignore[reportArgumentType]
        yield


def _theme_of(view: QWidget) -> Theme:
    plot = view if isinstance(view, Canvas) else view.findChild(Canvas)
    return plot.theme if isinstance(plot, Canvas) else LIGHT
