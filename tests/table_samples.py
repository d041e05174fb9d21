"""Documents of tables, as a reader of Word or Excel files gives them."""

from __future__ import annotations

import hashlib

from kg.model import Block, BlockKind, Cell, Document, Span

HEAD = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]


def table_document(*tables: list[list[str]], before: str = "") -> Document:
    """A document of tables; "" is a cell that is empty or merged with the one above."""
    texts, blocks, offset = [], [], 0
    cells = [
        (value, Cell(number, row, column))
        for number, table in enumerate(tables)
        for row, values in enumerate(table)
        for column, value in enumerate(values)
        if value
    ]
    for value, cell in [(before, None), *cells] if before else cells:
        kind = BlockKind.CELL if cell else BlockKind.PARAGRAPH
        blocks.append(Block(Span(offset, offset + len(value)), kind, cell=cell))
        texts.append(value)
        offset += len(value) + 1
    text = "\n".join(texts)
    return Document("表.docx", hashlib.sha256(text.encode()).hexdigest(), "text/plain", text, tuple(blocks))
