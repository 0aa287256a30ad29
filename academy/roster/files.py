"""Keeps a facilitator's roster between preview and import, so that nobody has to choose the file again."""

import datetime

from django.db import transaction
from django.utils import timezone

from academy.models import Membership, RosterFile

KEPT = datetime.timedelta(days=1)


@transaction.atomic
def keep(content: bytes, name: str, *, by: Membership) -> RosterFile:
    """Keeps the file instead of the facilitator's earlier one. Everybody's files that are a day old are deleted."""
    RosterFile.objects.filter(at__lt=timezone.now() - KEPT).delete()
    forget(by)
    return RosterFile.objects.create(content=content, name=name[:255], by=by)


def kept(pk: int, *, by: Membership) -> RosterFile | None:
    """Returns the facilitator's own file; None when it was imported, replaced, or is a day old."""
    return RosterFile.objects.filter(pk=pk, by=by, at__gte=timezone.now() - KEPT).first()


def forget(by: Membership) -> None:
    RosterFile.objects.filter(by=by).delete()
