"""A long poll, read in this process, checks permission after its reading."""

import pytest
from django.utils import timezone

from academy.models import Membership
from rooms.live import long_poll
from rooms.messages import changes
from rooms.models import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def plenary(edition) -> Room:
    return Room.objects.get(edition=edition, kind="plenary")


def poll(client, room: int, since: int | None = 0) -> tuple[int, bool]:
    """Returns the close code, and whether anything was read."""
    visitor, found = long_poll._read_changes(room, since, client.cookies["sessionid"].value, "en")
    return visitor.code, found is not None


def test_permission_is_checked_after_the_changes_were_read(plenary, adjoa, client_of, monkeypatch) -> None:
    client = client_of(adjoa)
    assert poll(client, plenary.pk) == (0, True)
    read = changes.since

    def slowly(room: int, since: int) -> changes.Changes:
        found = read(room, since)
        Membership.objects.filter(pk=adjoa.pk).update(suspended_at=timezone.now())
        return found

    monkeypatch.setattr(changes, "since", slowly)
    assert poll(client, plenary.pk) == (4403, True)


def test_a_missing_room_and_a_missing_revision_find_nothing(plenary, adjoa, client_of) -> None:
    assert poll(client_of(adjoa), 10**9) == (4404, False)
    assert poll(client_of(adjoa), plenary.pk, None) == (0, False)
