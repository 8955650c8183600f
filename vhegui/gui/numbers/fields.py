"""Named numbers, and how they are written. No Qt."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from vhegui.analysis.written_numbers import number
from vhegui.core.errors import DataError
from vhegui.core.files.whole import write_whole

_RAISED = dict(zip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789", strict=True))
_SIGNS = {"−": "-", "×": r"\times ", "±": r"\pm ", "≤": r"\le ", "≥": r"\ge ", "√": r"\surd ", "∞": r"\infty ",
          "°": r"^\circ ", "→": r"\to ", "Δ": r"\Delta "}  # fmt: skip
_GREEK = {"α": "alpha", "β": "beta", "Γ": "Gamma", "γ": "gamma", "δ": "delta", "θ": "theta", "λ": "lambda",
          "μ": "mu", "σ": "sigma", "Φ": "Phi", "φ": "phi", "χ": "chi", "ε": "epsilon"}  # fmt: skip


class AnyField(Protocol):
    """A column: of a table on screen, or of the numbers behind a plot."""

    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def tip(self) -> str: ...
    @property
    def values(self) -> Sequence[Any]: ...
    def text(self, row: int) -> str:
        """A value as the window writes it."""
        ...


Fields = Sequence[AnyField]


@dataclass(frozen=True, eq=False)
class Field:
    """Numbers or words, one a row."""

    name: str
    values: Sequence[Any]
    unit: str = ""
    tip: str = ""

    def text(self, row: int) -> str:
        value = self.values[row]
        if not isinstance(value, float):
            return str(value)
        return number(value, 4) if math.isfinite(value) else ""


def as_csv(fields: Fields) -> str:
    """Names with units in brackets, then a line a row; what is not a number is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([f"{field.name} [{field.unit}]" if field.unit else field.name for field in fields])
    writer.writerows(zip(*(field.values for field in fields), strict=True))
    return text.getvalue()


def as_ecsv(fields: Fields) -> str:
    """With units and descriptions, for astropy."""
    from astropy.table import Column, Table

    table = Table(
        [
            Column(each.values, name=each.name, unit=_plain(each.unit) or None, description=each.tip or None)
            for each in fields
        ]
    )
    text = io.StringIO()
    table.write(text, format="ascii.ecsv")
    return text.getvalue()


def as_latex(fields: Fields) -> str:
    """A tabular with the digits that are on screen.

    >>> print(as_latex([Field("Index", [2.25]), Field("Flux", [4.79e-11], "cm⁻² s⁻¹")]))
    \\begin{tabular}{rr}
    \\hline
    Index & Flux (cm$^{-2}$ s$^{-1}$) \\\\
    \\hline
    2.250 & 4.790$\\times $10$^{-11}$ \\\\
    \\hline
    \\end{tabular}
    <BLANKLINE>
    """
    names = [getattr(field, "title", "") or field.name for field in fields]  # a column of a table has both
    heads = [f"{name} ({field.unit})" if field.unit else name for name, field in zip(names, fields, strict=True)]
    rows = range(len(fields[0].values)) if fields else range(0)
    lines = [_line(heads), r"\hline", *(_line([field.text(row) for field in fields]) for row in rows)]
    columns = "".join("r" if _numeric(field) else "l" for field in fields)
    return "\n".join([f"\\begin{{tabular}}{{{columns}}}", r"\hline", *lines, r"\hline", r"\end{tabular}", ""])


def as_python(fields: Fields) -> str:
    """An array a field.

    >>> print(as_python([Field("θ²", [0.01, float("nan")], "deg²")]))
    import numpy as np
    <BLANKLINE>
    theta2 = np.array([0.01, np.nan])  # deg2
    <BLANKLINE>
    """
    lines, taken = ["import numpy as np", ""], set()
    for field in fields:
        name = first = identifier(field.name)
        while name in taken:
            name = f"{first}_{len(taken)}"
        taken.add(name)
        values = ", ".join(_literal(value) for value in field.values)
        lines.append(f"{name} = np.array([{values}])" + (f"  # {_plain(field.unit)}" if field.unit else ""))
    return "\n".join([*lines, ""])


@dataclass(frozen=True)
class Form:
    """A way to write fields: what it is called, the ending of its files."""

    name: str
    suffix: str
    write: Callable[[Fields], str]


FORMS = (
    Form("CSV", ".csv", as_csv),
    Form("ECSV", ".ecsv", as_ecsv),
    Form("LaTeX table", ".tex", as_latex),
    Form("Python", ".py", as_python),
)


def save_fields(fields: Fields, path: Path) -> None:
    """Write a file; its ending chooses the form."""
    form = next((form for form in FORMS if form.suffix == path.suffix.lower()), None)
    if form is None:
        endings = " or ".join(form.suffix for form in FORMS)
        raise DataError(f"{path.name}: a table is written as {endings}. Choose one of these endings.")
    try:
        write_whole(path, form.write(fields).encode())
    except OSError as error:
        raise DataError(f"{path}: the table could not be written ({error.strerror}). Choose another folder.") from error


def identifier(name: str) -> str:
    """A name that Python takes.

    >>> identifier("E² dN/dE"), identifier("√TS"), identifier("68 % radius")
    ('e2_dn_de', 'ts', 'n68_radius')
    """
    for sign, word in _GREEK.items():
        name = name.replace(sign, word)
    plain = unicodedata.normalize("NFKD", _plain(name)).encode("ascii", "ignore").decode()
    words = re.sub(r"\W+", "_", plain).strip("_").lower() or "values"
    return f"n{words}" if words[0].isdigit() else words


def _plain(text: str) -> str:
    """Exponents as astropy reads them."""
    return "".join(_RAISED.get(sign, sign) for sign in text).replace("°", "deg").replace("−", "-")


def _literal(value: Any) -> str:
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float) and not math.isfinite(value):
        return "np.nan" if math.isnan(value) else ("np.inf" if value > 0 else "-np.inf")
    return repr(value) if isinstance(value, bool | int | float) else repr(str(value))


def _numeric(field: AnyField) -> bool:
    return all(not isinstance(value, str) for value in field.values)


def _line(cells: Sequence[str]) -> str:
    return " & ".join(_latex(cell) for cell in cells) + r" \\"


def _latex(text: str) -> str:
    """Text as LaTeX writes it.

    >>> print(_latex("2.5×10⁻¹² ± 5 %"))
    2.5$\\times $10$^{-12}$ $\\pm $ 5 \\%
    """
    text = re.sub(r"([\\{}$&#%_])", lambda found: rf"\{found[1]}" if found[1] != "\\" else r"\textbackslash{}", text)
    text = re.sub(f"[{''.join(_RAISED)}]+", lambda found: f"$^{{{_plain(found[0])}}}$", text)
    for sign, code in _SIGNS.items():
        text = text.replace(sign, f"${code}$")
    for sign, word in _GREEK.items():
        text = text.replace(sign, rf"$\{word}$")
    return text.replace("\u2009", r"\,").replace("–", "--")
