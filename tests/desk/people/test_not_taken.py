"""Invitations that nobody takes: facilitators hear of them after three days, once for each that was sent."""

import datetime

import pytest
from django.utils import timezone

from academy.models import Invitation
from desk.people import not_taken
from tests import cast

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_facilitators_hear_after_three_days_once_for_each_invitation(edition, chiara) -> None:
    edition.chosen_phase = "before"
    edition.save()
    now, people = timezone.now(), cast.crowd(edition, "CARICOM", 2)
    for member in people:
        member.welcomed_at = None
        member.save()
        Invitation.objects.create(membership=member, by=chiara, began_at=now, sent_at=now)
    found = [not_taken.tell_of_them(now + days * DAY) for days in (2, 3.1, 3.2)]
    assert found == [0, 1, 0]
    assert [row.words["people"] for row in chiara.notices.filter(kind=not_taken.KIND)] == [2]
    Invitation.objects.create(membership=people[0], by=chiara, began_at=now, sent_at=now + 4 * DAY)
    assert not_taken.tell_of_them(now + 8 * DAY) == 1
    for member in people:
        member.welcomed_at = now
        member.save()
    assert not_taken.tell_of_them(now + 9 * DAY) == 0
    assert not chiara.notices.filter(kind=not_taken.KIND).exists()  # nobody has read it, and all have come
