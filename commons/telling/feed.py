"""Each person's Atom feed: what concerns them in all their courses, newest first, with their rights of this moment."""

from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from academy.models import Membership, Person
from academy.pages.texts import localized
from academy.sign_in.site import base_url
from academy.typed.signs import one_line
from commons import notices
from commons.models import Notice

MOST = 50


def feed_of(person: Person, address: str) -> bytes:
    """Returns the feed in the person's language. ``address``: where it is read. As in a mail, no first words of a text
    stand in it."""
    members = {
        member.pk: member
        for member in Membership.objects.active().filter(person=person).select_related("edition", "person")
    }
    found = list(notices.with_words(Notice.objects.filter(to__in=members)).order_by("-pk")[:MOST])
    language = person.language or next(iter(person.languages), "en")
    with translation.override(language):
        made = Atom1Feed(
            title="Kapok", link=base_url() + "/", description="", language=language, feed_url=base_url() + address
        )
        for notice in found:
            member = members[notice.to_id]
            made.add_item(
                title=one_line(notices.sentence_of(notice, member, outside=True)),
                link=base_url() + notice.path,
                description=_("Course: %(title)s") % {"title": localized(member.edition.titles)},
                unique_id=f"{base_url()}/#notice-{notice.pk}",
                updateddate=notice.at,
            )
        return made.writeString("utf-8").encode()
