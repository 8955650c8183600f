"""Masks and published spectra are read in the background, once, again when that was cancelled, and said when broken."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from astropy.io import fits

from vhegui.analysis import edits
from vhegui.analysis.state import MaskFile
from vhegui.core.regions import exclusions
from vhegui.gui.session.session import Session


@pytest.fixture
def session(qtbot):
    session = Session()
    yield session
    session.close()


@pytest.fixture
def mask(tmp_path):
    """File of a mask image."""
    header = fits.Header()
    header.update(CTYPE1="RA---TAN", CTYPE2="DEC--TAN", CRVAL1=83.6, CRVAL2=22.0, CRPIX1=5.5, CRPIX2=4.5)
    header.update(CDELT1=-0.1, CDELT2=0.1, CUNIT1="deg", CUNIT2="deg")
    path = tmp_path / "mask.fits"
    fits.writeto(path, np.zeros((8, 10), dtype=np.float32), header)
    return str(path)


@pytest.fixture
def readers(monkeypatch):
    """Names of the threads in which masks were read."""
    threads: list[str] = []
    good = exclusions.read_exclusion_mask

    def read(path):
        threads.append(threading.current_thread().name)
        return good(path)

    monkeypatch.setattr(exclusions, "read_exclusion_mask", read)
    return threads


def images(session):
    return session.data.given(session.analysis)["mask_images"]


def test_a_mask_is_read_once_and_not_in_the_thread_of_the_window(session, mask, readers, qtbot):
    session.apply("Exclude", edits.put, "exclusions", (MaskFile(mask),))
    assert images(session) == {}
    qtbot.waitUntil(lambda: mask in images(session))
    session.undo()
    session.redo()
    qtbot.waitUntil(lambda: not session.busy)
    assert len(readers) == 1 and readers[0] != threading.main_thread().name


def test_a_mask_that_cannot_be_read_is_said_once_and_tried_again_when_asked(session, mask, qtbot):
    said: list[str] = []
    session.message.connect(lambda severity, text: said.append(text))
    with open(mask, "r+b") as file:
        whole = file.read()
        file.truncate(100)
    for label in ("Exclude", "Exclude again"):
        session.apply(label, edits.put, "exclusions", (MaskFile(mask),))
        qtbot.waitUntil(lambda: not session.busy)
        session.undo()
    assert len(said) == 1 and "mask.fits" in said[0]
    with open(mask, "wb") as file:
        file.write(whole)
    session.redo()
    session.read_again()
    qtbot.waitUntil(lambda: mask in images(session))


def test_reading_that_was_cancelled_is_said_and_begins_again_with_the_next_edit(session, mask, qtbot):
    said: list[str] = []
    session.message.connect(lambda severity, text: said.append(text))
    session.begin_gesture()  # the worker waits
    session.data.follow(edits.put(session.analysis, "exclusions", (MaskFile(mask),)))
    session.cancel_work()
    session.cancel_gesture()
    session.worker.submit("another", lambda progress: None, lambda result: None)  # it comes to rest
    qtbot.waitUntil(lambda: not session.busy)
    assert images(session) == {} and any("cancelled" in text for text in said)
    session.apply("Exclude", edits.put, "exclusions", (MaskFile(mask),))
    qtbot.waitUntil(lambda: mask in images(session))
