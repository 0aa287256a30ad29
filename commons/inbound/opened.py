"""A mail that is opened: its headers and parts. Whatever is broken in it, reading it raises Unreadable or nothing."""

import codecs
import email
import email.policy
import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

MOST_PARTS = 200
DEEPEST = 20
LONGEST_TEXT = 300_000
"""Characters that are read of one part, and of all parts of a kind together."""
LONGEST_HEADER, MOST_HEADERS = 8_000, 20
"""Characters of a header that are read, and headers of one name. There is a limit because decoding takes time with the
square of the length."""
_CHARSETS = {"": "utf-8", "us-ascii": "utf-8", "ascii": "utf-8", "iso-8859-1": "cp1252", "latin-1": "cp1252"}
"""Maps a charset that mail programs name -> the charset that they mostly write then."""
_NO_CHARSETS = {"punycode", "idna", "unicode_escape", "raw_unicode_escape"}
"""Charsets that Python decodes and no mail is written in. One of them takes time with the square of the length."""


class Unreadable(ValueError):
    """The bytes are no mail that can be read."""


class Opened:
    def __init__(self, raw: bytes) -> None:
        """Raises Unreadable."""
        try:
            self.message = email.message_from_bytes(raw, policy=email.policy.compat32)
            self.parts = list(_leaves(self.message))
        except Exception as fault:  # the parser raises many kinds for broken mail, RecursionError among them
            raise Unreadable(type(fault).__name__) from fault

    def header(self, name: str) -> str:
        """Returns the first header of this name, decoded, on one line; "" without one."""
        return next(iter(self.headers(name)), "")

    def headers(self, name: str) -> list[str]:
        return [_decoded(str(value)[:LONGEST_HEADER]) for value in self.message.get_all(name, [])[:MOST_HEADERS]]

    @property
    def message_id(self) -> str:
        return self.header("Message-ID")

    @property
    def senders(self) -> list[str]:
        """Returns the addresses in From, in lower case."""
        return addresses(self.headers("From"))

    @property
    def content_type(self) -> str:
        return self.message.get_content_type()

    def texts(self, kind: str) -> list[str]:
        """Returns the texts of the parts of this type which are no attachments, at most LONGEST_TEXT together."""
        found, left = [], LONGEST_TEXT
        for part in self.parts:
            if left > 0 and part.get_content_type() == kind and not is_file(part):
                found.append(text_of(part)[:left])
                left -= len(found[-1])
        return found

    def files(self) -> int:
        """Returns how many files are attached, without the pictures and seals that signatures bring."""
        return sum(
            (is_file(part) or part.get_content_maintype() not in {"text", "message"})
            and not part.get("Content-ID")
            and not part.get_content_type().endswith("-signature")
            for part in self.parts
        )


def addresses(headers: list[str]) -> list[str]:
    try:
        return [address.strip().lower() for _name, address in getaddresses(headers) if "@" in address]
    except (ValueError, IndexError, TypeError, RecursionError):
        return []


def _decoded(value: str) -> str:
    try:
        words = str(make_header(decode_header(value)))
    except (ValueError, LookupError, AssertionError, TypeError):
        words = value
    return " ".join(words.encode("utf-8", "replace").decode("utf-8").replace("\0", "").split())


def _leaves(message: Message, depth: int = 0) -> Iterator[Message]:
    """Yields the parts that hold something, at most MOST_PARTS. A mail within the mail stays whole."""
    if depth > DEEPEST:
        raise Unreadable("too deep")
    if not message.is_multipart() or message.get_content_maintype() == "message":
        yield message
        return
    found = 0
    for part in message.get_payload():
        for leaf in _leaves(part, depth + 1):  # type: ignore[arg-type]
            found += 1
            if found > MOST_PARTS:
                return
            yield leaf


def is_file(part: Message) -> bool:
    try:
        return part.get_content_disposition() == "attachment" or bool(part.get_filename())
    except Exception:  # a parameter of a header that cannot be decoded
        return True


def text_of(part: Message) -> str:
    """Returns a part's text in whatever charset it is, flowed lines joined."""
    try:
        payload = part.get_payload(decode=True)
        charset = str(part.get_content_charset() or "").lower()
        flowed = str(part.get_param("format") or "").lower() == "flowed"
        joined = str(part.get_param("delsp") or "").lower() == "yes"
    except Exception:  # broken parameters, or an encoding that does not decode
        payload, charset, flowed, joined = str(part.get_payload()).encode("utf-8", "replace"), "", False, False
    data = payload if isinstance(payload, bytes) else b""
    text = _in_charset(data[: 4 * LONGEST_TEXT], _CHARSETS.get(charset, charset))[:LONGEST_TEXT]
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return _unflowed(text, joined) if flowed else text


def _in_charset(data: bytes, charset: str) -> str:
    """Mail that says UTF-8 and is not is mostly Windows-1252."""
    for name in (charset, "utf-8", "cp1252"):
        try:
            if codecs.lookup(name).name not in _NO_CHARSETS:
                return data.decode(name).encode("utf-8", "replace").decode()  # UTF-7 may hold half a letter
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")


_QUOTE = re.compile(r"^(>*) ?")


def _unflowed(text: str, joined: bool) -> str:
    """Joins the lines that a program has wrapped (RFC 3676): one that ends in a space goes on in the next."""
    lines: list[str] = []
    goes_on, depth_before = False, 0
    for line in text.split("\n"):
        quote = _QUOTE.match(line)
        depth = len(quote[1]) if quote else 0
        words = line[quote.end() :] if quote else line
        if goes_on and depth == depth_before and line != "-- ":
            lines[-1] += words
        else:
            lines.append((">" * depth + " " if depth else "") + words)
        goes_on, depth_before = line.endswith(" ") and line != "-- ", depth
        if goes_on and joined:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
