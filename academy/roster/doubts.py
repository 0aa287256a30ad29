"""Doubts about a roster whose lines are all valid. Each is said, and a facilitator decides."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from academy.models import Edition
from academy.roster.rows import Row
from academy.typed.sentences import fill

MOST_NAMED, MOST_PEOPLE = 5, 50
# Windows, the Mac and DOS give their accented letters other numbers: "é" of a Mac is "Ž" in Windows, "ô" is "™".
_WRONG = re.compile(
    r"[\u0080-\u009f\ufffd]"
    r"|[‚„†‡ˆ‰‹›•˜](?=[^\W\d])|(?<=[^\W\d])[‚„†‡ˆ‰‹›•˜]"
    r"|(?<=[^\W\d])[€…™“”?](?=[^\W\d])"
    r"|(?<=[a-zà-ÿ])[À-ÖØ-ÞŠŒŽŸ]|(?<=[^\W\d])[ŠŒŽŸ](?=[a-zà-ÿ])|\bƒ"
)
_WRONG_IN_NAMES = re.compile(r"(?<=[a-zà-ÿ])[–—](?=[a-zà-ÿ])")


def looks_wrongly_read(text: str, *, name: bool = True) -> bool:
    """Returns whether a program seems to have read the text's letters in another encoding than they were written in."""
    return bool(_WRONG.search(text) or (name and _WRONG_IN_NAMES.search(text)) or _read_twice(text))


def _read_twice(text: str) -> bool:
    """UTF-8 that was read as something else gives UTF-8 when it is turned back, which no other text does."""
    return not text.isascii() and any(_is_utf8(text, encoding) for encoding in ("cp1252", "mac_roman", "cp850"))


def _is_utf8(text: str, encoding: str) -> bool:
    try:
        # The few bytes without a letter are passed on as they are.
        turned = b"".join(
            bytes([ord(letter)]) if 127 < ord(letter) < 160 else letter.encode(encoding) for letter in text
        )
        turned.decode("utf-8")
    except UnicodeError:
        return False
    return True


def doubts(edition: Edition, rows: list[Row]) -> list[str]:
    """Returns one sentence for each kind of doubt."""
    return [*_wrong_letters(rows), *_second_addresses(edition, rows)]


def _wrong_letters(rows: list[Row]) -> list[str]:
    wrong = [row for row in rows if is_wrong(row)]
    if not wrong:
        return []
    words = _(
        "Some letters look wrongly read: %(names)s. Open the file in your spreadsheet, save it as “CSV UTF-8” or "
        "as XLSX, and choose it again."
    )
    names = _listed(row.name if looks_wrongly_read(row.name) else row.organisation or "" for row in wrong)
    return [fill(words, {"names": names})]


def is_wrong(row: Row) -> bool:
    return looks_wrongly_read(row.name) or looks_wrongly_read(row.organisation or "", name=False)


def _second_addresses(edition: Edition, rows: list[Row]) -> list[str]:
    """Names the new addresses whose name is in the course already, because each would make a second person."""
    here = {row.email for row in rows}
    members = list(edition.memberships.select_related("person"))
    known = {member.person.email for member in members}
    others = {_folded(member.person.name): member.person for member in members if member.person.email not in here}
    fresh = [row for row in rows if row.email not in known]
    found = [(row, others[_folded(row.name)]) for row in fresh if _folded(row.name) in others]
    words = _("%(name)s is in the course with another address, %(old)s; %(new)s would make a second person.")
    return [
        fill(words, {"name": row.name, "old": person.email, "new": row.email}) for row, person in found[:MOST_PEOPLE]
    ]


def _folded(name: str) -> str:
    """Names that differ in accents, case or spaces only are the same."""
    letters = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return " ".join("".join(letters).casefold().split())


def _listed(names: Iterable[str]) -> str:
    every = list(dict.fromkeys(names))
    return ", ".join(every[:MOST_NAMED]) + (" …" if len(every) > MOST_NAMED else "")
