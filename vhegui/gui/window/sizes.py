"""How large letters, lines and symbols are, full screen, and presentation mode; remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMargins, QPoint, QRect, QSettings, QSize, Qt
from PySide6.QtWidgets import QMainWindow

from vhegui.gui.scale import STEPS, next_step
from vhegui.gui.session.preferences import PreferenceStore

PRESENTATION = 1.5  # times the usual size: to be read from the last row
DEFAULT_SIZE = QSize(1600, 1000)
TITLE = 24  # pixels of a title, to take hold of
FRAME = QMargins(8, 40, 8, 8)  # pixels that a desktop puts around a window at most


def first_place(screen: QRect) -> QRect:
    """Where a window is shown first, without its frame: in the middle of the room a screen has, frame and all.

    >>> first_place(QRect(0, 0, 1280, 720)).size().toTuple()
    (1264, 672)
    """
    room = screen.marginsRemoved(FRAME)
    place = QRect(room.topLeft(), DEFAULT_SIZE.boundedTo(room.size()))
    place.moveCenter(room.center())
    return place


def remembered_factor(usual: float, settings: QSettings) -> float:
    """Of everything that a window begins with."""
    return _factor(usual, _is_presenting(settings))


def _is_presenting(settings: QSettings) -> bool:
    return str(settings.value("presenting", "")) == "true"


def _factor(usual: float, presenting: bool) -> float:
    return min(usual * (PRESENTATION if presenting else 1.0), STEPS[-1])


def reachable(place: QRect, screens: Sequence[QRect]) -> QRect:
    """A place for a window on the first screen, if its title can be reached on none of them; else where it is.

    >>> reachable(QRect(5000, 300, 700, 500), [QRect(0, 0, 1920, 1080)]).getRect()
    (1212, 300, 700, 500)
    >>> reachable(QRect(2000, 300, 700, 500), [QRect(0, 0, 1920, 1080), QRect(1920, 0, 1920, 1080)]).getRect()
    (2000, 300, 700, 500)
    """
    title = QRect(place.left(), place.top(), place.width(), TITLE)
    if any(min(title.intersected(screen).size().toTuple()) >= TITLE for screen in screens):
        return place
    room = screens[0].marginsRemoved(FRAME)
    size = place.size().boundedTo(room.size())
    left = min(max(place.left(), room.left()), room.right() + 1 - size.width())
    top = min(max(place.top(), room.top()), room.bottom() + 1 - size.height())
    return QRect(QPoint(left, top), size)


class Sizes:
    """changed() is called when everything is to be dressed anew."""

    def __init__(
        self, window: QMainWindow, store: PreferenceStore, settings: QSettings, changed: Callable[[], object]
    ) -> None:
        self._window, self._store, self._settings, self._changed = window, store, settings, changed
        self.presenting = _is_presenting(settings)

    @property
    def usual(self) -> float:
        """The factor beside presentations: a preference."""
        return self._store.value.size

    @property
    def factor(self) -> float:
        """Of everything that is drawn."""
        return _factor(self.usual, self.presenting)

    def step(self, larger: bool) -> None:
        """A step larger or smaller."""
        self.use(next_step(self.usual, larger))

    def use(self, factor: float) -> None:
        """Another usual size; who listens to the preferences dresses everything anew."""
        self._store.put("size", factor)

    def present(self) -> None:
        """Large, on the full screen; or back."""
        self.presenting = not self.presenting
        self._settings.setValue("presenting", self.presenting)
        self.fill_screen(self.presenting)
        self._changed()

    @property
    def full_screen(self) -> bool:
        """Whether the window has the whole screen, without a frame."""
        return bool(self._window.windowState() & Qt.WindowState.WindowFullScreen)

    def fill_screen(self, on: bool) -> None:
        """The whole screen, or a window with a frame again."""
        state = Qt.WindowState.WindowFullScreen
        self._window.setWindowState(self._window.windowState() | state if on else self._window.windowState() & ~state)
