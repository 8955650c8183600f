"""Drawing from tabulated distributions: many rows at once, by their cumulative sums."""

from __future__ import annotations

import numpy as np

from vhegui.core.typing import Array, IntArray


def draw_cells(rng: np.random.Generator, contents: Array, n: int) -> IntArray:
    """Flat index of the cell of each of `n` draws; `contents` (any shape) are relative probabilities."""
    cumulative = np.cumsum(contents)
    drawn = rng.random(n) * cumulative[-1]
    order = np.argsort(drawn)  # cells are found in half the time from one to the next
    cells = np.empty(n, dtype=np.int64)
    cells[order] = np.searchsorted(cumulative, drawn[order], side="right")
    return cells


def draw_in_rows(rng: np.random.Generator, cumulative: Array, rows: IntArray) -> tuple[IntArray, Array]:
    """Cell, and place inside it in [0, 1), of one draw from each of `rows`.

    cumulative : shape (n_row, n_cell), non-decreasing along cells, up to any positive total in each row.
    """
    n_cell = cumulative.shape[1]
    scaled = cumulative / cumulative[:, -1:]
    # One sorted array for all rows: row r lives in [r, r + 1]. The draw stays clear of 1, where rows meet.
    ladder = (scaled + np.arange(len(scaled))[:, None]).ravel()
    share = rng.random(len(rows)) * (1.0 - 1e-9)
    cell = np.searchsorted(ladder, rows + share, side="right") - rows * n_cell
    cell = np.clip(cell, 0, n_cell - 1)
    low = np.where(cell > 0, scaled[rows, cell - 1], 0.0)
    step = scaled[rows, cell] - low
    return cell, np.clip((share - low) / np.where(step > 0, step, 1.0), 0.0, 1.0)


def mix_nodes(rng: np.random.Generator, nodes: Array, x: Array) -> IntArray:
    """A node for each `x` (n,), such that draws follow linear interpolation between nodes (constant outside)."""
    low, weight = node_weights(nodes, x)
    return low + (rng.random(len(x)) < weight)


def node_weights(nodes: Array, x: Array) -> tuple[IntArray, Array]:
    """Lower node and weight of the upper one, for linear interpolation at each `x`, both (n,), constant outside."""
    if len(nodes) == 1:
        return np.zeros(len(x), dtype=np.int64), np.zeros(len(x))
    low = np.clip(np.searchsorted(nodes, x, side="right") - 1, 0, len(nodes) - 2).astype(np.int64)
    return low, np.clip((x - nodes[low]) / (nodes[low + 1] - nodes[low]), 0.0, 1.0)
