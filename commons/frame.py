"""What the frame of every page needs to know."""

from django.http import HttpRequest
from django.urls import reverse

from commons.mail import is_shown_to, reaches
from commons.models import Notice


def frame(request: HttpRequest) -> dict[str, object]:
    """The edition, the reader's membership in it, and (asked only where it is shown) whether unread notices wait, and
    whether mail reaches the reader at all, and the address of the demo's mailbox ("" where the reader has none).
    """
    membership = getattr(request, "membership", None)
    return {
        "edition": getattr(request, "edition", None),
        "membership": membership,
        "notices_wait": lambda: membership is not None and Notice.objects.filter(to=membership, read_at=None).exists(),
        "mail_comes": lambda: reaches(request),
        "demo_mailbox": lambda: reverse("mailbox") if is_shown_to(request) else "",
    }
