"""Sky images: grids in the tangent plane, counts, smoothing."""
