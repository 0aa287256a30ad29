"""The context of the frame around every page."""

from django.http import HttpRequest
from django.urls import reverse

from commons import notices
from commons.mail import mail_reaches, shows_mailbox


def frame(request: HttpRequest) -> dict[str, object]:
    """Returns the edition, the reader's membership, and three values that cost nothing unless a template reads them.

    The values: whether unread notices wait, whether mail reaches the reader, and the address of the demo's mailbox
    ("" when it is not shown to the reader).
    """
    membership = getattr(request, "membership", None)
    return {
        "edition": getattr(request, "edition", None),
        "membership": membership,
        "notices_wait": lambda: membership is not None and notices.wait_for(membership),
        "mail_comes": lambda: mail_reaches(request),
        "demo_mailbox": lambda: reverse("mailbox") if shows_mailbox(request) else "",
    }
