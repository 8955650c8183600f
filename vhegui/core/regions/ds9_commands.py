"""The text of a DS9 region file as the shapes it commands: name, arguments, coordinate system, line.

Nothing is passed over: what is no shape, no coordinate system and no setting is an error that names its line.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace

from vhegui.core.bounds import MOST_SHAPES
from vhegui.core.errors import DataError

SKY_FRAMES = {"icrs": "icrs", "fk5": "fk5", "j2000": "fk5", "fk4": "fk4", "b1950": "fk4", "galactic": "galactic"}
SKY_FRAMES |= {"ecliptic": "barycentricmeanecliptic"}
WITH_AREA = ("circle", "ellipse", "box", "polygon", "annulus")
WITHOUT_AREA = ("point", "line", "segment", "vector", "text", "ruler", "compass", "projection")
NOT_DONE = ("panda", "cpanda", "epanda", "bpanda", "pie", "rotbox", "rectangle", "sector", "field", "composite")
_NAMES = (*WITH_AREA, *WITHOUT_AREA, *NOT_DONE)
_OTHER_FRAME = re.compile(r"^(image|physical|amplifier|detector|linear|wcs[a-z]?)$")
_SETTING = re.compile(r"^(global\b|tile\b)")
_QUOTED = re.compile(r"\{[^}]*\}|\"[^\"]*\"|'[^']*'")  # texts and tags, which may hold any word
_BRACED = re.compile(r"\{[^}]*\}")
_EXCLUDED = re.compile(r"\binclude\s*=\s*0\b")
_SHAPE = re.compile(r"^([+-]?)\s*([a-z]+)(\s+point)?\b\s*(.*)$", re.IGNORECASE)
_SHOWN = 60  # characters of a command in a sentence


@dataclass(frozen=True)
class Shape:
    """One shape of a file.

    line : its number, from 1 · text : the command · frame : its coordinate system in astropy's words, "" for one of
    pixels · excluded : DS9's `-` before a shape, or include=0 · comment : its properties, after the #.
    """

    line: int
    text: str
    frame: str
    name: str
    arguments: tuple[str, ...]
    excluded: bool = False
    comment: str = ""


def read_shapes(text: str, file: str) -> list[Shape]:
    """All shapes of a file in their order. Raises DataError, naming file and line.

    >>> circle, box = read_shapes("icrs\\ncircle(83.63,22.01,0.3); -box 83 22 1' 2' 0 # color=red", "a.reg")
    >>> circle.name, circle.arguments, box.name, box.excluded, box.line
    ('circle', ('83.63', '22.01', '0.3'), 'box', True, 2)
    """
    frame, all_excluded, found = "", False, []
    for number, line in enumerate(text.splitlines(), 1):
        code, _, comment = line.partition("#")
        marked = bool(_EXCLUDED.search(_QUOTED.sub("", comment)))
        if not code.strip():
            found += _in_comment(number, comment, frame)
        for part in (each.strip() for each in re.split(r";|\|\|", _BRACED.sub("{}", code))):
            word = part.lower()
            if word in SKY_FRAMES or _OTHER_FRAME.match(word):
                frame = SKY_FRAMES.get(word, "")
            elif _SETTING.match(word):
                all_excluded |= bool(_EXCLUDED.search(_QUOTED.sub("", line)))
            elif part:
                shape = _shape(number, part, frame, marked or all_excluded, f"{file}, line {number}")
                found.append(replace(shape, comment=comment))
    if len(found) > MOST_SHAPES:
        raise DataError(
            f"{file}: holds {len(found):,} regions, and at most {MOST_SHAPES:,} are read; "
            "join them, or give a mask image"
        )
    return found


def cut(text: str) -> str:
    """A command as it is named in a sentence."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 2]} …"


def _in_comment(number: int, comment: str, frame: str) -> list[Shape]:
    """DS9 writes shapes that no other program reads behind a #; composite only says that those which follow are one."""
    match = re.match(r"\s*([a-z]+)\s*\(", comment)
    if match is None or match[1] == "composite" or match[1] not in _NAMES:
        return []
    return [Shape(number, comment.strip(), frame, match[1], ())]


def _shape(number: int, text: str, frame: str, excluded: bool, place: str) -> Shape:
    match = _SHAPE.match(text)
    name = "" if match is None else match[2].lower()
    if match is None or (name not in _NAMES and not match[3]):
        close = difflib.get_close_matches(name, (*_NAMES, *SKY_FRAMES), n=1)
        hint = f"did you mean “{close[0]}”?" if close else "correct it, or take it out"
        raise DataError(f"{place}: '{cut(text)}' is no DS9 region; {hint}")
    sign, name, rest = match[1], "point" if match[3] else name, match[4]
    if name in WITHOUT_AREA:
        places = tuple(re.split(r"\s*,\s*|\s+", rest.strip("() "))) if name in ("point", "line") else ()
        return Shape(number, text, frame, name, places, excluded or sign == "-")
    if rest.count("(") != rest.count(")") or (rest.startswith("(") != rest.endswith(")")) or rest.count("(") > 1:
        raise DataError(f"{place}: '{cut(text)}' has a parenthesis too few or too many")
    inner = rest[1:-1] if rest.startswith("(") else rest
    arguments = tuple(re.split(r"\s*,\s*|\s+", inner.strip()))
    if "" in arguments:
        raise DataError(f"{place}: '{cut(text)}' lacks a number")
    return Shape(number, text, frame, name, arguments, excluded or sign == "-")
