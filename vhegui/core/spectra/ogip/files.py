"""Names: of the files that belong to a PHA file, and of the spectrum in it."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath, PureWindowsPath

from vhegui.core.errors import DataError
from vhegui.core.files.notes import FormatNote
from vhegui.core.spectra.ogip.pha import RULE, Pha, split_row

_WHAT = {"BACKFILE": "background", "RESPFILE": "energy redistribution (RMF)", "ANCRFILE": "effective area (ARF)"}
_EXTENSION = re.compile(r"\[[^\]]*\]$")
_SUFFIXES = re.compile(r"(\.(fits|fit|pha|pi|pha2|gz))+$", re.IGNORECASE)
_DECORATION = re.compile(r"^(pha|spec(trum)?|onoff)[_-]|[_-](pha|spec(trum)?)$", re.IGNORECASE)


def belonging(pha: Pha, key: str, given: str | Path | None, notes: list[FormatNote]) -> Path | None:
    """The file that `key` in the header of a spectrum names, or the `given` one; None where none is named.

    Looked for relative to the PHA file, also compressed, and at last beside it whatever folder its name says.
    Raises DataError when it is named and not there.
    """
    if given is not None:
        return _existing(Path(given)) or _missing(pha, key, str(given))
    name = pha.files[key]
    if not name:
        return None
    plain = _EXTENSION.sub("", name).lstrip("!")
    found = _existing(pha.path.parent / plain)
    if found is None:
        base = PureWindowsPath(plain).name if "\\" in plain else PurePosixPath(plain).name
        found = _existing(pha.path.parent / base)
        if found is not None:
            note = FormatNote(
                pha.path.name, "SPECTRUM", f'the header names {key} "{name}"', f"{base} beside it is taken", "", RULE
            )
            notes.append(note)
    return found or _missing(pha, key, name)


def _existing(path: Path) -> Path | None:
    file, _ = split_row(path)
    if file.is_file():
        return path
    packed = file.with_name(file.name + ".gz")
    return packed if packed.is_file() else None


def _missing(pha: Pha, key: str, name: str) -> Path:
    raise DataError(
        f'{pha.place}: its {_WHAT[key]}, "{name}" ({key}), is not there; put the file beside it, correct {key} in the '
        "header, or name another file"
    )


def name_of(path: Path, obs_id: str, row: int) -> str:
    """What to call a spectrum: by its file ("pha_obs23523.fits": 23523), or OBS_ID where that says the same."""
    stem = _DECORATION.sub("", _SUFFIXES.sub("", path.name)) or path.stem
    short = re.sub(r"^obs(?=.)", "", stem)
    name = obs_id if obs_id and file_stem(obs_id) == short else short
    return f"{name}_{row}" if row else name


def file_stem(name: str) -> str:
    """A name as part of a file's name: letters, digits and _ . + - only."""
    return re.sub(r"[^\w.+-]+", "_", name) or "spectrum"
