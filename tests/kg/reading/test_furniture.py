"""What is printed around the text goes; what only looks like it stays."""

import pytest

from kg.reading import read_bytes

PROSE = "负责辖区自然资源调查监测评价，组织实施自然资源基础调查、专项调查和监测评价工作，并负责成果的监督管理。"


def texts(text):
    document = read_bytes("报告.txt", text.encode())
    return [block.span.of(document.text) for block in document.blocks]


@pytest.mark.parametrize(
    "line",
    [
        "— 3 —", "- 1 -", "－２－", "–3–", "—12—", "第 3 页", "第3页 共47页", "第 3 页，共 47 页", "Page 1:", "Page 3 of 47",
        "· 3 ·", "监督索引号53010200131000111", "分享到：微信 微博", "【打印本页】 【关闭窗口】", "打印", "【字体：大 中 小】",
        "浏览次数：1024次", "上一篇：某局2021年自评报告", "当前位置：首页 > 政务公开", "首页 > 政务公开 > 预决算",
    ],
)  # fmt: skip
def test_lines_that_say_what_they_are_go(line):
    assert texts(f"一、基本情况\n{PROSE}\n{line}\n二、综合评价\n{PROSE}") == [
        "一、基本情况",
        PROSE,
        "二、综合评价",
        PROSE,
    ]


@pytest.mark.parametrize("number", ["3", "12", "1 / 47", "12/47"])
def test_a_bare_number_among_prose_is_a_page_number(number):
    assert texts(f"{PROSE}\n\n{number}\n\n（一）{PROSE}") == [PROSE, f"（一）{PROSE}"]


def test_a_page_number_inside_a_broken_word_goes_and_the_word_is_joined():
    assert texts(f"4、{PROSE}配合建立全\n\n— 2 —\n\x0c民所有自然资源资产统计制度。") == [
        f"4、{PROSE}配合建立全民所有自然资源资产统计制度。"
    ]


def test_numbers_in_a_table_printed_cell_by_cell_stay():
    cells = ["指标名称", "目标值", "得分", "宣传次数", "12", "10", "培训人次", "13", "9"]
    assert texts("\n".join(cells)) == cells


def test_a_number_that_belongs_to_a_latin_letter_stays():
    assert texts(f"{PROSE[:-1]}，广义货币M\n2\n增长11.3%，低于预期目标，社会融资规模增长。") == [
        f"{PROSE[:-1]}，广义货币M2增长11.3%，低于预期目标，社会融资规模增长。"
    ]


def test_page_numbers_in_a_series_go_even_beside_headings():
    pages = [f"（{number}）存在问题\n{PROSE * 4}\n完成情况\n{page}" for number, page in zip("一二三", (4, 5, 6))]
    assert [text for text in texts("\n".join(pages)) if text.isdigit()] == []


def test_a_running_head_beside_page_numbers_goes():
    pages = [f"荔湾区部门自评\n（{number}）{PROSE}\n— {page} —" for page, number in enumerate("一二三四", 1)]
    result = texts("2022年自评报告\n前言。\n" + "\n".join(pages))
    assert result.count("荔湾区部门自评") <= 1
    assert [text for text in result if text.startswith("（")] == [f"（{number}）{PROSE}" for number in "一二三四"]


def test_a_running_head_inside_sentences_goes_and_the_title_stays():
    head = "某某区财政局2022年度自评报告"
    body = "".join(f"{number}、{PROSE}配合建立全\n{head}\n民所有自然资源资产统计制度。\n" for number in range(1, 5))
    result = texts(f"{head}\n{body}")
    assert result[0] == head
    assert result[1:] == [f"{number}、{PROSE}配合建立全民所有自然资源资产统计制度。" for number in range(1, 5)]


def test_words_repeated_inside_a_text_are_no_running_head():
    text = "".join(f"（{number}）{PROSE[:-1]}，《\n纲要（草案）\n》提出，要加快完善体制。\n" for number in "一二三四五")
    assert "".join(texts(text)).count("纲要（草案）") == 5


def test_headings_repeated_in_each_part_stay():
    part = f"一、基本情况\n{PROSE}\n"
    assert texts(part * 3).count("一、基本情况") == 3


@pytest.mark.parametrize(
    "contents",
    [
        "目  录\n一、基本情况............1\n二、综合评价分析........5",
        "目录\n一、基本情况……………1\n二、综合评价分析…………14-15",
        "目 录\n一、基本情况\t1\n二、综合评价分析\t5",
        "目录\n一、基本情况（1）\n二、综合评价分析（5）",
        "目录\n一、基本情况1\n二、综合评价分析5",
        "目录\n一、基本情况\n二、综合评价分析",
        "一、基本情况 ． ． ． ． 1\n二、综合评价分析 ． ． ． ． 5",
        "目录\n一、基本情况.....1 二、综合评价分析.....5",
    ],
)
def test_a_table_of_contents_goes_and_the_headings_stay(contents):
    text = f"某局2022年自评报告\n{contents}\n一、基本情况\n{PROSE}\n二、综合评价分析\n{PROSE}"
    assert texts(text) == ["某局2022年自评报告", "一、基本情况", PROSE, "二、综合评价分析", PROSE]


def test_form_feeds_count_pages():
    document = read_bytes("报告.txt", f"{PROSE}\n\x0c（一）{PROSE}\n".encode())
    assert [block.page for block in document.blocks] == [1, 2]
    assert read_bytes("报告.txt", PROSE.encode()).blocks[0].page is None


def test_a_file_of_nothing_but_furniture_is_kept_as_it_is():
    assert texts("— 3 —\n第 4 页") == ["— 3 —", "第 4 页"]
