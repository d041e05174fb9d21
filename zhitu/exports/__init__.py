"""The graph in the files of other tools. `FORMATS` lists them; `write` makes one."""

from __future__ import annotations

from zhitu.exports.formats import FORMATS, Format, format_of, write

__all__ = ["FORMATS", "Format", "format_of", "write"]
