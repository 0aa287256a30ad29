"""Finds the text that somebody wrote in a mail, in any of its parts and from any client, without links that act for
them."""

import dataclasses
import re

from django.utils.translation import gettext as _

from academy.sign_in.site import base_url
from academy.typed.signs import plain, shows
from commons.inbound.addresses import without_keys
from commons.inbound.cutting import written_in
from commons.inbound.opened import Opened
from commons.inbound.unmarking import text_of_html

_LONG, _NO_NAME = re.compile(r"[\w:=-]{20,}"), re.compile(r"[A-Za-z0-9_]{24,}")
_OF_SECRETS = re.compile(r"[A-Z:]")


@dataclasses.dataclass(frozen=True)
class Found:
    """The result of reading a mail. ``text`` may be posted; "" when nothing is left of ``whole``. ``files``: how many
    were attached."""

    text: str
    whole: str
    files: int

    @property
    def nothing(self) -> str:
        """Returns why there is nothing to post, in the active language."""
        if self.whole:
            return _("Only the mail that you answered was found in it. Write above it, then send it again.")
        return _("No words were found in it.")


def found_in(mail: Opened) -> Found:
    """The text comes first; the page only when there is no text, because text is written as it will be shown."""
    whole = "\n\n".join(text.strip() for text in mail.texts("text/plain") if text.strip())
    if not shows(whole):
        whole = "\n\n".join(text_of_html(text) for text in mail.texts("text/html"))
    whole = plain(whole).strip()
    text = without_secrets(written_in(whole))
    return Found(text if shows(text) else "", without_secrets(whole), mail.files())


def without_secrets(text: str) -> str:
    """Returns the text without reply addresses and without links of ours that are signed for one person."""
    ours = base_url()

    def shown(link: re.Match[str]) -> str:
        return "…" if _has_secret(link[0].removeprefix(ours)) else link[0]

    return without_keys(re.sub(re.escape(ours) + r"/\S*", shown, text))


def _has_secret(path: str) -> bool:
    """Each part of the path is looked at once. Names of courses and topics have hyphens and no capitals."""
    for part in path.split("/"):
        last = max((sign.start() for sign in _OF_SECRETS.finditer(part)), default=-1)
        if _NO_NAME.search(part) or any(run.start() <= last for run in _LONG.finditer(part)):
            return True
    return False
