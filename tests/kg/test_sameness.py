"""The same report in two formats, told from a corrected one."""

import random

from kg.sameness import same_text

TEXT = "".join(
    f"（{number}）完成第{number}项工作，支出{number * 37 + 100}.{number:02}万元，补充耕地{number * 11 + 20}亩，群众满意。\n"
    for number in range(1, 40)
)


def test_white_space_and_width_of_characters_tell_nothing_apart():
    assert same_text(TEXT, TEXT.replace("\n", " \n\n").replace("（", "(").replace("）", ")"), same_format=True)


def test_another_format_may_add_furniture_and_lose_some_lines():
    with_pages = TEXT.replace("\n", "\n— 12 —\n", 3)
    assert same_text(TEXT, with_pages)
    assert not same_text(TEXT, with_pages, same_format=True)


def test_a_corrected_figure_makes_another_document():
    assert not same_text(TEXT, TEXT.replace("补充耕地130亩", "补充耕地135亩"))


def test_another_year_or_an_extract_is_another_document():
    assert not same_text(TEXT, TEXT[: len(TEXT) // 2])
    assert not same_text(TEXT, TEXT.replace("工作", "任务").replace("耕地", "林地").replace("支出", "投入"))


def test_reading_from_a_picture_may_spoil_single_characters():
    noise = random.Random(3)
    spoiled = "".join("口" if noise.random() < 0.03 and not char.isdigit() else char for char in TEXT)
    assert same_text(TEXT, spoiled, read_from_picture=True)
    assert not same_text(TEXT, TEXT.replace("1", "7"), read_from_picture=True)
