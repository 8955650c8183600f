"""Numbers on their way out: every form can be read again, and keeps all digits."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess

import numpy as np
import pytest
from astropy.table import Table
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.errors import DataError
from vhegui.gui.numbers.fields import FORMS, Field, as_csv, as_ecsv, as_latex, as_python, identifier, save_fields

FIELDS = (
    Field("curve", ["ON", "50 % & more_of it"]),
    Field("E² dN/dE", [4.790123456789e-11, float("nan")], "erg cm⁻² s⁻¹", "Flux"),
    Field("θ²", [0.01, float("inf")], "°"),
)


def test_csv_and_ecsv_are_read_again():
    rows = list(csv.reader(io.StringIO(as_csv(FIELDS))))
    assert rows[0] == ["curve", "E² dN/dE [erg cm⁻² s⁻¹]", "θ² [°]"] and float(rows[1][1]) == FIELDS[1].values[0]
    table = Table.read(as_ecsv(FIELDS), format="ascii.ecsv")
    assert str(table["E² dN/dE"].unit) == "erg / (s cm2)" and table["E² dN/dE"][0] == FIELDS[1].values[0]
    assert table["E² dN/dE"].description == "Flux"


def test_python_runs_and_gives_the_same_numbers():
    names: dict = {}
    exec(as_python(FIELDS), names)
    assert names["e2_dn_de"][0] == FIELDS[1].values[0] and np.isnan(names["e2_dn_de"][1])
    assert np.isinf(names["theta2"][1]) and names["curve"].tolist() == FIELDS[0].values


@given(st.text(max_size=12))
def test_any_name_becomes_one_that_python_takes(name):
    assert identifier(name).isidentifier()


def test_two_fields_of_one_name_stay_two():
    names: dict = {}
    exec(as_python((Field("x", [1.0]), Field("x", [2.0]))), names)
    assert sorted(float(v[0]) for k, v in names.items() if k.startswith("x")) == [1.0, 2.0]


def test_latex_escapes_what_is_special():
    text = as_latex(FIELDS)
    assert r"50 \% \& more\_of it" in text and r"4.790$\times $10$^{-11}$" in text and r"$\theta$$^{2}$" in text
    assert all(line.count("&") - line.count(r"\&") == 2 for line in text.splitlines() if line.endswith(r"\\"))


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX here")
def test_latex_compiles(tmp_path):
    source = tmp_path / "table.tex"
    source.write_text("\\documentclass{article}\\begin{document}" + as_latex(FIELDS) + "\\end{document}")
    subprocess.run(["pdflatex", "-interaction=batchmode", source.name], cwd=tmp_path, check=True)


def test_the_ending_chooses_the_form(tmp_path):
    for form in FORMS:
        save_fields(FIELDS, tmp_path / f"a{form.suffix}")
        assert (tmp_path / f"a{form.suffix}").read_text() == form.write(FIELDS)
    with pytest.raises(DataError, match="Choose one of these endings"):
        save_fields(FIELDS, tmp_path / "a.xls")
