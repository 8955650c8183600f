"""The title of a panel: a double click or a button gives it the whole window, others let it float or close it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QMouseEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QToolButton, QWidget

from vhegui.gui.icons import themed_icon
from vhegui.gui.scale import scaled
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.elided_label import ElidedLabel

FLOATS_BESIDE = 48  # pixels from where the panel was: it is seen that it floats


@dataclass(frozen=True)
class TitleIcons:
    """The icons of title bars: drawn once for all of them."""

    maximise: QIcon
    restore: QIcon
    float: QIcon
    close: QIcon

    @classmethod
    def of_theme(cls, theme: Theme) -> TitleIcons:
        """In the colours of the text."""
        return cls(*(themed_icon(each.name, theme) for each in fields(cls)))


class TitleBar(QWidget):
    """On top of a dock. maximise_wanted() : the panel alone, or back again."""

    maximise_wanted = Signal()

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        self._maximised = False
        self._sizes_before: list[tuple[QDockWidget, QSize]] = []  # of what was seen when it began to float
        self._icons: TitleIcons | None = None
        title = dock.windowTitle()
        self.label = ElidedLabel(title)
        self.label.setText(title)
        self.label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.label.setContentsMargins(0, 0, 0, 0)
        font = self.label.font()
        font.setBold(True)
        self.label.setFont(font)
        self.maximise, self.float_, self.close_ = QToolButton(), QToolButton(), QToolButton()
        self.maximise.clicked.connect(self.maximise_wanted)
        self.float_.clicked.connect(self._float)
        self.close_.clicked.connect(dock.close)
        for button, name, tip in (
            (self.float_, "Float", "A window of its own, or back into this one"),
            (self.close_, "Close", "Close this panel; View ▸ Panels opens it again"),
        ):
            button.setAccessibleName(f"{name} {title}")
            button.setToolTip(tip)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 1, 2, 1)
        layout.setSpacing(1)
        layout.addWidget(self.label, 1)
        for button in (self.maximise, self.float_, self.close_):
            button.setAutoRaise(True)
            button.setFocusPolicy(button.focusPolicy().NoFocus)
            layout.addWidget(button)
        self.show_maximised(False)

    def show_maximised(self, maximised: bool) -> None:
        """Whether the panel fills the window."""
        self._maximised = maximised
        name = "Back to the workspace" if maximised else "Maximise"
        self.maximise.setAccessibleName(f"{name}: {self._dock.windowTitle()}")
        self.maximise.setToolTip(f"{name} (F11, or double click on the title)")
        self._dress()

    def set_icons(self, icons: TitleIcons) -> None:
        """Those of a theme."""
        self._icons = icons
        for button in (self.maximise, self.float_, self.close_):
            button.setIconSize(QSize(scaled(16), scaled(16)))
        self.float_.setIcon(icons.float)
        self.close_.setIcon(icons.close)
        self._dress()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The panel alone, or back again."""
        self.maximise_wanted.emit()
        event.accept()

    def _dress(self) -> None:
        if self._icons is not None:
            self.maximise.setIcon(self._icons.restore if self._maximised else self._icons.maximise)

    def _float(self) -> None:
        """A window of its own, on another screen where there is one; back in front of the tabs it came from."""
        here = self._dock.mapToGlobal(self._dock.rect().topLeft())
        if not self._dock.isFloating():
            docks = self._window().findChildren(QDockWidget)
            self._sizes_before = [(each, each.size()) for each in docks if not each.visibleRegion().isEmpty()]
        self._dock.setFloating(not self._dock.isFloating())
        if not self._dock.isFloating():
            QTimer.singleShot(0, self._dock, self._back)
            return
        others = [screen for screen in QGuiApplication.screens() if screen is not self._dock.screen()]
        place = others[0].availableGeometry().topLeft() if others else here
        self._dock.move(place.x() + FLOATS_BESIDE, place.y() + FLOATS_BESIDE)

    def _back(self) -> None:
        """In front of its tabs, with the room that it had there."""
        self._dock.raise_()
        sizes = {dock: size for dock, size in self._sizes_before if dock.isVisible() and not dock.isFloating()}
        widths, heights = [size.width() for size in sizes.values()], [size.height() for size in sizes.values()]
        self._window().resizeDocks(list(sizes), widths, Qt.Orientation.Horizontal)
        self._window().resizeDocks(list(sizes), heights, Qt.Orientation.Vertical)

    def _window(self) -> QMainWindow:
        window = self._dock.parent()
        assert isinstance(window, QMainWindow)
        return window
