"""Optimal one-to-one assignment."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def assign(scores: ArrayLike) -> list[tuple[int, int]]:
    """Pairs (row, column) with the largest sum of scores, each row and column at most once; pairs of score 0 left out.

    The Hungarian method with potentials (Kuhn 1955, Munkres 1957) in O(n³); ties go to the lowest numbers, so that the
    result depends on the scores alone.

    >>> assign([[0.9, 0.8], [0.8, 0.1]])
    [(0, 1), (1, 0)]
    """
    table = np.asarray(scores, dtype=np.float64)
    if not table.size:
        return []
    if table.shape[0] > table.shape[1]:
        return sorted((row, column) for column, row in assign(table.T))
    rows, columns = table.shape
    # Rows and columns count from 1; 0 is none. Each round finds a shortest augmenting path for one row.
    row_potential, column_potential = np.zeros(rows + 1), np.zeros(columns + 1)
    owner = np.zeros(columns + 1, dtype=np.intp)  # row that holds each column
    for row in range(1, rows + 1):
        owner[0], column = row, 0
        slack, way = np.full(columns + 1, np.inf), np.zeros(columns + 1, dtype=np.intp)
        open_ = np.ones(columns + 1, dtype=bool)
        while True:
            open_[column] = False
            current = owner[column]
            cost = -table[current - 1] - row_potential[current] - column_potential[1:]
            better = open_[1:] & (cost < slack[1:])
            slack[1:][better], way[1:][better] = cost[better], column
            reachable = np.where(open_, slack, np.inf)
            reachable[0] = np.inf
            column = int(reachable.argmin())
            least = reachable[column]
            closed = ~open_
            row_potential[owner[closed]] += least
            column_potential[closed] -= least
            slack[open_] -= least
            if owner[column] == 0:
                break
        while column:
            owner[column] = owner[way[column]]
            column = int(way[column])
    pairs = ((int(owner[column]) - 1, column - 1) for column in range(1, columns + 1) if owner[column])
    return sorted((row, column) for row, column in pairs if table[row, column] > 0)
