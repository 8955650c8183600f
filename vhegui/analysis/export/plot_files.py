"""What the pictures of profiles and contours are called, without their ending."""

from __future__ import annotations

from vhegui.core.spectra.ogip.files import file_stem


def profile_file(parameter: str) -> str:
    """The profile of a parameter.

    >>> profile_file("source2.index")
    'profile_source2.index'
    """
    return f"profile_{file_stem(parameter)}"


def contours_file(first: str, second: str) -> str:
    """The contours of two parameters."""
    return f"contours_{file_stem(first)}_{file_stem(second)}"
