"""A folder of results: written aside, moved in whole at the end; nothing that the program did not write is touched.

What an earlier run has written is known by a manifest with check sums (`sha256sum -c results.sha256` checks it): only
files that are as it left them are replaced or, where the new results have none of that name, removed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vhegui.core.errors import DataError
from vhegui.core.files.whole import write_whole

MANIFEST = "results.sha256"


@dataclass(frozen=True)
class ResultFolder:
    """`folder` can be written; `own` are the files an earlier run left there, by name, with their check sums.

    inputs : files that are read, which results never replace.
    """

    folder: Path
    own: Mapping[str, str]
    inputs: frozenset[Path]

    @classmethod
    def prepare(cls, folder: Path, names: Iterable[str] = (), inputs: Iterable[Path] = ()) -> ResultFolder:
        """Make the folder, and look whether results called `names` may be written there, before anything is computed.

        Raises DataError when the folder cannot be written, or holds something else of such a name.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            Path(tempfile.mkdtemp(prefix=".results-", dir=folder)).rmdir()
            found = cls(folder, _own(folder), frozenset(path.resolve() for path in inputs))
        except OSError as error:
            raise _cannot_be_written(folder, error) from error
        if taken := found._taken(names):
            raise DataError(f"{folder}: {taken}; choose another folder for the results")
        return found

    def fill(self, write: Callable[[Path], Sequence[Path]]) -> tuple[Path, ...]:
        """Let `write` write files into a new folder and name them; then move them in, see `move_in`."""
        with self.aside() as part:
            return self.move_in(part, write(part))

    @contextmanager
    def aside(self) -> Iterator[Path]:
        """A new folder for files that are to be moved in; gone at the end. Raises DataError for what the disk says."""
        part = None
        try:
            part = Path(tempfile.mkdtemp(prefix=".results-", dir=self.folder))
            part.chmod(0o755)
            yield part
        except OSError as error:
            raise _cannot_be_written(self.folder, error) from error
        finally:
            if part is not None:
                shutil.rmtree(part, ignore_errors=True)

    def move_in(self, part: Path, files: Sequence[Path]) -> tuple[Path, ...]:
        """Move files from the folder `part` to where they belong. Returns where they are.

        Where a name has been taken meanwhile, everything stays beside it, in a folder of its own. Raises DataError.
        """
        names = [path.relative_to(part).as_posix() for path in files]
        if taken := self._taken(names):
            raise DataError(f"{self.folder}: {taken}; the results are in {self._beside(part)}")
        self._replace(part, names)
        return tuple(self.folder / name for name in names)

    def _taken(self, names: Iterable[str]) -> str:
        """Why one of these names cannot be used, or ""."""
        for name in names:
            path = self.folder / name
            if not os.path.lexists(path):
                continue
            if path.resolve() in self.inputs:
                return f"{name} is what is read here, and would be replaced"
            if self.own.get(name) != _checksum(path):
                return f"{name} is not there from an earlier run, or was changed since"
        return ""

    def _replace(self, part: Path, names: Sequence[str]) -> None:
        sums = {name: _checksum(part / name) for name in names}
        _write_manifest(self.folder, {**self.own, **sums})  # a crash in the middle leaves nothing unknown behind
        for name in names:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(part / name, self.folder / name)
        for name in self.own.keys() - sums.keys():
            (self.folder / name).unlink(missing_ok=True)  # it would look like part of these results
            _remove_empty((self.folder / name).parent, self.folder)
        _write_manifest(self.folder, sums)

    def _beside(self, part: Path) -> Path:
        number = 1
        while os.path.lexists(self.folder / f"results-{number}"):
            number += 1
        os.replace(part, self.folder / f"results-{number}")
        return self.folder / f"results-{number}"


def _own(folder: Path) -> dict[str, str]:
    """Files of the manifest that are as they were written. What leads out of the folder is none of ours."""
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return {}
    listed = {name: checksum for checksum, _, name in (line.partition("  ") for line in lines)}
    inside = {name for name in listed if name and folder.resolve() in (folder / name).resolve().parents}
    return {name: listed[name] for name in inside if _checksum(folder / name) == listed[name]}


def _write_manifest(folder: Path, sums: Mapping[str, str]) -> None:
    lines = [f"{sums[name]}  {name}\n" for name in sorted(sums)]
    write_whole(folder / MANIFEST, "".join(lines).encode())


def _checksum(path: Path) -> str:
    """Of a file; "" where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _remove_empty(folder: Path, top: Path) -> None:
    if folder != top and not any(folder.iterdir()):
        folder.rmdir()


def _cannot_be_written(folder: Path, error: OSError) -> DataError:
    return DataError(f"{folder}: results cannot be written ({error.strerror}); choose another folder")
