"""One response in detail: curves or an image, and a card that explains it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QStackedLayout, QWidget

from vhegui.gui.panels.response.figures import Figure, Lines
from vhegui.gui.panels.response.image_page import ImagePage
from vhegui.gui.panels.response.line_page import LinePage
from vhegui.gui.theme import Theme


class Detail(QWidget):
    """place_moved(what, value), told(text), pointed(x): see the pages."""

    place_moved = Signal(str, float)
    told = Signal(str)
    pointed = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Response in detail")
        self.lines, self.image = LinePage(theme), ImagePage(theme)
        self.figure: Figure | None = None
        self._stack = QStackedLayout(self)
        for page in (self.lines, self.image):
            self._stack.addWidget(page)
            page.place_moved.connect(self.place_moved)
            page.told.connect(self.told)
        self.image.pointed.connect(self.pointed)

    @property
    def page(self) -> LinePage | ImagePage:
        """What is shown."""
        return self.lines if isinstance(self.figure, Lines) else self.image

    def show_figure(self, figure: Figure) -> None:
        """Draw curves or an image."""
        self.figure = figure
        if isinstance(figure, Lines):
            self.lines.show_figure(figure)
        else:
            self.image.show_figure(figure)
        self._stack.setCurrentWidget(self.page)

    def set_theme(self, theme: Theme) -> None:
        """Another look."""
        self.lines.set_theme(theme)
        self.image.set_theme(theme)


class Card(QScrollArea):
    """Rich text beside a plot."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Explanation of the plot")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setWordWrap(True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setContentsMargins(10, 6, 8, 6)
        self.setWidget(self.label)

    def set_text(self, html: str) -> None:
        """Say something else."""
        if html != self.label.text():
            self.label.setText(html)

    def sizeHint(self) -> QSize:
        return QSize(240, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 60)
