"""The temporal part of gammapy's models YAML: read in any time scale, written in TT, the same again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vhegui.analysis.edits import new_analysis
from vhegui.analysis.gammapy_config.models import models_yaml, parse_models, write_models
from vhegui.analysis.session.reading import parse_session, session_yaml
from vhegui.analysis.yaml_files.checked import NotDone
from vhegui.core.errors import ConfigError
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.temporal.model import TemporalModel

SOURCE = """
components:
- name: flare
  type: SkyModel
  spectral: {type: PowerLawSpectralModel, parameters: [{name: index, value: 2.5}]}
  temporal: %s
"""
TT_MINUS_UTC = 69.184 / 86400.0


def read(temporal: str, folder: Path = Path()) -> tuple[TemporalModel, tuple[str, ...]]:
    (source,), notes = parse_models(SOURCE % temporal, folder=folder)
    assert isinstance(source.temporal, TemporalModel)
    return source.temporal, notes


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    from astropy.table import Table

    curve = Table({"TIME": [0.0, 1.0, 3.0], "NORM": [1.0, 2.0, 0.5]}, units={"TIME": "d"})
    curve.meta = {"MJDREFI": 59000, "MJDREFF": 0.25, "TIMESYS": "tt"}
    curve.write(tmp_path / "curve.fits")
    Table({"PHASE": np.linspace(0.0, 1.0, 4), "NORM": [1.0, 2.0, 1.0, 1.0]}).write(tmp_path / "phases.fits")
    return tmp_path


def test_times_are_converted_to_tt() -> None:
    parameters = "[{name: t0, value: 12.0, unit: h}, {name: t_ref, value: 59000.5, unit: d, frozen: true}]"
    utc, _ = read(f"{{type: ExpDecayTemporalModel, parameters: {parameters}}}")
    tt, _ = read(f"{{type: exp-decay, scale: tt, parameters: {parameters}}}")
    assert utc["t0"].value == pytest.approx(0.5) and not utc["t0"].frozen  # as gammapy has it where a file says nothing
    assert tt["t_ref"].value == 59000.5
    assert utc["t_ref"].value - 59000.5 == pytest.approx(TT_MINUS_UTC, abs=1e-9)


@pytest.mark.parametrize(
    "temporal",
    [
        "{type: ConstantTemporalModel}",
        "{type: sinus, parameters: [{name: amp, value: 0.3, error: 0.1}]}",
        "{type: GeneralizedGaussianTemporalModel, parameters: [{name: t_rise, value: 3.0, unit: h}]}",
        "{type: LightCurveTemplateTemporalModel, filename: curve.fits}",
        "{type: template-phase, filename: phases.fits, normalize: false, parameters: [{name: f0, value: 2}]}",
    ],
)
def test_what_is_written_is_read_again(temporal: str, tables: Path) -> None:
    change, _ = read(temporal, tables)
    (source,), _ = parse_models(SOURCE % temporal, folder=tables)
    again, _ = parse_models(models_yaml(source))
    analysis = replace(new_analysis(), sources=(source,))
    saved, _ = parse_session(session_yaml(analysis, tables), tables)
    for found in (again[0].temporal, saved.sources[0].temporal):
        assert isinstance(found, TemporalModel)
        assert found.kind == change.kind
        for one, other in zip(found.parameters, change.parameters, strict=True):
            assert (one.name, one.unit, one.frozen, one.error) == (other.name, other.unit, other.frozen, other.error)
            assert one.value == pytest.approx(other.value, abs=1e-9)
        times = 59000.0 + np.linspace(0.0, 5.0, 23)
        np.testing.assert_allclose(found.factor(times), change.factor(times), rtol=1e-4)


def test_a_table_beside_the_models_is_found_from_anywhere(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tables)
    (source,), _ = parse_models(SOURCE % "{type: template, filename: curve.fits}")
    monkeypatch.chdir(tables.parent)
    again, _ = parse_models(models_yaml(source))  # as in the folder of the results
    assert again[0].temporal is not None


def test_the_covariance_names_them(tmp_path: Path) -> None:
    (source,), _ = parse_models(SOURCE % "{type: exp-decay}")
    n = len(source.parameters)
    write_models(tmp_path / "models.yaml", source, np.eye(n))
    assert "flare.temporal.t0" in (tmp_path / "models_covariance.dat").read_text()


@pytest.mark.parametrize(
    ("temporal", "said"),
    [
        ("{type: exp-decay, scale: gps}", "scale: 'gps' is not allowed"),
        ("{type: template}", '"components[0].temporal.filename" is missing'),
        ("{type: template, filename: none.fits}", "there is no such file"),
        ("{type: exp-decay, parameters: [{name: tau, value: 1.0}]}", "'tau' is not one of this model's"),
    ],
)
def test_mistakes_are_named(temporal: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said.replace("[", "\\[")):
        parse_models(SOURCE % temporal)


def test_a_light_curve_of_energies_is_not_done() -> None:
    (source,), notes = parse_models(SOURCE % "{type: template, filename: map.fits, format: map}")
    assert isinstance(source, SourceModel) and source.temporal is None
    assert any(isinstance(note, NotDone) and "depends on energy" in note for note in notes)
