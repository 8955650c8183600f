"""Files that lie about for the hand: sessions, regions, masks, spectra, tables, each whole and damaged."""

from __future__ import annotations

import random
from pathlib import Path

import hostile_inputs
from ogip_files import made_up_spectrum

from vhegui.analysis import edits
from vhegui.analysis.session.reading import write_session
from vhegui.analysis.state import Analysis, MaskFile
from vhegui.core.regions.circle import Circle
from vhegui.core.spectra.ogip.writing import write_ogip

KINDS = ("session", "configuration", "models", "tables", "regions", "mask")
DAMAGED = 4  # copies of each file


def lay_out(folder: Path, analysis: Analysis) -> list[Path]:
    """Write them; some of the sessions are of this analysis, with a mask, spectra and published spectra added."""
    rng = random.Random(1)
    kinds = {kind.name: kind for kind in hostile_inputs.KINDS}
    for kind in (kinds[name] for name in KINDS):
        for name, content in kind.files().items():
            _put(folder / name, content)
            for copy in range(DAMAGED):
                _put(folder / f"bad-{copy}-{name}", kind.damage(content, rng))
    write_ogip(made_up_spectrum(), folder)
    for path in sorted(folder.glob("pha_*.fits")):
        _put(folder / f"bad-{path.name}", kinds["mask"].damage(path.read_bytes(), rng))
    for path in _sessions(folder, analysis):
        _put(folder / f"bad-{path.name}", kinds["session"].damage(path.read_text(), rng))
    _put(folder / "empty.fits", b"")
    _put(folder / "picture.png", b"\x89PNG\r\n")
    return sorted(path for path in folder.iterdir() if path.is_file())


def _sessions(folder: Path, analysis: Analysis) -> list[Path]:
    mask, spectrum = str(folder / "mask.fits"), str(folder / "pha_obsmade-up.fits")
    more = (Circle(83.0, 22.8, 0.2), MaskFile(mask))
    sessions = {
        "whole.yaml": analysis,
        "masked.yaml": edits.put(analysis, "exclusions", more),
        "missing.yaml": edits.put(analysis, "exclusions", (MaskFile(str(folder / "gone.fits")),)),
        "joint.yaml": edits.put(analysis, "dataset.spectra", (spectrum,)),
        "overlaid.yaml": edits.put(analysis, "flux_points.overlays", (str(folder / "points.ecsv"),)),
    }
    for name, each in sessions.items():
        write_session(folder / name, each)
    return [folder / name for name in sessions]


def _put(path: Path, content: str | bytes) -> None:
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else bytes(content))
