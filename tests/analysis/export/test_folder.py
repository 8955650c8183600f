"""A folder of results: whole or not at all, and nothing of anybody else's is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from vhegui.analysis.export.folder import MANIFEST, ResultFolder
from vhegui.core.errors import DataError


def writer(**files: str):
    """What writes these files into a folder (`a__b` is `a/b`)."""

    def write(part: Path) -> list[Path]:
        paths = []
        for name, text in files.items():
            path = part / name.replace("__", "/")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
            paths.append(path)
        return paths

    return write


def texts(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()}


def test_a_new_run_replaces_what_an_earlier_one_left_and_removes_what_is_no_longer_there(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    ResultFolder.prepare(tmp_path).fill(writer(a="1", old="2", sub__x="3"))
    files = ResultFolder.prepare(tmp_path, ["a"]).fill(writer(a="new", b="4"))
    assert files == (tmp_path / "a", tmp_path / "b")
    left = texts(tmp_path)
    assert left.pop(MANIFEST).count("\n") == 2
    assert left == {"mine.txt": "mine", "a": "new", "b": "4"} and not (tmp_path / "sub").exists()


def test_a_file_of_that_name_that_the_program_did_not_write_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "session.yaml").write_text("mine")
    with pytest.raises(DataError, match=r"session\.yaml is not there from an earlier run"):
        ResultFolder.prepare(tmp_path, ["session.yaml"])
    assert texts(tmp_path) == {"session.yaml": "mine"}


def test_a_result_that_was_changed_since_is_somebodys_work(tmp_path: Path) -> None:
    ResultFolder.prepare(tmp_path).fill(writer(a="1"))
    (tmp_path / "a").write_text("edited")
    with pytest.raises(DataError, match="changed since"):
        ResultFolder.prepare(tmp_path, ["a"])
    assert (tmp_path / "a").read_text() == "edited"


def test_what_is_read_is_never_replaced_even_where_a_run_has_written_it(tmp_path: Path) -> None:
    ResultFolder.prepare(tmp_path).fill(writer(a="1"))
    with pytest.raises(DataError, match="a is what is read here"):
        ResultFolder.prepare(tmp_path, ["a"], inputs=[tmp_path / "." / "a"])


def test_a_name_taken_meanwhile_leaves_the_results_beside_it(tmp_path: Path) -> None:
    folder = ResultFolder.prepare(tmp_path, ["a"])
    (tmp_path / "b").write_text("mine")
    with pytest.raises(DataError, match=r"the results are in .*results-1"):
        folder.fill(writer(a="1", b="2"))
    assert texts(tmp_path) == {"b": "mine", "results-1/a": "1", "results-1/b": "2"}


def test_a_failure_in_the_middle_leaves_the_old_results(tmp_path: Path) -> None:
    ResultFolder.prepare(tmp_path).fill(writer(a="1"))

    def fails(part: Path) -> list[Path]:
        (part / "a").write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(DataError, match="No space left on device"):
        ResultFolder.prepare(tmp_path).fill(fails)
    assert {name: text for name, text in texts(tmp_path).items() if name != MANIFEST} == {"a": "1"}


def test_a_manifest_cannot_name_files_elsewhere(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    ResultFolder.prepare(tmp_path / "x").fill(writer(victim="v"))
    (tmp_path / "x" / "victim").rename(victim)
    manifest = tmp_path / "out" / MANIFEST
    manifest.parent.mkdir()
    manifest.write_text((tmp_path / "x" / MANIFEST).read_text().replace("victim", "../victim"))
    ResultFolder.prepare(tmp_path / "out").fill(writer(a="1"))
    assert victim.read_text() == "v"


def test_a_folder_that_cannot_be_written_is_known_before_anything_is_computed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be written"):
        ResultFolder.prepare(tmp_path / "file" / "out")
