"""Values as Python that makes them again: calls with keywords, without what is as it is by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import NODEFAULT, Struct, structs

from vhegui.core.models.spatial.template import TemplateImage
from vhegui.core.models.spatial.template_cube import TemplateCube
from vhegui.core.models.temporal.tables import LightCurveTable, PhaseTable
from vhegui.core.settings import Settings, settings_of

WIDTH = 100
INDENT = "    "


class PythonSource:
    """Writes values, and remembers what has to be imported for them.

    Numbers have all their digits, and texts are literals whatever is in them.

    >>> from vhegui.core.regions.circle import Circle
    >>> python = PythonSource()
    >>> python.value((Circle(83.63, 22.01, 0.11),), 0)
    '(Circle(ra=83.63, dec=22.01, radius=0.11),)'
    >>> python.imports
    ['from vhegui.core.regions.circle import Circle']
    """

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}

    @property
    def imports(self) -> list[str]:
        """The lines that import what was used so far, sorted."""
        modules: dict[str, list[str]] = {}
        for (module, name), known_as in self._names.items():
            modules.setdefault(module, []).append(name if name == known_as else f"{name} as {known_as}")
        return [self._import(module, sorted(names)) for module, names in sorted(modules.items())]

    def _import(self, module: str, names: Sequence[str]) -> str:
        line = f"from {module} import {', '.join(names)}"
        if len(line) <= WIDTH:
            return line
        return "\n".join([f"from {module} import (", *(f"{INDENT}{name}," for name in names), ")"])

    def use(self, module: str, name: str) -> str:
        """What a class or function is called in the script, which imports it."""
        if (module, name) not in self._names:
            taken = set(self._names.values())
            known_as = next(each for each in _numbered(name) if each not in taken)
            self._names[module, name] = known_as
        return self._names[module, name]

    def assignment(self, name: str, value: Any) -> str:
        """`name = value`, in as many lines as it takes."""
        return f"{name} = {self.value(value, len(name) + 3)}"

    def settings(self, name: str, value: Settings, word: str = "", whole: bool = False) -> str:
        """`name = Kind(…)`, each setting in a line of its own with what it is. word : that of its part, see `Label`

        whole : also those that are as they are by themselves, but for those that are nothing.
        """
        lines: list[str] = []
        for each in settings_of(type(value)):
            item = getattr(value, each.name)
            if item == each.default and (not whole or item in (None, ())):
                continue
            line = f"{INDENT}{each.name}={self.value(item, len(INDENT) + len(each.name) + 2, 1)},"
            unit = f" ({each.unit.symbol})" if each.unit.symbol else ""
            comment = f"# {each.label.title(word)}{unit}"
            beside = f"{line}  {comment}"
            lines += [beside] if "\n" not in line and len(beside) <= WIDTH else [f"{INDENT}{comment}", line]
        kind = self._called(type(value))
        return "\n".join([f"{name} = {kind}(", *lines, ")"]) if lines else f"{name} = {kind}()"

    def value(self, value: Any, taken: int = 0, depth: int = 0) -> str:
        """An expression that makes the value. taken : room before it in its first line · depth : of its indentation."""
        if isinstance(value, tuple | list):
            opening, closing = "()" if isinstance(value, tuple) else "[]"
            parts = [("", item) for item in value]
        elif isinstance(value, TemplateImage | TemplateCube | PhaseTable):
            opening, closing = f"{self._called(type(value))}.read(", ")"
            parts = [("", Path(value.file)), ("", value.is_normalised)]
        elif isinstance(value, LightCurveTable):
            opening, closing, parts = f"{self._called(type(value))}.read(", ")", [("", Path(value.file))]
        elif isinstance(value, Path):
            opening, closing, parts = f"{self.use('pathlib', 'Path')}(", ")", [("", str(value))]
        elif isinstance(value, Struct) or is_dataclass(value):
            opening, closing = f"{self._called(type(value))}(", ")"
            parts = [(f"{name}=", item) for name, item in _arguments(value)]
        else:
            return _literal(value)
        return self._call(opening, parts, closing, taken, depth)

    def _called(self, kind: type) -> str:
        return self.use(kind.__module__, kind.__name__)

    def _call(self, opening: str, parts: Sequence[tuple[str, Any]], closing: str, taken: int, depth: int) -> str:
        """In one line where there is room, else a line a part; plain values share lines."""
        within = depth + 1
        texts = [name + self.value(item, len(INDENT) * within + len(name) + 1, within) for name, item in parts]
        comma = "," if opening == "(" and len(texts) == 1 else ""
        line = f"{opening}{', '.join(texts)}{comma}{closing}"
        if "\n" not in line and taken + len(line) <= WIDTH:
            return line
        pad = INDENT * within
        plain = opening in "([" and not any("(" in text for text in texts)
        lines = _filled(texts, WIDTH - len(pad)) if plain else [f"{text}," for text in texts]
        return "\n".join([opening, *(pad + each for each in lines), INDENT * depth + closing])


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}{number}"
        number += 1


def _arguments(value: Any) -> Iterator[tuple[str, Any]]:
    """The fields that are not as they are by themselves; those that make no difference are left out."""
    if isinstance(value, Struct):
        described = [(each.name, each.default, each.default_factory, NODEFAULT) for each in structs.fields(value)]
    else:
        described = [
            (each.name, each.default, each.default_factory, MISSING)
            for each in fields(value)
            if each.init and each.compare
        ]
    for name, default, factory, missing in described:
        item = getattr(value, name)
        usual = default if factory is missing else factory()  # type: ignore[operator]
        if usual is missing or item != usual:
            yield name, item


def _literal(value: Any) -> str:
    if isinstance(value, np.generic):
        return _literal(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if not isinstance(value, bool | int | float | str | None):
        raise TypeError(f"{type(value).__name__} cannot be written as Python")
    text = repr(value)
    if isinstance(value, str) and not {"'", '"'} & set(value):
        return f'"{text[1:-1]}"'
    return text


def _filled(texts: Sequence[str], width: int) -> list[str]:
    """The texts with commas, as many in a line as there is room for."""
    lines: list[str] = []
    for text in texts:
        if lines and len(lines[-1]) + len(text) + 2 <= width:
            lines[-1] += f" {text},"
        else:
            lines.append(f"{text},")
    return lines
