"""Says in words how much the partners have written in an exchange's room since the reader was there."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.models import Membership
from academy.voices import voices_of
from commons.waiting import Waiting
from exchanges.listing import exchanges_of
from exchanges.models import Exchange
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
    new = written_since(exchange.room_id, seen_by(reader.pk), reader.pk)
    authors = list(new.order_by("-seq").values_list("author", flat=True)[:MOST])
    return words(len(authors), authors[0] if authors else None, reader)


def waiting_for(reader: Membership) -> Iterable[Waiting]:
    """Returns a sentence for each exchange in whose room something is new. Two queries."""
    for exchange in exchanges_of(reader):
        if told := listed_news(exchange, reader):
            partners = ", ".join(voice.given_name for voice in exchange.voices if voice.pk != reader.pk)
            sentence = _("Your exchange with %(names)s: %(news)s") % {"names": partners, "news": told}
            yield Waiting(sentence, exchange.room.get_absolute_url())
