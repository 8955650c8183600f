"""A large button that says what it does: an icon, a name, and a line or two below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPalette
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter

from vhegui.gui.icons import themed_icon
from vhegui.gui.scale import scaled
from vhegui.gui.text.plain import tooltip
from vhegui.gui.theme import Theme

ICON, GAP, EDGE = 22, 8, 6  # pixels of the usual size
WRAPPED = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop)


class LinkButton(QPushButton):
    """`text()` is its name, `description()` what it does. Letters and icon are as large as everything is now.

    (Qt's own, QCommandLinkButton, has letters of a size of its own.)
    """

    def __init__(self, name: str, description: str, icon: QIcon) -> None:
        super().__init__(icon, name)
        self._description = description
        self.setFlat(True)
        self.setAutoDefault(True)  # Return does it, too
        self.setIconSize(QSize(scaled(ICON), scaled(ICON)))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.setToolTip(tooltip(description))

    def description(self) -> str:
        """What it does."""
        return self._description

    def sizeHint(self) -> QSize:
        widest = max(QFontMetrics(self._bold()).horizontalAdvance(self.text()),
                     self.fontMetrics().horizontalAdvance(self._description))  # fmt: skip
        width = self._left() + widest + 2 * scaled(EDGE)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = self._left() + QFontMetrics(self._bold()).horizontalAdvance(self.text()) + 2 * scaled(EDGE)
        return QSize(width, self.sizeHint().height())  # what a width needs is asked of heightForWidth

    def heightForWidth(self, width: int) -> int:
        return self._place_of_description(width).bottom() + 1 + scaled(EDGE)

    def paintEvent(self, event) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text, option.icon = "", QIcon()  # pyright: ignore[reportAttributeAccessIssue]
        if self.underMouse():
            option.features &= ~QStyleOptionButton.ButtonFeature.Flat  # pyright: ignore[reportAttributeAccessIssue]
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        self.icon().paint(painter, QRect(QPoint(scaled(EDGE), scaled(EDGE) + scaled(2)), self.iconSize()))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.setFont(self._bold())
        painter.drawText(QPoint(self._left(), scaled(EDGE) + QFontMetrics(self._bold()).ascent()), self.text())
        painter.setFont(self.font())
        painter.drawText(self._place_of_description(self.width()), WRAPPED, self._description)

    def _place_of_description(self, width: int) -> QRect:
        top = scaled(EDGE) + QFontMetrics(self._bold()).height()
        room = QRect(self._left(), top, max(width - self._left() - scaled(EDGE), 1), 10_000)
        needed = self.fontMetrics().boundingRect(room, WRAPPED, self._description)
        return QRect(room.left(), top, room.width(), needed.height())

    def _left(self) -> int:
        return scaled(EDGE) + self.iconSize().width() + scaled(GAP)

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font


def link(name: str, description: str, do: Callable[[], object], icon: str, theme: Theme) -> LinkButton:
    """One that does something; its icon in the colours of a theme."""
    button = LinkButton(name, description, themed_icon(icon, theme))
    button.clicked.connect(lambda: do())
    return button
