"""PDF files with a text layer, printed here with reportlab and read back."""

import io

import pytest
from government_pdfs import FONT, LEFT, Press, canvas, government_pdf, wrapped
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import EncryptedFile, KgError, UnreadableFile
from kg.model import BlockKind, Cell
from kg.reading import ocr, read_bytes
from kg.reading.layout import laid_out
from kg.reading.pdfium import Glyph, Page

TITLE = "清禾县自然资源和林业局2020年度部门整体支出绩效自评报告"
DUTIES = [
    "（一）履行全民所有土地、矿产、森林、草地、湿地、水等自然资源资产所有者职责和国土空间用途管制职责，贯彻执行自然资源和林业法律法规。",
    "（二）负责自然资源调查监测评价。组织实施国土变更调查、森林资源调查等基础调查和专项调查，负责调查成果的管理和应用。",
    "（三）负责自然资源和不动产统一确权登记。承担不动产登记和权籍调查工作，调处土地、山林权属争议。",
]
MORE = [
    f"（{number}）负责{place}片区的国土变更调查、森林资源调查等基础调查和专项调查，{place}的调查成果用于管理和{place}规划，并按规定公布。"
    for number, place in zip("四五六七八九十", ("清望", "双河口", "高山垌", "云溪", "云溪工业园", "石桥镇", "梧溪"))
]
REPORT = [
    TITLE,
    "一、部门主要职责",
    *DUTIES,
    *MORE,
    "二、存在的问题",
    "项目支出执行进度不均衡，部分资金集中在年底支付，共18,234.50万元。",
]


@pytest.fixture(autouse=True, scope="module")
def without_recognition():
    """The text layer alone: what recognition makes of pictures is tested in test_ocr.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ocr, "available", lambda: False)
        yield


def reading(data):
    return read_bytes("报告.pdf", data)


def texts(document):
    return [block.span.of(document.text) for block in document.blocks]


def drawn(*pages, **options):
    """A PDF of pages, each drawn by a function that is given the canvas."""
    buffer = io.BytesIO()
    target = canvas(buffer, **options)
    for page in pages:
        target.setFont(FONT, 12)
        page(target)
        target.showPage()
    target.save()
    return buffer.getvalue()


def lines_at(lines, x=90, top=720, leading=20):
    def draw(target):
        for number, line in enumerate(lines):
            target.drawString(x, top - number * leading, line)

    return draw


@pytest.mark.parametrize(
    "style",
    [{}, {"head": "清禾县部门绩效自评材料"}, {"number": "第 {} 页 共 4 页", "size": 16}, {"number": "{}", "size": 10.5},
     {"justified": False}, {"number": "", "head": "2020年度绩效自评"}],
)  # fmt: skip
def test_a_report_is_read_paragraph_by_paragraph_without_heads_and_page_numbers(style):
    assert texts(reading(government_pdf("\n".join(REPORT), **style))) == REPORT


@pytest.mark.parametrize("opening", [[TITLE], []])
def test_a_title_that_is_also_the_running_head_is_read_once(opening):
    press = Press(head=TITLE)
    for line in opening:
        press.line(line, centred=True)
    for line in REPORT[1:]:
        press.paragraph(line)
    assert texts(reading(press.finished())) == REPORT


def test_the_title_of_each_of_several_forms_is_no_running_head():
    press = Press(head="2020年度绩效自评材料汇编", size=12)
    for number in range(5):
        press.canvas.setFont(FONT, 18)
        press.line("项目支出绩效自评表", centred=True)
        press.canvas.setFont(FONT, 12)
        press.table([["项目名称", f"双河口{number}号土地整治"], ["年度资金总额", "120万元"]])
        press.turn()
    result = texts(reading(press.finished()))
    assert result.count("项目支出绩效自评表") == 5
    assert "2020年度绩效自评材料汇编" not in result


def test_forms_whose_title_is_a_row_of_theirs_are_tables_of_their_own():
    def form(number):
        def draw(target):
            target.rect(90, 700, 300, 30)
            target.drawString(190, 710, "项目支出绩效自评表")
            for x, text in ((90, "项目名称"), (240, f"双河口{number}号整治")):
                target.rect(x, 670, 150, 30)
                target.drawString(x + 10, 680, text)

        return draw

    document = reading(drawn(form(1), form(2)))
    assert [block.cell.table for block in document.blocks] == [0, 0, 0, 1, 1, 1]


def test_every_block_knows_its_page_and_a_paragraph_that_of_its_beginning():
    document = reading(government_pdf("\n".join(REPORT)))
    pages = [block.page for block in document.blocks]
    assert pages == sorted(pages)
    assert pages[0] == 1
    assert document.evidence(document.blocks[-1].span).page == pages[-1] == 2


def test_the_offsets_lead_back_to_the_printed_lines():
    document = reading(drawn(lines_at(["　一、基本情况", "负责耕地保护。"])))
    originals = [document.offsets.original(block.span.start) for block in document.blocks]
    assert originals[0] in {0, 1}
    assert originals[1] > originals[0] + 5


def test_two_columns_are_read_one_after_the_other_whatever_order_they_were_drawn_in():
    text = "".join(DUTIES) * 3
    lines = wrapped(text, 12, 200, 0)
    half = len(lines) // 2

    def page(target):
        target.drawCentredString(297, 780, TITLE)
        for number in range(half):  # line by line across both columns, as some programs write
            target.drawString(60, 740 - 20 * number, lines[number])
            target.drawString(330, 733 - 20 * number, lines[half + number])

    assert "".join(texts(reading(drawn(page)))[1:]) == "".join(lines[: 2 * half])


def test_characters_printed_twice_to_make_them_bold_are_read_once():
    def page(target):
        for shift in (0, 0.3):
            target.drawString(90 + shift, 700, "一、基本情况")
        target.drawString(90, 680, "期间共举办88期，合计GIS培训1,100人次。")

    assert texts(reading(drawn(page))) == ["一、基本情况", "期间共举办88期，合计GIS培训1,100人次。"]


def test_letters_spaced_out_over_a_line_are_not_parted_by_blanks():
    def page(target):
        target.drawString(120, 740, "绩效自评报告", charSpace=14)
        target.drawString(90, 700, DUTIES[2][:30])
        target.drawString(90, 680, "Land GIS data")

    assert texts(reading(drawn(page))) == ["绩效自评报告", DUTIES[2][:30], "Land GIS data"]


def test_radicals_that_stand_for_characters_are_read_as_these():
    row = "⼀、⼈⺠⻓⽤⼟地"
    glyphs = tuple(Glyph(char, 90 + 12 * at, 102 + 12 * at, 100, 12) for at, char in enumerate(row))
    (item,) = laid_out(Page(1, 595, 842, glyphs, ())).items
    assert item.text == "一、人民长用土地"


def test_a_ruled_table_keeps_its_cells():
    press = Press()
    press.paragraph("2020年度支出情况见下表（单位：万元）。")
    press.table(
        [["类别", "预算数", "决算数"], ["基本支出", "3,215.68", "3,215.68"], ["项目支出", "18,314.50", "16,660.76"]]
    )
    press.paragraph("以上数据均为决算数。")
    document = reading(press.finished())
    assert texts(document)[1:-1] == ["类别", "预算数", "决算数", "基本支出", "3,215.68", "3,215.68", "项目支出", "18,314.50", "16,660.76"]  # fmt: skip
    assert [block.cell for block in document.blocks[1:-1]] == [Cell(0, r, c) for r in range(3) for c in range(3)]
    assert {block.kind for block in document.blocks[1:-1]} == {BlockKind.CELL}
    assert texts(document)[-1] == "以上数据均为决算数。"


def test_a_table_over_pages_is_one_and_its_repeated_head_is_read_once():
    press = Press()
    rows = [
        ["指标名称", "目标值", "完成值"],
        *[[f"指标{number}", str(number), str(number + 1)] for number in range(60)],
    ]
    press.table(rows)
    press.paragraph("以上指标均已完成。")
    document = reading(press.finished())
    cells = [block.cell for block in document.blocks if block.cell]
    assert cells == [Cell(0, row, column) for row in range(61) for column in range(3)]
    assert texts(document).count("目标值") == 1
    assert {block.page for block in document.blocks if block.cell} == {1, 2, 3}


def test_two_tables_on_one_page_are_two():
    press = Press()
    for _ in range(2):
        press.table([["类别", "预算数"], ["基本支出", "1"]])
        press.paragraph("续上表之外的文字。")
    assert {block.cell.table for block in reading(press.finished()).blocks if block.cell} == {0, 1}


def test_merged_cells_and_lines_within_a_cell():
    def page(target):
        for x, y, width, height in (
            (90, 600, 100, 80), (190, 640, 100, 40), (190, 600, 100, 40), (290, 640, 80, 40), (290, 600, 80, 40), (90, 680, 280, 30),
        ):  # fmt: skip
            target.rect(x, y, width, height)
        for x, y, text in ((100, 690, "绩效指标"), (100, 640, "产出指标"), (195, 655, "数量"), (195, 625, "耕地保有量"), (195, 608, "（万亩）"),
                           (300, 655, "95%"), (300, 615, "62.40")):  # fmt: skip
            target.drawString(x, y, text)

    document = reading(drawn(page))
    assert {block.span.of(document.text): block.cell for block in document.blocks} == {
        "绩效指标": Cell(0, 0, 0), "产出指标": Cell(0, 1, 0), "数量": Cell(0, 1, 1), "95%": Cell(0, 1, 2),
        "耕地保有量（万亩）": Cell(0, 2, 1), "62.40": Cell(0, 2, 2),
    }  # fmt: skip


def test_a_table_open_at_its_sides_and_one_without_rules_keep_their_cells():
    rows = [("类别", "预算数", "决算数"), ("基本支出", "3,215.68", "3,215.68"), ("项目支出", "18,314.50", "16,660.76")]

    def page(*, ruled):
        def draw(target):
            for number, row in enumerate(rows):
                for column, text in enumerate(row):
                    target.drawString(100 + 130 * column, 700 - 24 * number, text)
            if ruled:
                for number in range(4):
                    target.line(90, 718 - 24 * number, 480, 718 - 24 * number)
                for x in (220, 350):
                    target.line(x, 718, x, 718 - 72)

        return draw

    for ruled in (True, False):
        document = reading(drawn(page(ruled=ruled)))
        assert [block.cell for block in document.blocks] == [Cell(0, r, c) for r in range(3) for c in range(3)]


def test_a_frame_around_text_and_rules_under_it_are_no_table():
    def page(target):
        target.rect(80, 500, 440, 250)
        target.line(90, 695, 200, 695)
        lines_at(["一、基本情况", "负责耕地保护工作。"], top=700)(target)

    assert [block.kind for block in reading(drawn(page)).blocks] == [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_printed_on_its_side_is_read_upright(turn):
    def page(target):
        target.setPageRotation((turn) % 360)
        target.translate(300, 400)
        target.rotate(turn)
        for number, line in enumerate(["一、基本情况", "负责耕地保护工作。", "二、存在问题"]):
            target.drawString(0, -20 * number, line)
        for x in (0, 60, 120):
            target.line(x, -60, x, -100)
        for y in (-60, -80, -100):
            target.line(0, y, 120, y)
        for text, x, y in (("甲", 5, -75), ("1", 65, -75), ("乙", 5, -95), ("2", 65, -95)):
            target.drawString(x, y, text)

    document = reading(drawn(page))
    assert texts(document) == ["一、基本情况", "负责耕地保护工作。", "二、存在问题", "甲", "1", "乙", "2"]
    assert document.blocks[-1].cell == Cell(0, 1, 1)


def test_a_watermark_across_the_page_is_left_out_and_said():
    def page(target):
        lines_at(["一、基本情况", *DUTIES])(target)
        target.translate(200, 300)
        target.rotate(45)
        target.drawString(0, 0, "内部资料")

    document = reading(drawn(page))
    assert "内部资料" not in document.text
    assert [found.code for found in document.diagnostics] == ["text-aside-left-out"]


def test_a_cover_page_and_a_table_of_contents_stand_apart_from_the_report():
    press = Press(size=16)
    press.canvas.setFont(FONT, 26)
    press.y = 300
    press.line("自 评 报 告", centred=True)
    press.canvas.setFont(FONT, 16)
    for line in ("部门名称：清禾县自然资源和林业局", "评价年度：2020年", "2021年5月"):
        press.line(line, centred=True)
    press.turn()
    press.line("目  录", centred=True)
    for number, heading in enumerate(("一、部门主要职责", "二、存在的问题"), 1):
        press.line(f"{heading}{'.' * 30}{number}")
    press.turn()
    for line in REPORT[1:]:
        press.paragraph(line)
    assert texts(reading(press.finished())) == [
        "自评报告", "部门名称：清禾县自然资源和林业局", "评价年度：2020年", "2021年5月", *REPORT[1:],
    ]  # fmt: skip


def test_paragraphs_without_indents_are_told_apart_by_their_distance_and_by_short_lines():
    press = Press(size=12)
    lines = [REPORT[1], *DUTIES, "二、收支情况", "全年预算数21,530.18万元，实际支出19,876.44万元，预算执行率92.32%。"]
    for line in lines:
        press.paragraph(line, indent=0)
        press.y += 10
    assert texts(reading(press.finished())) == lines


def test_raised_and_lowered_characters_stay_in_their_line():
    def page(target):
        x = 90
        for text, size, y in (("新增建设用地35km", 12, 700), ("2", 7, 705), ("，完成年度计划。", 12, 700)):
            target.setFont(FONT, size)
            target.drawString(x, y, text)
            x += target.stringWidth(text, FONT, size)

    assert texts(reading(drawn(page))) == ["新增建设用地35km2，完成年度计划。"]


def test_footnotes_are_left_out_and_the_sentence_around_them_goes_on():
    press = Press(number="{}")
    for number in range(8):
        press.paragraph(MORE[number % 7])
        if press.page == 1 and number == 0:
            press.canvas.setFont(FONT, 9)
            press.canvas.drawString(LEFT, 85, "① 数据来源于年度国土变更调查。")
            press.canvas.setFont(FONT, press.size)
    assert texts(reading(press.finished())) == [*MORE, MORE[0]]


def test_a_scan_without_text_says_that_recognition_is_needed():
    picture = image()

    def page(target):
        target.drawImage(picture, 0, 0, 595, 842)

    with pytest.raises(UnreadableFile, match="没有文字层") as caught:
        reading(drawn(page, page))
    assert "ocr" in caught.value.remedy
    document = reading(drawn(lines_at(["一、基本情况", "负责耕地保护。"]), page))
    assert [found.code for found in document.diagnostics] == ["pages-without-text"]
    assert "第 2 页" in document.diagnostics[0].message


def image():
    from reportlab.lib.utils import ImageReader

    return ImageReader(io.BytesIO(b"P6 2 2 255\n" + bytes(12)))


def test_text_whose_characters_have_no_meaning_is_not_read_as_text():
    good = drawn(lines_at(DUTIES))
    shifted = "".join(chr(ord(char) + 0x1000) if "\u4e00" <= char <= "\u8e00" else char for char in "".join(DUTIES))
    with pytest.raises(UnreadableFile, match="无法使用"):
        reading(drawn(lines_at(wrapped(shifted * 2, 12, 400, 0))))
    assert texts(reading(good))[0].startswith("（一）")


def test_a_password_is_recognised_and_one_that_only_forbids_printing_does_not_matter():
    from reportlab.lib.pdfencrypt import StandardEncryption

    def encrypted(**words):
        buffer = io.BytesIO()
        target = canvas(buffer)
        target._doc.encrypt = StandardEncryption(**words)
        target.setFont(FONT, 12)
        target.drawString(90, 700, "负责耕地保护。")
        target.save()
        return buffer.getvalue()

    with pytest.raises(EncryptedFile, match="密码"):
        reading(encrypted(userPassword="开门", ownerPassword="主人"))
    assert reading(encrypted(userPassword="", ownerPassword="owner", canPrint=0)).text == "负责耕地保护。"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n%%EOF", b"%PDF-1.7\n" + bytes(range(256)) * 8])
def test_a_damaged_file_is_a_clear_error(data):
    with pytest.raises(UnreadableFile, match="损坏"):
        reading(data)


def test_something_before_the_mark_of_a_pdf_does_no_harm():
    assert reading(b"HTTP/1.1 200 OK\r\n\r\n" + drawn(lines_at(["负责耕地保护。"]))).text == "负责耕地保护。"


SAMPLE = government_pdf("\n".join(REPORT[:4]))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SAMPLE) - 1), st.binary(max_size=40), st.booleans())
def test_any_damage_gives_text_or_a_clear_error(position, noise, cut):
    data = SAMPLE[:position] + noise + (b"" if cut else SAMPLE[position + len(noise) :])
    try:
        document = reading(data)
    except KgError:
        return
    assert document.text == "\n".join(block.span.of(document.text) for block in document.blocks)
