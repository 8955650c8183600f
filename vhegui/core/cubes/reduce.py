"""One run on the grid of a cube."""

from __future__ import annotations

from dataclasses import replace

from vhegui.core.cubes.background import background_counts
from vhegui.core.cubes.counts import counts_in
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.exposure import exposure_at
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.pixels import RunPixels
from vhegui.core.cubes.responses import coarse_exposure, coarse_offsets, dispersion_field, psf_field
from vhegui.core.cubes.safe import safe_bins
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.time import SECONDS_PER_DAY
from vhegui.core.errors import DataError
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.background_3d import Background3D
from vhegui.core.safe_range import SafeRange
from vhegui.core.sphere import separation


def reduce_run(
    observation: Observation,
    geometry: CubeGeometry,
    safe: SafeRange = SafeRange(),  # noqa: B008 frozen
    judged_at: tuple[float, float] | None = None,
    like_gammapy: bool = False,
) -> Cube:
    """The cube of a run: counts, background, exposure, responses and safe bins.

    judged_at : ra, dec (deg) where the effective area and the energy bias of the safe range are looked at; None for the
    middle of the grid · like_gammapy : the background is summed over energies and pixels as gammapy does it, see
    `log_in_position` of `Background3D`, and between coarse pixels responses are bilinear. Raises DataError where the
    run has no effective area or background.
    """
    responses, pointing = observation.responses, observation.pointing
    if responses.aeff is None or responses.background is None:
        missing = "effective area" if responses.aeff is None else "background response"
        raise DataError(f"run {observation.obs_id}: the data set has no {missing} for it: no cube; leave it out")
    pixels = RunPixels.of(geometry, pointing)
    response = responses.background
    if like_gammapy and isinstance(response, Background2D | Background3D):
        response = replace(response, log_in_position=True)
    background = background_counts(observation, response, geometry.reco, pixels, geometry.solid_angle)
    judged_at = judged_at or geometry.middle
    judged = float(separation(pointing.ra, pointing.dec, *judged_at))
    offset = coarse_offsets(geometry, observation)
    weight = coarse_exposure(responses.aeff, geometry, offset, observation.livetime)
    seen = geometry, offset, weight, None if like_gammapy else pointing
    return Cube(
        name=str(observation.obs_id),
        geometry=geometry,
        counts=counts_in(geometry, observation.events, pixels.inside),
        background=background,
        exposure=pixels.image(exposure_at(responses.aeff, geometry.true, pixels.offset, observation.livetime)),
        safe=safe_bins(geometry, pixels, responses, background, safe, judged),
        psf=None if responses.psf is None else psf_field(responses.psf, *seen),
        edisp=None if responses.edisp is None else dispersion_field(responses.edisp, *seen),
        ontime=observation.ontime,
        livetime=observation.livetime,
        gti=observation.time_ref + observation.gti / SECONDS_PER_DAY,
        runs=(observation.obs_id,),
        telescope=observation.telescope,
    )
