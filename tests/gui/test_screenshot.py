"""Pictures of the window without a display."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage

from vhegui.core.errors import ConfigError
from vhegui.gui.screenshot import take
from vhegui.gui.theme import LIGHT, apply_theme


@pytest.fixture(autouse=True)
def light_again(qapp):
    yield
    apply_theme(qapp, LIGHT)


def test_commands_are_done_before_the_picture_is_taken(tmp_path):
    take(tmp_path / "dark.png", size=(1280, 720), commands=("theme-dark",))
    picture = QImage(str(tmp_path / "dark.png"))
    assert (picture.width(), picture.height()) == (1280, 720) and picture.pixelColor(640, 700).lightness() < 80


def test_a_command_that_there_is_not_is_said_with_one_that_is(tmp_path):
    with pytest.raises(ConfigError, match='"pin"'):
        take(tmp_path / "none.png", commands=("pinn",))
    assert not (tmp_path / "none.png").exists()
