"""Files: opened, dropped, saved; whole ones and damaged ones."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from monkey.hand import LEFT, NONE, Hand, Steps
from monkey.registry import gesture
from vhegui.gui.window import export_commands, session_commands

ADDRESSES = ("http://127.0.0.1:1/data/", "ftp://example.org/x", "https://", "file:///nowhere/x.fits")


@gesture(2)
def drop_files(hand: Hand) -> Steps:
    paths = hand.rng.sample(list(hand.files), hand.rng.choice((1, 1, 1, 2)))
    urls = [QUrl.fromLocalFile(str(path)) for path in paths]
    if hand.rng.random() < 0.1:
        urls = [QUrl(hand.rng.choice(ADDRESSES))]
    hand.say(f"drop {', '.join(url.fileName() for url in urls)}")
    data = QMimeData()
    data.setUrls(urls)
    hand.window.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, LEFT, NONE))
    yield hand.moment()


@gesture(1)
def save_the_session(hand: Hand) -> Steps:
    hand.say("save the session")
    session_commands.save_session(hand.window)
    yield hand.moment()


@gesture(0.3)
def export_the_results(hand: Hand) -> Steps:
    hand.say("export results")
    export_commands.export_to(hand.window, hand.mine / "results")
    yield hand.moment()


@gesture(0.3)
def open_what_was_saved(hand: Hand) -> Steps:
    path = hand.mine / "saved.yaml"
    if path.exists():
        hand.say("open the session that was saved")
        session_commands.open_session(hand.window, path)
        yield hand.moment()


@gesture(1)
def go_home(hand: Hand) -> Steps:
    """The data it began with, so that there is always something to do."""
    hand.say("open the first data set again")
    hand.go_home()
    yield 300
