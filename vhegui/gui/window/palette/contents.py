"""Everything the palette finds: commands, settings, sources, runs, files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vhegui.analysis.loading.first_view import look_at_source
from vhegui.analysis.state import PARTS, Target
from vhegui.analysis.written_numbers import signed
from vhegui.core.catalogues.known_sources import all_sources
from vhegui.core.settings import Part, setting_of, settings_of, structs_of
from vhegui.gui.session.preferences import Preferences
from vhegui.gui.window.palette.find import Find

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

PANEL_OF_PART = {
    "events": "settings", "background": "settings", "reco": "settings", "true": "settings", "safe": "settings",
    "containment": "settings", "sky": "settings", "sky_background": "settings", "fit": "spectrum",
    "flux_points": "spectrum", "light_curve": "light_curve", "map": "countmap",
    "map_looks": "countmap", "sky_profile": "profiles",
}  # fmt: skip
"""Where the settings of a part of the Analysis are changed."""
MOST_RUNS = 2000  # a longer list is searched by the panel Observations


def contents(window: MainWindow) -> list[Find]:
    """As it is now: commands that cannot be done now are there, too."""
    kinds = _commands, _settings, _preferences, _help, _recent, _sources, _runs
    return [find for kind in kinds for find in kind(window)]


def _commands(window: MainWindow) -> Iterator[Find]:
    for name, action in window.actions_by_name.items():
        entry = window.entry(name)
        kind = {"View/Panels": "Panel", "View/Workspace": "Workspace"}.get(entry.menu, "Command")
        yield Find(
            action.text().replace("&", ""), kind, action.trigger, entry.menu.replace("/", " ▸ "),
            action.shortcut().toString(), entry.words, entry.tip, action.isEnabled(),
        )  # fmt: skip


def _settings(window: MainWindow) -> Iterator[Find]:
    titles = {name: dock.windowTitle() for name, dock in window.docks.items()}
    for part, panel in PANEL_OF_PART.items():
        seen: set[str] = set()
        hint = PARTS[part].hint
        for settings in map(settings_of, structs_of(hint)) if structs_of(hint) else ((setting_of(part, part, hint),),):
            for setting in settings:
                title = setting.label.title(PARTS[part].word)
                if setting.name in seen:
                    continue
                seen.add(setting.name)
                yield Find(
                    title, "Setting", partial(_show_setting, window, panel, part, setting.name), titles[panel],
                    words=_group(PARTS[part]), tip=setting.label.tip.format(PARTS[part].word),
                )  # fmt: skip


def _preferences(window: MainWindow) -> Iterator[Find]:
    from vhegui.gui.window.commands import show_preferences

    for setting in settings_of(Preferences):
        show = partial(show_preferences, window, setting.name)
        yield Find(setting.label.name, "Preference", show, words="preferences default", tip=setting.label.tip)


def _help(window: MainWindow) -> Iterator[Find]:
    from vhegui.gui.window.commands import show_manual
    from vhegui.gui.window.dialogs.manual import pages

    for page in pages():
        for heading in ("", *page.headings):
            text, where = heading or page.title, page.title if heading else "Manual"
            show = partial(show_manual, window, page.title, heading)
            yield Find(text, "Help", show, where, words="help manual", tip="Explained in the manual.")


def _group(part: Part) -> str:
    return f"{part.group} {part.word}"


def _show_setting(window: MainWindow, panel: str, part: str, name: str) -> None:
    window.show_panel(panel)
    if panel == "settings":
        window.panels[panel].show_setting(part, name)  # pyright: ignore[reportAttributeAccessIssue]


def _recent(window: MainWindow) -> Iterator[Find]:
    from vhegui.gui.window.opening import open_any

    for path in window.recent_paths():
        yield Find(f"Open {Path(path).name}", "Recent file", partial(open_any, window, path), words="open", tip=path)


def _sources(window: MainWindow) -> Iterator[Find]:
    for source in all_sources().sources:
        target = Target(source.name, source.ra, source.dec)
        yield Find(
            source.name, "Source", partial(_aim, window, target), f"{source.ra:.2f}° {signed(source.dec, 2)}°",
            words=" ".join(source.aliases), tip="Analyse the runs that see it, and put the source region on it.",
        )  # fmt: skip


def _aim(window: MainWindow, target: Target) -> None:
    store = window.session.store
    index, radius = None if store is None else store.index, window.session.preferences.value.radius
    window.session.apply(f"Aim at {target.name}", look_at_source, index, target, radius)


def _runs(window: MainWindow) -> Iterator[Find]:
    store = window.session.store
    if store is None or len(store.index) > MOST_RUNS:
        return
    for run, target in zip(store.index.obs_id.tolist(), store.index.target.tolist(), strict=True):
        yield Find(f"Run {run}", "Run", partial(_show_run, window, run), str(target),
                   tip="Show it in the list of runs.")  # fmt: skip


def _show_run(window: MainWindow, run: int) -> None:
    window.show_panel("observations")
    window.panels["observations"].show_run(run)  # pyright: ignore[reportAttributeAccessIssue]
