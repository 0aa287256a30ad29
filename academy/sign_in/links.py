"""One-time sign-in links for people whom mail does not reach."""

import datetime
import hashlib
import secrets

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from academy.models import Person, SignInLink


def make_link(person: Person, next_path: str = "/", *, by: Person | None = None, hours: int = 24) -> str:
    """Creates a link that signs ``person`` in once, within ``hours``, and leads to ``next_path``; returns its path."""
    token = secrets.token_urlsafe(24)
    SignInLink.objects.create(
        person=person,
        digest=_digest(token),
        next_path=own_path(next_path),
        made_by=by,
        expires_at=timezone.now() + datetime.timedelta(hours=hours),
    )
    return reverse("enter", args=[token])


@transaction.atomic
def use(token: str) -> SignInLink | None:
    """Spends the link and returns it; None when it is unknown, spent or expired, or its person is inactive.

    Only one of several simultaneous callers gets it.
    """
    now = timezone.now()
    spent = SignInLink.objects.filter(
        digest=_digest(token), used_at=None, expires_at__gt=now, person__is_active=True
    ).update(used_at=now)
    return SignInLink.objects.select_related("person").get(digest=_digest(token)) if spent else None


def own_path(path: str) -> str:
    """Returns ``path`` when it belongs to this site, otherwise "/"."""
    mine = path.startswith("/") and len(path) <= 500 and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if mine else "/"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
