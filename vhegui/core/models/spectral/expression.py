"""Formulas that people type, read without running them: text → syntax tree → a tree of numpy calls.

Only what is listed in `ALLOWED` has a meaning; no name of Python can be reached, nothing is evaluated by Python itself,
and numbers are floating point from the start, so that no power can grow without end.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from vhegui.core.errors import ConfigError
from vhegui.core.typing import Array

# A value at energies for given parameters.
Evaluator = Callable[[Array, Mapping[str, float]], Any]

VARIABLE = "E"
MAX_LENGTH, MAX_DEPTH, MAX_EXPONENT, MAX_PARAMETERS = 1000, 60, 100.0, 20
CONSTANTS: Mapping[str, float] = MappingProxyType({"pi": float(np.pi)})
FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "exp": np.exp,
        "log": np.log,
        "log10": np.log10,
        "sqrt": np.sqrt,
        "abs": np.abs,
        "sin": np.sin,
        "cos": np.cos,
        "tanh": np.tanh,
        "min": np.minimum,
        "max": np.maximum,
    }
)
ALLOWED = (
    f"numbers, {VARIABLE} (the energy in TeV), pi, names of parameters, + - * / **, parentheses, "
    f"{', '.join(FUNCTIONS)} and where(E < E0, a, b)"
)
RESERVED = frozenset({VARIABLE, "where", *CONSTANTS, *FUNCTIONS})

_SIGNS = re.compile(r"[A-Za-z0-9_.+\-*/(),<>=!\s]*")
_BINARY: Mapping[type, Callable[..., Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_COMPARISONS: Mapping[type, Callable[..., Any]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}


@dataclass(frozen=True, eq=False)
class Expression:
    """A formula that was understood: its parameters in order of appearance, and its value."""

    names: tuple[str, ...]
    evaluate: Evaluator


def parse_expression(text: str) -> Expression:
    """Understand a formula; `ConfigError` says what is wrong, in which column (from 1), and what is allowed."""
    if len(text) > MAX_LENGTH:
        raise ConfigError(f"formula: {len(text)} characters are too many, {MAX_LENGTH} are allowed")
    if not text.strip():
        raise ConfigError("formula: nothing is written; try N*(E/E0)**(-g)")
    known = _SIGNS.match(text)
    end = known.end() if known else 0
    if end < len(text):
        hint = "; a power is written **" if text[end] == "^" else ""
        raise _error(end, f"{text[end]!r} has no meaning{hint}")
    flat = re.sub(r"\s", " ", text)
    indent = len(flat) - len(flat.lstrip())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(flat.strip(), mode="eval")
    except SyntaxError as error:
        raise _error(indent + (error.offset or 1) - 1, f"this is no formula ({error.msg})") from None
    except (ValueError, RecursionError, MemoryError):
        raise ConfigError("formula: too many parentheses or signs in one another") from None
    builder = _Builder(indent)
    evaluate = builder.number(tree.body, 0)
    return Expression(tuple(builder.names), evaluate)


def _error(column: int, what: str) -> ConfigError:
    return ConfigError(f"formula, column {column + 1}: {what}; allowed are {ALLOWED}")


class _Builder:
    """Walks a syntax tree; collects the names of parameters."""

    def __init__(self, indent: int) -> None:
        self.indent = indent
        self.names: dict[str, None] = {}

    def fail(self, node: ast.AST, what: str) -> ConfigError:
        return _error(self.indent + getattr(node, "col_offset", 0), what)

    def number(self, node: ast.expr, depth: int) -> Evaluator:
        """The numpy calls of one node of the tree."""
        if depth > MAX_DEPTH:
            raise self.fail(node, f"more than {MAX_DEPTH} steps in one another")
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            operand = self.number(node.operand, depth + 1)
            return operand if isinstance(node.op, ast.UAdd) else lambda e, p: np.negative(operand(e, p))
        if isinstance(node, ast.BinOp):
            return self._binary(node, depth + 1)
        if isinstance(node, ast.Call):
            return self._call(node, depth + 1)
        if isinstance(node, ast.Compare):
            raise self.fail(node, "a comparison can only be the first part of where(…, a, b)")
        raise self.fail(node, f"{_WORDS.get(type(node), 'this')} has no meaning in a formula")

    def _constant(self, node: ast.Constant) -> Evaluator:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise self.fail(node, f"{node.value!r} is no number")
        try:
            value = np.float64(node.value)
        except OverflowError:
            value = np.float64(np.inf)
        if not np.isfinite(value):
            raise self.fail(node, "this number is too large")
        return lambda e, p: value

    def _name(self, node: ast.Name) -> Evaluator:
        name = node.id
        if name == VARIABLE:
            return lambda e, p: e
        if name in CONSTANTS:
            value = CONSTANTS[name]
            return lambda e, p: value
        if name in RESERVED:
            raise self.fail(node, f"{name} is a function and needs parentheses")
        self.names.setdefault(name)
        if len(self.names) > MAX_PARAMETERS:
            raise self.fail(node, f"{MAX_PARAMETERS} parameters are enough")
        return lambda e, p: np.float64(p[name])

    def _binary(self, node: ast.BinOp, depth: int) -> Evaluator:
        operation = _BINARY.get(type(node.op))
        if operation is None:
            raise self.fail(node.right, "the sign before has no meaning")
        if isinstance(node.op, ast.Pow) and abs(_literal(node.right)) > MAX_EXPONENT:
            raise self.fail(node.right, f"exponents go up to {MAX_EXPONENT:g}")
        left, right = self.number(node.left, depth), self.number(node.right, depth)
        return lambda e, p: operation(left(e, p), right(e, p))

    def _call(self, node: ast.Call, depth: int) -> Evaluator:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS and name != "where":
            raise self.fail(node.func, f"there is no function {name or 'of this kind'}; a product is written with *")
        if node.keywords:
            raise self.fail(node, f"{name} takes values only, no names with =")
        if name == "where":
            return self._where(node, depth)
        several = name in ("min", "max")
        if len(node.args) < 2 if several else len(node.args) != 1:
            raise self.fail(node, f"{name} takes {'two or more values' if several else 'one value'}")
        function, first, *others = FUNCTIONS[name], *(self.number(argument, depth) for argument in node.args)
        if not several:
            return lambda e, p: function(first(e, p))

        def reduced(e: Array, p: Mapping[str, float]) -> Any:
            value = first(e, p)
            for other in others:
                value = function(value, other(e, p))
            return value

        return reduced

    def _where(self, node: ast.Call, depth: int) -> Evaluator:
        if len(node.args) != 3 or not isinstance(node.args[0], ast.Compare):
            raise self.fail(node, "where takes a comparison and two values: where(E < E0, a, b)")
        condition = self._comparison(node.args[0], depth)
        yes, no = self.number(node.args[1], depth), self.number(node.args[2], depth)
        return lambda e, p: np.where(condition(e, p), yes(e, p), no(e, p))

    def _comparison(self, node: ast.Compare, depth: int) -> Evaluator:
        operations = [_COMPARISONS.get(type(operation)) for operation in node.ops]
        sides = [self.number(side, depth) for side in (node.left, *node.comparators)]
        if None in operations:
            raise self.fail(node, "comparisons are < <= > >= == !=")

        def condition(e: Array, p: Mapping[str, float]) -> Any:
            values = [side(e, p) for side in sides]
            result = np.True_
            for operation, left, right in zip(operations, values[:-1], values[1:], strict=True):
                result = result & operation(left, right) if operation else result
            return result

        return condition


_WORDS: Mapping[type, str] = {
    ast.Attribute: "a dot between names",
    ast.Lambda: "lambda",
    ast.IfExp: "if … else",
    ast.BoolOp: "and/or",
    ast.UnaryOp: "not",
    ast.Tuple: "a comma outside of a function",
    ast.Starred: "*",
}


def _literal(node: ast.expr) -> float:
    """The value of a number with or without sign; 0 for anything else."""
    sign = 1.0
    while isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        sign, node = (-sign if isinstance(node.op, ast.USub) else sign), node.operand
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return sign * min(node.value, 1e300)
    return 0.0
