"""Why a file could not be fetched. All are DataErrors; the kinds decide what is tried again."""

from __future__ import annotations

from vhegui.core.errors import DataError


class Unreachable(DataError):
    """No connection to the server: what is in the cache can still be used."""


class Interrupted(DataError):
    """The transfer broke off or stalled; it can be resumed."""


class Changed(Interrupted):
    """The file on the server is not the one that was begun; it is fetched from the beginning."""


class Refused(DataError):
    """The server wants a token, or does not accept this one."""


class Missing(DataError):
    """The server has no such file."""
