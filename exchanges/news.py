"""Says in words how much the partners have written in an exchange's room since the reader was there."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.models import Membership
from academy.pages.compiled import Compiled, later_id
from academy.voices import voices_of
from commons.waiting import Waiting
from exchanges.listing import exchanges_of
from exchanges.models import Exchange
from rooms.models import Message
from rooms.reading.unread import MOST, seen_by, written_since


def words(count: int, author: int | None, reader: Membership) -> str:
    """Returns a text like "3 new messages, the last from Kwabena"; "" for none."""
    if not count or author is None:
        return ""
    name = voices_of(reader.edition)[author].given_name
    if count >= MOST:
        return _("more than %(count)s new messages, the last from %(name)s") % {"count": MOST - 1, "name": name}
    return ngettext("%(count)s new message, from %(name)s", "%(count)s new messages, the last from %(name)s", count) % {
        "count": count,
        "name": name,
    }


def listed_news(exchange: Exchange, reader: Membership) -> str:
    """Returns the words for an exchange from ``exchanges.listing.exchanges_of``; "" for one from elsewhere."""
    found = vars(exchange)
    return words(found.get("news", 0), found.get("news_by"), reader)


def news_of(exchange: Exchange, members: Sequence[Any], reader: Membership) -> str:
    """Returns the words for one exchange; "" for somebody who takes no part. One query."""
    if all(member.pk != reader.pk for member in members):
        return ""
    new = _NEW.all(room=exchange.room_id, reader=reader.pk)
    return words(len(new), new[0][0] if new else None, reader)


def _authors() -> QuerySet[Message, tuple[int]]:
    new = written_since(later_id("room"), seen_by(later_id("reader")), later_id("reader"))
    return new.order_by("-seq").values_list("author")[:MOST]


_NEW = Compiled(_authors)


def waiting_for(reader: Membership) -> Iterable[Waiting]:
    """Returns a sentence for each exchange in whose room something is new. Two queries."""
    for exchange in exchanges_of(reader):
        if told := listed_news(exchange, reader):
            partners = ", ".join(voice.given_name for voice in exchange.voices if voice.pk != reader.pk)
            sentence = _("Your exchange with %(names)s: %(news)s") % {"names": partners, "news": told}
            yield Waiting(sentence, exchange.room.get_absolute_url())
