"""`vhegui fake`: spectra and map data sets with the counts that a model lets expect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vhegui.analysis.export.folder import ResultFolder
from vhegui.analysis.gammapy_config.models import read_models, read_sky_models
from vhegui.analysis.headless.shortcomings import data_not_there
from vhegui.analysis.loading.spectra import read_spectra
from vhegui.analysis.outcome import DONE, PARTLY_DONE
from vhegui.analysis.yaml_files.checked import NotDone
from vhegui.core.cubes.dataset_file import write_dataset
from vhegui.core.cubes.dataset_reading import read_dataset
from vhegui.core.errors import ConfigError
from vhegui.core.files.kinds import is_map_dataset
from vhegui.core.fitting.fake import fake_cube, fake_spectrum
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.progress import Progress, silent
from vhegui.core.spectra.ogip import write_ogip

Say = Callable[[str], None]


@dataclass(frozen=True)
class FakeRequest:
    """What is asked: `paths` of PHA files and map data sets, the `models` file of their sky; `seed`, None for exactly
    what is expected.
    """

    paths: tuple[str, ...]
    models: Path
    seed: int | None = 0


@dataclass(frozen=True, eq=False)
class Fakes:
    """What was written; not_done : what the models file asks for and was not done, one sentence each."""

    files: tuple[Path, ...]
    not_done: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """DONE when all that was asked for was done."""
        return PARTLY_DONE if self.not_done else DONE


def fake(request: FakeRequest, folder: Path, progress: Progress = silent, say: Say = lambda text: None) -> Fakes:
    """Write every data set anew into `folder`, under its name, with other counts. Raises VheguiError.

    Each has random numbers of its own, by the seed and its place among the `paths`.
    """
    cubes = [path for path in request.paths if is_map_dataset(Path(path))]
    spectra = [path for path in request.paths if path not in cubes]
    target = ResultFolder.prepare(folder, (), (request.models, *map(Path, request.paths)))
    warnings = list[str]()
    with target.aside() as part:
        files = list(_spectra(spectra, request, part, warnings)) if spectra else []
        progress(0.3, "Faking cubes")
        files += _cubes(cubes, request, part, warnings) if cubes else []
        for text in dict.fromkeys(warnings):
            say(text)
        written = target.move_in(part, files)
    return Fakes(written, tuple(dict.fromkeys(text for text in warnings if isinstance(text, NotDone))))


def _spectra(paths: Sequence[str], request: FakeRequest, part: Path, warnings: list[str]) -> Iterator[Path]:
    sources, said = read_models(request.models)
    warnings += said
    model, found = JointModel(sources), read_spectra(paths).values()
    warnings += map(NotDone, data_not_there(sources, [(each.name, each.instrument) for each in found]))
    for number, spectrum in enumerate(found):
        yield from write_ogip(fake_spectrum(spectrum, model, _random(request.seed, 0, number)), part)


def _cubes(paths: Sequence[str], request: FakeRequest, part: Path, warnings: list[str]) -> list[Path]:
    sources, backgrounds, said = read_sky_models(request.models)
    warnings += said
    files, there = list[Path](), list[str]()
    for number, path in enumerate(paths):
        cube = read_dataset(Path(path)).cube
        there.append(cube.name)
        own = tuple(each for each in backgrounds if each.dataset == cube.name)
        file = part / Path(path).name
        if file in files:
            raise ConfigError(f"{path}: two files have this name, and both would be written to the same folder")
        write_dataset(fake_cube(cube, JointModel(sources, own), _random(request.seed, 1, number)), file)
        files.append(file)
    warnings += map(NotDone, data_not_there(sources, [(name, "") for name in there]))
    for name in dict.fromkeys(each.dataset for each in backgrounds if each.dataset not in there):
        warnings.append(NotDone(f"the background of '{name}' is that of no data set (there: {', '.join(there)})"))
    return files


def _random(seed: int | None, *place: int) -> np.random.Generator | None:
    return None if seed is None else np.random.default_rng([seed, *place])
