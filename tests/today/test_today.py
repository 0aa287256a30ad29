"""Today shows one next thing and what waits, and describes both truly."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from academy.models import Membership, Phase
from board.cards.writing import take_home
from board.models import Card
from exchanges.models import Exchange
from exchanges.rounds import making, proposing, publishing
from forum import posting
from forum.models import ThreadKind
from forum.reflecting import reflections
from tests.commons.fixtures import publish, said, thread, topic, write
from today.gathering import NOTHING, today_for

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


def test_today_of_an_empty_course_does_not_say_that_all_is_answered(today, adjoa) -> None:
    page = today(adjoa)
    assert ANSWERED not in page
    assert NOTHING_YET in page


def test_a_reflection_from_ones_own_shore_is_not_from_the_other(today, publish, adjoa, tunde, kerwin) -> None:
    publish(tunde)
    assert NOTHING_YET in today(adjoa)
    assert NOTHING_YET not in today(kerwin)


@pytest.mark.parametrize("who", ["chiara", "trevor"])
def test_a_member_who_cannot_write_reflections_is_not_asked_to(request, today, who) -> None:
    page = today(request.getfixturevalue(who))
    assert "No reflection yet. As soon as a delegate publishes one" in page
    assert "Write yours" not in page


def test_today_says_when_all_is_answered(today, publish, write, adjoa, kerwin) -> None:
    write(kerwin, where=publish(adjoa).thread)
    assert ANSWERED in today(kerwin)


def test_a_reflection_shown_as_the_next_thing_is_not_called_answered(today, publish, adjoa, kerwin) -> None:
    publish(adjoa, "We count periods")
    page = today(kerwin)
    assert "Read and answer" in page
    assert "Nothing else waits." in page
    assert ANSWERED not in page


def test_today_says_that_the_other_shore_is_still_closed(edition, today, publish, adjoa, kerwin) -> None:
    edition.own_reflection_first = True
    edition.save()
    assert NOTHING_YET in today(kerwin)
    publish(adjoa)
    kerwin.refresh_from_db()
    assert CLOSED in today(kerwin)
    assert ANSWERED not in today(kerwin)


def section(page: str, heading: str) -> str:
    return page.split(f"<h2>{heading}</h2>", 1)[1].split("</section>", 1)[0]


def test_answers_from_the_other_shore_are_shown_with_their_words(
    today, publish, write, thread, adjoa, tunde, kerwin
) -> None:
    write(kerwin, "We count them too.", where=publish(adjoa).thread)
    write(kerwin, "The employers pay.")
    write(tunde, "We do not.")
    there = section(today(adjoa), "From the other shore")
    assert 'Kerwin answered your reflection</a> <span lang="en">“We count them too.”' in there
    assert 'Kerwin answered you in “Who pays?”</a> <span lang="en">“The employers pay.”' in there
    assert "CARICOM · Jamaica" in there
    assert "We do not." not in there, "it is from her own shore"


def test_a_waiting_reflection_is_shown_to_members_who_were_not_asked(
    today, publish, adjoa, tunde, kerwin, shanice
) -> None:
    reflection = publish(adjoa, "We count periods")
    asked = reflection.readers.get().membership
    (other,) = {kerwin, shanice} - {asked}
    there = section(today(other), "Waiting for an answer from CARICOM")
    assert f'<a href="{reflection.get_absolute_url()}" lang="{reflection.language}">We count periods</a>' in there
    assert "waits ·" in there
    assert "We count periods" not in section(today(tunde), "Waiting for an answer from ECOWAS")


def test_the_team_is_told_how_many_delegates_never_came(today, chiara, adjoa, kerwin) -> None:
    assert "not come yet" not in today(chiara)
    for member in (adjoa, kerwin):
        member.welcomed_at = None
        member.save(update_fields=["welcomed_at"])
    assert "2 delegates have not come yet" in today(chiara)


def test_today_is_given_nothing_that_it_does_not_show(adjoa, chiara) -> None:
    for member in (adjoa, chiara):
        assert today_for(member).keys() - NOTHING.keys() <= {"replies", "waiting", "calm"}


def test_drafts_are_shown_beside_the_next_thing(edition, today, kerwin) -> None:
    first, second = edition.topics.filter(slug__in=["climate", "social-security"]).order_by("slug")
    for each in (first, second):
        reflections.save_draft(each, by=kerwin, text={"headline": "Storms", "answers": {}, "language": "en"})
    drafts = section(today(kerwin), "Your drafts")
    assert f'/topics/{first.slug}/reflection/">{first.titles["en"]}</a>' in drafts
    assert second.titles["en"] not in drafts


def test_announcements_reach_both_shores(today, topic, chiara, adjoa, kerwin) -> None:
    thread = posting.open_thread(
        topic,
        by=chiara,
        kind=ThreadKind.ANNOUNCEMENT,
        title="The plenary is at three",
        body="Come.",
        language="en",
        client_id=uuid.uuid4(),
    )
    for member in (adjoa, kerwin):
        link = f'<a href="{thread.get_absolute_url()}" lang="en">The plenary is at three</a>'
        assert link in section(today(member), "Announcements")


def kind_of_next(member) -> str:
    return today_for(Membership.objects.get(pk=member.pk))["next"]["kind"]


def test_the_next_thing_is_the_most_pressing_one(edition, publish, chiara, adjoa, kerwin) -> None:
    """Each new thing is more pressing than all before it."""
    topic = edition.topics.get(slug="climate")
    assert kind_of_next(kerwin) == "reflect"
    reflections.save_draft(topic, by=kerwin, text={"headline": "Storms", "answers": {}, "language": "en"})
    assert kind_of_next(kerwin) == "draft"
    opens = timezone.now()
    round = making.make_round(
        edition,
        topic=None,
        format=edition.formats.get(slug="compare-pair"),
        opens=opens,
        closes=opens + DAYS,
        by=chiara,
    )
    proposing.propose(round, by=chiara)
    publishing.publish(round, by=chiara)
    assert kind_of_next(kerwin) == "greet"
    publish(adjoa)
    assert kind_of_next(kerwin) == "read"
    Exchange.objects.update(begins_at=timezone.now() + datetime.timedelta(hours=2))
    assert kind_of_next(kerwin) == "exchange"
    Membership.objects.filter(pk=kerwin.pk).update(welcomed_at=None)
    assert kind_of_next(kerwin) == "welcome"


def test_a_member_who_has_written_on_every_topic_may_look_around(edition, publish, adjoa) -> None:
    for each in edition.topics.all():
        assert kind_of_next(adjoa) == "reflect"
        publish(adjoa, on=each)
    assert kind_of_next(adjoa) == "look"


def test_after_the_course_the_cards_come_before_another_reflection(edition, today, adjoa) -> None:
    edition.chosen_phase = Phase.AFTER
    edition.save()
    assert kind_of_next(adjoa) == "after"
    assert "See what becomes of what you took home" in today(adjoa)
    card = take_home(edition, by=adjoa, content={"what": "One form", "readers": "edition", "language": "en"})
    Card.objects.filter(pk=card.pk).update(at=timezone.now() - 31 * datetime.timedelta(days=1))
    edition.ends = timezone.now().date() - datetime.timedelta(days=31)
    edition.starts = edition.ends - DAYS
    edition.save()
    shown = today(adjoa)
    assert "See what becomes of what you took home" not in shown
    assert "How does it go?" in shown


@pytest.mark.parametrize("who", ["adjoa", "chiara"])
def test_an_empty_today_takes_at_most_13_queries(request, edition, client_of, who) -> None:
    client, address = client_of(request.getfixturevalue(who)), reverse("today", args=[edition.slug])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len([query for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 13
