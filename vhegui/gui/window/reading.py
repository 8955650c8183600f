"""Files read in the background for a window, which then shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vhegui.core.progress import Progress

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow


def read_in_background(
    window: MainWindow, read: Callable[[Progress], Callable[[], object]], what: str, kind: str = "session"
) -> None:
    """Call what `read` returns, in this thread, once it has read; of several of a kind at once the last one."""

    def done(result: Any) -> None:
        if isinstance(result, Exception):
            window.session.complain(result, what)
        else:
            result()

    window.session.worker.submit(kind, read, done)
