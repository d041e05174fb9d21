"""Word documents, built here with python-docx and read back."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from kg.errors import UnreadableFile
from kg.model import BlockKind, Cell
from kg.reading import read_bytes

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def reading(document):
    return read_bytes("报告.docx", saved(document))


def texts(document):
    return [block.span.of(document.text) for block in document.blocks]


def raw(document, xml):
    """Append a paragraph or table given as XML."""
    document.element.body.insert_element_before(parse_xml(xml.replace(">", f" {W}>", 1)), "w:sectPr")


def define_list(document, list_id, *levels):
    """Define a list: each level is (format, pattern)."""
    numbering = document.part.numbering_part.element
    xml = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (form, pattern) in enumerate(levels)
    )
    abstract = parse_xml(f'<w:abstractNum {W} w:abstractNumId="9{list_id}">{xml}</w:abstractNum>')
    numbering.insert(0, abstract)
    numbering.append(parse_xml(f'<w:num {W} w:numId="{list_id}"><w:abstractNumId w:val="9{list_id}"/></w:num>'))


def item(document, text, list_id, depth=0):
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'))
    return paragraph


def test_headings_by_style_carry_their_level_and_bold_lines_stay_paragraphs():
    document = docx.Document()
    document.add_heading("一、基本情况", level=1)
    document.add_heading("（一）部门职能", level=2)
    document.add_paragraph().add_run("主要职责").bold = True
    result = reading(document)
    assert [(block.kind, block.level) for block in result.blocks] == [
        (BlockKind.HEADING, 1),
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, None),
    ]


def test_an_outline_level_makes_a_heading_too():
    document = docx.Document()
    paragraph = document.add_paragraph("一、基本情况")
    paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="0"/>'))
    assert reading(document).blocks[0].kind is BlockKind.HEADING


def test_automatic_numbers_become_part_of_the_text():
    document = docx.Document()
    define_list(document, "71", ("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    item(document, "基本情况", "71")
    item(document, "部门职能", "71", 1)
    item(document, "负责耕地保护。", "71", 2)
    item(document, "负责测绘管理。", "71", 2)
    item(document, "部门整体收支情况", "71", 1)
    item(document, "综合评价分析", "71")
    item(document, "自评结论", "71", 1)
    assert texts(reading(document)) == [
        "一、基本情况",
        "（一）部门职能",
        "1. 负责耕地保护。",
        "2. 负责测绘管理。",
        "（二）部门整体收支情况",
        "二、综合评价分析",
        "（一）自评结论",
    ]


def test_a_heading_style_may_carry_the_list():
    document = docx.Document()
    define_list(document, "72", ("chineseCounting", "%1、"))
    style = document.styles["Heading 1"].element
    style.get_or_add_pPr().append(parse_xml(f'<w:numPr {W}><w:numId w:val="72"/></w:numPr>'))
    document.add_heading("基本情况", level=1)
    document.add_heading("综合评价分析", level=1)
    assert texts(reading(document)) == ["一、基本情况", "二、综合评价分析"]


def test_a_paragraph_can_be_taken_out_of_its_list():
    document = docx.Document()
    define_list(document, "73", ("decimal", "%1、"))
    item(document, "负责耕地保护。", "73")
    item(document, "组织实施耕地保护责任目标考核。", "0")
    item(document, "负责测绘管理。", "73")
    assert texts(reading(document)) == ["1、负责耕地保护。", "组织实施耕地保护责任目标考核。", "2、负责测绘管理。"]


def test_bullets_print_nothing():
    document = docx.Document()
    define_list(document, "74", ("bullet", "\uf06c"))
    item(document, "负责耕地保护。", "74")
    assert texts(reading(document)) == ["负责耕地保护。"]


def test_tables_stand_in_document_order_cell_by_cell():
    document = docx.Document()
    document.add_paragraph("部门整体支出绩效指标如下：")
    table = document.add_table(2, 2)
    for row, cells in enumerate((("一级指标", "目标值"), ("产出指标", "≥95%"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.add_paragraph("以上指标均已完成。")
    result = reading(document)
    assert texts(result) == [
        "部门整体支出绩效指标如下：",
        "一级指标",
        "目标值",
        "产出指标",
        "≥95%",
        "以上指标均已完成。",
    ]
    assert [block.cell for block in result.blocks][1:5] == [Cell(0, r, c) for r in (0, 1) for c in (0, 1)]


def test_merged_cells_are_read_once_and_keep_the_columns_after_them():
    document = docx.Document()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "指标"
    table.cell(0, 2).text = "得分"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "产出指标"
    table.cell(1, 1).text = "数量指标"
    table.cell(2, 1).text = "质量指标"
    result = reading(document)
    assert {text: block.cell for text, block in zip(texts(result), result.blocks)} == {
        "指标": Cell(0, 0, 0),
        "得分": Cell(0, 0, 2),
        "产出指标": Cell(0, 1, 0),
        "数量指标": Cell(0, 1, 1),
        "质量指标": Cell(0, 2, 1),
    }


def test_a_nested_table_has_a_number_of_its_own():
    document = docx.Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "外层"
    inner = outer.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "内甲", "内乙"
    result = reading(document)
    cells = {text: block.cell for text, block in zip(texts(result), result.blocks)}
    assert cells == {"外层": Cell(0, 0, 0), "内甲": Cell(1, 0, 0), "内乙": Cell(1, 0, 1)}


def test_a_cell_of_several_paragraphs_has_a_block_for_each():
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "部门职能"
    table.cell(0, 1).text = "1.负责耕地保护。"
    table.cell(0, 1).add_paragraph("2.负责测绘管理。")
    result = reading(document)
    assert [block.cell for block in result.blocks] == [Cell(0, 0, 0), Cell(0, 0, 1), Cell(0, 0, 1)]


def test_a_frame_of_one_cell_is_running_text():
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "一、基本情况"
    assert reading(document).blocks[0].kind is BlockKind.PARAGRAPH


def test_insertions_are_kept_and_deletions_dropped():
    document = docx.Document()
    raw(
        document,
        "<w:p><w:r><w:t>执行数</w:t></w:r><w:ins w:id='1' w:author='a'><w:r><w:t>139,599.52</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='a'><w:r><w:delText>139,000.00</w:delText></w:r></w:del>"
        "<w:r><w:t>万元。</w:t></w:r></w:p>",
    )
    assert texts(reading(document)) == ["执行数139,599.52万元。"]


def test_field_codes_and_page_fields_are_left_out_and_links_kept():
    document = docx.Document()
    raw(
        document,
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "http://a.b"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>绩效目标表</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:hyperlink><w:r><w:t>（附件）</w:t></w:r></w:hyperlink>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>7</w:t></w:r></w:fldSimple></w:p>',
    )
    assert texts(reading(document)) == ["绩效目标表（附件）"]


def test_a_table_of_contents_is_left_out():
    document = docx.Document()
    raw(
        document,
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>一、基本情况</w:t></w:r><w:r><w:tab/></w:r>'
        "<w:r><w:t>1</w:t></w:r></w:p>",
    )
    raw(
        document,
        "<w:p><w:r><w:t>二、综合评价分析</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>5</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
    )
    document.add_heading("一、基本情况", level=1)
    assert texts(reading(document)) == ["一、基本情况"]


def test_a_field_that_never_ends_hides_nothing():
    document = docx.Document()
    raw(document, '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC </w:instrText></w:r></w:p>')
    document.add_paragraph("负责耕地保护工作。")
    assert texts(reading(document)) == ["负责耕地保护工作。"]


def test_headers_and_footers_are_left_out():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "荔湾区分局"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    document.add_paragraph("负责耕地保护工作。")
    assert reading(document).text == "负责耕地保护工作。"


def test_text_boxes_are_left_out_with_a_diagnostic_but_read_where_they_hold_the_report():
    box = "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    aside = docx.Document()
    raw(aside, box.format("内部资料"))
    aside.add_paragraph("负责辖区耕地保护工作。")
    result = reading(aside)
    assert result.text == "负责辖区耕地保护工作。"
    assert [diagnostic.code for diagnostic in result.diagnostics] == ["text-boxes-left-out"]
    converted = docx.Document()
    raw(converted, box.format("负责辖区耕地保护工作。"))
    converted.add_paragraph("公开")
    assert texts(reading(converted)) == ["负责辖区耕地保护工作。", "公开"]


def test_hidden_text_is_not_printed():
    document = docx.Document()
    paragraph = document.add_paragraph("负责耕地保护工作")
    paragraph.add_run("（内部）").font.hidden = True
    paragraph.add_run("。")
    assert reading(document).text == "负责耕地保护工作。"


def test_pages_are_known_where_word_left_its_page_breaks():
    document = docx.Document()
    raw(document, "<w:p><w:r><w:t>第一页的话。</w:t></w:r></w:p>")
    raw(document, "<w:p><w:r><w:lastRenderedPageBreak/><w:t>第二页的话，</w:t></w:r></w:p>")
    raw(document, "<w:p><w:r><w:t>跨到</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>第三页的话。</w:t></w:r></w:p>")
    document.add_paragraph("1、第三页的另一句。")
    assert [block.page for block in reading(document).blocks] == [1, 2, 3]


def test_without_page_breaks_there_are_no_pages():
    document = docx.Document()
    document.add_paragraph("负责耕地保护工作。")
    assert reading(document).blocks[0].page is None


def test_words_broken_into_two_paragraphs_are_joined_as_in_text_files():
    document = docx.Document()
    document.add_paragraph("4、负责辖区自然资源资产有偿使用工作。配合建立全")
    document.add_paragraph("民所有自然资源资产统计制度，组织核算。")
    assert "建立全民所有自然资源资产" in reading(document).text


def test_soft_line_breaks_part_paragraphs_but_not_headings_or_the_phrase_of_a_cell():
    document = docx.Document()
    document.add_paragraph("1、负责耕地保护。\n2、负责测绘管理。")
    document.add_heading("（二）各重点工作任务\n绩效目标完成情况分析", level=2)
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "年度\n指标值"
    table.cell(0, 1).text = "1.甲。\n2.乙。"
    assert texts(reading(document)) == [
        "1、负责耕地保护。",
        "2、负责测绘管理。",
        "（二）各重点工作任务绩效目标完成情况分析",
        "年度指标值",
        "1.甲。",
        "2.乙。",
    ]


def test_original_offsets_count_the_paragraphs_joined_by_line_breaks():
    document = docx.Document()
    document.add_paragraph("　　一、基本情况 ")
    document.add_paragraph("负责耕地保护工作。")
    result = reading(document)
    assert result.offsets.original(0) == 2
    assert result.offsets.original(result.text.index("负责")) == len("　　一、基本情况 ") + 1


def test_the_real_report_reads_the_same_from_word_as_from_text():
    path = Path(__file__).parents[3] / "examples/liwan-2022/liwan-2022.txt"
    document = docx.Document()
    for line in path.read_text(encoding="utf-8").splitlines():
        document.add_paragraph(line)
    assert reading(document).text == read_bytes("a.txt", path.read_bytes()).text


@pytest.mark.parametrize("member", ["word/document.xml", "[Content_Types].xml", "_rels/.rels", "word/styles.xml"])
def test_a_damaged_part_is_an_unreadable_file(member):
    good = docx.Document()
    good.add_paragraph("负责耕地保护工作。")
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(good))) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            target.writestr(name, b"<w:broken" if name == member else source.read(name))
    with pytest.raises(UnreadableFile, match="Word"):
        read_bytes("报告.docx", buffer.getvalue())


def test_a_document_without_text_says_so():
    with pytest.raises(UnreadableFile, match=re.escape("报告.docx：文件里没有文字。")):
        reading(docx.Document())


def test_where_no_style_tells_the_headings_short_bold_paragraphs_do():
    document = docx.Document()
    document.add_paragraph().add_run("临澜市住房和城乡建设局2023年度绩效自评报告").bold = True
    document.add_paragraph("我局组织开展了绩效自评，现将2023年度部门整体支出绩效自评情况报告如下：")
    document.add_paragraph().add_run("主要绩效及完成情况").bold = True
    document.add_paragraph().add_run("住房保障体系更加健全").bold = True
    document.add_paragraph("全年筹集保障性租赁住房3,726套，完成年度计划的106.46%。" * 4)
    kinds = [block.kind for block in reading(document).blocks]
    assert kinds == [
        BlockKind.PARAGRAPH,
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
    ]
