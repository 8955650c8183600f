"""Files checked against msgspec structs: errors name file, key, value and what is allowed; unknown keys warn.

A warning is a sentence. One of something that a file asks for and that is not done is a `NotDone`; the others only say
how the file was read.
"""

from __future__ import annotations

import difflib
import re
import types
import typing
from typing import Any, Literal, TypeVar

import msgspec

from vhegui.core.errors import ConfigError

T = TypeVar("T", bound=msgspec.Struct)
_WORDS = {"array": "a list", "object": "keys and values", "str": "text", "int": "a whole number", "float": "a number"}
_WORDS |= {"bool": "true or false", "null": "nothing"}


class NotDone(str):
    """A warning: this is asked for, and it is not done."""


def in_file(file: str, warning: str) -> str:
    """The warning with the name of the file it is about in front, of the same kind."""
    return type(warning)(f"{file}: {warning}")


def checked(content: dict[str, Any], schema: type[T], file: str) -> tuple[T, tuple[str, ...]]:
    """The struct for a file's content, and a warning for every key the schema does not know.

    A key without a value counts as not given. Custom types of the schema have `parse(value)`.
    Raises ConfigError for the first wrong value.
    """
    content = _given(content)
    warnings = tuple(NotDone(f"{file}: {text}") for text in _unknown_keys(content, schema, ""))
    try:
        return msgspec.convert(content, schema, dec_hook=_parse), warnings
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file}: {_explain(str(error), content, schema)}") from error


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


def _plain(kind: Any) -> Any:
    """A type without its "or nothing" and its constraints."""
    if typing.get_origin(kind) is typing.Annotated:
        return _plain(typing.get_args(kind)[0])
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return _plain(next(part for part in typing.get_args(kind) if part is not types.NoneType))
    return kind


def _fields(schema: type[msgspec.Struct]) -> dict[str, Any]:
    hints = typing.get_type_hints(schema, include_extras=True)
    return {field.encode_name: _plain(hints[field.name]) for field in msgspec.structs.fields(schema)}


def _unknown_keys(content: Any, kind: Any, path: str) -> typing.Iterator[str]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(content, dict):
        fields = _fields(kind)
        for key, value in content.items():
            where = f"{path}.{key}" if path else str(key)
            if key in fields:
                yield from _unknown_keys(value, fields[key], where)
            else:
                yield f'the key "{where}" is not known and has no effect; {suggestion(str(key), fields)}'
    elif typing.get_origin(kind) in (list, tuple) and isinstance(content, list):
        for i, item in enumerate(content):
            yield from _unknown_keys(item, _plain(typing.get_args(kind)[0]), f"{path}[{i}]")


def _explain(message: str, content: Any, schema: Any) -> str:
    """msgspec's message as a sentence: key, value, what is allowed."""
    text, _, path = message.partition(" - at `$")
    path = path.rstrip("`").lstrip(".")
    kind, value = schema, content
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+|\.\.\.)\]", path):
        if index == "...":  # of a mapping, by msgspec's silence about keys
            return f"{path}: {_expectation(text)}"
        kind = _inside(kind, name)
        value = value[name] if name else value[int(index)]
    if missing := re.match(r"Object missing required field `(.+)`", text):
        return f'"{f"{path}.{missing[1]}".lstrip(".")}" is missing'
    if typing.get_origin(kind) is Literal:
        allowed = [repr(choice) for choice in typing.get_args(kind)]
        return f"{path}: {value!r} is not allowed; allowed: {', '.join(allowed)}"
    return f"{path or 'the file'}: {value!r} is not allowed; {_expectation(text)}"


def _inside(kind: Any, name: str) -> Any:
    """The type of a field of a struct, or of the items of a list."""
    if name:
        is_struct = isinstance(kind, type) and issubclass(kind, msgspec.Struct)
        return _fields(kind).get(name, Any) if is_struct else Any
    return _plain((*typing.get_args(kind), Any)[0])


def _expectation(text: str) -> str:
    match = re.match(r"Expected `([^`]+)`(?!, got)(.*)|Expected `([^`]+)`, got", text)
    if match is None:
        return text
    words = [_WORDS.get(word, word) for word in (match[1] or match[3]).split(" | ") if word != "null"]
    return f"expected {' or '.join(words)}{match[2] or ''}"
