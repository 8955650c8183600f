"""Pictures of the real window, or of one panel, without a display: for documentation, lessons and reports."""

from __future__ import annotations

import difflib
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

TIMEOUT_S = 120.0


def take(
    out: Path, path: Path | str | None = None, demo: bool = False, panel: str = "", theme: str = "light",
    size: tuple[int, int] = (1600, 1000), workspace: str = "", commands: Sequence[str] = (),
) -> None:  # fmt: skip
    """Write a PNG of the window on a data set, a session or the demo data, once everything is computed.

    panel : name of one panel instead of the window, as large as where it has the most room · workspace : what fills the
    window · commands : names of what is done then, one after the other. Raises VheguiError when one of them is unknown,
    the data cannot be opened, or the window does not come to rest.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QWidget

    from vhegui.core.errors import ConfigError, DataError
    from vhegui.gui.application import application
    from vhegui.gui.session.session import Session
    from vhegui.gui.window import opening
    from vhegui.gui.window.main_window import MainWindow
    from vhegui.gui.window.workspaces.defaults import home_of

    app = application()
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        session = Session()
        try:
            window = MainWindow(session, settings, Path(folder))
            if panel and panel not in window.panels:
                raise ConfigError(f"--panel: {panel!r} is not known; use one of {', '.join(window.panels)}")
            workspaces = [each.name for each in window.workspaces]
            if workspace and workspace not in workspaces:
                raise ConfigError(f"--workspace: {workspace!r} is not known; use one of {', '.join(workspaces)}")
            for command in commands:
                if command not in window.actions_by_name:
                    close = difflib.get_close_matches(command, window.actions_by_name, n=1)
                    hint = f'; did you mean "{close[0]}"?' if close else ""
                    raise ConfigError(f"--do: there is no command {command!r}{hint}")
            errors: list[str] = []
            session.message.connect(lambda severity, text: severity == "error" and errors.append(text))
            window.set_theme_choice(theme)
            window.resize(*size)
            window.show()
            window.resize(*size)
            app.processEvents()
            if panel or workspace:
                window.workspaces.show(workspace or home_of(panel))
            if panel:
                window.show_panel(panel)
            if demo:
                opening.open_demo(window)
            elif path is not None:
                opening.open_any(window, path)
            elif not (panel or workspace):
                window.start.welcome()
            settle(window)
            for command in commands:
                window.actions_by_name[command].trigger()
                settle(window)
            target: QWidget = window.panels[panel].widget if panel else window
            saved = target.grab().save(str(out))
            window.leave()
        finally:
            session.close()
    if errors:
        raise DataError(errors[0])
    if not saved:
        raise DataError(f"{out}: the picture could not be written; check the folder and the file's ending (.png)")


def settle(window, timeout: float = TIMEOUT_S) -> None:
    """Let the window work until nothing is left to do."""
    from PySide6.QtWidgets import QApplication

    from vhegui.core.errors import DataError

    end, quiet_since = time.monotonic() + timeout, time.monotonic()
    while time.monotonic() - quiet_since < 0.4:
        begun = time.monotonic()
        QApplication.processEvents()
        worked = time.monotonic() - begun > 0.05  # what it did may have more to do still, as a new layout has
        time.sleep(0.005)
        if window.session.busy or window.wardrobe.waiting or worked:
            quiet_since = time.monotonic()
        if time.monotonic() > end:
            raise DataError(f"the window was still computing after {timeout:.0f} s")
