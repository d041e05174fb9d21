"""Web pages as government sites make them: the article is read, its surroundings are not."""

import base64

import pytest
from government_pages import government_page
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError, UnreadableFile
from kg.model import BlockKind, Cell
from kg.reading import read_bytes

TITLE = "东渚区教育局2023年度部门整体支出绩效自评报告"
DUTY = "（1）贯彻执行国家和省、市教育方针、政策和法律法规，研究拟订全区教育改革与发展规划、年度计划并组织实施。"
OTHER = "（2）负责全区学前教育、义务教育、普通高中教育的统筹规划与协调管理，推进义务教育优质均衡发展和教育公平。"
REPORT = "\n".join(
    ["一、基本情况", "（一）主要职能", DUTY, OTHER, "（二）部门整体收支情况", "2023年决算支出99,817.32万元。",
     "类别\t预算\t决算", "基本支出\t61,230.40\t63,105.72", "项目支出\t35,249.60\t36,711.60",
     "二、存在的问题", "项目支出执行进度不均衡，部分资金集中在年底支付。", "2024年3月20日"]
)  # fmt: skip
LINES = REPORT.replace("\t", "\n").split("\n")


def reading(data, name="报告.html"):
    return read_bytes(name, data if isinstance(data, bytes) else data.encode())


def texts(data, name="报告.html"):
    document = reading(data, name)
    return [block.span.of(document.text) for block in document.blocks]


def body(html):
    return texts(f"<html><body>{html}</body></html>")


@pytest.mark.parametrize("style", ["p", "div", "br"])
def test_the_article_is_read_and_nothing_of_the_site_around_it(style):
    assert texts(government_page(REPORT, TITLE, style=style)) == [TITLE, *LINES]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("gb18030", ""), ("gbk", "utf-8"), ("utf-8", "gb2312"), ("utf-8-sig", "gbk"), ("utf-16", "utf-8")],
)
def test_the_bytes_outrank_a_wrong_declaration(encoding, declared):
    assert texts(government_page(REPORT, TITLE, encoding=encoding, declared=declared)) == [TITLE, *LINES]


def test_a_page_with_an_xml_declaration_is_read():
    page = f'<?xml version="1.0" encoding="gb2312"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{DUTY}</p></body></html>'
    assert texts(page.encode("gbk")) == [DUTY]


def test_an_old_site_built_of_tables_without_names_is_read():
    page = f"""<title>{TITLE}</title><table width=1000><tr><td><img src=banner.jpg></td></tr>
    <tr><td><a href=/>首页</a>|<a href=/1>概况</a>|<a href=/2>公开</a></td></tr></table>
    <table><tr><td width=200><table><tr><td><a href=1>机构</a></td></tr><tr><td><a href=2>政策</a></td></tr></table></td>
    <td><table><tr><td align=center><font size=5><b>{TITLE}</b></font></td></tr>
    <tr><td>日期：2024-08-15　来源：办公室　点击：128</td></tr>
    <tr><td><p>一、基本情况</p><p>{DUTY}</p><p>{OTHER}</p>
    <table border=1><tr><td>类别</td><td>决算</td></tr><tr><td>基本支出</td><td>63,105.72</td></tr></table>
    <p>{DUTY}</p></td></tr></table></td></tr></table>
    <table><tr><td>版权所有：东渚区教育局　粤ICP备05000000号</td></tr></table>"""
    document = reading(page)
    assert texts(page) == [TITLE, "一、基本情况", DUTY, OTHER, "类别", "决算", "基本支出", "63,105.72", DUTY]
    assert [block.cell for block in document.blocks if block.cell] == [Cell(0, r, c) for r in (0, 1) for c in (0, 1)]


def test_a_section_that_stands_beside_the_main_part_is_not_lost():
    page = f"<div id=a><p>{DUTY}</p><p>{OTHER * 9}</p></div><div id=b><p>二、存在的问题</p><p>{OTHER}</p></div>"
    assert body(page) == [DUTY, OTHER * 9, "二、存在的问题", OTHER]


@pytest.mark.parametrize(
    "hidden",
    ["<p style='DISPLAY: none'>暗</p>", "<p hidden>暗</p>", "<span style='font-size:0px'>暗</span>", "<!-- 暗 -->",
     "<script>暗</script>", "<p class='hide'>暗</p>", "<textarea>暗</textarea>", "<del>暗</del>", "<noscript>暗</noscript>"],
)  # fmt: skip
def test_what_is_not_shown_is_not_read(hidden):
    assert body(f"<p>{DUTY}</p>{hidden}<p>{OTHER * 3}</p>") == [DUTY, OTHER * 3]


def test_an_article_that_a_script_uncovers_is_read():
    assert body(f"<div id=c style='display:none'><p>{DUTY}</p><p>{OTHER}</p></div><script>c.show()</script>") == [
        DUTY,
        OTHER,
    ]


def test_markup_is_text_only_where_it_is_printed():
    assert body(f"<p>{DUTY}&lt;script&gt;alert(1)&lt;/script&gt;<img src=x onerror=alert(2)></p>") == [
        f"{DUTY}<script>alert(1)</script>"
    ]


def test_the_title_outside_the_article_is_kept_and_a_second_one_is_not_doubled():
    inside = f"<p>{DUTY}</p><p>{OTHER * 4}</p>"
    assert body(f"<div><h1>{TITLE}</h1></div><div>{inside}</div>")[:2] == [TITLE, DUTY]
    assert body(f"<div><h1>{TITLE}</h1></div><div><p>{TITLE}</p>{inside}</div>")[:2] == [TITLE, DUTY]
    metadata = (
        f"<html><head><title>{TITLE} - 东渚区人民政府门户网站</title></head><body><div>{inside}</div></body></html>"
    )
    assert texts(metadata)[:2] == [TITLE, DUTY]


def test_a_title_over_two_lines_is_not_put_first_once_more():
    page = f"<title>{TITLE}</title><p>东渚区教育局<br>2023年度部门整体支出绩效自评报告</p><p>{DUTY}</p><p>{OTHER}</p>"
    assert texts(page) == [TITLE, DUTY, OTHER]


def test_headings_carry_their_level_where_it_agrees_with_their_numbers():
    agreeing = f"<h2>一、基本情况</h2><h3>（一）主要职能</h3><p>{DUTY}</p><h3>（二）收支</h3><p>{OTHER}</p>"
    document = reading(f"<html><body>{agreeing}</body></html>")
    assert [block.level for block in document.blocks] == [2, 3, None, 3, None]
    document = reading(f"<html><body>{agreeing.replace('h3', 'h2')}</body></html>")
    assert {(block.kind, block.level) for block in document.blocks} == {
        (BlockKind.HEADING, None),
        (BlockKind.PARAGRAPH, None),
    }


def test_a_paragraph_in_large_letters_is_no_heading():
    assert {block.kind for block in reading(f"<html><h3>{DUTY}</h3><h3>{OTHER}</h3></html>").blocks} == {
        BlockKind.PARAGRAPH
    }


@pytest.mark.parametrize(
    ("attributes", "numbers"),
    [("", ("1. ", "2. ")), ("start=3", ("3. ", "4. ")), ("style='list-style-type:cjk-ideographic'", ("一、", "二、")),
     ("type=a", ("a. ", "b. ")), ("reversed", ("2. ", "1. ")), ("style='list-style:none'", ("", ""))],
)  # fmt: skip
def test_numbers_that_only_the_markup_states_are_printed(attributes, numbers):
    page = (
        f"<p>主要职责是：</p><ol {attributes}><li><p>负责学前教育。</p></li><li>负责义务教育。</li></ol><p>{OTHER}</p>"
    )
    assert body(page) == ["主要职责是：", f"{numbers[0]}负责学前教育。", f"{numbers[1]}负责义务教育。", OTHER]


def test_a_number_that_the_item_says_itself_is_not_printed_twice():
    assert body(f"<ol><li>1、负责学前教育。</li><li value=5>负责义务教育。</li></ol><p>{OTHER}</p>")[:2] == [
        "1、负责学前教育。",
        "5. 负责义务教育。",
    ]


def test_a_nested_list_counts_anew():
    page = f"<ol><li>教育<ol><li>小学</li><li>中学</li></ol></li><li>体育<ul><li>足球</li></ul></li></ol><p>{OTHER}</p>"
    assert body(page)[:-1] == ["1. 教育", "1. 小学", "2. 中学", "2. 体育", "足球"]


def test_blanks_of_the_file_are_joined_as_a_browser_does():
    page = f"<p>　　&nbsp;开展耕地\n    保护\n工作，应用<b>GIS</b>\n <i>system</i> 平台。</p><p>{OTHER}</p>"
    assert body(page)[0] == "开展耕地保护工作，应用GIS system 平台。"


def test_lines_parted_by_br_are_paragraphs_but_a_heading_or_cell_is_one():
    page = f"<p>{DUTY}<br>　　{OTHER}</p><h2>一、部门<br>概况</h2><table><tr><td>全年预算数<br>（万元）</td><td>执行数</td></tr><tr><td>1</td><td>2</td></tr></table>"
    assert body(page)[:4] == [DUTY, OTHER, "一、部门概况", "全年预算数（万元）"]


def test_merged_cells_are_read_once_and_keep_the_places_of_the_others():
    page = f"""<p>{DUTY}</p><table><thead><tr><th colspan=2>指标</th><th rowspan=2>得分</th></tr></thead>
    <tr><td>一级</td><td>二级</td></tr><tr><td rowspan=2>产出</td><td>数量</td><td>10</td></tr>
    <tr><td>质量</td><td>9</td></tr></table>"""
    document = reading(page)
    places = {block.span.of(document.text): block.cell for block in document.blocks if block.cell}
    assert places == {
        "指标": Cell(0, 0, 0), "得分": Cell(0, 0, 2), "一级": Cell(0, 1, 0), "二级": Cell(0, 1, 1),
        "产出": Cell(0, 2, 0), "数量": Cell(0, 2, 1), "10": Cell(0, 2, 2), "质量": Cell(0, 3, 1), "9": Cell(0, 3, 2),
    }  # fmt: skip


def test_a_table_within_a_cell_has_a_number_of_its_own():
    inner = "<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    page = f"<p>{DUTY}</p><table><tr><td>名称</td><td>{OTHER}</td></tr><tr><td>明细</td><td>{inner}</td></tr></table>"
    document = reading(page)
    assert [block.cell.table for block in document.blocks if block.cell] == [0, 0, 0, 1, 1, 1, 1]


def test_a_sentence_full_of_links_stays_and_a_list_of_links_goes():
    page = "<p>根据<a href=1>《教育法》</a>和<a href=2>《义务教育法实施办法》</a>的要求：</p>"
    menu = "<p><a href=1>机构职能</a> | <a href=2>政策文件</a></p>"
    assert body(f"{menu}{page}<p>{OTHER * 2}</p>") == ["根据《教育法》和《义务教育法实施办法》的要求：", OTHER * 2]


@pytest.mark.parametrize(
    "line",
    ["2024年08月15日 09:30　　点击：[128]", "发布日期：2024-08-15 | 来源：本站 | 浏览次数：12", "2024-08-15", "【字体：大 中 小】 打印",
     "来源：区教育局　作者：张三　发布时间：2024-08-15 10:00:00"],
)  # fmt: skip
def test_lines_of_data_on_the_publication_go_but_the_date_of_signing_stays(line):
    assert body(
        f"<h2>{TITLE}</h2><p>{line}</p><p>{DUTY}</p><p>{OTHER}</p><p>2024年3月20日</p><p>责任编辑：李四</p>"
    ) == [
        TITLE,
        DUTY,
        OTHER,
        "2024年3月20日",
    ]


def test_a_page_that_only_lists_reports_is_no_report():
    items = "".join(
        f"<li><a href={n}>第{n}局2023年部门整体支出绩效自评报告</a><span>08-1{n}</span></li>" for n in range(9)
    )
    with pytest.raises(UnreadableFile, match="没有正文"):
        body(f"<ul>{items}</ul>")


def test_files_that_are_only_linked_are_named_in_a_diagnostic():
    page = f"<p>{DUTY}</p><p>{OTHER}</p><p>附件：<a href='P0202.xlsx'>绩效自评表.xlsx</a></p>"
    diagnostics = reading(page).diagnostics
    assert [found.code for found in diagnostics] == ["attachments-not-read"]
    assert "绩效自评表.xlsx" in diagnostics[0].message


def test_a_page_that_word_saved_keeps_the_numbers_that_word_printed():
    page = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><div class=WordSection1>
    <p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>1、<span>&nbsp; </span></span><![endif]>负责学前教育。<o:p></o:p></p>
    <p class=MsoNormal>{OTHER}</p></div></body></html>"""
    assert [" ".join(text.split()) for text in texts(page, "报告.doc")] == ["1、 负责学前教育。", OTHER]


def test_a_page_saved_as_one_file_is_read():
    page = base64.encodebytes(government_page(REPORT, TITLE, encoding="gbk")).decode()
    saved = (
        "From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        '\ttype="text/html";\r\n\tboundary="----=_B"\r\n\r\n------=_B\r\nContent-Type: image/png\r\n\r\nx\r\n------=_B\r\n'
        f"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n{page}\r\n------=_B--\r\n"
    )
    assert texts(saved, "报告.mht") == [TITLE, *LINES]
    assert texts(saved, "报告.doc") == [TITLE, *LINES]


@pytest.mark.parametrize(
    "page",
    ["<html><frameset cols=1><frame src=a.htm></frameset></html>", "<html><body><div id=app></div><script>go()</script></body></html>",
     "<!-- 只有注释 -->", "<html>"],
)  # fmt: skip
def test_a_page_without_text_of_its_own_says_so(page):
    with pytest.raises(UnreadableFile, match="没有正文"):
        reading(page)


def test_a_page_nested_beyond_reason_is_read_whole_or_refused():
    assert body("<div><font>" * 900 + f"<p>{DUTY}</p><p>{OTHER}</p>") == [DUTY, OTHER]
    with pytest.raises(UnreadableFile, match="过深"):
        body("<div><font>" * 3000 + f"<p>{DUTY}</p>")


def test_offsets_lead_back_to_the_text_of_the_paragraphs_in_order():
    document = reading(f"<html><body><p>　　{DUTY}</p><p>{OTHER}</p></body></html>")
    second = document.blocks[1].span.start
    assert document.offsets.original(second) - document.offsets.original(0) >= len(DUTY)


TAGS = st.sampled_from(
    ["p", "div", "table", "tr", "td", "th", "ol", "li", "h1", "br", "span", "a", "ul", "b", "pre", "body"]
)
PIECES = st.one_of(
    TAGS.map(lambda tag: f"<{tag}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    st.sampled_from(
        ["负责耕地。", "一、", " ", "\n", "&nbsp;", "<td colspan=0 rowspan=-1>", "<!--", "]]>", "<a href=1>链</a>"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_markup_gives_text_or_a_clear_error(pieces):
    try:
        document = reading("<html>" + "".join(pieces))
    except KgError:
        return
    assert document.text == "\n".join(block.span.of(document.text) for block in document.blocks)
    assert all(block.span.of(document.text).strip() for block in document.blocks)
