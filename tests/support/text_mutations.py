"""Seeded damage to text: what slips of the keyboard, careless scripts and bad will make of small files."""

from __future__ import annotations

import random
from typing import Any

import yaml

VALUES: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 3, 10**6, 10**12, 10**30, -(10**30), 0.5, 1e-300, 1e308, float("inf"), float("-inf"),
    float("nan"), "", " ", "nan", "inf TeV", "-1 deg", "1e400 TeV", "1e300 deg", "0 deg", "90 deg", "-91 deg",
    "361 deg", "1 TeV", "5 furlong", "1 TeV deg", "83d37m", "a", "crab", "crab.index", "x" * 3000,
    "\u0000", "\ud800", "é😀",
    "<img src=x>&y", "%s %n", "{0}", "$HOME", "../..", "/", ".", "/dev/zero", "/dev/stdin", "/proc/self/mem",
    "http://127.0.0.1:1/x", "file:///etc/hosts", "s3://x/y", "https://", "https://[", "https://a b/", [], {}, [[]],
    [1, 2], ["1 TeV", "1 TeV"], ["10 TeV", "1 TeV"], {"a": 1}, [None], [float("nan")], [0.7], [3, 1], [1.0, 1.0, 1.0],
)  # fmt: skip
PIECES = (
    "(", ")", "[", "]", "{", "}", "((((((((((", "*" * 40, "&a ", "*a", "<<: ", "!!python/object:os.system ",
    "!!binary ", "? ", "- ", ": ", "# ", "---\n",
    "%YAML 1.2\n", "|\n", '"', "'", "\\", "\t", "\r", "\n", "\x00", "\x1b[2J", "\x85",
    "\u2028", "\ufeff", "\u202e", "é", "😀", "nan", "inf", "-", "1e999", "9" * 400, "0x", "1_0", "1:30:00",
    "2020-13-45", "2020-01-01", "..", "=", "<", ">=", "!=", " or ",
    " and ", "not ", "cone ", "@", "~", "%", "$", "://", "@host/",
)  # fmt: skip
Path = tuple[Any, ...]


def damaged_text(text: str, rng: random.Random) -> str:
    """The text with one to three changes of its letters."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        at = rng.randrange(len(text) + 1)
        to = min(len(text), at + rng.choice((1, 1, 3, 10, 80)))
        action = rng.choice(("insert", "insert", "replace", "delete", "double", "many", "end", "swap"))
        if action == "insert":
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif action == "replace":
            text = text[:at] + rng.choice(PIECES) + text[to:]
        elif action == "delete":
            text = text[:at] + text[to:]
        elif action == "double":
            text = text[:to] + text[at:]
        elif action == "many":
            text = text[:at] + rng.choice(PIECES) * rng.choice((10, 1000)) + text[at:]
        elif action == "end":
            text = text[:at]
        else:
            lines = text.split("\n")
            i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
            lines[i], lines[j] = lines[j], lines[i]
            text = "\n".join(lines)
    return text


def damaged_yaml(text: str, rng: random.Random) -> str:
    """The YAML text with other values in one to three places, or with its letters changed."""
    if rng.random() < 0.25:
        return damaged_text(text, rng)
    content = yaml.safe_load(text)
    for _ in range(rng.choice((1, 1, 2, 3))):
        places = list(_places(content))
        _change(content, rng.choice(places), rng, places)
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=rng.random() < 0.5)


def _places(content: Any, path: Path = ()) -> Any:
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from _places(value, (*path, key))


def _change(content: Any, place: Path, rng: random.Random, places: list[Path]) -> None:
    holder = _at(content, place[:-1])
    action = rng.choice(("value", "value", "value", "value", "number", "drop", "copy", "key", "nest"))
    old = holder[place[-1]]
    if action == "drop":
        del holder[place[-1]]
    elif action == "copy":
        holder[place[-1]] = yaml.safe_load(yaml.safe_dump(_at(content, rng.choice(places))))
    elif action == "key" and isinstance(holder, dict):
        holder[rng.choice((*VALUES[:20], "unknown", f"{place[-1]}s"))] = old
    elif action == "nest":
        holder[place[-1]] = [old] if rng.random() < 0.5 else {"a": old}
    elif action == "number" and isinstance(old, int | float):
        holder[place[-1]] = rng.choice((-old, old * 1e6, old * 1e-6, old + 1, float(old), str(old)))
    else:
        holder[place[-1]] = rng.choice(VALUES)


def _at(content: Any, path: Path) -> Any:
    for key in path:
        content = content[key]
    return content
