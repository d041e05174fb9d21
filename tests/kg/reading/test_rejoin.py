"""Broken words joined, headings and items left apart."""

import textwrap

import pytest

from kg.reading import read_bytes


def texts(text):
    document = read_bytes("报告.txt", text.encode())
    return [block.span.of(document.text) for block in document.blocks]


@pytest.mark.parametrize("gap", ["\n", "\n\n", " \n\u3000\n", "\r\n\r\n", "\u2028", "\n\x0c"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("4、负责辖区自然资源资产有偿使用工作。配合建立全", "民所有自然资源资产统计制度，组织核算。"),
        ("7、负责组织编制辖区内城市设计。开展编制辖区城市", "景观风貌规划，负责规划管理。"),
        ("牵头编制供应计划，计划供应45宗。面积124.3公顷（含预计划86.6公", "顷）；经市政府批复，安排约1057亩。"),
        ("1. 优化完善规划管控，强化刚性约束作用。一是继推进", "国土空间总体规划编制工作，划定成果。"),
        ("五是优化路网，以基础设施贯通互联促进区域协调发", "展。批复道路用地选址，落实保障。"),
        ("印发《关于进一步加强城市建设项目", "审批工作的通知》，落实监管。"),
        ("组织开展了耕地保护、调查监测、土地权属、", "矿产资源等业务知识培训。"),
        ("执行数占预算数的比例为95.", "10%，完成较好。"),
        ("全年预算数174,", "867.73万元。"),
        ("完成了耕地保护任务", "，并通过验收。"),
        ("（一）", "部门职能"),
    ],
)
def test_a_broken_sentence_is_joined(before, after, gap):
    assert texts(before + gap + after) == [before + after]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("（三）部门整体支出绩效目标", "深入学习贯彻习近平生态文明思想，推动城市高质量发展。"),
        ("（二）各重点工作任务绩效目标完成情况分析", "我部门认真贯彻省、市、区重要工作部署，攻坚克难。"),
        ("（四）部门年度重点工作任务", "1. 优化完善规划管控，强化刚性约束作用。一是推进。"),
        ("1、精心规划，营造城市高质量发展空间", "一是规划引领，构建美丽国土空间格局。"),
        ("（一）加快建设现代化产业体系，推动经济高质量发展", "全面推进新型工业化，新建项目42个。"),
        ("一、基本情况", "（一）部门职能"),
        ("主要职责是：", "贯彻执行国家法律法规。"),
        ("第一部分 部门概况", "一、主要职责"),
        ("代收土地出让金1.35亿。为区创税5.75亿元", "三、存在的主要问题"),
        ("为区创税。代收土地出让金1.35亿", "2023年5月6日"),
        ("完成了任务，成效较好。", "下一步继续推进改革，加强管理。"),
        ("存在的主要问题", "部分项目支出进度偏低。"),
        ("四、下一步改进措施", "一是落实绩效责任，完善机制。"),
        ("完成验收工作，效果良好；", "启动二期建设，进展顺利。"),
        ("各位代表：", "现在，我向大会报告工作。"),
        ("年初预算数", "执行数"),
    ],
)
def test_headings_and_paragraphs_stay_apart(before, after):
    assert texts(f"{before}\n\n{after}") == [before, after]


PARAGRAPHS = (
    "负责自然资源调查监测评价。根据本市自然资源调查监测评价的指标体系和统计标准，建立健全辖区内自然资源调查监测评价体制"
    "机制。组织实施自然资源基础调查、专项调查和监测评价工作，并负责其成果的监督管理和信息发布。",
    "负责自然资源统一确权登记工作。执行各类自然资源和不动产统一确权登记、权籍调查、不动产测绘、争议调处、成果应用的制度、"
    "标准和规范。参与建立健全全市自然资源和不动产登记信息管理基础平台。负责登记数据和资料的收集、整理、共享和汇交管理。",
    "负责辖区自然资源的合理开发利用。组织拟订辖区自然资源发展规划和战略，协助拟订自然资源开发利用标准并组织实施。协助建立"
    "政府公示自然资源价格体系，组织开展自然资源分等定级价格评估，开展辖区自然资源利用评价考核，指导节约集约利用。",
)


def wrapped(columns, trail):
    indented = [f"　　{paragraph}" for paragraph in PARAGRAPHS]
    return "\n".join(
        text[start : start + columns] + trail for text in indented for start in range(0, len(text), columns)
    )


@pytest.mark.parametrize("columns", [20, 25, 28, 33, 40])
@pytest.mark.parametrize("trail", ["", "  "])
def test_hard_wrapped_paragraphs_with_indents_are_made_whole(columns, trail):
    assert texts("一、基本情况\n（一）部门职能\n" + wrapped(columns, trail)) == [
        "一、基本情况",
        "（一）部门职能",
        *PARAGRAPHS,
    ]


@pytest.mark.parametrize("columns", [20, 28, 40])
def test_hard_wrapped_paragraphs_between_empty_lines_are_made_whole(columns):
    text = "\n\n".join("\n".join(textwrap.wrap(paragraph, columns)) for paragraph in PARAGRAPHS)
    assert texts(f"一、基本情况\n\n{text}\n\n二、综合评价") == ["一、基本情况", *PARAGRAPHS, "二、综合评价"]


def test_items_that_begin_a_line_of_hard_wrapped_text_stay_apart():
    items = [f"{number}、{paragraph}" for number, paragraph in enumerate(PARAGRAPHS, 1)]
    text = "\n".join("\n".join(textwrap.wrap(item, 28)) for item in items)
    assert texts(text) == items


def test_latin_words_keep_a_blank_where_the_line_broke():
    assert texts("采用全面绩效管理体系，英文名称为performance\nevaluation，简称PE。") == [
        "采用全面绩效管理体系，英文名称为performance evaluation，简称PE。"
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("广州市规划和自然资源局荔湾区分局", "2022年部门整体支出绩效自评报告"),
        ("某某县教育局2021年度部门整体支出", "绩效自评报告"),
        ("关于某某市水务局2023年度", "部门整体支出绩效评价的报告"),
        ("某某区", "2022年度部门整体支出", "绩效自评报告"),
    ],
)
def test_a_title_over_several_lines_is_one(lines):
    assert texts("\n".join(lines) + "\n\n一、基本情况\n（一）部门职能") == [
        "".join(lines),
        "一、基本情况",
        "（一）部门职能",
    ]


@pytest.mark.parametrize("above", ["附件1", "某某区人民政府门户网站", "发布日期：2023-05-06", "2022年工作总结"])
def test_what_stands_above_a_title_is_no_part_of_it(above):
    title = "某某县教育局2021年度部门整体支出绩效自评报告"
    assert texts(f"{above}\n{title}\n一、基本情况")[:2] == [above, title]


def test_sentences_broken_at_links_are_made_whole():
    text = (
        "——经济运行缓中趋稳。新建\n高速铁路\n投产里程超过1900公里。\n\n城市轨道交通\n、地下综合管廊建设加快。\n\n"
        "对外开放推出新举措，“\n一带一路\n”建设进展快速。\n\n新增\n移动通信\n用户3.4亿、光缆线路550\n多万公里。\n\n"
        "高校毕业生就业创业人数再创新高。\n\n就业比较充分。\n\n二、2017年工作总体部署\n\n要坚持稳中求进工作总基调，\n深化改革。"
    )
    assert texts(text)[1:3] == ["城市轨道交通、地下综合管廊建设加快。", "对外开放推出新举措，“一带一路”建设进展快速。"]
    assert "二、2017年工作总体部署" in texts(text)


def test_a_list_in_the_middle_of_a_wrapped_sentence_is_no_heading():
    paragraph = (
        "持续推进控制性详细规划修正工作，为基础设施建设提供支撑；核发大坦沙岛规划一、三路，芳村大道石围塘跨线桥，"
        "鹤洞路培英人行天桥以及出让地块市政配套道路建设工程规划许可。"
    )
    lines = [f"　　{paragraph[:17]}", paragraph[17:36], paragraph[36:55], paragraph[55:74], paragraph[74:]]
    assert lines[2].startswith("一、三路")
    assert texts(wrapped(19, "") + "\n" + "\n".join(lines)) == [*PARAGRAPHS, paragraph]


def test_a_decimal_with_a_blank_before_its_unit_is_no_item():
    assert texts("按资金来源分，政府性基金支出134,091.17 万元。其他资金支出\n51.24 万元，其余为上年结转。") == [
        "按资金来源分，政府性基金支出134,091.17 万元。其他资金支出51.24 万元，其余为上年结转。"
    ]
