"""The context menu of a plot, the same for all: its own actions, then the picture, the numbers, the whole of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from vhegui.gui.numbers.actions import number_actions
from vhegui.gui.numbers.fields import Fields
from vhegui.gui.plotting.canvas import Canvas

Name = str | Callable[[], str]
Numbers = Callable[[], Fields]
PRINT = "print"  # name of the action


def add_plot_menu(
    plot: QWidget,
    file_name: Name,
    failed: Callable[[str], object],
    own: Sequence[QAction] = (),
    numbers: Numbers | None = None,
) -> list[QAction]:
    """Give a plot its context menu: its `own` actions, then those of every plot, which are returned."""
    plot.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    actions = plot_actions(plot, file_name, failed, numbers)
    plot.addActions([*own, *([separator(plot)] if own else []), *actions])
    return actions


def plot_actions(
    view: QWidget,
    file_name: Name,
    failed: Callable[[str], object],
    numbers: Numbers | None = None,
    save_numbers: Callable[[Path], None] | None = None,
) -> list[QAction]:
    """What can be done with a plot (or a widget that holds several).

    file_name : proposed, without ending, or what says it then · failed : told in a sentence what went wrong
    numbers : in place of those that are drawn · save_numbers : writes them as ECSV or CSV in place of the usual way.
    """
    copy, save, whole = QAction("Copy picture", view), QAction("Save picture…", view), QAction("Show everything", view)
    copy.setToolTip("Copy the plot as a picture, as large as on the screen; Save picture has other sizes")
    save.setToolTip("Save the plot as PNG, SVG or PDF, in a size for a paper, a slide or as on the screen")
    paper = QAction("Print…", view)
    paper.setObjectName(PRINT)
    paper.setToolTip("See the plot on paper, and print it or keep it as a PDF")
    whole.setToolTip("Zoom out to all that is drawn, as a double click does")
    name = file_name if callable(file_name) else lambda: file_name
    copy.triggered.connect(lambda: _copy(view))
    save.triggered.connect(lambda: _save(view, name(), failed))
    paper.triggered.connect(lambda: _print(view, failed))
    whole.triggered.connect(lambda: _show_everything(view))
    written = number_actions(view, numbers or (lambda: _numbers(view)), name, failed, save_numbers)
    return [copy, save, paper, *written, whole]


def printable(widget: QWidget) -> list[QWidget]:
    """The plots that are seen in a widget and can be printed; of a group the group, not each of its plots."""
    parents = [action.parent() for action in widget.findChildren(QAction, PRINT)]
    views = [view for view in parents if isinstance(view, QWidget) and view.isVisible()]
    return [view for view in views if not any(other is not view and other.isAncestorOf(view) for other in views)]


def separator(parent: QWidget) -> QAction:
    """A line in a menu."""
    line = QAction(parent)
    line.setSeparator(True)
    return line


def _plots(view: QWidget) -> list[Canvas]:
    return [view] if isinstance(view, Canvas) else [plot for plot in view.findChildren(Canvas) if plot.isVisible()]


def _numbers(view: QWidget) -> Fields:
    """Of several plots those of the first."""
    return next((fields for plot in _plots(view) if (fields := plot.numbers())), [])


def _show_everything(view: QWidget) -> None:
    for plot in _plots(view):
        plot.show_everything()


def _copy(view: QWidget) -> None:
    from vhegui.gui.plotting.export import copy_to_clipboard

    copy_to_clipboard(view)


def _save(view: QWidget, file_name: str, failed: Callable[[str], object]) -> None:
    from vhegui.gui.plotting.picture_dialog import PictureDialog

    PictureDialog(view, file_name, failed).open()


def _print(view: QWidget, failed: Callable[[str], object]) -> None:
    from vhegui.gui.plotting.printing import preview  # what prints is read when something is printed

    preview([view], failed)
