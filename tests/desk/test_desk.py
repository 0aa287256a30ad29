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
    def context():
        return client_of(chiara).get(reverse("desk", args=[edition.slug])).context

    return context


def waited(reflection: Reflection, **since: float) -> Reflection:
    Reflection.objects.filter(pk=reflection.pk).update(published_at=timezone.now() - datetime.timedelta(**since))
    return reflection


def test_the_desk_counts_delegates_by_shore_west_first(desk, adjoa, tunde, kerwin, suspended, trevor) -> None:
    assert [(bloc.code, count) for bloc, count in desk()["shores"]] == [("CARICOM", 1), ("ECOWAS", 2)]


def test_the_desk_lists_reflections_unanswered_for_three_days_oldest_first(desk, publish, adjoa, tunde, mariam) -> None:
    short, long = waited(publish(adjoa), hours=73), waited(publish(tunde), days=9)
    waited(publish(mariam), hours=71)
    assert desk()["unanswered"] == [long, short]


def test_answered_and_hidden_reflections_are_not_listed_as_unanswered(
    desk, publish, write, adjoa, tunde, mariam, kerwin, chiara
) -> None:
    answered, hidden, stays = (waited(publish(by), days=4) for by in (adjoa, tunde, mariam))
    write(kerwin, where=answered.thread)
    moderation.hide(hidden, by=chiara, reason="Because.")
    assert desk()["unanswered"] == [stays]


def test_the_desk_counts_active_delegates_who_never_came(desk, edition, adjoa) -> None:
    cast.join(edition, "kerwin", welcomed_at=None)
    cast.join(edition, "shanice", welcomed_at=None, suspended_at=timezone.now())
    cast.join(edition, "trevor", welcomed_at=None)
    assert desk()["never_welcomed"] == 1


def test_the_desks_pages_of_an_empty_course_answer(edition, chiara, client_of) -> None:
    for name in ("desk", "moderation", "audit", "roster", "rounds"):
        assert client_of(chiara).get(reverse(name, args=[edition.slug])).status_code == 200, name
