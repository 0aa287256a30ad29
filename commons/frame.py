"""The context of the frame around every page."""

from typing import cast

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from academy.access import CourseRequest, alongside
from commons import notices
from commons.mail import mail_reaches, shows_mailbox
from commons.sending.unsent import kept


def frame(request: HttpRequest) -> dict[str, object]:
    """Returns the edition, the reader's membership, and six values that cost nothing unless a template reads them.

    The values: the field that every form has (made once for all forms of the page, because each making takes a tenth
    of a millisecond), in how many rooms others have written since, how many unread notices wait, whether mail reaches
    the reader, whether a text waits that they typed while they were signed out, and the address of the demo's mailbox
    ("" when it is not shown to the reader).
    """
    membership = getattr(request, "membership", None)
    return {
        "edition": getattr(request, "edition", None),
        "membership": membership,
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),
        "rooms_with_news": lambda: alongside(membership, "rooms_with_news") if membership is not None else 0,
        "notices_wait": lambda: notices.wait_for(membership) if membership is not None else 0,
        "mail_comes": lambda: mail_reaches(request),
        "unsent_waits": lambda: membership is not None and kept(cast(CourseRequest, request)) is not None,
        "demo_mailbox": lambda: reverse("mailbox") if shows_mailbox(request) else "",
    }
