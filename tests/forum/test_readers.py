"""Each published reflection gets one reader on the other shore; the readings are shared out evenly."""

from collections import Counter

import pytest
from django.urls import reverse
from django.utils import timezone

from commons import moderation, notices
from commons.models import Notice
from forum.models import Reader
from forum.reflecting.replies import newest_replies
from forum.registered.today import to_read
from tests import cast


def test_a_published_reflection_asks_and_notifies_a_reader_of_the_other_bloc(publish, adjoa, tunde, kerwin) -> None:
    reflection = publish(adjoa, "We count periods")
    reader = reflection.readers.get()
    assert reader.membership == kerwin
    notice = Notice.objects.get(to=kerwin, kind="reader")
    assert notice.path == reflection.get_absolute_url()
    assert notice.words["headline"] == "We count periods"
    assert [asked.reflection for asked in to_read(kerwin)] == [reflection]


@pytest.mark.parametrize(("authors", "readers"), [(12, 4), (10, 4), (3, 7), (1, 1)])
def test_readings_are_shared_out_evenly(edition, publish, authors, readers) -> None:
    """Nobody is asked twice before everybody was asked once, whatever topics and languages they have."""
    west = cast.crowd(edition, "CARICOM", readers)
    for author in cast.crowd(edition, "ECOWAS", authors):
        publish(author)
    asked = Counter(Reader.objects.values_list("membership", flat=True))
    each = [asked[member.pk] for member in west]
    assert sum(each) == authors
    assert max(each) - min(each) <= 1


def test_readers_of_both_shores_are_asked(publish, adjoa, tunde, kerwin, shanice) -> None:
    for author in (adjoa, tunde, kerwin, shanice):
        publish(author)
    asked = Reader.objects.select_related("membership", "reflection__author")
    assert asked.count() == 4
    assert all(reader.membership.bloc_id != reader.reflection.author.bloc_id for reader in asked)


def test_a_tie_goes_to_the_delegate_who_ranked_the_topic(publish, edition, adjoa, guerline, kerwin) -> None:
    """Guerline joined first and speaks Adjoa's language; Kerwin ranked the topic."""
    assert publish(adjoa, on=edition.topics.get(slug="social-security")).readers.get().membership == kerwin


def test_a_second_tie_goes_to_the_delegate_who_shares_a_language(publish, edition, adjoa, kerwin, guerline) -> None:
    assert publish(adjoa, on=edition.topics.get(slug="climate")).readers.get().membership == guerline


@pytest.mark.parametrize("gone", [{"suspended_at": timezone.now()}, {"role": "resource"}])
def test_only_active_delegates_are_asked(publish, edition, adjoa, gone) -> None:
    cast.join(edition, "kerwin", **gone)
    assert not publish(adjoa).readers.exists()


def test_a_reflection_is_published_without_a_reader_when_nobody_is_on_the_other_shore(
    publish, adjoa, tunde, chiara
) -> None:
    reflection = publish(adjoa)
    assert reflection.published_at is not None
    assert not reflection.readers.exists()


def test_an_edit_asks_no_second_reader(publish, adjoa, kerwin, shanice) -> None:
    publish(adjoa)
    assert publish(adjoa, "Changed").readers.count() == 1


def test_readings_in_another_course_do_not_count(publish, edition, other_edition, adjoa, kerwin) -> None:
    theirs = [cast.join(other_edition, name) for name in ("mariam", "kerwin")]
    publish(theirs[0], on=other_edition.topics.first())
    assert publish(adjoa).readers.get().membership == kerwin


def test_a_readers_answer_takes_the_reflection_off_their_list(publish, write, adjoa, kerwin, shanice) -> None:
    reflection = publish(adjoa)
    reader = reflection.readers.get()
    other = shanice if reader.membership == kerwin else kerwin
    write(other, where=reflection.thread)
    assert to_read(reader.membership), "somebody else's answer is not the reader's"
    write(reader.membership, where=reflection.thread)
    reader.refresh_from_db()
    assert reader.answered_at is not None
    assert not to_read(reader.membership)


def test_what_a_resource_person_says_is_no_answer_of_a_bloc(publish, write, adjoa, kerwin, trevor, chiara) -> None:
    """Trevor works for an office on the other shore."""
    reflection = publish(adjoa)
    said = write(trevor, where=reflection.thread)
    reflection.refresh_from_db()
    assert reflection.answered_at is None
    assert not reflection.crossings.exists()
    moderation.hide(said, by=chiara, reason="Too sharp.")
    moderation.restore(said, by=chiara, reason="It was not.")
    reflection.refresh_from_db()
    assert reflection.answered_at is None
    write(kerwin, where=reflection.thread)
    reflection.refresh_from_db()
    assert reflection.answered_at is not None
    assert [crossing.state for crossing in reflection.crossings.all()] == [kerwin.state]


def test_if_ones_own_reflection_comes_first_delegates_who_published_are_asked_first(
    publish, edition, adjoa, kerwin, shanice
) -> None:
    edition.own_reflection_first = True
    edition.save()
    publish(shanice, "From the west")
    assert [reader.membership for reader in publish(adjoa, "From the east").readers.all()] == [shanice]


def test_replies_from_the_other_shore_leave_out_ones_own_shore_and_the_team(
    publish, write, adjoa, tunde, kerwin, chiara
) -> None:
    thread = publish(adjoa).thread
    _own_shore, across, _team = [write(member, where=thread) for member in (tunde, kerwin, chiara)]
    assert newest_replies(adjoa) == [across]


def test_a_member_without_a_bloc_sees_every_reply(write, adjoa, kerwin, chiara) -> None:
    asked = write(chiara)
    answers = [write(member, answers=asked) for member in (adjoa, kerwin)]
    assert newest_replies(chiara) == answers[::-1]


def test_who_cannot_hands_it_on_at_once_and_is_asked_no_more(publish, adjoa, kerwin, shanice, client_of) -> None:
    reflection = publish(adjoa)
    first = reflection.readers.get().membership
    other = shanice if first == kerwin else kerwin
    client = client_of(first)
    assert "I cannot" in client.get(reflection.get_absolute_url()).content.decode()
    for _press in range(2):
        assert client.post(reverse("cannot_answer", args=[reflection.pk])).status_code == 302
    assert list(reflection.readers.order_by("pk").values_list("membership", flat=True)) == [first.pk, other.pk]
    assert to_read(first) == []
    assert not notices.unread_of(first).exists()
    assert "I cannot" not in client.get(reflection.get_absolute_url()).content.decode()


def test_a_facilitator_asks_somebody_by_name_while_nobody_has_answered(
    publish, adjoa, kerwin, shanice, chiara, client_of
) -> None:
    reflection = publish(adjoa)
    first = reflection.readers.get().membership
    other = shanice if first == kerwin else kerwin
    page = client_of(chiara).get(reflection.get_absolute_url()).content.decode()
    assert f'<option value="{other.pk}">' in page
    assert f'<option value="{first.pk}">' not in page
    for by, status in ((adjoa, 403), (chiara, 302), (chiara, 403)):
        answer = client_of(by).post(reverse("ask_reader", args=[reflection.pk]), {"member": other.pk})
        assert answer.status_code == status
    assert reflection.readers.count() == 2
