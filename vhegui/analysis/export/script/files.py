"""The steps of an analysis as a file: a Python script, or a notebook (nbformat 4.5)."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

from vhegui.analysis.export.script.cells import cells_of, heading
from vhegui.analysis.state import Analysis
from vhegui.analysis.yaml_files.file import write_atomically
from vhegui.core.errors import ConfigError

SCRIPT, NOTEBOOK = ".py", ".ipynb"
WIDTH = 98


def write_script(path: Path, analysis: Analysis, allow_outside: bool = False) -> None:
    """Write the analysis as the ending of `path` says, whole or not at all.

    Raises ConfigError for another ending; OSError is passed through.
    """
    makers = {SCRIPT: script_text, NOTEBOOK: notebook_text}
    if path.suffix.lower() not in makers:
        raise ConfigError(f"{path.name}: a script ends in {SCRIPT}, a notebook in {NOTEBOOK}; choose one of them")
    write_atomically(path, makers[path.suffix.lower()](analysis, allow_outside))


def script_text(analysis: Analysis, allow_outside: bool = False) -> str:
    """The text of a Python script, with a comment for every step."""
    paragraphs = "\n\n".join(textwrap.fill(text, WIDTH) for text in heading(analysis))
    first, *steps = cells_of(analysis, allow_outside)
    parts = [f'"""{paragraphs}\n"""\n\n{_commented(first.text, first.code)}']
    parts += [_commented(f"{number}. {each.title}. {each.text}", each.code) for number, each in enumerate(steps, 1)]
    return "\n\n".join(parts) + "\n"


def _commented(text: str, code: str) -> str:
    return f"{textwrap.fill(text, WIDTH, initial_indent='# ', subsequent_indent='# ')}\n{code}"


def notebook_text(analysis: Analysis, allow_outside: bool = False) -> str:
    """The JSON of a notebook: over each step, a cell that says what it is about."""
    cells = [_cell("markdown", "about", "# An analysis\n\n" + "\n\n".join(heading(analysis)))]
    for number, each in enumerate(cells_of(analysis, allow_outside, in_page=True)):
        cells.append(_cell("markdown", f"text-{number}", f"## {each.title}\n\n{each.text}"))
        cells.append(_cell("code", f"code-{number}", each.code))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=1, ensure_ascii=True) + "\n"


def _cell(kind: str, name: str, text: str) -> dict[str, object]:
    cell: dict[str, object] = {"cell_type": kind, "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})
