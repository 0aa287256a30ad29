"""Sending the invitations that wait: each in its person's language, once, with a link of its own."""

import datetime
import smtplib

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from academy.mail import mail_rate, undelivered
from academy.mail.letters import as_html, deliver, words_of
from academy.models import Invitation, Membership, Person
from academy.pages.texts import localized
from academy.sign_in.links import make_link
from academy.sign_in.site import base_url
from academy.typed.sentences import fill

A_FEW = 20
DAYS = 14


def send_some(edition: int) -> datetime.datetime | None:
    """Sends some waiting invitations of the edition, the oldest first.

    Those of people who have left since, or were suspended, are sent if they are back by then. Returns when to go on
    with those that may still wait; None when there are none.
    """
    here = Invitation.objects.filter(membership__left_at=None, membership__suspended_at=None)
    waiting = here.filter(membership__edition=edition, began_at=None).order_by("pk")
    found = list(
        waiting.select_related("membership__person", "membership__edition", "membership__state", "by__person")[:A_FEW]
    )
    for invitation in found:
        if (later := mail_rate.take()) is not None:
            return later
        # Two workers never send the same one.
        if Invitation.objects.filter(pk=invitation.pk, began_at=None).update(began_at=timezone.now()):
            _send(invitation)
    return timezone.now() if len(found) == A_FEW else None


def _send(invitation: Invitation) -> None:
    member = invitation.membership
    if stopped := undelivered.stopped([member.person_id]).get(member.person_id):
        Invitation.objects.filter(pk=invitation.pk).update(fault=stopped.words[:300] or "?")
        return
    language = language_of(member)
    with translation.override(language):
        subject, body, button = letter_for(invitation, base_url() + link_for(member))
        html = as_html(body, language, button=button)
        try:
            deliver(subject, body, member.person.email, html=html, reply_to=invitation.by.person.email)
        except (smtplib.SMTPServerDisconnected, TimeoutError):
            return  # it may have arrived
        except (smtplib.SMTPException, OSError, ValueError) as fault:  # ValueError: no letter can have this address
            undelivered.record_refusal(member.person.email, fault)
            Invitation.objects.filter(pk=invitation.pk).update(fault=words_of(fault)[:300])
            return
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())


def link_for(member: Membership, *, by: Person | None = None) -> str:
    """Returns the path of a fresh link that signs the member in once, within DAYS, and leads to the welcome."""
    welcome = "" if member.runs_the_course or member.welcomed_at else "welcome/"
    return make_link(member.person, f"/courses/{member.edition.slug}/{welcome}", by=by, hours=24 * DAYS)


def language_of(member: Membership) -> str:
    """Returns the language that the person chose, else the first that they or their state speak and Kapok does."""
    ours = dict(settings.LANGUAGES)
    spoken = [member.person.language, *member.person.languages, *(member.state.languages if member.state else [])]
    return next((code for code in spoken if code in ours), settings.LANGUAGE_CODE)


def letter_for(invitation: Invitation, link: str) -> tuple[str, str, str]:
    """Returns subject, text and the words of the button, in the active language."""
    member, edition, inviter = invitation.membership, invitation.membership.edition, invitation.by.person
    title = localized(edition.titles)
    values = {
        "name": member.given_name,
        "inviter": inviter.name,
        "address": inviter.email,
        "title": f"{title}, {localized(edition.part_of)}" if edition.part_of else title,
        "starts": date_format(edition.starts),
        "ends": date_format(edition.ends),
        "place": f", {edition.place}" if edition.place else "",
        "own": member.person.email,
        "site": base_url(),
    }
    pieces = [
        _("Dear %(name)s,"),
        _("%(inviter)s invites you to the course “%(title)s”, from %(starts)s to %(ends)s%(place)s."),
        *([invitation.line.replace("%", "%%")] if invitation.line else []),
        _("Come in here. The link is yours alone; it works once, within 14 days:"),
        link.replace("%", "%%"),
        _("Afterwards sign in at %(site)s with a code that is mailed to %(own)s. There is no password."),
        _("Questions? Answer this mail, and %(inviter)s reads it. If it reached the wrong person, please delete it."),
    ]
    body = "\n\n".join(fill(piece, values) for piece in pieces)
    return fill(_("You are invited: %(title)s"), {"title": title}), body, _("Come in")
