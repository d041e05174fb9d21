"""Noise as real copies of reports carry it, made by program from a clean text, seeded, with the way back to the clean text.

Each noise takes the characters of a text with the place where each came from, and gives the same for the spoiled text; what it
adds came from nowhere. The kinds are those that were seen in published reports: wraps and page furniture of print,
traditional script with bracketed pinyin, misread letters, site chrome, lost halves of brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

NOWHERE = -1
RATE = 0.01  # share of characters that character noise strikes

Characters = list[tuple[str, int]]
Spoil = Callable[[Characters, Random], Characters]

_HEADING = re.compile(
    r"(?:第?[一二三四五六七八九十]+(?:部分|、)|[（(][一二三四五六七八九十]+[）)]|\d+[、.．](?!\d))\s*[^。；\n]{2,28}"
)
_MARKER = re.compile(r"(?:第?[一二三四五六七八九十]+(?:部分|、)|[（(][一二三四五六七八九十]+[）)]|\d+[、.．](?!\d))\s*")
_HALF_WIDTH = str.maketrans("，；：（）？！％", ",;:()?!%")
_FULL_WIDTH = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
# Letters and words that readers of scans take for one another, one character for one or two.
_MISREAD = dict(
    zip(
        "元完目末人土干大己入日问间项部职责绩效评价改措施存在题下步成情况整体支出收预算执行金资任务工作开展年重点0115",
        "兀宪日未入士千太已人曰间问顶陪织贵续郊坪介攻错旋仔任颢卞歩戍倩况整休攴岀攵顸箅执彳余货仟备二怍幵屐午童奌OlIS",
        strict=True,
    )
)
_MISREAD |= {
    "规": "观",
    "划": "刘",
    "土": "士",
    "地": "他",
    "区": "匚",
    "局": "居",
    "管": "菅",
    "理": "埋",
    "实": "买",
    "建": "健",
}
_MISREAD |= {
    "设": "没",
    "发": "友",
    "全": "仝",
    "面": "而",
    "用": "甩",
    "保": "俣",
    "护": "沪",
    "推": "堆",
    "进": "迸",
    "学": "字",
}
_MISREAD |= {
    "育": "盲",
    "林": "休",
    "万": "方",
    "不": "丕",
    "动": "劢",
    "产": "严",
    "中": "申",
    "心": "心",
    "生": "牛",
    "单": "単",
}
# How traditional characters are read; such copies print the reading after them: 國(guó).
_READINGS = """
國guó 設shè 發fā 業yè 規guī 劃huà 資zī 農nóng 產chǎn 動dòng 務wù 實shí 與yǔ 進jìn 對duì 開kāi 會huì 經jīng 區qū 縣xiàn 門mén 職zhí 責zé 績jì 評píng
價jià 標biāo 關guān 個gè 這zhè 為wéi 時shí 來lái 長zhǎng 場chǎng 處chù 從cóng 電diàn 東dōng 點diǎn 辦bàn 報bào 備bèi 邊biān 變biàn 補bǔ 測cè 層céng 陳chén 稱chēng
創chuàng 帶dài 單dān 黨dǎng 導dǎo 檔dàng 調diào 頓dùn 額é 範fàn 豐fēng 風fēng 復fù 負fù 幹gàn 剛gāng 給gěi 構gòu 購gòu 貫guàn 廣guǎng 歸guī 過guò 漢hàn 號hào 後hòu
護hù 環huán 機jī 積jī 極jí 級jí 計jì 際jì 紀jì 堅jiān 監jiān 間jiān 檢jiǎn 簡jiǎn 減jiǎn 將jiāng 獎jiǎng 講jiǎng 階jiē 節jié 結jié 緊jǐn 競jìng 舊jiù 據jù 決jué 軍jūn
課kè 庫kù 寬kuān 礦kuàng 擴kuò 蘭lán 勞láo 離lí 裡lǐ 歷lì 聯lián 練liàn 糧liáng 兩liǎng 療liáo 臨lín 領lǐng 龍lóng 樓lóu 錄lù 陸lù 論lùn 羅luó 綠lǜ 貿mào 內nèi 釐lí
濃nóng 歐ōu 憑píng 齊qí 啟qǐ 氣qì 遷qiān 錢qián 強qiáng 橋qiáo 輕qīng 慶qìng 權quán 確què 群qún 熱rè 認rèn 榮róng 審shěn 聲shēng 勝shèng 師shī 試shì 勢shì 適shì
書shū 屬shǔ 術shù 樹shù 數shù 雙shuāng 順shùn 說shuō 歲suì 態tài 談tán 體tǐ 條tiáo 鐵tiě 統tǒng 圖tú 團tuán 網wǎng 圍wéi 衛wèi 維wéi 問wèn 無wú 務wù 習xí 係xì
顯xiǎn 險xiǎn 線xiàn 現xiàn 鄉xiāng 項xiàng 協xié 寫xiě 選xuǎn 學xué 訓xùn 嚴yán 養yǎng 樣yàng 藝yì 議yì 義yì 億yì 陰yīn 銀yín 應yīng 營yíng 優yōu 遊yóu 魚yú 園yuán
員yuán 遠yuǎn 願yuàn 運yùn 雜zá 則zé 戰zhàn 張zhāng 賬zhàng 診zhěn 爭zhēng 徵zhēng 證zhèng 執zhí 質zhì 製zhì 種zhǒng 眾zhòng 週zhōu 築zhù 專zhuān 轉zhuǎn 裝zhuāng
狀zhuàng 準zhǔn 總zǒng 組zǔ 還hái 類lèi 難nán 齡líng 穩wěn 續xù 綜zōng 題tí 預yù 須xū 頻pín 顧gù 險xiǎn 雲yún 陽yáng 隊duì 隨suí 際jì 鎮zhèn 銷xiāo 鏈liàn
"""


@dataclass(frozen=True, slots=True)
class Noise:
    """One kind of noise at its stated rate."""

    name: str
    label: str  # what is done, in one line
    spoil: Spoil


@dataclass(frozen=True, slots=True)
class Noisy:
    """A spoiled text; `origin[i]` is the clean offset of its character `i`, or NOWHERE."""

    text: str
    origin: tuple[int, ...]
    changed: frozenset[int]  # clean offsets of characters that are gone or were replaced


def apply(noise: Noise, clean: str, seed: int) -> Noisy:
    """`clean` with one noise, the same for the same seed."""
    characters = noise.spoil([(char, place) for place, char in enumerate(clean)], Random(f"{noise.name}/{seed}"))
    kept = {place for char, place in characters if place != NOWHERE and clean[place] == char}
    changed = frozenset(place for place, char in enumerate(clean) if place not in kept and not char.isspace())
    return Noisy("".join(char for char, _ in characters), tuple(place for _, place in characters), changed)


def _added(text: str) -> Characters:
    return [(char, NOWHERE) for char in text]


def _text(characters: Iterable[tuple[str, int]]) -> str:
    return "".join(char for char, _ in characters)


def _lines(characters: Characters) -> list[Characters]:
    lines: list[Characters] = [[]]
    for pair in characters:
        if pair[0] == "\n":
            lines.append([])
        else:
            lines[-1].append(pair)
    return [line for line in lines if _text(line).strip()]


def _joined(lines: Iterable[Characters]) -> Characters:
    return [pair for line in lines for pair in (*line, ("\n", NOWHERE))]


def _wrapped(characters: Characters, rng: Random) -> Characters:
    """Every paragraph cut into lines of one width between 30 and 42 characters."""
    width = rng.randint(30, 42)
    return _joined(
        line[start : start + width] for line in _lines(characters) for start in range(0, max(len(line), 1), width)
    )


def _paged(characters: Characters, rng: Random) -> Characters:
    """Contents in front; on every page of about 30 lines of 35 characters a header above and 「— 3 —」 below."""
    lines = _lines(characters)
    head = next(
        (_text(line) for line in lines if _text(line).strip().endswith(("报告", "度）"))), "部门整体支出绩效自评报告"
    )
    headings = [found for line in lines if (found := _HEADING.fullmatch(_text(line).strip()))]
    contents = ["目  录", *(f"{found[0]}{'…' * 12}{n // 4 + 1}" for n, found in enumerate(headings))]
    spoiled = _added("\n".join(contents) + "\n")
    page, room = 1, 1000
    for line in lines:
        rest = line
        while len(rest) > room:
            cut = max(1, room)
            spoiled += [*rest[:cut], *_added(f"\n— {page} —\n{head.strip()}\n")]
            rest, page, room = rest[cut:], page + 1, 950 + rng.randint(0, 100)
        spoiled += [*rest, ("\n", NOWHERE)]
        room -= len(rest)
    return [*spoiled, *_added(f"— {page} —\n")]


def _printed(characters: Characters, rng: Random) -> Characters:
    """A printed page: wrapped lines with header and page number after every 28 of them."""
    lines = _lines(_wrapped(characters, rng))
    head = next((_text(line) for line in lines if "报告" in _text(line)), "部门整体支出绩效自评报告")[:40]
    spoiled: Characters = []
    for start in range(0, len(lines), 28):
        spoiled += [*_joined(lines[start : start + 28]), *_added(f"- {start // 28 + 1} -\n{head}\n")]
    return spoiled


def _blank_pages(characters: Characters, rng: Random) -> Characters:
    """Text of a PDF: a blank at every wrap instead of the line break, and an empty line between paragraphs."""
    width = rng.randint(30, 42)
    spoiled: Characters = []
    for line in _lines(characters):
        for place, pair in enumerate(line):
            spoiled += [(" ", NOWHERE), pair] if place and place % width == 0 else [pair]
        spoiled += _added("\n\n")
    return spoiled


def _traditional(characters: Characters, rng: Random) -> Characters:
    """Traditional script throughout."""
    from opencc import OpenCC

    text = _text(characters)
    whole = OpenCC("s2t").convert(text)
    if len(whole) != len(text):
        raise ValueError("conversion moved characters")
    return [(char, place) for char, (_, place) in zip(whole, characters, strict=True)]


def _pinyin(characters: Characters, rng: Random) -> Characters:
    """Traditional script, and after each such character its reading in brackets: 國(guó)."""
    readings = {entry[0]: entry[1:] for entry in _READINGS.split()}
    spoiled: Characters = []
    for pair in _traditional(characters, rng):
        spoiled += [pair, *_added(f"({readings[pair[0]]})" if pair[0] in readings else "")]
    return spoiled


def _misread(characters: Characters, rng: Random) -> Characters:
    """One character in a hundred taken for one that looks like it, as by OCR."""
    open_ones = [n for n, (char, _) in enumerate(characters) if char in _MISREAD]
    struck = rng.sample(open_ones, min(len(open_ones), int(RATE * len(characters))))
    spoiled = list(characters)
    for n in struck:
        spoiled[n] = (_MISREAD[characters[n][0]], characters[n][1])
    return spoiled


def _lost_and_doubled(characters: Characters, rng: Random) -> Characters:
    """One character in two hundred lost, another one in two hundred printed twice."""
    places = [n for n, (char, _) in enumerate(characters) if not char.isspace()]
    struck = rng.sample(places, int(RATE * len(places)))
    lost, doubled = set(struck[::2]), set(struck[1::2])
    spoiled: Characters = []
    for n, pair in enumerate(characters):
        if n not in lost:
            spoiled += [pair, (pair[0], NOWHERE)] if n in doubled else [pair]
    return spoiled


def _replaced_by_mark(characters: Characters, rng: Random) -> Characters:
    """One character in a hundred unreadable: 「□」 or 「?」 in its place."""
    places = [n for n, (char, _) in enumerate(characters) if "\u4e00" <= char <= "\u9fff"]
    struck = set(rng.sample(places, int(RATE * len(characters))))
    return [(rng.choice("□?"), place) if n in struck else (char, place) for n, (char, place) in enumerate(characters)]


def _substituted(characters: Characters, rng: Random) -> Characters:
    """One character in a hundred taken for any other of the text, unlike it or not: the worst that OCR does."""
    letters = sorted({char for char, _ in characters if "\u4e00" <= char <= "\u9fff"})
    places = [n for n, (char, _) in enumerate(characters) if "\u4e00" <= char <= "\u9fff"]
    struck = set(rng.sample(places, int(RATE * len(characters))))
    return [
        (rng.choice(letters), place) if n in struck else (char, place) for n, (char, place) in enumerate(characters)
    ]


def _spaced_headings(characters: Characters, rng: Random) -> Characters:
    """Title and headings with a blank between their letters: 主 要 职 责."""
    spoiled: Characters = []
    for number, line in enumerate(_lines(characters)):
        text = _text(line).strip()
        apart = number < 2 or (_HEADING.fullmatch(text) and len(text) <= 20)
        spoiled += [one for pair in line for one in (pair, (" ", NOWHERE))][:-1] if apart else line
        spoiled.append(("\n", NOWHERE))
    return spoiled


def _scattered_blanks(characters: Characters, rng: Random) -> Characters:
    """Blanks around every run of digits and after every thirtieth character."""
    spoiled: Characters = []
    for n, pair in enumerate(characters):
        before = characters[n - 1][0] if n else "\n"
        edge = (pair[0].isdigit() != before.isdigit()) and pair[0] not in ",.，\n" and before not in ",.，\n"
        if n and "\n" not in (pair[0], before) and (edge or rng.random() < 1 / 30):
            spoiled.append((" ", NOWHERE))
        spoiled.append(pair)
    return spoiled


def _cut_numbers(characters: Characters, rng: Random) -> Characters:
    """A blank after the separator or before the point in every second long number: 「174, 867.73」「95. 10%」."""
    spoiled: Characters = []
    for n, pair in enumerate(characters):
        spoiled.append(pair)
        inside = pair[0] in ",." and 0 < n < len(characters) - 1
        if inside and characters[n - 1][0].isdigit() and characters[n + 1][0].isdigit() and rng.random() < 0.5:
            spoiled.append((" ", NOWHERE))
    return spoiled


def _half_width(characters: Characters, rng: Random) -> Characters:
    """All punctuation in half width, as some sites rewrite it."""
    return [(char.translate(_HALF_WIDTH), place) for char, place in characters]


def _full_width(characters: Characters, rng: Random) -> Characters:
    """All digits, points and per cent signs in full width."""
    return [(char.translate(_FULL_WIDTH), place) for char, place in characters]


def _broken_headings(characters: Characters, rng: Random) -> Characters:
    """Every second heading broken: over two lines, without its number, run into the text, or closed by 。."""
    spoiled: Characters = []
    for number, line in enumerate(_lines(characters)):
        text = _text(line).strip()
        if number > 2 and len(text) <= 20 and _HEADING.fullmatch(text) and rng.random() < 0.5:
            way = rng.choice(["two-lines", "closed", "run-on"])
            mark = _MARKER.match(text)
            cut = mark.end() if mark and way == "two-lines" else len(line)
            spoiled += [*line[:cut], *_added({"two-lines": "\n", "closed": "。\n", "run-on": "："}[way]), *line[cut:]]
            spoiled += _added("\n" if way == "two-lines" else "")
        else:
            spoiled += [*line, ("\n", NOWHERE)]
    return spoiled


_CHROME_ABOVE = """首页 > 政务公开 > 法定主动公开内容 > 预算决算
索引号：11440103/2023-00123 分类：财政、金融、审计 发布日期：2023-09-28 08:30
监督索引号53010300201200111
字体：【大 中 小】  浏览次数：1284
来源：本网   责任编辑：李某
分享到：微信 微博 QQ空间
"""
_CHROME_BELOW = """扫一扫在手机打开当前页
【打印本页】 【关闭窗口】
上一篇：关于公开2021年度部门决算的通知
下一篇：暂无
主办：人民政府办公室  网站标识码：4401030001  粤公网安备 44010302000123号
联系我们 | 网站地图 | 版权声明
"""


def _chrome(characters: Characters, rng: Random) -> Characters:
    """What a government site prints above and below a report."""
    return [*_added(_CHROME_ABOVE), *characters, *_added("\n" + _CHROME_BELOW)]


def _adverts(characters: Characters, rng: Random) -> Characters:
    """Advert words for 关于, as copies on foreign domains have them, and a line of them now and then."""
    spoiled: Characters = []
    n = 0
    for line in _lines(characters):
        text = _text(line)
        n = 0
        while n < len(line):
            if text.startswith("关于", n):
                spoiled += _added("某某娱乐官网-关于" if rng.random() < 0.5 else "某某体育")
                n += 2
            else:
                spoiled.append(line[n])
                n += 1
        spoiled.append(("\n", NOWHERE))
        if rng.random() < 0.05:
            spoiled += _added("某某娱乐官网(中国)有限公司app下载\n")
    return spoiled


def _markup(characters: Characters, rng: Random) -> Characters:
    """Field codes of Word, tags and entities left in."""
    spoiled = _added('TOC \\o "1-3" \\h \\z \\u HYPERLINK \\l "_Toc12345678" PAGEREF _Toc12345678 \\h\n')
    for line in _lines(characters):
        spoiled += [*_added("<p>" if rng.random() < 0.3 else ""), *line]
        spoiled += _added(rng.choice(["", "", "</p>", "&nbsp;", "<br/>"]) + "\n")
    return spoiled


def _half_brackets(characters: Characters, rng: Random) -> Characters:
    """Every tenth bracket lost: 「20分)」「〔2017124号）」."""
    return [pair for pair in characters if pair[0] not in "（）()〔〕" or rng.random() >= 0.1]


def _template_words(characters: Characters, rng: Random) -> Characters:
    """Words of the template left in, some dates and amounts withheld."""
    spoiled = _added("附件3\n（参考提纲）\n")
    for number, line in enumerate(_lines(characters)):
        spoiled += line
        if number > 3 and _HEADING.fullmatch(_text(line).strip()) and rng.random() < 0.3:
            spoiled += _added(rng.choice(["（参考格式）", "（请部门根据实际填写）", "（略）"]))
        spoiled.append(("\n", NOWHERE))
    return spoiled


def _one_line(characters: Characters, rng: Random) -> Characters:
    """The whole document on one line."""
    return [pair if pair[0] != "\n" else (" ", pair[1]) for pair in _joined(_lines(characters))]


def _question_marks(characters: Characters, rng: Random) -> Characters:
    """`?` in place of every blank and of indents."""
    spoiled: Characters = []
    for line in _lines(characters):
        spoiled += [
            *_added("??"),
            *((("?", place) if char in " \u3000\u00a0" else (char, place)) for char, place in line),
        ]
        spoiled.append(("\n", NOWHERE))
    return spoiled


NOISES = (
    Noise("wraps", "lines of 30–42 characters throughout", _wrapped),
    Noise("furniture", "contents, header and page number on every page", _paged),
    Noise("print", "wraps, headers and page numbers together", _printed),
    Noise("wrap-blanks", "a blank at every wrap, empty lines between paragraphs", _blank_pages),
    Noise("traditional", "traditional script throughout", _traditional),
    Noise("pinyin", "traditional script and bracketed pinyin throughout", _pinyin),
    Noise("misread", "1 % of characters taken for similar ones", _misread),
    Noise("lost-doubled", "0.5 % of characters lost, 0.5 % doubled", _lost_and_doubled),
    Noise("unreadable", "1 % of characters replaced by □ or ?", _replaced_by_mark),
    Noise("substituted", "1 % of characters taken for any other", _substituted),
    Noise("spaced-headings", "a blank between the letters of title and headings", _spaced_headings),
    Noise("blanks", "blanks around digits and after every 30th character", _scattered_blanks),
    Noise("cut-numbers", "a blank inside every second long number", _cut_numbers),
    Noise("half-width", "all punctuation in half width", _half_width),
    Noise("full-width", "all digits in full width", _full_width),
    Noise("broken-headings", "half of the headings broken or run on", _broken_headings),
    Noise("chrome", "site chrome above and below", _chrome),
    Noise("adverts", "advert words for 关于 and between paragraphs", _adverts),
    Noise("markup", "field codes, tags and entities left in", _markup),
    Noise("half-brackets", "every tenth bracket lost", _half_brackets),
    Noise("template", "words of the template left in", _template_words),
    Noise("one-line", "the whole document on one line", _one_line),
    Noise("question-marks", "? for blanks and indents", _question_marks),
)
