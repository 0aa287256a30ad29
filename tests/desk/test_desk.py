"""The desk's first page: what needs a facilitator."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from commons import moderation
from forum.models import Reflection
from tests import cast


@pytest.fixture
def desk(edition, chiara, client_of):
    def look():
        return client_of(chiara).get(reverse("desk", args=[edition.slug])).context

    return look


def waited(reflection: Reflection, **since: float) -> Reflection:
    Reflection.objects.filter(pk=reflection.pk).update(published_at=timezone.now() - datetime.timedelta(**since))
    return reflection


def test_delegates_are_counted_by_shore_west_first(desk, adjoa, tunde, kerwin, suspended, trevor) -> None:
    assert [(bloc.code, count) for bloc, count in desk()["shores"]] == [("CARICOM", 1), ("ECOWAS", 2)]


def test_what_waits_for_three_days_stands_there_the_longest_first(desk, publish, adjoa, tunde, mariam) -> None:
    short, long = waited(publish(adjoa), hours=73), waited(publish(tunde), days=9)
    waited(publish(mariam), hours=71)
    assert desk()["unanswered"] == [long, short]


def test_what_was_answered_hidden_or_never_published_waits_for_nobody(
    desk, publish, write, adjoa, tunde, mariam, kerwin, chiara
) -> None:
    answered, hidden, stays = (waited(publish(by), days=4) for by in (adjoa, tunde, mariam))
    write(kerwin, where=answered.thread)
    moderation.hide(hidden, by=chiara, reason="Because.")
    assert desk()["unanswered"] == [stays]


def test_who_has_not_come_is_counted(desk, edition, adjoa) -> None:
    cast.join(edition, "kerwin", welcomed_at=None)
    cast.join(edition, "shanice", welcomed_at=None, suspended_at=timezone.now())
    cast.join(edition, "trevor", welcomed_at=None)
    assert desk()["not_come"] == 1


def test_an_empty_course_says_what_to_do(edition, chiara, client_of) -> None:
    for name in ("desk", "moderation", "audit", "roster", "rounds"):
        assert client_of(chiara).get(reverse(name, args=[edition.slug])).status_code == 200, name
