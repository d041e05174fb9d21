"""Cell values as Excel shows them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.reading.number_format import displayed


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.7983, "0.00%", "79.83%"),
        (1, "0%", "100%"),
        (139599.5, "#,##0.00", "139,599.50"),
        (139599.52, "General", "139599.52"),
        (79.83000000000001, "General", "79.83"),
        (1 / 3, "General", "0.33333333333"),
        (139599523456.78, "General", "139599523456.78"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (2.675, "0.00", "2.68"),  # rounded as printed decimals, not as binary fractions
        (-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"),
        (-3, "0.0", "-3.0"),
        (0, '0.00;-0.00;"-"', "-"),
        (1234567, "#,##0,", "1,235"),
        (57.61, '0.00"平方公里"', "57.61平方公里"),
        (5, '0"个"', "5个"),
        (1500, "[$¥-804]#,##0.00", "¥1,500.00"),
        (1500, "[Red]#,##0", "1,500"),
        (5457.11, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "5,457.11"),
        (7, "000", "007"),
        (0.5, "#.##", ".5"),
        (True, "General", "TRUE"),
        ("优", "@", "优"),
        (None, "0", ""),
        (datetime.datetime(2022, 3, 5), 'yyyy"年"m"月"d"日"', "2022年3月5日"),
        (datetime.datetime(2022, 3, 5), "yyyy-mm-dd", "2022-03-05"),
        (datetime.datetime(2022, 3, 5, 9, 7), "yyyy/m/d h:mm", "2022/3/5 9:07"),
        (datetime.datetime(2022, 3, 5), "General", "2022/3/5"),
        (datetime.datetime(2022, 3, 5, 15, 0), "上午/下午h:mm", "下午3:00"),
        (datetime.date(2022, 3, 5), "aaaa", "星期六"),
        (datetime.time(9, 5), "h:mm", "9:05"),
        (datetime.timedelta(hours=30), "[h]:mm", "30:00:00"),
    ],
)
def test_a_value_is_shown_as_its_format_says(value, number_format, shown):
    assert displayed(value, number_format) == shown


@given(st.floats(allow_nan=True, allow_infinity=True) | st.integers(), st.text(max_size=20))
def test_no_format_trips_it(value, number_format):
    assert isinstance(displayed(value, number_format), str)


@given(st.integers(-(10**9), 10**9).map(lambda cents: cents / 100))
def test_two_decimals_are_read_back_as_the_same_number(value):
    assert float(displayed(value, "#,##0.00").replace(",", "")) == value
