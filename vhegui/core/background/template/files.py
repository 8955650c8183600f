"""Templates as FITS files: BKG_2D and BKG_3D tables of the standard, with errors, counts and exposure beside the rate.

Columns that the standard does not know are passed over by all readers: BKG_ERR, COUNTS, EXPOSURE. Readers turn the
longitude of H.E.S.S. DR1's backgrounds around, by what the EVENTS of a run say, whatever file the background is in; so
runs of that writer get a mirrored table.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import vhegui
from vhegui.core.background.template.template import Template, ZenithTemplate
from vhegui.core.dl3.load import events_table
from vhegui.core.dl3.store import Store
from vhegui.core.dl3.write import HduRow, save_hdus
from vhegui.core.files.fits import FitsFile
from vhegui.core.irf.background_3d import is_mirrored
from vhegui.core.irf.registry import format_of, write_irf
from vhegui.core.typing import Array

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU

FOLDER, HDU = "background", "BACKGROUND"


def template_file(each: ZenithTemplate, mirrored: bool = False) -> str:
    """Name of the file of one bin of the zenith angle, in the folder of the data set."""
    low, high = each.zenith
    form = f"{format_of(each.background).name.lower()}{'_mirrored' if mirrored else ''}"
    return f"{FOLDER}/{form}_zenith_{low:.3g}_{high:.3g}.fits.gz"


def write_templates(template: Template, names: Iterable[str], part: Path) -> tuple[Path, ...]:
    """Write those files of a template that are called `names` into a folder of `part`. OSError passes through."""
    from astropy.io import fits

    (part / FOLDER).mkdir(exist_ok=True)
    possible = {part / template_file(each, turn): (each, turn) for each in template.bins for turn in (False, True)}
    wanted = set(names)
    files = {file: which for file, which in possible.items() if file.name in wanted}
    for file, (each, mirrored) in files.items():
        save_hdus([fits.PrimaryHDU(), template_hdu(template, each, mirrored)], file)
    return tuple(files)


def template_hdu(template: Template, each: ZenithTemplate, mirrored: bool = False) -> BinTableHDU:
    """The table of one bin of the zenith angle; `mirrored`: with longitude growing to the east."""
    from astropy.io import fits

    rate, error, counts = (_turned(template, values, mirrored) for values in (each.rate, each.error, each.counts))
    exposure = _turned(template, np.broadcast_to(each.exposure, rate.shape), mirrored)
    irf = write_irf(template.cells.background(template.settings.energy_axis.edges, rate))
    rates: Any = irf.columns
    form = rates["BKG"].dim
    further = {"BKG_ERR": (error, "s-1 TeV-1 sr-1"), "COUNTS": (counts, ""), "EXPOSURE": (exposure, "s sr")}
    columns = [
        fits.Column(name, f"{values.size}D", unit or None, dim=form, array=_in_order(template, values)[None])
        for name, (values, unit) in further.items()
    ]
    hdu = fits.BinTableHDU.from_columns(fits.ColDefs([*rates, *columns]), irf.header, name=HDU)
    settings = template.settings
    numbers = {"ZEN_LO": each.zenith[0], "ZEN_HI": each.zenith[1], "ONTIME": each.ontime, "N_RUNS": len(each.runs)}
    numbers |= {"SRC_RAD": settings.source_radius, "SMOOTH": settings.smoothing}
    for key, value in numbers.items():
        hdu.header[key] = value
    hdu.header["CREATOR"] = f"vhegui {vhegui.__version__}"
    hdu.header["HISTORY"] = f"off runs: {', '.join(map(str, each.runs))}"
    return hdu


def template_rows(template: Template, store: Store, folder: Path) -> tuple[dict[int, HduRow], tuple[int, ...]]:
    """The row of the HDU index for the background of every run, by its zenith angle; and the runs without a bin."""
    rows: dict[int, HduRow] = {}
    without: list[int] = []
    for run, zenith in zip(store.index.obs_id.tolist(), store.index.zenith.tolist(), strict=True):
        each = template.of(zenith)
        if each is None:
            without.append(run)
            continue
        fmt = format_of(each.background)
        path = folder.resolve() / template_file(each, template.settings.kind == "bkg_3d" and _turns(store, run))
        rows[run] = HduRow(run, fmt.role, fmt.name.lower(), path, HDU)
    return rows, tuple(without)


def _turns(store: Store, run: int) -> bool:
    """Whether readers will turn longitude around in the background of a run, because of who wrote its events."""
    paths = [each.path for each in store.locations.get(run, ()) if each.kind in ("events", "")]
    table = events_table(FitsFile(paths[0])) if paths and paths[0].is_file() else None
    return table is not None and is_mirrored(table.header.get("CREATOR"), table.header.get("HDUVERS"))


def _turned(template: Template, values: Array, mirrored: bool) -> Array:
    """Values (n_energy, n_cell), with longitude turned around where they are to be `mirrored`."""
    if not mirrored:
        return values
    side = template.settings.camera_bins
    return values.reshape(-1, side, side)[:, ::-1].reshape(values.shape)


def _in_order(template: Template, values: Array) -> Array:
    """Values (n_energy, n_cell) as the standard's table has them: energy last."""
    if template.settings.kind == "bkg_2d":
        return np.ascontiguousarray(values.T)
    side = template.settings.camera_bins
    return np.ascontiguousarray(values.reshape(-1, side, side).transpose(2, 1, 0))
