"""Pictures have the size, the letters and the colours that were chosen, and the plot on the screen stays as it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vhegui.core.maps.grid import SkyGrid
from vhegui.gui.above import above
from vhegui.gui.plotting import export
from vhegui.gui.plotting.colour_maps import DIVERGING_DARK
from vhegui.gui.plotting.curve_view import Axis, CurveView
from vhegui.gui.plotting.laying_out import laid_out, on_screen
from vhegui.gui.plotting.picture_dialog import PictureDialog
from vhegui.gui.plotting.picture_memory import PictureMemory
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.plotting.plot_menu import add_plot_menu
from vhegui.gui.plotting.sheet import CM, SIZES, PictureChoice, Sheet, sheet_of
from vhegui.gui.plotting.sky.sky_view import SkyView
from vhegui.gui.scale import plot_scale, set_scale
from vhegui.gui.theme import DARK, LIGHT


@pytest.fixture
def show_in_window(show):
    """Function that shows a plot as the program does, in a layout."""

    windows: list[QWidget] = []  # none is garbage before the test ends

    def shown(view: CurveView | SkyView, width: int, height: int):
        window = QWidget()
        windows.append(window)
        layout = QHBoxLayout(window)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(view)
        show(window, width, height)
        return view

    yield shown
    windows.clear()


def curves(title: str) -> TitledView:
    view = TitledView(title)
    view.set_axes(Axis("Energy", "TeV", log=True), Axis("E² dN/dE", "erg cm⁻² s⁻¹", log=True))
    view.plot.add_line("model", "Fit").set_data(np.logspace(-1, 2, 50), np.logspace(-10, -13, 50))
    return view


@pytest.fixture
def plot(show_in_window) -> CurveView:
    view = show_in_window(curves("Spectrum"), 500, 400)
    view.set_theme(DARK)
    view.fit_range()
    return view


@pytest.fixture
def open_dialog(plot):
    """Function that opens the dialog as the menu does; what is remembered is in `remembered`, complaints in `said`."""
    remembered, said = [PictureChoice()], []
    PictureMemory(plot, lambda: remembered[-1], remembered.append)
    action = next(each for each in add_plot_menu(plot, "sed", said.append) if each.text() == "Save picture…")

    def opened() -> PictureDialog:
        action.trigger()
        return next(each for each in plot.findChildren(PictureDialog) if each.isVisible())

    opened.remembered, opened.said = remembered, said  # type: ignore[attr-defined]
    return opened


def choose(box, key: str) -> None:
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def state(view) -> tuple:
    return view.size(), view.plot.visible_range(), view.plot.box.geometry(), view.transform(), view.minimumSize()


@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_a_picture_has_the_size_and_letters_of_a_column_and_the_plot_stays_as_it_was(plot, qapp, tmp_path, factor):
    set_scale(qapp, factor)
    try:
        plot.follow_scale()
        plot.settle()
        before, sheet = state(plot), sheet_of(PictureChoice("column", dpi=300), on_screen(plot))
        assert sheet.width == pytest.approx(8.8 * CM) and sheet.height == pytest.approx(0.8 * sheet.width)
        export.save(plot, tmp_path / "sed.png", sheet)
        picture = QImage(str(tmp_path / "sed.png"))
        assert (picture.width(), picture.height()) == (1039, 831)
        assert picture.dotsPerMeterX() == round(300 / 0.0254) and picture.pixelColor(2, 2).name() == LIGHT.background
        with laid_out(plot, sheet):
            usual = on_screen(plot).usual
            assert plot_scale() * usual == pytest.approx(8.0)
            assert plot.range.width() == pytest.approx(sheet.width * 96 * usual / 8.0, rel=5e-3)
            assert not plot.titles_are_cut
        assert state(plot) == before and plot_scale() == factor and plot.theme is DARK
    finally:
        set_scale(qapp, 1.0)


def test_vectors_have_the_same_size_and_letters(plot, tmp_path):
    sheet = Sheet(4.0, 3.0, 8.0, 300.0)
    export.save(plot, tmp_path / "sed.svg", sheet)
    assert QSvgRenderer(str(tmp_path / "sed.svg")).viewBox().size().toTuple() == (384, 288)
    export.save(plot, tmp_path / "sed.pdf", sheet)
    assert b"/MediaBox [0 0 288.000000 216.000000]" in (tmp_path / "sed.pdf").read_bytes()


def test_a_map_shows_the_same_field_after_a_picture_of_another_shape(show_in_window, tmp_path):
    view = show_in_window(SkyView(), 500, 300)
    view.show_field(83.6, 22.0, 3.0)
    view.settle()
    before = view.visible_rect()
    export.save(view, tmp_path / "map.png", Sheet(4.0, 5.0, 8.0, 100.0))
    assert view.visible_rect() == before and QImage(str(tmp_path / "map.png")).height() == 500


def test_a_map_that_is_dark_where_nothing_is_in_a_dark_window_is_light_there_on_paper(show_in_window):
    view = show_in_window(SkyView(DARK), 300, 200)
    view.set_image(np.zeros((10, 10)), SkyGrid(83.6, 22.0, 0.1, 10), levels=(-5.0, 5.0))
    view.set_colour_map(DIVERGING_DARK)
    middle = export.image(view).pixelColor(250, 200).lightnessF()
    assert middle > 0.7 and view.image.colour_map == DIVERGING_DARK
    assert export.image(view, theme=None).pixelColor(250, 200).lightnessF() < 0.3


def test_plots_side_by_side_keep_their_places_and_get_the_width_they_need(show, tmp_path):
    group = QWidget()
    layout = QHBoxLayout(group)
    for name in "abc":
        layout.addWidget(curves(name))
    show(group, 900, 300)
    narrow = sheet_of(PictureChoice("own", width=2.0, height=2.0, letters=12.0), on_screen(group))
    assert narrow.width * 96 >= 360 * 1.2  # three times what one needs, with letters of 12 pt instead of 10
    export.save(group, tmp_path / "three.png", narrow)
    assert group.size().toTuple() == (900, 300)


def test_the_size_is_chosen_typed_and_remembered_once_it_is_used(open_dialog, file_answers, tmp_path, qtbot):
    file_answers.choose(tmp_path / "sed")
    dialog = open_dialog()
    assert dialog.choice == PictureChoice() and dialog.sheet.pixels == (round(500 / 96 * 300), 1250)
    choose(dialog.size_, "slide")
    assert (dialog.unit.currentData(), dialog.width_.value(), dialog.height_.value()) == ("px", 1920, 1080)
    dialog.dpi.setValue(150)
    assert dialog.sheet.pixels == (1920, 1080)
    dialog.width_.setValue(900)
    assert dialog.choice.size == dialog.size_.currentData() == "own" and dialog.sheet.pixels == (900, 1080)
    dialog.dpi.setValue(75)
    assert dialog.sheet.pixels == (900, 1080)
    choose(dialog.colours, "window")
    choose(dialog.format, "png")
    qtbot.waitUntil(lambda: not dialog.preview.pixmap().isNull())
    assert "900 × 1080 pixels" in dialog.said.text()
    assert open_dialog.remembered == [PictureChoice()]
    choice = dialog.choice
    dialog.save_button.click()
    picture = QImage(str(tmp_path / "sed.png"))
    assert (picture.width(), picture.pixelColor(2, 2).name()) == (900, DARK.background)
    assert open_dialog.remembered[-1] == choice and open_dialog().choice == choice and not open_dialog.said


def test_a_picture_is_copied_refused_or_said_why_it_was_not_written(open_dialog, file_answers, tmp_path):
    dialog = open_dialog()
    choose(dialog.size_, "column")
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().image().width() == 1039
    dialog = open_dialog()
    dialog.width_.setValue(100.0)
    dialog.height_.setValue(100.0)
    assert not dialog.save_button.isEnabled() and "fewer dpi" in dialog.said.text()
    choose(dialog.format, "pdf")
    assert dialog.save_button.isEnabled()
    file_answers.choose(tmp_path / "nowhere" / "sed.pdf")
    dialog.save_button.click()
    assert "could not be written" in open_dialog.said[0] and file_answers.asked[-1].filters.startswith("PDF")


def test_names_of_axes_that_are_cut_are_said(open_dialog, plot, qtbot):
    plot.set_axes(Axis("A very long name of the energy that was reconstructed", "TeV", log=True), plot.plot.y)
    dialog = open_dialog()
    dialog.width_.setValue(4.0)
    qtbot.waitUntil(lambda: "are cut" in dialog.said.text())
    dialog.width_.setValue(20.0)
    qtbot.waitUntil(lambda: "are cut" not in dialog.said.text() and "20.0 ×" in dialog.said.text())


def test_what_is_remembered_are_the_preferences(qtbot):
    from vhegui.gui.session.preferences import PreferenceStore, default_of
    from vhegui.gui.window.picture_choice import NAMES, remember_pictures

    host, store = QWidget(), PreferenceStore()
    qtbot.addWidget(host)
    remember_pictures(host, store)
    memory = above(host, PictureMemory)
    assert memory is not None
    assert memory.read() == PictureChoice()
    choice = replace(PictureChoice(), size="own", width=7.5, dpi=600, unit="px", colours="window", format="pdf")
    memory.keep(choice)
    assert store.value.picture_dpi == 600 and memory.read() == choice
    store.reset(NAMES["size"])
    assert memory.read() == replace(choice, size="screen")
    size = default_of(NAMES["size"])
    assert {key: size.word(key) for key in size.choices} == SIZES
