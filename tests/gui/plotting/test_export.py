"""Plots as files and on the clipboard."""

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vhegui.core.errors import DataError
from vhegui.gui.plotting import export
from vhegui.gui.plotting.curve_view import CurveView
from vhegui.gui.plotting.laying_out import on_screen
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.theme import DARK, LIGHT


def test_a_png_has_the_chosen_resolution_on_white(plot, tmp_path):
    export.save(plot, tmp_path / "a.png", on_screen(plot).sheet(192))
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (800, 600)
    assert image.pixelColor(2, 2).name() == LIGHT.background


def test_lines_grow_with_the_resolution(plot):
    def inked(dpi: float) -> float:
        image = export.image(plot, on_screen(plot).sheet(dpi)).convertToFormat(QImage.Format.Format_Grayscale8)
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        return float(np.mean(255 - pixels[:, : image.width()].astype(float)))

    assert inked(288) == pytest.approx(inked(96), rel=0.15)


def test_the_look_on_the_screen_is_left_as_it_was(plot, tmp_path):
    export.save(plot, tmp_path / "a.png")
    assert plot.theme is DARK
    export.save(plot, tmp_path / "b.png", theme=None)
    assert QImage(str(tmp_path / "b.png")).pixelColor(2, 2).name() == DARK.background


def test_svg_and_pdf_are_vectors_with_letters(plot, tmp_path):
    export.save(plot, tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text()
    assert "Energy (TeV)" in text
    assert "<title>Spectrum</title>" in text
    assert "<image" not in text
    export.save(plot, tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_axis_names_in_an_svg_are_not_clipped_to_the_data(plot, tmp_path):
    export.save(plot, tmp_path / "a.svg")
    before = (tmp_path / "a.svg").read_text().partition("Energy (TeV)")[0]
    clip = before.rpartition('clip-path="url(#')[2].partition(")")[0]
    outline = before.partition(f'id="{clip}"')[2].partition('d="')[2].partition('"')[0]
    assert outline.startswith("M0,0 L400,0 L400,300"), "the clip is the whole picture"


def test_a_group_of_plots_is_one_picture(show, tmp_path):
    group = QWidget()
    layout = QVBoxLayout(group)
    for _ in range(2):
        layout.addWidget(CurveView(DARK))
    show(group, 300, 400)
    export.save(group, tmp_path / "both.png", on_screen(group).sheet(96))
    assert QImage(str(tmp_path / "both.png")).height() == 400


def test_an_unknown_ending_is_refused_with_the_known_ones(plot, tmp_path):
    with pytest.raises(DataError, match=r"\.svg"):
        export.save(plot, tmp_path / "a.gif")


def test_a_folder_that_is_not_there_is_reported(plot, tmp_path):
    with pytest.raises(DataError, match="could not be written"):
        export.save(plot, tmp_path / "no" / "a.png")


def test_a_plot_can_be_copied(plot):
    export.copy_to_clipboard(plot, on_screen(plot).sheet(96))
    assert QGuiApplication.clipboard().image().width() == 400


def test_a_file_has_no_sign_that_can_be_pointed_at(show):
    view = TitledView("Flux", tip="What is drawn")
    show(view, 300, 200)
    other = TitledView("Flux")
    show(other, 300, 200)
    assert view.grab().toImage() != other.grab().toImage()
    assert export.image(view) == export.image(other)
