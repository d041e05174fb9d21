"""Numbers as Word prints them."""

import pytest

from kg.reading.numbering import Counters, Level, printed


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (3, "decimal", "3"),
        (3, "decimalZero", "03"),
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (16, "chineseCountingThousand", "十六"),
        (20, "chineseCountingThousand", "二十"),
        (103, "chineseCountingThousand", "一百零三"),
        (110, "chineseCountingThousand", "一百一十"),
        (1001, "japaneseCounting", "一千零一"),
        (12, "ideographDigital", "一二"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (2, "ideographTraditional", "乙"),
        (2, "ideographZodiac", "丑"),
        (4, "upperRoman", "IV"),
        (9, "lowerRoman", "ix"),
        (28, "upperLetter", "BB"),
        (2, "lowerLetter", "b"),
        (11, "decimalEnclosedCircle", "⑪"),
        (2, "decimalEnclosedParen", "⑵"),
        (2, "decimalEnclosedFullstop", "⒉"),
        (12, "decimalFullWidth", "１２"),
        (21, "decimalEnclosedCircle", "21"),
        (5, "none", ""),
        (5, "unheardOf", "5"),
    ],
)
def test_numbers_are_printed_in_their_format(number, form, text):
    assert printed(number, form) == text


def counters(*levels, overrides=None):
    return Counters({"1": dict(enumerate(levels)), "2": dict(enumerate(levels))}, {"1": "a", "2": "a"}, overrides or {})


def test_a_deeper_level_begins_anew_under_each_item():
    running = counters(Level("chineseCounting", "%1、"), Level("decimal", "%2."))
    assert [running.next("1", depth) for depth in (0, 1, 1, 0, 1)] == ["一、", "1. ", "2. ", "二、", "1. "]


def test_a_level_that_never_restarts_goes_on():
    running = counters(Level("chineseCounting", "%1、"), Level("decimal", "%2、", restart=0))
    assert [running.next("1", depth) for depth in (0, 1, 0, 1)] == ["一、", "1、", "二、", "2、"]


def test_a_pattern_may_name_several_levels_and_ask_for_decimal():
    running = counters(Level("chineseCounting", "%1、"), Level("decimal", "%1.%2", legal=True))
    assert [running.next("1", depth) for depth in (0, 1, 1)] == ["一、", "1.1 ", "1.2 "]


def test_lists_of_one_definition_share_its_numbers_unless_one_starts_over():
    level = Level("decimal", "%1、")
    shared = counters(level)
    assert [shared.next("1", 0), shared.next("2", 0)] == ["1、", "2、"]
    over = counters(level, overrides={"2": {0: 1}})
    assert [over.next("1", 0), over.next("2", 0), over.next("2", 0)] == ["1、", "1、", "2、"]


def test_a_list_that_is_not_defined_prints_nothing():
    assert counters().next("99", 0) == ""
