"""Workbooks as they are seen on screen."""

import io
import re
import zipfile

import openpyxl
import pytest

from kg.errors import UnreadableFile
from kg.extract.quantity_tables import find_cell_figures
from kg.identity import identify
from kg.model import BlockKind, Cell
from kg.outline import outline
from kg.reading import read_bytes


def workbook(*sheets):
    """Bytes of a workbook; each sheet is made by a function that gets it."""
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for number, fill in enumerate(sheets):
        fill(book.create_sheet(f"Sheet{number + 1}"))
    book.save(buffer)
    return buffer.getvalue()


def rows(*values):
    def fill(sheet):
        for row in values:
            sheet.append(row)

    return fill


def paragraphs(document):
    return [b.span.of(document.text) for b in document.blocks if b.kind is BlockKind.PARAGRAPH]


def cells(document):
    return {(b.cell.table, b.cell.row, b.cell.column): b.span.of(document.text) for b in document.blocks if b.cell}


def indicator_sheet(sheet):
    sheet.append(["2022年度部门整体支出绩效自评表"])
    sheet.merge_cells("A1:F1")
    sheet.append(["部门（单位）名称：", "东河县水务局", None, "填报人：", "张某", "金额单位：万元"])
    sheet.append(["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分"])
    sheet.append(["产出指标", "数量指标", "维修水闸", "12座", "12座", 10])
    sheet.append([None, "质量指标", "验收合格率", 1, 0.985, 9.85])
    sheet.append([None, "成本指标", "维修资金", 350, 349.5, 10])
    sheet.merge_cells("A4:A6")
    sheet["D5"].number_format = sheet["E5"].number_format = "0.0%"
    sheet["E6"].number_format = "#,##0.00"
    sheet.append(["注：得分按评分标准计算。"])


def test_titles_and_fields_are_paragraphs_and_the_table_has_rows_and_columns():
    document = read_bytes("附表.xlsx", workbook(indicator_sheet))
    assert paragraphs(document) == [
        "2022年度部门整体支出绩效自评表",
        "部门（单位）名称：东河县水务局",
        "填报人：张某",
        "金额单位：万元",
        "注：得分按评分标准计算。",
    ]
    table = cells(document)
    assert table[0, 0, 0] == "一级指标"
    assert table[0, 1, 0] == "产出指标"
    assert (0, 2, 0) not in table  # the merged cell is read once
    assert [table[0, 2, column] for column in range(1, 6)] == ["质量指标", "验收合格率", "100.0%", "98.5%", "9.85"]
    assert table[0, 3, 4] == "349.50"


def test_department_and_year_are_read_from_the_form():
    document = read_bytes("附表.xlsx", workbook(indicator_sheet))
    identity = identify(document, outline(document))
    assert (identity.department, identity.year) == ("东河县水务局", 2022)


def test_figures_of_the_table_have_the_unit_stated_above_it():
    def money(sheet):
        sheet.append(["2022年度收支情况"])
        sheet.append(["单位：万元"])
        sheet.append(["项目", "全年预算数", "执行数"])
        sheet.append(["基本支出", 3950, 3929.6])
        sheet["C4"].number_format = "#,##0.00"

    document = read_bytes("收支.xlsx", workbook(money))
    figures = [(figure.number.of(document.text), figure.unit_text) for figure in find_cell_figures(document)]
    assert figures == [("3950", "万元"), ("3,929.60", "万元")]


def test_hidden_sheets_rows_and_columns_are_left_out_and_said():
    def partly_hidden(sheet):
        rows(["项目", "备查", "执行数"], ["基本支出", "x", 12], ["项目支出", "y", 13])(sheet)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True

    def hidden(sheet):
        rows(["草稿", "数"], ["旧", 1])(sheet)
        sheet.sheet_state = "hidden"

    document = read_bytes("表.xlsx", workbook(partly_hidden, hidden))
    assert cells(document) == {(0, 0, 0): "项目", (0, 0, 2): "执行数", (0, 1, 0): "基本支出", (0, 1, 2): "12"}
    assert [one.code for one in document.diagnostics] == ["hidden-cells-left-out"]


def test_several_sheets_are_several_tables_and_blank_rows_above_a_title_part_a_sheet():
    first = rows(["甲表"], ["项目", "金额"], ["基本支出", 1], [], ["乙表"], ["项目", "金额"], [], ["项目支出", 2])
    document = read_bytes("表.xlsx", workbook(first, rows(["项目", "金额"], ["其他", 3])))
    assert paragraphs(document) == ["甲表", "乙表"]
    assert [document.blocks[i].cell for i in (1, 6, 8)] == [Cell(0, 0, 0), Cell(1, 0, 0), Cell(1, 1, 0)]
    assert cells(document)[2, 1, 1] == "3"


def test_dates_stand_as_their_format_shows_them():
    def dated(sheet):
        import datetime

        sheet.append(["项目", "竣工时间"])
        sheet.append(["东河大桥", datetime.datetime(2022, 11, 30)])
        sheet["B2"].number_format = 'yyyy"年"m"月"'

    assert cells(read_bytes("表.xlsx", workbook(dated)))[0, 1, 1] == "2022年11月"


def test_the_dates_of_chinese_programs_have_no_format_in_the_file():
    def numbered(sheet):
        sheet.append(["项目", "竣工时间"])
        sheet.append(["东河大桥", 44895])
        sheet["B2"].number_format = "0000"

    source = workbook(numbered)
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/styles.xml":
                data = re.sub(rb"<numFmts.*?</numFmts>", b"", data).replace(b'numFmtId="164"', b'numFmtId="31"')
            new.writestr(entry, data)
    assert cells(read_bytes("表.xlsx", changed.getvalue()))[0, 1, 1] == "2022年11月30日"


def test_a_formula_without_a_stored_value_is_said():
    document = read_bytes("表.xlsx", workbook(rows(["项目", "金额"], ["基本支出", 1], ["合计", "=B2*1"])))
    assert [one.code for one in document.diagnostics] == ["formulas-without-value"]
    assert cells(document)[0, 2, 0] == "合计"


def test_a_report_written_into_one_column_is_paragraphs():
    document = read_bytes("报告.xlsx", workbook(rows(["一、基本情况"], ["负责辖区耕地保护工作。"])))
    assert document.text == "一、基本情况\n负责辖区耕地保护工作。"
    assert cells(document) == {}


def test_a_damaged_workbook_is_a_clear_error():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr("xl/workbook.xml", "<workbook")
    with pytest.raises(UnreadableFile, match="Excel"):
        read_bytes("表.xlsx", buffer.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_csv_table_is_a_table(encoding, mark):
    lines = ["项目支出明细", "单位：万元", f"项目{mark}预算数{mark}执行数", f'"基本支出"{mark}3950{mark}"3929.60"']
    document = read_bytes("表.csv", "\r\n".join(lines).encode(encoding))
    assert paragraphs(document) == ["项目支出明细", "单位：万元"]
    assert cells(document)[0, 1, 2] == "3929.60"


def test_a_cell_over_several_lines_keeps_its_items_apart():
    document = read_bytes("表.csv", '事项,说明\n耕地,"1、守住红线；\n2、落实占补平衡。"'.encode())
    assert [b.span.of(document.text) for b in document.blocks if b.cell and b.cell.column == 1][1:] == [
        "1、守住红线；",
        "2、落实占补平衡。",
    ]
