"""Bytes → characters, for files that do not say how they are encoded.

A decoding must be valid and plausible: Chinese text is made of a few hundred characters, while bytes read in the
wrong encoding give rare ones. UTF-8, UTF-16, UTF-32, GB18030 and Big5 are tried; a byte order mark settles it.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from kg.errors import UnreadableFile
from kg.model import Diagnostic, Severity
from kg.reading.patterns import patterns

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CANDIDATES = ("utf-8", "gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
_PLAUSIBLE = 0.35  # share of common characters; real reports have 0.8 and more, wrong decodings under 0.2
_FORCED = 0.02  # share of characters that may be lost before a file counts as damaged beyond use
_SAMPLE = 20_000  # characters that are enough to judge by
_REMEDY = "请用记事本或 Word 打开，确认内容正常后另存为 UTF-8 编码的文本文件再试。"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file, without a byte order mark, and what went wrong on the way."""

    text: str
    encoding: str
    diagnostics: tuple[Diagnostic, ...] = ()


def decode(name: str, data: bytes) -> Decoded:
    """The text of `data`. Raises UnreadableFile where it is no text in any encoding known here.

    Where single bytes are damaged the text is kept with U+FFFD in their place and a diagnostic
    `undecodable-bytes`; nothing is lost silently.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _finished(name, *_decoded_or_forced(data[len(mark) :], encoding))
    found = _most_plausible(data)
    if found is None:
        raise UnreadableFile(name, "不是文本文件，或编码无法识别。", _REMEDY)
    return _finished(name, *found)


def _decoded_or_forced(data: bytes, encoding: str) -> tuple[str, str, int]:
    try:
        return data.decode(encoding), encoding, 0
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return text, encoding, text.count("\ufffd")


def _most_plausible(data: bytes) -> tuple[str, str, int] | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # Text in another encoding is practically never valid UTF-8, except where every second byte is zero.
        if "\x00" not in text:
            return text, "utf-8", 0
    valid = []
    for encoding in _CANDIDATES:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        valid.append((plausibility(text), text, encoding))
    best = max(valid, key=lambda candidate: candidate[0], default=None)
    if best is not None and best[0] >= _PLAUSIBLE:
        return best[1], best[2], 0
    forced = []
    for encoding in _CANDIDATES:
        text = data.decode(encoding, "replace")
        lost = text.count("\ufffd")
        if lost <= max(1, _FORCED * len(text)):
            forced.append((plausibility(text), text, encoding, lost))
    best_forced = max(forced, key=lambda candidate: candidate[0], default=None)
    if best_forced is not None and best_forced[0] >= _PLAUSIBLE:
        return best_forced[1:]
    return None


def plausibility(text: str) -> float:
    """The share of common Chinese characters among all that are not ASCII; 0 where there are none.

    >>> plausibility("负责辖区"), plausibility("璐熻矗")
    (1.0, 0.0)
    """
    sample = [char for char in text[:_SAMPLE] if char > "\x7f" and not _is_mark(char)]
    if not sample:
        return 0.0
    common = patterns().common
    return sum(char in common for char in sample) / len(sample)


def _is_mark(char: str) -> bool:
    """Punctuation and full-width forms: they stand in any text, but not in most wrong decodings."""
    return "\u3000" <= char <= "\u3020" or "\u2010" <= char <= "\u2027" or "\uff01" <= char <= "\uff5e"


def _finished(name: str, text: str, encoding: str, lost: int) -> Decoded:
    controls = sum(text.count(chr(code)) for code in (*range(9), *range(14, 32)))
    if controls > max(2, len(text) // 100) or lost > max(1, _FORCED * len(text)):
        raise UnreadableFile(name, "不是文本文件，或编码无法识别。", _REMEDY)
    diagnostics = []
    if lost:
        message = f"按 {encoding.upper()} 解码时有 {lost} 处字节无法识别，已用“\ufffd”标出，请对照原件。"
        diagnostics.append(Diagnostic("undecodable-bytes", message, Severity.WARNING))
    elif "\ufffd" in text:
        message = f"文件中本来就有 {text.count(chr(0xFFFD))} 个无法识别的字符“\ufffd”，请对照原件。"
        diagnostics.append(Diagnostic("replacement-characters", message, Severity.WARNING))
    return Decoded(text, encoding, tuple(diagnostics))
