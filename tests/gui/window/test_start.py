"""The welcome and the targets of a data set: pages over the panels until something is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from small_dl3 import write_small_store

from vhegui.gui.icons import themed_icon
from vhegui.gui.theme import LIGHT
from vhegui.gui.window import opening
from vhegui.gui.window.dialogs.manual import Manual
from vhegui.gui.window.start.choice import ChoicePage
from vhegui.gui.window.start.demo_tour import THINGS
from vhegui.gui.window.start.link import LinkButton
from vhegui.gui.window.start.welcome import Welcome
from vhegui.gui.window.workspaces.defaults import WORKSPACES


def click(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_welcome_covers_the_panels_at_every_size_and_opens_a_thing_to_try(make_window, demo, rest, monkeypatch):
    monkeypatch.setattr("vhegui.core.simulation.demo.ensure_demo", lambda progress: demo)
    window = make_window()
    window.start.welcome()
    for width, height in ((1280, 720), (1600, 1000)):
        window.resize(width, height)
        cover = window.start.cover
        assert cover.isVisible() and cover.geometry().right() == window.width() - 1
        assert cover.x() == window.strip.geometry().right() + 1, "the strip stays in sight"
        assert window.toolbar.geometry().bottom() < cover.y() and cover.geometry().bottom() < window.statusBar().y()
        for link in cover.page.links.values():
            assert link.visibleRegion().boundingRect().height() == link.height(), "cut by its page"
    click(cover.page.links["flare"])
    rest(window)
    assert cover.page is None and not cover.isVisible()
    assert window.workspaces.current.name == "time" and window.session.analysis.target.name.startswith("Blazar")
    assert "light curve" in window.messages.text
    window.actions_by_name["welcome"].trigger()
    assert isinstance(cover.page, Welcome)
    window.actions_by_name["workspace-sky"].trigger()
    assert cover.page is None  # whoever wants a workspace wants to see it


def test_tab_stays_on_the_welcome_and_return_does_what_it_is_on(make_window, tmp_path, file_answers):
    window = make_window()
    window.remember_recent(str(tmp_path / "mine.yaml"))
    window.start.welcome()
    cover = window.start.cover
    window.activateWindow()
    for step, key in enumerate([Qt.Key.Key_Tab] * 12 + [Qt.Key.Key_Backtab] * 12):
        QTest.keyClick(QApplication.focusWidget(), key)
        here = QApplication.focusWidget()
        assert cover.isAncestorOf(here), (step, here)
        if here is cover.page.links["folder"]:
            QTest.keyClick(here, Qt.Key.Key_Return)
    assert len(file_answers.asked) >= 2


def test_several_targets_are_listed_with_a_quick_look_and_one_click_analyses_one(make_window, demo, rest, qtbot):
    window = make_window()
    opening.open_any(window, demo)
    qtbot.waitUntil(lambda: isinstance(window.start.cover.page, ChoicePage), timeout=20_000)
    table = window.start.cover.page.table
    row = next(row for row in range(table.rowCount()) if table.item(row, 0).text().startswith("Crab"))
    qtbot.waitUntil(lambda: table.item(row, 3).text().endswith("σ"), timeout=20_000)
    assert [table.item(row, column).text() for column in (1, 2)] == ["4", "1.8"]
    assert float(table.item(row, 3).text().removesuffix(" σ")) > 20
    for size in (1.0, 1.5):  # all lines are seen, and no room is left below them
        window.preferences.put("size", size)
        rest(window)
        assert table.verticalHeader().length() == table.viewport().height(), size
    window.preferences.put("size", 1.0)
    click(window.start.cover.page.buttons[row])
    rest(window)
    analysis = window.session.analysis
    assert len(analysis.dataset.runs) == 4 and analysis.source is not None and window.start.cover.page is None
    assert window.session.results.current("fit_result") is not None
    window.session.undo()
    assert window.session.analysis.dataset.runs == ()
    window.actions_by_name["targets"].trigger()
    assert isinstance(window.start.cover.page, ChoicePage)
    click(window.start.cover.page.other)
    assert window.start.cover.page is None


def test_a_folder_above_several_data_sets_offers_them(make_window, rest, tmp_path, qtbot):
    window = make_window()
    for name in ("first", "second"):
        (tmp_path / "deep" / name).mkdir(parents=True)
        write_small_store(tmp_path / "deep" / name)
    opening.open_any(window, tmp_path)
    qtbot.waitUntil(lambda: window.start.cover.page is not None, timeout=10_000)
    page = window.start.cover.page
    assert [page.table.item(row, 0).text() for row in range(2)] == ["deep/first", "deep/second"]
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    rest(window)
    assert window.session.analysis.dataset.path == str(tmp_path / "deep" / "second")


def test_learn_lists_things_to_try_opens_them_and_keeps_which_were_tried(make_window, demo, rest, monkeypatch):
    monkeypatch.setattr("vhegui.core.simulation.demo.ensure_demo", lambda progress: demo)
    window = make_window()
    window.resize(1280, 720)
    window.start.welcome()
    cover = window.start.cover
    click(next(each for each in cover.page.findChildren(QPushButton) if each.text().startswith("Learn")))
    for thing in THINGS:
        link = cover.page.links[thing.name]
        assert link.visibleRegion().boundingRect().height() == link.height(), "cut by its page"
        assert link.height() >= link.heightForWidth(link.width()) and thing.tip == link.description()
        assert f"{thing.minutes} min" in link.text() and "tried" not in link.text()
    click(cover.page.links["response"])
    rest(window)
    assert cover.page is None and window.workspaces.current.name == "response"
    assert "Explain" in window.messages.text
    button = window.strip.widgetForAction(window.actions_by_name["learn"])
    click(button)
    assert button.isChecked() and not window.actions_by_name["workspace-response"].isChecked()
    assert [n for n, each in cover.page.links.items() if "tried" in each.text()] == ["response"]
    click(next(each for each in cover.page.findChildren(QPushButton) if each.text() == "Forget what was tried"))
    assert not any("tried" in each.text() for each in cover.page.links.values())
    click(next(each for each in cover.page.findChildren(LinkButton) if each.text() == "Words and numbers"))
    assert "Li & Ma" in window.findChild(Manual).text.toPlainText()
    window.findChild(Manual).close()
    click(window.strip.widgetForAction(window.actions_by_name["workspace-response"]))
    assert cover.page is None and not button.isChecked()


def test_letters_of_links_are_as_large_as_everything(make_window):
    window = make_window()
    window.start.learn()
    usual = window.start.cover.page.links["drag"].sizeHint()
    window.sizes.use(1.5)
    window.wardrobe.finish()
    larger = window.start.cover.page.links["drag"]
    assert larger.sizeHint().height() > 1.3 * usual.height() and larger.sizeHint().width() > 1.3 * usual.width()


def test_every_thing_to_try_names_a_workspace_and_an_icon_that_are_there():
    assert len({thing.name for thing in THINGS}) == len(THINGS)
    for thing in THINGS:
        assert thing.workspace in {each.name for each in WORKSPACES}
        assert not themed_icon(thing.icon, LIGHT).isNull()
