"""The background of a camera as runs on empty fields show it, by zenith angle: a template for other runs."""
