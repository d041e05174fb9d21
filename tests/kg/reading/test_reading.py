"""The whole arrow: the real report, and laws that hold for any file."""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError
from kg.reading import read, read_bytes
from kg.reading.lines import INVISIBLE

REPORT = Path(__file__).parents[3] / "examples/liwan-2022/liwan-2022.txt"

SPLIT_WORDS = (
    "配合建立全民所有自然资源资产统计制度",
    "开展编制辖区城市景观风貌规划",
    "推进自然资源节约集约利用",
    "一是继推进国土空间总体规划编制工作",
    "一是加强土地执法管理",
    "促进区域协调发展。批复白鹅潭大道",
    "（含预计划86.6公顷); 经市政府批复",
    "耕地保护、调查监测、土地权属",
    "第188号令落实工作方案",
)
HEADINGS = (
    "广州市规划和自然资源局荔湾区分局 2022 年部门整体支出绩效自评报告",
    "一、基本情况",
    "（一）部门职能",
    "（二）部门整体收支情况",
    "（三）部门整体支出绩效目标",
    "（四）部门年度重点工作任务",
    "二、综合评价分析",
    "（一）自评结论综述",
    "（二）各重点工作任务绩效目标完成情况分析",
    "（三）主要工作成效",
    "1、精心规划，营造城市高质量发展空间",
    "2、保护发展并重，促进自然资源高水平保护高效率利用",
    "3、深化审批制度改革，持续优化营商环境",
    "三、存在的主要问题",
    "四、下一步改进措施",
)


def lines(document):
    return [block.span.of(document.text) for block in document.blocks]


def test_all_nine_broken_words_of_the_real_report_are_joined():
    document = read(REPORT)
    assert [words for words in SPLIT_WORDS if words not in document.text] == []
    assert len(document.blocks) == 61  # 70 printed stretches, nine of them continuations


def test_every_heading_of_the_real_report_has_a_line_of_its_own():
    found = lines(read(REPORT))
    assert [heading for heading in HEADINGS if heading not in found] == []


def test_every_duty_of_the_real_report_begins_a_line():
    found = lines(read(REPORT))
    duties = found[found.index("（一）部门职能") : found.index("（二）部门整体收支情况")]
    numbers = [int(match.group(1)) for line in duties if (match := re.match(r"(\d+)、", line))]
    assert numbers == list(range(1, 17))


def test_nothing_of_the_real_report_is_lost():
    source = REPORT.read_text(encoding="utf-8")
    assert re.sub(r"\s", "", read(REPORT).text) == re.sub(r"\s", "", source)


def test_blocks_are_the_lines_of_the_text():
    document = read(REPORT)
    assert "\n".join(lines(document)) == document.text


def test_reading_twice_gives_the_same():
    assert read(REPORT) == read_bytes(REPORT.name, REPORT.read_bytes())


PIECES = st.sampled_from(
    [
        "一、基本情况", "（一）部门职能", "1、负责耕地保护工作。", "配合建立全", "民所有自然资源资产统计制度", "一是继推进", "，", "。",
        "；", "《", "》", "\n", "\n\n", "\r\n", "\u2028", "\x0c", "　　", " ", "\t", "\u200b", "\ufeff", "— 3 —", "12", "95.", "10%",
        "performance", "目录", "....... 3", "|", "第 3 页", "自评报告", "荔湾区", "2022年", "𬭎", "\u00ad", "**", "# ", "- ", "---",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200)), st.sampled_from(["a.txt", "a.md"]))
def test_every_character_is_where_the_map_says(source, name):
    try:
        document = read_bytes(name, source.encode("utf-8", "ignore"))
    except KgError:
        return
    decoded = source.encode("utf-8", "ignore").decode("utf-8-sig")
    assert "\n".join(lines(document)) == document.text
    previous = -1
    for offset, char in enumerate(document.text):
        if char == "\n":
            continue
        original = document.offsets.original(offset)
        assert previous < original < len(decoded)
        previous = original
        assert decoded[original] == char or (char == " " and not INVISIBLE.sub("", decoded[original]).strip())


TEXT = st.sampled_from(
    ["负责耕地保护", "一、", "（二）", "。", "，", "\n", " ", "　", "\u200b", "建立全", "2022年", "万元"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXT, max_size=60).map("".join))
def test_only_white_space_is_left_out_where_there_is_no_furniture(source):
    def bare(text):
        return re.sub(r"\s", "", INVISIBLE.sub("", text))

    try:
        document = read_bytes("a.txt", source.encode())
    except KgError:
        assert not bare(source)
    else:
        assert bare(document.text) == bare(source)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(
        [b"", b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"<html", b"\xef\xbb\xbf"]
    ),
    st.binary(max_size=300),
    st.sampled_from(["a.txt", "a.md", "a.docx", "a.doc", "a", "报告.PDF", "../../a.txt", ""]),
)
def test_arbitrary_bytes_raise_nothing_but_errors_of_ours(head, tail, name):
    try:
        document = read_bytes(name, head + tail)
    except KgError:
        return
    assert "\n".join(lines(document)) == document.text != ""
