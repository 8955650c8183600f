"""Text from files where Qt reads more into it: tooltips guess rich text, menus and buttons take `&` for a key.

Labels are `vhegui.gui.widgets.plain_label.PlainLabel`.
"""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt


def tooltip(text: str) -> str:
    """A tooltip that shows the text as it is written.

    >>> tooltip("run 23523: Crab")
    'run 23523: Crab'
    >>> tooltip("<b>Crab</b>")
    '<p style="white-space:pre-wrap">&lt;b&gt;Crab&lt;/b&gt;</p>'
    """
    return f'<p style="white-space:pre-wrap">{escape(text)}</p>' if Qt.mightBeRichText(text) else text


def sentence(text: str) -> str:
    """A reason as a sentence of its own: with a capital letter.

    >>> sentence("no run is used")
    'No run is used'
    """
    return f"{text[:1].upper()}{text[1:]}"


def menu_text(text: str) -> str:
    """The text of a menu entry, a button or a tab that is no shortcut.

    >>> menu_text("Crab & Vela")
    'Crab && Vela'
    """
    return text.replace("&", "&&").replace("\t", " ")
