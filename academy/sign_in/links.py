"""One-time sign-in links for people whom mail does not reach."""

import datetime
import hashlib
import secrets

from django.db import transaction
from django.db.models import DateTimeField, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from academy.models import Person, SignInLink

SECOND_PRESS = datetime.timedelta(minutes=2)


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


def find(token: str) -> SignInLink | None:
    """Returns the link whether or not it still works; None when no such link was made. Spends nothing."""
    return SignInLink.objects.select_related("person").filter(digest=_digest(token)).first()


def new_page() -> str:
    """Returns a number for one showing of a link's page (see ``use``)."""
    return secrets.token_urlsafe(12)


@transaction.atomic
def use(token: str, page: str = "") -> SignInLink | None:
    """Spends the link and returns it; None when it is unknown, spent or expired, or its person is inactive.

    Only one of several simultaneous callers gets it. For ``SECOND_PRESS`` the same ``page`` gets it again, because a
    button is pressed twice, and an answer is lost on its way.
    """
    now = timezone.now()
    works = Q(used_at=None)
    if page:
        works |= Q(page=_digest(page), used_at__gt=now - SECOND_PRESS)
    spent = SignInLink.objects.filter(works, digest=_digest(token), expires_at__gt=now, person__is_active=True).update(
        used_at=Coalesce("used_at", Value(now, output_field=DateTimeField())), page=_digest(page) if page else ""
    )
    return find(token) if spent else None


def own_path(path: str) -> str:
    """Returns ``path`` when it belongs to this site, otherwise "/"."""
    mine = path.startswith("/") and len(path) <= 500 and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if mine else "/"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
