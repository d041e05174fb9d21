"""The web interface in a real browser, without a network: what a person does, and sees."""

from __future__ import annotations

import os
from shutil import which

import pytest
from playwright.sync_api import expect, sync_playwright
from served import served

from zhitu.workspace import Workspace

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)")

REPORT = """某市农业农村局{year}年度部门整体支出绩效自评报告
一、部门基本情况
（一）部门职责
1.负责耕地质量管理。
2.负责渔业资源保护。
（二）年度重点工作任务
1.建成高标准农田1万亩。
二、主要工作成效
一是加强耕地质量管理。建成高标准农田{area}万亩；完成耕地质量监测点30个。
三、存在的主要问题
绩效指标设置不够细化，监测力量不足。
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browsed")
    for year, area in ((2021, "1.20"), (2022, "1.50")):
        (folder / f"农业-{year}.txt").write_text(REPORT.format(year=year, area=area), encoding="utf-8")
    Workspace.open(folder / "ws").add([folder])
    with served(folder / "ws") as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, address):
    """A page that may reach this server only, and whose scripts must not fail."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 860})
    foreign: list[str] = []
    context.on("request", lambda request: foreign.append(request.url) if not request.url.startswith(address) else None)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert foreign == []
    assert errors == []
    context.close()


def test_a_question_is_answered_beside_the_report_with_its_evidence_marked(page):
    page.goto("/")
    page.get_by_label("问题").fill("2022年建成高标准农田多少万亩？")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("1.5")
    expect(page.locator("[data-source] mark").first).to_contain_text("高标准农田1.50万亩")
    expect(page.locator("[data-source] mark").first).to_be_in_viewport()


def test_what_the_reports_do_not_say_is_said_so(page):
    page.goto("/ask?q=2022年海洋捕捞产值是多少？")
    expect(page.locator(".status")).to_have_text("报告里没有")


def test_suggestions_come_while_typing(page):
    page.goto("/")
    page.get_by_label("问题").type("耕地", delay=20)
    expect(page.locator("#suggestions option").first).to_be_attached()


def test_evidence_can_be_opened_by_keyboard_alone(page):
    page.goto("/ask?q=存在哪些问题？")
    link = page.locator("[data-evidence]").last
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-source] mark").first).to_contain_text("绩效指标")


def test_a_query_completes_its_terms_runs_and_shows_a_table(page):
    page.goto("/query")
    editor = page.get_by_label("查询语句")
    editor.fill("")
    editor.type("SELECT ?text { ?duty a zt:Dut")
    expect(page.locator("#completion li").first).to_contain_text("zt:Duty")
    page.keyboard.press("Tab")
    editor.type(" ; zt:text ?text }")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result td").first).to_contain_text("负责")
    assert "query=" in page.url  # a permanent address


def test_a_wrong_query_is_answered_with_its_reason(page):
    page.goto("/query")
    page.get_by_label("查询语句").fill("SELECT * { ?s ?p")
    with page.expect_response("**/sparql") as answer:
        page.get_by_role("button", name="运行").click()
    assert answer.value.status == 400
    expect(page.locator("#result .error")).to_contain_text("语法")


def test_an_example_runs_and_its_numbers_can_be_drawn(page):
    page.goto("/query")
    with page.expect_response("**/sparql"):
        page.get_by_role("button", name="每条职责各有多少项").click()
    toggle = page.get_by_role("button", name="画成图")
    expect(toggle).to_be_visible()
    toggle.click()
    expect(page.locator(".bars meter").first).to_be_visible()


@pytest.mark.parametrize("path", ["/browse", "/years", "/coverage", "/query", "/about"])
def test_every_page_fits_a_phone(browser, address, path):
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_pages_are_dark_where_the_system_is(browser, address):
    context = browser.new_context(base_url=address, color_scheme="dark")
    page = context.new_page()
    page.goto("/")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(int(part) for part in background.removeprefix("rgb(").removesuffix(")").split(",")) < 60
    context.close()
