"""Servers on this computer for tests: a web server that misbehaves on request, and a real WebDAV server."""

from __future__ import annotations

import hashlib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

LOOPBACK = "127.0.0.1"


@dataclass
class Fault:
    """How one answer goes wrong.

    status : answer this instead · after : stop after so many bytes of the body · stall : then wait instead of closing
    no_range : ignore Range · unsized : do not say how long the body is · body : send other bytes · headers : more
    tear : send a range of the file although If-Range says that it changed.
    """

    status: int = 0
    after: int = -1
    stall: bool = False
    no_range: bool = False
    unsized: bool = False
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    tear: bool = False


@dataclass
class Asked:
    """A request that arrived."""

    path: str
    headers: dict[str, str]
    status: int


class WebServer(ThreadingHTTPServer):
    """Serves `folder` with ETags and ranges. `faults[path]` go wrong one after the other, `always[path]` every time."""

    daemon_threads = True

    def __init__(self, folder: Path, tls: ssl.SSLContext | None = None) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.folder, self.token, self.etags, self.dates = folder, "", True, False
        self.faults: dict[str, list[Fault]] = {}
        self.always: dict[str, Fault] = {}
        self.asked: list[Asked] = []
        self.arrived = threading.Event()
        self.release = threading.Event()
        self.scheme = "http" if tls is None else "https"
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def url(self) -> str:
        return f"{self.scheme}://{LOOPBACK}:{self.port}/"

    def paths(self) -> list[str]:
        """What has been asked for and answered with content."""
        return [asked.path for asked in self.asked if asked.status in (200, 206)]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: WebServer

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        path = unquote(self.path.split("?")[0]).lstrip("/")
        queue = self.server.faults.get(path, [])
        fault = queue.pop(0) if queue else self.server.always.get(path, Fault())
        status = self._answer(path, fault)
        self.server.asked.append(Asked(path, dict(self.headers.items()), status))
        self.server.arrived.set()
        self._body(status, fault)

    def _answer(self, path: str, fault: Fault) -> int:
        """Decide on status, headers and body."""
        self._out: bytes = b""
        self._more: dict[str, str] = {}
        file = self.server.folder / path
        if fault.status:
            self._more = fault.headers
            return fault.status
        if self.server.token and self.headers.get("Authorization") != f"Bearer {self.server.token}":
            return 401
        if fault.body is None and not file.is_file():
            return 404
        whole = fault.body if fault.body is not None else file.read_bytes()
        etag = f'"{hashlib.md5(whole).hexdigest()}"'
        validators = {"ETag": etag} if self.server.etags else {}
        if self.server.dates:
            validators["Last-Modified"] = "Sat, 01 Jan 2022 00:00:00 GMT"
        self._more = {**validators, **fault.headers}
        self._out = whole
        if self.server.etags and self.headers.get("If-None-Match") == etag:
            self._out = b""
            return 304
        asked = self.headers.get("Range", "")
        fresh = fault.tear or self.headers.get("If-Range") in (None, *validators.values())
        if not asked or fault.no_range or not fresh:
            return 200
        start = int(asked.removeprefix("bytes=").rstrip("-"))
        if start >= len(whole):
            return 416
        self._out = whole[start:]
        self._more["Content-Range"] = f"bytes {start}-{len(whole) - 1}/{len(whole)}"
        return 206

    def _body(self, status: int, fault: Fault) -> None:
        self.send_response(status)
        for name, value in self._more.items():
            self.send_header(name, value)
        if fault.unsized:
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(len(self._out)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(self._out if fault.after < 0 else self._out[: fault.after])
            self.wfile.flush()
        if fault.after >= 0:
            if fault.stall:
                self.server.release.wait(10)
            self.close_connection = True


@contextmanager
def web_server(folder: Path, tls: ssl.SSLContext | None = None) -> Iterator[WebServer]:
    """A web server on a free port of the loopback interface."""
    server = WebServer(folder, tls)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def webdav_server(folder: Path, token: str = "") -> Iterator[str]:
    """A WebDAV server (wsgidav on cheroot) on `folder`, read only; yields its dav:// address."""
    from cheroot.wsgi import Server
    from wsgidav.wsgidav_app import WsgiDAVApp

    app: Any = WsgiDAVApp(
        {
            "provider_mapping": {"/": {"root": str(folder), "readonly": True}},
            "simple_dc": {"user_mapping": {"*": True}},
            "verbose": 0,
            "logging": {"enable": False},
        }
    )
    server = Server((LOOPBACK, 0), _guarded(app, token) if token else app, numthreads=4)
    server.shutdown_timeout = 1
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield f"dav://{LOOPBACK}:{server.bind_addr[1]}/"
    finally:
        server.stop()
        thread.join(5)


def _guarded(app: Callable[..., Any], token: str) -> Callable[..., Any]:
    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ.get("HTTP_AUTHORIZATION") == f"Bearer {token}":
            return app(environ, start_response)
        start_response("401 Unauthorized", [("Content-Length", "0")])
        return [b""]

    return guarded


def small_data_set(folder: Path, seconds: float = 60.0) -> Path:
    """Three short simulated runs (1001 to 1003) with index tables."""
    from dataclasses import replace

    from vhegui.core.simulation import scene
    from vhegui.core.simulation.demo import write_simulation
    from vhegui.core.simulation.instrument import Instrument
    from vhegui.core.simulation.truth import Truth

    runs = tuple(replace(run, good_time=((0.0, seconds),)) for run in scene.crab_runs()[:3])
    place = scene.TELESCOPE, scene.TIME_REF, scene.SITE, Instrument()
    return write_simulation(Truth("Small data set", 1, 5, *place, (scene.CRAB,), runs), folder)
