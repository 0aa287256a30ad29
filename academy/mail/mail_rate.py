"""Limits the e-mails that leave in a minute, of all workers together, because mail servers refuse fast senders."""

import datetime

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from academy.models import MinuteOfMail

KEPT = datetime.timedelta(hours=1)


def take() -> datetime.datetime | None:
    """Counts one e-mail that leaves now, and returns None; if this minute is full, returns when the next one begins."""
    most = settings.MAIL_PER_MINUTE
    if not most:
        return None
    minute = timezone.now().replace(second=0, microsecond=0)
    _row, is_new = MinuteOfMail.objects.get_or_create(minute=minute)
    if is_new:
        MinuteOfMail.objects.filter(minute__lt=minute - KEPT).delete()
    if MinuteOfMail.objects.filter(minute=minute, sent__lt=most).update(sent=F("sent") + 1):
        return None
    return minute + datetime.timedelta(minutes=1)
