"""Shapes on the sky, exclusions, and where OFF regions fit: all on the sphere."""
