"""An analysis as Python that does it again: a script to be read, or a notebook of the same steps."""
