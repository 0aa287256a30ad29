"""Invitations that nobody takes: facilitators hear of them after three days, once for each that was sent."""

import datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from academy.courses import life
from academy.invitations.inviting import not_come
from academy.models import Edition, Role
from commons import notices
from commons.models import Notice
from commons.timetable import each_alone

KIND = "not-come"
WAIT = datetime.timedelta(hours=72)


def tell_of_them(now: datetime.datetime) -> int:
    """Tells of the people who were invited three days ago and have not come. Returns to how many courses."""
    sent = Edition.objects.filter(memberships__invitations__sent_at__lte=now - WAIT).distinct()
    return each_alone((one for one in sent if life.allows(one, life.Act.INVITE, now)), lambda one: _tell(one, now))


@transaction.atomic
def _tell(edition: Edition, now: datetime.datetime) -> int:
    path = reverse("roster", args=[edition.slug])
    invited = not_come(edition).annotate(last=Max("invitations__sent_at")).filter(last__lte=now - WAIT)
    newest = invited.aggregate(newest=Max("last"))["newest"]
    if newest is not None and Notice.objects.filter(kind=KIND, path=path, words__newest=newest.isoformat()).exists():
        return 0
    notices.withdraw_at(path, KIND)
    if newest is None:
        return 0
    team = edition.memberships.active().filter(role=Role.FACILITATOR)
    notices.tell(team, KIND, path, people=invited.count(), newest=newest.isoformat())
    return 1
