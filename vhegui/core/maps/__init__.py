"""Sky images: their projections and pixels, counts, smoothing, FITS files."""
