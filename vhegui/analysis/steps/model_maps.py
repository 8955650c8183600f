"""What the model on screen expects on the map, and what it leaves of the counts: live, while a source is dragged.

Sources are seen with the responses of all runs together, as the other maps of the sky are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import eq

import numpy as np

from vhegui.analysis.pipeline import Step, choice
from vhegui.analysis.shown_map import SkyMaps, method_tag
from vhegui.analysis.steps.cube_fits import OnScreen, SkiesToFit
from vhegui.core.background.sky_registry import SkyBackgroundSettings
from vhegui.core.cubes.run_sky import StackedSky
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.bands import bins_between
from vhegui.core.estimators.sky.model_images import (
    Measured,
    ModelImages,
    SourceImage,
    background_image,
    known_background,
    sky_folding,
    source_images,
)
from vhegui.core.estimators.sky.sky_bands import BandImages
from vhegui.core.fitting.cube_folding import CubeFolding
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.live import LiveFit
from vhegui.core.fitting.systematics import background_factor
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.typing import Array

NO_SOURCE = "no source has a place on the sky yet: press N and click on the map where one is, or drag as wide as it is"


def folding_of_sky(stacked: StackedSky, like_gammapy: bool) -> CubeFolding:
    """All runs as sources are folded into their images."""
    return sky_folding(stacked.sky.cube, like_gammapy)


def sources_of_cubes(live: OnScreen | LiveFit) -> tuple[SourceModel, ...]:
    """Sources as they are on screen, where cubes are fitted."""
    return live.joint.with_values(live.joint.values).sources


def sources_of_spectra(model: SourceModel, others: tuple[SourceModel, ...], live: LiveFit) -> tuple[SourceModel, ...]:
    """Sources with the spectra that are on screen, where spectra are fitted, and their shapes as typed."""
    fitted = {source.name: source.spectral for source in sources_of_cubes(live)}
    typed = sources_as_typed(model, others)
    return tuple(replace(source, spectral=fitted.get(source.name, source.spectral)) for source in typed)


def sources_as_typed(model: SourceModel, others: tuple[SourceModel, ...]) -> tuple[SourceModel, ...]:
    """Sources where nothing is fitted."""
    joint = JointModel((model, *others))
    return joint.with_values(joint.values).sources


Factors = tuple[tuple[float, ...], ...]


def background_factors(found: SkiesToFit, live: OnScreen) -> Factors:
    """What the fit multiplies the background of each cube by, in each reconstructed bin."""
    return tuple(tuple(background_factor(live.joint, cube.name, cube.geometry.reco.centres)) for cube in found.cubes)


def fitted_background(found: SkiesToFit, factors: Factors, images: BandImages) -> Array:
    """Background of all cubes with the norms and tilts that are on screen."""
    reco = found.cubes[0].geometry.reco
    return background_image(found.cubes, map(np.array, factors), bins_between(images.edges, reco))


@dataclass(frozen=True, eq=False)
class FoldedSources:
    """Sources as images, with what they were folded with, and the energies they are of."""

    folding: CubeFolding
    edges: Array
    images: tuple[SourceImage, ...]


def folded_sources(
    folding: CubeFolding, images: BandImages, sources: tuple[SourceModel, ...], previous: FoldedSources | None = None
) -> FoldedSources:
    """Those that have a shape; what was folded before with the same is kept. Raises AnalysisError where none has."""
    seen = tuple(source for source in sources if isinstance(source.spatial, SpatialModel))
    if not seen:
        raise AnalysisError(NO_SOURCE)
    kept = previous is not None and previous.folding is folding and np.array_equal(previous.edges, images.edges)
    bins = bins_between(images.edges, folding.geometry.reco)
    known = previous.images if kept and previous is not None else ()
    return FoldedSources(folding, images.edges, source_images(folding, bins, seen, known))


def maps_of_model(
    measured: Measured, background: Array, sources: FoldedSources, method: SkyBackgroundSettings
) -> SkyMaps:
    """Model and residuals; how smooth they are, or within which radius, they say themselves."""
    return SkyMaps(ModelImages(measured, background, sources.images), method_tag(method), "")


STEPS = (
    Step("sky_folding", ("stacked_sky", "sky.like_gammapy"), folding_of_sky, slow=True, kept=1),
    Step("measured_sky", ("images_between", "map_grid", "sky.radius", "map.smooth"), Measured.of),
    Step("sources_of_cubes", ("cubes_on_screen",), sources_of_cubes),
    Step("sources_of_spectra", ("model", "others", "live_fit"), sources_of_spectra),
    Step("sources_as_typed", ("model", "others"), sources_as_typed),
    choice("sources_beside_spectra", "has_spectra", {True: "sources_of_spectra", False: "sources_as_typed"}),
    choice("sources_on_screen", "fit.data", {"spectra": "sources_beside_spectra", "cubes": "sources_of_cubes"}),
    Step("folded_sources", ("sky_folding", "images_between", "sources_on_screen"), folded_sources, warm=True),
    Step("background_factors", ("skies_to_fit", "cubes_on_screen"), background_factors, same=eq),
    Step("fitted_background", ("skies_to_fit", "background_factors", "images_between"), fitted_background),
    Step("known_background", ("images_between",), known_background),
    choice("background_on_map", "fit.data", {"spectra": "known_background", "cubes": "fitted_background"}),
    Step("model_maps", ("measured_sky", "background_on_map", "folded_sources", "sky_background"), maps_of_model),
)
