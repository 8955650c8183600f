"""An analysis as Python: what the script makes is the analysis."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vhegui.analysis.edits import change, new_analysis, put
from vhegui.analysis.export.script.cells import NOT_WRITTEN, cells_of
from vhegui.analysis.export.script.files import notebook_text, script_text, write_script
from vhegui.analysis.export.script.source_code import PythonSource
from vhegui.analysis.marks import Mark
from vhegui.analysis.session.reading import read_session
from vhegui.analysis.state import Analysis, MaskFile, Target
from vhegui.analysis.studies.settings import Contours, Studies
from vhegui.core.background.registry import METHODS
from vhegui.core.errors import ConfigError
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.spatial.registry import KINDS as SHAPES
from vhegui.core.models.spatial.template import TemplateImage
from vhegui.core.models.spectral.composing import multiplied
from vhegui.core.models.spectral.evaluate import default_spectrum, model_of
from vhegui.core.models.spectral.forms import FORMS, default_form
from vhegui.core.models.spectral.registry import KINDS
from vhegui.core.models.temporal.model import default_change
from vhegui.core.models.temporal.registry import KINDS as CHANGES
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon

SESSIONS = sorted((Path(__file__).parents[1] / "session").glob("session_format_*.yaml"))


def made_by_script(analysis: Analysis) -> Analysis:
    """What the steps before the computing make."""
    space: dict[str, object] = {}
    for cell in cells_of(analysis):
        if cell.title == "Compute":
            break
        exec(cell.code, space)
    assert isinstance(space["analysis"], Analysis)
    return space["analysis"]


def what_counts(analysis: Analysis) -> Analysis:
    """Without what is only shown."""
    start = Analysis(analysis.sources)
    return replace(analysis, **{name: getattr(start, name) for name in NOT_WRITTEN})


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_the_script_of_a_session_makes_its_analysis(path):
    analysis, _ = read_session(path)
    assert made_by_script(analysis) == what_counts(analysis)


@given(st.text(), st.text(min_size=1), st.floats(allow_nan=False))
@settings(max_examples=20)
def test_whatever_a_name_is_it_stays_text(name, path, value):
    source = replace(new_analysis().sources[0], name=name)
    source = replace(source, spectral=source.spectral.with_parameter("index", value=value))
    analysis = replace(
        change(new_analysis(), "dataset", path=path, spectra=(name, path)),
        sources=(source,),
        target=Target(name=name, ra=83.6, dec=22.0),
        marks=(Mark(Point(1.0, 2.0), name, group=path),),
    )
    assert made_by_script(analysis) == analysis
    compile(script_text(analysis), "script", "exec")


def test_a_name_cannot_end_its_quotes():
    bad = """it's "\\\n'''; import os; os.abort() # \\"""
    analysis = replace(new_analysis(), target=Target(name=bad, ra=0.0, dec=0.0))
    found = made_by_script(analysis).target
    assert found is not None and found.name == bad


def test_every_model_shape_change_background_and_region_is_written():
    spectra = [default_spectrum(kind) for kind in KINDS]
    spectra += [model_of(default_form(kind)) for kind in FORMS if kind not in ("compound", "particles")]
    spectra.append(multiplied(default_spectrum("power_law"), model_of(default_form("ebl_absorption"))))
    sources = [SourceModel(f"spectrum {i}", each) for i, each in enumerate(spectra)]
    sources += [replace(sources[0], name=kind, spatial=default_shape(kind, 83.6, 22.0)) for kind in SHAPES]
    sources += [replace(sources[0], name=kind, temporal=default_change(kind), left_out=True) for kind in CHANGES]
    areas = (
        Circle(83.6, 22.0, 0.1),
        Annulus(Circle(83.6, 22.0, 0.2), Circle(83.6, 22.0, 0.1)),
        Ellipse(83.6, 22.0, 0.2, 0.1, 30.0),
        Polygon(((83.0, 22.0), (84.0, 22.0), (83.5, 23.0))),
        MaskFile("/data/mask.fits"),
    )
    analysis = replace(new_analysis(), sources=tuple(sources), exclusions=areas, source=areas[2])
    analysis = replace(analysis, marks=(Mark(Line((83.0, 22.0), (83.5, 22.4)), "jet", "#ff8800"),))
    analysis = replace(analysis, studies=Studies(contours=Contours(pairs=(("index", "amplitude"),))))
    for method in METHODS.values():
        each = put(analysis, "background", method.settings())
        assert made_by_script(each) == each


def test_what_lies_in_a_file_is_read_from_it():
    grid = SkyGrid(83.6, 22.0, 0.1, 4)
    image = TemplateImage(grid, np.ones(grid.shape), '/data/"a".fits', is_normalised=True)
    assert PythonSource().value(image) == "TemplateImage.read(Path('/data/\"a\".fits'), True)"


def test_two_classes_of_one_name_are_told_apart():
    python = PythonSource()
    assert [python.use("a", "Ring"), python.use("b", "Ring"), python.use("a", "Ring")] == ["Ring", "Ring2", "Ring"]
    assert python.imports == ["from a import Ring", "from b import Ring as Ring2"]


def test_a_notebook_is_one():
    analysis, _ = read_session(SESSIONS[-1])
    content = json.loads(notebook_text(analysis))
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)
    assert content["metadata"]["kernelspec"]["name"] == "python3"
    cells = content["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    for cell in cells:
        more = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert set(cell) == {"cell_type", "id", "metadata", "source"} | more
        if cell["cell_type"] == "code":
            compile("".join(cell["source"]), cell["id"], "exec")
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert code == [cell.code for cell in cells_of(analysis, in_page=True)]


def test_no_line_is_long_and_the_script_says_what_is_not_in_it():
    text = script_text(read_session(SESSIONS[-1])[0])
    assert max(map(len, text.splitlines())) <= 110
    assert "Not in it, as no number depends on it" in text


def test_another_ending_is_refused_by_name(tmp_path):
    with pytest.raises(ConfigError, match=r"analysis.txt: a script ends in .py, a notebook in .ipynb"):
        write_script(tmp_path / "analysis.txt", new_analysis())
    assert not list(tmp_path.iterdir())
