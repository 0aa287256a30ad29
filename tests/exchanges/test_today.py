"""Today says what is true of what waits, and what to do."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from academy.models import Membership
from exchanges import rounds
from exchanges.models import Exchange
from exchanges.today import today_for
from forum import reflections
from tests.commons.fixtures import publish, said, thread, topic, write

__all__ = ["publish", "said", "thread", "topic", "write"]
ANSWERED, NOTHING_YET = "every reflection has its answer", "No reflection has come from the other shore yet"
DAYS = datetime.timedelta(days=7)
CLOSED = "The other shore opens to you"


@pytest.fixture
def today(edition, client_of):
    def look(member) -> str:
        page = client_of(member).get(reverse("today", args=[edition.slug])).content.decode()
        return " ".join(page.split())

    return look


def test_an_empty_course_does_not_say_that_all_is_answered(today, adjoa) -> None:
    page = today(adjoa)
    assert ANSWERED not in page
    assert NOTHING_YET in page


def test_ones_own_shore_is_not_the_other(today, publish, adjoa, tunde, kerwin) -> None:
    publish(tunde)
    assert NOTHING_YET in today(adjoa)
    assert NOTHING_YET not in today(kerwin)


@pytest.mark.parametrize("who", ["chiara", "trevor"])
def test_who_writes_no_reflections_is_not_told_to(request, today, who) -> None:
    page = today(request.getfixturevalue(who))
    assert "No reflection yet. As soon as a delegate publishes one" in page
    assert "Write yours" not in page


def test_once_all_is_answered_it_says_so(today, publish, write, adjoa, kerwin) -> None:
    write(kerwin, where=publish(adjoa).thread)
    assert ANSWERED in today(kerwin)


def test_the_one_that_stands_above_as_the_next_thing_is_not_called_answered(today, publish, adjoa, kerwin) -> None:
    publish(adjoa, "We count periods")
    page = today(kerwin)
    assert "Read and answer" in page
    assert "Nothing else waits." in page
    assert ANSWERED not in page


def test_a_shore_that_is_still_closed_is_said_to_be(edition, today, publish, adjoa, kerwin) -> None:
    edition.own_reflection_first = True
    edition.save()
    assert NOTHING_YET in today(kerwin)
    publish(adjoa)
    kerwin.refresh_from_db()
    assert CLOSED in today(kerwin)
    assert ANSWERED not in today(kerwin)


def kind_of_next(member) -> str:
    return today_for(Membership.objects.get(pk=member.pk))["next"]["kind"]


def test_the_next_thing_is_the_most_pressing_there_is(edition, publish, chiara, adjoa, kerwin) -> None:
    """From the least pressing on: each comes before all that were there."""
    topic = edition.topics.get(slug="climate")
    assert kind_of_next(kerwin) == "reflect"
    reflections.save_draft(topic, by=kerwin, text={"headline": "Storms", "answers": {}, "language": "en"})
    assert kind_of_next(kerwin) == "draft"
    opens = timezone.now()
    round = rounds.make_round(
        edition,
        topic=None,
        format=edition.formats.get(slug="compare-pair"),
        opens=opens,
        closes=opens + DAYS,
        by=chiara,
    )
    rounds.propose(round, by=chiara)
    rounds.publish(round, by=chiara)
    assert kind_of_next(kerwin) == "greet"
    publish(adjoa)
    assert kind_of_next(kerwin) == "read"
    Exchange.objects.update(begins_at=timezone.now() + datetime.timedelta(hours=2))
    assert kind_of_next(kerwin) == "exchange"
    Membership.objects.filter(pk=kerwin.pk).update(welcomed_at=None)
    assert kind_of_next(kerwin) == "welcome"


def test_who_has_written_on_every_topic_looks_around(edition, publish, adjoa) -> None:
    for each in edition.topics.all():
        assert kind_of_next(adjoa) == "reflect"
        publish(adjoa, on=each)
    assert kind_of_next(adjoa) == "look"


@pytest.mark.parametrize("who", ["adjoa", "chiara"])
def test_an_empty_today_asks_at_most_a_dozen_times(request, edition, client_of, who) -> None:
    client, address = client_of(request.getfixturevalue(who)), reverse("today", args=[edition.slug])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len([query for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 12
