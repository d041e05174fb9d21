"""Values of a spreadsheet as the program shows them: 0.7983 under the format 「0.00%」 is 「79.83%」.

Facts are quoted as printed, so what a cell shows counts, not what it holds. Of the formats of ECMA-376 part 1, 18.8.31
those are followed that reports use: digits, thousands, percent, literals, sections by sign, dates and times. Fractions
and powers of ten are shown as `General`.
"""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

GENERAL = "General"
_DIGITS = 11  # significant digits that General shows of a fraction

LOCAL_DATES = {
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    31: 'yyyy"年"m"月"d"日"',
    14: "yyyy/m/d",
}
"""Built-in numbers of date formats whose look depends on the country, as Chinese programs show them."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].'
    r"|\[\$(?P<currency>[^\]\-]*)[^\]]*\]|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]"
    r"|(?P<noon>AM/PM|A/P|上午/下午)|(?P<date>y+|m+|d+|h+|s+|a{3,4})|(?P<digits>[0#?](?:[0#?,]*[0#?])?)(?P<scale>,*)"
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_LITERALS = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_DATE_LETTER = re.compile(r"[ymdhs]|a{3}", re.IGNORECASE)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    scale: int = 0


def displayed(value: object, number_format: str = GENERAL) -> str:
    """What a cell with this value and number format shows.

    >>> displayed(0.7983, "0.00%"), displayed(139599.5, "#,##0.00"), displayed(-3, "0;(0)")
    ('79.83%', '139,599.50', '(3)')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return _date(value, number_format)
    if isinstance(value, datetime.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, int | float):
        return _number(value, number_format)
    return str(value)


def is_date_format(number_format: str) -> bool:
    """Whether numbers under this format are days since the epoch."""
    return _DATE_LETTER.search(_LITERALS.sub("", number_format.replace(GENERAL, ""))) is not None


def _tokens(section: str) -> list[_Token]:
    tokens = []
    for match in _TOKEN.finditer(section):
        kind = match.lastgroup or ""
        if kind == "scale":
            tokens.append(_Token("digits", match["digits"], len(match["scale"])))
        elif kind in {"quoted", "escaped", "currency"}:
            tokens.append(_Token("literal", match[kind]))
        elif kind:
            tokens.append(_Token(kind, match[kind]))
    return tokens


# --- numbers --------------------------------------------------------------------------------------------------


def _number(value: float, number_format: str) -> str:
    if not math.isfinite(value):
        return ""
    sections = _sections(number_format)
    if value < 0 and len(sections) > 1:
        section, amount = sections[1], -Decimal(repr(value))
    elif value == 0 and len(sections) > 2:
        section, amount = sections[2], Decimal(0)
    else:
        section, amount = sections[0], Decimal(repr(value))
    tokens = _tokens(section)
    plain = "".join(token.text for token in tokens)
    if GENERAL.lower() in plain.lower() or any(t.kind == "other" and t.text in "eE/" for t in tokens) or plain == "@":
        return _general(amount)
    if not any(token.kind == "digits" for token in tokens):
        return "".join(token.text for token in tokens)  # a section of words only: 「-」 for nought
    return _filled(amount, tokens)


def _sections(number_format: str) -> list[str]:
    """The format's parts for positive, negative and zero; a semicolon inside quotes parts nothing."""
    parts, start = [], 0
    for match in _TOKEN.finditer(number_format):
        if match["other"] == ";":
            parts.append(number_format[start : match.start()])
            start = match.end()
    return [*parts, number_format[start:]]


def _general(amount: Decimal) -> str:
    if amount == amount.to_integral():
        return format(amount.quantize(Decimal(1)) if abs(amount) < Decimal("1e20") else amount.normalize(), "f")
    digits = max(_DIGITS, amount.adjusted() + 3)
    return format(Decimal(format(amount, f".{digits}g")).normalize(), "f")


def _filled(amount: Decimal, tokens: list[_Token]) -> str:
    """The digits put into the places of the format, literals around them."""
    places = [i for i, token in enumerate(tokens) if token.kind == "digits"]
    point = next((i for i, t in enumerate(tokens) if t.kind == "other" and t.text == "." and i > places[0] - 1), None)
    whole = "".join(tokens[i].text for i in places if point is None or i < point)
    fraction = "".join(tokens[i].text for i in places if point is not None and i > point)
    percent = sum(token.kind == "other" and token.text == "%" for token in tokens)
    amount = amount.scaleb(2 * percent - 3 * sum(token.scale for token in tokens))
    rounded = amount.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP) if abs(amount) < 10**20 else amount
    sign = "-" if rounded < 0 else ""
    integer, _, decimals = format(abs(rounded), "f").partition(".")
    least = fraction.count("0")
    decimals = decimals[:least] + decimals[least:].rstrip("0")
    integer = integer.zfill(max(whole.count("0"), 1)) if whole.count("0") or integer != "0" else ""
    if "," in whole:
        integer = f"{int(integer or 0):,}".rjust(whole.count("0"))
    body = integer + ("." + decimals if decimals else "")
    shown, done = [], False
    for token in tokens:
        if token.kind == "digits" or (token.kind == "other" and token.text == "."):
            if not done:
                shown.append(body)
                done = True
        else:
            shown.append(token.text)
    return (sign + "".join(shown)).strip()


# --- dates ----------------------------------------------------------------------------------------------------


def _date(value: datetime.datetime | datetime.date | datetime.time, number_format: str) -> str:
    if not is_date_format(number_format):
        number_format = "h:mm:ss" if isinstance(value, datetime.time) else "yyyy/m/d"
    tokens = _tokens(_sections(number_format)[0])
    afternoon = any(token.kind == "noon" for token in tokens)
    shown = []
    for i, token in enumerate(tokens):
        if token.kind in {"date", "elapsed"}:
            shown.append(_date_part(value, token.text.lower(), _is_minute(tokens, i), afternoon))
        elif token.kind == "noon":
            morning = getattr(value, "hour", 0) < 12
            shown.append(("上午" if morning else "下午") if "午" in token.text else "AM" if morning else "PM")
        elif not (token.kind == "other" and token.text in "@;"):
            shown.append(token.text)
    return "".join(shown).strip()


def _is_minute(tokens: list[_Token], i: int) -> bool:
    """An m next to hours or seconds counts minutes, elsewhere months."""
    units = [(j, t.text[0].lower()) for j, t in enumerate(tokens) if t.kind in {"date", "elapsed"}]
    at = next(k for k, (j, _) in enumerate(units) if j == i)
    before = units[at - 1][1] if at else ""
    after = units[at + 1][1] if at + 1 < len(units) else ""
    return before == "h" or after == "s"


def _date_part(
    value: datetime.datetime | datetime.date | datetime.time, code: str, minute: bool, half_day: bool
) -> str:
    letter = code[0]
    if letter == "m" and not minute:
        number = getattr(value, "month", 1)
    elif letter == "h":
        hour = getattr(value, "hour", 0)
        number = (hour % 12 or 12) if half_day else hour
    elif letter == "a":
        weekday = value.weekday() if isinstance(value, datetime.date) else 0
        return ("星期" if len(code) == 4 else "") + _WEEKDAYS[weekday]
    elif letter == "y":
        year = getattr(value, "year", 1900)
        return f"{year:04}" if len(code) > 2 else f"{year % 100:02}"
    else:
        number = getattr(value, {"m": "minute", "d": "day", "s": "second"}[letter], 0)
    return f"{number:02}" if len(code) == 2 else str(number)
