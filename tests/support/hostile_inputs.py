"""What the public readers and the command line are given in the robustness tests, and what may come of it.

A kind makes its undamaged files in a folder, damages one for a seed, and uses the result as the program does. Only
errors of the program's own kind may leave `use`; a reader that accepts an input must be able to write it again.
"""

from __future__ import annotations

import contextlib
import fnmatch
import gzip
import io
import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from astropy.io import fits
from astropy.table import Table
from fits_mutations import damaged
from made_up_runs import small_index
from mutation_run import use_run
from ogip_files import made_up_spectrum
from small_dl3 import write_small_store
from text_mutations import damaged_text, damaged_yaml

from vhegui.analysis.gammapy_config import models_yaml, read_covariance, read_models
from vhegui.analysis.gammapy_config.run_list import run_list
from vhegui.analysis.headless.request import read_request
from vhegui.analysis.runs.filter import matches
from vhegui.analysis.runs.form import read_form, write_form
from vhegui.analysis.runs.saved import read_run_list
from vhegui.analysis.session.reading import read_session, session_yaml
from vhegui.cli import main
from vhegui.core.catalogues.user_tables import read_catalogue
from vhegui.core.dl3.doctor.check import check
from vhegui.core.dl3.doctor.describe import describe
from vhegui.core.dl3.load import HduLocation, load_observation
from vhegui.core.dl3.remote.address import parse_address
from vhegui.core.dl3.write import write_responses
from vhegui.core.errors import VheguiError
from vhegui.core.maps.foreign_image import on_grid, read_foreign_image
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.spectral.optical_depth_files import optical_depth_of_file
from vhegui.core.models.spectral.table_files import read_template
from vhegui.core.regions.ds9_background import read_background_circles
from vhegui.core.regions.ds9_exclusions import read_exclusion_regions
from vhegui.core.regions.exclusions import read_exclusion_mask
from vhegui.core.sed.read import read_sed
from vhegui.core.simulation.instrument import Instrument
from vhegui.core.simulation.responses import array_responses
from vhegui.core.spectra.ogip import read_ogip
from vhegui.core.spectra.ogip.writing import write_ogip

SESSION = Path(__file__).parents[1] / "analysis" / "session" / "session_format_3.yaml"
MORE = """
light_curve: {source: run, width: 30 min}
selections: [{name: near, query: 'zenith < 40 crab'}]
studies: {profiles: {}, toys: {n: 5}}
"""
CONFIG = """
general: {log: {level: info}, outdir: .}
observations: {datastore: ., obs_ids: [23523, 23526], required_irf: [aeff, edisp],
  obs_time: {start: 2004-12-04, stop: 2004-12-06}}
datasets:
  type: 1d
  stack: false
  geom:
    wcs: {skydir: {frame: galactic, lon: 184.557 deg, lat: -5.784 deg}, binsize: 0.05 deg,
      width: {width: 4 deg, height: 4 deg}}
    axes: {energy: {min: 100 GeV, max: 40 TeV, nbins: 27}, energy_true: {min: 0.05 TeV, max: 100 TeV, nbins: 67}}
  background: {method: reflected, exclusion: null}
  safe_mask: {methods: [aeff-max, edisp-bias], parameters: {aeff_percent: 15}}
  on_region: {frame: icrs, lon: 83.63 deg, lat: 22.01 deg, radius: 0.11 deg}
  containment_correction: true
fit: {fit_range: {min: 0.7 TeV, max: 30 TeV}}
flux_points: {energy: {min: 0.7 TeV, max: 30 TeV, nbins: 10}, source: crab, parameters: {selection_optional: all}}
light_curve:
  time_intervals: {start: [2004-12-04T22:00:00], stop: [2004-12-05T00:00:00]}
  energy_edges: {min: 1 TeV, max: 10 TeV, nbins: 1}
"""
MODELS = """
components:
- name: crab
  type: SkyModel
  spectral:
    type: ExpCutoffPowerLawSpectralModel
    parameters:
    - {name: index, value: 2.2, unit: '', min: .nan, max: .nan, frozen: false, error: 0}
    - {name: amplitude, value: 4.0e-17, unit: 1 / (cm2 MeV s), min: 1.0e-20, error: 1.0e-18}
    - {name: reference, value: 500.0, unit: GeV, frozen: true}
    - {name: lambda_, value: 0.1, unit: TeV-1}
- name: blazar
  type: SkyModel
  datasets_names: [a, b]
  spectral:
    type: CompoundSpectralModel
    operator: mul
    model1: {type: pl, parameters: [{name: amplitude, value: 1.0e-12, unit: cm-2 s-1 TeV-1, link: x@1}]}
    model2: {type: EBLAbsorptionNormSpectralModel, reference: dominguez, parameters: [{name: redshift, value: 0.1}]}
- name: table
  type: SkyModel
  spectral:
    type: TemplateSpectralModel
    energy: {data: [0.1, 1, 10], unit: TeV}
    values: {data: [1.0e-10, 1.0e-11, 1.0e-12], unit: cm-2 s-1 TeV-1}
  spatial: {type: PointSpatialModel, frame: icrs, parameters: [{name: lon_0, value: 83.6, unit: deg}]}
covariance: covariance.dat
"""
REGIONS = """# Region file format: DS9 version 4.1
global color=green dashlist=8 3 width=1 font="helvetica 10 normal roman" select=1
fk5
circle(83.63,22.01,0.11) # text={source}
circle(5:34:31.9,+22:00:52,396") # background
-circle(84.1,22.4,0.2d)
"""
SHAPES = """fk5
galactic; ellipse(184.5,-5.7,0.1,0.2,30)
box(83d,22d,1d,2d,45)
polygon(83,22,84,22,84,23)
annulus(83.6,22.0,0.1,0.2,0.3)
"""
QUERIES = (
    "crab zenith<40 or livetime>=20 time 2004-12-01 .. 2004-12-31 partly",
    'cone crab 2 not (run=23523,23526,20136-20140) quality=0 "MSH 15-52" @saved *neb?la',
    "cone 83.63 22.01 1.5 object!=crab mjd=53343..53348.5 ra<90 events>7600",
    "cone altaz 180 40 10 mjd<=60000",
)
ADDRESSES = (
    "https://user.example.org:8443/data/hess-dl3-dr1/#Events/North",
    "davs://host/a%20b/obs-index.fits.gz", "http://[::1]:80/x/y//z.fits", "webdav://127.0.0.1/ö/",
)  # fmt: skip
RUNS = "# my runs\n23523, 23526\n23559 ; 23592\nobs_id\n20136\n"
RUN_LISTS = ("# mine\n23523, 23526;23559 - 23592\n20136\t20140..20150\n", "obs_id,object\n23523,Crab\n20136,MSH\n")
SOURCES = "name,ra,dec,aliases,kind,crab\nCrab,83.63,22.01,M 1|Taurus A,pwn,100\nVela X,128.75,-45.6,,pwn,75\n"


@dataclass(frozen=True)
class Kind:
    """A kind of input. files : undamaged contents by name · damage : of one of them · use : what the program does.

    share : how often it is tried, relative to the others · several : readers use it, not each of which can
    victims : pattern for the names of the files that are damaged.
    """

    name: str
    files: Callable[[], dict[str, str | bytes]]
    damage: Callable[[Any, random.Random], Any]
    use: Callable[[Path], object]
    share: int = 4
    several: bool = False
    victims: str = "*"


def try_one(kind: Kind, originals: dict[str, str | bytes], folder: Path, seed: int) -> None:
    """Damage one of the files, and use it."""
    rng = random.Random(f"{kind.name} {seed}")
    name = rng.choice(sorted(fnmatch.filter(originals, kind.victims)))
    for other, content in originals.items():
        content = kind.damage(content, rng) if other == name else content
        raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else bytes(content)
        (folder / other).write_bytes(raw)
    kind.use(folder / name)


def _made_by(write: Callable[[Path], object], pattern: str = "*") -> dict[str, str | bytes]:
    """What is written into a folder, by name; compressed files as what is in them, which readers take as well."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        found = {path.name: path.read_bytes() for path in sorted(Path(folder).glob(pattern))}
    return {name: gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw for name, raw in found.items()}


def _use_events(path: Path) -> None:
    use_run(load_observation([HduLocation("", path)]))
    check(path)


def _use_index(path: Path) -> None:
    check(path.parent)


def _use_ogip(path: Path) -> None:
    (pha,) = path.parent.glob("pha*")
    spectrum = read_ogip(pha).spectrum
    assert np.all(np.isfinite(spectrum.counts)) and np.all(np.isfinite(spectrum.response))
    assert np.all(np.isfinite(spectrum.alpha)) and np.all(spectrum.alpha >= 0.0)


def _session() -> dict[str, str | bytes]:
    return {
        "session.yaml": SESSION.read_text() + MORE,
        "old.yaml": SESSION.with_name("session_format_1.yaml").read_text(),
    }


def _use_session(path: Path) -> None:
    analysis, _ = read_session(path)
    path.write_text(session_yaml(analysis, path.parent), encoding="utf-8")
    again, _ = read_session(path)
    assert session_yaml(again, path.parent) == session_yaml(analysis, path.parent)


def _use_models(path: Path) -> None:
    if path.suffix == ".dat":
        read_covariance(path)
        return
    models_yaml(read_models(path)[0])


def _tables() -> dict[str, str | bytes]:
    edges = np.geomspace(0.5, 20.0, 5)
    table = Table({"e_min": edges[:-1], "e_max": edges[1:], "e_ref": np.sqrt(edges[:-1] * edges[1:])})
    for name in ("dnde", "dnde_err", "dnde_errp", "dnde_ul"):
        table[name] = 3e-11 * np.asarray(table["e_ref"]) ** -2.5
    table["is_ul"] = [False, False, False, True]
    for name, column in table.columns.items():
        column.unit = None if name == "is_ul" else "TeV" if name.startswith("e_") else "cm-2 s-1 TeV-1"
    table.meta = {"SED_TYPE": "dnde", "UL_CONF": 0.95, "REFERENC": "somebody"}
    text = io.StringIO()
    table.write(text, format="ascii.ecsv")
    sources = io.BytesIO()
    Table({"Source": ["A", "B"], "RAJ2000": [83.6, 10.0], "DEJ2000": [22.0, -5.0]}).write(sources, format="votable")
    texts = {"sources.csv": SOURCES, "sources.vot": sources.getvalue().decode(), "runs.txt": RUNS}
    return {"points.ecsv": text.getvalue(), "points.fits": _fits(table), **texts}


def _fits(table: Table) -> bytes:
    raw = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), fits.table_to_hdu(table)]).writeto(raw)
    return raw.getvalue()


def _mask() -> dict[str, str | bytes]:
    hdu = fits.PrimaryHDU(np.ones((8, 10), dtype=np.float32))
    hdu.header.update(CTYPE1="RA---TAN", CTYPE2="DEC--TAN", CRVAL1=83.6, CRVAL2=22.0, CRPIX1=5.5, CRPIX2=4.5)
    hdu.header.update(CDELT1=-0.1, CDELT2=0.1, CUNIT1="deg", CUNIT2="deg")
    raw = io.BytesIO()
    hdu.writeto(raw)
    return {"mask.fits": raw.getvalue()}


def _regions() -> dict[str, str | bytes]:
    return {"shapes.reg": REGIONS + SHAPES, "circles.reg": REGIONS}


def _numbered(texts: tuple[str, ...]) -> dict[str, str | bytes]:
    return {f"{i}.txt": text for i, text in enumerate(texts)}


def _all_of(*readers: Callable[[Path], object]) -> Callable[[Path], None]:
    """Every reader is tried, whatever the others say; the first of their errors is raised at the end."""

    def use(path: Path) -> None:
        said: list[VheguiError] = []
        for reader in readers:
            try:
                reader(path)
            except VheguiError as error:
                said.append(error)
        assert all(str(error).strip() for error in said)
        if said:
            raise said[0]

    return use


def _damage_any(content: Any, rng: random.Random) -> Any:
    return damaged_text(content, rng) if isinstance(content, str) else damaged(content, rng)


def _read_depths(path: Path) -> None:
    optical_depth_of_file(str(path))


def _use_query(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="surrogatepass")
    index = small_index()
    mask = matches(index, text, np.full(len(index), 0.5), {"saved": "quality = 0"})
    assert mask.shape == index.obs_id.shape
    write_form(read_form(text))


def _use_address(path: Path) -> None:
    address = parse_address(path.read_bytes().decode("utf-8", "surrogatepass"))
    assert parse_address(str(address)) == address


def _spectrum() -> dict[str, str | bytes]:
    """A session of one spectrum, which computes in a moment, with all settings there are."""
    content = yaml.safe_load(SESSION.read_text() + MORE)
    content["data"] = {"spectra": ["pha_obsmade-up.fits"]}
    del content["exclusions"], content["nuisances"]
    content["sources"], content["shown"] = content["sources"][1:], "crab"
    return {"session.yaml": yaml.safe_dump(content, sort_keys=False)}


def _run(path: Path) -> None:
    write_ogip(made_up_spectrum(), path.parent)
    _command("run", str(path), "-o", str(path.parent / "results"), "--no-plots")
    shutil.rmtree(path.parent / "results", ignore_errors=True)


PLAN = """
seed: 3
components:
- name: crab
  spectral:
    type: PowerLawSpectralModel
    parameters: [{name: index, value: 2.4}, {name: amplitude, value: 4e-11, unit: cm-2 s-1 TeV-1}]
  spatial:
    type: GaussianSpatialModel
    parameters: [{name: lon_0, value: 83.63, unit: deg}, {name: lat_0, value: 22.01, unit: deg},
                 {name: sigma, value: 0.1, unit: deg}]
responses: {file: irfs.fits}
background: true
telescope: ARRAY
first_run: 5
site: {longitude: 16.5 deg, latitude: -23.3 deg, altitude: 1800}
observations:
- target: Crab Nebula
  runs: 2
  offset: 0.5 deg
  angles: [0 deg, 180 deg]
  good_time: [{start: 0 s, stop: 30 s}, {start: 40 s, stop: 1 min}]
  start: 2026-01-15T20:00
  gap: 2 min
  dead_time: 0.05
- {target: field, ra: 83.6 deg, dec: 23 deg, ontime: 60 s, zenith: 30 deg, azimuth: 180 deg}
"""


def _simulate(path: Path) -> None:
    write_responses(array_responses(Instrument(), 20.0), path.parent / "irfs.fits")
    _command("simulate", str(path), "-o", str(path.parent / "store"))
    shutil.rmtree(path.parent / "store", ignore_errors=True)


def _draw_image(path: Path) -> None:
    """An image of another program on the pixels of a map."""
    on_grid(read_foreign_image(path), SkyGrid(83.6, 22.0, 0.1, 12))


def _look(path: Path) -> None:
    _command("info", str(path))
    _command("check", str(path))


def _command(*words: str) -> None:
    """What the command line says has words, is an exit code, and is no mistake of the program."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        code = main(words)
    assert isinstance(code, int)
    assert "a mistake in vhegui" not in said.getvalue(), said.getvalue()[-2000:]
    assert "Traceback" not in said.getvalue()
    assert "Error: " not in said.getvalue(), said.getvalue()[-2000:]
    assert code == 0 or said.getvalue().strip()


READERS = (read_sed, read_template, _read_depths, read_catalogue, read_run_list, run_list, describe)
COVARIANCE = "Parameters index amplitude\nindex 0.1 0\namplitude 0 1e-25\n"
KINDS = (
    Kind("events", lambda: _made_by(write_small_store, "run*"), damaged, _use_events, share=10),
    Kind("index", lambda: _made_by(write_small_store), damaged, _use_index, share=8, victims="*index*"),
    Kind("ogip", lambda: _made_by(lambda folder: write_ogip(made_up_spectrum(), folder)), damaged, _use_ogip, share=6),
    Kind("session", _session, damaged_yaml, _use_session),
    Kind("configuration", lambda: {"config.yaml": CONFIG}, damaged_yaml, read_request),
    Kind("models", lambda: {"models.yaml": MODELS}, damaged_yaml, _use_models),
    Kind("covariance", lambda: {"c.dat": COVARIANCE}, damaged_text, _use_models, share=1),
    Kind("tables", _tables, _damage_any, _all_of(*READERS), several=True),
    Kind("regions", _regions, damaged_text, _all_of(read_background_circles, read_exclusion_regions)),
    Kind("mask", _mask, damaged, _all_of(read_exclusion_mask, _draw_image), share=2),
    Kind("run list", lambda: _numbered(RUN_LISTS), damaged_text, run_list, share=1),
    Kind("query", lambda: _numbered(QUERIES), damaged_text, _use_query),
    Kind("address", lambda: _numbered(ADDRESSES), damaged_text, _use_address),
    Kind("commands", _tables, _damage_any, _look, share=1),
    Kind("run", _spectrum, damaged_yaml, _run, share=1),
    Kind("plan", lambda: {"plan.yaml": PLAN}, damaged_yaml, _simulate, share=1),
)
