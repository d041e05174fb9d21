"""Web pages saved as one file (.mht, MHTML): the page itself, without its pictures and styles. RFC 2557."""

from __future__ import annotations

import re

_HEAD = re.compile(rb"^(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", re.IGNORECASE)


def is_mhtml(data: bytes) -> bool:
    """Whether a file begins with the headers of a MIME message of several parts."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf\r\n \t").replace(b"\r\n", b"\n")
    return _HEAD.match(head) is not None and b"multipart/related" in head.lower()


def page_of(data: bytes) -> bytes:
    """The bytes of the longest HTML part, which is the page where frames are saved beside it; b"" where there is none.

    Each part says how its bytes were written (base64, quoted-printable); what they are written in is left to the
    reader, because saved pages carry the declarations of their sites, which are wrong as often.
    """
    from email import message_from_bytes

    message = message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n \t"))
    pages = [
        payload
        for part in message.walk()
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}
        and isinstance(payload := part.get_payload(decode=True), bytes)
    ]
    return max(pages, key=len, default=b"")
