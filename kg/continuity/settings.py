"""Weights, thresholds and words of `kg/data/continuity.toml`."""

from __future__ import annotations

from functools import cache
from typing import Any

from kg.tables import data_file


@cache
def settings() -> dict[str, Any]:
    return data_file("continuity")
