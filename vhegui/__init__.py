"""vhegui: interactive analysis of very-high-energy gamma-ray data."""

__version__ = "0.1.0"
