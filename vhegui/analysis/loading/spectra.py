"""OGIP spectra that are analysed with the runs, or without any: from paths to the given value `spectrum_files`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from vhegui.core.errors import DataError, VheguiError
from vhegui.core.files.notes import FormatNote
from vhegui.core.spectra.ogip import read_ogip, rows_of
from vhegui.core.spectra.ogip.pha import split_row
from vhegui.core.spectra.onoff import SpectrumOnOff


@dataclass(frozen=True, eq=False)
class LoadedSpectra:
    """Spectra by path (with the row, "file.pha{2}", of files of many), why others are missing, format notes by path."""

    spectra: dict[str, SpectrumOnOff] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    noted: dict[str, tuple[FormatNote, ...]] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[FormatNote, ...]:
        """Those of all spectra, each once: spectra share their responses."""
        return tuple(dict.fromkeys(note for notes in self.noted.values() for note in notes))


def load_spectra(paths: Iterable[str]) -> LoadedSpectra:
    """Read PHA files with what belongs to them. One bad file never hides the others.

    A file that another one names as its background is not a spectrum by itself.
    """
    spectra: dict[str, SpectrumOnOff] = {}
    problems: dict[str, str] = {}
    noted: dict[str, tuple[FormatNote, ...]] = {}
    backgrounds: dict[tuple[Path, int], str] = {}
    for path in paths:
        try:
            for each in paths_of_spectra(path):
                found = read_ogip(each)
                spectra[each], noted[each] = found.spectrum, found.notes
                if found.background is not None:
                    backgrounds.setdefault(_place(found.background), Path(each).name)
        except VheguiError as error:
            problems[path] = str(error)
    for path in (*spectra, *problems):
        if (owner := backgrounds.get(_place(path))) is not None:
            spectra.pop(path, None)
            noted.pop(path, None)
            problems[path] = f"{Path(path).name}: is the background of {owner}, not fitted as a spectrum of its own"
    return LoadedSpectra(_distinct(spectra), problems, noted)


def _place(path: str | Path) -> tuple[Path, int]:
    file, row = split_row(path)
    return file.resolve(), row


def read_spectra(paths: Iterable[str]) -> dict[str, SpectrumOnOff]:
    """Spectra by path. Raises DataError with the first problem."""
    loaded = load_spectra(paths)
    for text in loaded.problems.values():
        raise DataError(text)
    return loaded.spectra


def paths_of_spectra(path: str) -> list[str]:
    """The spectra of a file, one path each: "file.pha{2}" for those of a file of many."""
    file, row = split_row(path)
    rows = rows_of(Path(file)) if row == 0 else (row,)
    return [path if number in (0, row) else f"{path}{{{number}}}" for number in rows]


def _distinct(spectra: Mapping[str, SpectrumOnOff]) -> dict[str, SpectrumOnOff]:
    """Names by which spectra can be told apart: with the instrument where two are called the same, else a number."""
    names = Counter(item.name for item in spectra.values())
    first = {
        path: replace(item, name=f"{item.instrument} {item.name}".strip()) if names[item.name] > 1 else item
        for path, item in spectra.items()
    }
    seen: Counter[str] = Counter()
    found = {}
    for path, item in first.items():
        seen[item.name] += 1
        found[path] = item if seen[item.name] == 1 else replace(item, name=f"{item.name} ({seen[item.name]})")
    return found
