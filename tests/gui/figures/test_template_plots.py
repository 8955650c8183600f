"""The plots of a background template show every bin of the zenith angle and every off run."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec import structs
from off_fields import off_observation

from vhegui.core.background.template.counting import count_run
from vhegui.core.background.template.settings import TemplateSettings
from vhegui.core.background.template.template import Template, build_template
from vhegui.core.catalogues.known_sources import source_table
from vhegui.gui.figures.template_files import draw_template
from vhegui.gui.figures.template_plots import CameraImages, EnergyRates, OffRunPlots, OffsetRates, ResidualPlot

ZENITHS = (10.0, 15.0, 30.0, 35.0)
SETTINGS = TemplateSettings()


def template_of(settings: TemplateSettings = SETTINGS) -> Template:
    runs = [off_observation(run, 600.0, zenith) for run, zenith in enumerate(ZENITHS)]
    return build_template(settings, [count_run(run, settings, source_table([])) for run in runs])


@pytest.fixture(scope="module")
def template() -> Template:
    return template_of()


@pytest.mark.parametrize("make", [EnergyRates, OffsetRates])
def test_a_curve_for_each_bin_and_none_of_the_template_before(make, template, show):
    plot = show(make())
    plot.show_template(template)
    assert plot.header.names() == ["0°–20°", "20°–40°"]
    plot.show_template(template_of(structs.replace(SETTINGS, zenith_edges=(0.0, 90.0))))
    assert plot.header.names() == ["0°–90°"]
    drawn = [item for item in plot.plot.items if len(item.arrays[0])]
    assert len(drawn) == 2


def test_every_camera_has_the_same_colours(template, show):
    images = show(CameraImages(), 900, 400)
    images.show_template(template)
    assert [view.header.title for view in images.views] == ["Zenith 0°–20°", "Zenith 20°–40°"]
    assert len({view.matrix.limits for view in images.views}) == 1
    assert images.views[0].matrix.value_at(0.0, 0.0) > images.views[0].matrix.value_at(2.0, 0.0)
    assert np.isnan(images.views[0].matrix.value_at(2.9, 2.9))


def test_every_off_run_is_a_point(template, show):
    runs, left = show(OffRunPlots()), show(ResidualPlot())
    runs.show_template(template)
    left.show_template(template)
    assert left.plot.items[-1].arrays[0].tolist() == list(ZENITHS)
    assert runs.header.names() == ["Most events"]  # no threshold in the index
    assert not left.note.text


def test_runs_that_are_alone_cannot_be_compared_and_the_plot_says_so(show):
    plot = show(ResidualPlot())
    plot.show_template(template_of(structs.replace(SETTINGS, zenith_edges=(0.0, 12.0, 20.0, 32.0, 90.0))))
    assert "none can be compared" in plot.note.text


def test_plots_are_written_in_three_formats(qapp, template, tmp_path):
    files = draw_template(template, tmp_path)
    assert len(files) == 15
    assert {path.suffix for path in files} == {".png", ".svg", ".pdf"}
    assert all(path.stat().st_size > 1000 for path in files)
