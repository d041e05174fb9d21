"""Units of measure: spellings, multipliers, base units."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.units import spellings, table, unit_iri, unit_of


def in_base(value: str, printed: str) -> tuple[Decimal | None, str]:
    unit = unit_of(printed)
    assert unit is not None
    return unit.normalized(Decimal(value)), unit.base


@pytest.mark.parametrize(
    ("value", "printed", "expected", "base"),
    [
        ("174867.73", "万元", "1748677300", "CNY"),
        ("1.35", "亿元", "135000000", "CNY"),
        ("1057", "亩", "704666.67", "M2"),
        ("3.2", "万亩", "21333333.33", "M2"),
        ("42", "万平方米", "420000", "M2"),
        ("57.61", "平方公里", "57610000", "M2"),
        ("111.4", "公顷", "1114000", "M2"),
        ("15926.14", "平方米", "15926.14", "M2"),
        ("12.5", "公里", "12500", "M"),
        ("439.2", "亿斤", "21960000000", "KG"),
        ("3.5", "小时", "12600", "SEC"),
        ("1.2", "万人次", "12000", "人次"),
    ],
)
def test_a_figure_is_normalised_to_the_base_unit_of_its_dimension(value, printed, expected, base):
    assert in_base(value, printed) == (Decimal(expected), base)


@pytest.mark.parametrize("printed", ["宗", "栋", "人次", "%", "个百分点", "倍", "分"])
def test_plain_counts_and_rates_have_no_base_unit(printed):
    assert in_base("12", printed) == (None, "")


def test_a_text_that_is_no_unit_is_unknown():
    assert unit_of("园") is None
    assert unit_of("") is None
    assert unit_of("万%") is None


def test_units_carry_the_iri_of_qudt_where_it_has_them():
    assert unit_iri("HA") == "http://qudt.org/vocab/unit/HA"
    assert unit_iri("宗") == "http://qudt.org/vocab/unit/NUM"
    assert unit_iri("MU") == "https://w3id.org/zhitu/ontology#MU"  # 亩: ours, for QUDT has none
    assert unit_iri("") == ""


def test_every_spelling_leads_to_one_unit():
    entries = [spelling for entry in table()["unit"] for spelling in entry["spellings"]]
    assert len(entries) == len(set(entries))
    assert not set(entries) & set(table()["classifiers"])
    assert all(unit_of(spelling) is not None for spelling in spellings())


@given(st.sampled_from(sorted(table()["multipliers"])), st.integers(1, 10**6))
def test_a_multiplier_before_a_unit_multiplies(multiplier, value):
    plain, base = in_base(str(value), "元")
    scaled, scaled_base = in_base(str(value), f"{multiplier}元")
    assert scaled == plain * table()["multipliers"][multiplier][1]
    assert scaled_base == base
