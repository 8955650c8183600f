"""A file is replaced whole or not at all, whatever the disk does, and a link stays a link."""

from __future__ import annotations

import errno
import os

import numpy as np
import pytest
from astropy.io import fits

from vhegui.core.files.whole import write_fits, write_whole


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_where_the_disk_is_full_the_old_content_stays_and_nothing_else_is_left(tmp_path, monkeypatch, step):
    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "mine.txt"
    write_whole(path, b"old")
    monkeypatch.setattr(os, step, no_room)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_and_what_it_points_at_is_replaced(tmp_path):
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "a.txt", tmp_path / "link.txt"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_whole(link, b"new")
    assert link.is_symlink() and target.read_bytes() == b"new"


def test_it_can_be_read_by_those_who_read_any_new_file(tmp_path):
    (tmp_path / "usual").write_bytes(b"")
    write_whole(tmp_path / "whole", b"")
    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_long_name_is_no_obstacle(tmp_path):
    write_whole(tmp_path / ("x" * 250), b"whole")
    assert (tmp_path / ("x" * 250)).read_bytes() == b"whole"


@pytest.mark.parametrize("name", ["a.fits", "a.fits.gz"])
def test_fits_files_are_written_whole_and_packed_by_their_name(tmp_path, name):
    write_fits(tmp_path / name, [fits.PrimaryHDU(np.arange(6).reshape(2, 3))])
    assert fits.getdata(tmp_path / name).sum() == 15
    assert (tmp_path / name).read_bytes().startswith(b"\x1f\x8b") == name.endswith(".gz")
    with pytest.raises(TypeError):
        write_fits(tmp_path / name, [fits.ImageHDU(np.zeros(3)), "no HDU"])
    assert fits.getdata(tmp_path / name).sum() == 15 and len(list(tmp_path.iterdir())) == 1
