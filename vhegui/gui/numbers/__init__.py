"""Numbers that leave the window: as CSV, ECSV, LaTeX or Python, on the clipboard and in files."""
