"""A connection to one server: verified certificates, a token for that server alone, time limits, and a way to stop."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from vhegui.core.dl3.remote.address import Address
from vhegui.core.dl3.remote.credentials import Token
from vhegui.core.dl3.remote.errors import Interrupted, Missing, Refused, Unreachable
from vhegui.core.errors import DataError

if TYPE_CHECKING:
    import httpx

REDIRECTS = 5
TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True)
class Timing:
    """How patient to be, in seconds: connecting, waiting for the next bytes, pausing before another attempt.

    attempts : how often in a row a transfer may break off without getting further.
    """

    connect: float = 10.0
    stall: float = 20.0
    pause: float = 0.5
    attempts: int = 3


class Link:
    """Connections to the server of an address. Several threads may use one link; `abort` ends what they wait for."""

    def __init__(self, address: Address, token: Token | None, timing: Timing) -> None:
        import httpx

        self.address = address
        self.timing = timing
        self.stopped = threading.Event()
        self._has_token = token is not None
        self._streams: list[Any] = []
        self._client = httpx.Client(
            auth=_auth(address, token) if token is not None else None,
            verify=trusted_certificates(),  # also from an http address, as it may redirect to https
            timeout=httpx.Timeout(timing.stall, connect=timing.connect),
            follow_redirects=True,
            max_redirects=REDIRECTS,
            trust_env=not address.is_loopback,  # a proxy cannot reach this computer's own servers
            headers={"User-Agent": "vhegui", "Accept-Encoding": "identity"},
            event_hooks={"request": [self._watch]},
        )

    @property
    def client(self) -> httpx.Client:
        """For WebDAV requests."""
        return self._client

    @contextmanager
    def get(self, url: str, name: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """A GET whose body has yet to be read. Raises the errors of `remote.errors`; `name` is the file in them."""
        with (
            self.errors(name),
            self._client.stream("GET", url, headers=headers) as response,
        ):
            self._check(response, name)
            yield response

    @contextmanager
    def errors(self, name: str) -> Iterator[None]:
        """Say what went wrong with a request in one sentence, without anything that was sent."""
        import httpx

        host, timing = self.address.netloc, self.timing
        try:
            yield
        except httpx.ConnectTimeout:
            raise Unreachable(f"{host} did not answer within {timing.connect:g} s; check the network") from None
        except httpx.ConnectError as error:
            raise Unreachable(_unreachable(host, error)) from None
        except httpx.TimeoutException:
            raise Interrupted(f"{host} sent nothing of {name} for {timing.stall:g} s") from None
        except httpx.TooManyRedirects:
            raise DataError(f"{host} redirects {name} in circles; tell those who run the server") from None
        except httpx.UnsupportedProtocol:
            raise DataError(f"{host} redirects {name} to something that is no web address") from None
        except (httpx.InvalidURL, UnicodeError):
            raise DataError(f"{host} is asked for {name}, which no web address can name; check the address") from None
        except httpx.RequestError:  # its text may repeat what was sent
            raise Interrupted(f"the connection to {host} was lost during {name}") from None

    def refusal(self, status: int, name: str) -> DataError:
        """What an error status means and what to do."""
        host = self.address.netloc
        if status == 401 and self._has_token:
            return Refused(f"{host} does not accept the token (401): it may have expired; get a new one for {name}")
        if status == 401:
            return Refused(
                f"{host} wants an access token for {name} (401); name a token file for this server in "
                "File → Open remote data set"
            )
        if status == 403:
            return Refused(f"{host} does not allow reading {name} (403); ask its owners for the right to read")
        if status in (404, 410):
            return Missing(f"{host} has no file {name} ({status}); check the address or the index")
        if status in TRY_AGAIN:
            return Interrupted(f"{host} cannot serve {name} now (status {status}); try again later")
        return DataError(f"{host} answered status {status} to the request for {name}")

    def wait(self) -> None:
        """Pause before another attempt, unless stopped."""
        self.stopped.wait(self.timing.pause)

    def abort(self) -> None:
        """End all transfers now, from any thread: what waits for bytes gets an error."""
        self.stopped.set()
        for stream in list(self._streams):
            sock = stream.get_extra_info("socket")
            if sock is not None:
                try:
                    # Not SSLSocket.shutdown: it would take the TLS state away from the thread that is reading.
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)
                except OSError:  # closed already
                    continue

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _watch(self, request: httpx.Request) -> None:
        request.extensions = {**request.extensions, "trace": self._trace}

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._streams.append(info["return_value"])

    def _check(self, response: httpx.Response, name: str) -> None:
        if self.address.scheme == "https" and response.url.scheme != "https":
            raise DataError(f"{self.address.netloc} redirects {name} to an unencrypted address; it is not followed")
        if response.status_code not in (200, 206, 304, 416):
            raise self.refusal(response.status_code, name)


def _auth(address: Address, token: Token) -> httpx.Auth:
    """Adds the token to requests to this very server. httpx takes it off again where a redirect leads elsewhere."""
    import httpx

    class Bearer(httpx.Auth):
        def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
            here = (request.url.scheme, request.url.netloc.decode("ascii"))
            if here == (address.scheme, address.netloc):
                request.headers["Authorization"] = token.header()
            yield request

    return Bearer()


@lru_cache(maxsize=1)
def trusted_certificates() -> ssl.SSLContext:
    """Who is believed: the authorities of this system (also SSL_CERT_FILE), and Mozilla's."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _unreachable(host: str, error: Exception) -> str:
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text or "certificate" in text:
        return f"{host} cannot prove who it is (its certificate is not trusted); nothing was sent"
    return f"{host} cannot be reached; check the address and the network"
