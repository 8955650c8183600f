"""Colours can be told from what they lie on: 4.5 : 1 for what is read, 3 : 1 for lines, marks and what is disabled."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from vhegui.gui.theme import THEMES, Theme, palette, stylesheet

SURFACES = ("window", "surface", "raised")
DRAWN = (
    "on", "off", "rejected", "exclusion", "excess", "model", "upper_limit", "reference", "threshold", "pointing",
    "selection", "foreground", "muted",
)  # fmt: skip


def luminance(color: QColor) -> float:
    """Relative luminance, WCAG 2.1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.getRgbF()[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(color: QColor, ground: QColor) -> float:
    """Contrast of a colour, which may be transparent, on a ground."""
    alpha = color.alphaF()
    pairs = zip(color.getRgbF()[:3], ground.getRgbF()[:3], strict=True)
    seen = QColor.fromRgbF(*(alpha * c + (1 - alpha) * g for c, g in pairs))
    light, dark = sorted((luminance(seen), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_everything_stands_out(theme: Theme):
    grounds = {name: theme.color(name) for name in SURFACES}
    found = {
        (role, name): contrast(theme.color(role), ground)
        for name, ground in grounds.items()
        for role in ("text", "muted", "information", "success", "warning", "error")
    }
    assert not {pair: value for pair, value in found.items() if value < 4.5}
    assert contrast(theme.color("accent_text"), theme.color("accent")) >= 4.5
    lines = {role: contrast(theme.color(role), theme.color("background")) for role in DRAWN}
    lines |= {color: contrast(QColor(color), theme.color("background")) for color in theme.series}
    assert not {role: value for role, value in lines.items() if value < 3.0}
    disabled = palette(theme).color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText)
    faint = {name: contrast(disabled, ground) for name, ground in grounds.items()}
    assert not {name: value for name, value in faint.items() if value < 3.0}


def test_lengths_of_the_style_grow_with_everything():
    usual, large = (stylesheet(THEMES["light"], factor) for factor in (1.0, 2.0))
    assert "padding: 4px 8px" in usual and "padding: 8px 16px" in large
    assert "1px solid" in usual and "8.5pt" in usual and "17pt" in large
