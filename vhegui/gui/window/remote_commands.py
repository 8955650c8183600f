"""What the actions for data from elsewhere do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

# The dialogs are imported when they are shown: the window starts without them.


def open_remote(window: MainWindow) -> None:
    """Ask for the address of a data set, and for a token where its server wants one."""
    from vhegui.gui.window.dialogs.remote_dialog import RemoteDialog

    RemoteDialog(window).open()


def show_public_data(window: MainWindow) -> None:
    """Public data sets, their terms, and fetching them."""
    from vhegui.gui.window.dialogs.public_data_dialog import PublicDataDialog

    PublicDataDialog(window).open()


def show_data_cache(window: MainWindow) -> None:
    """What fetched data take on this computer."""
    from vhegui.gui.window.dialogs.data_cache_dialog import DataCacheDialog

    DataCacheDialog(window).open()
