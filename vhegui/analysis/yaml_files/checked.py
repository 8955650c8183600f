"""Files checked against msgspec structs: errors name file, key, value and what is allowed; unknown keys warn.

A warning is a sentence. One of something that a file asks for and that is not done is a `NotDone`; the others only say
how the file was read.
"""

from __future__ import annotations

import difflib
import re
import typing
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeVar

import msgspec

from vhegui.analysis.yaml_files.kinds import READ
from vhegui.core.errors import AnalysisError, ConfigError
from vhegui.core.setting_checks import MOST_SHOWN, allowed, fault
from vhegui.core.settings import Settings, Unit, mark_of, methods_of, plain_type, settings_of

T = TypeVar("T", bound=msgspec.Struct)
_WORDS = {"array": "a list", "object": "keys and values", "str": "text", "int": "a whole number", "float": "a number"}
_WORDS |= {"bool": "true or false", "null": "nothing"}


class NotDone(str):
    """A warning: this is asked for, and it is not done."""


def in_file(file: str, warning: str) -> str:
    """The warning with the name of the file it is about in front, of the same kind."""
    return type(warning)(f"{file}: {warning}")


def checked(content: dict[str, Any], schema: type[T], file: str, folder: Path = Path()) -> tuple[T, tuple[str, ...]]:
    """The struct for a file's content, and a warning for every key the schema does not know.

    A key without a value counts as not given; settings that may be missing and are not given in their section are not
    set. Texts with units become numbers, paths start at `folder`; custom types of the schema have `parse(value)`.
    Raises ConfigError for the first wrong value.
    """
    content = _given(content)
    warnings = tuple(NotDone(f"{file}: {text}") for text in _unknown_keys(content, schema, ""))
    try:
        found = msgspec.convert(_in_units(content, schema, "", folder), schema, dec_hook=_parse)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file}: {_explain(str(error), content, schema)}") from error
    except _Refused as error:
        raise ConfigError(f"{file}: {error}") from error
    for where, settings in _settings_in(found, ""):
        if wrong := fault(settings):
            raise ConfigError(f"{file}: {where}{wrong.path}: {wrong.reason}")
    return found, warnings


class _Refused(Exception):
    """A value that is not text of its kind: the sentence for the user."""


def suggestion(word: str, known: typing.Iterable[str]) -> str:
    """A "did you mean" for a mistyped word, or the list of known ones."""
    known = list(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f'did you mean "{close[0]}"?' if close else f"known here: {', '.join(known)}"


def _given(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _given(item) for key, item in value.items() if item is not None}
    return [_given(item) for item in value] if isinstance(value, list) else value


def _parse(kind: Any, value: Any) -> Any:
    return kind.parse(value)


def _in_units(content: Any, hint: Any, path: str, folder: Path) -> Any:
    """Content with every text that has a kind (`vhegui.analysis.yaml_files.kinds`) as the value it stands for."""
    unit = mark_of(hint, Unit)
    if unit is not None and unit.kind in READ:
        try:
            return READ[unit.kind](content, folder)
        except (ValueError, AnalysisError) as error:
            raise _Refused(f"{path}: {content!r} is not allowed; {error}") from error
    kind = _struct(hint, content)
    if kind is not None and isinstance(content, dict):
        fields = _fields(kind)
        read = {
            key: _in_units(value, fields[key], f"{path}.{key}".lstrip("."), folder)
            for key, value in content.items()
            if key in fields
        }
        return _not_given(kind) | read
    if typing.get_origin(plain_type(hint)) in (list, tuple) and isinstance(content, list):
        item = typing.get_args(plain_type(hint))[0]
        return [_in_units(value, item, f"{path}[{i}]", folder) for i, value in enumerate(content)]
    return content


def _not_given(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """What a section means by leaving it out: the first of several methods, and nothing where that is possible."""
    config = kind.__struct_config__
    tag = {} if config.tag is None else {str(config.tag_field): config.tag}
    return tag | ({each.key: None for each in settings_of(kind) if each.optional} if issubclass(kind, Settings) else {})


def _struct(hint: Any, content: Any) -> type[msgspec.Struct] | None:
    """The struct that content is meant for; where one of several is chosen, by its tag."""
    if methods := methods_of(hint):
        first = next(iter(methods.values()))
        tag = content.get(str(first.__struct_config__.tag_field)) if isinstance(content, dict) else None
        return methods.get(str(tag), first)
    kind = plain_type(hint)
    return kind if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else None


def _settings_in(value: Any, path: str) -> typing.Iterator[tuple[str, Settings]]:
    """The settings of a struct, of the structs in it, and in lists of them, each with its path up to the dot."""
    if isinstance(value, Settings):
        yield path, value
    if isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(type(value)):
            yield from _settings_in(getattr(value, field.name), f"{path}{field.encode_name}.")
    elif isinstance(value, tuple) and value and isinstance(value[0], Settings):
        for i, each in enumerate(value):
            yield from _settings_in(each, f"{path[:-1]}[{i}].")


@cache
def _fields(schema: type[msgspec.Struct]) -> Mapping[str, Any]:
    hints = typing.get_type_hints(schema, include_extras=True)
    tag = {} if schema.__struct_config__.tag is None else {str(schema.__struct_config__.tag_field): str}
    return MappingProxyType(tag | {each.encode_name: hints[each.name] for each in msgspec.structs.fields(schema)})


def _unknown_keys(content: Any, kind: Any, path: str) -> typing.Iterator[str]:
    struct = _struct(kind, content)
    if struct is not None and isinstance(content, dict):
        fields = _fields(struct)
        of_others = {key for method in methods_of(kind).values() for key in _fields(method)}  # kept for going back
        for key, value in content.items():
            where = f"{path}.{key}" if path else str(key)
            if key in fields:
                yield from _unknown_keys(value, fields[key], where)
            elif key not in of_others:
                yield f'the key "{where}" is not known and has no effect; {suggestion(str(key), fields)}'
    elif typing.get_origin(plain_type(kind)) in (list, tuple) and isinstance(content, list):
        for i, item in enumerate(content):
            yield from _unknown_keys(item, typing.get_args(plain_type(kind))[0], f"{path}[{i}]")


def _explain(message: str, content: Any, schema: Any) -> str:
    """msgspec's message as a sentence: key, value, what is allowed."""
    text, _, path = message.partition(" - at `$")
    path = path.rstrip("`").lstrip(".")
    kind, within, value = schema, schema, content
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+|\.\.\.)\]", path):
        if index == "...":  # of a mapping, by msgspec's silence about keys
            return f"{path}: {_expectation(text)}"
        if name and (struct := _struct(kind, value)):
            kind, within, value = _fields(struct).get(name, Any), kind, value[name]
        elif name:
            kind, value = Any, value[name]
        else:
            kind, value = (*typing.get_args(plain_type(kind)), Any)[0], value[int(index)]
    if missing := re.match(r"Object missing required field `(.+)`", text):
        return f'"{f"{path}.{missing[1]}".lstrip(".")}" is missing'
    choices = typing.get_args(plain_type(kind)) if typing.get_origin(plain_type(kind)) is Literal else ()
    if choices := choices or (tuple(methods_of(within)) if text.startswith("Invalid value") else ()):
        return f"{path}: {value!r} is not allowed; allowed: {', '.join(map(repr, choices))}"
    expected = f"expected {allowed(kind)}" if re.search("[<>]=? ", text) else _expectation(text)
    shown = f"a list of {len(value):,}" if isinstance(value, list) and len(value) > MOST_SHOWN else repr(value)
    return f"{path or 'the file'}: {shown} is not allowed; {expected}"


def _expectation(text: str) -> str:
    match = re.match(r"Expected `([^`]+)`(?!, got)(.*)|Expected `([^`]+)`, got", text)
    if match is None:
        return text
    words = [_WORDS.get(word, word) for word in (match[1] or match[3]).split(" | ") if word != "null"]
    return f"expected {' or '.join(words)}{match[2] or ''}"
