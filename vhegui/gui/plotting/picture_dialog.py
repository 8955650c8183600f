"""Saving a plot: its size, its letters, its colours and its format, with a look at what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from vhegui.core.errors import VheguiError
from vhegui.gui.above import above
from vhegui.gui.file_questions import ask_save
from vhegui.gui.numbers.refused_keys import say_refused
from vhegui.gui.plotting import export
from vhegui.gui.plotting.laying_out import laid_out, on_screen, plots_in
from vhegui.gui.plotting.picture_memory import PictureMemory
from vhegui.gui.plotting.sheet import CM, MOST_PIXELS, PAPER, SIZES, PictureChoice, Sheet, sheet_of
from vhegui.gui.scale import scaled
from vhegui.gui.theme import LIGHT, Theme

UNITS = {"cm": "cm", "inch": "inch", "px": "pixels"}
COLOURS = {"paper": "White paper", "window": "As in the window"}
FORMATS = {"png": "PNG picture (*.png)", "svg": "SVG drawing (*.svg)", "pdf": "PDF (*.pdf)"}
LARGEST = 200.0  # cm
PREVIEW = QSize(420, 320)
PAUSE_MS = 80


class PictureDialog(QDialog):
    """failed(sentence) : a picture could not be written. What is chosen is remembered once it is used."""

    def __init__(self, view: QWidget, file_name: str, failed: Callable[[str], object]) -> None:
        super().__init__(view)
        self.setWindowTitle("Save picture")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._view, self._file_name, self._failed = view, file_name, failed
        self._memory = above(view, PictureMemory)
        self.choice = self._memory.read() if self._memory else PictureChoice()
        self.size_ = _choices("Size of the picture", "What papers and slides ask for", SIZES)
        self.unit = _choices("Unit of width and height", "What width and height are typed in", UNITS)
        self.colours = _choices("Colours of the picture", "White paper has the light colours, also of a dark window",
                                COLOURS)  # fmt: skip
        self.format = _choices("Format of the picture", "PNG is made of pixels; SVG and PDF are sharp at any size",
                               {key: kind.partition(" (")[0] for key, kind in FORMATS.items()})  # fmt: skip
        self.width_ = _number("Width", "Width of the picture")
        self.height_ = _number("Height", "Height of the picture")
        self.letters = _number("Letters", "Size of the letters in the picture; lines and symbols grow with them", " pt")
        self.dpi = _number("Resolution", "Pixels an inch of a PNG; papers ask for 300 or more", " dpi")
        self.letters.setRange(3.0, 72.0)
        self.dpi.setRange(30, 2400)
        self.dpi.setDecimals(0)
        self.preview, self.said = QLabel(), QLabel()
        self._build()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._look)
        self._connect()
        self._take(self.choice)

    @property
    def sheet(self) -> Sheet:
        """What is chosen, of the plot as it is now."""
        return sheet_of(self.choice, on_screen(self._view))

    @property
    def theme(self) -> Theme | None:
        """None for that of the window."""
        return LIGHT if self.choice.colours == "paper" else None

    # building

    def _build(self) -> None:
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setMinimumSize(scaled(PREVIEW.width()), scaled(PREVIEW.height()))
        self.preview.setFrameShape(QFrame.Shape.StyledPanel)
        self.preview.setAccessibleName("What the picture looks like")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.said.setAccessibleName("About the picture")
        sides = QHBoxLayout()
        for part in (self.width_, QLabel("×"), self.height_, self.unit):
            sides.addWidget(part)
        form = QFormLayout()
        form.addRow("&Size", self.size_)
        form.addRow("&Width × height", sides)
        form.addRow("&Letters", self.letters)
        form.addRow("&Resolution", self.dpi)
        form.addRow("&Colours", self.colours)
        form.addRow("&Format", self.format)
        label = form.labelForField(sides)
        if isinstance(label, QLabel):
            label.setBuddy(self.width_)
        form.addRow(self.said)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save_button = self.buttons.addButton("Save…", QDialogButtonBox.ButtonRole.AcceptRole)
        self.copy_button = self.buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        self.save_button.setDefault(True)
        self.save_button.setToolTip("Choose a file for the picture")
        self.copy_button.setToolTip("Put the picture on the clipboard")
        body = QHBoxLayout()
        body.addLayout(form)
        body.addWidget(self.preview, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(body, 1)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        self.buttons.accepted.connect(self._save)
        self.buttons.rejected.connect(self.reject)
        self.copy_button.clicked.connect(self._copy)
        self.size_.activated.connect(self._choose_size)
        self.unit.activated.connect(lambda: self._take(replace(self.choice, unit=self.unit.currentData())))
        self.colours.activated.connect(lambda: self._take(replace(self.choice, colours=self.colours.currentData())))
        self.format.activated.connect(lambda: self._take(replace(self.choice, format=self.format.currentData())))
        self.dpi.valueChanged.connect(self._set_dpi)
        for box in (self.width_, self.height_, self.letters):
            box.valueChanged.connect(self._own_size)

    # what is chosen

    def _take(self, choice: PictureChoice) -> None:
        self.choice = choice
        sheet, unit = self.sheet, self._unit(choice)
        least = on_screen(self._view).least_inches(sheet.letters)
        for box, side, lowest in ((self.width_, sheet.width, least[0]), (self.height_, sheet.height, least[1])):
            with QSignalBlocker(box):
                box.setDecimals(0 if choice.unit == "px" else 2)
                box.setRange(lowest / unit, LARGEST * CM / unit)
                box.setValue(side / unit)
        for box, value in ((self.letters, sheet.letters), (self.dpi, float(choice.dpi))):
            with QSignalBlocker(box):
                box.setValue(value)
        for box, value in ((self.size_, choice.size), (self.unit, choice.unit), (self.colours, choice.colours),
                           (self.format, choice.format)):  # fmt: skip
            box.setCurrentIndex(box.findData(value))
        self._say(sheet)
        self._timer.start()

    def _unit(self, choice: PictureChoice) -> float:
        """In inches."""
        return {"cm": CM, "inch": 1.0, "px": 1.0 / choice.dpi}[choice.unit]

    def _choose_size(self) -> None:
        """Slides have pixels, papers centimetres or inches."""
        size, unit = self.size_.currentData(), self.choice.unit
        if size == "slide":
            unit = "px"
        elif size in PAPER and unit == "px":
            unit = "cm"
        self._take(replace(self.choice, size=size, unit=unit))

    def _own_size(self) -> None:
        unit = self._unit(self.choice) / CM
        width, height = self.width_.value() * unit, self.height_.value() * unit
        self._take(replace(self.choice, size="own", width=width, height=height, letters=self.letters.value()))

    def _set_dpi(self, dpi: float) -> None:
        """Sides that are typed in pixels stay as many."""
        choice = replace(self.choice, dpi=round(dpi))
        if choice.size == "own" and choice.unit == "px":
            factor = self.choice.dpi / choice.dpi
            choice = replace(choice, width=choice.width * factor, height=choice.height * factor)
        self._take(choice)

    def _say(self, sheet: Sheet, cut: bool = False) -> None:
        width, height = sheet.pixels
        too_many = self.choice.format == "png" and width * height > MOST_PIXELS
        sentences = [f"{sheet.width / CM:.1f} × {sheet.height / CM:.1f} cm"]
        if self.choice.format == "png":
            sentences[0] += f", {width} × {height} pixels"
        if too_many:
            sentences.append(f"That is more than {MOST_PIXELS // 1_000_000} million pixels: choose fewer dpi.")
        if cut:
            sentences.append("Names of axes are cut at this size: choose a wider picture or smaller letters.")
        self.said.setText("\n".join(sentences))
        self.save_button.setEnabled(not too_many)
        self.copy_button.setEnabled(width * height <= MOST_PIXELS)

    def _look(self) -> None:
        """Show what the picture looks like."""
        sheet, ratio = self.sheet, self.devicePixelRatioF()
        room = self.preview.size()
        dpi = min(room.width() / sheet.width, room.height() / sheet.height)
        with laid_out(self._view, sheet):
            picture = export.image(self._view, replace(sheet, dpi=dpi * ratio), theme=self.theme)
            cut = any(plot.titles_are_cut for plot in plots_in(self._view))
        picture.setDevicePixelRatio(ratio)
        self.preview.setPixmap(QPixmap.fromImage(picture))
        self._say(sheet, cut)

    # what is done

    def _remember(self) -> None:
        if self._memory is not None:
            self._memory.keep(self.choice)

    def _copy(self) -> None:
        self._remember()
        export.copy_to_clipboard(self._view, self.sheet, theme=self.theme)
        self.accept()

    def _save(self) -> None:
        self._remember()
        first = self.choice.format
        kinds = [FORMATS[first], *(kind for key, kind in FORMATS.items() if key != first)]
        ask_save(self, "Save picture", f"{self._file_name}.{first}", ";;".join(kinds), self._write)

    def _write(self, path: Path) -> None:
        view, sheet, theme, failed = self._view, self.sheet, self.theme, self._failed
        self.accept()
        try:
            export.save(view, path, sheet, theme=theme)
        except VheguiError as error:
            failed(str(error))


def _choices(name: str, tip: str, words: Mapping[str, str]) -> QComboBox:
    box = QComboBox()
    for key, word in words.items():
        box.addItem(word, key)
    box.setAccessibleName(name)
    box.setToolTip(tip)
    return box


def _number(name: str, tip: str, suffix: str = "") -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    say_refused(box)
    box.setDecimals(1)
    box.setSuffix(suffix)
    box.setKeyboardTracking(False)
    box.setAccessibleName(name)
    box.setToolTip(tip)
    return box
