"""What was put into a simulated data set: the plan it is made from, and the file that is kept beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from vhegui.core.errors import DataError
from vhegui.core.horizon import Site
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.simulation.instrument import DEADC, Instrument
from vhegui.core.simulation.light_curve import LightCurve
from vhegui.core.simulation.morphology import Disk, Gaussian, Morphology, Point, Shell

TRUTH_FILE = "truth.yaml"
SHAPES: dict[str, type[Point | Gaussian | Disk | Shell]] = {
    "point": Point,
    "gaussian": Gaussian,
    "disk": Disk,
    "shell": Shell,
}


@dataclass(frozen=True)
class TrueParameter:
    """One parameter of the model that events were drawn from."""

    name: str
    value: float
    unit: str = ""


@dataclass(frozen=True)
class TrueSource:
    """One source: position in deg (ICRS), spectrum by kind and parameters, shape with its sizes in deg."""

    name: str
    ra: float
    dec: float
    spectrum: str
    parameters: tuple[TrueParameter, ...]
    shape: str = "point"
    size: dict[str, float] = field(default_factory=dict)

    @property
    def model(self) -> SpectralModel:
        """The spectrum as a model that can be evaluated and fitted."""
        model = default_spectrum(self.spectrum)
        for parameter in self.parameters:
            model = model.with_parameter(parameter.name, value=parameter.value)
        return model

    @property
    def morphology(self) -> Morphology:
        """The shape on the sky."""
        return SHAPES[self.shape](self.ra, self.dec, **self.size)


@dataclass(frozen=True)
class TrueRun:
    """One run: what it looked at, when, and how bright its sources were.

    ra, dec : pointing, deg · start : s since `time_ref` · good_time : (start, stop) pairs, s from the run's start
    sources : names of the sources in the field · light_curves : flux relative to the model, by source, where it changes
    flux_factors : the same, averaged over the good time · psf : "table" or "3gauss".
    """

    obs_id: int
    target: str
    ra: float
    dec: float
    zenith: float
    azimuth: float
    start: float
    good_time: tuple[tuple[float, float], ...]
    psf: str
    sources: tuple[str, ...] = ()
    light_curves: dict[str, LightCurve] = field(default_factory=dict)
    flux_factors: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Truth:
    """A whole simulated data set. `time_ref` is an MJD (TT); `deadc` is livetime / ontime."""

    title: str
    version: int
    seed: int
    telescope: str
    time_ref: float
    site: Site
    instrument: Instrument
    sources: tuple[TrueSource, ...]
    runs: tuple[TrueRun, ...]
    deadc: float = DEADC
    format: int = 1

    def source(self, name: str) -> TrueSource:
        """The source called `name`."""
        return next(source for source in self.sources if source.name == name)

    def run(self, obs_id: int) -> TrueRun:
        """The run numbered `obs_id`."""
        return next(run for run in self.runs if run.obs_id == obs_id)


def write_truth(truth: Truth, folder: Path) -> None:
    """Write `truth.yaml` into `folder`."""
    import msgspec
    import yaml

    text = yaml.safe_dump(msgspec.to_builtins(truth), sort_keys=False, allow_unicode=True, width=120)
    heading = (
        "# Simulated data: what was put in. Energies in TeV, angles in deg, times in s; fluxes as their units say.\n"
    )
    (folder / TRUTH_FILE).write_text(heading + text, encoding="utf-8")


def load_truth(folder: Path) -> Truth:
    """Read the truth of the simulated data set in `folder`; DataError where there is none."""
    import msgspec
    import yaml

    path = folder / TRUTH_FILE
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), Truth)
    except FileNotFoundError as error:
        raise DataError(f"{folder}: no {TRUTH_FILE}, so this is no simulated data set; simulate one first") from error
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise DataError(f"{path}: {error}; delete the folder and simulate it again") from error
