"""What a command says on the terminal: a progress line that stays in place, plain lines into a file or a pipe."""

from __future__ import annotations

import shutil
import sys
from typing import TextIO

BAR = 24


class Terminal:
    """Progress and messages on one stream (stderr), never mixed up."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._shown = ""

    def progress(self, fraction: float, text: str) -> None:
        """Show how far it is (fraction in [0, 1]) and what is being done."""
        if not self._live:
            if text != self._shown:
                self._write(f"{text}\n")
            self._shown = text
            return
        done = round(BAR * min(max(fraction, 0.0), 1.0))
        line = f"[{'#' * done}{' ' * (BAR - done)}] {100 * fraction:3.0f} % {text}"
        self._shown = line[: shutil.get_terminal_size().columns - 1]
        self._write(f"\r\x1b[K{self._shown}")

    def say(self, text: str) -> None:
        """A line that stays: a warning, a problem."""
        self.clear()
        self._write(f"{text}\n")

    def clear(self) -> None:
        """Take the progress line away."""
        if self._live and self._shown:
            self._write("\r\x1b[K")
        self._shown = ""

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
