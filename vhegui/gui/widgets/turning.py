"""Parts side by side where there is room, else one above the other."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QSizePolicy, QSplitter, QWidget

from vhegui.gui.scale import scaled
from vhegui.gui.widgets.on_letters import on_letters

ANY = 16777215  # pixels: Qt's word for no limit


class TurningSplitter(QSplitter):
    """wide : from this width on (pixels) parts are side by side; below, where it is higher than wide, they are not."""

    def __init__(self, wide: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._wide = wide
        self.setChildrenCollapsible(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn where the shape asks for it."""
        super().resizeEvent(event)
        above = self.width() < scaled(self._wide) and self.height() > self.width()
        orientation = Qt.Orientation.Vertical if above else Qt.Orientation.Horizontal
        if orientation is not self.orientation():
            self.setOrientation(orientation)


class FormBeside(QWidget):
    """A form in a column of its own, to scroll where there is little room, and what it is about; in a slim panel the
    form is above. column, wide : pixels.
    """

    def __init__(self, form: QWidget, content: QWidget, column: int, wide: int) -> None:
        super().__init__()
        self._column, self._wide = column, wide
        self._area = _FormArea(form)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(self._area)
        self._layout.addWidget(content, 1)
        on_letters(self, lambda: self._turn(self._layout.direction() is QBoxLayout.Direction.TopToBottom))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn where the width asks for it."""
        super().resizeEvent(event)
        above = self.width() < scaled(self._wide)
        if above is not (self._layout.direction() is QBoxLayout.Direction.TopToBottom):
            self._turn(above)

    def minimumSizeHint(self) -> QSize:
        """Of the slim shape."""
        return QSize(scaled(self._column), super().minimumSizeHint().height())

    def _turn(self, above: bool) -> None:
        direction = QBoxLayout.Direction
        self._layout.setDirection(direction.TopToBottom if above else direction.LeftToRight)
        self._area.setMinimumWidth(0 if above else scaled(self._column))
        self._area.setMaximumWidth(ANY if above else scaled(self._column))
        vertical = QSizePolicy.Policy.Maximum if above else QSizePolicy.Policy.Preferred
        self._area.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)


class _FormArea(QScrollArea):
    """Scrolls up and down only; as high as the form, where there is room."""

    def __init__(self, form: QWidget) -> None:
        super().__init__()
        self._form = form
        self.setWidget(form)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """As the form."""
        return self._form.sizeHint()
