"""The doctor: true findings, their severity, their grouping over runs; and every note of every reader is explained."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from hypothesis import given
from hypothesis import strategies as st

import vhegui.core
from vhegui import cli
from vhegui.core.dl3.doctor.catalogue import QUIRKS, SEVERITIES, quirk_of
from vhegui.core.dl3.doctor.check import Report, check, check_store
from vhegui.core.dl3.doctor.findings import errors, findings, span
from vhegui.core.dl3.doctor.report import as_json, as_text, summary
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.write import write_index, write_observation
from vhegui.core.files.notes import FormatNote

Edited = Callable[..., Path]


def found(report: Report, severity: str = "") -> list[str]:
    return [finding.found for finding in report.findings if severity in ("", finding.severity)]


def rewrite(path: Path, change: Callable[[fits.HDUList], None]) -> None:
    with fits.open(path, memmap=False) as hdus:
        change(hdus)
        hdus.writeto(path, overwrite=True)


def a_note(text: str, file: str = "a.fits", effect: str = "") -> FormatNote:
    return FormatNote(file, "EVENTS", text, "left out", effect, "a rule")


# --- every note is explained ----------------------------------------------------------------------------------------


def _texts(node: ast.expr, names: dict[str, list[ast.expr]]) -> Iterator[str]:
    """What an expression for `found` may say, with 7 for what is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, names)
        yield from _texts(node.orelse, names)
    elif isinstance(node, ast.Name):
        for value in names.get(node.id, []):
            yield from _texts(value, {})


def said_by_readers() -> list[tuple[str, str]]:
    """(file:line, text) of everything the sources give to a note as what was found."""
    root = Path(vhegui.core.__file__).parent
    said = []
    for path in sorted(
        [*root.glob("dl3/**/*.py"), *root.glob("files/*.py"), *root.glob("irf/*.py"), *root.glob("spectra/ogip/*.py")]
    ):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                said += [(f"{path.name}:{line}", text) for line, text in _in_function(function)]
    return said


def _in_function(function: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    names: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            names.setdefault(node.targets[0].id, []).append(node.value)
    position = {"note": 1, "_note": 1, "FormatNote": 2}
    for node in ast.walk(function):
        called = node.func if isinstance(node, ast.Call) else None
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        if isinstance(node, ast.Call) and name in position:
            arguments = [a for a in node.args if not isinstance(a, ast.Starred)]
            starred = len(node.args) - len(arguments)
            place = position[name] - (2 if starred else 0)
            about_table = isinstance(arguments[0], ast.Name) and arguments[0].id == "table"
            local = name == "note" and not about_table
            for text in _texts(arguments[0 if local else place], names):
                yield node.lineno, text


def test_the_sources_of_the_readers_can_be_searched_for_notes() -> None:
    said = {text for _, text in said_by_readers()}
    assert len(said) > 40
    assert {"THETA_LO equals THETA_HI", "there is no GTI table", "one single offset, 7 deg", "TIMEZERO is 7 s"} <= said


@pytest.mark.parametrize(("where", "text"), said_by_readers())
def test_every_note_of_every_reader_is_in_the_catalogue(where: str, text: str) -> None:
    assert quirk_of(a_note(text)) is not QUIRKS[-1], f"{where}: add an entry to the doctor's catalogue"


def test_the_catalogue_teaches_in_sentences_and_knows_its_severities() -> None:
    for quirk in QUIRKS:
        assert quirk.severity in SEVERITIES
        assert quirk.lesson.endswith(".")
        re.compile(quirk.pattern)


# --- grouping -------------------------------------------------------------------------------------------------------


def test_notes_that_differ_in_numbers_are_one_finding_with_their_range() -> None:
    text, effect = "{} of 100 events lie outside the good time intervals", "{}.00 % of the events"
    outside = {1: 3, 2: 11, 3: 3}
    notes = [(run, a_note(text.format(n), f"{run}.fits", effect.format(n))) for run, n in outside.items()]
    (finding,) = findings(notes)
    assert finding.found == "3 … 11 of 100 events lie outside the good time intervals"
    assert finding.effect == "3.00 … 11.00 % of the events"
    assert (finding.runs, finding.files) == ((1, 2, 3), ("1.fits", "2.fits", "3.fits"))
    assert finding.severity == "result"
    assert "GTI" in finding.rule


def test_ranges_of_ranges_read_well() -> None:
    assert span(["from 0.1 to 0.5, up to 2 TeV", "from 0.02 to 0.3, up to 7 TeV"]) == "from 0.02 to 0.5, up to 7 TeV"
    assert span(["HDU2 in 32 bit"]) == "HDU2 in 32 bit"


@given(st.lists(st.tuples(st.integers(0, 99), st.floats(0.001, 1e6)), min_size=1, max_size=8))
def test_a_span_holds_every_number(pairs: list[tuple[int, float]]) -> None:
    text = span([f"{a} of it, {b:.3g} s" for a, b in pairs])
    low, high = min(a for a, _ in pairs), max(a for a, _ in pairs)
    assert text.startswith(f"{low} … {high} of it" if low < high else f"{low} of it")


def test_errors_of_one_kind_are_one_finding() -> None:
    reasons = [(run, f"{run}.fits", f"run {run}: the file {run}.fits is not there") for run in (1, 2)]
    (finding,) = errors(reasons)
    assert (finding.runs, finding.severity) == ((1, 2), "error")
    assert finding.found == "the file 1.fits is not there (and 1 more)"


# --- what is found --------------------------------------------------------------------------------------------------


def test_a_data_set_we_wrote_has_only_what_nobody_told_it(folder: Path) -> None:
    report = check(folder)
    assert report.usable
    assert found(report) == ["keywords missing: GEOLON, GEOLAT, ALTITUDE"]


def test_a_bad_run_is_an_error_and_the_others_are_checked(folder: Path) -> None:
    (folder / "events" / "run [8], v 1.fits.gz").write_bytes(b"SIMPLE  = " + bytes(5000))
    report = check(folder)
    assert (report.unusable, report.usable) == ((8,), False)
    assert report.findings[0].severity == "error"
    assert report.findings[0].files == ("run [8], v 1.fits.gz",)
    assert 7 in report.findings[1].runs


def test_a_run_without_responses_cannot_be_used(run: Observation, tmp_path: Path) -> None:
    from dataclasses import replace

    write_observation(replace(run, responses=replace(run.responses, edisp=None)), tmp_path / "run.fits")
    report = check(tmp_path)
    assert report.unusable == (7,)
    assert found(report, "error") == ["there is no energy dispersion, so no flux can be computed"]


def test_repeated_events_and_numbers_and_unsorted_times_are_found(run: Observation, edited: Edited) -> None:
    def twice(hdus: fits.HDUList) -> None:
        rows = hdus["EVENTS"].data
        rows[10] = rows[9]
        rows["EVENT_ID"][20] = rows["EVENT_ID"][21]
        rows["EVENT_ID"][22] = rows["EVENT_ID"][21]
        rows["TIME"][30], rows["TIME"][31] = rows["TIME"][31], rows["TIME"][30]

    report = check(edited(twice))
    assert "the same event occurs more than once, 1 times in all" in found(report, "result")
    assert "EVENT_ID repeats for 3 of 40 events" in found(report, "cosmetic")
    assert "times are not sorted: 1 of 40 events come before the one above them" in found(report, "cosmetic")


def test_an_index_that_contradicts_its_files_is_found(folder: Path) -> None:
    def change(hdus: fits.HDUList) -> None:
        rows = hdus[1].data
        rows["TSTART"][0] += 60
        rows["RA_PNT"][1] += 1
        rows["LIVETIME"][1] *= 1.1
        rows["EVENT_COUNT"][2] = 3

    rewrite(folder / "obs-index.fits.gz", change)
    texts = " ".join(found(check(folder), "cosmetic"))
    assert "TSTART of the index is 60 s away" in texts
    assert "the pointing of the index is 0.93 deg away" in texts
    assert "LIVETIME of the index is 1045 s, of the data 950 s" in texts
    assert "EVENT_COUNT of the index is 3, the table has 40 events" in texts


def test_missing_keywords_and_columns_are_listed_once_a_table(folder: Path) -> None:
    def change(hdus: fits.HDUList) -> None:
        del hdus["GTI"].header["MJDREFI"]
        del hdus["GTI"].header["HDUCLASS"]
        hdus["EVENTS"].header["GEOLON"] = "16.5"

    def without_times(hdus: fits.HDUList) -> None:
        columns = [c for c in hdus[1].columns if c.name not in ("TSTART", "TSTOP")]
        hdus[1] = fits.BinTableHDU.from_columns(columns, header=hdus[1].header)

    for path in (folder / "events").iterdir():
        rewrite(path, change)
    rewrite(folder / "obs-index.fits.gz", without_times)
    texts = found(check(folder), "cosmetic")
    assert "keywords missing: HDUCLASS, MJDREFI" in texts
    assert "GEOLON: numbers written as text" in texts
    assert "columns missing: TSTART, TSTOP" in texts


def test_progress_is_told_and_can_cancel(folder: Path) -> None:
    told: list[tuple[float, str]] = []
    check_store(open_store(folder), progress=lambda fraction, text: told.append((fraction, text)))
    assert told[0] == (0.0, "Checking run 7 (1 of 3)")
    assert told[-1] == (1.0, "3 runs checked")

    def stop(fraction: float, text: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_store(open_store(folder), progress=stop)


def test_chosen_runs_only_are_checked(folder: Path) -> None:
    assert check_store(open_store(folder), [8]).runs == (8,)


# --- real data: the notes are true ----------------------------------------------------------------------------------


def test_the_hess_release_has_these_findings(data: Path) -> None:
    store = open_store(data / "hess-dl3-dr1")
    report = check_store(store, store.index.obs_id.tolist()[:12])
    assert report.usable
    assert {f.severity for f in report.findings} == {"result", "cosmetic"}
    by_text = {f"{f.hdu} {f.found}": f for f in report.findings}
    gti = next(f for text, f in by_text.items() if "outside the good time" in text)
    cut = {run: store.load(run, responses=False).outside_gti for run in report.runs}
    assert sorted(gti.runs) == sorted(run for run, events in cut.items() if events is not None and len(events))
    nodes = next(f for text, f in by_text.items() if text.startswith("AEFF THETA_LO"))
    assert len(nodes.runs) == 12
    assert all(f.rule and f.lesson and f.effect for f in report.findings)


def test_empty_psf_bins_that_are_filled_are_counted_exactly(data: Path) -> None:
    store = open_store(data / "hess-dl3-dr1")
    report = check_store(store, [23523])
    psf = store.load(23523).responses.psf
    filled = psf.density.sum(axis=2) > 0  # type: ignore[union-attr]
    lent = int((~filled & filled.any(axis=0)).sum())
    assert f"{lent} of 192 (offset, energy) bins are empty" in found(report, "result")


def test_the_older_magic_set_lacks_a_run_and_counts_past_the_circle(data: Path) -> None:
    report = check(data / "joint-crab/dl3/magic")
    assert (report.unusable, report.usable) == ((5029747,), False)
    assert "RA of 5799 events from 440.7 to 446.0 deg" in found(report, "cosmetic")
    repeated = np.diff(np.sort(open_store(data / "joint-crab/dl3/magic").load(5029748).events.event_id)) == 0
    assert f"EVENT_ID repeats for {int(repeated.sum())} of 5799 events" in found(report, "cosmetic")


def test_response_files_are_checked_without_runs(data: Path) -> None:
    report = check(data / "cta-caldb")
    assert (report.runs, report.usable) == ((), True)
    scale = next(f for f in report.findings if f.found.startswith("SCALE"))
    assert len(scale.files) == 2
    edisp = next(f for f in report.findings if f.found.startswith("the sum over migra"))
    assert edisp.effect == "predicted counts would be 0.01 times as many"


# --- the report and the command -------------------------------------------------------------------------------------


def test_the_report_is_text_and_json(folder: Path) -> None:
    (folder / "events" / "run [8], v 1.fits.gz").unlink()
    report = check(folder)
    text = as_text(report)
    assert summary(report).startswith("set: 3 runs, 1 cannot be used; 1 error, ")
    assert text.index("Errors") < text.index("Departures")
    assert "run 8: the file" in text
    content = json.loads(as_json(report))
    assert (content["format"], content["usable"], content["unusable"]) == (1, False, [8])
    assert content["findings"][0]["severity"] == "error"


def test_the_command_says_all_and_its_exit_code_means_it(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", str(folder)]) == 0
    assert "3 runs, all usable" in capsys.readouterr().out
    (folder / "events" / "run [8], v 1.fits.gz").unlink()
    assert cli.main(["check", str(folder), "--json", "--export-clean", str(tmp_path / "clean")]) == 1
    assert json.loads(capsys.readouterr().out)["unusable"] == [8]
    assert open_store(tmp_path / "clean").index.obs_id.tolist() == [7, 12_345_678_901]
    assert cli.main(["check", str(folder), "--export-clean", str(folder / "inside")]) == 1
    assert "never changed" in capsys.readouterr().err
    assert cli.main(["check", str(tmp_path / "nowhere")]) == 1


def test_a_run_in_two_files_is_said_with_a_rule(run: Observation, tmp_path: Path) -> None:
    for name in ("a.fits", "b.fits"):
        write_observation(run, tmp_path / name)
    report = check(tmp_path)
    assert any(text.startswith("a second file of run 7") for text in found(report, "result"))
    assert all(finding.rule for finding in report.findings)


def test_two_runs_that_share_an_index_row_are_named(run: Observation, tmp_path: Path) -> None:
    write_observation(run, tmp_path / "a.fits")
    write_index(tmp_path, [(run, tmp_path / "a.fits"), (run, tmp_path / "a.fits")])
    assert any("OBS_ID repeats in" in text for text in found(check(tmp_path)))
