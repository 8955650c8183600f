"""Settings → the keys and values of a file, as `vhegui.analysis.yaml_files.checked` reads them back."""

from __future__ import annotations

import typing
from pathlib import Path
from typing import Any

import msgspec

from vhegui.analysis.yaml_files.file import Inline
from vhegui.analysis.yaml_files.kinds import WRITE
from vhegui.core.settings import Settings, Unit, mark_of, plain_type, settings_of

MOST_IN_A_LINE = 5


def settings_content(settings: Settings, folder: Path) -> dict[str, Any]:
    """The keys and values of settings in a file that is to lie in `folder`; what is not set, or empty, is left out.

    A few plain values and short lists of them are written in one line.
    """
    config = settings.__struct_config__
    content: dict[str, Any] = {} if config.tag is None else {str(config.tag_field): config.tag}
    for setting in settings_of(type(settings)):
        value = getattr(settings, setting.name)
        if value is not None and value != ():
            content[setting.key] = written(value, setting.hint, folder)
    flat = [item for value in content.values() for item in (value if isinstance(value, list) else [value])]
    short = len(flat) <= MOST_IN_A_LINE and not any(isinstance(item, list | dict) for item in flat)
    return Inline(content) if short else content


def written(value: Any, hint: Any, folder: Path) -> Any:
    """A value as text, number, list or mapping; `hint` is its type with what its line says of it."""
    unit = mark_of(hint, Unit)
    if unit is not None and unit.kind in WRITE:
        return WRITE[unit.kind](value, folder)
    if isinstance(value, Settings):
        return settings_content(value, folder)
    if isinstance(value, msgspec.Struct):
        inner = {name: getattr(value, name) for name in value.__struct_fields__}
        inside = {name: settings_content(each, folder) for name, each in inner.items() if isinstance(each, Settings)}
        return msgspec.to_builtins(value) | inside
    if isinstance(value, tuple):
        item = typing.get_args(plain_type(hint))[0]
        return [written(each, item, folder) for each in value]
    return float(value) if isinstance(value, float) else value
