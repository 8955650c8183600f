"""YAML files for people: read with errors that say where, written whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from vhegui.core.errors import ConfigError, DataError
from vhegui.core.files.whole import write_whole

LARGEST_FILE = 16 << 20  # bytes
MOST_VALUES = 500_000
DEEPEST = 40  # lists and mappings inside each other


class _Loader(yaml.SafeLoader):
    """YAML's safe loader that refuses a key given twice and reads 1e-12 as a number, as YAML 1.2 does.

    It bounds what a file may become: aliases let 300 bytes stand for more values than any memory holds.
    """

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise yaml.MarkedYAMLError(
                problem=f"more than {DEEPEST} lists and mappings inside each other",
                problem_mark=self.peek_event().start_mark,  # pyright: ignore[reportUnknownMemberType]
            )
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def get_single_node(self) -> yaml.Node | None:
        node = super().get_single_node()
        if node is not None and _expanded(node, {}) > MOST_VALUES:
            raise yaml.MarkedYAMLError(problem=f"its aliases stand for more than {MOST_VALUES:,} values")
        return node

    def construct_scalar(self, node: yaml.ScalarNode) -> str:
        text = super().construct_scalar(node)
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise yaml.MarkedYAMLError(problem="half of a character (a surrogate)", problem_mark=node.start_mark)
        return text

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)  # pyright: ignore[reportUnknownMemberType]
            if isinstance(key, list | dict):
                raise yaml.MarkedYAMLError(problem="a key must be a word", problem_mark=key_node.start_mark)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f'"{key}" is given twice', problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def _number_or_parts(read: Any) -> Any:
    """Of a number as YAML reads it: 22:00:52 stays text, as in YAML 1.2, instead of a number in base 60."""
    return lambda loader, node: node.value if ":" in node.value else read(loader, node)


_Loader.add_constructor("tag:yaml.org,2002:int", _number_or_parts(yaml.SafeLoader.construct_yaml_int))
_Loader.add_constructor("tag:yaml.org,2002:float", _number_or_parts(yaml.SafeLoader.construct_yaml_float))
_FLOAT = re.compile(r"^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][-+]?[0-9]+$")
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-+0123456789."))


def _expanded(node: yaml.Node, known: dict[int, float]) -> float:
    """How many values a node stands for when every alias is written out; infinite for one that contains itself."""
    if id(node) not in known:
        known[id(node)] = float("inf")
        children = node.value if isinstance(node, yaml.CollectionNode) else ()
        flat = (each for child in children for each in (child if isinstance(child, tuple) else (child,)))
        known[id(node)] = 1.0 + sum(_expanded(child, known) for child in flat)
    return known[id(node)]


class _Dumper(yaml.SafeDumper):
    """Writes lists and mappings without nested parts in one line, the rest as an indented block."""

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
        return super().represent_sequence(
            tag, sequence, flow_style=not any(isinstance(v, list | dict) for v in sequence)
        )

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


class Inline(dict[str, Any]):
    """A mapping to be written in one line."""


# A text that looks like such a number is written in quotes.
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-+0123456789."))
_Dumper.add_representer(
    Inline, lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True)
)


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file. Raises ConfigError with line and column, DataError when it cannot be read."""
    try:
        with path.open("rb") as file:  # read no further, as a pipe or a device tells no size
            raw = file.read(LARGEST_FILE + 1)
        if len(raw) > LARGEST_FILE:
            raise ConfigError(
                f"{path.name}: more than {LARGEST_FILE >> 20} MB are too large for a YAML file of settings"
            )
        text = raw.decode("utf-8")
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not a text file in UTF-8; expected YAML") from error
    return parse_yaml(text, path.name)


def parse_yaml(text: str, file: str) -> dict[str, Any]:
    """The mapping in a YAML text; `file` is named in errors."""
    try:
        content = yaml.load(text, Loader=_Loader)  # a SafeLoader: builds plain values only
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ConfigError(f"{file}{place}: not valid YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise ConfigError(f"{file}: not valid YAML: {error}") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ConfigError(f"{file}: expected keys and values, found {type(content).__name__}")
    return content


def to_yaml(content: dict[str, Any]) -> str:
    """YAML text, keys in the order given."""
    return yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=200)


def write_atomically(path: Path, text: str) -> None:
    """Write a text file so that a reader, or a crash, finds the old file or the new one, never half of it."""
    try:
        content = text.encode()
    except UnicodeEncodeError as error:  # half of a character, as clipboards and file names may bring along
        raise ConfigError(f"{path.name}: {text[error.start]!r} is no text; type it again where it stands") from error
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
