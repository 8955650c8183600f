"""A row of widgets that goes on in the next line where there is no more room."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

SLIM = 370  # pixels


class FlowLayout(QLayout):
    """Left to right, as many lines as the width asks for, at most `most_lines`; what has no room then is left out."""

    most_lines = 99

    def __init__(self, parent: QWidget | None = None, spacing: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(QMargins(8, 3, 6, 1))
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, True)

    def sizeHint(self) -> QSize:
        """One line, or what a slim panel has: the height that is asked for is that of this width."""
        widths = [item.sizeHint().width() + self.spacing() for item in self._shown()]
        return self.minimumSize().expandedTo(QSize(min(sum(widths), SLIM), 0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, place: bool) -> int:
        margins = self.contentsMargins()
        area = rect.marginsRemoved(margins)
        x, line, y, lines = area.left(), [], area.top(), 1
        for item in self._shown():
            size = item.sizeHint()
            if line and x + size.width() > area.right() + 1:
                lines += 1
                if lines <= self.most_lines:
                    y += self._finish(line, y, place) + 2
                    x, line = area.left(), []
            if lines > self.most_lines:
                self._leave_out(item, place)
                continue
            line.append((item, x, size))
            x += size.width() + self.spacing()
        return y + self._finish(line, y, place) - rect.top() + margins.bottom()

    @staticmethod
    def _leave_out(item: QLayoutItem, place: bool) -> None:
        if place:
            item.setGeometry(QRect(0, 0, 0, 0))

    @staticmethod
    def _finish(line: list[tuple[QLayoutItem, int, QSize]], y: int, place: bool) -> int:
        height = max((size.height() for *_, size in line), default=0)
        for item, x, size in line if place else ():
            item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
        return height


class FlowRow(QWidget):
    """A widget with that layout, as high as it needs."""

    def __init__(self, name: str = "", spacing: int = 6) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._flow = FlowLayout(self, spacing)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_most_lines(self, count: int) -> None:
        """No more lines than this; what has no room is not seen."""
        if count != self._flow.most_lines:
            self._flow.most_lines = count
            self._flow.invalidate()
            self.updateGeometry()

    def add(self, *widgets: QWidget) -> None:
        """At the end."""
        for widget in widgets:
            self._flow.addWidget(widget)
