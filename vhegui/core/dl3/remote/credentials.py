"""Bearer tokens: read when they are needed, from a file or the system's keyring, and shown to nobody.

A token belongs to one server. It is never sent because a file asks for it: only servers for which the user has named
a token get one. What is remembered is where the token is, not the token.
"""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path
from typing import Any, NoReturn

from vhegui.core.dl3.remote.address import Address
from vhegui.core.errors import DataError

SERVICE = "vhegui"
VARIABLE = "VHEGUI_TOKEN_FILES"
LONGEST = 1 << 16


class Token:
    """A secret that does not show itself: not in a repr, a traceback, a log, a copy or a file."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        return "Token(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a token is not written anywhere")

    def header(self) -> str:
        """Value of the Authorization header; the only way out."""
        return f"Bearer {self._secret}"


def read_token(path: Path) -> Token:
    """The token in a file. DataError names the file and never its content."""
    try:
        with path.expanduser().open("rb") as file:
            secret = file.read(LONGEST + 1).decode("ascii").strip()
    except OSError as error:
        raise DataError(f"{path}: the token file cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError:
        secret = ""
    if not 0 < len(secret) <= LONGEST or not secret.isprintable() or " " in secret:
        raise DataError(f"{path}: holds no token; expected one line of letters, digits and punctuation") from None
    return Token(secret)


def settings_file() -> Path:
    """Where it is remembered which server's token is where."""
    from platformdirs import user_config_path

    return user_config_path("vhegui", appauthor=False) / "servers.json"


def remember_token_file(address: Address, path: Path) -> None:
    """From now on, read the token for this server from this file, anew for every connection. It must hold one."""
    read_token(path)
    _remember(address, {"token_file": os.path.abspath(path.expanduser())})


def remember_in_keyring(address: Address, token: Token) -> None:
    """Keep a token in the system's keyring. DataError where there is none."""
    keyring = _keyring()
    try:
        keyring.set_password(SERVICE, address.netloc, token.header().removeprefix("Bearer "))
    except Exception as error:  # each system's keyring has errors of its own; their texts may hold the value
        raise DataError(f"the keyring did not take the token ({type(error).__name__}); use a token file") from None
    _remember(address, {"keyring": True})


def forget_token(address: Address) -> None:
    """No token for this server any more; the token file itself is left alone."""
    if in_keyring(address):
        try:
            _keyring().delete_password(SERVICE, address.netloc)
        except Exception as error:
            raise DataError(f"the keyring did not give the token up ({type(error).__name__})") from None
    _remember(address, None)


def token_file(address: Address) -> str:
    """Path of the token file for this server, "" when none is known.

    Without a window, name it in the environment: VHEGUI_TOKEN_FILES="host=/path/of/token;other:2880=/path".
    """
    for entry in os.environ.get(VARIABLE, "").split(";"):
        host, _, path = entry.partition("=")
        if path and host.strip().lower() == address.netloc:
            return path.strip()
    return str(_remembered(address).get("token_file", ""))


def in_keyring(address: Address) -> bool:
    """Whether the token for this server was put into the keyring."""
    return bool(_remembered(address).get("keyring"))


def token_for(address: Address) -> Token | None:
    """The token for this server, or None. DataError when it cannot be had, or would travel in the open."""
    path = token_file(address)
    if not path and not in_keyring(address):
        return None
    if address.scheme == "http" and not address.is_loopback:
        raise DataError(f"{address}: the token would be sent unencrypted; use https:// or davs://")
    if path:
        return read_token(Path(path))
    try:
        secret = _keyring().get_password(SERVICE, address.netloc)
    except Exception as error:
        raise DataError(f"the keyring cannot be read ({type(error).__name__}); unlock it or use a token file") from None
    return Token(secret) if secret else None


def _keyring() -> Any:
    try:
        import keyring  # type: ignore[import-not-found]
    except ImportError:
        raise DataError('the system\'s keyring needs the package "keyring"; use a token file instead') from None
    return keyring


def _all() -> dict[str, dict[str, Any]]:
    """What is remembered of each server. DataError when it cannot be read: then nothing may be written over it."""
    path = settings_file()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); check its permissions") from None
    except ValueError:
        content = None
    if not isinstance(content, dict) or not all(isinstance(entry, dict) for entry in content.values()):
        raise DataError(
            f"{path}: the list of servers with access tokens is damaged and was kept as {_put_aside(path).name}. "
            "Repair it and give it its name back, or name the tokens again in “Open remote data set”."
        )
    return content


def _put_aside(path: Path) -> Path:
    """Rename a damaged file to the first name that is free."""
    names = (path.with_suffix(f".damaged-{n}{path.suffix}") for n in itertools.count(1))
    aside = next(name for name in names if not name.exists())
    try:
        return path.rename(aside)
    except OSError as error:
        raise DataError(f"{path}: is damaged and cannot be put aside ({error.strerror}); rename or repair it") from None


def _remembered(address: Address) -> dict[str, Any]:
    return _all().get(address.netloc, {})


def _remember(address: Address, place: dict[str, Any] | None) -> None:
    content = {host: entry for host, entry in _all().items() if host != address.netloc}
    if place is not None:
        content[address.netloc] = place
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(content, indent=1), encoding="utf-8")
    os.replace(draft, path)
