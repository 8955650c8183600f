"""Python that is typed, run in a thread of its own, where it can be stopped; it is told what it says. No Qt."""

from __future__ import annotations

import ast
import codeop
import ctypes
import io
import linecache
import rlcompleter
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TextIO

Told = Callable[[str, str], None]
NO_INPUT = "nothing can be typed in while Python runs: put it into a variable before"
NO_EXIT = "Close the panel to leave the console.\n"


class Interpreter:
    """Runs sources one after the other with the same `names`.

    told(kind, text) : a part of what it says, kind "said" or "error" · ended() : a source is done; both are called in
    its thread.
    """

    def __init__(self, told: Told, ended: Callable[[], None]) -> None:
        self.names: dict[str, Any] = {"__name__": "__console__", "input": _no_input}
        self._told, self._ended = told, ended
        self._thread: threading.Thread | None = None
        self._count = 0

    @property
    def running(self) -> bool:
        """Whether a source is being run."""
        return self._thread is not None and self._thread.is_alive()

    def run(self, source: str) -> None:
        """Run a source, in the background. Raises RuntimeError while another is running."""
        if self.running:
            raise RuntimeError("another source is running")
        self._count += 1
        self._thread = threading.Thread(target=self._run, args=(source, f"<console {self._count}>"), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Have what is running end with KeyboardInterrupt, as soon as it is in Python again."""
        thread = self._thread
        if thread is not None and thread.ident is not None and thread.is_alive():
            error = ctypes.py_object(KeyboardInterrupt)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), error)

    def completions(self, text: str) -> list[str]:
        """What the name at the end of a text can become: `a.b` of `x = a.` where a has b."""
        completer, found = rlcompleter.Completer(self.names), list[str]()
        word = last_name(text)
        while word and (match := completer.complete(word, len(found))) is not None:
            found.append(match.rstrip("( "))
        return sorted(set(found))

    def _run(self, source: str, name: str) -> None:
        linecache.cache[name] = (len(source), None, [f"{line}\n" for line in source.split("\n")], name)
        try:
            with output_of_this_thread(self._told):
                try:
                    for code in parts(source, name):
                        exec(code, self.names)  # what a console is for
                except SystemExit:
                    self._told("error", NO_EXIT)
                except BaseException as error:
                    self._told("error", told_error(error, name))
        finally:
            self._ended()


def parts(source: str, name: str) -> Iterator[Any]:
    """The source compiled: all but its last statement, and that so that its value is shown. Raises SyntaxError."""
    body = ast.parse(source, name).body
    if len(body) > 1:
        yield compile(ast.Module(body[:-1], []), name, "exec")
    if body:
        yield compile(ast.Interactive(body[-1:]), name, "single")


def needs_more(source: str) -> bool:
    """Whether a source goes on in another line: brackets or a block are open, and the last line is not empty."""
    lines = source.split("\n")
    if len(lines) > 1 and lines[-1].strip() and lines[-1][0].isspace():
        return True
    try:
        return codeop.compile_command(source, symbol="exec") is None
    except (SyntaxError, ValueError, OverflowError):
        return False  # it is run, and says what is wrong


def last_name(text: str) -> str:
    """The name, with its dots, that a text ends with."""
    start = len(text)
    while start and (text[start - 1].isidentifier() or text[start - 1].isdigit() or text[start - 1] == "."):
        start -= 1
    return text[start:]


def told_error(error: BaseException, name: str) -> str:
    """A traceback that begins in the source, not in the console."""
    trace: TracebackType | None = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != name:
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(error), error, trace))


def _no_input(*_: object) -> str:
    raise EOFError(NO_INPUT)


@contextmanager
def output_of_this_thread(told: Told) -> Iterator[None]:
    """What this thread prints is told; what others print goes where it went before."""
    before = sys.stdout, sys.stderr
    mine = threading.get_ident()
    sys.stdout, sys.stderr = (_Split(told, mine, stream) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


class _Split(io.TextIOBase):
    def __init__(self, told: Told, thread: int, other: TextIO | None) -> None:
        super().__init__()
        self._told, self._thread, self._other = told, thread, other

    def write(self, text: str, /) -> int:
        if threading.get_ident() == self._thread:
            self._told("said", text)
        elif self._other is not None:  # there is none in a window without a terminal
            self._other.write(text)
        return len(text)

    def flush(self) -> None:
        if self._other is not None:
            self._other.flush()
