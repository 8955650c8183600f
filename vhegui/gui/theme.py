"""Light and dark looks: one frozen `Theme` each, a palette on the Fusion style, and a little QSS."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from vhegui.core.resources import resource
from vhegui.gui.scale import set_scale

DRESSED = "dressed"
FIELDS = ("QLineEdit", "QAbstractSpinBox", "QCheckBox", "QRadioButton")


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of one look, as #rrggbb. Plot colours follow Okabe & Ito (2008), darkened or lightened for contrast."""

    name: str
    dark: bool
    # the window
    window: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    accent_text: str
    # what a message is about
    information: str
    success: str
    warning: str
    error: str
    # plots
    background: str
    foreground: str
    grid: str
    on: str
    off: str
    rejected: str
    exclusion: str
    excess: str
    model: str
    band: str
    upper_limit: str
    reference: str
    threshold: str
    pointing: str
    selection: str
    series: tuple[str, ...]

    def color(self, role: str, alpha: float = 1.0) -> QColor:
        """The colour of a role (a field of this class, `series0`…, or #rrggbb) with an opacity in [0, 1]."""
        if role.startswith("series"):
            value = self.series[int(role[6:]) % len(self.series)]
        else:
            value = role if role.startswith("#") else getattr(self, role)
        color = QColor(value)
        color.setAlphaF(alpha)
        return color


LIGHT = Theme(
    name="light", dark=False,
    window="#eef0f3", surface="#ffffff", raised="#f7f8fa", border="#cfd4dc",
    text="#1b212b", muted="#566072", accent="#0b63b0", accent_text="#ffffff",
    information="#0b63b0", success="#00734f", warning="#9a5b00", error="#b3261e",
    background="#ffffff", foreground="#1b212b", grid="#e3e7ed",
    on="#0072b2", off="#5f6b7c", rejected="#8c95a3", exclusion="#a8327d", excess="#1b212b",
    model="#c24a00", band="#c24a00", upper_limit="#1b212b", reference="#00785a", threshold="#8a6d00",
    pointing="#5f6b7c", selection="#c24a00",
    series=("#0072b2", "#c24a00", "#00785a", "#a8327d", "#8a6d00", "#3a8fc4", "#444c5a"),
)  # fmt: skip

DARK = Theme(
    name="dark", dark=True,
    window="#1b1f26", surface="#14171c", raised="#242932", border="#3a414d",
    text="#e8ebf0", muted="#a3acba", accent="#4aa8ee", accent_text="#0b0e12",
    information="#56b4e9", success="#3ecf9b", warning="#f0b23c", error="#ff7b6b",
    background="#14171c", foreground="#e8ebf0", grid="#2b313b",
    on="#56b4e9", off="#98a2b3", rejected="#767f8e", exclusion="#e58cc0", excess="#f2f4f8",
    model="#ff9a4a", band="#ff9a4a", upper_limit="#f2f4f8", reference="#3ecf9b", threshold="#e8d44a",
    pointing="#98a2b3", selection="#ff9a4a",
    series=("#56b4e9", "#ff9a4a", "#3ecf9b", "#e58cc0", "#f0e442", "#8fd0f5", "#c2c9d4"),
)  # fmt: skip

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def system_theme() -> Theme:
    """The look the desktop asks for; light where it does not say."""
    return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


def apply_theme(app: QApplication, theme: Theme, factor: float = 1.0) -> None:
    """Colours and letters of the whole application, `factor` times as large as usual.

    Windows and their parts are dressed one by one, with `dress`; plots are told by their own `set_theme`.
    """
    if not app.property(DRESSED):
        app.setProperty(DRESSED, True)
        app.setStyle("Fusion")
        app.setFont(interface_font(app.font()))
    set_scale(app, factor)
    app.setPalette(palette(theme))
    for name in FIELDS:
        app.setPalette(field_palette(theme), name)  # pyright: ignore[reportArgumentType]


def dress(widget: QWidget, theme: Theme, factor: float = 1.0) -> None:
    """A widget and all that is in it, `factor` times as large as usual, as far as palettes cannot say it."""
    widget.setStyleSheet(stylesheet(theme, factor))
    for part in widget.findChildren(QWidget):
        if not part.isVisible():
            part.updateGeometry()  # else pages that are not seen ask for the room that other letters needed


def interface_font(font: QFont) -> QFont:
    """The system's font, never smaller than 10 pt: it must be read from the last row."""
    larger = QFont(font)
    if font.pointSizeF() < 10:
        larger.setPointSizeF(10)
    return larger


def palette(theme: Theme) -> QPalette:
    """The Qt palette of a theme."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    colors = {
        role.Window: theme.window, role.WindowText: theme.text,
        role.Base: theme.surface, role.AlternateBase: theme.raised, role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.raised, role.ButtonText: theme.text, role.BrightText: theme.error,
        role.Light: theme.raised, role.Midlight: theme.raised, role.Mid: theme.border,
        role.Dark: theme.border, role.Shadow: "#000000",
        role.Highlight: theme.accent, role.HighlightedText: theme.accent_text,
        role.Link: theme.accent, role.LinkVisited: theme.exclusion, role.Accent: theme.accent,
        role.ToolTipBase: theme.raised, role.ToolTipText: theme.text,
    }  # fmt: skip
    result = QPalette()
    for key, value in colors.items():
        result.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(group.Disabled, key, theme.color("muted", 0.75))
    result.setColor(group.Disabled, role.Highlight, QColor(theme.border))
    return result


def field_palette(theme: Theme) -> QPalette:
    """The palette of what is typed into or ticked: in the dark it must stand out from its surroundings."""
    result = palette(theme)
    if theme.dark:
        base = theme.color("raised").lighter(135)
        result.setColor(QPalette.ColorRole.Base, base)
        result.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Base, theme.color("raised"))
    return result


def stylesheet(theme: Theme, factor: float = 1.0) -> str:
    """The few rules the palette cannot express, with lengths `factor` times as large."""
    tick = Path(str(resource("icons", f"tick-{theme.name}.svg"))).as_posix()
    rules = _QSS.format(tick=tick, **{name: getattr(theme, name) for name in _QSS_COLORS})
    rules = _LENGTH.sub(lambda length: f"{_enlarged(length[1], length[2], factor)}{length[2]}", rules)
    if factor <= 1.0:
        return rules
    more = {name: round(length * (factor - 1.0)) for name, length in _FUSION.items()}
    return rules + _ENLARGED_QSS.format(
        **more, arrow=round(8 * factor), accent=theme.accent, accent_text=theme.accent_text
    )


def _enlarged(number: str, unit: str, factor: float) -> str:
    """Whole pixels, and never none where there were some."""
    length = float(number) * factor
    return f"{max(round(length), 1) if unit == 'px' and length else length:g}"


# Fusion draws the insides of these as wide as ever, however large the letters are.
_FUSION = {"button": 14, "field": 2, "menu": 2, "menubar": 9}  # pixels beside the text, added for twice the size
_ENLARGED_QSS = """
QPushButton {{ padding: {menu}px {button}px; }}
QLineEdit {{ padding: 0 {field}px; }}
QMenuBar::item {{ padding: {menu}px {menubar}px; }}
QMenuBar::item:selected {{ background: {accent}; color: {accent_text}; border-radius: 3px; }}
QPushButton::menu-indicator, QToolButton::menu-indicator {{ width: {arrow}px; height: {arrow}px; }}
"""
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(px|pt)")
_QSS_COLORS = ("window", "surface", "raised", "border", "text", "muted", "accent", "accent_text")
_QSS = """
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {border}; padding: 4px 6px; }}
QToolBar {{ background: {window}; border: 0; border-bottom: 1px solid {border}; padding: 2px; spacing: 4px; }}
QToolBar::separator {{ background: {border}; width: 1px; height: 1px; margin: 5px 6px; }}
QToolBar QToolButton {{ border: 1px solid transparent; border-radius: 5px; padding: 4px 6px; }}
QToolBar QToolButton:hover {{ background: {raised}; border-color: {border}; }}
QToolBar QToolButton:checked {{ background: {accent}; color: {accent_text}; }}
QToolBar#workspaces {{ border-bottom: 0; border-right: 1px solid {border}; padding: 4px 2px; spacing: 2px; }}
QToolBar#workspaces QToolButton {{ font-size: 8.5pt; padding: 5px 0; }}
QToolBar QToolButton:focus {{ border-color: {accent}; }}
QHeaderView {{ background: {raised}; }}
QHeaderView::section {{ background: {raised}; color: {muted}; border: 0; border-bottom: 1px solid {border};
    border-right: 1px solid {border}; padding: 4px 7px; font-weight: 600; }}
QTableView {{ gridline-color: {border}; border: 1px solid {border}; alternate-background-color: {raised}; }}
QTabBar::tab {{ background: transparent; color: {muted}; padding: 4px 8px; border: 0;
    border-bottom: 2px solid transparent; }}
QMainWindow > QTabBar::tab {{ padding: 6px 5px; margin: 0 1px; }}
QTabBar::tab:selected {{ color: {text}; border-bottom-color: {accent}; }}
QTabBar::tab:hover {{ color: {text}; }}
QTabBar::tab:focus {{ color: {accent}; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {border}; }}
QCheckBox, QRadioButton {{ spacing: 5px; padding: 2px 5px 2px 0; }}
QCheckBox::indicator, QTreeView::indicator, QRadioButton::indicator {{ width: 12px; height: 12px;
    border: 1px solid {muted}; border-radius: 3px; background: {surface}; }}
QRadioButton::indicator {{ border-radius: 7px; }}
QCheckBox::indicator:checked, QTreeView::indicator:checked {{ background: {accent}; border-color: {accent};
    image: url("{tick}"); }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 4px solid {accent}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {accent}; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {border}; background: {window}; }}
QCheckBox::indicator:checked:disabled, QTreeView::indicator:checked:disabled {{ background: {muted}; }}
QStatusBar {{ border-top: 1px solid {border}; color: {muted}; }}
QStatusBar::item {{ border: 0; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {border}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {accent}; }}
QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -6px 0; border-radius: 7px;
    background: {surface}; border: 2px solid {accent}; }}
QSlider::handle:horizontal:focus {{ background: {accent}; }}
QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
QScrollBar::handle {{ background: {border}; border-radius: 4px; min-height: 28px; min-width: 28px; margin: 2px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
