"""What Qt says on a screen that is not there, and means nothing."""

from __future__ import annotations

HARMLESS = (
    "This plugin does not support",
    "propagateSizeHints",
    "could not find font",
    "Populating font family aliases",
    "not accepted by receiving widget",
)


def is_harmless(text: str) -> bool:
    """Whether a message of Qt is about the missing screen."""
    return any(words in text for words in HARMLESS)
