"""What the frame of every page needs to know."""

from django.http import HttpRequest

from commons.models import Notice


def frame(request: HttpRequest) -> dict[str, object]:
    """The edition, the reader's membership in it, and whether unread notices wait (asked only where it is shown)."""
    membership = getattr(request, "membership", None)
    return {
        "edition": getattr(request, "edition", None),
        "membership": membership,
        "notices_wait": lambda: membership is not None and Notice.objects.filter(to=membership, read_at=None).exists(),
    }
