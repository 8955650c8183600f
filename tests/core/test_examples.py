"""The examples in the docstrings of the core: each runs, and says what it says."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import vhegui.core

CORE = Path(vhegui.core.__file__).parent
WITH_EXAMPLES = sorted(
    ".".join(("vhegui.core", *path.relative_to(CORE).with_suffix("").parts))
    for path in CORE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


ENTRIES = [
    "axes.EnergyAxis",
    "background.adaptive_ring.rings_tried",
    "background.field_of_view.fit_norm_tilt",
    "background.ring.ring_background",
    "catalogues.known_sources.find_source",
    "cubes.geometry.CubeGeometry",
    "cubes.psf_field.RadialPsf",
    "cubes.stack.stack",
    "dl3.observation.Events",
    "dl3.open.open_store",
    "estimators.flux_points.points.flux_points",
    "estimators.light_curve.variability.fractional_variability",
    "estimators.sky.bands.bands_of",
    "estimators.sky.distribution.distribution",
    "estimators.sky.excess.excess_map",
    "estimators.sky.flux.contained",
    "estimators.sky.profile_cells.cells",
    "estimators.sky.profile_shapes.LineProfile",
    "estimators.sky.profile_source.point_source",
    "estimators.sky.profiles.profile",
    "estimators.sky.ts_map.ts_map",
    "fitting.joint_data.JointData",
    "fitting.joint_model.JointModel",
    "fitting.likelihood.Likelihood",
    "fitting.live.live_fit",
    "fitting.minimise.fit",
    "fitting.profiles.minos",
    "fitting.source.Source",
    "fitting.spectra_data.data_of_spectra",
    "fitting.systematics.Systematics",
    "irf.effective_area.EffectiveArea2D",
    "irf.psf_3gauss.Psf3Gauss",
    "maps.convolution.convolve",
    "maps.convolution.disc_sums",
    "maps.grid.SkyGrid",
    "maps.rgb.rgb",
    "maps.wcs.header",
    "models.links.linked_parameter",
    "models.nuisances.systematic",
    "models.sources.SourceModel",
    "models.spectral.absorption.EblAbsorption",
    "models.spectral.change.change_kind",
    "models.spectral.composing.multiplied",
    "models.spectral.error_band.dnde_error",
    "models.spectral.evaluate.dnde",
    "models.spectral.evaluate.e_peak",
    "models.spectral.flux.integral_flux",
    "models.spectral.model.SpectralModel",
    "models.spectral.typed_formula.typed_model",
    "sed.table.sed_table",
    "sed.units.from_dnde",
    "simulation.counts.planned_spectrum",
    "spectra.ogip.writing.write_ogip",
    "spectra.stacking.stack",
    "sphere.separation",
    "sphere.to_tangent",
    "statistics.counts.excess_interval",
    "statistics.counts.li_ma_significance",
    "statistics.log_linear.fit_log_linear",
    "statistics.wstat.wstat",
    "units.scale_to_internal",
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_of_the_core_shows_how_it_is_used(entry: str) -> None:
    module, _, name = entry.rpartition(".")
    assert ">>> " in (getattr(import_module(f"vhegui.core.{module}"), name).__doc__ or "")


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_say_what_they_say(module: str) -> None:
    found = doctest.testmod(import_module(module), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert found.attempted
    assert not found.failed
