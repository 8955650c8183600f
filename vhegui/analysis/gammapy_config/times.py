"""Times as YAML gives them: ISO text, dates, or a list of them."""

from __future__ import annotations

from datetime import date

EXAMPLE = "2004-12-04 22:00:00"


class Times(tuple[float, ...]):
    """Moments as MJD in TT; text is UTC unless it says otherwise, as in gammapy."""

    @classmethod
    def parse(cls, value: object) -> Times:
        """From one moment or a list; ValueError says what is expected."""
        items = value if isinstance(value, list) else [value]
        return cls(_mjd(item) for item in items)


def _mjd(value: object) -> float:
    from astropy.time import Time

    if isinstance(value, date):  # YAML reads an unquoted date or time as one
        value = value.isoformat()
    try:
        if not isinstance(value, str):
            raise ValueError("not text")
        return float(Time(value, scale="utc").tt.mjd)  # pyright: ignore[reportAttributeAccessIssue]
    except ValueError as error:
        raise ValueError(f'expected a time such as "{EXAMPLE}"') from error
