"""What a YAML file may become is bounded: it is refused with a sentence, at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from vhegui.analysis.yaml_files.file import DEEPEST, LARGEST_FILE, parse_yaml, read_yaml
from vhegui.core.errors import LONGEST_TEXT, ConfigError

BOMB = "a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)
)


def test_aliases_that_stand_for_more_than_a_memory_holds_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"bomb\.yaml.*aliases stand for more than"):
        parse_yaml(BOMB, "bomb.yaml")


def test_a_few_aliases_are_read_as_what_they_stand_for() -> None:
    assert parse_yaml("a: &x [1, 2]\nb: *x\n", "s.yaml") == {"a": [1, 2], "b": [1, 2]}


def test_a_list_that_contains_itself_is_refused() -> None:
    with pytest.raises(ConfigError, match="not valid YAML"):
        parse_yaml("a: &x [1, *x]\n", "s.yaml")


@pytest.mark.parametrize("text", ["a: " + "[" * 5000, "a: " + "{b: " * 3000, "- " * 4000 + "x"])
def test_lists_inside_lists_without_end_are_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=f"more than {DEEPEST} lists and mappings inside each other"):
        parse_yaml(text, "deep.yaml")


def test_half_of_a_character_is_refused_where_it_stands() -> None:
    with pytest.raises(ConfigError, match=r"s\.yaml, line 2.*surrogate"):
        parse_yaml('a: 1\nname: "crab \\ud800"\n', "s.yaml")


def test_a_file_too_large_for_settings_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)
    with pytest.raises(ConfigError, match=r"huge\.yaml: more than 16 MB are too large"):
        read_yaml(path)


def test_an_error_is_never_longer_than_can_be_read() -> None:
    text = str(ConfigError("start " + "x" * 100_000 + " end"))
    assert len(text) <= LONGEST_TEXT + 3 and text.startswith("start") and text.endswith("end")
