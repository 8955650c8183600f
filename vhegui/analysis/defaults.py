"""Numbers that a new analysis begins with."""

from __future__ import annotations

DEFAULT_RADIUS = 0.11  # deg, of a source region
