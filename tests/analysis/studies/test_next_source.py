"""What the models leave of the sky is searched: the source that nobody named is found, added, fitted, and no other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from smooth_cubes import POWER_LAW, empty_cube

from vhegui.analysis import edits
from vhegui.analysis.edits.source_list import add_next
from vhegui.analysis.headless.finding import find_sources
from vhegui.analysis.state import Analysis
from vhegui.analysis.steps import build_pipeline
from vhegui.analysis.steps.cube_fits import SkiesToFit
from vhegui.analysis.studies.next_source import NextSource
from vhegui.core.cubes.run_sky import RunSky, StackedSky
from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.fake import fake_cube
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.kind import CENTRE
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.progress import silent
from vhegui.core.sphere import separation

HELD = POWER_LAW.with_parameter("index", frozen=True)
KNOWN, HIDDEN = (83.85, 22.15), (83.45, 21.88)


def point(name: str, place: tuple[float, float]) -> SourceModel:
    shape = default_shape("point", *place)
    held = shape.with_parameters(replace(p, frozen=p.name in CENTRE) for p in shape.parameters)
    return SourceModel(name, HELD, spatial=held)


@pytest.fixture(scope="module")
def sky() -> StackedSky:
    """Two points of which the model knows one."""
    truth = JointModel((point("known", KNOWN), point("hidden", HIDDEN)))
    return StackedSky(RunSky(fake_cube(empty_cube(columns=24), truth, np.random.default_rng(2))), ())


@pytest.fixture
def analysis() -> Analysis:
    start = replace(edits.new_analysis(), sources=(point("known", KNOWN),), source=None)
    return edits.change(edits.change(start, "fit", data="cubes"), "sky_background", tilt=False)


def test_the_hidden_source_is_found_fitted_and_no_other(sky, analysis):
    said: list[str] = []
    given = {"stacked_sky": sky, "skies_to_fit": SkiesToFit((sky.sky,))}
    more, problems = find_sources(build_pipeline(), analysis, given, 3, silent, said.append)
    assert problems == () and [source.name for source in more.sources] == ["known", "source"]
    assert float(separation(*more.sources[1].spatial.centre, *HIDDEN)) < 0.03
    assert more.sources[1]["amplitude"].value == pytest.approx(4e-11, rel=0.5)
    assert "added at RA 83.4" in said[0] and "no source is left above 5 σ" in said[1]
    assert more.fit.follow


def test_spectra_leave_no_sky_to_be_searched(analysis):
    spectra = edits.change(analysis, "fit", data="spectra")
    found, problems = find_sources(build_pipeline(), spectra, {}, 3, silent, pytest.fail)
    assert found is spectra and "spectra know no directions" in problems[0]


def test_nothing_that_was_found_is_nothing_that_is_added(analysis):
    with pytest.raises(AnalysisError, match=r"nothing is left above 5 σ: the highest peak has 3.2 σ"):
        add_next(analysis, JointModel(analysis.sources), NextSource(None, 3.2, 5.0, (1.0, 20.0)))
