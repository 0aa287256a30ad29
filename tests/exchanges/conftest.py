"""Fixtures of rooms, servers and exchanges."""

import datetime

import pytest
from django.utils import timezone

from exchanges.creating import create_exchange
from exchanges.models import Exchange, Round
from tests.rooms.conftest import _pairs, does, pair, room, server, stage

__all__ = ["_pairs", "does", "pair", "room", "server", "stage"]


@pytest.fixture
def exchange(edition, adjoa, kerwin) -> Exchange:
    now = timezone.now()
    said = {"edition": edition, "number": 1, "topic": edition.topics.first(), "published_at": now}
    paired = Round.objects.create(
        format=edition.formats.get(slug="compare-pair"), opens=now, closes=now + datetime.timedelta(days=1), **said
    )
    return create_exchange(paired, said["topic"], [adjoa.pk, kerwin.pk])
