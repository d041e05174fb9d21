"""Which numbers state something measured, and what they are worth."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.numbers import find_figures, number_value


def found(text: str) -> list[tuple[str, str]]:
    """Printed number and unit of every figure."""
    return [(figure.number.of(text), figure.unit_text) for figure in find_figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("执行数 139,599.52 万元", [("139,599.52", "万元")]),
        ("提供产业建筑面积42万平方米", [("42", "万平方米")]),
        ("研究提出二十项创新政策", [("二十", "项")]),
        ("两宗报批案件", [("两", "宗")]),
        ("区三防联合值守10余次", [("10", "次")]),
        ("组织培训一万余人次", [("一万", "人次")]),
        ("培训3 万余人次", [("3", "万人次")]),
        ("招聘教师近百名，", [("百", "名")]),
        ("代收土地出让金1.35亿。", [("1.35", "亿")]),
        ("“60”分钟办结", [("60", "分钟")]),
        ("图斑共12个15926.14平方米", [("12", "个"), ("15926.14", "平方米")]),
        ("压缩至3—5个工作日", [("3", "个工作日"), ("5", "个工作日")]),
        ("分别提高11.1、11.2个百分点", [("11.1", "个百分点"), ("11.2", "个百分点")]),
        ("完成率百分之八十", [("八十", "百分之")]),
        ("孕产妇死亡率控制在10/10万以下", [("10", "/10万")]),
        ("ＰＭ浓度２６微克/立方米", [("２６", "微克/立方米")]),
        ("增速为-3.2%", [("-3.2", "%")]),
        ("新建小学一所，", [("一", "所")]),
        ("人均预期寿命达到80.5岁", [("80.5", "岁")]),
        ("自评得分为96.5。", [("96.5", "")]),
        ("查处违法行为86起", [("86", "起")]),
        ("新增9829张家庭养老床位", [("9829", "张")]),
    ],
)
def test_measured_numbers_are_found_as_printed(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2022年11月6日召开会议",
        "2018-2022年规划期内",
        "第一批、第3批、第178号、第188号令",
        "位居全省第3位，进入前10名",
        "1906科技园、西塱123工业园、AF060814地块",
        "广佛“1+4”高质量融合发展",
        "三区三线、一图一表、三大平台",
        "《土地储备出让三年工作方案（2022-2024）》",
        "《关于推进5个中心建设的意见》",
        "县教发〔2023〕15号",
        "开通7×24小时热线、12345热线",
        "建成15分钟生活圈",
        "0—6岁儿童、60岁以上老年人",
        "5G基站、G107线、3A级景区、COVID-19",
        "一系列举措、一定成效、一体化推进、每周一次，",
        "“两个维护”“四个意识”，做到“两个维护”",
        "坚持两个确立",
        "从三个方面着手，抓好五项重点工作",
        "每10万人45",
        "连续3年获评先进，未来5年、近3年来",
        "联系电话：0731-88886666，邮编410000",
        "5000万元以上项目、10亿元以上重大项目",
        "30万吨级航道",
        "十二届五次全会、“十四五”时期",
        "3部门联合印发",
        "12分局",
    ],
)
def test_numbers_that_measure_nothing_are_left_out(text):
    assert found(text) == []


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_printed_number_reads_back_with_and_without_separators(value):
    assert number_value(f"{value:,}") == value
    assert number_value(f"{value}") == value


@given(st.integers(1, 10**7))
def test_a_chinese_numeral_reads_back(value):
    import cn2an

    assert number_value(cn2an.an2cn(value, "low")) == value


@given(st.text(alphabet="新建0123456789,.一二两十百万亿元个宗%、，。“”《》年第每余 \n", max_size=60))
def test_any_text_is_read_and_every_number_stands_where_it_says(text):
    for figure in find_figures(text):
        assert number_value(figure.number.of(text)) == figure.value
        assert figure.number.end <= figure.end <= len(text)


def test_full_width_digits_have_the_same_value():
    assert number_value("１２．５") == Decimal("12.5")
